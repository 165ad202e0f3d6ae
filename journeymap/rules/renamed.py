"""JM160: an id was changed, and its history is lost.

What: compared with another revision of the file (`check --base main`) an id is gone, and a new touchpoint has its events, its title, its
words or its place.
Why: events, answers, translations and waivers hang on the id; under a new one the history begins anew, and every comparison shows a
touchpoint that died and one that was born.
Before: `card-form: {match: card_opened}` becomes `card: {match: card_opened}`
After: `card: {match: card_opened, renamed_from: card-form}`
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from journeymap.finding import Finding, Level
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM160"
NEEDS = "base"
SIGNS = {
    "match": "has the same events",
    "use": "uses the same",
    "title": "has the same title",
    "does": "says the same under does",
    "place": "stands in the same place",
}
"""What two touchpoints can have in common, the surest first."""


@dataclass(frozen=True)
class _Spot:
    """A touchpoint as a file says it, with its stage and its neighbours."""

    values: Mapping[str, Any]
    place: tuple[str, str, str]
    inner: Mapping[str, "_Spot"] = field(default_factory=dict)

    def sign(self, name: str, former: Mapping[str, str]) -> str:
        """One of `SIGNS` in a form that can be compared; empty where there is none. Neighbours go by their `former` ids."""
        if name == "place":
            around, *neighbours = self.place
            return repr((around, *(former.get(at, at) for at in neighbours)))
        value = self.values.get(name)
        return repr(value) if value else ""


Spots = Mapping[str, _Spot]


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each touchpoint that seems to have had another id."""
    if case.base is None:
        return
    for at, former, sign in _renamed(_staged(case.base), _staged(case.loaded.own.value), ""):
        message = f"{quoted(at)} is new, {quoted(former)} is gone, and the new one {SIGNS[sign]}: was it renamed?"
        cure = f"if so, add renamed_from: {quoted(former)}; its history then goes on"
        yield case.say(CODE, Level.WARNING, case.journey.ref(at), message, cure, key=True)


def _staged(values: object) -> Spots:
    """The touchpoints of all stages of a file. A file of another revision may be anything."""
    stages = _mapping(_mapping(values).get("stages"))
    return {
        at: spot
        for name, stage in stages.items()
        for at, spot in _spots(_mapping(stage).get("touchpoints"), name).items()
    }


def _spots(touchpoints: object, around: str) -> Spots:
    found = _mapping(touchpoints)
    ids = ["", *found, ""]
    return {
        at: _Spot(
            _mapping(values), (around, ids[number], ids[number + 2]), _spots(_mapping(values).get("touchpoints"), "")
        )
        for number, (at, values) in enumerate(found.items())
    }


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _renamed(before: Spots, now: Spots, outer: str) -> Iterator[tuple[str, str, str]]:
    """(dotted id, former id beside it, sign) of what seems renamed, and then of what is inside."""
    former = {at: str(spot.values.get("renamed_from") or at) for at, spot in now.items()}
    signs: dict[str, str] = {}
    gone = {at: spot for at, spot in before.items() if at not in now and at not in former.values()}
    new = {at: spot for at, spot in now.items() if former[at] == at and at not in before}
    for sign in SIGNS:
        for at, other in _pairs(gone, new, sign, former):
            former[at], signs[at] = other, sign
            del gone[other], new[at]
    for at, spot in now.items():
        if at in signs:
            yield f"{outer}{at}", former[at], signs[at]
        if former[at] in before:
            yield from _renamed(before[former[at]].inner, spot.inner, f"{outer}{at}.")


def _pairs(gone: Spots, new: Spots, sign: str, former: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """New touchpoints with the gone ones that they share a sign with, each at most once, in the order of the file."""
    left: dict[str, list[str]] = {}
    for at, spot in gone.items():
        left.setdefault(spot.sign(sign, {}), []).append(at)
    pairs = []
    for at, spot in new.items():
        shared = spot.sign(sign, former)
        others = left.get(shared, []) if shared else []
        if others and (sign != "place" or not _differ(gone[others[0]], spot)):
            pairs.append((at, others.pop(0)))
    return pairs


def _differ(one: _Spot, other: _Spot) -> bool:
    """Whether two touchpoints say different things of what would tell that they are the same."""
    words = [(one.sign(sign, {}), other.sign(sign, {})) for sign in SIGNS if sign != "place"]
    return any(here and there and here != there for here, there in words)
