"""What is hidden cannot be worked out: against an attacker who has every sum that is told, and one who has the whole report."""

import os
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from journeymap.disclosure import ANY, Cell, Table, blurred, bounds
from journeymap.hiding import Parts, parts_told
from tests.attacker import Puzzle
from tests.small_groups import Shop, shop_of, walks_of, write_log
from tests.told_secrets import FEW, hidden, puzzle, reports, secrets_of

TABLES = int(os.environ.get("JOURNEYMAP_TABLE_RUNS", "300"))
"""How many random tables are attacked; ten thousand in `make test-slow`."""
LOGS = int(os.environ.get("JOURNEYMAP_TABLE_RUNS", "300")) // 60
"""How many whole reports are."""


# Tables --------------------------------------------------------------------------------------------------------------


def random_table(random: Random) -> tuple[Table, list[Cell]]:
    """Flows from up to seven places to up to seven others, few of some, and of some nobody; and those of too few."""
    rows, columns = random.randint(2, 7), random.randint(2, 7)
    table, secrets = Table.of(rows + columns), []
    for row in range(rows):
        for column in range(rows, rows + columns):
            size = random.choice([0, 0, random.randint(1, 9), random.randint(10, 50), random.randint(10, 900)])
            few = size < FEW
            table.put((row, column), size, told=not few, low=0 if few else FEW, high=FEW - 1 if few else ANY)
            secrets += [(row, column)] if few and size else []
    return table, secrets


def attacked(table: Table, cell: Cell) -> tuple[int, int]:
    """What an attacker works out of a flow: he knows the sums, the flows that are told, and that others are of too few or of enough."""
    puzzle = Puzzle()
    for place in map(tuple, np.argwhere(table.possible).tolist()):
        exactly = table.told[place]
        low, high = (table.value if exactly else limit for limit in (table.low, table.high))
        puzzle.know(place, int(low[place]), min(10**6, int(high[place])))
    for node, extra in enumerate(table.balance.tolist()):
        sums: dict[Any, float] = {(int(source), node): 1 for source in np.flatnonzero(table.possible[:, node])}
        sums |= {(node, int(target)): -1 for target in np.flatnonzero(table.possible[node])}
        puzzle.add(sums, extra)
    return puzzle.solved(cell)


def test_no_hidden_flow_of_a_random_table_can_be_worked_out() -> None:
    known_before = known_now = kept = 0
    for seed in range(TABLES):
        table, secrets = random_table(Random(seed))
        made = blurred(table, secrets)
        found = bounds(made.table)
        secret = Random(seed).choice([each for each in secrets if each not in made.lost] or [None])  # type: ignore[list-item]
        if secret is None:
            continue
        kept += 1
        low, high = attacked(made.table, secret)
        assert low <= table.value[secret] <= high
        assert found.low[secret] <= low
        assert found.high[secret] >= high
        known_now += low == high
        if (made.table.told != table.told).any():
            one, other = attacked(table, secret)
            known_before += one == other
    assert kept > 0.8 * TABLES
    assert known_now == 0
    # The attack is a real one: it succeeds where nothing is told as a range.
    assert known_before > 0.01 * kept


def rows_of(*rows: list[int]) -> Table:
    """A table of places by places; a number of less than ten is hidden."""
    table = Table.of(len(rows) + len(rows[0]))
    for row, sizes in enumerate(rows):
        for column, size in enumerate(sizes):
            few = size < FEW
            cell = row, len(rows) + column
            table.put(cell, size, told=not few, low=0 if few else FEW, high=FEW - 1 if few else ANY)
    return table


def test_the_largest_flow_is_told_as_a_range_and_the_range_is_what_anybody_can_work_out() -> None:
    #        to c   d    e   sum
    # from a    3  90  800   893
    #      b   70   0   60   130
    table = rows_of([3, 90, 800], [70, 0, 60])
    made = blurred(table, [(0, 2)])
    assert made.lost == []
    # One more from a to c, one less from b to c, one more from b to d, where nobody can tell 0 from few, and one less from a to d.
    assert np.argwhere(table.told & ~made.table.told).tolist() == [[0, 3], [1, 2]]
    found = bounds(made.table)
    # b to d is 0 to 9, so a to d is at most 90 of 90; so of the 93 from a to c and d at least 3 are to c, and at most 9: 84 to 90 are to d.
    assert [(int(found.low[cell]), int(found.high[cell])) for cell in [(0, 2), (0, 3), (1, 2), (1, 3), (0, 4)]] == [
        (3, 9),
        (84, 90),
        (64, 70),
        (0, 6),
        (800, 800),
    ]


def test_nothing_is_told_as_a_range_where_hidden_flows_hide_each_other() -> None:
    table = rows_of([3, 4, 800], [5, 2, 60])
    made = blurred(table, [(0, 2), (0, 3), (1, 2), (1, 3)])
    assert made.lost == []
    assert (made.table.told == table.told).all()


def test_a_flow_that_is_alone_between_its_sums_is_said_to_be_lost() -> None:
    table = rows_of([3])
    assert blurred(table, [(0, 1)]).lost == [(0, 1)]


def test_a_range_of_the_report_before_is_one_again() -> None:
    table = rows_of([3, 90, 800], [70, 20, 60])
    free = blurred(table, [(0, 2)]).table
    assert np.argwhere(table.told & ~free.told).tolist() == [[0, 4], [1, 2], [1, 4]]
    used = blurred(table, [(0, 2)], used=[(0, 3), (1, 2), (1, 3)]).table
    assert np.argwhere(table.told & ~used.told).tolist() == [[0, 3], [1, 2], [1, 3]]


def test_what_is_too_few_is_in_no_sum_that_would_tell_of_it() -> None:
    sizes = {"a": 3, "b": 40, "c": 90, "d": 50}
    # One touchpoint of a stage is too few: it counts in no sum, and the others are told.
    alone = parts_told(sizes, {"a": 1, "b": 1, "c": 1, "d": 2}, 10)
    assert alone == Parts(frozenset("bcd"), frozenset("bcd"), frozenset("bcd"))
    # Two of two stages that are enough together count in the whole; two of one stage count there, too.
    few = {"a": 6, "b": 40, "c": 7, "d": 50}
    assert parts_told(few, {"a": 1, "b": 1, "c": 2, "d": 2}, 10) == Parts(
        frozenset("bd"), frozenset("bd"), frozenset("abcd")
    )
    assert parts_told(few, {"a": 1, "b": 2, "c": 1, "d": 2}, 10) == Parts(
        frozenset("bd"), frozenset("abcd"), frozenset("abcd")
    )
    # What is too few after the others of its stage are enough is left out of the whole, too.
    assert parts_told({"a": 6, "b": 7, "c": 3}, {"a": 1, "b": 1, "c": 2}, 10).whole == frozenset("ab")
    assert parts_told(sizes, {"a": 1, "b": 1, "c": 1, "d": 2}, 0).told == frozenset("abcd")


@pytest.mark.parametrize("seed", range(60))
def test_no_difference_of_told_answers_is_of_too_few(seed: int) -> None:
    random = Random(seed)
    sizes = {number: random.choice([0, 1, 3, 6, 9, 10, 30]) for number in range(random.randint(1, 12))}
    outer = {number: random.randrange(4) for number in sizes}
    found = parts_told(sizes, outer, FEW)

    def total(keys: Iterable[int]) -> int:
        return sum(sizes[key] for key in keys)

    for stage in set(outer.values()):
        inside = {key for key in found.inside if outer[key] == stage}
        assert total(inside - found.told) not in range(1, FEW)
    assert total(found.whole - found.inside) not in range(1, FEW)
    assert total(found.whole - found.told) not in range(1, FEW)
    assert found.told <= found.inside <= found.whole


# Reports by hand -----------------------------------------------------------------------------------------------------


def told_of(here: Path, shop: Shop, *walks: tuple[int, str]) -> tuple[Any, Any, Puzzle]:
    """The report without and with privacy of a shop in which so many customers walk so, once each, and what an attacker knows of the second."""
    rows = [
        f"{walk}-{customer},0,{name},2026-05-01T{hour:02}:00:00Z,app"
        for size, walk in walks
        for customer in range(size)
        for hour, name in enumerate(walk)
    ]
    (here / "log.csv").write_text("\n".join(["customer,case,event,time,via", *rows, ""]), encoding="utf-8")
    true, told = reports(here, shop, "log.csv")
    return true, told, puzzle(shop, told)


def test_a_designed_way_does_not_tell_hidden_touchpoints_apart(tmp_path: Path) -> None:
    # e is hidden, of 3 customers, and d, of 12, for its sake: 154 steps less 112, 12 and 15 are 15 at the two. All who go on from c as designed come to d.
    # If these were told to be 12, 15 - 12 would be left for e; and no more than these can come to d.
    ways = {"a": ("b",), "b": ("c", "e"), "c": ("d",), "d": ("e",), "e": ()}
    shop = Shop({"s0": ("a", "b", "c"), "s1": ("d", "e")}, ways)
    true, told, known = told_of(tmp_path, shop, (100, "a"), (12, "abcd"), (3, "ce"))
    assert hidden(told) == ["d", "e"]
    assert told["data"]["steps"] == 154
    assert [told["touchpoints"][name]["visits"] for name in "abc"] == [112, 12, 15]
    assert [true["touchpoints"]["c"][key] for key in ("went_on", "elsewhere")] == [12, 3]
    assert [told["touchpoints"]["c"][key] for key in ("went_on", "elsewhere")] == [{"low": 1, "high": 14}] * 2
    assert known.solved(("visits", "e")) == (1, 14)
    # The attack is a real one.
    known.know(("went_on", "c"), 12, 12)
    assert known.solved(("visits", "e")) == (3, 3)


def test_that_somebody_was_at_a_hidden_touchpoint_is_known(tmp_path: Path) -> None:
    # 226 steps less 100 and 113 are 13 at c and d. If 12 were told to come to c, at most 1 would be left for d; and it is not 0, for that would be told.
    shop = Shop({"s0": ("a", "b"), "s1": ("c", "d")}, {"a": ("b",), "b": ("c",), "c": ("d",), "d": ()})
    true, told, known = told_of(tmp_path, shop, (100, "ab"), (12, "bc"), (1, "db"))
    assert hidden(told) == ["c", "d"]
    assert told["data"]["steps"] == 226
    assert [told["touchpoints"][name]["visits"] for name in "ab"] == [100, 113]
    assert (true["touchpoints"]["b"]["went_on"], told["touchpoints"]["b"]["went_on"]) == (12, {"low": 0, "high": 12})
    assert known.solved(("visits", "d")) == (1, 12)
    known.know(("went_on", "b"), 12, 12)
    assert known.solved(("visits", "d")) == (1, 1)


# Whole reports -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(LOGS))
def test_nothing_that_a_report_hides_can_be_worked_out(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    shop = shop_of(random)
    write_log(tmp_path / "log.csv", random, walks_of(random, shop))
    true, told = reports(tmp_path, shop, "log.csv")
    known = puzzle(shop, told)
    for name, value in secrets_of(true, told):
        low, high = known.solved(name)
        assert low <= value <= high, name
        assert low < high, name
