"""Text as it comes from people, made safe to draw: cleaned, and cut only where a reader would cut."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Invisible characters that reorder, hide or forge what is read. Joiners (U+200C, U+200D) stay: Persian and emoji need
# them.
_HIDDEN = frozenset(
    (
        *(0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    )
)
_THAI_LEADING = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4"
_THAI_TRAILING = "\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ec6"
_NEVER_FIRST = "、。，．・：；？！）」』】〕》〉ーぁぃぅぇぉっゃゅょァィゥェォッャュョヶ々,.;:!?)]}%"
_NEVER_LAST = "（「『【〔《〈([{"
_COMMAND = re.compile(r"##(?=\w*\[)")
_JOINER = "\u200d"


def clean(text: str) -> str:
    """The text without control, bidirectional-control and other invisible characters, white space run together.

    `##[error]` becomes `# #[error]`: a CI runner that a picture or a page is printed to would take it for a command.
    """
    text = " ".join(text.split()) if text.isascii() and text.isprintable() else _cleaned(text)
    return _COMMAND.sub("# #", text) if "##" in text else text


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    return " ".join("".join(_visible(character) for character in text).split())


def _visible(character: str) -> str:
    code = ord(character)
    if code in _HIDDEN or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return ""
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Cc":
        return ""
    return "\ufffd" if category == "Cs" else character


@lru_cache(maxsize=4096)
def is_mark(character: str) -> bool:
    """Whether the character sits on the one before it and takes no room of its own."""
    code = ord(character)
    return (
        unicodedata.category(character) in ("Mn", "Me")
        or character in ("\u200c", _JOINER)
        or 0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF
    )


@lru_cache(maxsize=4096)
def is_wide(character: str) -> bool:
    """Whether the character fills a square, as Chinese, Japanese, Korean and emoji do."""
    return unicodedata.east_asian_width(character) in ("W", "F") or ord(character) >= 0x1F000


def clusters(text: str) -> Iterator[str]:
    """Pieces not to be split: a letter with its marks, an emoji with its joiners, the ends of a Thai syllable."""
    piece = ""
    for character in text:
        if piece and not _sticks(piece, character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _sticks(piece: str, character: str) -> bool:
    last = piece[-1]
    if is_mark(character) or unicodedata.category(character) == "Mc" or last == _JOINER:
        return True
    if last in _THAI_LEADING or character in _THAI_TRAILING:
        return True
    if _is_flag_half(character) and _is_flag_half(last):
        return sum(map(_is_flag_half, piece)) % 2 == 1
    return False


def _is_flag_half(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two clusters: beside wide characters, except at brackets and stops."""
    if after[0] in _NEVER_FIRST or before[-1] in _NEVER_LAST:
        return False
    return is_wide(before[0]) or is_wide(after[0])


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is Arabic, Hebrew or another script written from the right."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
