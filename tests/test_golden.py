"""Numbers worked out by hand, asserted of the oracle and of the product alike."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from journeymap import intervals as fast
from journeymap.finding import JourneymapError
from journeymap.load import load
from journeymap.pipeline.measured import measure
from tests import oracle as slow
from tests.random_logs import columns_of, write_csv

Row = dict[str, str | None]
Measured = Callable[..., dict[str, Any]]


def by_oracle(
    journey: Path, events: Sequence[Row], answers: Mapping[str, Sequence[Row]], _files: Sequence[str]
) -> dict[str, Any]:
    """The oracle's numbers."""
    return slow.oracle(load(journey).journey, events, answers)


def by_product(
    journey: Path, _events: Sequence[Row], _answers: Mapping[str, Sequence[Row]], files: Sequence[str]
) -> dict[str, Any]:
    """The product's numbers."""
    figures: dict[str, Any] = measure(load(journey), events=files, min_group=0).model_dump(mode="json", by_alias=True)
    return figures


@pytest.fixture(params=[by_oracle, by_product], ids=["oracle", "product"])
def measured(request: pytest.FixtureRequest, tmp_path: Path) -> Measured:
    """Measures a journey, a log and answers: tables are a header, then a row a line; `-` is an empty field."""

    def run(journey: str, log: str, **answers: str) -> dict[str, Any]:
        rows = table(log)
        answer_rows = {name: table(text) for name, text in answers.items()}
        for name, of_survey in answer_rows.items():
            path = write_csv(tmp_path / f"{name}.csv", columns_of(of_survey), of_survey)
            journey = journey.replace(f"FILE({name})", str(path))
        file = tmp_path / "journey.yaml"
        file.write_text(journey, encoding="utf-8")
        events = write_csv(tmp_path / "events.csv", columns_of(rows), rows)
        figures: dict[str, Any] = request.param(file, rows, answer_rows, [str(events)])
        return figures

    return run


def table(text: str) -> list[Row]:
    """Rows from lines of words."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    return [
        {column: None if word == "-" else word.replace("_", " ") for column, word in zip(header, line, strict=True)}
        for line in lines
    ]


def days(*steps: str) -> str:
    """A log of `customer event day[Thour]` in May 2026."""
    lines = ["customer event time"]
    for step in steps:
        customer, event, at = step.split()
        day, _, hour = at.partition("T")
        lines.append(f"{customer} {event} 2026-05-{int(day):02}T{hour or '00:00:00'}Z")
    return "\n".join(lines)


SHOP = """
title: Shop
leaves_after: 5d
ends_at: {won: [collect], lost: [cancel]}
channels: [web, hotline: {assisted: true}, store]
stages:
  all:
    touchpoints:
      browse: {match: browse, channel: web}
      help: {match: help, channel: hotline, optional: true}
      pay: {match: pay, channel: web}
      collect: {match: collect, channel: store}
      cancel: {match: cancel}
"""

SHOP_LOG = days(
    "a browse 1",
    "a pay 2",
    "a collect 4",
    "b browse 1",
    "b help 2",
    "b browse 3",
    "b browse 4",
    "b cancel 5",
    "c browse 1",
    "d browse 18",
    "d pay 20",
    "a browse 10",
    "a collect 11",
)


def test_cases_end_in_one_of_four_ways(measured: Measured) -> None:
    """Four walks and a fifth: a comes back after collecting."""
    figures = measured(SHOP, SHOP_LOG)
    assert figures["cases"]["total"] == 5
    assert [figures["cases"][way] for way in ("won", "lost", "left", "open")] == [2, 1, 1, 1]
    assert figures["completion"] == {"value": 0.5, "count": 2, "of": 4, "low": 0.150039, "high": 0.849961}
    assert figures["starts"] == {"browse": 5}
    assert figures["ends"] == {"collect": 2, "cancel": 1, "browse": 1, "pay": 1}
    assert figures["data"]["customers"] == 4
    assert (figures["data"]["first"], figures["data"]["last"]) == ("2026-05-01T00:00:00Z", "2026-05-20T00:00:00Z")
    assert figures["data"]["as_of"] == "2026-05-20T00:00:00Z"
    assert figures["cases"]["time"] == {
        "n": 2,
        "median_seconds": 172_800,
        "low": None,
        "high": None,
        "p90_seconds": 241_920,
    }


def test_a_visit_is_followed_by_one_of_four_things(measured: Measured) -> None:
    browse = measured(SHOP, SHOP_LOG)["touchpoints"]["browse"]
    # a: pay (planned), collect (not); b: help (planned), browse and cancel (not); c: nothing; d: pay (planned).
    assert [browse[way] for way in ("visits", "went_on", "elsewhere", "left", "open")] == [7, 3, 3, 1, 0]
    assert (browse["customers"], browse["cases"]) == (4, 5)
    assert (browse["drop_off"]["count"], browse["drop_off"]["of"], browse["drop_off"]["value"]) == (1, 7, 0.142857)
    assert (browse["repeats"]["count"], browse["repeats"]["of"]) == (1, 7)
    assert (browse["returns"]["count"], browse["returns"]["of"]) == (1, 7)
    # 1, 1, 1, 1, 2 and 1 days.
    assert browse["dwell"] == {"n": 6, "median_seconds": 86_400, "low": 86_400, "high": 172_800, "p90_seconds": 129_600}


def test_open_visits_are_in_neither_part_of_the_drop_off(measured: Measured) -> None:
    touchpoints = measured(SHOP, SHOP_LOG)["touchpoints"]
    assert [touchpoints["pay"][way] for way in ("visits", "went_on", "elsewhere", "left", "open")] == [2, 1, 0, 0, 1]
    assert (touchpoints["pay"]["drop_off"]["count"], touchpoints["pay"]["drop_off"]["of"]) == (0, 1)
    assert [touchpoints["collect"][way] for way in ("visits", "left", "drop_off")] == [2, 2, None]


def test_transitions_and_variants(measured: Measured) -> None:
    figures = measured(SHOP, SHOP_LOG)
    pairs = {(pair["from"], pair["to"]): pair for pair in figures["transitions"]}
    assert pairs["browse", "pay"] == {
        "from": "browse",
        "to": "pay",
        "count": 2,
        "customers": 2,
        "median_seconds": 129_600,
        "p90_seconds": 164_160,
        "planned": True,
        "late": None,
    }
    assert {pair: (figure["count"], figure["planned"]) for pair, figure in pairs.items()} == {
        ("browse", "pay"): (2, True),
        ("pay", "collect"): (1, True),
        ("browse", "help"): (1, True),
        ("help", "browse"): (1, False),
        ("browse", "browse"): (1, False),
        ("browse", "cancel"): (1, False),
        ("browse", "collect"): (1, False),
    }
    assert figures["graph"]["unplanned"] == 4
    assert figures["graph"]["never_visited"] == []
    assert figures["variants"]["total"] == 5
    assert sum(one["cases"] for one in figures["variants"]["top"]) + figures["variants"]["other"] == 5


def test_contacts_and_channel_switches_per_case(measured: Measured) -> None:
    """Steps 3, 2, 5, 1, 2; switches 1 (web web store), 1, 2 (web hotline web web none), 0, 0."""
    cases = measured(SHOP, SHOP_LOG)["cases"]
    half = slow.student_t(0.975, 4) * math.sqrt(2.3 / 5)
    assert cases["contacts"]["value"] == 2.6
    assert cases["contacts"]["n"] == 5
    assert cases["contacts"]["low"] == pytest.approx(2.6 - half, abs=1e-6)
    assert cases["contacts"]["high"] == pytest.approx(2.6 + half, abs=1e-6)
    assert cases["channel_switches"]["value"] == 0.8


def test_silence_begins_a_new_case_only_when_it_is_longer(measured: Measured) -> None:
    log = days("a browse 1", "a pay 3", "a pay 5T00:00:00.000001")
    figures = measured(SHOP.replace("leaves_after: 5d", "leaves_after: 5d\nnew_case_after: 2d"), log)
    assert figures["cases"]["total"] == 2
    assert figures["ends"] == {"pay": 2}
    assert figures["data"]["last"] is not None
    assert figures["data"]["last"].startswith("2026-05-05T00:00:00.000001")


def test_a_case_is_open_on_its_last_day_and_left_a_moment_later(measured: Measured) -> None:
    log = days("a browse 1", "b browse 2")
    for as_of, ways in (
        ("2026-05-06T00:00:00Z", (0, 2)),
        ("2026-05-06T00:00:01Z", (1, 1)),
        ("2026-05-07T00:00:01Z", (2, 0)),
    ):
        cases = measured(SHOP.replace("title: Shop", f"title: Shop\nevents: {{as_of: '{as_of}'}}"), log)["cases"]
        assert (cases["left"], cases["open"]) == ways


def test_rows_that_cannot_be_used_are_counted_by_the_first_reason(measured: Measured) -> None:
    journey = SHOP.replace(
        "title: Shop", "title: Shop\nevents: {max_bad_rows: 100%, order: [seq, time]}\nignore: [noise]"
    )
    log = """
customer event  time                 seq
a        browse 2026-05-01T00:00:00Z 1
-        -      -                    -
NA       pay    2026-05-01T00:00:00Z 1
null     noise  2026-05-01T00:00:00Z 2.5
a        -      soon                 1
a        pay    -                    x
a        pay    01/05/2026           -
a        pay    2026-05-01T00:00:00Z -
a        pay    2026-05-01T00:00:00Z nan
007      what   2026-05-01T00:00:00Z 1e1
7        what   2026-05-09T00:00:00Z 1
"""
    data = measured(journey, log)["data"]
    assert data["left_out"] == {
        "no customer": 1,
        "no name": 1,
        "no time": 1,
        "bad time": 1,
        "no order": 1,
        "bad order": 1,
    }
    assert [data[key] for key in ("rows", "steps", "ignored", "unbound", "cases")] == [11, 2, 1, 2, 2]
    assert data["unbound_names"] == {"what": 2}
    assert data["as_of"] == "2026-05-09T00:00:00Z"


def test_too_many_bad_rows_stop_the_run(measured: Measured) -> None:
    log = SHOP_LOG + "\n- browse 2026-05-01T00:00:00Z"
    with pytest.raises((JourneymapError, slow.RefusedError)):
        measured(SHOP, log)
    assert measured(SHOP.replace("title: Shop", "title: Shop\nevents: {max_bad_rows: 8%}"), log)["data"]["rows"] == 14


def test_a_time_without_a_zone_stops_the_run(measured: Measured) -> None:
    log = "customer event time\na browse 2026-05-01T00:00:00Z\na pay 2026-05-02T00:00:00"
    with pytest.raises((JourneymapError, slow.RefusedError)):
        measured(SHOP, log)


def test_times_are_read_in_the_declared_zone(measured: Measured) -> None:
    """Berlin changed to summer time on 29 March 2026: from that midnight to the next there were 23 hours."""
    journey = SHOP.replace("title: Shop", "title: Shop\nevents: {timezone: Europe/Berlin}")
    log = "customer event time\na browse 2026-03-29\na pay 2026-03-30_00:00\na collect 2026-03-30T00:00:00.25-02:00"
    figures = measured(journey, log)
    assert figures["data"]["first"] == "2026-03-28T23:00:00Z"
    assert [pair["median_seconds"] for pair in figures["transitions"]] == [82_800, 14_400.25]


def test_order_stands_above_time(measured: Measured) -> None:
    """Rows without a time stay, a time that runs backwards is a clock fault, ties go by the time, then the design."""
    journey = SHOP.replace("title: Shop", "title: Shop\nevents: {order: seq}")
    log = """
customer event   time                 seq
a        collect -                    9
a        pay     2026-05-03T00:00:00Z 4
a        pay     2026-05-04T00:00:00Z 3
a        browse  2026-05-05T00:00:00Z 1.0
a        help    2026-05-05T00:00:00Z 1
b        pay     whenever             1
b        browse  -                    1
"""
    figures = measured(journey, log)
    paths = {tuple(one["path"]): one["cases"] for one in figures["variants"]["top"]}
    assert paths == {("browse", "help", "pay", "pay", "collect"): 1, ("browse", "pay"): 1}
    data = figures["data"]
    assert [data[key] for key in ("clock_faults", "ties", "rows_without_time", "unreadable_times_kept")] == [2, 2, 2, 1]
    assert figures["touchpoints"]["browse"]["dwell"] == {
        "n": 1,
        "median_seconds": 0,
        "low": None,
        "high": None,
        "p90_seconds": 0,
    }
    assert figures["touchpoints"]["pay"]["dwell"] is None
    # b has no time at all: it has left, a has won.
    assert [figures["cases"][way] for way in ("won", "lost", "left", "open")] == [1, 0, 1, 0]


def test_duplicates_are_dropped_by_id_only(measured: Measured) -> None:
    log = """
customer event  time                      id
a        browse 2026-05-01T00:00:00Z      e1
a        browse 2026-05-01T02:00:00+02:00 e1
a        browse 2026-05-01T00:00:00Z      e2
b        browse 2026-05-01T00:00:00Z      e1
b        browse 2026-05-01T00:00:00Z      -
b        browse 2026-05-01T00:00:00Z      -
"""
    data = measured(SHOP.replace("title: Shop", "title: Shop\nevents: {id: id}"), log)["data"]
    assert [data[key] for key in ("duplicates_dropped", "duplicates_kept", "steps", "ties")] == [1, 3, 5, 3]
    data = measured(SHOP, log)["data"]
    assert [data[key] for key in ("duplicates_dropped", "duplicates_kept", "steps", "ties")] == [0, 4, 6, 4]


WHERE = """
title: Where
stages:
  all:
    touchpoints:
      a: {match: {event: e, where: {n: 5}}}
      b: {match: {event: e, where: {n: {min: 5, max: 7}, t: {starts_with: Lo}}}}
      c: {match: {event: e, where: {t: [true, low]}}}
      d: {match: {event: e, where: {t: {contains: o}}}}
"""


def test_where_compares_as_written(measured: Measured) -> None:
    log = """
customer event time                 n    t
1        e     2026-05-01T00:00:00Z 5.0  Low
2        e     2026-05-01T00:00:00Z 7    Low
3        e     2026-05-01T00:00:00Z 7.01 TRUE
4        e     2026-05-01T00:00:00Z -    low
5        e     2026-05-01T00:00:00Z NaN  LOw
6        e     2026-05-01T00:00:00Z 6    Row
7        E     2026-05-01T00:00:00Z 5    low
"""
    figures = measured(WHERE, log)
    assert {key: point["visits"] for key, point in figures["touchpoints"].items()} == {"a": 1, "b": 1, "c": 2, "d": 1}
    assert figures["data"]["unbound_names"] == {"e": 1, "E": 1}
    # 1 meets a, b and d; 2 meets b and d; 4 meets c and d.
    assert figures["data"]["ambiguous"] == 3


def test_a_contact_ends_once(measured: Measured) -> None:
    """The latest visit that is not closed yet is closed; a visit after the end is not."""
    journey = """
title: Calls
stages:
  all:
    touchpoints: {call: {match: {start: ring, done: hang-up, fail: lost}, repeatable: true}, end: {match: end}}
"""
    log = days(
        "a hang-up 1",
        "a ring 2",
        "a ring 3",
        "a hang-up 3T00:01:00",
        "a lost 4",
        "a lost 5",
        "a ring 6",
        "b ring 2",
        "b hang-up 2T00:00:30",
    )
    figures = measured(journey, log)
    contact = figures["touchpoints"]["call"]["contact"]
    assert (contact["failure"]["count"], contact["failure"]["of"], contact["failure"]["value"]) == (1, 3, 0.333333)
    assert contact["duration"] == {"n": 2, "median_seconds": 45, "low": None, "high": None, "p90_seconds": 57}
    assert (contact["unclosed"], contact["unopened"]) == (1, 2)
    assert figures["data"]["contact_rows"] == 5
    assert figures["data"]["steps"] == 4


ASKING = """
title: Asking
surveys:
  csat: {answer: score, scale: 1..5, from: "FILE(csat)", time: time}
  ces: {answer: effort, scale: 1..7, easy: 1}
  nps: {answer: likely, scale: 0..10, from: "FILE(nps)", at: about, weight: w}
stages:
  all:
    touchpoints:
      a: {match: a, ask: [csat, ces]}
      b: {match: b, ask: [csat, nps: "the end"]}
      c: {match: c}
"""

ASKING_LOG = """
customer event time                 effort
1        a     2026-05-01T00:00:00Z 2
1        c     2026-05-02T00:00:00Z 7
1        b     2026-05-03T00:00:00Z -
2        c     2026-05-01T00:00:00Z 4
2        a     2026-05-02T00:00:00Z NaN
2        other 2026-05-03T00:00:00Z 4
"""

CSAT_ROWS = """
customer time                 score
1        2026-05-01T00:00:00Z 5
1        2026-05-02T12:00:00Z 3
1        2026-05-03T00:00:00Z 4
1        2026-04-30T00:00:00Z 4
9        2026-05-03T00:00:00Z 4
2        2026-05-09T00:00:00Z 6
2        2026-05-09T00:00:00Z -
2        2026-05-09T00:00:00Z inf
"""

NPS_ROWS = """
customer about     likely w
9        the_end   10     1
9        the_end   9      3
-        the_end   7      1
9        the_end   0      1
9        the_end   10     -
9        elsewhere 10     1
1        -         10     1
"""


def test_answers_belong_to_the_visit_before_them(measured: Measured) -> None:
    figures = measured(ASKING, ASKING_LOG, csat=CSAT_ROWS, nps=NPS_ROWS)
    answers = figures["data"]["answers"]
    assert [answers["csat"][key] for key in ("rows", "counted", "unattached")] == [8, 3, 2]
    assert sum(answers["csat"]["left_out"].values()) == 3
    csat = figures["touchpoints"]["a"]["csat"]
    assert (csat["value"], csat["n"], csat["counts"], csat["scale"]) == (0.5, 2, {"good": 1, "other": 1}, "1..5")
    assert (csat["mean"]["value"], csat["mean"]["low"], csat["mean"]["high"]) == (4, 1, 5)
    assert csat["answers_per_visit"] == 1
    assert figures["touchpoints"]["b"]["csat"]["n"] == 1
    assert figures["touchpoints"]["b"]["csat"]["value"] == 1


def test_answers_in_the_log_belong_to_the_step_before_them(measured: Measured) -> None:
    """1: the 2 is a's, the later 7 too. 2: the 4 before a has no visit, NaN is none, the last 4 is a's."""
    figures = measured(ASKING, ASKING_LOG, csat=CSAT_ROWS, nps=NPS_ROWS)
    ces = figures["touchpoints"]["a"]["ces"]
    assert (ces["n"], ces["counts"]) == (3, {"easy": 1, "middle": 1, "hard": 1})
    assert ces["value"] == pytest.approx(13 / 3, abs=1e-6)
    assert (ces["low"], ces["high"]) == (1, 7)
    assert (ces["low_effort"]["count"], ces["low_effort"]["of"]) == (1, 3)
    assert ces["answers_per_visit"] == 1.5
    assert figures["data"]["answers"]["ces"]["unattached"] == 1


def test_named_answers_need_no_visit_and_weights_weigh(measured: Measured) -> None:
    """Promoters weigh 1 and 3, a passive 1, a detractor 1: 100 (4 - 1) / 6; without weights 100 (2 - 1) / 4."""
    figures = measured(ASKING, ASKING_LOG, csat=CSAT_ROWS, nps=NPS_ROWS)
    nps = figures["touchpoints"]["b"]["nps"]
    assert (nps["value"], nps["unweighted"], nps["n"], nps["effective_n"]) == (50, 25, 4, 3)
    assert nps["counts"] == {"promoters": 2, "passives": 1, "detractors": 1}
    low, high = slow.nps_interval(2, 0.5, 3)
    assert (nps["low"], nps["high"]) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
    assert nps["answers_per_visit"] == 4
    answers = figures["data"]["answers"]["nps"]
    assert (answers["rows"], answers["counted"], answers["unattached"], sum(answers["left_out"].values())) == (
        7,
        4,
        2,
        1,
    )


def test_friction_of_one_touchpoint(measured: Measured) -> None:
    """41 visits, one open, 20 of the others the last: drop-off 20 of 40; the rest is none of 41, or of too few."""
    steps = (
        [f"c{number} browse 1" for number in range(40)]
        + [f"c{number} pay 2" for number in range(20)]
        + ["z collect 20", "z browse 21"]
    )
    figures = measured(SHOP, days(*steps))
    friction = figures["touchpoints"]["browse"]["friction"]
    assert friction is not None
    drop_off = next(signal for signal in friction["signals"] if signal["signal"] == "drop-off")
    assert (drop_off["share"]["count"], drop_off["share"]["of"]) == (20, 40)
    assert (drop_off["tolerance"], drop_off["severity"], drop_off["contribution"]) == (0.05, 1, 1)
    x = (drop_off["bound"] - 0.05) / 0.95
    assert friction["score"] == pytest.approx(100 * x, abs=1e-3)
    assert friction["affected"] == pytest.approx(41 * x, abs=1e-3)
    assert (friction["rank"], friction["word"]) == (1, "silent")
    assert 0.25 < drop_off["bound"] < slow.wilson(20, 40)[0]


# Intervals -----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["oracle", "product"])
def intervals(request: pytest.FixtureRequest) -> Any:
    """A module with the intervals."""
    return slow if request.param == "oracle" else fast


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (42, 50, 0.7149, 0.9166),
        (0, 12, 0, 0.2425),
        (12, 12, 0.7575, 1),
        (3, 7, 0.1582, 0.7495),
        (170, 200, 0.7939, 0.8929),
    ],
)
def test_wilson(intervals: Any, count: int, of: int, low: float, high: float) -> None:
    assert intervals.wilson(count, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert 0 <= intervals.wilson(count, of)[0] <= count / of <= intervals.wilson(count, of)[1] <= 1


@pytest.mark.parametrize(
    ("promoters", "detractors", "n", "low", "high"),
    [(30, 10, 50, 16.2, 59.3), (60, 15, 100, 29.3, 58.0), (10, 0, 10, 47.5, 100), (0, 10, 10, -100, -47.5)],
)
def test_nps(intervals: Any, promoters: int, detractors: int, n: int, low: float, high: float) -> None:
    assert intervals.nps_interval(promoters, detractors, n) == (
        pytest.approx(low, abs=0.05),
        pytest.approx(high, abs=0.05),
    )


def test_mean(intervals: Any) -> None:
    values = [1] * 10 + [2] * 20 + [3] * 12 + [4] * 5 + [5] * 2 + [6]
    mean = sum(values) / 50
    variance = sum((value - mean) ** 2 for value in values) / 49
    assert mean == 2.44
    assert intervals.mean_interval(50, mean, variance) == (
        pytest.approx(2.109, abs=5e-4),
        pytest.approx(2.771, abs=5e-4),
    )


@pytest.mark.parametrize(
    ("df", "expected"),
    [
        (1, 12.706205),
        (2, 4.302653),
        (3, 3.182446),
        (4, 2.776445),
        (10, 2.228139),
        (30, 2.042272),
        (49, 2.009575),
        (120, 1.979930),
        (1000, 1.962339),
    ],
)
def test_student_t(intervals: Any, df: int, expected: float) -> None:
    assert intervals.student_t(0.975, df) == pytest.approx(expected, abs=2e-6)


def test_student_t_between_whole_numbers(intervals: Any) -> None:
    """An effective n is no whole number: the quantile falls steadily."""
    quantiles = [intervals.student_t(0.975, df) for df in (0.7, 1, 1.5, 2, 2.5, 3.25, 10, 10.5, 11)]
    assert quantiles == sorted(quantiles, reverse=True)
    assert len(set(quantiles)) == len(quantiles)


@pytest.mark.parametrize(
    ("n", "ranks"), [(5, None), (6, (1, 6)), (8, (1, 8)), (9, (2, 8)), (20, (6, 15)), (30, (10, 21)), (100, (40, 61))]
)
def test_ranks_of_the_median(n: int, ranks: tuple[int, int] | None) -> None:
    assert slow.median_ranks(n) == ranks
