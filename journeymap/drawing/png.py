"""A drawing as PNG: the only door to resvg, and what knows which characters can be drawn."""

import unicodedata
from functools import cache
from html import escape

from resvg_py import svg_to_bytes

from journeymap.drawing.engine import Engine
from journeymap.drawing.fonts import FILES
from journeymap.drawing.shapes import Drawing, Words, glyphs
from journeymap.drawing.vector import Theme, svg

_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="24" font-family="Arial, Liberation Sans, sans-serif">'
    '<text x="4" y="18" font-size="16">{}</text></svg>'
)
_NOWHERE = "\U0010fffd"
"""A character that no font has: what is drawn like it is not drawn at all."""


class FontMissing(RuntimeError):  # noqa: N818 - the name says what is wrong
    """No font of this machine has some characters of the drawing: they are in `characters`, sorted."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        """Name them."""
        super().__init__(f"no font has {' '.join(characters)}")
        self.characters = characters


def png(drawing: Drawing, *, theme: Theme = "auto", scale: float = 2.0, engine: Engine | str | None = None) -> bytes:
    """The drawing as PNG, `scale` px for each of its own; the same bytes for the same drawing and fonts.

    A picture does not know what its reader prefers: theme `auto` is light. Raises `FontMissing`, and what `vector.svg` raises.
    """
    source = svg(drawing, theme="light" if theme == "auto" else theme, engine=engine)
    here = fonts_needed(drawing)
    return svg_to_bytes(svg_string=source, zoom=scale, font_files=list(FILES), skip_system_fonts=not here)


def fonts_needed(drawing: Drawing) -> bool:
    """Whether the machine's own fonts are needed beside ours. Raises `FontMissing` where these do not do either."""
    texts = (glyph.text for panel in drawing.panels for glyph in glyphs(panel.rows) if isinstance(glyph, Words))
    characters = sorted({character for text in texts for character in text if _is_seen(character)})
    foreign = [character for character in characters if not drawable(character)]
    missing = tuple(character for character in foreign if not drawable(character, everywhere=True))
    if missing:
        raise FontMissing(missing)
    return bool(foreign)


def _is_seen(character: str) -> bool:
    """Whether a character has a shape of its own: no space, no accent that sits on another, no joiner."""
    return (not character.isascii() and unicodedata.category(character)[0] not in "MZC") or _is_private(character)


def _is_private(character: str) -> bool:
    return unicodedata.category(character) in ("Co", "Cn")


@cache
def drawable(character: str, *, everywhere: bool = False) -> bool:
    """Whether our font has a character; `everywhere`: or one of this machine."""
    return _probe(character, everywhere=everywhere) != _probe(_NOWHERE, everywhere=everywhere)


@cache
def _probe(character: str, *, everywhere: bool) -> bytes:
    source = _PROBE.format(escape(character))
    return svg_to_bytes(svg_string=source, font_files=list(FILES), skip_system_fonts=not everywhere)
