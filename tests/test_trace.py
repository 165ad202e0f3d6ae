"""`journeymap report --trace CUSTOMER`: one customer, told to the analyst; and `--by COLUMN`: the funnels by what the log says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap import tables
from journeymap.recount import WARNING
from journeymap.report import Report

SHOP = """\
title: Shop
owner: me
funnels:
  bought: {steps: [look, [pay, call], collect], within: 1d, exclude: {cancel: [1, 3]}}
  straight: {steps: [look, pay], order: strict}
  any way: {steps: [pay, call], order: any}
stages:
  all:
    touchpoints:
      look: {title: "Look | around", match: look}
      pay: {match: pay}
      call: {match: call, optional: true}
      cancel: {match: cancel, optional: true}
      collect: {match: collect}
"""
LOG = (
    "customer,event,time",
    "007,look,2026-05-01T10:00:00Z",
    "007,cancel,2026-05-01T10:05:00Z",
    "007,pay,2026-05-01T10:10:00Z",
    "007,look,2026-05-02T09:00:00.5Z",
    "007,pay,2026-05-02T10:00:00Z",
    "007,collect,2026-05-03T10:00:00Z",
    "7,collect,2026-05-20T10:00:00Z",
    "7,signal,2026-05-20T10:00:00Z",
    "new,look,2026-05-20T09:00:00Z",
    "other,unknown,2026-05-20T09:00:00Z",
)


@pytest.fixture
def told(here: Path, run: Callable[..., Any], table: Callable[..., str]) -> Callable[..., Any]:
    """What the command says of a customer."""
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    table("log.csv", *(row.split(",") for row in LOG))
    return lambda customer, *more: run("report", "shop.yaml", "--events", "log.csv", "--trace", customer, *more)


@pytest.fixture
def by(told: Callable[..., Any], run: Callable[..., Any]) -> Callable[..., Any]:
    """What the command says by a column."""
    return lambda column, *more: run("report", "shop.yaml", "--events", "log.csv", "--by", column, *more)


def test_every_attempt_and_the_one_that_counts(told: Callable[..., Any]) -> None:
    said = told("007")
    assert (said.code, said.err) == (0, "")
    assert (
        said.out
        == f"""\
# Customer `007`: Shop

**{WARNING}**

## Visits

| | Time (UTC) | Touchpoint | Case |
|--:|---|---|--:|
| 1 | 2026-05-01 10:00:00 | `Look \\| around` | 1 |
| 2 | 2026-05-01 10:05:00 | Cancel | 1 |
| 3 | 2026-05-01 10:10:00 | Pay | 1 |
| 4 | 2026-05-02 09:00:00.500000 | `Look \\| around` | 1 |
| 5 | 2026-05-02 10:00:00 | Pay | 1 |
| 6 | 2026-05-03 10:00:00 | Collect | 1 |

## Funnel bought (within 24 h, not by way of cancel)

Gets to step 2 of 3: attempt 2 counts, the only one that is not void.

| Attempt | `Look \\| around` | Pay or Call | Collect | |
|---|--:|--:|--:|---|
| 1 | 1 | 3 | - | void: Cancel (2) came in between |
| 2 (counts) | 4 | 5 | - | Collect (6) is too late |

## Funnel straight (order: strict)

Gets to step 2 of 2: attempt 2 counts, the deepest.

| Attempt | `Look \\| around` | Pay | |
|---|--:|--:|---|
| 1 | 1 | - | Pay (3) is too late, or not the very next |
| 2 (counts) | 4 | 5 | arrived |

## Funnel any way (order: any)

Gets to step 1 of 2: attempt 1 counts, of the deepest the first to get there.

| Attempt | 1 of 2 | 2 of 2 | |
|---|--:|--:|---|
| 1 (counts) | 3 | - | may still get further |
| 2 | 5 | - | may still get further |
"""
    )


def test_what_may_still_come_and_who_never_began(told: Callable[..., Any]) -> None:
    assert "| 1 (counts) | 1 | - | - | may still get further |" in told("new").out
    assert told("7").out.count("No attempt: never at the first step.") == 3


def test_visits_at_one_moment_are_shared_out(told: Callable[..., Any], table: Callable[..., str], here: Path) -> None:
    """Whichever way round they stand in the file, each step has a visit of its own."""
    asked = "{steps: [[look, pay], [pay, call], look, collect]}"
    (here / "shop.yaml").write_text(
        SHOP.replace("{steps: [look, pay], order: strict}", asked).replace("order: any", "entry: first"),
        encoding="utf-8",
    )
    rows = [f"c,{event},2026-05-01T10:00:00Z" for event in ("pay", "look", "look")]
    table("log.csv", *(row.split(",") for row in ("customer,event,time", *rows, "c,collect,2026-05-02T10:00:00Z")))
    assert "| 1 (counts) | 2 | 3 | 1 | 4 | arrived |" in told("c").out


def test_the_same_goes_into_a_file(told: Callable[..., Any], here: Path) -> None:
    spoken = told("007").out
    assert told("007", "-o", "one.md").out == ""
    assert (here / "one.md").read_text(encoding="utf-8") == spoken


@pytest.mark.parametrize("customer", ["07", "", "other", "007 ", "x' OR '1'='1", "\n::error::x"])
def test_a_customer_who_is_not_there(customer: str, told: Callable[..., Any]) -> None:
    said = told(customer)
    name = customer.replace("\n", "\N{REPLACEMENT CHARACTER}")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        f"shop.yaml:1:1: error[JM530]: no visit in the log is of customer '{name}'\n"
        "    = help: write the id as it stands in the column 'customer'\n"
    )


@pytest.mark.parametrize(
    "option", [("--persona", "linh"), ("--segment", "a=b"), ("--format", "json"), ("--by", "event")]
)
def test_what_does_not_go_with_it(option: tuple[str, str], told: Callable[..., Any]) -> None:
    said = told("007", *option)
    assert said.code == 2
    assert f"Invalid value for --trace: it tells of one customer, in words: leave {option[0]} out" in said.err


def test_a_journey_without_funnels(told: Callable[..., Any], here: Path) -> None:
    text = SHOP[: SHOP.index("funnels")] + SHOP[SHOP.index("stages") :]
    (here / "shop.yaml").write_text(text, encoding="utf-8")
    assert told("007").out.endswith("| 6 | 2026-05-03 10:00:00 | Collect | 1 |\n\nThe journey has no funnels.\n")


# --by COLUMN: the funnels by what the log says


def test_funnels_by_a_column(by: Callable[..., Any]) -> None:
    """Of the attempts at the first funnel that count one began in 007's second try; `event` says which visit it was."""
    said = by("event", "--no-privacy", "--format", "json")
    assert said.code == 0
    funnels = json.loads(said.out)["funnels"]
    assert funnels["bought"]["by"] == {
        "column": "event",
        "groups": [
            {
                "value": "look",
                "customers": [2, 1, 0],
                "share_of_first": {"value": 0, "count": 0, "of": 2, "low": 0, "high": 0.65762},
            }
        ],
        "other": None,
    }
    assert [group["value"] for group in funnels["any way"]["by"]["groups"]] == ["pay"]
    assert "By event: too few." in by("event").out


def test_a_column_that_is_not_there(by: Callable[..., Any]) -> None:
    said = by("evemt")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "shop.yaml:1:1: error[JM505]: log.csv has no column 'evemt' (--by)\n"
        "    = help: did you mean 'event'? Its columns: customer, event, time\n"
    )


def test_by_customer_is_by_nobody(by: Callable[..., Any]) -> None:
    said = by("customer", "--no-privacy")
    assert said.code == 2
    assert "'customer' names the customers: name a column that many of them share" in said.err


def test_without_funnels_there_is_nothing_to_break_down(by: Callable[..., Any], here: Path) -> None:
    text = SHOP[: SHOP.index("funnels")] + SHOP[SHOP.index("stages") :]
    (here / "shop.yaml").write_text(text, encoding="utf-8")
    said = by("event")
    assert said.code == 2
    assert "the journey asks no funnels to break down" in said.err


def test_of_very_many_values_those_of_the_most_customers_are_told_apart(
    reported: Callable[..., Report], table: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_KINDS", 2)
    rows = [f"c{number}|look|2026-05-01T10:00:00Z|{kind}" for number, kind in enumerate("abbccc")]
    log = table("log.csv", "customer|event|time|kind", *rows, "n|look|2026-05-01T10:00:00Z|")
    found = reported(SHOP, log, by="kind").funnels["straight"].by
    assert found is not None
    assert [(group.value, group.customers[0]) for group in found.groups] == [("c", 3), ("b", 2), (None, 1)]
    assert found.other is not None
    assert found.other.customers == (1, 0)


def test_all_may_say_the_same(reported: Callable[..., Report], table: Callable[..., str]) -> None:
    for kind in ("tv", ""):
        log = table(
            "log.csv", "customer|event|time|kind", *(f"{who}|look|2026-05-01T10:00:00Z|{kind}" for who in "abc")
        )
        found = reported(SHOP, log, by="kind").funnels["straight"].by
        assert found is not None
        assert [(group.value, group.customers) for group in found.groups] == [(kind or None, (3, 0))]


def test_of_several_beginnings_at_once_the_first_in_the_order_of_texts(
    reported: Callable[..., Report], table: Callable[..., str]
) -> None:
    rows = [f"c|look|2026-05-01T10:00:00Z|{kind}" for kind in ("z", "", "é", "b", "C")]
    log = table("log.csv", "customer|event|time|kind", *rows)
    found = reported(SHOP, log, by="kind").funnels["straight"].by
    assert found is not None
    assert [(group.value, group.customers) for group in found.groups] == [("C", (1, 0))]
