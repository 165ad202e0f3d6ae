"""A drawing as PNG: the only door to resvg, and what knows which fonts a drawing needs."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from html import escape

from resvg_py import svg_to_bytes

from journeymap.drawing.engine import Engine
from journeymap.drawing.fonts import FILES, likely_fonts
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


@dataclass(frozen=True, slots=True)
class Fonts:
    """The font files that a drawing needs, ours first; `system`: and whatever else this machine has."""

    files: tuple[str, ...]
    system: bool = False


def png(drawing: Drawing, *, theme: Theme = "auto", scale: float = 2.0, engine: Engine | str | None = None) -> bytes:
    """The drawing as PNG, `scale` px for each of its own; the same bytes for the same drawing and fonts.

    A picture does not know what its reader prefers: theme `auto` is light. Raises `FontMissing`, and what `vector.svg` raises.
    """
    source = svg(drawing, theme="light" if theme == "auto" else theme, engine=engine)
    fonts = fonts_for(drawing)
    return svg_to_bytes(svg_string=source, zoom=scale, font_files=list(fonts.files), skip_system_fonts=not fonts.system)


def fonts_for(drawing: Drawing) -> Fonts:
    """Our font, and for what it has not the likeliest of this machine that have it: nothing else, for an old font of the same name would
    stand in for ours.

    Raises `FontMissing` where no font has a character.
    """
    texts = (glyph.text for panel in drawing.panels for glyph in glyphs(panel.rows) if isinstance(glyph, Words))
    characters = sorted({character for text in texts for character in text if _is_seen(character)})
    left = [character for character in characters if not drawable(character)]
    files, missing, system = list(FILES), [], False
    while left:
        if not drawable(left[0], None):
            missing.append(left.pop(0))
        elif found := next((file for file in likely_fonts(left[0]) if drawable(left[0], (*FILES, file))), None):
            files.append(found)
            left = [character for character in left if not drawable(character, (*FILES, found))]
        else:
            # The machine has it in a place that we do not know.
            system = True
            left.pop(0)
    if missing:
        raise FontMissing(tuple(missing))
    return Fonts(tuple(files), system)


def _is_seen(character: str) -> bool:
    """Whether a character has a shape of its own: no space, no accent that sits on another, no joiner."""
    category = unicodedata.category(character)
    return not character.isascii() and (category[0] not in "MZC" or category in ("Co", "Cn"))


@cache
def drawable(character: str, files: tuple[str, ...] | None = FILES) -> bool:
    """Whether one of these font files has a character; None stands for all fonts of this machine."""
    return _probe(character, files) != _probe(_NOWHERE, files)


@cache
def _probe(character: str, files: tuple[str, ...] | None) -> bytes:
    source = _PROBE.format(escape(character))
    return svg_to_bytes(svg_string=source, font_files=list(files or ()), skip_system_fonts=files is not None)
