"""The ids of stages and touchpoints: what can be one, and where it may stand.

JM104  a stage or touchpoint has a name that cannot be an id
JM105  a touchpoint stands in two stages
JM106  touchpoints stand in touchpoints too deep
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Any

from journeymap.complaint import unspaced
from journeymap.finding import Finding, Ref
from journeymap.language.touchpoint import MAX_NESTED
from journeymap.places import Document
from journeymap.rewrites import unjoined
from journeymap.units import shown

_ID = re.compile(r"\w[\w-]*")


def id_faults(document: Document) -> Iterator[Finding]:
    """All that is wrong with the ids of a journey or a shared file."""
    seen: dict[str, Ref] = {}
    for ref in _inside(document.value, "stages", ()):
        yield from _id_fault(document, ref)
    for ref in _outermost(document):
        touchpoint_id = str(ref[-1])
        if touchpoint_id in seen:
            first = document.location(seen[touchpoint_id], key=True)
            message = f"a touchpoint {shown(touchpoint_id)} stands in another stage already"
            cure = f"give one of the two another id; the first is in line {first.line}"
            yield document.error("JM105", ref, message, cure, key=True)
        seen.setdefault(touchpoint_id, ref)
        yield from _touchpoint_faults(document, ref, document.at(ref))


def _outermost(document: Document) -> Iterator[Ref]:
    """The places of the touchpoints that stand in no other touchpoint."""
    if "stages" not in document.value:  # a shared file
        yield from _inside(document.value, "touchpoints", ())
    for ref in _inside(document.value, "stages", ()):
        yield from _inside(document.at(ref), "touchpoints", ref)


def _inside(around: Any, key: str, ref: Ref) -> Iterator[Ref]:
    """The places of what stands by id at a key of a mapping."""
    inner = around.get(key) if isinstance(around, dict) else None
    return ((*ref, key, name) for name in inner) if isinstance(inner, dict) else iter(())


def _touchpoint_faults(document: Document, ref: Ref, touchpoint: Any) -> Iterator[Finding]:
    """What is wrong with the id of a touchpoint, and with those inside of it."""
    yield from _id_fault(document, ref)
    for inner in _inside(touchpoint, "touchpoints", ref):
        if _too_deep(document, inner):
            message = f"touchpoints stand in touchpoints more than {MAX_NESTED} deep"
            cure = "put these into a file of their own, and in their place write use: and the name of that file"
            yield document.error("JM106", inner[:-1], message, cure, key=True)
            return
        yield from _touchpoint_faults(document, inner, touchpoint["touchpoints"][inner[-1]])


def _too_deep(document: Document, ref: Ref) -> bool:
    """Whether too many touchpoints stand around one in its own file: what a file uses counts by itself."""
    if len(ref) < 2 * MAX_NESTED:
        return False
    ends = [end for end in range(2, len(ref) + 1, 2) if ref[end - 2] == "touchpoints"]
    files = [document.location(ref[:end], key=True).file for end in reversed(ends)]
    return len(list(takewhile(lambda file: file == files[0], files))) > MAX_NESTED


def _id_fault(document: Document, ref: Ref) -> Iterator[Finding]:
    identifier = str(ref[-1])
    if not _ID.fullmatch(identifier):
        composed = unicodedata.normalize("NFC", identifier)
        example = re.sub(r"[\W_]+", "-", composed.lower()).strip("-") or "check-stock"
        cure = (
            unspaced(identifier)
            or f"use letters, digits, - and _ only: {example[:60]}; the words to show are its title"
        )
        finding = document.error("JM104", ref, f"{shown(identifier)} cannot be an id", cure, key=True)
        yield replace(finding, edits=unjoined(document, ref, key=True))
