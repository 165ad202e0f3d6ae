"""Engagement and changes of channel a second time: slow, from the definitions of `docs/measures.md`."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from journeymap.model import Journey
from tests import oracle
from tests.oracle_retention import DAY, day_of, zone_of


def spread(values: Sequence[int]) -> "oracle.Figures | None":
    """Mean, median and 90th percentile."""
    if not values:
        return None
    exact = [Fraction(value) for value in values]
    return {
        "mean": oracle.mean_of(exact),
        "median": oracle.real(oracle.quantile(exact, Fraction(1, 2))),
        "p90": oracle.real(oracle.quantile(exact, Fraction(9, 10))),
    }


def engagement_of(
    journey: Journey, design: "oracle.Design", log: "oracle.Read", cases: Sequence["oracle.Case"]
) -> "oracle.Figures":
    """How customers engage."""
    visits = Counter(case.customer for case in cases for _ in case.steps)
    days: dict[str, set[Any]] = {}
    last: dict[str, int] = {}
    for step in log.steps:
        day = day_of(step.time, zone_of(journey))
        if day is not None:
            days.setdefault(step.customer, set()).add(day)
        if step.time is not None:
            last[step.customer] = max(last.get(step.customer, step.time), step.time)
    named = [oracle.channel_of(journey, design, step) for case in cases for step in case.steps]
    mix = Counter(name or "(none)" for name in named)
    switches = [_switches(journey, design, cases, by) for by in (_by_channel, _by_touchpoint)]
    return {
        "visits": spread(list(visits.values())),
        "active_days": spread([len(of_customer) for of_customer in days.values()]),
        "recency_days": spread([((log.as_of or 0) - time) // DAY for time in last.values()]),
        "once": oracle.rate(sum(count == 1 for count in visits.values()), len(visits)),
        "channels": {name: oracle.rate(count, len(named)) for name, count in mix.items()} if any(named) else {},
        "channel_switches": switches[0],
        "touchpoint_switches": switches[1],
        "switches_hidden": 0,
    }


By = Callable[["oracle.Event", str], str]


def _by_channel(_step: "oracle.Event", channel: str) -> str:
    return channel


def _by_touchpoint(step: "oracle.Event", _channel: str) -> str:
    return str(step.touchpoint)


def _switches(
    journey: Journey, design: "oracle.Design", cases: Sequence["oracle.Case"], by: By
) -> "dict[str, oracle.Figures]":
    going: dict[str, list[oracle.Case]] = {}
    switching: dict[tuple[str, str], list[oracle.Case]] = {}
    for case in cases:
        froms, pairs = set(), set()
        for one, two in pairwise(case.steps):
            here, there = (oracle.channel_of(journey, design, step) for step in (one, two))
            if here is not None and there is not None:
                froms.add(by(one, here))
                if here != there:
                    pairs.add((by(one, here), by(two, there)))
        for place in froms:
            going.setdefault(place, []).append(case)
        for pair in pairs:
            switching.setdefault(pair, []).append(case)
    return {
        f"{pair[0]} > {pair[1]}": {"to_end": by is _by_touchpoint and pair[1] in design.ends}
        | _switch(going[pair[0]], found)
        for pair, found in switching.items()
    }


def _switch(going: Sequence["oracle.Case"], found: Sequence["oracle.Case"]) -> "oracle.Figures":
    others = [case for case in going if not any(case is one for one in found)]
    won, over = oracle.completion_of(found)
    other_won, other_over = oracle.completion_of(others)
    return {
        "cases": len(found),
        "customers": len({case.customer for case in found}),
        "share": oracle.rate(len(found), len(going)),
        "completion": oracle.rate(won, over),
        "otherwise": oracle.rate(other_won, other_over),
        "difference": difference(won, over, other_won, other_over) if over and other_over else None,
    }


def difference(count: int, of: int, other: int, of_other: int) -> "oracle.Figures":
    """Newcombe's interval: the Wilson intervals of both shares, square and add."""
    p, q = Fraction(count, of), Fraction(other, of_other)
    (p_low, p_high), (q_low, q_high) = oracle.wilson(count, of), oracle.wilson(other, of_other)
    return {
        "value": oracle.real(p - q),
        "low": oracle.real(float(p - q) - math.hypot(float(p) - p_low, q_high - float(q))),
        "high": oracle.real(float(p - q) + math.hypot(p_high - float(p), float(q) - q_low)),
    }
