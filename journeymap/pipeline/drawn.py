"""A journey, drawn."""

from journeymap import styles
from journeymap.decide import decide
from journeymap.drawing import GraphvizFailed, GraphvizMissing, dot, svg
from journeymap.drawing.vector import Theme
from journeymap.finding import fault
from journeymap.load import Loaded
from journeymap.plan import plan_of
from journeymap.report import Report


def draw(
    loaded: Loaded,
    report: Report | None = None,
    *,
    form: str = "svg",
    theme: Theme = "auto",
    style: str = "flow",
    persona: str = "",
    language: str = "",
) -> str:
    """A journey's map as SVG or DOT (`gv`): as it was measured, or without a report as it is declared.

    `style` is one of `journeymap.styles.STYLES`; `persona` and `language` are what `decide` puts in the head.
    Raises `JourneymapError` where there is no Graphviz to draw with (JM801).
    """
    decided = decide(loaded.journey, plan_of(loaded.journey), report, persona=persona, language=language)
    drawing = styles.draw(decided, style)
    try:
        return dot(drawing) if form == "gv" else svg(drawing, theme=theme)
    except (GraphvizMissing, GraphvizFailed) as error:
        raise fault(
            "JM801",
            f"the map cannot be drawn: {error}",
            "install Graphviz, or pip install pygraphviz; --format gv works without",
        ) from error
