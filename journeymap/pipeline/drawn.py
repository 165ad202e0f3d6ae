"""A journey, drawn: what it says decided once, then in as many styles and formats as are asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from journeymap import styles
from journeymap.closeup import closer
from journeymap.decide import decide
from journeymap.drawing import Drawing, GraphvizFailed, GraphvizMissing, dot, svg
from journeymap.drawing.vector import Theme
from journeymap.finding import JourneymapError, fault
from journeymap.load import Loaded
from journeymap.mapping import Map
from journeymap.model import Journey
from journeymap.pieces.folding import worst
from journeymap.pipeline.marked import Base, compared
from journeymap.plan import plan_of
from journeymap.report import Report
from journeymap.suggest import suggest
from journeymap.units import shown
from journeymap.views import table

FORMATS = ("svg", "png", "pdf", "gv", "md")
"""Pictures, the drawing as DOT, and the map as tables."""
SCALE = 2.0
"""The px of a PNG for each px of the drawing."""


def decided(
    loaded: Loaded,
    report: Report | None = None,
    *,
    persona: str = "",
    language: str = "",
    focus: str | None = None,
    top: int | None = None,
    min_share: float | None = None,
    base: Base | None = None,
) -> Map:
    """A journey's map: as it was measured, or without a report as it is declared; `persona` and `language` are what its head says.

    `focus` and `min_share` as in `closeup.closer`, `top` as in `pieces.folding.worst`; `base` is what it is compared with.
    Raises `JourneymapError` where there is no touchpoint to focus on (JM155).
    """
    journey = loaded.journey
    if focus is not None and focus not in journey.touchpoints:
        raise _nowhere(loaded, focus)
    whole = decide(journey, plan_of(journey), report, persona=persona, language=language, every_way=True)
    whole = compared(whole, loaded, base) if base is not None else whole
    close = closer(whole, focus=focus, min_share=min_share)
    return close if top is None else worst(close, top)


def _nowhere(loaded: Loaded, focus: str) -> JourneymapError:
    journey = loaded.journey
    close = suggest(focus, journey.touchpoints)
    known = list(journey.touchpoints)
    cure = f"did you mean '{close}'?" if close else f"there are: {', '.join(known[:12])}"
    if focus in loaded.declared.every and focus not in journey.touchpoints:
        cure = _elsewhere(journey, focus) or cure
    return fault("JM155", f"there is no touchpoint {shown(focus)} on this map", cure, file=loaded.document.file)


def _elsewhere(journey: Journey, focus: str) -> str:
    """What to ask for where a touchpoint is there, but not at this depth."""
    outer = [name for name in journey.touchpoints if focus.startswith(f"{name}.")]
    inner = [name for name in journey.touchpoints if name.startswith(f"{focus}.")]
    if outer:
        return f"it is folded into {shown(outer[0])}: open it with --depth {focus.count('.') + 1}"
    return f"it is open at this depth; there are: {', '.join(inner[:12])}" if inner else ""


def rendered(map: Map, form: str = "svg", *, style: str = "flow", theme: Theme = "auto", scale: float = SCALE) -> bytes:
    """A map in one of `FORMATS`; `style` is one of `journeymap.styles.STYLES`, `scale` is for PNG.

    Raises `JourneymapError`: JM801 where it cannot be drawn, JM805 where no font has its words, JM806 where there is nothing to write PDF with.
    """
    if form == "md":
        return table.view(map).encode()
    return _DRAWN[form](styles.draw(map, style), theme, scale)


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
    """A journey's whole map as SVG, DOT (`gv`) or Markdown, as `decided` and `rendered` have it."""
    return rendered(
        decided(loaded, report, persona=persona, language=language), form, style=style, theme=theme
    ).decode()


def as_svg(drawing: Drawing, theme: Theme = "auto") -> str:
    """A drawing as SVG. Raises `JourneymapError` (JM801) where it cannot be drawn."""
    with _telling():
        return svg(drawing, theme=theme)


def _svg(drawing: Drawing, theme: Theme, _: float) -> bytes:
    return as_svg(drawing, theme).encode()


def _gv(drawing: Drawing, _: Theme, __: float) -> bytes:
    return dot(drawing).encode()


def _png(drawing: Drawing, theme: Theme, scale: float) -> bytes:
    # Imported late, as below: an SVG needs neither.
    from journeymap.drawing import png  # noqa: PLC0415

    with _telling():
        try:
            return png.png(drawing, theme=theme, scale=scale)
        except png.FontMissing as missing:
            raise _no_font(missing.characters) from missing


def _pdf(drawing: Drawing, theme: Theme, _: float) -> bytes:
    from journeymap.drawing import pdf, png  # noqa: PLC0415

    with _telling():
        try:
            return pdf.pdf(drawing, theme=theme)
        except png.FontMissing as missing:
            raise _no_font(missing.characters) from missing
        except pdf.TypstMissing as missing:
            cure = "pip install 'journeymap[pdf]' brings it; svg and png need no more than is there"
            raise fault("JM806", "a PDF is written with Typst, which is not installed", cure) from missing
        except pdf.TypstFailed as failed:
            raise fault(
                "JM801", f"the map cannot be drawn: Typst says {shown(str(failed))}", "try svg or png"
            ) from failed


_DRAWN: dict[str, Callable[[Drawing, Theme, float], bytes]] = {"svg": _svg, "gv": _gv, "png": _png, "pdf": _pdf}


@contextmanager
def _telling() -> Iterator[None]:
    """Graphviz's refusals as findings."""
    try:
        yield
    except (GraphvizMissing, GraphvizFailed) as error:
        raise fault(
            "JM801",
            f"the map cannot be drawn: {error}",
            "install Graphviz, or pip install pygraphviz; --format gv works without",
        ) from error


def _no_font(characters: tuple[str, ...]) -> JourneymapError:
    names = " ".join(f"{shown(each)} (U+{ord(each):04X})" for each in characters[:6])
    more = f" and {len(characters) - 6} more" if len(characters) > 6 else ""
    return fault(
        "JM805",
        f"no font of this machine has {names}{more}",
        "install one that has, like Noto Sans of that script; svg needs none",
    )
