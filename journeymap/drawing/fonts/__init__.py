"""The font of pictures that cannot bring words without one: PNG and PDF look the same on every machine, also on one without any font.

Liberation Sans has the widths of `drawing.advances` and covers Latin (Vietnamese too), Greek and Cyrillic. For other scripts the fonts of the
machine are asked. Its licence, the SIL Open Font License 1.1, stands beside it.
"""

import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = tuple(str(FOLDER / f"LiberationSans-{weight}.ttf") for weight in ("Regular", "Bold"))

_PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "$WINDIR/Fonts",
    "$LOCALAPPDATA/Microsoft/Windows/Fonts",
)
"""Where Linux, macOS and Windows keep fonts; those that are not there hold none."""
_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_UNLIKE = ("serif", "mono", "italic", "oblique", "condensed", "narrow", "thin", "light", "black", "bold", "slanted")
"""What a font is called that looks unlike the rest of a map."""


def likely_fonts(character: str) -> list[str]:
    """The font files of this machine, those first that look like ours and are named after the character's script; the same order every time."""
    script = unicodedata.name(character, "").partition(" ")[0].casefold()
    return sorted(_installed(), key=lambda file: (script not in Path(file).name.casefold(), *_likeness(file)))


def _likeness(file: str) -> tuple[int, bool, str, str]:
    name = Path(file).name.casefold()
    return sum(word in name for word in _UNLIKE), "sans" not in name, name, file


@cache
def _installed() -> tuple[str, ...]:
    return tuple(file for place in _PLACES for file in _in_folder(os.path.expandvars(place)))


def _in_folder(place: str) -> Iterator[str]:
    for folder, _, names in os.walk(Path(place).expanduser()):
        yield from (str(Path(folder) / name) for name in names if name.lower().endswith(_ENDINGS))
