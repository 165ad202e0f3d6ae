"""How made-up customers walk: touchpoint by touchpoint, as the plan's shares and promised times say, with planted friction.

Random numbers are only added, multiplied and compared (and sums are `math.fsum`, because `sum` differs between versions of Python),
so that a walk is the same on every machine.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from journeymap.model import Journey
from journeymap.plan import Plan, plan_of
from journeymap.simulate_data import Draw
from journeymap.simulate_plants import strangers_of, unforeseen

DAY = 86_400
"""Seconds."""

_SPREAD = (
    0.27,
    0.48,
    0.56,
    0.63,
    0.68,
    0.74,
    0.79,
    0.84,
    0.89,
    0.95,
    1.0,
    1.06,
    1.12,
    1.19,
    1.27,
    1.35,
    1.46,
    1.59,
    1.78,
    2.1,
    3.54,
    3.54,
)
"""Every twentieth quantile of a log-normal time with median 1: 6 % are longer than 2."""
_KEPT = 0.5
"""Median time / promised time: a promise that about 94 % of visits see kept."""
_AT_ONCE, _LATER = 240.0, 5_400.0
_LOST, _AGAIN = 0.04, 0.2
_MOST_STEPS = 200
_ROUNDING = 1e-9
_AWAKE_FROM, _AWAKE_FOR = 7 * 3_600, 16 * 3_600


@dataclass(frozen=True, slots=True)
class Noise:
    """The dirt of real logs, as shares (0-1): of visits that go on (`repeat`, `back`, `unplanned`, `tie`), of contacts (`fail`, `unclosed`), of visits
    (`error`, `unbound`, `response`), of rows (`late`, `duplicate`, which needs an id column), of customers (`second_case`), of answers (`spoiled`).
    """

    repeat: float = 0.008
    back: float = 0.006
    unplanned: float = 0.006
    fail: float = 0.004
    error: float = 0.004
    unclosed: float = 0.03
    tie: float = 0.004
    unbound: float = 0.15
    late: float = 0.02
    duplicate: float = 0.002
    second_case: float = 0.04
    response: float = 0.25
    spoiled: float = 0.03


USUAL = Noise()
QUIET = Noise(
    repeat=0,
    back=0,
    unplanned=0,
    fail=0,
    error=0,
    unclosed=0,
    tie=0,
    unbound=0,
    late=0,
    duplicate=0,
    second_case=0,
    spoiled=0,
)
"""No dirt at all; a quarter still answers."""


class Visit(NamedTuple):
    """A step: at which touchpoint (its number), when and until when (seconds since 1970), and in which case of its customer."""

    stop: int
    time: int
    until: int
    case: int


@dataclass(frozen=True)
class _Stop:
    """How customers go on from a touchpoint.

    `reached` are the shares of `targets`, cumulated: beyond the last one they leave. `medians` and `longest` are seconds to each touchpoint.
    """

    reached: tuple[float, ...]
    targets: tuple[int, ...]
    medians: tuple[float, ...]
    longest: tuple[float, ...]
    slow: float
    repeat: float
    back: float
    unplanned: float
    astray: bool
    strangers: tuple[int, ...]
    hand_off: float
    assisted: tuple[int, ...]


class Walks:
    """A journey made ready for walking. `planted` is the value of each planted kind, by touchpoint."""

    def __init__(self, journey: Journey, planted: Mapping[str, Mapping[str, float]], noise: Noise) -> None:
        self.plan, self._noise = plan_of(journey), noise
        self._starts = sorted(self.plan.starts)
        self._case, self._customer, self._new_case_after = (
            journey.events.case,
            journey.events.customer,
            journey.new_case_after,
        )
        self._stops = [
            _stop(journey, self.plan, number, planted.get(key, {}), noise) for number, key in enumerate(self.plan.ids)
        ]

    def visits(self, first: int, last: int, draw: Draw) -> list[Visit]:
        """All that one customer does: one case, or rarely two, begun between `first` and `last` when people are awake."""
        days = max(1, (last - first) // DAY)
        midnight = (-(-first // DAY) + int(draw() * days)) * DAY
        visits = self._walk(1, midnight + _AWAKE_FROM + int(_AWAKE_FOR * (draw() + draw()) / 2), draw)
        silence, over = self._new_case_after, visits[-1].stop in self.plan.ends
        told_apart = self._case != self._customer if self._case else silence or over
        if draw() < self._noise.second_case and told_apart:
            pause = DAY + int((1.5 * silence.total_seconds() if silence else 0) + 3 * DAY * draw())
            visits += self._walk(2, visits[-1].until + pause, draw)
        return visits

    def _walk(self, case: int, time: int, draw: Draw) -> list[Visit]:
        here, before, visits = self._starts[int(draw() * len(self._starts))], None, list[Visit]()
        while len(visits) < _MOST_STEPS:
            stop, target = self._stops[here], self._next(here, before, draw)
            wait = spread(draw()) * stop.medians[here if target is None else target]
            if target is None:
                visits.append(Visit(here, time, time + max(1, int(wait)), case))
                break
            wait = max(1, int(min(wait, stop.longest[target]) * stop.slow))
            if draw() < self._noise.tie and target > here:
                wait = 0
            visits.append(Visit(here, time, time + wait, case))
            here, before, time = target, here, time + wait
        return visits

    def _next(self, here: int, before: int | None, draw: Draw) -> int | None:
        """Where the customer goes, `None` for away. Who leaves is decided first, so that noise does not change that share."""
        stop = self._stops[here]
        chosen = bisect_right(stop.reached, draw())
        if chosen == len(stop.targets) or (here in self.plan.ends and not self._case):
            return None
        odd = draw() - stop.repeat
        if odd < 0:
            return here
        if before is not None and before != here:
            odd -= self._stops[before].back
            if odd < 0:
                return before
        # Who is planted to go astray does not turn straight back: that would be a return, elsewhere.
        strangers = tuple(one for one in stop.strangers if one != before) if stop.astray else stop.strangers
        if strangers and odd < stop.unplanned:
            return strangers[int(draw() * len(strangers))]
        odd -= stop.unplanned
        if stop.assisted and 0 <= odd < stop.hand_off:
            return stop.assisted[int(draw() * len(stop.assisted))]
        return stop.targets[chosen]


def _stop(journey: Journey, plan: Plan, number: int, planted: Mapping[str, float], noise: Noise) -> _Stop:
    following = plan.following(number)
    medians, longest = _times(journey, plan, number)
    return _Stop(
        reached=_reached(journey, plan, number, planted.get("drop")),
        targets=tuple(following),
        medians=medians,
        longest=longest,
        slow=planted.get("slow", 1.0),
        repeat=planted.get("repeat", 0.0 if number in following else noise.repeat),
        back=planted.get("return", noise.back),
        unplanned=planted.get("unplanned", noise.unplanned),
        astray="unplanned" in planted,
        strangers=strangers_of(plan, number),
        hand_off=planted.get("hand_off", 0.0),
        assisted=unforeseen(plan, number),
    )


def _reached(journey: Journey, plan: Plan, source: int, drop: float | None) -> tuple[float, ...]:
    """The shares of the designed next touchpoints, cumulated.

    What has no share divides what the others leave: an optional touchpoint gets half of what is left, the others the same each,
    the touchpoint itself a fifth. Where no share is said at all, 4 % leave.
    """
    targets = plan.following(source)
    said = {target: share for target in targets if (share := plan.edges[source, target].share) is not None}
    rest = max(0.0, 1 - math.fsum(said.values())) if said else 1 - _LOST
    shares = dict(said)
    if source in targets and source not in said:
        shares = {target: share * (1 - _AGAIN) for target, share in said.items()} | {source: _AGAIN}
        rest *= 1 - _AGAIN
    free = [target for target in targets if target not in shares]
    for position, target in enumerate(free, 1):
        halved = journey.touchpoints[plan.ids[target]].optional and position < len(free)
        shares[target] = rest * 0.5 if halved else rest / (len(free) - position + 1)
        rest -= shares[target]
    total = math.fsum(shares.values())
    scale = (1 - drop) / total if drop is not None and total else 1 / max(1.0, total)
    reached = [
        math.fsum(shares[earlier] for earlier in targets[:position]) * scale for position in range(1, len(targets) + 1)
    ]
    if reached and (drop == 0 or (drop is None and total > 1 - _ROUNDING)):
        reached[-1] = 1.0
    return tuple(reached)


def _times(journey: Journey, plan: Plan, source: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Median and longest seconds to each touchpoint: promises are mostly kept, what is not promised takes minutes, or hours to another stage."""
    takes = journey.touchpoints[plan.ids[source]].takes
    silence = (journey.new_case_after or journey.leaves_after).total_seconds() / 2
    medians, longest = [], []
    for target, key in enumerate(plan.ids):
        way = plan.edges.get((source, target))
        within = way.within.total_seconds() if way and way.within else math.inf
        usual = _AT_ONCE if journey.stage_of(key) == journey.stage_of(plan.ids[source]) else _LATER
        median = min(takes.total_seconds() * _KEPT if takes else usual, within * _KEPT)
        medians.append(median)
        longest.append(min(within, max(silence, median)))
    return tuple(medians), tuple(longest)


def spread(luck: float) -> float:
    """A log-normal factor with median 1, from a uniform number, without a logarithm that could differ between machines."""
    place = luck * 20
    step = int(place)
    return _SPREAD[step] + (_SPREAD[step + 1] - _SPREAD[step]) * (place - step)
