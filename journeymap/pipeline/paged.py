"""A journey, measured -> its HTML report."""

from journeymap.catalogue import language_of
from journeymap.load import Loaded
from journeymap.page.assembly import assembled
from journeymap.page.content import STYLES, content
from journeymap.pipeline.drawn import decided, rendered
from journeymap.report import Report


def paged(loaded: Loaded, report: Report, *, persona: str = "", language: str = "", comparison: str = "") -> str:
    """The page with every style of the map in it, each as `journeymap map` writes it; `persona` as in `drawn.decided`.

    `language` is the one that is asked for, and is spoken now; `comparison` is what changed, in Markdown.
    Raises `JourneymapError` (JM801) where the map cannot be drawn.
    """
    map = decided(loaded, report, persona=persona, language=loaded.lang or "")
    pictures = {style: rendered(map, style=style).decode() for style in STYLES}
    return assembled(
        content(loaded.journey, map, report, pictures, comparison=comparison, lang=language_of(language) or "en")
    )
