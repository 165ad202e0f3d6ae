"""How wide a text is and where its lines end, from our own table: no engine and no installed font may change a map."""

import re
import unicodedata
from functools import lru_cache

from journeymap.drawing.advances import BOLD, REGULAR
from journeymap.drawing.text import clusters, is_mark, is_wide, may_break

_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûãõåæøœαεηιουωаеёиоуыэюяії")
_TOGETHER = frozenset(
    [
        "bl",
        "br",
        "ch",
        "ck",
        "cl",
        "cr",
        "dr",
        "fl",
        "fr",
        "gh",
        "gl",
        "gr",
        "kl",
        "kr",
        "ph",
        "pl",
        "pr",
        "qu",
        "sc",
        "sh",
        "sp",
        "st",
        "th",
        "tr",
    ]
)
_BREAKS_AFTER = "-/_–—"  # a long address or number may end its line here, without a further hyphen
_APOSTROPHES = "'’"
_WORDS = re.compile(r"\S+\s*|\s+")
_UNKNOWN = 720  # per 1000 em: wider than most letters of most scripts, so that an unlisted one does not overflow


@lru_cache(maxsize=16384)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width in px of one line of text at a font size in px."""
    try:
        advances = sum(map((BOLD if bold else REGULAR).__getitem__, text))
    except KeyError:
        advances = sum(_advance(character, bold=bold) for character in text)
    return advances * size / 1000


@lru_cache(maxsize=4096)
def _advance(character: str, *, bold: bool) -> int:
    table = BOLD if bold else REGULAR
    if character in table:
        return table[character]
    if is_mark(character):
        return 0
    base = unicodedata.normalize("NFKD", character)[0]
    if base in table:
        # Horns and hooks (as in Vietnamese) stick out a little.
        return table[base] + (60 if base.isalpha() else 0)
    if ord(character) >= 0x1F000:
        return 1300
    if is_wide(character):
        return 1000
    code = ord(character)
    if 0x0590 <= code <= 0x08FF or 0xFB1D <= code <= 0xFEFC:
        return 640
    if 0x0E00 <= code <= 0x0EFF:
        return 620
    return 1000 if 0x2190 <= code <= 0x2BFF else _UNKNOWN


@lru_cache(maxsize=16384)
def wrap(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text that fit into `room` px: by words, then inside words, wide scripts by character.

    Nothing is cut: a single cluster wider than the room stands alone.
    """
    lines: list[str] = []
    line = ""
    for part in _parts(text):
        if width((line + part).rstrip(), size, bold=bold) <= room:
            line += part
            continue
        if line.rstrip():
            lines.append(line.rstrip())
        *full, line = _split(part.lstrip(), room, size, bold=bold)
        lines.extend(full)
    if line.rstrip():
        lines.append(line.rstrip())
    return tuple(lines)


def widest(lines: tuple[str, ...], size: float, *, bold: bool = False) -> float:
    """The width in px of the widest line, 0 without lines."""
    return max((width(line, size, bold=bold) for line in lines), default=0.0)


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    """Pieces between which a line may end: words with their space, and single wide characters."""
    if text.isascii():
        return tuple(_WORDS.findall(text))
    parts: list[str] = []
    previous = " "
    for cluster in clusters(text):
        joins = parts and not previous[0].isspace() and not may_break(previous, cluster)
        if cluster.isspace() and parts:
            joins = True
        if joins:
            parts[-1] += cluster
        else:
            parts.append(cluster)
        previous = cluster
    return tuple(parts)


def _split(word: str, room: float, size: float, *, bold: bool) -> list[str]:
    """A word in pieces that fit, with a hyphen where letters are divided; the last piece may still grow."""
    pieces: list[str] = []
    rest = list(clusters(word))
    while width("".join(rest).rstrip(), size, bold=bold) > room and len(rest) > 1:
        count = _fitting(rest, room, size, bold=bold)
        piece = "".join(rest[:count])
        pieces.append(piece + _hyphen(piece, rest[count]))
        rest = rest[count:]
    return [*pieces, "".join(rest)]


def _fitting(rest: list[str], room: float, size: float, *, bold: bool) -> int:
    count, used = 0, 0.0
    for cluster in rest:
        used += width(cluster, size, bold=bold)
        hyphen = width("-", size, bold=bold) if cluster[0].isalpha() else 0.0
        if used + hyphen > room:
            break
        count += 1
    count = max(1, min(count, len(rest) - 1))
    for cut in range(count, 2, -1):
        if rest[cut - 1] in _BREAKS_AFTER:
            return cut
    # An apostrophe belongs to the letters on both of its sides.
    while count > 2 and (rest[count - 1] in _APOSTROPHES or rest[count] in _APOSTROPHES):
        count -= 1
    return _at_syllable(rest, count)


def _at_syllable(rest: list[str], count: int) -> int:
    """A little earlier, where a syllable of most European languages begins; three letters at least stay on either side."""
    most = min(count, len(rest) - 3)
    letters = [cluster[0].lower() for cluster in rest]
    for cut in range(most, max(2, count - 6), -1):
        if _begins_syllable(letters, cut):
            return cut
    return max(most, min(count, 3))


def _begins_syllable(letters: list[str], cut: int) -> bool:
    """Whether a consonant, or two that are spoken together, and a vowel follow a letter that is not spoken with them."""
    before, first, second, third = letters[cut - 1], *letters[cut : cut + 2], *(*letters[cut + 2 : cut + 3], "")[:1]
    if not (before.isalpha() and first.isalpha()) or first in _VOWELS or before + first in _TOGETHER:
        return False
    return second in _VOWELS or (first + second in _TOGETHER and third in _VOWELS)


def _hyphen(piece: str, following: str) -> str:
    divided = piece[-1].isalpha() and following[0].isalpha()
    cased = piece[-1].lower() != piece[-1].upper()
    return "-" if divided and cased else ""
