"""`journeymap data`: what binds, what does not, what looks wrong; also of logs that cannot be measured."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from journeymap.engine import EngineError
from journeymap.finding import JourneymapError
from journeymap.load import load
from journeymap.pipeline.examined import examine
from journeymap.pipeline.made_up import make_up
from journeymap.pipeline.measured import measure
from journeymap.tables import Tables
from tests.random_logs import random_log
from tests.test_bad_input import CASES, Case, said, written
from tests.test_oracle import written as files_of

DEMO = Path(__file__).parents[1] / "journeys" / "click-and-collect.yaml"
JOURNEY = """\
title: "Shop \\e[31m"
events: {timezone: UTC, max_bad_rows: 50%}
surveys:
  csat: {answer: score, scale: 1..5, good: 4..5, from: answers.csv, time: time}
  about: {metric: csat, answer: score, scale: 1..5, good: 4..5, from: answers.csv, at: what}
ignore: [ping]
stages:
  buy:
    touchpoints:
      look: {match: [look, gaze], signals: rage, ask: {csat: [], about: the shelf}}
      choose: {match: {event: look, where: {shop: Hue}}}
      fetch: {match: fetched}
      pay: {match: {start: pay, done: paid}}
"""
Row = tuple[str, str, str]
BEGIN = datetime(2026, 3, 2)  # noqa: DTZ001  # written with a zone
SCREEN = """\
Data of: Shop [31m
  - log.csv: 52 rows
52 rows: 30 (57.7 %) bind, 1 (1.9 %) are signals, 2 (3.8 %) are ignored on purpose, 17 (32.7 %) are on no map, 2 (3.8 %) are left out
20 customers, 2026-03-02T09:00:00Z to 2026-03-02T12:00:00Z

Binds (2 of 4 touchpoints with match)
  look           20 (38.5 %)  'look' 20
  pay            10 (19.2 %)  (rare names) 10

Nothing binds to
  choose: 'look' binds to look, which stands before it in the design
  fetch: no row is called 'fetched'; did you mean 'fetch'?

Under match, and not in the log
  look: no row is called 'gaze'

On no map: 'fetch' 12, (rare names) 5

Left out: 1 bad time, like '13/05/2026', 1 no name

Survey csat: 4 rows, 2 counted, 1 belong to no visit, 1 blank
Survey about: 4 rows, 2 counted, 1 belong to no visit, 1 blank

Looks wrong
  - 'csat': 1 of 4 answers name a customer who is not in the log
    are the ids written alike in both?
  - 'about': 1 of 4 answers name a customer who is not in the log
    are the ids written alike in both?
  - 'csat': 1 answer without a visit to belong to
    no visit before them asks this survey: look at ask, and at the times of both
  - 'about': 1 answer on nothing that a touchpoint asks about
    name it there: ask: {survey: what is in its column at}
"""


def at(minutes: float) -> str:
    return (BEGIN + timedelta(minutes=minutes)).isoformat() + "Z"


def odd(
    here: Path, rows: Iterable[Row], table: Callable[..., str], events: str = "timezone: UTC", min_group: int = 10
) -> list[tuple[str, str]]:
    """What looks wrong in a log of (customer, time, event)."""
    (here / "shop.yaml").write_text(
        f"title: Shop\nevents: {{{events}}}\nstages: {{buy: {{touchpoints: {{look: {{match: look}}, pay: {{match: [pay, pay2]}}}}}}}}\n"
    )
    log = table("log.csv", ("customer", "time", "event"), *rows)
    sheet, _ = examine(load(here / "shop.yaml"), events=[log], min_group=min_group)
    return [(each.message, each.help) for each in sheet.oddities]


def steady(days: int, each: int = 48, name: str = "look", since: int = 0) -> list[Row]:
    """Rows of many customers, at times of the day that people are awake, on days in a row."""
    return [
        (f"c{since + day}-{number % 24}", at((since + day) * 1440 + 8 * 60 + number * (14 * 60 // each)), name)
        for day in range(days)
        for number in range(each)
    ]


def test_one_screen(here: Path, run: Callable[..., Any], table: Callable[..., str]) -> None:
    (here / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    rows = [(f"c{n}", at(9 * 60 + n), "look", "") for n in range(20)]
    rows += [(f"c{n}", at(11 * 60 + n), "pay", "") for n in range(6)] + [
        (f"c{n}", at(12 * 60 - n), "paid", "") for n in range(4)
    ]
    rows += [("c1", at(12 * 60), "rage", ""), ("c1", at(600), "ping", ""), ("c1", at(601), "ping", "")]
    rows += [("c2", at(620 + n), "fetch", "") for n in range(12)] + [
        ("c3", at(640 + n), "mrs miller called", "") for n in range(5)
    ]
    rows += [("c4", "13/05/2026", "look", ""), ("c4", at(700), "", "")]
    table("log.csv", ("customer", "time", "event", "shop"), *rows)
    table(
        "answers.csv",
        "customer|time|score|what",
        f"c1|{at(700)}|5|the shelf",
        f"c2|{at(700)}||the shelf",
        f"c3|{at(700)}|4|the shelf",
        f"x|{at(0)}|4|the roof",
    )
    result = run("data", "journey.yaml", "--events", "log.csv")
    assert (result.code, result.err) == (0, "")
    assert result.out == SCREEN
    told = json.loads(run("data", "journey.yaml", "--events", "log.csv", "--format", "json").out)
    report = json.loads(run("report", "journey.yaml", "--events", "log.csv", "--format", "json").out)
    assert (told["checksum"], told["answers"], told["files"]) == tuple(
        report["data"][key] for key in ("checksum", "answers", "files")
    )
    assert told["rows"] == told["bound"] + told["signals"] + told["ignored"] + told["unbound"] + sum(
        told["left_out"].values()
    )
    shown = json.loads(run("data", "journey.yaml", "--events", "log.csv", "--format", "json", "--no-privacy").out)
    assert shown["touchpoints"][3]["names"] == {"pay": 6, "paid": 4}
    assert shown["unbound_names"] == {"fetch": 12, "mrs miller called": 5}


def test_nothing_looks_wrong_in_a_steady_log(here: Path, table: Callable[..., str]) -> None:
    assert odd(here, steady(30), table) == []


def test_nothing_looks_wrong_in_the_demo(here: Path) -> None:
    make_up(load(DEMO), here, customers=500, seed=3)
    sheet, stopped = examine(load(DEMO), events=["events.csv"], answers=["answers.csv"])
    assert (sheet.oddities, stopped) == ((), None)
    data = measure(load(DEMO), events=["events.csv"], answers=["answers.csv"]).data
    assert (sheet.unbound, sheet.ignored, sheet.signals, sheet.left_out) == (
        data.unbound,
        data.ignored,
        data.signal_rows,
        data.left_out,
    )
    assert (sheet.first, sheet.last, sheet.checksum) == (data.first, data.last, data.checksum)


CORE = "(2026-03-02 to 2026-03-31)"
CLOSES = "the newest row closes the data, so cases look as if they were left: mend it, or declare as_of"


@pytest.mark.parametrize(
    ("times", "message", "help"),
    [
        (
            ["1970-01-01T00:00:00Z"],
            f"1 row more than a year away from all others {CORE}: 1970-01-01",
            "mend them in the log",
        ),
        (["9999-12-31T23:59:59Z"], f"1 row more than a year away from all others {CORE}: 9999-12-31", CLOSES),
        (
            ["0001-01-01T00:00:00Z", "2028-01-01T00:00:00Z"],
            f"2 rows more than a year away from all others {CORE}: 0001-01-01 to 2028-01-01",
            CLOSES,
        ),
    ],
)
def test_times_far_from_all_others(
    times: list[str], message: str, help: str, here: Path, table: Callable[..., str]
) -> None:
    rows = steady(30) + [("late", time, "look") for time in times]
    assert odd(here, rows, table) == [(message, help)]
    if help == CLOSES:
        declared = odd(here, rows, table, "timezone: UTC, as_of: 2029-01-01")
        assert declared == ([] if times[0][0] == "9" else [(message, "mend them in the log")])


def test_years_that_no_calendar_has(here: Path, table: Callable[..., str]) -> None:
    found = odd(here, [*steady(30), ("late", "0000-01-01T00:00:00Z", "look")], table)
    assert found == [(f"1 row more than a year away from all others {CORE}: before the year 1", "mend them in the log")]


def test_days_without_a_row(here: Path, table: Callable[..., str]) -> None:
    assert odd(here, steady(10) + steady(10, since=13), table) == [
        ("no row from 2026-03-12 to 2026-03-14", "did an export fail?")
    ]
    assert odd(here, steady(10) + steady(10, since=12), table) == []
    weekly = [row for week in range(4) for row in steady(4, since=7 * week)]
    assert odd(here, weekly, table) == []


def test_a_night_at_noon(here: Path, table: Callable[..., str]) -> None:
    told = "the quietest hours are 07:00 to 11:00 (Asia/Tokyo), with 0.0 % of all rows"
    cure = "if that is night where the customers are, the times are of another zone: look at events: {timezone: ...}"
    assert odd(here, steady(20), table, "timezone: Asia/Tokyo") == [(told, cure)]


def test_days_that_are_no_times(here: Path, table: Callable[..., str]) -> None:
    rows = [(customer, time[:10], event) for customer, time, event in steady(20)]
    assert odd(here, rows, table, "timezone: Asia/Tokyo") == [
        (
            "100 % of all times are midnight",
            "they are days, not times: waits within a day are unknown, and their order is that of the design",
        ),
        (
            "480 steps of 960 (50 %) tie with the one before",
            "their order is that of the design: name a column under events: {order: ...}, or finer times",
        ),
        ("480 steps equal to the one before in all", "if they are duplicates, name an id under events: {id: ...}"),
    ]


def test_a_customer_with_very_many_rows(here: Path, table: Callable[..., str]) -> None:
    rows = steady(30) + [("robot", at(600 + number * 30), "look") for number in range(780)]
    told = "1 customer with more than 500 rows each (half have at most 2): 35 % of all rows"
    assert odd(here, rows, table) == [(told, "a test account, a robot, or an id that stands for none?")]


def test_a_name_that_becomes_another_one(here: Path, table: Callable[..., str]) -> None:
    rows = steady(30) + steady(15, 24, "pay") + steady(15, 24, "payment", since=15)
    told = "'pay' stops on 2026-03-16, and 'payment' begins on 2026-03-17, about as often"
    assert odd(here, rows, table) == [
        (told, "if that is one event with a new name, write both: match: ['pay', 'payment']")
    ]
    known = steady(30) + steady(15, 24, "pay") + steady(15, 24, "pay2", since=15)
    assert odd(here, known, table) == []
    seldom = steady(30) + steady(15, 24, "pay") + steady(15, 8, "payment", since=15)
    assert odd(here, seldom, table) == []


def test_what_the_measures_noticed(here: Path, table: Callable[..., str]) -> None:
    rows = [
        *(("a", at(9), "look"), ("a", at(9), "look"), ("a", at(20), "look")),
        *(("b", at(30), "look"), ("b", at(30), "pay")),
    ]
    assert [message for message, _ in odd(here, rows, table)] == [
        "2 steps of 5 (40 %) tie with the one before",
        "1 step equal to the one before in all",
    ]
    (here / "shop.yaml").write_text(
        "title: S\nevents: {timezone: UTC, order: n, case: k}\nstages: {s: {touchpoints: {"
        "a: {match: look, signals: rage}, b: {match: [look, pay]}}}}\n"
    )
    log = table(
        "log.csv", "customer|time|event|n|k", f"a|{at(9)}|look|1|k", f"a|{at(8)}|pay|2|k", f"b|{at(8)}|rage|1|k"
    )
    sheet, _ = examine(load(here / "shop.yaml"), events=[log], min_group=0)
    assert [each.message for each in sheet.oddities] == [
        "1 time went backwards between two steps",
        "1 row that more than one touchpoint matches",
        "1 signal of trouble without a visit before",
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_sheet_and_the_report_of_a_random_log_agree(seed: int, tmp_path: Path) -> None:
    log = random_log(seed)
    journey, events = files_of(log, tmp_path)
    chosen = {"persona": log.persona, "segment": log.segment}
    try:
        data = measure(load(journey), events=events, min_group=0, **chosen).data
    except JourneymapError as error:
        codes = {finding.code for finding in error.findings}
        try:
            _, stopped = examine(load(journey), events=events, min_group=0, **chosen)
        except JourneymapError as same:
            stopped = same
        assert stopped is not None
        assert {finding.code for finding in stopped.findings} == codes
        return
    sheet, stopped = examine(load(journey), events=events, min_group=0, **chosen)
    assert stopped is None
    assert (sheet.signals, sheet.ignored, sheet.unbound, sheet.unbound_names, sheet.left_out) == (
        *(data.signal_rows, data.ignored, data.unbound, data.unbound_names),
        dict(sorted(data.left_out.items())),
    )
    assert sheet.bound == data.steps + data.inner_steps + data.contact_rows
    if not data.duplicates_dropped:
        parts = sheet.bound + sheet.signals + sheet.ignored + sheet.unbound + sum(sheet.left_out.values())
        assert sheet.rows == data.rows == parts


def test_ids_that_are_not_written_alike(here: Path, table: Callable[..., str]) -> None:
    (here / "journey.yaml").write_text(JOURNEY.replace(", at: what", ""), encoding="utf-8")
    table("log.csv", "customer|time|event|shop", *(f"C-{n}|{at(n)}|look|" for n in range(20)))
    table("answers.csv", "customer|time|score", *(f"{n}|{at(60)}|5" for n in range(20)))
    sheet, _ = examine(load(Path("journey.yaml")), events=["log.csv"])
    assert [(each.message, each.help) for each in sheet.oddities if "csat" in each.message] == [
        ("'csat': 20 of 20 answers name a customer who is not in the log", "are the ids written alike in both?"),
        (
            "'csat': 20 answers without a visit to belong to",
            "no visit before them asks this survey: look at ask, and at the times of both",
        ),
    ]


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl"])
def test_a_file_that_may_be_torn(name: str, here: Path) -> None:
    text = (
        "customer,time,event\na,2026-05-13,look\nb,2026-05-13,look"
        if name == "log.csv"
        else '{"customer": "a", "time": "2026-05-13", "event": "look"}'
    )
    (here / "journey.yaml").write_text(
        "title: S\nevents: {timezone: UTC}\nstages: {s: {touchpoints: {look: {match: look}}}}\n"
    )
    for end, found in (("", [f"{name} does not end with a line break"]), ("\n", [])):
        (here / name).write_text(text + end, encoding="utf-8", newline="")
        sheet, _ = examine(load(Path("journey.yaml")), events=[name])
        assert [each.message for each in sheet.oddities] == found


BAD = {
    "a header and no rows",
    "days first",
    "no customers",
    "no zone",
    "an as_of that is none",
    "a time before the year 1",
    "a time after the year 9999",
    "event names that are SQL",
    "cells that act on a terminal",
}


@pytest.mark.parametrize("case", [case for case in CASES if case.name in BAD], ids=lambda case: case.name)
def test_a_log_that_cannot_be_measured_is_examined_and_then_refused(
    case: Case, here: Path, run: Callable[..., Any]
) -> None:
    written(here, case.files)
    events = [word for name in case.events for word in (f"--events={name}",)]
    result = run("data", "journey.yaml", *events, *case.more)
    assert said(result.err) == [(case.place, case.code, case.message, case.help)]
    assert result.code == 2
    refused_at_once = case.code == "JM506" and "as_of" in case.name
    assert (result.out == "") == refused_at_once
    assert not any(ord(char) < 32 and char != "\n" for char in result.out)


def test_why_nothing_binds(here: Path, table: Callable[..., str]) -> None:
    (here / "shop.yaml").write_text(
        "title: S\nevents: {timezone: UTC}\nignore: [ping]\nstages: {s: {touchpoints: {a: {match: look}, "
        "b: {match: {event: choose, where: {n: 1}}}, c: {match: [{event: ping, where: {n: 1}}, pay]}, d: {match: look}, e: {does: Waits}}}}\n"
    )
    log = table(
        "log.csv", "customer|time|event|n", *(f"a|{at(n)}|{('look', 'choose', 'ping')[n % 3]}|2" for n in range(9))
    )
    sheet, _ = examine(load(here / "shop.yaml"), events=[log], min_group=0)
    assert {each.id: (each.rows, each.why) for each in sheet.touchpoints} == {
        "a": (3, ""),
        "b": (0, "no row called 'choose' meets the conditions under match"),
        "c": (0, "no row called 'ping' meets the conditions under match"),
        "d": (0, "'look' binds to a, which stands before it in the design"),
    }


@pytest.mark.parametrize("outside", [True, False])
def test_a_file_that_goes_away_while_it_is_read(
    outside: bool, here: Path, table: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: Tables) -> None:
        raise EngineError("IO Error: gone", outside=outside)

    monkeypatch.setattr(Tables, "fates", gone)
    with pytest.raises(JourneymapError if outside else EngineError) as raised:
        odd(here, steady(1), table)
    assert str(raised.value) == f"{'JM502 the data cannot be read to its end: ' if outside else ''}IO Error: gone"


def test_a_segment_is_examined_alone(here: Path, run: Callable[..., Any], table: Callable[..., str]) -> None:
    (here / "journey.yaml").write_text(
        "title: S\nevents: {timezone: UTC}\nstages: {s: {touchpoints: {look: {match: look}}}}\n"
    )
    table(
        "log.csv",
        "customer|time|event|device",
        *(f"c{n}|{at(n)}|look|{'mobile' if n % 3 else 'desk'}" for n in range(30)),
    )
    out = run("data", "journey.yaml", "--events", "log.csv", "--segment", "device=mobile").out
    assert "Only device = mobile\n" in out
    assert "30 rows: 20 (66.7 %) bind, 10 (33.3 %) are left out\n20 customers" in out
    assert run("data", "journey.yaml", "--events", "log.csv", "--segment", "device=tv").code == 2
