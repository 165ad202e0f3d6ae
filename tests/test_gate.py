"""The gate: what a journey promises, held against its log by `check`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journeymap.intervals import wilson
from journeymap.report import Judgement
from journeymap.rules.promises import more_words
from tests.test_rules import write_log

Run = Callable[..., Any]

SHOP = """\
title: Shop
goal: Have it today
owner: team-shop
ends_at: {won: pay}
budget: {completion: 50%}
stages:
  buy:
    touchpoints:
      look: {match: look, next: pay, targets: {drop_off: 25%}}
      pay: {match: pay}
"""
WALKS = {"look pay": 55, "look": 45}
LOG = SHOP + "events: {from: log.csv, timezone: UTC, as_of: 2027-01-01}\n"


@pytest.fixture
def shop(here: Path) -> Path:
    write_log(here / "log.csv", WALKS)
    (here / "shop.yaml").write_text(LOG)
    return here


BROKEN = (
    "shop.yaml:9:60: error[JM401]: Look (look): drop-off is 45 % (34-56 %, n=100); promised 25 %: broken\n"
    "  8 |     touchpoints:\n"
    "  9 |       look: {match: look, next: pay, targets: {drop_off: 25%}}\n"
    "    |                                                          ^^^\n"
    "    = help: mend it, or have its owner change the promise\n"
)


def test_promises_are_judged_where_data_are_asked_for(shop: Path, run: Run) -> None:
    assert run("check", "shop.yaml").code == 0
    said = run("check", "shop.yaml", "--data")
    assert said.code == 1
    assert BROKEN.splitlines()[0].split("error")[1] in said.out
    assert "warning[JM402]: the journey: completion is 55 % (44-66 %, n=100); promised 50 %: undecided" in said.out
    assert said.err.splitlines()[0] == (
        "shop.yaml: 2 promises: 1 broken, 1 undecided. 55.0 % of 100 finished cases reach their goal (45.2-64.4 %). "
        "Friction at 1 touchpoint, most at Look."
    )


def test_findings_of_the_plan_and_of_the_data_stand_in_the_order_of_the_file(shop: Path, run: Run) -> None:
    (shop / "shop.yaml").write_text(LOG.replace("owner: team-shop\n", "").replace("goal:", "review_every: 1d\ngoal:"))
    found = json.loads(run("check", "shop.yaml", "--data", "--format", "json").out)
    lines = (
        [each["line"] for each in found["findings"]] if isinstance(found, dict) else [each["line"] for each in found]
    )
    assert lines == sorted(lines)
    assert len(lines) > 3


def test_what_is_undecided_fails_only_where_that_is_asked_for(shop: Path, run: Run) -> None:
    (shop / "shop.yaml").write_text(LOG.replace("drop_off: 25%", "drop_off: 45%"))
    assert run("check", "shop.yaml", "--data").code == 0
    assert run("check", "shop.yaml", "--data", "--fail-on", "warning").code == 1


def test_another_log_than_the_journeys_own(shop: Path, run: Run) -> None:
    write_log(shop / "better.csv", {"look pay": 190, "look": 10})
    said = run("check", "shop.yaml", "--events", "better.csv")
    assert (said.code, "JM40" in said.out) == (0, False)
    assert said.err.startswith("shop.yaml: 2 promises: none broken. 95.0 % of 200")


def test_a_waiver_holds_until_its_day(shop: Path, run: Run) -> None:
    waiver = 'accept: {JM401: {reason: "new form comes", until: 2027-03-01}}, targets'
    (shop / "shop.yaml").write_text(LOG.replace("targets", waiver))
    held = run("check", "shop.yaml", "--data", "--today", "2027-03-01")
    assert (held.code, "[JM401]" in held.out) == (0, False)
    ended = run("check", "shop.yaml", "--data", "--today", "2027-03-02")
    assert (ended.code, "error[JM401]" in ended.out) == (1, True)


def test_a_journey_without_a_log_says_so_and_one_with_an_error_is_not_measured(shop: Path, run: Run) -> None:
    (shop / "plan.yaml").write_text(SHOP)
    said = run("check", "plan.yaml", "--data")
    assert said.code == 0
    assert said.err.startswith("plan.yaml: no log to hold it against: name one under events: from, or with --events\n")
    (shop / "shop.yaml").write_text(LOG.replace("next: pay", "next: pai"))
    said = run("check", "shop.yaml", "--data")
    assert (said.code, said.err) == (1, "1 journey checked: 1 error\n")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ("--since", "2026-01-01"),
            "Invalid value for --since: it is said of a log: add --data, or name a log with --events",
        ),
        (
            ("--as-of", "2026-01-01"),
            "Invalid value for --as-of: it is said of a log: add --data, or name a log with --events",
        ),
        (("--persona", "linh"), "Invalid value for --persona: it is said of a log"),
    ],
)
def test_what_is_said_of_a_log_needs_one(options: tuple[str, ...], told: str, shop: Path, run: Run) -> None:
    said = run("check", "shop.yaml", *options)
    assert said.code == 2
    assert told in " ".join(said.err.split())


def test_a_log_that_cannot_be_read_is_no_verdict(shop: Path, run: Run) -> None:
    said = run("check", "shop.yaml", "--events", "none.csv")
    assert said.code == 2
    assert "error[JM501]: there is no such file: none.csv" in said.out


def judgement(share: float, n: int, promised: float) -> Judgement:
    low, high = wilson(round(share * n), n)
    return Judgement(
        ref=(), about="touchpoint", of="a", title="A", measure="drop_off", promised=promised, verdict="undecided",
        value=round(share * n) / n, n=n, low=low, high=high,
    )  # fmt: skip


@given(st.floats(0.02, 0.98), st.integers(30, 5000), st.floats(0.02, 0.98))
def test_so_much_more_data_would_decide_it(share: float, n: int, place: float) -> None:
    low, high = wilson(round(share * n), n)
    promised = low + place * (high - low)
    found = judgement(share, n, promised)

    def undecided(more: float) -> bool:
        low, high = wilson(round(share * n) / n * (n + more), n + more)
        return low < promised < high

    told = more_words(found)
    if "hardly" in told:
        assert undecided(90 * n)
    else:
        more = int(told.split()[1].replace(",", ""))
        assert undecided(0.9 * more - 1)
        assert not undecided(1.03 * more + 5)


def test_data_that_will_never_do_are_not_promised() -> None:
    assert more_words(judgement(0.3, 100, 0.3)) == "it is so close to its promise that more data will hardly decide it"
    assert more_words(judgement(0.3, 100, 0.25)) == "about 190 more visits like these would decide it"
