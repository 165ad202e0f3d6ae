"""Retention: periods of a time zone, and numbers worked out by hand."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from journeymap.binding import NO_TIME
from journeymap.chapters.retention import Period
from journeymap.load import load
from journeymap.periods import MONTHS, NO_PERIOD, Calendar, Unit, calendar_of
from journeymap.pipeline.measured import measure
from journeymap.quantities import Range
from journeymap.report import Report
from journeymap.sections import retention
from tests.random_logs import write_csv

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia")


def micros(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def report_of(folder: Path, steps: Iterable[tuple[str, str]], events: str = "{}", min_group: int = 0) -> Report:
    """A journey of one touchpoint, measured on (customer, time)."""
    journey = folder / "journey.yaml"
    journey.write_text(f"title: Shop\nevents: {events}\nstages: {{a: {{touchpoints: {{see: {{match: see}}}}}}}}\n")
    rows: list[dict[str, str | None]] = [{"customer": who, "event": "see", "time": time} for who, time in steps]
    file = write_csv(folder / "events.csv", ["customer", "event", "time"], rows)
    return measure(load(journey), events=[str(file)], min_group=min_group)


def periods(report: Report) -> dict[str, Period]:
    return {period.period: period for period in report.retention.periods}


def shop(kept: int, lost: int, new: int) -> list[tuple[str, str]]:
    """Customers in May and in June, and one in July."""
    may = [(f"c{number}", "2026-05-10T12:00:00Z") for number in range(kept + lost)]
    june = [(f"c{number}", "2026-06-10T12:00:00Z") for number in range(kept)]
    june += [(f"n{number}", "2026-06-20T12:00:00Z") for number in range(new)]
    return [*may, *june, ("late", "2026-08-20T00:00:00Z")]


def lines(report: Report) -> list[str]:
    """The section for people."""
    fold = retention.section(report)
    return fold.markdown().splitlines() if fold else []


def test_400_at_the_start_430_at_the_end_90_new_60_lost(tmp_path: Path) -> None:
    """(430 - 90) / 400 = 85 %, and 60 / 400 = 15 %."""
    report = report_of(tmp_path, shop(kept=340, lost=60, new=90), min_group=10)
    june = periods(report)["2026-06"]
    assert (june.start, june.end, june.lost) == (400, 430, 60)
    # One customer came in August: who is new then would follow from all customers, if it were told exactly how many were in June.
    assert (june.new, june.returned) == (Range(low=82, high=90), Range(low=0, high=8))
    assert june.retention is not None
    assert june.churn is not None
    assert (june.retention.value, june.retention.low, june.retention.high) == (0.85, 0.811686, 0.881655)
    assert (june.churn.value, june.churn.low, june.churn.high) == (0.15, 0.118345, 0.188314)
    assert lines(report)[2:6] == [
        "| Month | At start | Lost | New | Came back | At end | Retention | Churn |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
        "| 2026-05 | - | - | - | - | 400 | - | - |",
        "| 2026-06 | 400 | 60 | 82-90 | 0-8 | 430 | 85.0 % (81.2-88.2 %) | 15.0 % (11.8-18.8 %) |",
    ]


def test_who_comes_back_after_a_gap_is_neither_new_nor_kept(tmp_path: Path) -> None:
    """a comes every month, b in May and July, c from June on, d in May only; August has begun."""
    days = {"a": (5, 6, 7, 8), "b": (5, 7), "c": (6, 7), "d": (5,)}
    steps = [(who, f"2026-{month:02}-15T00:00:00Z") for who, months in days.items() for month in months]
    found = periods(report_of(tmp_path, steps))
    assert list(found) == ["2026-05", "2026-06", "2026-07", "2026-08"]
    told = [(one.start, one.end, one.new, one.returned, one.lost) for one in found.values()]
    assert told == [(None, 3, None, None, None), (3, 2, 1, 0, 2), (2, 3, 0, 1, 0), (3, 1, 0, 0, None)]
    july = found["2026-07"].retention
    assert july is not None
    assert (july.count, july.of) == (2, 2)
    assert [one.complete for one in found.values()] == [True, True, True, False]
    assert found["2026-08"].retention is None


def test_a_month_without_anybody_loses_all_of_the_month_before(tmp_path: Path) -> None:
    found = periods(report_of(tmp_path, [("a", "2026-01-01T00:00:00Z"), ("a", "2026-06-01T00:00:00Z")]))
    assert list(found) == ["2026-01", "2026-02", "2026-06"]
    february, june = found["2026-02"], found["2026-06"]
    assert (february.start, february.end, february.lost) == (1, 0, 1)
    assert (june.start, june.end, june.new, june.returned, june.complete) == (0, 1, 0, 1, False)


@pytest.mark.parametrize(
    ("as_of", "complete"),
    [("2026-07-31T23:59:59Z", True), ("2026-07-31T23:59:58.999Z", False), ("2026-08-01T00:00:00Z", True)],
)
def test_a_month_is_over_with_its_last_second(tmp_path: Path, as_of: str, *, complete: bool) -> None:
    steps = [("a", "2026-04-01T00:00:00Z"), ("a", "2026-07-31T20:00:00Z")]
    assert periods(report_of(tmp_path, steps, f"{{as_of: {as_of}}}"))["2026-07"].complete is complete


def test_the_zone_decides_which_day_it_is(tmp_path: Path) -> None:
    """Half past eleven at night in UTC is the next month in Berlin, in summer and in winter."""
    steps = [("a", "2026-01-31T23:30:00Z"), ("b", "2026-05-31T22:30:00Z"), ("c", "2026-05-31T21:30:00Z")]
    report = report_of(tmp_path, steps, "{timezone: Europe/Berlin}")
    assert {name: one.end for name, one in periods(report).items() if one.end} == {
        "2026-02": 1,
        "2026-05": 1,
        "2026-06": 1,
    }
    assert report.retention.timezone == "Europe/Berlin"
    utc = periods(report_of(tmp_path, steps))
    assert {name: one.end for name, one in utc.items() if one.end} == {"2026-01": 1, "2026-05": 2}


def test_a_short_log_is_told_by_weeks(tmp_path: Path) -> None:
    """92 days and more are told by months. 2027-01-01 is in the last week of 2026."""
    first = ("a", "2026-12-28T00:00:00Z")
    short = report_of(tmp_path, [first, ("a", "2027-01-01T00:00:00Z"), ("a", "2027-03-29T23:59:59Z")])
    assert short.retention.unit == "week"
    assert [(one.period, one.first_day) for one in short.retention.periods[:2]] == [
        ("2026-W53", "2026-12-28"),
        ("2027-W01", "2027-01-04"),
    ]
    assert report_of(tmp_path, [first, ("a", "2027-03-30T00:00:00Z")]).retention.unit == "month"


def test_too_few_customers_are_hidden(tmp_path: Path) -> None:
    """12 in May, of whom 3 come in June: June's end and July's start are of three."""
    steps = [(f"c{number}", "2026-05-10T12:00:00Z") for number in range(12)]
    steps += [(f"c{number}", "2026-06-10T12:00:00Z") for number in range(3)]
    steps += [(f"d{number}", "2026-07-10T12:00:00Z") for number in range(20)]
    report = report_of(tmp_path, [*steps, ("e", "2026-08-20T00:00:00Z")], min_group=10)
    june, july = periods(report)["2026-06"], periods(report)["2026-07"]
    assert (june.start, june.end, june.new, june.returned, june.lost) == (12, None, None, None, 9)
    assert (july.start, july.end, july.new, july.returned, july.lost, july.retention) == (
        None,
        20,
        None,
        None,
        None,
        None,
    )
    told = lines(report)
    assert told[5] == "| 2026-06 | 12 | 9 | too few | too few | too few | 25.0 % (8.9-53.2 %) | 75.0 % (46.8-91.1 %) |"
    assert told[6] == "| 2026-07 | too few | too few | too few | too few | 20 | too few | too few |"


def test_nobody_comes_twice(tmp_path: Path) -> None:
    report = report_of(tmp_path, shop(kept=0, lost=12, new=12))
    assert lines(report) == [
        "<details><summary><b>Retention</b>: nobody came again</summary>",
        "",
        "No customer came in more than one month.",
        "",
        "</details>",
    ]


def test_nothing_is_told_of_one_month(tmp_path: Path) -> None:
    report = report_of(tmp_path, [("a", "2026-05-10T12:00:00Z"), ("b", "2026-05-11T12:00:00Z")])
    assert lines(report) == []


def test_what_stands_for_no_time_is_in_no_period(tmp_path: Path) -> None:
    steps = [("a", "2026-05-10T12:00:00Z"), ("b", "9999-12-31T00:00:00Z"), ("c", "0001-01-01T00:00:00Z")]
    found = report_of(tmp_path, steps).retention
    assert [(one.period, one.end) for one in found.periods] == [("2026-05", 1), ("2026-06", 0)]
    assert found.undated == 2


@given(
    st.lists(st.integers(micros("1899-12-01T00:00:00Z"), micros("2200-02-01T00:00:00Z")), min_size=1, max_size=5),
    st.sampled_from(ZONES),
    st.sampled_from(Unit),
)
def test_a_time_is_in_the_period_of_its_local_day(times: list[int], zone: str, unit: Unit) -> None:
    """Whatever else is among the times; Apia has lost a whole day, and Sao Paulo has had midnights that the clock skips."""
    calendar = Calendar(unit, zone)
    for time, number in zip(times, calendar.numbers(np.array([*times, NO_TIME])), strict=False):
        moment = EPOCH + timedelta(microseconds=time)
        day = moment.astimezone(ZoneInfo(zone)).date()
        first = {Unit.DAY: day, Unit.WEEK: day - timedelta(days=day.weekday()), Unit.MONTH: day.replace(day=1)}[unit]
        if 1900 <= moment.year < 2200:
            assert calendar.day(int(number)) == first
        else:
            assert number == NO_PERIOD


def test_a_month_begins_when_its_first_day_does() -> None:
    assert MONTHS.start(2026 * 12 + 4) == micros("2026-05-01T00:00:00+00:00")
    berlin = Calendar(Unit.MONTH, "Europe/Berlin")
    assert [berlin.start(2026 * 12 + month) for month in (2, 3)] == [
        micros("2026-03-01T00:00:00+01:00"),
        micros("2026-04-01T00:00:00+02:00"),
    ]


def test_the_engine_knows_zones_that_python_does_not() -> None:
    assert calendar_of(None, None, "SystemV/PST8") == Calendar(Unit.MONTH, "UTC")
    assert calendar_of(None, None, "Asia/Kathmandu") == Calendar(Unit.MONTH, "Asia/Kathmandu")
