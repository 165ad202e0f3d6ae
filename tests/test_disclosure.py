"""What is hidden cannot be worked out: against an attacker who has every sum that is told, who has the whole report, and who has the one before too."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from journeymap.disclosure import ANY, Cell, Table, blurred, bounds
from journeymap.finding import JourneymapError
from journeymap.hiding import hidden_inside
from journeymap.load import load
from journeymap.pipeline.measured import measure
from tests.attacker import Puzzle, puzzle_of
from tests.small_groups import Shop, shop_of, walks_of, write_log

TABLES = int(os.environ.get("JOURNEYMAP_TABLE_RUNS", "300"))
"""How many random tables are attacked; ten thousand in `make test-slow`."""
LOGS = int(os.environ.get("JOURNEYMAP_TABLE_RUNS", "300")) // 60
"""How many whole reports are."""
FEW = 10


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


def test_groups_inside_of_groups_are_hidden_with_them() -> None:
    # One touchpoint of a stage is too few: the next smallest of the stage goes with it.
    sizes = {"a": 3, "b": 40, "c": 90, "d": 50}
    assert hidden_inside(sizes, {"a": 1, "b": 1, "c": 1, "d": 2}, 10) == ({"a", "b"}, set())
    # A stage is too few: the next smallest stage goes with it, and all that is in both.
    assert hidden_inside(sizes, {"a": 1, "b": 2, "c": 3, "d": 3}, 10) == ({"a", "b"}, {1, 2})
    assert hidden_inside(sizes, {"a": 1, "b": 1, "c": 1, "d": 2}, 0) == (set(), set())


# Whole reports -------------------------------------------------------------------------------------------------------


def secrets_of(true: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[tuple[Any, int]]:
    """What is of too few, by its name in the attacker's puzzle, and what it is."""
    for way in true["transitions"]:
        if way["from"] != way["to"] and way["customers"] < FEW:
            yield ("way", way["from"], way["to"]), way["count"]
    for name, found in true["touchpoints"].items():
        if 0 < true["starts"].get(name, 0) < FEW:
            yield ("start", name), true["starts"][name]
        if 0 < found["customers"] < FEW:
            yield ("visits", name), found["visits"]
        shown = told["touchpoints"][name]["channels"]
        for channel, visits in found["channels"].items():
            if shown and channel not in shown and visits < FEW and channel in told["engagement"]["channels"]:
                yield ("channel", name, channel), visits
    for name, stage in true["stages"].items():
        if stage["began"] and stage["began"] < FEW:
            yield ("began", name), stage["began"]
        yield from ((("moved", name, to), count) for to, count in stage["moved"].items() if 0 < count < FEW)


def reports(folder: Path, shop: Shop, *logs: str, previous: Path | None = None) -> tuple[Any, Any]:
    """The report without and with privacy, as JSON."""
    (folder / "shop.yaml").write_text(shop.text, encoding="utf-8")
    loaded, events = load(folder / "shop.yaml"), [str(folder / log) for log in logs]
    exactly = measure(loaded, events=events, min_group=0)
    told = measure(loaded, events=events, min_group=FEW, previous=previous)
    return (json.loads(report.model_dump_json(by_alias=True)) for report in (exactly, told))  # type: ignore[return-value]


def puzzle(shop: Shop, told: Mapping[str, Any]) -> Puzzle:
    """What an attacker knows of a report."""
    return puzzle_of(told, shop.ways, {name: stage for stage, names in shop.stages.items() for name in names}, FEW)


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


# Two reports, one after the other --------------------------------------------------------------------------------------

WAYS = {"a": ("b",), "b": ("c",), "c": ("d",), "d": ()}
LINE = Shop({"s0": ("a", "b"), "s1": ("c", "d")}, WAYS)
MAIN = [
    (200, ("a", "b", "c", "d")),
    (40, ("a", "c", "d")),
    (30, ("a", "d", "b", "c")),
    (20, ("b", "d", "c", "a", "d")),
    (20, ("c", "b", "d")),
]


@pytest.fixture
def first(here: Path) -> Path:
    """The first report of a shop, as JSON."""
    write_log(here / "log.csv", Random(1), MAIN, ["app"])
    _, told = reports(here, LINE, "log.csv")
    (here / "first.json").write_text(json.dumps(told), encoding="utf-8")
    return here / "first.json"


def later(here: Path, *more: tuple[int, tuple[str, ...]]) -> None:
    """More customers, in a log of their own."""
    write_log(here / "more.csv", Random(2), [*[(0, ())] * len(MAIN), *more], ["app"])


def ways(told: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """How often each way was walked."""
    return {(way["from"], way["to"]): way["count"] for way in told["transitions"]}


def test_a_way_that_few_walked_since_is_told_as_a_range(here: Path, first: Path) -> None:
    later(here, (60, ("a", "b", "c", "d")), (3, ("a", "c", "d")))
    _, alone = reports(here, LINE, "log.csv", "more.csv")
    _, told = reports(here, LINE, "log.csv", "more.csv", previous=first)
    before = ways(json.loads(first.read_text()))
    assert before["a", "c"] == 40
    assert ways(alone)["a", "c"] == 43
    found = ways(told)["a", "c"]
    assert found["low"] <= 43 <= found["high"]
    assert found["low"] < found["high"]
    assert told["previous"] == json.loads(first.read_text())["data"]["checksum"]
    assert told["privacy"] == (
        f"groups of fewer than 10 are hidden; held against the report with checksum {told['previous']}"
    )


def test_a_report_that_differs_by_too_few_customers_is_not_made(here: Path, first: Path, run: Any) -> None:
    later(here, (9, ("a", "b")))
    said = run("report", "shop.yaml", "--events", "log.csv", "--events", "more.csv", "--previous", str(first))
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error[JM541]: fewer than 10 customers more or less than in the report before: the difference of the two would tell of them\n"
        "    = help: wait until there are more, or go on using the report before\n"
    )
    again = run("report", "shop.yaml", "--events", "log.csv", "--previous", str(first), "--format", "json")
    assert (again.code, json.loads(again.out)["starts"]) == (0, json.loads(first.read_text())["starts"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "this is no report: No such file or directory"),
        ("# Shop", "this is no report: Invalid JSON: expected value at line 1 column 1"),
        ("{}", "this is no report: title: Field required"),
    ],
)
def test_a_report_before_must_be_one(here: Path, first: Path, text: str | None, said: str) -> None:
    file = here / "other.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(JourneymapError) as stopped:
        reports(here, LINE, "log.csv", previous=file)
    assert first.exists()
    assert [(found.code, found.message) for found in stopped.value.findings] == [("JM540", said)]


def test_nothing_can_be_kept_from_who_knows_everything(here: Path, first: Path) -> None:
    told = json.loads(first.read_text())
    first.write_text(json.dumps(told | {"privacy": "nothing is hidden: for the analyst's own use"}), encoding="utf-8")
    with pytest.raises(JourneymapError) as stopped:
        reports(here, LINE, "log.csv", previous=first)
    assert stopped.value.findings[0].message == (
        "the report before was made with --no-privacy: whoever has it knows everything in it"
    )
