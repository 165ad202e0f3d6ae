"""What of one revision of a journey is what of another one: touchpoints and stages by their ids, and the places of a file by those."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from journeymap.differences import former_ids
from journeymap.finding import Ref
from journeymap.model import Journey


class Spot(NamedTuple):
    """What a place of a journey file is about: a touchpoint by its id (`pay`, `pay.card`), else a stage, else the journey; and the keys below it."""

    stage: str
    touchpoint: str
    rest: Ref


def spot(ref: Ref) -> Spot:
    """What a place is about."""
    if ref[:1] != ("stages",) or len(ref) < 2:
        return Spot("", "", ref)
    names, at = list[str](), 2
    while at + 1 < len(ref) and ref[at] == "touchpoints":
        names.append(str(ref[at + 1]))
        at += 2
    return Spot(str(ref[1]), ".".join(names), ref[at:])


@dataclass(frozen=True, slots=True)
class Counterparts:
    """From ids of the base to those of here, of all that is on both sides."""

    touchpoints: Mapping[str, str]
    """Also those inside of others: `pay.card`."""
    stages: Mapping[str, str]

    def key(self, ref: Ref, *, base: bool) -> Ref:
        """A place in words that both sides share: without the stage that a touchpoint stands in, and with the ids of here."""
        stage, touchpoint, rest = spot(ref)
        if touchpoint:
            if base and rest[:1] == ("next",) and len(rest) > 1 and isinstance(rest[1], str):
                rest = ("next", self._beside(touchpoint, rest[1]), *rest[2:])
            return ("touchpoint", self.touchpoints.get(touchpoint, touchpoint) if base else touchpoint, *rest)
        return ("stage", self.stages.get(stage, stage) if base else stage, *rest) if stage else ref

    def _beside(self, touchpoint: str, name: str) -> str:
        """What a touchpoint that another one leads to is called here."""
        around, dot, _ = touchpoint.rpartition(".")
        return self.touchpoints.get(f"{around}{dot}{name}", name).rpartition(".")[2]


def counterparts(here: Journey, base: Journey) -> Counterparts:
    """What is on both sides. A stage is also the same under another id where most of its touchpoints are, and none is called so any more."""
    former = former_ids(here.every, base.every, here)
    touchpoints = {old: new for new, old in former.items()}
    same = {stage: stage for stage in base.stages if stage in here.stages}
    shared = Counter((base.stage_of(old), here.stage_of(new)) for old, new in touchpoints.items() if "." not in old)
    for (old, new), size in shared.items():
        most = max(len(base.stages[old].touchpoints), len(here.stages[new].touchpoints))
        if old not in here.stages and new not in base.stages and 2 * size > most:
            same[old] = new
    return Counterparts(touchpoints, same)


Pair = tuple[str | None, str | None]
"""An id of here and one of the base; None where there is none."""


def woven(here: Iterable[str], base: Sequence[str], current: Mapping[str, str]) -> list[Pair]:
    """Ids in the order of here, and what is gone after the nearest that came before it at the base. `current` is from base to here."""
    before = {new: old for old, new in current.items()}
    order: list[Pair] = [(new, before.get(new)) for new in here]
    known = {old for _, old in order if old is not None}
    at = 0
    for old in base:
        if old in known:
            at = next(place for place, pair in enumerate(order) if pair[1] == old) + 1
        elif old not in current:
            order.insert(at, (None, old))
            at += 1
    return order


def moved(here: Sequence[str], base: Sequence[str], current: Mapping[str, str]) -> set[str]:
    """The fewest ids of here that stand in another order than at the base: those that are not in the longest run of others."""
    places = {new: place for place, old in enumerate(base) if (new := current.get(old)) is not None}
    shared = [new for new in here if new in places]
    ends: list[int] = []
    lasts: list[str] = []
    previous: dict[str, str | None] = {}
    for new in shared:
        at = bisect_left(ends, places[new])
        previous[new] = lasts[at - 1] if at else None
        ends[at:], lasts[at:] = [places[new], *ends[at + 1 :]], [new, *lasts[at + 1 :]]
    kept, step = set[str](), lasts[-1] if lasts else None
    while step is not None:
        kept.add(step)
        step = previous[step]
    return {new for new in shared if new not in kept}
