"""Customers in parts a second time: slow, from the definitions of `docs/measures.md`, by dictionaries of customers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from journeymap.model import Journey
from tests import oracle
from tests.oracle_retention import DAY, day_of, first_day, next_first_day, zone_of

Key = tuple[str, str, str]
"""(personas joined by a blank, or `earlier` or `lately`; sign; touchpoint)"""
Told = dict[Key, Counter[tuple[int, int]]]
"""Customers by (how many of theirs show it, how many there are)."""


def personas_of(journey: Journey, log: "oracle.Read") -> dict[str, str]:
    """The personas of each customer."""
    found: dict[str, list[str]] = {step.customer: [] for step in log.steps}
    for name, persona in journey.personas.items():
        if persona.segment:
            mine = oracle.Read(events=list(log.events))
            try:
                oracle.choose(journey, mine, [persona.segment])
            except oracle.RefusedError:
                continue
            for customer in {step.customer for step in mine.steps}:
                found[customer].append(name)
    return {customer: " ".join(names) for customer, names in found.items()}


def sides_of(journey: Journey, log: "oracle.Read", closed: int) -> tuple[int, int, int] | None:
    """When the earlier periods begin, when the latest ones do, and when they end."""
    times = [event.time for event in log.events if event.time is not None]
    zone, unit = zone_of(journey), "week" if max(times) - min(times) < 365 * DAY else "month"
    day, last = (day_of(moment, zone) for moment in (min(times), max(times)))
    assert day is not None
    assert last is not None
    starts = [first_day(day, unit)]
    while starts[-1] <= last:
        starts.append(next_first_day(starts[-1], unit))
    moments = [oracle.micros(datetime.combine(start, time(), zone).astimezone(UTC)) for start in starts]
    while len(moments) > 1 and moments[-1] - closed > 1_000_000:
        moments.pop()
    periods = len(moments) - 1
    if periods < 4:
        return None
    return moments[0], moments[-1 - min(periods // 4, 13 if unit == "week" else 3)], moments[-1]


def told(journey: Journey, rows: "Sequence[oracle.Row]") -> Told:
    """Every sign at every touchpoint."""
    found: dict[Key, dict[object, list[bool]]] = {}
    for key, customer, shown in _seen(journey, rows):
        found.setdefault(key, {}).setdefault(customer, []).append(shown)
    return {key: Counter((sum(all_of), len(all_of)) for all_of in mine.values()) for key, mine in found.items()}


def _seen(journey: Journey, rows: "Sequence[oracle.Row]") -> Iterator[tuple[Key, object, bool]]:
    design = oracle.design_of(journey)
    log = oracle.read(journey, design, rows)
    cases = oracle.cases_of(journey, design, log.steps, log.as_of)
    who, quiet = personas_of(journey, log), oracle.span_micros(journey.leaves_after)
    assert log.as_of is not None
    settled, answered = sides_of(journey, log, log.as_of - quiet), sides_of(journey, log, log.as_of)
    for visit in oracle.visits_of(design, cases):
        at, customer, takes = (
            str(visit.step.touchpoint),
            visit.step.customer,
            design.touchpoints[str(visit.step.touchpoint)].takes,
        )
        side = _side(settled, visit.step.time)
        if visit.followed_by != "open":
            yield (who[customer], "drop_off", at), customer, visit.next is None
            late = visit.next is None or (visit.gap is not None and visit.gap > quiet)
            if side:
                yield (side, "drop_off", at), customer, late
        if takes is not None and visit.dwell is not None:
            slow = visit.dwell > oracle.span_micros(takes)
            yield (who[customer], "slow", at), customer, slow
            if side and visit.dwell <= quiet:
                yield (side, "slow", at), customer, slow
    for name, survey in journey.surveys.items():
        for answer in oracle.asked(journey, design, name, log, cases, ()).answers:
            assert answer.visit is not None
            groups, _ = oracle.groups_of(str(oracle.metric_of(name, survey)), survey, [answer.value])
            low = any(groups.get(group) for group in ("other", "hard", "detractors"))
            yield (who[answer.visit.customer], f"low {name}", answer.touchpoint), answer.visit.customer, low
            moment = answer.visit.time if answer.time is None else answer.time
            if side := _side(answered, moment):
                yield (side, f"low {name}", answer.touchpoint), answer.visit.customer, low


def _side(bounds: tuple[int, int, int] | None, moment: int | None) -> str:
    if bounds is None or moment is None or not bounds[0] <= moment < bounds[2]:
        return ""
    return "lately" if moment >= bounds[1] else "earlier"


def weeks(days: float) -> timedelta:
    """Some days, to the second."""
    return timedelta(seconds=round(days * 86_400))
