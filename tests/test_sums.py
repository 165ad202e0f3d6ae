"""Laws of adding up: parts of the customers, in any split, sum to the whole byte for byte; and what is kept for the next run is the same again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from journeymap import arrays, intake, paths, tally
from journeymap.averages import between
from journeymap.chunk import Chunk
from journeymap.clock import Clock
from journeymap.finding import JourneymapError
from journeymap.flat import flat, unflat
from journeymap.load import load, loads
from journeymap.measures import Measured, measure
from journeymap.paths import Paths, paths_of, walked, walks_of
from journeymap.pipeline import measured as pipeline
from journeymap.pipeline import remembered
from journeymap.plan import plan_of
from journeymap.records import NO_ANSWERS, NO_ROWS
from journeymap.sorting import (
    again_in_groups,
    constant,
    counts_of_different,
    groups_in_groups_with,
    groups_with,
    order_of,
    sorted_columns,
)
from journeymap.tally import Pile
from tests.random_logs import random_log
from tests.test_oracle import written

HERE = Path(__file__).parent
CASE = HERE.parent / "journeys"


def differences(one: Measured, two: Measured) -> list[str]:
    """The arrays in which two results are not the same, bit for bit."""
    first, second = flat(one), flat(two)
    assert first.keys() == second.keys()
    return [name for name in first if first[name].tobytes() != second[name].tobytes()]


def chunk_of_log(seed: int, folder: Path) -> Chunk | None:
    """All of a random log as one chunk."""
    log = random_log(seed)
    path, events = written(log, folder)
    loaded = load(path, "journey.yaml")
    chosen = pipeline.segment_of(loaded, log.persona, log.segment)
    try:
        with intake.take(loaded, plan_of(loaded.journey), intake.Request(folder, events, (), chosen)) as taken:
            (chunk,) = taken.chunks
    except JourneymapError:
        return None
    return chunk


def parts_of(chunk: Chunk, part: Any) -> Iterator[Chunk]:
    """A chunk in parts: `part` says for each customer which."""
    whose = np.where(chunk.own.customer >= 0, part[chunk.own.customer], 0)
    for number in range(int(part.max(initial=0)) + 1):
        rows = chunk.rows.at(np.flatnonzero(part[chunk.rows.customer] == number))
        yield replace(chunk, rows=rows, own=chunk.own.at(np.flatnonzero(whose == number)))


@pytest.mark.parametrize("seed", range(0, 120, 10))
def test_the_parts_of_any_split_of_the_customers_sum_to_the_whole(seed: int, tmp_path: Path) -> None:
    chunk = chunk_of_log(seed, tmp_path)
    if chunk is None or not len(chunk.rows):
        pytest.skip("this log is refused")
    whole = measure([chunk])
    draw = np.random.default_rng(seed)
    customers = int(chunk.rows.customer.max()) + 1
    for parts in (2, 5):
        split = list(parts_of(chunk, draw.integers(0, parts, customers)))
        assert differences(whole, measure(split)) == []
        assert differences(whole, measure(split[::-1])) == []
    assert differences(whole, unflat(Measured, flat(whole))) == []


@pytest.mark.parametrize("seed", [3, 8, 21, 34])
def test_a_log_in_many_parts_makes_the_same_report(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = random_log(seed)
    path, events = written(log, tmp_path)
    said = []
    for rows in (10**6, 9):
        monkeypatch.setattr(arrays, "ROWS_PER_PART", rows)
        try:
            report = pipeline.measure(
                load(path, "journey.yaml"), events=events, min_group=0, persona=log.persona, segment=log.segment
            )
        except JourneymapError as error:
            said.append(str(error))
        else:
            said.append(report.model_dump_json())
    assert said[0] == said[1]


def test_two_customers_of_one_hash_stay_two() -> None:
    """The second sort is next to never needed: here all bits that the first one sees are the same."""
    who = np.array([5, 4, 5, 4, 5, 7], dtype=np.uint64)
    guard = np.array([1, 0, 2, 0, 1, 0], dtype=np.uint16)
    assert arrays._coded(who, guard).tolist() == [1, 0, 2, 0, 1, 3]
    far = who << np.uint64(40)
    assert arrays._coded(far, np.zeros(6, dtype=np.uint16)).tolist() == [1, 0, 1, 0, 1, 2]


walks = st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 5), min_size=1, max_size=5), st.booleans()))


def counted(table: list[tuple[int, list[int], bool]]) -> list[tuple[list[int], list[int]]]:
    """Walks, people and marks by path, one by one."""
    cases = Counter(tuple(path) for _, path, _ in table)
    people = Counter(path for path, _ in {(tuple(path), who) for who, path, _ in table})
    marks = Counter(tuple(path) for _, path, mark in table if mark)
    return sorted((list(path), [cases[path], people[path], marks[path]]) for path in cases)


def made(table: list[tuple[int, list[int], bool]]) -> Paths:
    """The same by arrays."""
    table = sorted(table, key=lambda walk: walk[0])
    lengths = np.array([len(path) for _, path, _ in table], dtype=np.int64)
    numbers = np.array([number for _, path, _ in table for number in path], dtype=np.int64)
    who = np.array([one for one, _, _ in table], dtype=np.int64)
    marked = np.array([mark for _, _, mark in table], dtype=bool)
    return paths_of(walks_of(numbers, np.cumsum(lengths) - lengths), who, (marked,))


@given(walks)
def test_paths_are_counted_as_one_by_one(table: list[tuple[int, list[int], bool]]) -> None:
    assert sorted(walked(made(table))) == counted(table)


@given(walks)
def test_paths_of_one_hash_are_told_apart(table: list[tuple[int, list[int], bool]]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(paths, "_hashes", lambda _numbers, starts, _lengths: np.zeros(len(starts), dtype=np.uint64))
        found = made(table)
        assert sorted(walked(found)) == counted(table)
        again = Paths.from_arrays(found.arrays())
        assert list(walked(again)) == counted(table)


def test_the_commonest_paths_stand_by_count_then_by_number() -> None:
    found = made([(1, [2], False), (2, [2], False), (3, [1, 1], False), (3, [1], False), (3, [3], False)])
    assert found.ranked(0, [], 3) == [([2], 2), ([1], 1), ([1, 1], 1)]
    assert found.ranked(0, [(1, 2)], 3) == [([2], 2)]


def test_sums_of_paths_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_SLACK", 3)
    one = made([(1, [1], True), (2, [2], False)])
    total = one + one + one + one
    assert len(total) < 8
    assert sorted(walked(total.grouped())) == [([1], [4, 4, 4]), ([2], [4, 4, 0])]


@given(st.lists(walks, min_size=3, max_size=3))
def test_sums_of_paths_are_the_same_in_any_order_and_in_ranges(tables: list[list[tuple[int, list[int], bool]]]) -> None:
    tables = [[(1000 * part + who, *walk) for who, *walk in table] for part, table in enumerate(tables)]
    one, two, three = map(made, tables)
    whole = one + two + three
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(paths, "_SLACK", 1)
        patched.setattr(paths, "_AT_ONCE", 1)
        patched.setattr(paths, "_RANGE", 2)
        ranges = three + (two + one)
        assert sorted(walked(ranges)) == counted([walk for table in tables for walk in table])
        assert ranges.ranked(0, [(1, 1)], 3) == whole.ranked(0, [(1, 1)], 3)
        arrays = ranges.arrays()
    assert all(np.array_equal(array, arrays[name]) for name, array in whole.arrays().items())


@given(st.lists(st.lists(st.integers(0, 130), max_size=6), max_size=8))
def test_groups_with_a_value_are_counted(groups: list[list[int]]) -> None:
    groups = [group for group in groups if group]
    lengths = np.array([len(group) for group in groups], dtype=np.int64)
    values = np.array([value for group in groups for value in group], dtype=np.int64)
    heads = np.cumsum(lengths) - lengths
    found = groups_with(values, heads, 131)
    assert found.tolist() == [sum(value in group for group in groups) for value in range(131)]
    small, large = groups_in_groups_with(values, (heads, heads[::3]), 131)
    assert small.tolist() == found.tolist()
    threes = [[value for group in groups[place : place + 3] for value in group] for place in range(0, len(groups), 3)]
    assert large.tolist() == [sum(value in three for three in threes) for value in range(131)]


@given(st.lists(st.lists(st.integers(0, 130), min_size=1, max_size=12), max_size=8), st.sampled_from([131, 6]))
def test_what_stands_in_a_group_again_is_found(groups: list[list[int]], size: int) -> None:
    groups = [[value % size for value in group] for group in groups]
    lengths = np.array([len(group) for group in groups], dtype=np.int64)
    values = np.array([value for group in groups for value in group], dtype=np.int64)
    found = again_in_groups(values, np.cumsum(lengths) - lengths, size)
    assert found.tolist() == [value in group[:place] for group in groups for place, value in enumerate(group)]


@given(st.lists(st.tuples(st.integers(-(2**62), 2**62), st.integers(0, 9)), min_size=1))
def test_different_rows_are_counted_also_where_they_do_not_fit_into_one_number(table: list[tuple[int, int]]) -> None:
    columns = [np.array(column, dtype=np.int64) for column in zip(*table, strict=True)]
    expected = Counter(value for _, value in set(table))
    assert counts_of_different(columns, 10).tolist() == [expected[value] for value in range(10)]


def test_sorted_columns_keep_their_types_and_constants() -> None:
    time = np.array([3_000_000_000_000_000, 1_000_000, 2_000_000_000], dtype=np.int64)
    small, same_ = np.array([1, 2, 0], dtype=np.int8), constant(7, 3, np.int16)
    found = sorted_columns((same_, time, small))
    assert found is not None
    assert [column.tolist() for column in found] == [[7, 7, 7], sorted(time.tolist()), [2, 0, 1]]
    assert [column.dtype for column in found] == [np.int16, np.int64, np.int8]
    assert order_of((same_, time)).tolist() == [1, 2, 0]


@given(st.lists(st.tuples(st.integers(-100, 27), st.integers(0, 2**20)), min_size=1), st.sampled_from((1, 1000, 10**6)))
def test_sorted_columns_are_the_rows_in_order(table: list[tuple[int, int]], scale: int) -> None:
    small, time = (np.array(column) for column in zip(*table, strict=True))
    found = sorted_columns((small.astype(np.int8), time * scale - 2**50))
    assert found is not None
    assert list(zip(*(column.tolist() for column in found), strict=True)) == sorted(
        (one, other * scale - 2**50) for one, other in table
    )


def test_a_pile_keeps_microseconds_and_whole_seconds_alike() -> None:
    rough = Pile(np.array([1, 0]), np.array([7_000_000, 3_000_000]))
    fine = Pile(np.array([0, 1]), np.array([1, 2**45]))
    both = rough + fine
    assert [both.seconds(0).tolist(), both.seconds(1).tolist()] == [[1e-6, 3.0], [7.0, 2**45 / 1e6]]
    assert both.seconds(0, 1).tolist() == [1e-6, 3.0, 7.0, 2**45 / 1e6]
    arrays_ = both.arrays()
    assert Pile.from_arrays(arrays_).seconds(0, 1).tolist() == both.seconds(0, 1).tolist()
    assert Pile(np.zeros(0), np.zeros(0)).seconds(0).tolist() == []


@pytest.mark.parametrize("at_once", [2**23, 3])
@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**33)), min_size=1), min_size=1, max_size=4))
def test_quantiles_and_totals_of_a_pile_are_those_of_its_durations(
    at_once: int, parts: list[list[tuple[int, int]]]
) -> None:
    pile = sum((Pile(*np.array(part).T) for part in parts), Pile(np.zeros(0), np.zeros(0)))
    rows = [row for part in parts for row in part]
    expected = {label: sorted(micros for other, micros in rows if other == label) for label in {row[0] for row in rows}}
    labels = np.array(sorted(expected))
    with patch.object(tally, "_AT_ONCE", at_once):
        assert pile.counts(np.arange(7)).tolist() == [len(expected.get(label, [])) for label in range(7)]
        assert pile.totals() == {label: (len(found), sum(found)) for label, found in expected.items()}
        seconds = {label: np.array(found) / 1e6 for label, found in expected.items()}
        assert pile.quantiles(labels, (0.5, 0.9)).tolist() == [
            [between(seconds[label], share) for label in labels.tolist()] for share in (0.5, 0.9)
        ]
        assert {label: pile.seconds(label).tolist() for label in seconds} == {
            label: found.tolist() for label, found in seconds.items()
        }
        assert pile.seconds(0, 5).tolist() == sorted(np.concatenate(list(seconds.values())).tolist())


# Kept for the next run -----------------------------------------------------------------------------------------------


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(remembered, "LEAST", 0)
    folder = tmp_path / "cache"
    monkeypatch.setattr(remembered.platformdirs, "user_cache_path", lambda _name: folder)
    return folder


JOURNEY = """title: Shop
events: {from: log.csv, timezone: UTC}
stages:
  s:
    touchpoints:
      look: {match: look}
      buy: {match: buy}
"""


def run(folder: Path, text: str = JOURNEY, log: str = "a,2026-01-01,look\na,2026-01-02,buy\n", **asked: Any) -> str:
    (folder / "log.csv").write_text(f"customer,time,event\n{log}")
    loaded = loads(text.encode(), "journey.yaml", path=folder / "journey.yaml")
    return pipeline.measure(loaded, min_group=0, cache=True, **asked).model_dump_json()


def forbidden(*_: object, **__: object) -> None:
    raise AssertionError("the log was read")


def test_a_second_run_reads_no_log_and_says_the_same(
    memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(tmp_path)
    assert len(list(memory.iterdir())) == 1
    monkeypatch.setattr(pipeline, "take", forbidden)
    assert run(tmp_path) == first
    renamed = JOURNEY.replace("{match: look}", "{match: look, title: Looking, sla: 2h, pains: [slow]}")
    assert "Looking" in run(tmp_path, renamed.replace("Shop", "Store"))


@pytest.mark.parametrize(
    "changed",
    [
        {"text": JOURNEY.replace("{match: look}", "{match: [look, see]}")},
        {"text": JOURNEY.replace("{match: look}", "{match: look, optional: true}")},
        {"text": JOURNEY.replace("{match: look}", "{match: look, takes: 2h}")},
        {"text": JOURNEY.replace("stages:", "leaves_after: 9d\nstages:")},
        {"text": JOURNEY.replace("timezone: UTC", "timezone: Asia/Tokyo")},
        {"log": "a,2026-01-01,look\na,2026-01-03,buy\n"},
        {"segment": {"event": ["look"]}},
    ],
)
def test_what_changes_the_counts_is_counted_again(
    changed: dict[str, Any], memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path)
    monkeypatch.setattr(pipeline, "take", forbidden)
    with pytest.raises(AssertionError, match="the log was read"):
        run(tmp_path, **changed)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_what_was_damaged_is_counted_again(damage: str, memory: Path, tmp_path: Path) -> None:
    first = run(tmp_path)
    (kept,) = memory.iterdir()
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= damage == "flipped"
    kept.write_bytes(
        {"cut": data[:-9], "empty": b"", "other": remembered._hash(b"x").digest() + b"x"}.get(damage, data)
    )
    assert run(tmp_path) == first
    assert kept.stat().st_size > 1000


def test_a_cache_that_cannot_be_written_is_no_fault(memory: Path, tmp_path: Path) -> None:
    memory.write_text("in the way")
    assert run(tmp_path) == run(tmp_path)


def test_the_oldest_counts_go_when_there_are_too_many(
    memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path)
    (first,) = memory.iterdir()
    monkeypatch.setattr(remembered, "MOST", first.stat().st_size + 10)
    monkeypatch.setattr(remembered.Path, "stat", _aged(first))
    run(tmp_path, JOURNEY.replace("{match: look}", "{match: [look, see]}"))
    assert [path for path in memory.iterdir() if path == first] == []


def _aged(old: Path) -> Any:
    """A file's state, where one file is older than all others."""
    stat = Path.stat

    class Old:
        def __init__(self, state: Any) -> None:
            self.st_size, self.st_mtime = state.st_size, 0.0

    def aged(path: Path, **options: Any) -> Any:
        state = stat(path, **options)
        return Old(state) if path == old else state

    return aged


def test_small_logs_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered.platformdirs, "user_cache_path", lambda _name: tmp_path / "cache")
    run(tmp_path)
    assert not (tmp_path / "cache").exists()


def test_an_empty_chunk_is_measured() -> None:
    loaded = loads(JOURNEY.encode(), "journey.yaml")
    chunk = Chunk(plan_of(loaded.journey), Clock(0, 0, None), NO_ROWS, NO_ANSWERS, (), frozenset(), frozenset())
    found = measure([chunk])
    assert differences(found + found, found) == []
    with pytest.raises(ValueError, match="nothing to measure"):
        measure([])
