"""Findings that are accepted for a while: what a waiver silences, until when, and what is wrong with one that silences nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from journeymap.finding import Finding, Level
from journeymap.load import Loaded, loads
from journeymap.pipeline.declared import check
from journeymap.waivers import Waived, apply

JOURNEY = """\
title: Shop
owner: shop-team
stages:
  buy:
    touchpoints:
      look: {next: pay}
      pay:
        accept: {JM301: {reason: Until the new provider, until: 2026-07-31}}
        touchpoints:
          card: {accept: {JM302: {reason: "A slow line", until: 2026-08-01}}}
          cash: {}
"""
UNTIL = date(2026, 7, 31)
MEASURED = ("JM3", "JM4")


@pytest.fixture
def shop() -> Loaded:
    return loads(JOURNEY.encode(), "shop.yaml")


def found(shop: Loaded, code: str, touchpoint: str, level: Level = Level.WARNING) -> Finding:
    return Finding(code, level, f"{code} at {touchpoint}", ref=shop.journey.ref(touchpoint, "next"))


def told(waived: Waived) -> tuple[list[str], list[str], list[str]]:
    return (
        [finding.message for finding in waived.kept],
        [finding.message for finding, _ in waived.waived],
        [f"{finding.location}: {finding.message}" for finding in waived.faults],
    )


def test_a_waiver_silences_its_code_at_its_touchpoint_and_inside_of_it(shop: Loaded) -> None:
    findings = [
        found(shop, "JM301", "look"),
        found(shop, "JM301", "pay"),
        found(shop, "JM302", "pay"),
        found(shop, "JM301", "pay.cash"),
        found(shop, "JM302", "pay.cash"),
        found(shop, "JM302", "pay.card"),
        Finding("JM301", Level.WARNING, "JM301 of the journey"),
    ]
    assert told(apply(findings, shop, UNTIL, MEASURED)) == (
        ["JM301 at look", "JM302 at pay", "JM302 at pay.cash", "JM301 of the journey"],
        ["JM301 at pay", "JM301 at pay.cash", "JM302 at pay.card"],
        [],
    )


@pytest.mark.parametrize(
    ("today", "kept"),
    [
        (None, []),
        (date(2026, 7, 31), []),
        (date(2026, 8, 1), ["JM301 at pay"]),
        (date(2026, 8, 2), ["JM301 at pay", "JM302 at pay.card"]),
    ],
)
def test_a_waiver_holds_until_its_day_and_on_it(today: date | None, kept: list[str], shop: Loaded) -> None:
    waived = apply([found(shop, "JM301", "pay"), found(shop, "JM302", "pay.card")], shop, today, MEASURED)
    assert ([finding.message for finding in waived.kept], waived.faults) == (kept, ())


def test_what_is_waived_comes_with_its_reason(shop: Loaded) -> None:
    ((finding, held),) = apply([found(shop, "JM301", "pay.cash")], shop, UNTIL, ("JM4",)).waived
    assert finding.message == "JM301 at pay.cash"
    assert held.plain() == {
        "code": "JM301",
        "place": "pay",
        "reason": "Until the new provider",
        "until": "2026-07-31",
    }


def test_a_waiver_that_waives_nothing_is_told_by_who_could_know(shop: Loaded) -> None:
    assert told(apply([], shop, UNTIL, ("JM1", "JM2"))) == ([], [], [])
    assert told(apply([found(shop, "JM301", "look")], shop, UNTIL, MEASURED)) == (
        ["JM301 at look"],
        [],
        [
            "shop.yaml:8:18: nothing here is JM301: this waiver is not needed",
            "shop.yaml:10:27: nothing here is JM302: this waiver is not needed",
        ],
    )
    assert told(apply([], shop, date(2026, 8, 2), MEASURED)) == ([], [], [])


@pytest.mark.parametrize(
    ("code", "level", "is_waived"),
    [
        ("JM401", Level.ERROR, True),
        ("JM301", Level.ERROR, True),
        ("JM202", Level.WARNING, True),
        ("JM142", Level.WARNING, True),
        ("JM140", Level.HINT, True),
        ("JM110", Level.ERROR, False),
        ("JM204", Level.ERROR, False),
        ("JM131", Level.WARNING, False),
    ],
)
def test_errors_of_the_declaration_are_mended(code: str, level: Level, is_waived: bool) -> None:
    shop = loads(JOURNEY.replace("JM301", code).encode(), "shop.yaml")
    waived = apply([found(shop, code, "pay", level)], shop, UNTIL, (code,))
    assert bool(waived.waived) is is_waived
    assert bool(waived.kept) is not is_waived
    assert bool(waived.faults) is not is_waived


def test_a_broken_promise_can_be_accepted_twice_but_is_waived_once() -> None:
    shop = loads(JOURNEY.replace("JM302", "JM301").encode(), "shop.yaml")
    waived = apply([found(shop, "JM301", "pay.card")], shop, UNTIL, MEASURED)
    assert [held.touchpoint for _, held in waived.waived] == ["pay"]
    assert told(waived) == ([], ["JM301 at pay.card"], [])


def test_a_waiver_of_a_shared_touchpoint_may_be_needed_elsewhere(here: Path) -> None:
    waiver = "accept: {JM202: {reason: r, until: 2027-01-01}, JM2O2: {reason: r, until: 2027-01-01}}"
    (here / "shared.yaml").write_text(f"touchpoints:\n  help: {{{waiver}}}\n")
    (here / "shop.yaml").write_text(
        "title: Shop\nowner: o\nstages:\n  s:\n    touchpoints:\n      help: {use: shared.yaml#help}\n"
    )
    assert [(str(found.location), found.message) for found in check(Path("shop.yaml"))[1]] == [
        ("shared.yaml:2:58", "'JM2O2' is no code that can be waived")
    ]


def test_check_tells_again_what_was_waived(here: Path, run: Callable[..., Any]) -> None:
    (here / "shop.yaml").write_text(
        "title: Shop\nowner: o\nstages:\n  buy:\n    touchpoints:\n      look: {next: pay}\n"
        "      help: {accept: {JM202: {reason: Opens in May, until: 2026-05-01}}}\n      pay: {}\n"
    )
    for day, words in (("2026-05-01", "nothing to say"), ("2026-05-02", "2 warnings")):
        result = run("check", "shop.yaml", "--today", day)
        assert (result.code, result.err) == (0, f"1 journey checked: {words}\n")
    assert result.out == (
        "shop.yaml:7:7: warning[JM202]: no designed path leads to 'help'\n"
        "  6 |       look: {next: pay}\n"
        "  7 |       help: {accept: {JM202: {reason: Opens in May, until: 2026-05-01}}}\n"
        "    |       ^^^^\n"
        "    = help: name it under next: of a touchpoint, or under starts_at:\n"
        "shop.yaml:7:60: warning[JM131]: the waiver of 'JM202' ended on 2026-05-01; its reason was 'Opens in May'\n"
        "  6 |       look: {next: pay}\n"
        "  7 |       help: {accept: {JM202: {reason: Opens in May, until: 2026-05-01}}}\n"
        "    |                                                            ^^^^^^^^^^\n"
        "    = help: mend what it waived and delete it, or agree on another day\n"
    )


def test_without_a_day_the_real_one_counts(here: Path, run: Callable[..., Any]) -> None:
    (here / "shop.yaml").write_text(
        "title: Shop\nowner: o\nreviewed: 2001-01-01\nreview_every: 1d\nstages: {s: {touchpoints: {a: {}}}}\n"
    )
    assert "warning[JM141]" in run("check", "shop.yaml").out


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "31.12.2026", "20260731"])
def test_a_day_that_is_none(day: str, here: Path, run: Callable[..., Any]) -> None:
    (here / "shop.yaml").write_text("title: Shop\nstages: {s: {touchpoints: {a: {}}}}\n")
    result = run("check", "shop.yaml", "--today", day)
    assert result.code == 2
    assert f"Invalid value for '--today': '{day}' is not a date; write one like 2026-07-31" in result.err
