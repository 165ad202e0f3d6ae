"""Plan arithmetic: what a journey's own shares and targets add up to, before any data.

The plan is an absorbing Markov chain: a visit goes on by the shares of `next`, what is missing to 100 % leaves, and the ends
absorb. Where no share is promised, what the others leave is divided evenly.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from journeymap.language.observation import Funnel
from journeymap.model import Journey
from journeymap.plan import Plan

_NOBODY = 1e-12
"""What is smaller is nobody: shares add up to 1 only nearly."""
Ways = Mapping[int, float]
"""From the numbers of the touchpoints that follow to their shares."""
Loss = Mapping[int, float]
"""From a touchpoint that is no end to the share (0-1) of its visits that leaves."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the plan promises. Shares are 0-1, `contacts` steps a case, `seconds` the time on the way."""

    completion: float
    """Cases that reach a won end if all goes as `next` says."""
    at_targets: float
    """The same if every touchpoint whose `next` promises no shares loses as many as its `drop_off` target allows."""
    at_worst: float
    """The same if every touchpoint loses as many as its `drop_off` target allows, whatever `next` says."""
    contacts: float
    seconds: float | None
    """None where a touchpoint on the way does not say how long it `takes`."""
    assumed: tuple[str, ...]
    """Touchpoints whose shares are divided evenly, because several ways go on and nobody says how many take which."""


def outlook_of(journey: Journey, plan: Plan) -> Outlook:
    """The outlook of a plan. Starts are taken as equally likely."""
    ways = _all_ways(plan)
    begin = beginning(plan)
    visits = expected_visits(begin, ways)
    return Outlook(
        completion=_won(plan, visits),
        at_targets=_won(plan, expected_visits(begin, ways_at_targets(journey, plan))),
        at_worst=_won(plan, expected_visits(begin, _lossy(journey, plan, ways, promised=True))),
        contacts=sum(visits),
        seconds=_seconds(journey, plan, visits),
        assumed=tuple(
            plan.ids[number] for number in range(len(plan.ids)) if visits[number] and _is_assumed(plan, number)
        ),
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """What a plan adds up to: completion (0-1), contacts a case, and seconds where all touchpoints on the way say how long they take."""

    completion: float
    contacts: float
    seconds: float | None


def losses_of(journey: Journey, plan: Plan) -> Loss:
    """Who leaves where by the plan: what `next` leaves of 100 %; where it promises no shares what the `drop_off` target allows."""
    ways = _all_ways(plan)
    lossy = _lossy(journey, plan, ways, promised=False)
    kept = {number: sum(lossy[number].values()) for number in lossy if number not in plan.ends}
    return {number: 1 - share if share < 1 - _NOBODY else 0.0 for number, share in kept.items()}


def sums_of(journey: Journey, plan: Plan, losses: Loss, fixed: Mapping[int, float] | None = None) -> Sums:
    """The sums of a plan that loses so many, less what is `fixed` there: that goes on to other touchpoints in proportion to those who do."""
    ways = _all_ways(plan)
    for number, loss in losses.items():
        total = sum(ways[number].values())
        factor = (1 - loss) / total if total else 0.0
        ways[number] = {other: share * factor for other, share in ways[number].items()}
        on = sum(share for other, share in ways[number].items() if other != number)
        more = (fixed or {}).get(number, 0.0) / on if on else 0.0
        ways[number] = {other: share * (1 + more * (other != number)) for other, share in ways[number].items()}
    visits = expected_visits(beginning(plan), ways)
    return Sums(_won(plan, visits), sum(visits), _seconds(journey, plan, visits))


def funnel_outlook(journey: Journey, plan: Plan, funnel: Funnel) -> tuple[float, ...]:
    """For each step of a funnel the share (0-1) of planned journeys that reach it after the steps before it, in order.

    A later step is a later visit: `[pay, pay]` asks for two. The plan knows no hours and no reasons, so windows, `exclude`
    and `entry` play no part in it. `ValueError` for a funnel that is not `ordered`: nothing here answers it.
    """
    if funnel.order != "ordered":
        raise ValueError(f"the plan is worked out for ordered funnels, not for {funnel.order} ones")
    names = set(journey.touchpoints)
    ways = _all_ways(plan)
    arriving = beginning(plan)
    reached = []
    for step in funnel.steps:
        hits = {plan.number[name] for name in step.at if name in names}
        # Whoever is there stays there, so that each is counted once: at the first of its visits.
        stopping = {number: {} if number in hits else targets for number, targets in ways.items()}
        visits = expected_visits(arriving, stopping)
        reached.append(min(1.0, sum(visits[number] for number in hits)))
        arriving = [0.0] * len(plan.ids)
        for number in sorted(hits):
            for target, share in ways[number].items():
                arriving[target] += visits[number] * share
    return tuple(reached)


def ways_at_targets(journey: Journey, plan: Plan) -> dict[int, Ways]:
    """Where visits go on from each touchpoint: by the promised shares, else evenly less what the target of drop-off allows to leave."""
    return _lossy(journey, plan, _all_ways(plan), promised=False)


def _all_ways(plan: Plan) -> dict[int, Ways]:
    return {number: _ways(plan, number) for number in range(len(plan.ids))}


def beginning(plan: Plan) -> list[float]:
    """Where journeys begin: the starts alike."""
    return [1 / len(plan.starts) if number in plan.starts else 0.0 for number in range(len(plan.ids))]


def _seconds(journey: Journey, plan: Plan, visits: list[float]) -> float | None:
    """The time on the way; None where a touchpoint on it does not say how long it takes."""
    times = [touchpoint.takes for touchpoint in journey.touchpoints.values()]
    if any(times[number] is None for number, count in enumerate(visits) if count and number not in plan.ends):
        return None
    return sum(count * span.total_seconds() for count, span in zip(visits, times, strict=True) if span is not None)


def _won(plan: Plan, visits: list[float]) -> float:
    return min(1.0, sum(visits[number] for number in plan.won))


def _promised(plan: Plan, number: int) -> dict[int, float | None]:
    return {target: plan.edges[number, target].share for target in plan.following(number)}


def _is_assumed(plan: Plan, number: int) -> bool:
    return number not in plan.ends and sum(share is None for share in _promised(plan, number).values()) > 1


def _ways(plan: Plan, number: int) -> dict[int, float]:
    """Where a visit goes on, with what share; nothing from an end."""
    if number in plan.ends:
        return {}
    shares = _promised(plan, number)
    known = sum(share for share in shares.values() if share is not None)
    free = sum(share is None for share in shares.values())
    return {target: max(0.0, 1 - known) / free if share is None else share for target, share in shares.items()}


def _lossy(journey: Journey, plan: Plan, ways: Mapping[int, Ways], *, promised: bool) -> dict[int, Ways]:
    """The ways if targets of drop-off are used up; those with promised shares too, if `promised`."""
    lossy = dict(ways)
    for number, touchpoint in enumerate(journey.touchpoints.values()):
        target, total = touchpoint.targets.drop_off, sum(ways[number].values())
        bound = any(share is not None for share in _promised(plan, number).values())
        if target is not None and total > 0 and (promised or not bound):
            factor = min(1.0, (1 - target) / total)
            lossy[number] = {other: share * factor for other, share in ways[number].items()}
    return lossy


def expected_visits(begin: list[float], ways: Mapping[int, Ways]) -> list[float]:
    """Expected visits of each touchpoint for journeys that begin with these shares: v = s + v P, one touchpoint eliminated after the other.

    A loop that nobody ever leaves has no expectation; its visits are counted as those that come in.
    """
    size = len(begin)
    into: list[dict[int, float]] = [{} for _ in range(size)]
    after: list[set[int]] = [set() for _ in range(size)]
    for source, targets in ways.items():
        for target, share in targets.items():
            into[target][source] = into[target].get(source, 0.0) + share
            after[source].add(target)
    start = list(begin)
    for number in range(size):
        stay = 1 - into[number].pop(number, 0.0)
        if stay > 1e-12:
            start[number] /= stay
            into[number] = {source: share / stay for source, share in into[number].items()}
        for later in sorted(target for target in after[number] if target > number):
            share = into[later].pop(number, 0.0)
            if share:
                start[later] += share * start[number]
                for source, other in into[number].items():
                    into[later][source] = into[later].get(source, 0.0) + share * other
                    after[source].add(later)
    for number in reversed(range(size)):
        start[number] += sum(share * start[source] for source, share in into[number].items())
    return start
