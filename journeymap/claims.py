"""What a journey claims about its customers, and whether it says where that is known from.

An emotion, a pain or a quote is a claim until it has a source. The `evidence` of a touchpoint is that of everything in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from journeymap.finding import Ref
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey


@dataclass(frozen=True, slots=True)
class Claim:
    """One emotion, pain or quote of a touchpoint; `known` where it carries a source, evidence or a survey that measures it."""

    touchpoint: str
    kind: str
    """`emotion`, `pain` or `quote`."""
    ref: Ref
    known: bool


def claims(journey: Journey) -> Iterator[Claim]:
    """Every claim of a journey, in the order of the design."""
    for touchpoint_id, touchpoint in journey.every.items():
        for kind, keys, known in _claims(touchpoint):
            yield Claim(touchpoint_id, kind, journey.ref(touchpoint_id, *keys), known or bool(touchpoint.evidence))


def _claims(touchpoint: Touchpoint) -> Iterator[tuple[str, Ref, bool]]:
    if touchpoint.feels is not None:
        yield "emotion", ("feels",), bool(touchpoint.ask)
    for number, pain in enumerate(touchpoint.pains):
        yield "pain", ("pains", number), bool(pain.evidence)
    if touchpoint.says is not None:
        yield "quote", ("says",), touchpoint.says.source is not None


def evidence_coverage(journey: Journey) -> tuple[int, int]:
    """How many claims say where they are known from, and how many there are: (covered, total)."""
    known = [claim.known for claim in claims(journey)]
    return sum(known), len(known)
