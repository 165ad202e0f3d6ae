"""Answers by touchpoint, stage, channel and period, and response rates: numbers worked out by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from journeymap.binding import Role
from journeymap.chunk import Chunk
from journeymap.hiding import hidden
from journeymap.load import load
from journeymap.measures import measure as measure_chunks
from journeymap.periods import Calendar, Unit
from journeymap.pipeline.measured import measure
from journeymap.report import Report
from journeymap.samples import sample
from journeymap.sections import answers
from tests.random_logs import write_csv
from tests.test_steps import CLOCK, HASHES, NOBODY, PLAN, plain, rows_of

SHOP = """
title: Shop
events: {as_of: 2026-08-15T00:00:00Z, channel: via}
channels: [app, store]
surveys:
  csat: {answer: score, scale: 1..5, from: FILE, time: at, where: {question: csat}}
  again: {metric: csat, answer: score, scale: 1..5, from: FILE, time: at, where: {question: again}}
stages:
  buy:
    title: Buy it
    touchpoints:
      pay: {match: pay, channel: app, ask: [csat, again]}
  use:
    touchpoints:
      call: {match: call, ask: csat}
      help: {ask: {csat: the help page}}
"""


def report_of(folder: Path, log: str, given: str, min_group: int = 0, journey: str = SHOP) -> Report:
    """The shop, measured on lines of `customer event time via` and `customer question score at`; `-` is an empty field."""

    def table(text: str, *columns: str) -> list[dict[str, str | None]]:
        lines = [line.split() for line in text.strip().splitlines()]
        return [{key: None if word == "-" else word for key, word in zip(columns, line, strict=True)} for line in lines]

    events = write_csv(
        folder / "events.csv", ["customer", "event", "time", "via"], table(log, "customer", "event", "time", "via")
    )
    columns = ["customer", "question", "score", "at"]
    own = write_csv(folder / "answers.csv", columns, table(given, *columns))
    file = folder / "journey.yaml"
    file.write_text(journey.replace("FILE", str(own)), encoding="utf-8")
    return measure(load(file), events=[str(events)], min_group=min_group)


LOG = """
a pay 2026-05-10T00:00:00Z -
a pay 2026-06-02T00:00:00Z store
b pay 2026-06-10T00:00:00Z kiosk
b call 2026-06-11T00:00:00Z -
c call 2026-07-01T00:00:00Z -
"""
GIVEN = """
a csat 5 2026-05-31T00:00:00Z
a csat 4 2026-06-03T00:00:00Z
a csat 3.5 2026-07-03T00:00:00Z
b csat 1 2026-06-12T00:00:00Z
a again 2 2026-06-04T00:00:00Z
"""


def test_answers_are_told_by_place_channel_and_month(tmp_path: Path) -> None:
    """a answers in May and twice after the second visit, which is in the store; b after the call, which is on no channel."""
    report = report_of(tmp_path, LOG, GIVEN)
    csat, again = report.answers["csat"], report.answers["again"]
    assert csat.score is not None
    assert (csat.score.value, csat.score.n) == (0.5, 4)
    assert csat.distribution == {"1": 1, "2": 0, "3": 0, "4": 1, "5": 1, "(between)": 1}
    stages = {name: (part.title, part.score and part.score.n) for name, part in csat.stages.items()}
    assert stages == {"buy": ("Buy it", 3), "use": ("Use", 1)}
    assert {name: part.score and part.score.n for name, part in csat.channels.items()} == {
        "app": 1,
        "store": 2,
        "(none)": 1,
    }
    assert [(one.period, one.complete, one.score and one.score.n) for one in csat.trend] == [
        ("2026-05", True, 1),
        ("2026-06", True, 2),
        ("2026-07", True, 1),
    ]
    assert (csat.undated, again.undated) == (0, 0)
    assert again.distribution == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 0}


def test_a_visit_that_is_answered_twice_responds_once(tmp_path: Path) -> None:
    """Of three visits at pay two have answers, three of them; of two calls one has."""
    csat = report_of(tmp_path, LOG, GIVEN).answers["csat"]
    pay, call, everything = (found.response for found in (csat.touchpoints["pay"], csat.touchpoints["call"], csat))
    assert pay is not None
    assert call is not None
    assert everything is not None
    assert [(rate.count, rate.of) for rate in (pay, call, everything)] == [(2, 3), (1, 2), (3, 5)]
    assert "help" not in csat.touchpoints


def lines(report: Report) -> list[str]:
    """The section for people."""
    fold = answers.section(report)
    return fold.markdown().splitlines() if fold else []


def test_two_surveys_of_one_metric_are_both_told(tmp_path: Path) -> None:
    report = report_of(tmp_path, LOG, GIVEN)
    pay = report.touchpoints["pay"].csat
    assert pay is not None
    assert (pay.survey, report.answers["again"].touchpoints["pay"].score is not None) == ("csat", True)
    assert "- Pay is asked again too: 0 % (0-79 %), n=1. Its table row is of csat, and so is its friction." in [
        *lines(report)
    ]


def test_an_answer_that_names_its_touchpoint_belongs_to_no_visit(tmp_path: Path) -> None:
    """It has no response rate; its channel is that of the touchpoint; without a time of its own it is in no month."""
    journey = (
        SHOP.replace("call: {match: call, ask: csat}", "call: {match: call}")
        .replace("time: at, ", "")
        .replace("csat}}", "csat}, at: at}")
        .replace("help: {ask", "help: {channel: store, ask")
        .replace("the help page", "help")
    )
    csat = report_of(tmp_path, LOG, "a csat 5 help\nb csat 2 help\nc csat 2 -\nb csat 3 -", journey=journey).answers[
        "csat"
    ]
    assert csat.touchpoints["help"].response is None
    assert {name: part.score and part.score.n for name, part in csat.channels.items()} == {"store": 2, "(other)": 1}
    assert (csat.undated, [(one.period, one.score and one.score.n) for one in csat.trend]) == (2, [("2026-06", 1)])


def many(*groups: tuple[int, str, str, str]) -> tuple[str, str]:
    """(how many, touchpoint, channel, month): customers who come once, and answer 5 on the next day."""
    log, given = [], []
    for place, (size, touchpoint, via, month) in enumerate(groups):
        for number in range(size):
            log.append(f"c{place}-{number} {touchpoint} 2026-{month}-10T00:00:00Z {via}")
            given.append(f"c{place}-{number} csat 5 2026-{month}-11T00:00:00Z")
    return "\n".join(log), "\n".join(given)


def test_too_few_answers_are_in_no_sum_that_would_tell_of_them(tmp_path: Path) -> None:
    """Three calls are hidden, and nothing else is: they count in no stage, channel or month, and not in the whole."""
    log, given = many((30, "pay", "app", "05"), (12, "pay", "store", "06"), (3, "call", "app", "06"))
    report = report_of(tmp_path, log, given, min_group=10)
    csat = report.answers["csat"]
    assert {name: part.score and part.score.n for name, part in csat.stages.items()} == {"buy": 42, "use": None}
    assert {name: part.score and part.score.n for name, part in csat.channels.items()} == {"app": 30, "store": 12}
    assert [(one.period, one.score and one.score.n) for one in csat.trend] == [("2026-05", 30), ("2026-06", 12)]
    assert (csat.score and csat.score.n, csat.distribution["5"]) == (42, 42)
    assert {name: one.score and one.score.n for name, one in csat.touchpoints.items()} == {"pay": 42, "call": None}
    assert csat.touchpoints["call"].response is None
    said = "Answers at touchpoints where too few answered count only where they are enough together."
    assert said in lines(report)
    assert said not in lines(report_of(tmp_path, log, given))
    # All steps less those of pay would be the calls.
    assert csat.touchpoints["pay"].response is None


def test_too_few_answers_count_where_they_are_enough_together(tmp_path: Path) -> None:
    """Six calls and seven reads of the help page are 13 in their stage; of two stages, they are 13 in the whole alone."""
    log, given = many((30, "pay", "app", "05"), (6, "call", "app", "06"), (7, "help", "app", "06"))
    for stages, told in ((1, {"buy": 30, "use": 13}), (2, {"buy": 30, "use": None, "read": None})):
        journey = SHOP.replace("help: {ask: {csat: the help page}}", "help: {match: help, ask: csat}")
        if stages > 1:
            journey = journey.replace("      help: {match", "  read:\n    touchpoints:\n      help: {match")
        csat = report_of(tmp_path, log, given, min_group=10, journey=journey).answers["csat"]
        assert {name: part.score and part.score.n for name, part in csat.stages.items()} == told
        assert csat.score is not None
        assert csat.score.n == 43


@pytest.mark.parametrize(("also", "few"), [(0, {6, 7}), (4, {6, 7}), (8, {7}), (11, {7})])
def test_a_month_of_few_is_hidden_with_the_next_smallest_or_with_those_in_no_month(also: int, few: set[int]) -> None:
    assert hidden({5: 30, 6: 12, 7: 3}, 10, also) == few


@pytest.mark.parametrize(
    ("undated", "told", "shown"),
    [(0, 0, [None, 12, None]), (8, 0, [30, None, None]), (11, 11, [30, None, None])],
)
def test_a_month_of_few_is_hidden_behind_others_that_are(
    tmp_path: Path, undated: int, told: int | None, shown: list[int | None]
) -> None:
    """Three answers in July: they are what is missing from the whole, less the months and those in no month that are told.

    Eight at a touchpoint of too few are in no sum, and so they are in no month either.
    """
    sizes = (30, 12, 3) if undated else (11, 12, 3)
    log, given = many(*((size, "pay", "app", month) for size, month in zip(sizes, ("05", "06", "07"), strict=True)))
    given += "".join(f"\nx{number} csat 5 the-help-page" for number in range(undated))
    journey = SHOP.replace("the help page", "the-help-page").replace("csat}}", "csat}, at: at}", 1)
    csat = report_of(tmp_path, log, given, min_group=10, journey=journey).answers["csat"]
    assert (csat.undated, [one.score and one.score.n for one in csat.trend]) == (told, shown)


def test_the_section_is_two_tables_and_a_few_lines(tmp_path: Path) -> None:
    log, given = many((30, "pay", "app", "05"), (12, "call", "store", "07"), (10, "call", "store", "08"))
    assert lines(report_of(tmp_path, log, given, min_group=10)) == [
        "<details><summary><b>Answers</b>: csat 100 % (93-100 %), n=52</summary>",
        "",
        "| | csat |",
        "|---|--:|",
        "| All | 100 % (93-100 %), n=52 |",
        "| Response, of visits | 100.0 % (93.1-100.0 %) of 52 |",
        "| Stage Buy it | 100 % (89-100 %), n=30 |",
        "| Stage Use | 100 % (85-100 %), n=22 |",
        "| Channel app | 100 % (89-100 %), n=30 |",
        "| Channel store | 100 % (85-100 %), n=22 |",
        "",
        "- csat, 52 answers: 1: 0 %, 2: 0 %, 3: 0 %, 4: 0 %, 5: 100 %",
        "- csat, response by touchpoint: Pay 100.0 % (88.6-100.0 %) of 30, Call 100.0 % (85.1-100.0 %) of 22",
        "",
        "| Month | csat |",
        "|---|--:|",
        "| 2026-05 | 100 % (89-100 %), n=30 |",
        "| 2026-07 | 100 % (76-100 %), n=12 |",
        "| 2026-08, still running | 100 % (72-100 %), n=10 |",
        "",
        "</details>",
    ]


def test_with_weights_the_effective_n_stands_beside_the_number_of_people(tmp_path: Path) -> None:
    """Weights 1, 1 and 2: effective n is 16 / 6."""
    journey = SHOP.replace("1..5, from: FILE, time: at, where: {question: csat}", "1..5, from: FILE, weight: at")
    given = "a csat 5 1\nb csat 5 1\nb csat 1 2"
    report = report_of(tmp_path, LOG, given, journey=journey)
    assert "| All | 50 % (12-88 %), n=3 (effective 2.7) |" in lines(report)


@pytest.mark.parametrize(("scale", "keys"), [("0..20", 21), ("0..21", 0), ("0..100", 0)])
def test_a_long_scale_is_no_list_to_count_by(tmp_path: Path, scale: str, keys: int) -> None:
    report = report_of(tmp_path, LOG, GIVEN, journey=SHOP.replace("1..5", scale))
    assert len([key for key in report.answers["csat"].distribution if key != "(between)"]) == keys


ROWS = """
title: Shop
events: {channel: via}
channels: [app, store]
surveys: {csat: {answer: score, scale: 1..5}}
stages: {a: {touchpoints: {pay: {match: pay, ask: csat}, end: {match: end}}}}
"""


def test_an_answer_in_the_row_of_a_visit_is_of_that_visit(tmp_path: Path) -> None:
    """At one moment there are three visits, two of them in the app; each answers in its own row, the last row is of none."""
    journey = tmp_path / "journey.yaml"
    journey.write_text(ROWS, encoding="utf-8")
    columns = ["customer", "event", "time", "via", "score"]
    cells = [("pay", "app", "1"), ("pay", "app", "2"), ("pay", "store", "5"), ("pay", "store", ""), ("end", "", "4")]
    rows: list[dict[str, str | None]] = [
        dict(zip(columns, ("a", event, "2026-05-01T00:00:00Z", via, score), strict=True)) for event, via, score in cells
    ]
    log = write_csv(tmp_path / "events.csv", columns, rows)
    csat = measure(load(journey), events=[str(log)], min_group=0).answers["csat"]
    assert csat.response is not None
    assert (csat.response.count, csat.response.of) == (4, 4)
    counts = {name: part.score and (part.score.n, part.score.counts["good"]) for name, part in csat.channels.items()}
    assert counts == {"app": (2, 0), "store": (2, 2)}


def test_comments_are_quoted_only_with_a_flag_and_of_enough(tmp_path: Path) -> None:
    """Of twelve answers at pay ten have a comment, eight different ones; three answers at the call are too few to be quoted."""
    journey = SHOP.replace("csat: {answer", "csat: {comment: said, answer").replace(
        "      call:", "      rest: {match: rest, ask: csat}\n      call:"
    )
    columns = ["customer", "question", "score", "at", "said"]
    said = (
        [f"words {number}" for number in range(8)] + ["words 0", "  words\n 1 ", " ", ""] + ["secret"] * 3 + [""] * 10
    )
    log, given = many((12, "pay", "app", "05"), (3, "call", "app", "06"), (10, "rest", "app", "06"))
    rows: list[dict[str, str | None]] = [
        dict(zip(columns, [*line.split(), text], strict=True))
        for line, text in zip(given.splitlines(), said, strict=True)
    ]
    report_of(tmp_path, log, given, journey=journey.replace("comment: said, ", ""))
    own = write_csv(tmp_path / "said.csv", columns, rows)
    (tmp_path / "journey.yaml").write_text(journey.replace("FILE", str(own)), encoding="utf-8")

    def quotes(most: int, min_group: int = 10) -> dict[str, tuple[str, ...]]:
        loaded = load(tmp_path / "journey.yaml")
        report = measure(loaded, events=[str(tmp_path / "events.csv")], min_group=min_group, quotes=most)
        told = "; words of customers are quoted" if most else ""
        assert report.privacy == ("groups of fewer than 10 are hidden" if min_group else HIDDEN) + told
        assert ("In the words of customers, chosen by chance:" in lines(report)) is bool(most)
        return {name: asked.quotes for name, asked in report.answers["csat"].touchpoints.items()}

    assert quotes(0) == {"pay": (), "rest": (), "call": ()}
    few, all_of_them = quotes(3), quotes(100)
    # Ten answers elsewhere in the stage are hidden with those of the call.
    assert few["call"] == all_of_them["call"] == few["rest"] == ()
    assert few["pay"] == all_of_them["pay"][:3]
    assert sorted(all_of_them["pay"]) == sorted([*(f"words {number}" for number in range(8)), "words 1"])
    assert quotes(1, min_group=0)["call"] == ("secret",)
    write_csv(own, columns, rows[::-1])
    assert quotes(3) == few


HIDDEN = "nothing is hidden: for the analyst's own use"


def test_comments_in_the_log_are_quoted_too_and_their_absence_is_said(tmp_path: Path) -> None:
    journey = tmp_path / "journey.yaml"
    columns = ["customer", "event", "time", "via", "score", "said"]
    hostile = "Read <b>this</b> | [now](javascript:x) \u202e\x1b[31m" + "x" * 400
    rows: list[dict[str, str | None]] = [
        dict(zip(columns, ("ann", "pay", "2026-05-01T00:00:00Z", "", "1", hostile), strict=True)),
        dict(zip(columns, ("ann", "pay", "2026-05-02T00:00:00Z", "", "9", "off the scale"), strict=True)),
    ]
    log = write_csv(tmp_path / "events.csv", columns, rows)
    journey.write_text(ROWS.replace("answer: score", "answer: score, comment: said"), encoding="utf-8")
    report = measure(load(journey), events=[str(log)], min_group=0, quotes=5)
    (quote,) = report.answers["csat"].touchpoints["pay"].quotes
    assert quote == f"{hostile[:300]} ..."
    line = lines(report)[-3]
    assert line.startswith("  - `Read <b>this</b> | [now](javascript:x) [31mxxx")
    journey.write_text(ROWS, encoding="utf-8")
    silent = measure(load(journey), events=[str(log)], min_group=0, quotes=5)
    assert silent.privacy == f"{HIDDEN}; there is no comment that could be quoted"


pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=12)


@drawn(pairs, pairs, pairs, st.integers(1, 4))
def test_a_sample_is_the_least_codes_however_it_is_put_together(
    one: list[tuple[int, int]], two: list[tuple[int, int]], three: list[tuple[int, int]], size: int
) -> None:
    a, b, c = (sample(size, *np.array(part, dtype=np.int64).reshape(-1, 2).T) for part in (one, two, three))
    assert plain((a + b) + c) == plain(a + (b + c)) == plain((c + b) + a)
    for label in range(3):
        assert (a + b + c).of(label) == sorted({code for place, code in (*one, *two, *three) if place == label})[:size]


answered = st.lists(
    st.tuples(st.integers(-1, 4), st.integers(0, 60), st.integers(1, 5), st.integers(-1, 2), st.integers(-1, 6)),
    max_size=12,
)
walked = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), st.just(int(Role.START)), st.integers(0, 60)),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@drawn(walked, answered, st.integers(1, 3))
def test_answers_and_periods_add_up_over_customers(
    rows: list[tuple[int, int, int, int]], own: list[tuple[int, ...]], customers: int
) -> None:
    """Days of two months as times; and of every period, who is there at its end is who was at its start, less the lost, and the others."""
    day = 86_400_000_000
    made = rows_of([(who, at, role, time * day) for who, at, role, time in rows])
    columns = list(zip(*own, strict=True)) or [()] * 5
    who, time, value, asked, remark = (np.array(column, dtype=np.int64) for column in columns)
    given = replace(
        NOBODY,
        customer=np.where(np.isin(who, made.customer), who, -1),
        case=np.full(len(who), -1),
        time=time * day,
        survey=np.zeros(len(who), dtype=np.int64),
        value=value.astype(np.float64),
        weight=np.ones(len(who)),
        asked=asked,
        remark=remark,
    )
    clock = replace(CLOCK, as_of=70 * day, calendar=Calendar(Unit.WEEK, "Europe/Berlin"))
    chunk = Chunk(
        PLAN, clock, made.arranged(), given, (frozenset({0, 1}),), frozenset(), frozenset(), quotes=2, who=HASHES
    )
    found = measure_chunks([chunk])
    for parts in (chunk.split(customers), reversed(list(chunk.split(customers)))):
        assert plain(measure_chunks(parts)) == plain(found)
    kept, active, new = found.retention.kept, found.retention.active, found.retention.new
    assert new.total() == len({who for who, *_ in rows})
    for number in active:
        assert 0 <= kept[number] <= min(active[number], active[number - 1])
        assert active[number] - new[number] - kept[number] >= 0
    assert sum(found.scores.answers.values()) + found.scores.unattached.total() == len(own)
    assert (found.scores.answered[0] <= found.visits.visits).all()
