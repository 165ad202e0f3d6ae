"""Laws of the arrays: sorting, cutting, adding up, pairing."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from journeymap import steps as stepping
from journeymap.binding import NO_TIME, UNBOUND, Role
from journeymap.chunk import Chunk
from journeymap.clock import Clock
from journeymap.flat import flat, unflat
from journeymap.language.touchpoint import Next
from journeymap.load import loads
from journeymap.measures import Measured, contacts, measure
from journeymap.measures.chain import triple_of
from journeymap.paths import Paths, walked
from journeymap.plan import Plan, plan_of
from journeymap.records import Own, Rows
from journeymap.sorting import mixed, order_of
from journeymap.steps import LEFT, LOST, OPEN, WON, cut
from journeymap.tally import Pile

PLAN = Plan(
    ids=("a", "b", "c"),
    starts=frozenset({0}),
    won=frozenset({2}),
    lost=frozenset(),
    edges={},
    channels=(0, 1, -1),
    channel_names=("app", "web"),
    stages=(0, 1, 1),
)
CLOCK = Clock(as_of=1_000, leaves_after=100, new_case_after=None)


def rows_of(table: list[tuple[int, int, int, int]], case: int = -1) -> Rows:
    """Rows from (customer, touchpoint, role, time)."""
    customer, touchpoint, role, time = (np.array(column, dtype=np.int64) for column in zip(*table, strict=True))
    size = len(table)
    return Rows(
        customer=customer,
        case=np.full(size, case, dtype=np.int64),
        touchpoint=touchpoint,
        role=role,
        time=time,
        survey=np.full(size, -1, dtype=np.int64),
        value=np.zeros(size),
        weight=np.ones(size),
        channel=np.full(size, -1, dtype=np.int64),
        remark=np.full(size, -1, dtype=np.int64),
        kind=np.full(size, -1, dtype=np.int64),
        order=(),
    )


NOBODY = Own(**{field.name: np.zeros(0, dtype=np.int64) for field in fields(Own)})

HASHES = mixed(np.arange(64, dtype=np.uint64))
"""Of customers by their numbers."""


def chunk_of(rows: Rows, clock: Clock = CLOCK) -> Chunk:
    return Chunk(PLAN, clock, rows.arranged(), NOBODY, (), frozenset(), frozenset(), who=HASHES)


keys = st.lists(st.tuples(st.integers(-5, 5), st.integers(NO_TIME, 2**62), st.integers(0, 3)), min_size=1, max_size=40)


@given(keys)
def test_order_of_sorts_as_python_sorts_tuples(table: list[tuple[int, ...]]) -> None:
    columns = [np.array(column, dtype=np.int64) for column in zip(*table, strict=True)]
    assert [table[place] for place in order_of(columns)] == sorted(table)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 32_000), st.integers(0, 3), st.integers(-1, 90))))
def test_order_of_packs_narrow_numbers_without_overflow(table: list[tuple[int, ...]]) -> None:
    kinds = (np.int32, np.int16, np.int8, np.int16)
    columns = [np.array([row[place] for row in table], dtype=kind) for place, kind in enumerate(kinds)]
    assert [table[place] for place in order_of(columns)] == sorted(table)


def test_order_of_shortens_times_in_whole_seconds_without_changing_their_order() -> None:
    times = np.array([9_000_000_000_000_000, 1_000_000, 8_999_999_999_000_000, NO_TIME + 2**62])
    assert order_of([np.zeros(4, dtype=np.int8), times]).tolist() == [3, 1, 2, 0]
    assert order_of([np.zeros(3, dtype=np.int8), times[:3], np.arange(3)]).tolist() == [1, 2, 0]


def test_order_of_keeps_equal_rows_as_they_stand() -> None:
    ones = np.ones(5, dtype=np.int64)
    assert order_of([ones, ones]).tolist() == [0, 1, 2, 3, 4]


def test_order_of_takes_real_numbers_between_whole_ones() -> None:
    first, real = np.array([1, 1, 0]), np.array([0.5, 0.25, 9.0])
    assert order_of([first, real]).tolist() == [2, 1, 0]


@pytest.mark.parametrize(
    ("visits", "cases", "endings"),
    [
        # An end closes a case; the next step opens another.
        ([(1, 0, 0, 900), (1, 2, 0, 910), (1, 0, 0, 950)], [0, 0, 1], [WON, OPEN]),
        # Exactly `leaves_after` ago is still open, a microsecond more is not.
        ([(1, 0, 0, 900), (2, 0, 0, 899)], [0, 1], [OPEN, LEFT]),
        # Without any time nothing can be open.
        ([(1, 0, 0, NO_TIME)], [0], [LEFT]),
        # The latest known time decides.
        ([(1, 0, 0, 950), (1, 1, 0, NO_TIME)], [0, 0], [OPEN]),
    ],
)
def test_cutting_into_cases(visits: list[tuple[int, int, int, int]], cases: list[int], endings: list[int]) -> None:
    steps = cut(rows_of(visits), PLAN, CLOCK)
    assert (steps.case.tolist(), steps.ending.tolist()) == (cases, endings)


def test_won_outweighs_lost_within_a_case_key() -> None:
    plan = replace(PLAN, lost=frozenset({1}))
    steps = cut(rows_of([(1, 2, 0, 1), (1, 1, 0, 2)], case=0), plan, CLOCK)
    assert (steps.case.tolist(), steps.ending.tolist()) == ([0, 0], [WON])
    steps = cut(rows_of([(1, 1, 0, 1), (1, 0, 0, 2)], case=0), plan, CLOCK)
    assert steps.ending.tolist() == [LOST]


@pytest.mark.parametrize(("gap", "cases"), [(50, [0, 0]), (51, [0, 1])])
def test_a_case_ends_after_a_silence_longer_than_declared(gap: int, cases: list[int]) -> None:
    clock = replace(CLOCK, new_case_after=50)
    assert cut(rows_of([(1, 0, 0, 0), (1, 1, 0, gap)]), PLAN, clock).case.tolist() == cases


def plain(value: Any) -> Any:
    """A measure's result as plain Python, to compare."""
    if isinstance(value, Pile):
        return {label: value.seconds(label).tolist() for part in value._parts for label in part.labels.tolist()}
    if isinstance(value, Paths):
        return sorted(walked(value.grouped()))
    if isinstance(value, np.ndarray):
        return value.tolist()
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


@pytest.mark.parametrize(
    ("visits", "case", "visit_of", "kept", "endings"),
    [
        # Steps in a row at the composite b are one visit; after another step it is a new one.
        (
            [(1, 0, 0, 1), (1, 1, 0, 2), (1, 1, 0, 3), (1, 0, 0, 4), (1, 1, 0, 5)],
            -1,
            [0, 1, 1, 2, 3],
            [1, 2, 4, 5],
            [LEFT],
        ),
        # The last of them tells how long ago that was.
        ([(1, 1, 0, 1), (1, 1, 0, 950)], -1, [0, 0], [1], [OPEN]),
        # Other customers and other cases have visits of their own; an ordinary touchpoint counts each.
        ([(1, 1, 0, 1), (2, 1, 0, 1)], -1, [0, 1], [1, 1], [LEFT, LEFT]),
        ([(1, 0, 0, 1), (1, 0, 0, 2)], -1, [0, 1], [1, 2], [LEFT]),
        ([(1, 1, 0, 1), (1, 1, 0, 2)], 0, [0, 0], [1], [LEFT]),
    ],
)
def test_steps_in_a_row_at_a_composite_are_one_visit(
    visits: list[tuple[int, int, int, int]], case: int, visit_of: list[int], kept: list[int], endings: list[int]
) -> None:
    steps = cut(rows_of(visits, case), replace(PLAN, composites=frozenset({1})), CLOCK)
    assert (steps.visit_of.tolist(), steps.rows.time.tolist()) == (visit_of, kept)
    assert steps.ending.tolist() == endings


def test_a_composite_that_is_an_end_is_left_by_the_next_step() -> None:
    plan = replace(PLAN, composites=frozenset({1}), won=frozenset({1}))
    steps = cut(rows_of([(1, 0, 0, 1), (1, 1, 0, 2), (1, 1, 0, 3), (1, 0, 0, 4)]), plan, CLOCK)
    assert (steps.case.tolist(), steps.ending.tolist()) == ([0, 0, 1], [WON, LEFT])
    silent = cut(rows_of([(1, 1, 0, 2), (1, 1, 0, 99)]), plan, replace(CLOCK, new_case_after=50))
    assert (silent.case.tolist(), silent.visit_of.tolist()) == ([0, 1], [0, 1])


def test_a_step_is_on_its_own_channel_else_on_that_of_its_touchpoint() -> None:
    rows = replace(rows_of([(1, 0, 0, 1), (1, 1, 0, 2), (1, 2, 0, 3), (1, 2, 0, 4)]), channel=np.array([-1, 2, -1, 0]))
    assert cut(rows, PLAN, CLOCK).channel.tolist() == [0, 2, -1, 0]


def test_rows_that_tie_stand_in_the_order_of_their_channels() -> None:
    rows = replace(rows_of([(1, 0, 0, 1)] * 3), channel=np.array([2, -1, 0]))
    assert rows.arranged().channel.tolist() == [-1, 0, 2]


table = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 2), st.sampled_from([0, 0, 0, 1, 2]), st.integers(0, 1_000)),
    min_size=1,
    max_size=60,
)


@given(table, st.integers(1, 4))
def test_the_sum_of_the_parts_is_the_whole(rows: list[tuple[int, int, int, int]], customers: int) -> None:
    chunk = chunk_of(rows_of(rows))
    parts = list(chunk.split(customers))
    assert sum(len(part.rows) for part in parts) == len(rows)
    assert plain(measure(parts)) == plain(measure([chunk]))


@given(table, st.integers(1, 4), st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 1)), min_size=60, max_size=60))
def test_so_it_is_with_signals_channels_and_composites(
    rows: list[tuple[int, int, int, int]], customers: int, more: list[tuple[int, int]]
) -> None:
    plan = replace(PLAN, composites=frozenset({1}), assisted=frozenset({1}), logged=True)
    spoken = [
        (who, UNBOUND if role == Role.FAIL else at, Role.SIGNAL if role == Role.FAIL else role, time)
        for who, at, role, time in rows
    ]
    made = rows_of(spoken)
    survey = np.where(made.role == Role.SIGNAL, [number for _, number in more[: len(rows)]], -1)
    made = replace(made, channel=np.array([channel for channel, _ in more[: len(rows)]]), survey=survey)
    signals = (frozenset({0, 1}), frozenset({2}))
    chunk = Chunk(plan, CLOCK, made.arranged(), NOBODY, (), frozenset(), frozenset(), signals, who=HASHES)
    found = measure([chunk])
    assert plain(measure(list(chunk.split(customers)))) == plain(found)
    assert found.channels.steps.sum(axis=1).tolist() == found.visits.visits.tolist()
    assert (found.signals.shown <= found.visits.visits).all()
    assert (found.channels.hand_offs <= found.visits.went_on + found.visits.elsewhere).all()
    assert found.visits.visits.sum() + found.cases.inner == np.count_nonzero(made.role == Role.START)


@given(table, st.integers(1, 4))
def test_so_it_is_with_a_design_and_what_is_kept_is_what_was_counted(
    rows: list[tuple[int, int, int, int]], customers: int
) -> None:
    plan = replace(PLAN, edges={(0, 1): Next(), (1, 1): Next(), (1, 2): Next()})
    chunk = Chunk(plan, CLOCK, rows_of(rows).arranged(), NOBODY, (), frozenset(), frozenset(), who=HASHES)
    found = measure([chunk])
    assert plain(measure(list(chunk.split(customers)))) == plain(found)
    assert plain(unflat(Measured, flat(found))) == plain(found)
    costs, endings = found.conformance.costs, found.cases.endings
    assert costs.total() == endings.sum()
    assert sum(steps * count for (_, steps), count in costs.items()) == found.visits.visits.sum()
    assert (found.conformance.customers <= found.conformance.cases).all()
    assert (found.conformance.cases <= found.conformance.counts).all()
    begun = sum(count for code, count in found.chain.triples.items() if triple_of(code, 3)[0] == 3)
    assert begun == endings.sum() - endings[OPEN]
    assert (found.chain.customers <= found.visits.customers).all()


@given(table)
def test_returns_are_the_same_in_short_cases_and_in_long_ones(rows: list[tuple[int, int, int, int]]) -> None:
    chunks = [chunk_of(rows_of(rows).arranged()) for _ in range(2)]
    near = chunks[0].steps.returns.tolist()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stepping, "_NEAR", 1)
        assert chunks[1].steps.returns.tolist() == near


@given(table)
def test_every_visit_ends_in_one_of_four_ways(rows: list[tuple[int, int, int, int]]) -> None:
    visits = measure([chunk_of(rows_of(rows))]).visits
    assert (visits.went_on + visits.elsewhere + visits.left + visits.open).tolist() == visits.visits.tolist()


def brackets(rows: list[tuple[int, int, int, int]]) -> tuple[list[int], list[int], list[int]]:
    """Done, failed and unopened contacts by touchpoint, one row after the other."""
    done, failed, unopened = [0, 0, 0], [0, 0, 0], [0, 0, 0]
    waiting: dict[tuple[int, int], int] = {}
    for customer, touchpoint, role, _ in sorted(rows, key=lambda row: (row[0], row[3], row[1], row[2])):
        key = (customer, touchpoint)
        if role == Role.START:
            waiting[key] = waiting.get(key, 0) + 1
        elif waiting.get(key):
            waiting[key] -= 1
            (done if role == Role.DONE else failed)[touchpoint] += 1
        else:
            unopened[touchpoint] += 1
    return done, failed, unopened


@given(table)
def test_closings_close_the_latest_open_visit(rows: list[tuple[int, int, int, int]]) -> None:
    found = contacts.measure(chunk_of(rows_of(rows)))
    assert (found.done.tolist(), found.failed.tolist(), found.unopened.tolist()) == brackets(rows)


def test_a_contact_lasts_from_the_latest_open_visit_to_its_closing() -> None:
    rows = rows_of([(1, 0, 0, 0), (1, 0, 0, 2_000_000), (1, 0, 1, 5_000_000), (1, 0, 1, 9_000_000)])
    assert plain(contacts.measure(chunk_of(rows)).durations) == {0: [3.0, 9.0]}


@given(st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 2**60)), max_size=30))
def test_a_pile_sorts_each_label(pairs: list[tuple[int, int]]) -> None:
    labels, micros = np.array([p[0] for p in pairs], dtype=np.int64), np.array([p[1] for p in pairs], dtype=np.int64)
    half = len(pairs) // 2
    pile = Pile(labels[:half], micros[:half]) + Pile(labels[half:], micros[half:])
    assert plain(pile) == {label: sorted(value / 1e6 for other, value in pairs if other == label) for label, _ in pairs}


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2**16)), min_size=1, max_size=30),
    st.sampled_from([1, 1000, 1_000_000]),
    st.integers(0, 2**40),
)
def test_a_pile_of_times_that_are_alike_sorts_each_label(pairs: list[tuple[int, int]], unit: int, least: int) -> None:
    # Far apart, in whole units from a time that is none: so they are packed in units, and unpacked to the microsecond.
    pairs = [(label, least + unit * value * (2**20 if place else 1)) for place, (label, value) in enumerate(pairs)]
    pile = Pile(*(np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True)))
    assert plain(pile) == {label: sorted(value / 1e6 for other, value in pairs if other == label) for label, _ in pairs}


def test_the_default_path_passes_optional_touchpoints_and_stops_at_ends() -> None:
    text = b"""
title: T
ends_at: {won: [d], lost: [e]}
stages:
  s:
    touchpoints:
      a: {}
      b: {optional: true}
      c: {repeatable: true, next: [a, d]}
      d: {}
      e: {}
"""
    plan = plan_of(loads(text, "t.yaml").journey)
    assert sorted(plan.edges) == [(0, 1), (0, 2), (1, 2), (2, 0), (2, 2), (2, 3)]
    assert (plan.starts, plan.won, plan.lost) == ({0}, {3}, {4})
    assert plan.following(2) == [0, 2, 3]
