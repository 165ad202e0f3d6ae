"""Customers in parts -> where one persona does worse than the others, and what has turned worse. The tests are those of `compared`."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from journeymap.behaviour import Behaviour
from journeymap.chapters.subgroups import Lately, Subgroups, Worse
from journeymap.clusters import Did
from journeymap.compared import weigh
from journeymap.comparison import Contrast, Seen
from journeymap.intake import Facts
from journeymap.language.observation import Metric, metric_of
from journeymap.measures.scores import SIGN
from journeymap.periods import Turn
from journeymap.quantities import Difference, Rate
from journeymap.subgroups import EARLIER, LATELY, Cell
from journeymap.yardsticks import Way, Yardstick

LESS = Way("share")
_SIGNS = {Metric.CSAT: "low_csat", Metric.CES: "high_effort"}
Place = tuple[str, int, int]
"""Sign of friction, survey or 0, touchpoint."""
Parts = Mapping[int, Counter[Did]]
"""Customers by what they did, of each part."""


class _Asked(NamedTuple):
    """A sign at a touchpoint, of a persona or lately, with both sides."""

    persona: str | None
    signal: str
    yardstick: Yardstick
    others: Counter[Did]
    here: Counter[Did]


def tell(seen: Behaviour, min_group: int, facts: Facts) -> Subgroups:
    """All of it. Differences of personas and of periods are one family."""
    asked = list(_Teller(seen, facts).asked())
    found = weigh([(one.yardstick, one.others, one.here) for one in asked], min_group)
    members = seen.measured.subgroups.members
    personas = {name: _customers(members, bit) for bit, name in _told_apart(seen, facts)}
    return Subgroups(
        personas={name: None if 0 < size < min_group else size for name, size in personas.items()},
        unknown=dict(facts.strangers),
        lately=_lately(facts.turn, facts.calendar.zone),
        settled=_lately(facts.settled_turn, facts.calendar.zone),
        family=sum(one is not None and one.test is not None for one in found),
        too_few=sum(one is not None and one.test is None for one in found),
        worse=tuple(
            _worse(one, contrast)
            for one, contrast in zip(asked, found, strict=True)
            if contrast is not None and contrast.verdict == "worse"
        ),
    )


def _told_apart(seen: Behaviour, facts: Facts) -> list[tuple[int, str]]:
    """The personas that the log tells apart, with the number of their bit."""
    return [(bit, name) for bit, name in enumerate(seen.journey.personas) if name in (facts.personas or ())]


def _customers(members: Counter[int], bit: int) -> int:
    return sum(count for personas, count in members.items() if personas >> bit & 1)


def _lately(turn: Turn | None, zone: str) -> Lately | None:
    if turn is None:
        return None
    since, until = turn.days(zone)
    unit, periods, before = turn.unit.value, turn.lately, turn.before
    return Lately(since=since.isoformat(), until=until.isoformat(), unit=unit, periods=periods, before=before)


@dataclass(frozen=True)
class _Teller:
    """Puts together what is tested, in the order of the file: personas, then the latest periods."""

    seen: Behaviour
    facts: Facts

    def asked(self) -> Iterator[_Asked]:
        """Every sign of friction at every touchpoint of which there is something to compare."""
        counts, scores = self.seen.measured.subgroups, self.seen.measured.scores
        parts = _parts(counts.personas + scores.personas)
        for bit, name in _told_apart(self.seen, self.facts):
            for place, found in parts.items():
                here, others = Counter[Did](), Counter[Did]()
                for personas, cells in found.items():
                    (here if personas >> bit & 1 else others).update(cells)
                yield from self._of(name, place, here, others)
        for place, found in _parts(counts.turns + scores.turns).items():
            yield from self._of(None, place, found.get(LATELY, Counter()), found.get(EARLIER, Counter()))

    def _of(self, persona: str | None, place: Place, here: Counter[Did], others: Counter[Did]) -> Iterator[_Asked]:
        measure, number, at = place
        touchpoint_id = self.seen.plan.ids[at]
        name, survey = list(self.seen.journey.surveys.items())[number] if measure == SIGN else (None, None)
        metric = metric_of(name, survey) if name is not None and survey is not None else None
        signal = _SIGNS.get(metric) if metric is not None else measure
        if (
            not (here and others)
            or signal is None
            or signal == SIGN
            or (signal == "drop_off" and at in self.seen.plan.ends)
        ):
            return
        title = self.seen.journey.name(touchpoint_id)
        yield _Asked(persona, signal, Yardstick(place, LESS, touchpoint_id, title, name), others, here)


def _parts(cells: Counter[Cell]) -> Mapping[Place, Parts]:
    """The parts of each sign of friction, in the order of the design; of several surveys of one metric the first stands first."""
    found: dict[Place, dict[int, Counter[Did]]] = {}
    for (part, signal, survey, at, shown, of), count in sorted(cells.items(), key=lambda item: (item[0][3], item[0])):
        found.setdefault((signal, survey, at), {}).setdefault(part, Counter())[shown, of, of] += count
    return found


def _worse(asked: _Asked, found: Contrast) -> Worse:
    if found.looked_at is None or found.base is None:
        raise ValueError("what was tested was seen on both sides")
    return Worse(
        touchpoint=found.of,
        signal=asked.signal,
        survey=found.survey,
        persona=asked.persona,
        seen=_rate(found.looked_at),
        others=_rate(found.base),
        difference=Difference(value=found.difference or 0.0, low=found.low or 0.0, high=found.high or 0.0),
        p=found.p or 0.0,
        q=found.q or 0.0,
    )


def _rate(seen: Seen) -> Rate:
    return Rate(value=seen.value, count=seen.count or 0, of=seen.n, low=seen.low or 0.0, high=seen.high or 0.0)
