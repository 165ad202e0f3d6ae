"""Two reports, one after the other: what is hidden in either cannot be worked out by an attacker who has both."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from journeymap.finding import JourneymapError
from journeymap.pipeline import earlier
from tests.attacker import Puzzle
from tests.small_groups import Shop, shop_of, walks_of, write_log
from tests.told_secrets import hidden, puzzle, reports, secrets_of

PAIRS = max(3, int(os.environ.get("JOURNEYMAP_TABLE_RUNS", "300")) // 5 - 60)
"""How many pairs of reports are attacked; two thousand in `make test-slow`."""


NO_RANGES = (
    "JM541",
    "together with the report before, this one would tell of groups of fewer than 10 customers",
    "wait until there are more, or go on using the report before",
)


# Random pairs --------------------------------------------------------------------------------------------------------


def pair_of(folder: Path, seed: int) -> Shop:
    """A random shop with its log, and a log of more customers: some on a way that many took, a few on others."""
    random = Random(seed)
    shop = shop_of(random)
    walks = walks_of(random, shop)
    write_log(folder / "log.csv", Random(seed), walks)
    more = [(random.choice([12, 20]), walks[0][1])]
    for _, walk in random.sample(walks_of(random, shop) + walks, 3):
        more.append((random.choice([1, 2, 3, 8]), walk))
    write_log(folder / "more.csv", Random(seed + 1), [*[(0, ())] * 50, *more])
    return shop


def first_of(folder: Path, shop: Shop) -> tuple[Any, Any]:
    """The first report without and with privacy; the one with it is a file, too."""
    true, told = reports(folder, shop, "log.csv")
    (folder / "first.json").write_text(json.dumps(told), encoding="utf-8")
    return true, told


def second_of(folder: Path, shop: Shop) -> tuple[Any, Any] | None:
    """The second report without and with privacy, held against the first; None where no ranges would do."""
    try:
        true, told = reports(folder, shop, "log.csv", "more.csv", previous=folder / "first.json")
    except JourneymapError as stopped:
        if words_of(stopped) != [NO_RANGES]:
            raise
        return None
    return true, told


def words_of(stopped: JourneymapError) -> list[tuple[str, str, str]]:
    """What the findings of an error say."""
    return [(found.code, found.message, found.help) for found in stopped.findings]


def recovered(known: Puzzle, number: int, true: Any, told: Any) -> list[Any]:
    """What an attacker works out of one of two reports."""
    found = []
    for name, value in secrets_of(true, told):
        low, high = known.solved((number, name))
        assert low <= value <= high, name
        found += [name] if low == high else []
    return found


@pytest.mark.parametrize("seed", range(1, PAIRS + 1))
def test_nothing_that_two_reports_hide_can_be_worked_out_of_both(seed: int, tmp_path: Path) -> None:
    shop = pair_of(tmp_path, seed)
    true, told = first_of(tmp_path, shop)
    made = second_of(tmp_path, shop)
    true_now, now = made or reports(tmp_path, shop, "log.csv", "more.csv")
    both = puzzle(shop, told).beside(puzzle(shop, now))
    found = recovered(both, 0, true, told) + recovered(both, 1, true_now, now)
    # No report is a right answer only where one that does not know of the first would tell.
    assert found == [] if made else found != []


def test_without_the_report_before_the_same_attack_succeeds(tmp_path: Path) -> None:
    shop = pair_of(tmp_path, 3)
    true, told = first_of(tmp_path, shop)
    _, alone = reports(tmp_path, shop, "log.csv", "more.csv")
    both = puzzle(shop, told).beside(puzzle(shop, alone))
    assert recovered(both, 0, true, told) == [("way", "a", "c"), ("start", "c")]


def test_a_touchpoint_is_hidden_where_no_range_would_do(tmp_path: Path) -> None:
    # The first report hides d and f, one of which is visited by 2; the second could tell of both, and then the first would follow from it.
    shop = pair_of(tmp_path, 238)
    _, told = first_of(tmp_path, shop)
    _, alone = reports(tmp_path, shop, "log.csv", "more.csv")
    _, now = reports(tmp_path, shop, "log.csv", "more.csv", previous=tmp_path / "first.json")
    assert hidden(told) == ["d", "f"]
    assert hidden(alone) == []
    assert hidden(now) == ["d", "f"]


def test_no_report_is_made_where_even_that_does_not_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = pair_of(tmp_path, 238)
    first_of(tmp_path, shop)
    monkeypatch.setattr(earlier, "_MOST_HIDDEN", 0)
    with pytest.raises(JourneymapError) as stopped:
        reports(tmp_path, shop, "log.csv", "more.csv", previous=tmp_path / "first.json")
    assert words_of(stopped.value) == [NO_RANGES]


# One pair, by hand ---------------------------------------------------------------------------------------------------

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


def test_a_report_of_other_customers_tells_nothing_together_with_the_one_before(here: Path, first: Path) -> None:
    later(here, (60, ("a", "b", "c", "d")), (12, ("b", "a")), (3, ("a", "c", "d")))
    true, told = reports(here, LINE, "more.csv", previous=first)
    assert told["cases"]["total"] == true["cases"]["total"]
    assert ways(told)["a", "b"] == ways(true)["a", "b"]


OTHER_RULES = (
    "the report before counted by other rules: touchpoints, what they match, their stages, channels or ways, what a case is, or "
    "--min-group have changed since"
)


@pytest.mark.parametrize(
    "shop",
    [
        Shop({"s0": ("a", "b"), "s1": ("c", "d")}, WAYS | {"a": ("b", "c")}),
        Shop({"s0": ("a",), "s1": ("b", "c", "d")}, WAYS),
        Shop({"s0": ("a", "b"), "s1": ("c", "e", "d")}, {"a": ("b",), "b": ("c",), "c": ("d",), "e": ("d",), "d": ()}),
    ],
    ids=["a way", "a stage", "a touchpoint"],
)
def test_a_report_before_that_counted_otherwise_is_refused(here: Path, first: Path, shop: Shop) -> None:
    later(here, (60, ("a", "b", "c", "d")))
    with pytest.raises(JourneymapError) as stopped:
        reports(here, shop, "log.csv", "more.csv", previous=first)
    assert [(found.code, found.message, found.help) for found in stopped.value.findings] == [
        (
            "JM542",
            OTHER_RULES,
            "make this report with the journey as it was then; or leave out --previous, where nobody has both",
        )
    ]


def test_what_is_no_rule_of_counting_may_change(here: Path, first: Path, run: Any) -> None:
    later(here, (60, ("a", "b", "c", "d")))
    text = (here / "shop.yaml").read_text(encoding="utf-8").replace("title: Shop", "title: The shop")
    (here / "shop.yaml").write_text(text.replace("c: {match: c", "e: {}, c: {title: Cart, match: c"), encoding="utf-8")
    logs = ["--events", "log.csv", "--events", "more.csv", "--previous", str(first)]
    said = run("report", "shop.yaml", *logs, "--format", "json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["title"] == "The shop"
    few = run("report", "shop.yaml", *logs, "--min-group", "5")
    assert (few.code, few.err.splitlines()[0]) == (2, f"error[JM542]: {OTHER_RULES}")
