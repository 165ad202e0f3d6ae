"""Funnels on logs that fit on a line, with numbers worked out by hand; and laws that hold for any log.

A log is `a0 b30 | a5 c5`: one customer after the other, a touchpoint with its second, or `?` where it has no time. `b30@2` is of case 2. Where the
order is that of the log, it is written in a column of its own.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.behaviour import Behaviour
from journeymap.binding import NO_TIME, Role
from journeymap.chapters.funnels import Breakdown, Funnel
from journeymap.chunk import Chunk
from journeymap.clock import Clock
from journeymap.conversion import tell
from journeymap.groups import Kinds, broken_down
from journeymap.load import loads
from journeymap.measures import funnels, measure
from journeymap.model import Journey
from journeymap.plan import plan_of
from journeymap.quantities import rate
from journeymap.records import NO_ANSWERS, Rows
from journeymap.report import Report
from journeymap.sections.funnels import section
from journeymap.trace import trace, visits_of
from tests.oracle_funnels import Conversion, Walk, convert, in_order

IDS = "abcdx"
SECOND = 1_000_000
QUIET = 1000
"""Seconds of silence after which nobody is waited for."""
EXAMPLES = int(os.environ.get("JOURNEYMAP_FUNNEL_RUNS", "100"))


@dataclass(frozen=True)
class Event:
    """A visit: its touchpoint, its second (or None), its case key, and its place in the order."""

    at: str
    second: int | None
    case: int = -1
    place: int = 0


Log = Sequence[Sequence[Event]]


def log_of(text: str, *, ordered: bool = False) -> Log:
    """The customers of a log that is written as a text."""
    found = []
    for customer in text.split("|"):
        events = []
        for place, word in enumerate(customer.split()):
            at, second, case = re.fullmatch(r"([a-dx])(\?|-?\d+)(?:@(\d))?", word).groups()
            events.append(Event(at, None if second == "?" else int(second), int(case or -1), place if ordered else 0))
        found.append(events)
    return found


def journey_of(funnel: str) -> Journey:
    """Touchpoints a, b, c, d and x, and a funnel."""
    points = "".join(f"      {name}: {{match: {name}}}\n" for name in IDS)
    text = f"title: T\nfunnels: {{f: {funnel}}}\nleaves_after: {QUIET}s\nstages:\n  s:\n    touchpoints:\n{points}"
    return loads(text.encode(), "t.yaml").journey


def chunk_of(journey: Journey, log: Log, as_of: int, *, ordered: bool) -> Chunk:
    """The log as arrays."""
    rows = [(number, event) for number, events in enumerate(log) for event in events]
    whole = np.array([event.place for _, event in rows], dtype=np.int64)
    size = len(rows)
    return Chunk(
        plan_of(journey),
        Clock(as_of * SECOND, QUIET * SECOND, None),
        Rows(
            customer=np.array([number for number, _ in rows], dtype=np.int32),
            case=np.array([event.case for _, event in rows], dtype=np.int32),
            touchpoint=np.array([IDS.index(event.at) for _, event in rows], dtype=np.int16),
            role=np.full(size, Role.START, dtype=np.int8),
            time=np.array([NO_TIME if event.second is None else event.second * SECOND for _, event in rows]),
            survey=np.full(size, -1, dtype=np.int16),
            value=np.zeros(size),
            weight=np.ones(size),
            channel=np.full(size, -1, dtype=np.int16),
            kind=np.full(size, -1, dtype=np.int32),
            remark=np.full(size, -1, dtype=np.int64),
            order=(whole,) if ordered else (),
        ).arranged(),
        NO_ANSWERS,
        (),
        frozenset(),
        frozenset(),
        who=np.arange(len(log), dtype=np.uint64),
    )


def walks_of(log: Log) -> list[Walk]:
    """The log as the slow second implementation takes it."""
    walks = []
    for events in log:
        trails = [
            sorted(
                (event for event in events if event.case == case),
                key=lambda event: (event.place, event.second is not None, event.second, IDS.index(event.at)),
            )
            for case in {event.case for event in events}
        ]
        told = [
            [(None if one.second is None else one.second * SECOND, (one.place,), one.at, "") for one in trail]
            for trail in trails
        ]
        times = [event.second * SECOND for event in events if event.second is not None]
        walks.append(Walk(in_order(told), max(times, default=None)))
    return walks


def last_second(log: Log) -> int:
    return max((event.second for events in log for event in events if event.second is not None), default=0)


def answered(funnel: str, log: str, *, as_of: int | None = None, ordered: bool = False, min_group: int = 0) -> Funnel:
    """The answer to a funnel; that the slow second implementation and the trace say the same is asserted besides."""
    journey, events = journey_of(funnel), log_of(log, ordered=ordered)
    closed = last_second(events) if as_of is None else as_of
    chunk = chunk_of(journey, events, closed, ordered=ordered)
    assert_agreement(journey, events, closed, chunk)
    return tell(Behaviour(journey, chunk.plan, measure([chunk])), min_group)["f"]


def counted(funnel: Funnel) -> list[int | None]:
    return [step.customers for step in funnel.steps]


def assert_agreement(journey: Journey, log: Log, closed: int, chunk: Chunk) -> None:
    """The arrays, the brute force and the trace say the same."""
    found, asked = funnels.measure(chunk), journey.funnels["f"]
    slow = convert(asked, walks_of(log), list(IDS), closed * SECOND, QUIET * SECOND)
    assert plain(chunk, found) == expected(slow)
    traced = [trace(one.plan.questions[0], *visits_of(one)) for one in chunk.split(1)]
    counting = [one.counting for one in traced if one.counting is not None]
    assert Counter(len(one.taken) for one in counting) == Counter(slow.depths)
    assert sum(bool(one.attempts) and one.counting is None for one in traced) == slow.voided
    short = [one for one in traced if one.counting and len(one.counting.taken) < len(asked.steps)]
    assert sum(any(each.open for each in one.attempts if each.void is None) for one in short) == slow.open


def plain(chunk: Chunk, found: funnels.Funnels) -> dict[str, Any]:
    question = chunk.plan.questions[0]
    width = len(question.steps)
    labels = {step: funnels.label(chunk.plan, 0, step) for step in (0, *range(2, width + 1))}
    spans = {step: (found.spans.seconds(name) * SECOND).astype(int).tolist() for step, name in labels.items()}
    depths = Counter[int]()
    for (_, depth, _), count in found.depths.items():
        depths[depth] += count
    return {
        "depths": depths,
        "then": {(depth, IDS[at] if at >= 0 else ""): count for (_, depth, at), count in found.then.items()},
        "void": int(found.void[0]),
        "open": int(found.open[0]),
        "untimed": sum(int(found.untimed[at]) for at in frozenset().union(*question.steps)) if question.timed else 0,
        "spans": {step: values for step, values in spans.items() if values},
    }


def expected(slow: Conversion) -> dict[str, Any]:
    return {
        "depths": Counter(slow.depths),
        "then": Counter((depth, name) for depth, names in slow.then.items() for name in names),
        "void": slow.voided,
        "open": slow.open,
        "untimed": slow.untimed,
        "spans": {step: sorted(values) for step, values in slow.spans.items()},
    }


# By hand -------------------------------------------------------------------------------------------------------------

CASES: list[tuple[str, str, str, list[int]]] = [
    ("in order", "{steps: [a, b, c]}", "a0 b1 c2 | a0 c1 b2 | b0 a1 | c0", [3, 2, 1]),
    ("what comes in between does not matter", "{steps: [a, c]}", "a0 b1 d2 c3", [1, 1]),
    ("the end of a window is inside", "{steps: [a, b], within: 30s}", "a0 b30 | a0 b31", [2, 1]),
    ("of a step's window too", "{steps: [a, b, {at: c, within: 5s}]}", "a0 b30 c35 | a0 b30 c36", [2, 2, 1]),
    ("the first step's own window says nothing", "{steps: [{at: a, within: 1s}, b]}", "a0 b99", [1, 1]),
    ("a later beginning is in time", "{steps: [a, b], within: 30s}", "a0 a20 b40", [1, 1]),
    ("the earliest is taken and not given back", "{steps: [a, b, {at: c, within: 5s}]}", "a0 b1 b9 c10", [1, 1, 0]),
    ("across cases", "{steps: [a, b]}", "a0@1 b1@2 | x0 a1 x2 b3", [2, 2]),
    ("alternatives", "{steps: [a, [b, c], d]}", "a0 c1 d2 | a0 b1 d2 | a0 d1", [3, 2, 2]),
    ("a step again is another visit", "{steps: [a, a, a]}", "a0 | a0 a1 | a0 a1 a2 | a5 a5 a5", [4, 3, 2]),
    ("only the first attempt", "{steps: [a, b], within: 5s, entry: first}", "a0 a20 b21 | a0 b5", [2, 1]),
    ("steps at the same time are interchangeable", "{steps: [c, b, a]}", "a0 b0 c0", [1, 1, 1]),
    ("at a later time too", "{steps: [a, b, c]}", "a0 c1 b1 | a0 b1 b1", [2, 2, 1]),
    ("two visits are not three", "{steps: [a, a, a]}", "a0 a0 | a0 b1 a2 a2 | a0 a0 a2", [3, 3, 2]),
    ("each of them is one step", "{steps: [[a, b], a]}", "a0 b0 | b0 b0 | a0", [3, 1]),
    ("the wider step leaves the narrower its own", "{steps: [[a, b], [a, b, c], a]}", "a0 b0 c0 | b0 b0 c0", [2, 2, 1]),
    ("strict", "{steps: [a, b, c], order: strict}", "a0 b1 c2 | a0 d1 b2 | a0 b1 d2 c3 | a0 a1 b2 c3", [4, 3, 2]),
    ("strict with a tie", "{steps: [a, b], order: strict}", "a0 d0 b0 | a0 d1 b1", [2, 2]),
    ("strict in a window", "{steps: [a, b], order: strict, within: 5s}", "a0 b5 | a0 b6", [2, 1]),
    ("in any order", "{steps: [a, b, c], order: any}", "c0 a1 b2 | b0 c1 | a0 a1 | d0", [3, 2, 1]),
    ("in any order a step again", "{steps: [a, a, b], order: any}", "a0 b1 a2 | a0 b1 | b0 b1", [3, 2, 1]),
    ("in any order shared", "{steps: [[a, b], a], order: any}", "a0 b1 | b0 a1 | b0 b1", [3, 2]),
    ("in any order, in time", "{steps: [a, b, c], order: any, within: 9s}", "c0 a9 b10 | c0 c1 a9 b10", [2, 2, 1]),
    ("in any order only the first", "{steps: [a, b], order: any, within: 5s, entry: first}", "b0 a9 b10", [1, 0]),
    ("steps that nobody reaches", "{steps: [d, a]}", "a0 b1", [0, 0]),
]


@pytest.mark.parametrize(("funnel", "log", "reached"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_how_far_customers_get(funnel: str, log: str, reached: list[int]) -> None:
    assert counted(answered(funnel, log)) == reached


EXCLUSIONS: list[tuple[str, str, str, list[int], int]] = [
    ("in between", "{steps: [a, b], exclude: x}", "a0 x1 b2 | a0 b1 x2 | x0 a1 b2", [2, 2], 1),
    ("at the moment of a step is not in between", "{steps: [a, b], exclude: x}", "a0 x0 b1 | a0 b1 x1", [2, 2], 0),
    ("another attempt may do", "{steps: [a, b], exclude: x}", "a0 x1 a2 b3", [1, 1], 0),
    ("a shallower one may do", "{steps: [a, b, c], exclude: {x: [2, 3]}}", "a0 b1 x2 c3 a4", [1, 0, 0], 0),
    ("while the next step is waited for", "{steps: [a, b], exclude: x, within: 5s}", "a0 x5 | a0 x6", [1, 0], 1),
    ("not after its last step", "{steps: [a, b, c], exclude: {x: [1, 2]}}", "a0 b1 x2 c3 | a0 x1 b2", [1, 1, 1], 1),
    ("not before its first step", "{steps: [a, b, c], exclude: {x: [2, 3]}}", "a0 x1 b2 c3 | a0 x1", [2, 1, 1], 0),
    ("where the step's window is over", "{steps: [a, {at: b, within: 5s}], exclude: x}", "a0 x5 | a0 x6", [1, 0], 1),
    ("even where it is a step", "{steps: [a, [b, x], c], exclude: {x: [1, 3]}}", "a0 x1 c2 | a0 b1 c2", [1, 1, 1], 1),
    ("strict", "{steps: [a, b, c], exclude: {x: [1, 3]}, order: strict}", "a0 b1 x2 | a0 b1 d2 x3", [1, 1, 0], 1),
    ("by depth in any order", "{steps: [a, b], exclude: x, order: any}", "b0 x1 a2 | b0 a1 x2", [2, 1], 0),
    ("only the first attempt, and that is void", "{steps: [a, b], exclude: x, entry: first}", "a0 x1 a2 b3", [0, 0], 1),
]


@pytest.mark.parametrize(
    ("funnel", "log", "reached", "void"), [case[1:] for case in EXCLUSIONS], ids=[case[0] for case in EXCLUSIONS]
)
def test_what_voids_an_attempt(funnel: str, log: str, reached: list[int], void: int) -> None:
    found = answered(funnel, log)
    assert (counted(found), found.void) == (reached, void)


OPEN: list[tuple[str, str, str, int, int]] = [
    ("its window is not over", "{steps: [a, b], within: 10s}", "a0 | a5", 14, 1),
    ("its window ends now", "{steps: [a, b], within: 10s}", "a0 | a5", 15, 0),
    ("the step's window counts too", "{steps: [a, {at: b, within: 4s}], within: 10s}", "a0 | a5", 9, 0),
    ("not the window of another step", "{steps: [a, {at: b, within: 4s}, c]}", "a0 b1", 900, 1),
    ("without a window silence tells", "{steps: [a, b]}", "a0 | a0 d5", 1005, 1),
    ("a later attempt may get further", "{steps: [a, b, c], within: 10s}", "a0 b1 a50", 55, 1),
    ("who has arrived waits for nothing", "{steps: [a, b], within: 10s}", "a0 b1 a2", 3, 0),
    ("a void attempt waits for nothing", "{steps: [a, b], exclude: x, within: 10s}", "a0 x1 | a0", 5, 1),
    ("not a void one beside it", "{steps: [a, b, c], exclude: {x: [1, 2]}, within: 10s}", "a0 b1 a10 x11", 14, 0),
    ("strict: what follows ends it", "{steps: [a, b], order: strict}", "a0 | a0 d1", 5, 1),
    ("only the first attempt", "{steps: [a, b], entry: first, within: 10s}", "a0 a20", 25, 0),
    ("in any order", "{steps: [a, b], order: any, within: 10s}", "b5 | b0", 14, 1),
]


@pytest.mark.parametrize(
    ("funnel", "log", "as_of", "still"), [case[1:] for case in OPEN], ids=[case[0] for case in OPEN]
)
def test_who_may_still_get_further(funnel: str, log: str, as_of: int, still: int) -> None:
    assert answered(funnel, log, as_of=as_of).open == still


def test_the_attempt_that_counts_gives_the_times() -> None:
    """The deepest; of these the first to get there; of these the last to begin."""
    found = answered("{steps: [a, b, c]}", "a0 a4 b10 c20 a30 b31 c32 | a0 b4")
    last, middle = found.steps[2], found.steps[1]
    assert middle.mean_seconds is not None
    assert (middle.mean_seconds.value, middle.mean_seconds.n, middle.median_seconds) == (5, 2, 5)
    assert (middle.mean_seconds.low, middle.mean_seconds.high) == (pytest.approx(-7.706205), pytest.approx(17.706205))
    assert last.mean_seconds is not None
    assert (last.mean_seconds.value, last.mean_seconds.n, last.mean_seconds.low) == (10, 1, None)
    assert found.time is not None
    assert (found.time.median_seconds, found.time.n) == (16, 1)


def test_shares_have_their_intervals() -> None:
    found = answered("{steps: [a, b, c]}", " | ".join(["a0 b1 c2"] * 3 + ["a0 b1"] * 4 + ["a0"] * 3))
    first, second, third = found.steps
    assert first.share_of_previous is first.share_of_first is None
    assert second.share_of_previous == second.share_of_first
    assert third.share_of_previous is not None
    assert third.share_of_first is not None
    assert third.share_of_previous.model_dump() == {
        "value": 0.428571,
        "count": 3,
        "of": 7,
        "low": 0.15822,
        "high": 0.749542,
    }
    assert (third.share_of_first.count, third.share_of_first.of) == (3, 10)


def test_where_those_went_who_got_no_further() -> None:
    found = answered("{steps: [a, b, c]}", "a0 d1 | a0 d1 | a0 | a0 b1 x2 d2 | a0 b1 d1 | a0 b1 c2 d3")
    assert [step.then for step in found.steps] == [{"d": 2, "(nothing)": 1}, {"d": 1, "(nothing)": 1}, {}]


def test_a_visit_without_a_time_keeps_its_place_unless_a_window_asks_for_its_time() -> None:
    log = "a0 b? c? d9 | b? a0 | a0 c? b?"
    found = answered("{steps: [a, b, c, d]}", log, ordered=True)
    assert (counted(found), found.untimed) == ([3, 2, 1, 1], 0)
    assert [step.mean_seconds for step in found.steps] == [None] * 4
    assert found.time is not None
    assert found.time.median_seconds == 9
    windowed = answered("{steps: [a, b], within: 1d}", log, ordered=True)
    # Nobody can be seen at b: that is not the same as nobody being there.
    assert (counted(windowed), windowed.untimed, windowed.unseen) == ([3, None], 3, (2,))
    some = answered("{steps: [a, b], within: 1d}", "a0 b? | a0 b5", ordered=True)
    assert (counted(some), some.untimed, some.unseen) == ([2, 1], 1, ())


def test_the_time_decides_before_the_order_and_the_order_at_the_same_time() -> None:
    assert counted(answered("{steps: [a, b]}", "b5 a0 | a0 b0 | b0 a0", ordered=True)) == [3, 2]
    assert counted(answered("{steps: [a, b]}", "b0 a0")) == [1, 1]


def test_no_events_at_all() -> None:
    found = answered("{steps: [a, b], exclude: x}", "b0")
    assert (counted(found), found.void, found.open, found.time) == ([0, 0], 0, 0, None)
    assert found.steps[1].share_of_previous is None


def test_steps_in_words() -> None:
    found = answered("{steps: [a, [b, c], {at: d, within: 5s}], within: 10s, exclude: {x: {first: 2}}}", "a0")
    assert [step.title for step in found.steps] == ["A", "B or C", "D"]
    assert [step.at for step in found.steps] == [("a",), ("b", "c"), ("d",)]
    assert [step.within_seconds for step in found.steps] == [None, None, 5]
    assert (found.within_seconds, found.exclude, found.order, found.entry) == (10, {"x": (2, 3)}, "ordered", "any")
    shuffled = answered("{steps: [a, [a, b]], order: any}", "a0")
    assert [step.title for step in shuffled.steps] == ["1 of 2", "2 of 2"]
    assert [step.at for step in shuffled.steps] == [("a", "b")] * 2
    assert shuffled.asked == ("A", "A or B")


def test_the_plan_beside_what_was_seen() -> None:
    assert [step.planned_share_of_first for step in answered("{steps: [a, c]}", "a0").steps] == [None, 1]
    assert [step.planned_share_of_first for step in answered("{steps: [a, c], order: strict}", "a0").steps] == [
        None
    ] * 2


def test_a_step_without_match_is_unknown_and_not_zero() -> None:
    journey = journey_of("{steps: [a, b, c]}")
    points = dict(journey.stages["s"].touchpoints)
    points["b"] = points["b"].model_copy(update={"match": None})
    stages = {"s": journey.stages["s"].model_copy(update={"touchpoints": points})}
    dark = journey.model_copy(update={"stages": stages})
    chunk = chunk_of(dark, log_of("a0 c1"), 9, ordered=False)
    found = tell(Behaviour(dark, chunk.plan, measure([chunk])), 0)["f"]
    assert (counted(found), found.unseen, found.steps[0].then) == ([1, None, None], (2,), {})
    assert [step.hidden for step in found.steps] == [(), (), ()]


def test_what_too_few_stand_behind_is_hidden() -> None:
    log = " | ".join(["a0 b1 c2"] * 4 + ["a0 b1 d2"] * 7 + ["a0 d5"] * 3 + ["a0"] * 6 + ["a0 x1"] * 2)
    found = answered("{steps: [a, b, c], exclude: x}", log, min_group=5)
    assert counted(found) == [20, 11, None]
    assert [step.hidden for step in found.steps] == [(), (), ("customers",)]
    # Three went to d: with so few the next smallest joins them.
    assert [step.then for step in found.steps] == [{"(other)": 9}, {"d": 7}, {}]
    assert found.steps[2].share_of_first is found.steps[2].mean_seconds is found.time is None
    assert (found.void, found.hidden) == (None, ("void",))
    few = answered("{steps: [a, b]}", " | ".join(["a0 b1"] * 9 + ["a0 d1"] * 4), min_group=5)
    assert (few.steps[0].then, few.steps[0].hidden) == ({}, ("then",))


def test_a_funnel_by_the_values_of_a_column() -> None:
    """Of 12, 9, 6 and 3 customers at the first step, groups of under five are one; that would be 3, so the next smallest joins them.

    At the last step 4 of these are hidden, and could be worked out from the whole: again the next smallest goes with them.
    """
    kinds = Kinds("device", ["app", "kiosk", "tv", "web"])
    reached = {0: [12, 6], 1: [3, 3], 2: [6, 1], 3: [9, 9]}
    found = broken_down(kinds, reached, 2, 5)
    assert [(group.value, group.customers) for group in found.groups] == [("app", (12, None)), ("web", (9, 9))]
    assert found.other is not None
    assert (found.other.value, found.other.customers, found.other.share_of_first) == (None, (9, None), None)
    assert [group.share_of_first for group in found.groups] == [None, rate(9, 9)]
    assert [group.customers for group in broken_down(kinds, {0: [12, 3], 3: [9, 9]}, 2, 5).groups] == [
        (12, None),
        (9, None),
    ]
    assert [group.customers for group in broken_down(kinds, {0: [12, 3], 3: [9, 0]}, 1, 5).groups] == [
        (12, None),
        (9, None),
    ]


def test_all_is_shown_where_nothing_is_private_and_ten_groups_are_enough() -> None:
    kinds = Kinds("n", [f"{number:02}" for number in range(12)])
    reached = {number: [12 - number, 1] for number in range(12)} | {12: [100, 1], 13: [3, 2]}
    found = broken_down(kinds, reached, 2, 0)
    assert [group.value for group in found.groups] == [f"{number:02}" for number in range(10)]
    assert found.other is not None
    # The last two, the rest of the values, and what says nothing.
    assert found.other.customers == (2 + 1 + 100 + 3, 1 + 1 + 1 + 2)
    few = broken_down(kinds, {0: [2, 1], 13: [3, 2]}, 2, 0)
    assert [(group.value, group.customers) for group in few.groups] == [(None, (3, 2)), ("00", (2, 1))]
    assert broken_down(kinds, {0: [3, 1], 1: [1, 0]}, 2, 5) == Breakdown(column="n", groups=())
    assert broken_down(kinds, {}, 2, 0) == Breakdown(column="n", groups=())


EVIL = """\
title: Shop
funnels:
  "a | `b` <i>": {steps: [a, {at: [b, c], within: 1h}], within: 2h, exclude: {d: [1, 2]}, entry: first}
  round: {steps: [a, b, c], order: any}
  next door: {steps: [a, blind], order: strict}
stages:
  s:
    touchpoints:
      a: {match: a, title: "A | *x*"}
      b: {match: b}
      c: {match: c}
      d: {match: d}
      blind: {}
"""


def told(report: Report) -> str:
    """The section for people."""
    fold = section(report)
    return f"{fold.markdown()}\n" if fold else ""


def test_the_section_for_people(reported: Callable[..., Report], table: Callable[..., str]) -> None:
    rows = [["customer", "event", "time", "de|vice"]]
    for number in range(12):
        who, kind = f"c{number}", ("<b>|`", "", "tv")[number % 3]
        rows.append([who, "a", "2026-05-01T10:00:00Z", kind])
        if number < 6:
            rows.append([who, "b" if number % 2 else "c", f"2026-05-01T10:{number:02}:00Z", "later"])
        elif number == 7:
            rows.append([who, "d", "2026-05-01T10:30:00Z", ""])
    found = reported(EVIL, table("log.csv", *rows), by="de|vice")
    assert (
        told(found)
        == """\
<details><summary><b>Funnels</b>: who get through: <code>a | `b` &lt;i&gt;</code> 54.5 % (28.0-78.7 %), round 0.0 % (0.0-24.2 %)</summary>

**``a | `b` <i>``** (within 2 h, step 2 within 60 min, first attempts only, no D between steps 1 and 2)

| Step | Customers | Of the step before | Of the first | By plan | Since the step before | Next, of those who got no further |
|---|--:|--:|--:|--:|--:|---|
| 1. `A \\| *x*` | 11 | - | - | - | - | (nothing) 5 |
| 2. B or C | 6 | 54.5 % (28.0-78.7 %) | 54.5 % (28.0-78.7 %) | 100.0 % | median 2.5 min, mean 2.5 min (n=6) | - |

From the first step to the last: median 2.5 min, p90 4.5 min (n=6). 5 customers may still get further: they count as they stand. \
Not counted, because of what came in between: 1 customer.

By `de|vice`, as the visit says that began the attempt that counts:

| `de\\|vice` | `A \\| *x*` | B or C | Last of first |
|---|--:|--:|--:|
| `` <b>\\|` `` | 4 | 2 | 50.0 % (15.0-85.0 %) |
| tv | 4 | 2 | 50.0 % (15.0-85.0 %) |
| (nothing) | 3 | 2 | 66.7 % (20.8-93.9 %) |

**round**: `A | *x*`, B, C (in any order)

| Step | Customers | Of the step before | Of the first | Since the step before | Next, of those who got no further |
|---|--:|--:|--:|--:|---|
| 1 of 3 | 12 | - | - | - | (nothing) 5, D 1 |
| 2 of 3 | 6 | 50.0 % (25.4-74.6 %) | 50.0 % (25.4-74.6 %) | median 2.5 min, mean 2.5 min (n=6) | (nothing) 6 |
| 3 of 3 | 0 | 0.0 % (0.0-39.0 %) | 0.0 % (0.0-24.2 %) | - | - |

12 customers may still get further: they count as they stand.

By `de|vice`, as the visit says that began the attempt that counts:

| `de\\|vice` | 1 of 3 | 2 of 3 | 3 of 3 | Last of first |
|---|--:|--:|--:|--:|
| `` <b>\\|` `` | 4 | 2 | 0 | 0.0 % (0.0-49.0 %) |
| tv | 4 | 2 | 0 | 0.0 % (0.0-49.0 %) |
| (nothing) | 4 | 2 | 0 | 0.0 % (0.0-49.0 %) |

**next door** (nothing in between)

| Step | Customers | Of the step before | Of the first | Since the step before | Next, of those who got no further |
|---|--:|--:|--:|--:|---|
| 1. `A \\| *x*` | 12 | - | - | - | - |
| 2. Blind | - | - | - | - | - |

6 customers may still get further: they count as they stand. \
Nobody can be seen at step 2: no event is a visit there, or none that has a time to hold against the windows.

By `de|vice`, as the visit says that began the attempt that counts:

| `de\\|vice` | `A \\| *x*` | Blind | Last of first |
|---|--:|--:|--:|
| `` <b>\\|` `` | 4 | - | - |
| tv | 4 | - | - |
| (nothing) | 4 | - | - |

</details>
"""
    )


# Laws ----------------------------------------------------------------------------------------------------------------

events = st.builds(
    Event,
    st.sampled_from("aabbcx"),
    st.one_of(st.integers(0, 3), st.integers(0, 6), st.just(None)),
    st.integers(1, 2),
    st.integers(0, 2),
)
logs = st.lists(st.lists(events, min_size=1, max_size=7), min_size=1, max_size=4)
names = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True)
windows = st.one_of(st.just(None), st.sampled_from(["1s", "2s", "4s"]))


@st.composite
def asked(draw: st.DrawFn) -> str:
    """Any funnel."""
    steps = []
    for _ in range(draw(st.integers(2, 4))):
        within = draw(windows)
        steps.append({"at": draw(names)} | ({"within": within} if within else {}))
    funnel: dict[str, Any] = {"steps": steps, "order": draw(st.sampled_from(["ordered", "strict", "any"]))}
    funnel |= {"within": within} if (within := draw(windows)) else {}
    funnel |= {"entry": "first"} if draw(st.booleans()) else {}
    if draw(st.booleans()):
        ends = sorted(draw(st.lists(st.integers(1, len(steps)), min_size=2, max_size=2, unique=True)))
        funnel["exclude"] = {draw(st.sampled_from("xxc")): ends}
    return str(funnel).replace("'", "")


def shaped(log: Log, *, ordered: bool, keyed: bool) -> Log:
    """A log with or without order columns and case keys; where the time orders, every visit has one."""
    return [
        [
            replace(
                event,
                second=event.second if ordered else event.second or 0,
                case=event.case if keyed else -1,
                place=event.place if ordered else 0,
            )
            for event in customer
        ]
        for customer in log
    ]


@given(asked(), logs, st.booleans(), st.booleans(), st.integers(0, 9))
@settings(max_examples=EXAMPLES, deadline=None)
def test_arrays_brute_force_and_trace_say_the_same(
    funnel: str, log: Log, ordered: bool, keyed: bool, later: int
) -> None:
    journey, told = journey_of(funnel), shaped(log, ordered=ordered, keyed=keyed)
    closed = last_second(told) + later
    assert_agreement(journey, told, closed, chunk_of(journey, told, closed, ordered=ordered))


@given(asked(), logs, st.booleans())
@settings(max_examples=EXAMPLES // 3, deadline=None)
def test_what_is_counted_adds_up_over_any_split(funnel: str, log: Log, ordered: bool) -> None:
    journey, told = journey_of(funnel), shaped(log, ordered=ordered, keyed=False)
    chunk = chunk_of(journey, told, last_second(told), ordered=ordered)
    parts: Mapping[str, Any] = plain(chunk, reduce(lambda one, two: one + two, map(funnels.measure, chunk.split(1))))
    assert parts == plain(chunk, funnels.measure(chunk))


@given(asked(), logs)
@settings(max_examples=EXAMPLES // 3, deadline=None)
def test_steps_only_ever_lose_customers_and_none_is_counted_twice(funnel: str, log: Log) -> None:
    journey, told = journey_of(funnel), shaped(log, ordered=False, keyed=True)
    chunk = chunk_of(journey, told, last_second(told), ordered=False)
    found = tell(Behaviour(journey, chunk.plan, measure([chunk])), 0)["f"]
    reached = [step.customers or 0 for step in found.steps]
    assert reached == sorted(reached, reverse=True)
    begun = sum(any(IDS.index(one.at) in chunk.plan.questions[0].entries for one in customer) for customer in told)
    assert reached[0] + (found.void or 0) == begun
    for here, there, step in zip(reached, reached[1:], found.steps, strict=False):
        assert sum(step.then.values()) == here - there
    assert (found.open or 0) <= reached[0] - reached[-1]
