"""`--since` and `--until`: cases are chosen whole, by their first step, with all that belongs to them."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from journeymap.binding import NO_TIME
from journeymap.chunk import Chunk
from journeymap.finding import JourneymapError
from journeymap.load import loads
from journeymap.measures import Measured, measure
from journeymap.paths import Paths, walked
from journeymap.pipeline.measured import measure as report_of
from journeymap.report import Report
from journeymap.tally import Pile
from tests.test_sums import chunk_of_log

FIRST, LAST = NO_TIME + 1, 2**62
NOT_BY_CASE = {"customers", "starters", "unopened", "unattached"}
"""Counts of people do not add up over cases; what belongs to no visit is in no case, or in one by a rule of its own."""
BY_CASE = ("visits", "transitions", "cases", "variants", "contacts", "scores", "signals", "switches")
WHOLE_CUSTOMERS = {"ties", "duplicates_kept", "remarks"}


def plain(value: Any) -> Any:
    if isinstance(value, Pile):
        return {name: column.tolist() for name, column in value.arrays().items() if name != "scale"} | {
            "lengths": (value.arrays()["lengths"].astype(np.int64) * int(value.arrays()["scale"])).tolist()
        }
    if isinstance(value, Paths):
        return sorted((path, [cases, waiting]) for path, (cases, _, waiting) in walked(value.grouped()))
    if isinstance(value, Counter):
        return dict(value)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in ("customers", "wholly")
        }
    return value


def by_case(measured: Measured) -> dict[str, Any]:
    return {
        f"{name}.{field.name}": plain(getattr(getattr(measured, name), field.name))
        for name in BY_CASE
        for field in fields(getattr(measured, name))
        if field.name not in NOT_BY_CASE | WHOLE_CUSTOMERS and "customers" not in field.name
    }


@pytest.mark.parametrize("seed", range(1, 200, 13))
def test_the_cases_before_a_time_and_those_from_it_on_are_all_cases(seed: int, tmp_path: Path) -> None:
    chunk = chunk_of_log(seed, tmp_path)
    if chunk is None or not len(chunk.rows):
        pytest.skip("this log is refused")
    chunk = timed(chunk)
    first = chunk.steps.rows.time[np.flatnonzero(chunk.steps.first)]
    if not len(first):
        pytest.skip("no case has a time")
    middle = int(np.sort(first)[len(first) // 2])
    parts = [replace(chunk, window=window).looked_at() for window in ((FIRST, middle), (middle, LAST))]
    assert by_case(sum_of([measure([part]) for part in parts])) == by_case(measure([chunk]))
    assert [part.steps.first.sum() for part in parts] == [np.sum(first < middle), np.sum(first >= middle)]


def timed(chunk: Chunk) -> Chunk:
    """Only customers all of whose cases begin at a known time, and answers that do not name their touchpoint."""
    begin = np.flatnonzero(chunk.steps.first)
    timeless = chunk.steps.rows.customer[begin][chunk.steps.rows.time[begin] == NO_TIME]
    rows = chunk.rows.at(np.flatnonzero(~np.isin(chunk.rows.customer, timeless)))
    own = chunk.own.at(np.flatnonzero(~np.isin(chunk.own.customer, timeless) & (chunk.own.asked < 0)))
    return replace(chunk, rows=rows, own=own)


def sum_of(parts: list[Measured]) -> Measured:
    return parts[0] + parts[1]


JOURNEY = b"""title: Shop
ends_at: {won: [buy]}
leaves_after: 1d
events: {timezone: UTC, as_of: 2026-03-01}
surveys:
  csat: {answer: score, scale: 1..5, customer: customer, time: time, from: answers.csv}
stages:
  s:
    touchpoints:
      look: {match: look, ask: [csat], signals: [oops]}
      buy: {match: {start: buy, done: bought}}
"""
LOG = """customer,time,event
a,2026-01-01T00:00:00,look
a,2026-01-01T01:00:00,oops
a,2026-01-02T00:00:00,buy
a,2026-02-01T00:00:00,look
a,2026-02-01T01:00:00,bought
a,2026-02-01T02:00:00,oops
a,2026-02-02T00:00:00,buy
a,2026-02-02T01:00:00,bought
b,2026-01-15T00:00:00,look
"""
ANSWERS = """customer,time,score
a,2026-01-01T02:00:00,1
a,2026-01-20T00:00:00,2
a,2026-02-01T02:00:00,5
b,2026-02-20T00:00:00,4
"""
Looked = Callable[..., Report]


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "answers.csv").write_text(ANSWERS)

    def report(**asked: Any) -> Report:
        loaded = loads(JOURNEY, "journey.yaml", path=tmp_path / "journey.yaml")
        return report_of(loaded, events=["log.csv"], base=tmp_path, min_group=0, **asked)

    return report


def told(report: Report) -> dict[str, Any]:
    look, buy = report.touchpoints["look"], report.touchpoints["buy"]
    return {
        "cases": report.cases.total,
        "won": report.cases.won,
        "answers": look.csat.n if look.csat else 0,
        "errors": look.errors.count if look.errors else 0,
        "done": buy.visits - buy.contact.unclosed if buy.contact and buy.visits is not None else 0,
        "unopened": buy.contact.unopened if buy.contact else 0,
    }


def test_a_case_is_chosen_by_its_first_step_with_all_that_belongs_to_it(looked: Looked) -> None:
    everything = looked()
    assert told(everything) == {"cases": 3, "won": 2, "answers": 4, "errors": 2, "done": 2, "unopened": 0}
    # `bought` on the first of February closes the purchase of January; the answer of 20 January is about January's look.
    january = looked(until="2026-02-01")
    assert told(january) == {"cases": 2, "won": 1, "answers": 3, "errors": 1, "done": 1, "unopened": 0}
    february = looked(since="2026-02-01")
    assert told(february) == {"cases": 1, "won": 1, "answers": 1, "errors": 1, "done": 1, "unopened": 0}
    assert told(looked(since="2026-01-01", until="2026-01-02")) == told(looked(until="2026-01-02T00:00:00Z"))
    assert january.segment == "cases that began before 2026-02-01"
    assert looked(since="2026-01-10", until="2026-02-01").segment == (
        "cases that began from 2026-01-10 on and before 2026-02-01"
    )


def test_as_of_closes_the_data(looked: Looked) -> None:
    assert (looked().cases.left, looked(as_of="2026-01-15T12:00:00Z").cases.open) == (1, 1)
    assert looked(as_of="2026-01-15T12:00:00Z").data.as_of == "2026-01-15T12:00:00Z"
    assert looked(as_of="2026-01-15T12:00:00Z").data.left_out == {"after as_of": 5}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "soon"}, "--since 'soon' is not a time, or has no offset"),
        ({"until": "01/02/2026"}, "--until '01/02/2026' is not a time, or has no offset"),
        ({"as_of": "2026-13-01"}, "--as-of '2026-13-01' is not a time, or has no offset"),
        ({"since": "2026-02-01", "until": "2026-02-01"}, "no case begins from 2026-02-01 on and before 2026-02-01"),
    ],
)
def test_what_is_no_window_is_refused(asked: dict[str, str], said: str, looked: Looked) -> None:
    with pytest.raises(JourneymapError) as caught:
        looked(**asked)
    assert [finding.message for finding in caught.value.findings] == [said]


@pytest.mark.parametrize(
    ("asked", "cure"),
    [("2026-02-01", "2026-02-01T00:00:00Z"), ("2026-02-01 10:30", "2026-02-01 10:30Z")],
)
def test_a_time_without_an_offset_is_told_how_to_say_it(asked: str, cure: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event\nc,2026-01-05T00:00:00Z,look\n")
    text = "title: T\nstages: {s: {touchpoints: {look: {match: look}}}}\n"
    loaded = loads(text.encode(), "journey.yaml", path=tmp_path / "journey.yaml")
    with pytest.raises(JourneymapError) as caught:
        report_of(loaded, events=["log.csv"], base=tmp_path, min_group=0, since=asked)
    assert [(found.message, found.help) for found in caught.value.findings] == [
        (
            f"--since '{asked}' has no offset, and the journey says no zone",
            f"write {cure}, or events: {{timezone: Europe/Berlin}} in the journey",
        )
    ]


def test_a_window_without_cases_is_refused(looked: Looked) -> None:
    """An empty report would look like a quiet month."""
    with pytest.raises(JourneymapError) as caught:
        looked(since="2026-02-20")
    (found,) = caught.value.findings
    assert (found.code, found.message) == ("JM519", "there are no cases that began from 2026-02-20 on")
    assert re.fullmatch(r"the log is from \S+Z to \S+Z: look there", found.help)
