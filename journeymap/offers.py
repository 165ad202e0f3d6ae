"""Which names fit at a place of a journey file that is being written.

The word at the place is not written yet, or half of it is: another one is put there, so that the file can be read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from journeymap.document import read
from journeymap.finding import JourneymapError, Ref
from journeymap.gather import FAMILIES, gather
from journeymap.lines import Span
from journeymap.naming import in_sight, meaning, names_in, value_at
from journeymap.navigate import spot_at
from journeymap.places import Document

_LETTER = re.compile(r"[\w.-]")
_HERE = "__here__"
"""The word that stands for the one that is not written yet."""


@dataclass(frozen=True)
class Offer:
    """A name that fits at a place, and the words that it stands for."""

    name: str
    detail: str


def offers(text: str, path: Path, offset: int) -> tuple[Span, list[Offer]]:
    """The names that fit at an offset, and the part of the text that one of them would take the place of."""
    start = end = min(offset, len(text))
    while start and _LETTER.fullmatch(text, start - 1, start):
        start -= 1
    while _LETTER.match(text, end):
        end += 1
    for filler in _fillers(text[text.rfind("\n", 0, start) + 1 : start]):
        try:
            document = read(f"{text[:start]}{filler}{text[end:]}".encode(errors="replace"), str(path))
        except JourneymapError:
            continue
        spot = spot_at(document, start)
        kind = meaning(spot.ref, is_key=spot.is_key) if spot and document.text.startswith(_HERE, start) else None
        if spot and kind:
            return (start, end), list(_fitting(document, path, kind, spot.ref))
    return (start, end), []


def _fillers(before: str) -> Iterator[str]:
    """What may stand for a word that is not written yet, so that the file can be read: as a value, as a key, in brackets left open."""
    yield _HERE
    yield f"{_HERE}: "
    left_open: list[str] = []
    for char in before:
        if char in "[{":
            left_open.append("]" if char == "[" else "}")
        elif char in left_open[-1:]:
            left_open.pop()
    if left_open:
        yield _HERE + "".join(reversed(left_open))


def _fitting(document: Document, path: Path, kind: str, ref: Ref) -> Iterator[Offer]:
    if kind == "touchpoints":
        meant: dict[str, Ref] = {}
        for name, each in in_sight(document.value, ref):
            meant.setdefault(name, each)  # the nearest counts
        for name, each in meant.items():
            yield Offer(name, _told(value_at(document, each)))
        return
    gathered = gather(document, path, lambda _: [])
    if kind == "use":
        for name, twig in gathered.pool.items():
            yield Offer(name, _told(twig.value))
    elif kind in FAMILIES:
        for name, said in names_in(value_at(gathered.document, (kind,))).items():
            yield Offer(name, _told(said))


def _told(value: Any) -> str:
    """The words that a declaration is known by."""
    told = value
    if isinstance(value, dict):
        told = next((value[key] for key in ("title", "is", "does", "answer") if isinstance(value.get(key), str)), "")
    return told if isinstance(told, str) else ""
