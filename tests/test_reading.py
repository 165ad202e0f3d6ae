"""The reading rules of docs/measures.md, each with exact numbers on a log that fits on the screen."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import duckdb
import pytest
from journeymap.finding import JourneymapError
from journeymap.load import loads
from journeymap.pipeline.measured import measure
from journeymap.report import Report
from journeymap.views import VIEWS

Reported = Callable[..., Report]
Table = Callable[..., str]

STAGES = """
stages:
  buy:
    touchpoints:
      look: {match: look}
      pay: {match: pay}
"""
SHOP = f"title: Shop\nevents: {{timezone: UTC}}{STAGES}"


def shop(events: str = "timezone: UTC", more: str = "") -> str:
    return f"title: Shop\nevents: {{{events}}}\n{more}{STAGES}"


def fault_of(reported: Reported, *arguments: Any, **options: Any) -> tuple[str, str]:
    with pytest.raises(JourneymapError) as raised:
        reported(*arguments, **options)
    (finding,) = raised.value.findings
    return finding.code, finding.message


# --- one log in every form ---------------------------------------------------------------------------------------------

HEADER = ("customer", "time", "event", "amount", "paid", "score")
ROWS: tuple[tuple[str | None, ...], ...] = (
    ("007", "2026-05-13T08:00:00Z", "look", "1.5", "false", "5"),
    ("7", "2026-05-13T08:00:01Z", "look", "2", "true", "1"),
    ("NA", "2026-05-13T08:00:02.250000Z", "look", None, None, None),
    ("null", "2026-05-13T08:00:03Z", "look", "100", "true", "4"),
    ("a, b", "2026-05-13T08:00:04Z", "look", "-3", "false", "3"),
    ('say "hi"', "2026-05-13T08:00:05Z", "pay", "0", "false", None),
    ("two\nlines", "2026-05-13T08:00:06Z", "pay", None, "true", "2"),
    ("a|b;c\td", "2026-05-13T08:00:07Z", "other", "1", "true", "2"),
    ("007", "2026-05-13T09:00:00Z", "pay", "1.5", "true", None),
    ("Zoë 🛒", "2026-05-13T08:30:00Z", "look", "1.5", "false", "5"),
)
FORMS = """
title: Shop
surveys:
  csat: {answer: score, scale: 1..5, good: 4..5}
stages:
  buy:
    touchpoints:
      cheap: {match: {event: look, where: {amount: {max: 10}, paid: false}}, ask: csat}
      dear: {match: {event: look, where: {amount: 100}}, ask: csat}
      look: {match: look}
      pay: {match: {event: pay, where: {paid: [true, false]}}}
"""


def as_delimited(delimiter: str, newline: str = "\n", mark: str = "") -> bytes:
    def cell(text: str | None) -> str:
        return '"' + (text or "").replace('"', '""') + '"' if text else ""

    lines = [delimiter.join(cell(text) for text in row) for row in (HEADER, *ROWS)]
    return (mark + newline.join(lines) + newline).encode()


def as_json_lines() -> bytes:
    def value(column: str, text: str | None) -> Any:
        if text is None:
            return None
        return json.loads(text) if column in ("amount", "paid", "score") else text

    rows = [{column: value(column, text) for column, text in zip(HEADER, row, strict=True)} for row in ROWS]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def as_parquet(path: Path, kinds: Sequence[str], columns: Sequence[str] = HEADER, rows: Any = ROWS) -> None:
    with duckdb.connect() as engine:
        engine.execute(f"CREATE TABLE log ({', '.join(f'{c} {k}' for c, k in zip(columns, kinds, strict=True))})")
        engine.executemany(f"INSERT INTO log VALUES ({', '.join('?' * len(columns))})", rows)
        engine.table("log").write_parquet(str(path))


def as_xes() -> bytes:
    def event(row: tuple[str | None, ...]) -> str:
        cells = [(column, text) for column, text in zip(HEADER, row, strict=True) if text is not None]
        return "".join(f"<string key={quoteattr(column)} value={quoteattr(text)}/>" for column, text in cells)

    return f"<log><trace>{''.join(f'<event>{event(row)}</event>' for row in ROWS)}</trace></log>".encode()


TYPED = ("VARCHAR", "TIMESTAMPTZ", "VARCHAR", "DOUBLE", "BOOLEAN", "INTEGER")
WRITERS: dict[str, Callable[[Path], object]] = {
    "log.csv": lambda path: path.write_bytes(as_delimited(",")),
    "LOG.CSV": lambda path: path.write_bytes(as_delimited(",")),
    "semicolons.csv": lambda path: path.write_bytes(as_delimited(";")),
    "bars.csv": lambda path: path.write_bytes(as_delimited("|")),
    "tabs.tsv": lambda path: path.write_bytes(as_delimited("\t")),
    "windows.csv": lambda path: path.write_bytes(as_delimited(",", "\r\n", "\ufeff")),
    "mark.csv.gz": lambda path: path.write_bytes(gzip.compress(as_delimited(",", mark="\ufeff"))),
    "log.csv.gz": lambda path: path.write_bytes(gzip.compress(as_delimited(","))),
    "tabs.tsv.gz": lambda path: path.write_bytes(gzip.compress(as_delimited("\t"))),
    "log.jsonl": lambda path: path.write_bytes(as_json_lines()),
    "log.ndjson": lambda path: path.write_bytes(as_json_lines().replace(b"\n", b"\n\n")),
    "mark.jsonl": lambda path: path.write_bytes(b"\xef\xbb\xbf" + as_json_lines()),
    "log.jsonl.gz": lambda path: path.write_bytes(gzip.compress(as_json_lines())),
    "log.xes": lambda path: path.write_bytes(as_xes()),
    "log.xes.gz": lambda path: path.write_bytes(gzip.compress(as_xes())),
    "texts.parquet": lambda path: as_parquet(path, ["VARCHAR"] * len(HEADER)),
    "typed.parquet": lambda path: as_parquet(path, TYPED),
    "typed.pq": lambda path: as_parquet(path, TYPED),
}


@pytest.fixture
def told(reported: Reported) -> Callable[[str], dict[str, str]]:
    """All views of one log's report; the file's name is taken out."""

    def tell(*names: str) -> dict[str, str]:
        report = reported(FORMS, *names)
        return {form: view(report).replace(names[0], "FILE") for form, view in VIEWS.items()}

    return tell


@pytest.mark.parametrize("name", WRITERS)
def test_every_form_of_a_log_gives_the_same_bytes(name: str, here: Path, told: Callable[..., dict[str, str]]) -> None:
    WRITERS["log.csv"](here / "a.csv")
    WRITERS[name](here / name)
    assert told(name) == told("a.csv")


def test_what_that_log_says(here: Path, reported: Reported) -> None:
    WRITERS["log.csv"](here / "log.csv")
    report = reported(FORMS, "log.csv")
    data = report.data
    assert {name: found.visits for name, found in report.touchpoints.items()} == {
        "cheap": 3,
        "dear": 1,
        "look": 2,
        "pay": 3,
    }
    assert (data.rows, data.steps, data.customers, data.cases, data.ambiguous) == (10, 9, 8, 8, 4)
    assert data.unbound_names == {"other": 1}
    assert (data.first, data.last, data.as_of) == (
        "2026-05-13T08:00:00Z",
        "2026-05-13T09:00:00Z",
        "2026-05-13T09:00:00Z",
    )
    answers = data.answers["csat"]
    assert (answers.rows, answers.counted, answers.left_out, answers.unattached) == (10, 4, {"blank": 3}, 3)


def test_the_checksum_depends_on_what_was_measured_only(here: Path, reported: Reported, table: Table) -> None:
    one = table("one.csv", "customer|time|event", "a|2026-05-13T08:00:00Z|look", "b|2026-05-13T09:00:00Z|pay")
    same = table("same.csv", "event|time|customer", "pay|2026-05-13 11:00:00+02|b", "look|2026-05-13T08:00:00.0Z|a")
    other = table("other.csv", "customer|time|event", "a|2026-05-13T08:00:00Z|look", "b|2026-05-13T09:00:01Z|pay")
    found = [reported(SHOP, name).data.checksum for name in (one, same, other)]
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_rows_in_any_order_give_the_same_bytes(here: Path, reported: Reported, table: Table) -> None:
    rows = [
        f"c{number % 7}|2026-05-13T0{number % 5}:00:00Z|{('look', 'pay', 'look')[number % 3]}|{number % 6}"
        for number in range(60)
    ]
    journey = shop(more="surveys: {csat: {answer: score, scale: 1..5, good: 4..5}}\n").replace(
        "{match: look}", "{match: look, ask: csat}"
    )
    said = []
    for number, order in enumerate((rows, rows[::-1], rows[1::2] + rows[::2], sorted(rows))):
        report = reported(journey, table(f"{number}.csv", "customer|time|event|score", *order))
        said.append({form: view(report).replace(f"{number}.csv", "FILE") for form, view in VIEWS.items()})
    assert said[1:] == said[:1] * 3


# --- which files -------------------------------------------------------------------------------------------------------

FIRST = ("customer|time|event", "a|2026-05-13T08:00:00Z|look")
SECOND = ("event|time|customer|more", "pay|2026-05-13T09:00:00Z|a|x", "pay|2026-05-13T09:00:00Z|b|x")


def files(report: Report) -> list[tuple[str, int]]:
    return [(file.name, file.rows) for file in report.data.files]


def test_several_files_are_one_log(reported: Reported, table: Table) -> None:
    report = reported(SHOP, table("b.csv", *SECOND), table("a.csv", *FIRST))
    assert files(report) == [("a.csv", 1), ("b.csv", 2)]
    assert (report.data.rows, report.data.steps, report.data.customers) == (3, 3, 2)
    assert [(walked.from_, walked.to, walked.median_seconds) for walked in report.transitions] == [
        ("look", "pay", 3600)
    ]


def test_a_file_is_read_once_however_often_it_is_named(here: Path, reported: Reported, table: Table) -> None:
    name = table("a.csv", *FIRST)
    (here / "link.csv").symlink_to(here / name)
    assert files(reported(SHOP, name, "./a.csv", "*.csv", str(here / "a.csv"))) == [("a.csv", 1)]


def test_globs_are_sorted_and_go_deep(here: Path, reported: Reported, table: Table) -> None:
    (here / "log" / "deep").mkdir(parents=True)
    table("log/b.csv", *SECOND)
    table("log/deep/a.csv", *FIRST)
    (here / "log" / "c.csv").mkdir()
    assert files(reported(SHOP, "log/**/*.csv")) == [("a.csv", 1), ("b.csv", 2)]
    assert files(reported(SHOP, "log/[b]*.csv")) == [("b.csv", 2)]


def test_the_journey_names_files_from_its_own_folder(
    here: Path, table: Table, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "plans").mkdir()
    (here / "log").mkdir()
    (here / "plans" / "shop.yaml").write_text(shop("timezone: UTC, from: [../log/a.csv, ../log/b*.csv]"))
    table("log/a.csv", *FIRST)
    table("log/b.csv", *SECOND)
    assert run("report", "plans/shop.yaml", "--format", "json").code == 0
    monkeypatch.chdir(here / "plans")
    data = json.loads(run("report", "shop.yaml", "--format", "json").out)["data"]
    assert [(file["name"], file["rows"]) for file in data["files"]] == [("../log/a.csv", 1), ("b.csv", 2)]


@pytest.mark.parametrize(
    "name",
    [
        "with space.csv",
        "a[1].csv",
        "st*r.csv",
        "what?.csv",
        "🛒 thử lại.csv",
        "it's.csv",
        'say "hi".csv',
        "$p0; DROP TABLE log --.csv",
        "back\\slash.csv",
        "{a,b}.csv",
        "%s%00.csv",
        "-dash.csv",
        "**.csv",
        "[[!]].csv.gz",
        "*.jsonl",
        "[a].parquet",
    ],
)
def test_a_file_may_be_called_anything(name: str, here: Path, reported: Reported, table: Table) -> None:
    for neighbour in ("a1.csv", "star.csv", "a.csv", "whatx.csv", "a.jsonl", "a.parquet", "b.csv.gz"):
        (here / neighbour).write_bytes(b"not to be read")
    rows = [("customer", "time", "event"), ("a", "2026-05-13T08:00:00Z", "look")]
    if name.endswith(".parquet"):
        as_parquet(here / "x.pq", ["VARCHAR"] * 3, rows[0], rows[1:])
        (here / "x.pq").rename(here / name)
    elif name.endswith(".jsonl"):
        (here / name).write_text(json.dumps(dict(zip(*rows, strict=True))))
    else:
        data = (here / table("x.txt", *rows)).read_bytes()
        (here / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    report = reported(SHOP, name)
    assert files(report) == [(name, 1)]
    assert report.touchpoints["look"].visits == 1


# --- ids and names are text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ids",
    [
        ["NA", "N/A", "null", "NULL", "None", "nan", "true", "-", "0"],
        ["007", "7", "07", "7.0", "+7", " 7", "7 ", "7e0"],
        ["a", "A", "á", "a\u0301", "ａ"],
        ["a,b", 'a"b', "a\nb", "a\r\nb", "a;b", "a|b", "a\tb", "'", "\\", "=1+1", "@x"],
        ["1" * 40, "1" * 39 + "2", "x" * 5000],
        ["2026-05-13", "2026-05-13T00:00:00Z"],
    ],
)
def test_ids_that_differ_are_customers_that_differ(ids: list[str], reported: Reported, table: Table) -> None:
    rows = [(name, "2026-05-13T08:00:00Z", "look") for name in ids]
    report = reported(SHOP, table("log.csv", ("customer", "time", "event"), *rows))
    assert (report.data.customers, report.data.rows, report.data.left_out) == (len(ids), len(ids), {})


@pytest.mark.parametrize(
    "name", ["look", "007", "NA", "null", 'say hi, "x"', "it's", "1'; DROP TABLE log; --", "thử lại", "%", "$p1", "?"]
)
def test_event_names_are_text(name: str, reported: Reported, table: Table) -> None:
    journey = (
        f"title: Shop\nstages: {{buy: {{touchpoints: {{look: {{match: {json.dumps(name)}}}, pay: {{match: pay}}}}}}}}\n"
    )
    rows = [
        ("a", "2026-05-13T08:00:00Z", name),
        ("a", "2026-05-13T09:00:00Z", name + " "),
        ("a", "2026-05-13T09:00:00Z", name.upper() + "X"),
    ]
    report = reported(journey, table("log.csv", ("customer", "time", "event"), *rows))
    assert report.touchpoints["look"].visits == 1
    assert report.data.unbound_names == {name + " ": 1, name.upper() + "X": 1}


@pytest.mark.parametrize(
    "column",
    [
        "user id",
        'say "hi"',
        "it's",
        "a;b",
        "at",
        "select",
        "time_state",
        "rule",
        "customer",
        "o0",
        "c0",
        "Größe",
        "$p0",
        "a.b",
    ],
)
def test_a_column_may_be_called_anything(column: str, reported: Reported, table: Table) -> None:
    journey = (
        "title: Shop\nevents: {timezone: UTC, customer: who, name: what, time: when, case: "
        + json.dumps(column)
        + "}\n"
        "stages: {buy: {touchpoints: {look: {match: {event: look, where: {"
        + json.dumps(column)
        + ": x}}}, pay: {match: pay}}}}\n"
    )
    rows = [
        ("who", "when", "what", column),
        ("a", "2026-05-13", "look", "x"),
        ("a", "2026-05-13", "look", "y"),
        ("a", "2026-05-13", "pay", "x"),
    ]
    report = reported(journey, table("log.csv", *rows))
    assert (report.touchpoints["look"].visits, report.touchpoints["pay"].visits, report.data.unbound) == (1, 1, 1)
    assert report.data.cases == 1


# --- times -------------------------------------------------------------------------------------------------------------

TIMES = [
    ("2026-05-13", "UTC", "2026-05-13T00:00:00Z"),
    ("2026-05-13", "Asia/Ho_Chi_Minh", "2026-05-12T17:00:00Z"),
    ("2026-05-13 06:00", "Europe/Berlin", "2026-05-13T04:00:00Z"),
    ("2026-01-13T06:00", "Europe/Berlin", "2026-01-13T05:00:00Z"),
    ("2026-05-13T06:00:00.25+02:00", "America/New_York", "2026-05-13T04:00:00.250000Z"),
    ("2026-05-13T06:00:00.123456Z", None, "2026-05-13T06:00:00.123456Z"),
    ("2026-05-13T06:00:00.123456999Z", None, "2026-05-13T06:00:00.123456Z"),
    ("2026-05-13 06:00:00+02", None, "2026-05-13T04:00:00Z"),
    ("2026-05-13 06:00:00+0530", None, "2026-05-13T00:30:00Z"),
    ("2026-05-13T06:00-03:30", None, "2026-05-13T09:30:00Z"),
    ("2024-02-29T23:59:59Z", None, "2024-02-29T23:59:59Z"),
    ("1969-12-31T23:59:59.5Z", None, "1969-12-31T23:59:59.500000Z"),
    ("2026-03-29 01:59:59", "Europe/Berlin", "2026-03-29T00:59:59Z"),
    ("2026-03-29 03:00:00", "Europe/Berlin", "2026-03-29T01:00:00Z"),
    ("2026-10-25 01:59:59", "Europe/Berlin", "2026-10-24T23:59:59Z"),
    ("2026-10-25 03:00:00", "Europe/Berlin", "2026-10-25T02:00:00Z"),
]


@pytest.mark.parametrize(("text", "zone", "moment"), TIMES)
def test_times_are_iso_8601(text: str, zone: str | None, moment: str, reported: Reported, table: Table) -> None:
    report = reported(
        shop(f"timezone: {zone}" if zone else ""), table("log.csv", "customer|time|event", f"a|{text}|look")
    )
    assert (report.data.first, report.data.last, report.data.as_of) == (moment, moment, moment)


UNREADABLE = [
    "13/05/2026",
    "05/13/2026 06:00",
    "13.05.2026",
    "2026/05/13",
    "20260513",
    "2026-05-13T06",
    "2026-5-13",
    "2026-02-30",
    "2026-13-01",
    "2026-05-13T25:00:00Z",
    "2026-05-13T06:61:00Z",
    "2026-05-13 06:00 PM",
    "2026-05-13T06:00:00 Z",
    " 2026-05-13",
    "2026-05-13Z",
    "May 13 2026",
    "1778652000",
    "46155.25",
    "now",
    "infinity",
    "2026-05-13T06:00:00+2",
    "NaT",
    "٢٠٢٦-٠٥-١٣",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_nothing_else_is_guessed(text: str, reported: Reported, table: Table) -> None:
    log = table("log.csv", "customer|time|event", f"a|{text}|look", "a|2026-05-13|look")
    report = reported(shop("timezone: UTC, max_bad_rows: 50%"), log)
    assert report.data.left_out == {"bad time": 1}
    assert report.data.steps == 1


def test_a_night_in_which_the_clock_changes_is_as_long_as_it_was(reported: Reported, table: Table) -> None:
    rows = [
        "spring|2026-03-29 01:30|look",
        "spring|2026-03-29 03:30|pay",
        "autumn|2026-10-25 01:30|look",
        "autumn|2026-10-25 03:30|pay",
    ]
    report = reported(shop("timezone: Europe/Berlin"), table("log.csv", "customer|time|event", *rows))
    dwell = report.touchpoints["look"].dwell
    assert dwell is not None
    assert (dwell.n, dwell.median_seconds) == (2, (3600 + 3 * 3600) / 2)


@pytest.mark.parametrize(
    ("kind", "value", "zone", "moment"),
    [
        ("TIMESTAMP", "2026-05-13 06:00:00.5", "Europe/Berlin", "2026-05-13T04:00:00.500000Z"),
        ("TIMESTAMP_NS", "2026-05-13 06:00:00.123456111", "UTC", "2026-05-13T06:00:00.123456Z"),
        ("TIMESTAMP_S", "2026-05-13 06:00:00", "UTC", "2026-05-13T06:00:00Z"),
        ("DATE", "2026-05-13", "Europe/Berlin", "2026-05-12T22:00:00Z"),
        ("TIMESTAMPTZ", "2026-05-13 06:00:00+02", None, "2026-05-13T04:00:00Z"),
    ],
)
def test_typed_times(kind: str, value: str, zone: str | None, moment: str, here: Path, reported: Reported) -> None:
    as_parquet(
        here / "log.parquet", ["VARCHAR", kind, "VARCHAR"], ("customer", "time", "event"), [("a", value, "look")]
    )
    assert reported(shop(f"timezone: {zone}" if zone else ""), "log.parquet").data.first == moment


def test_typed_times_that_are_none_or_never(here: Path, reported: Reported) -> None:
    rows = [("a", None, "look"), ("a", "infinity", "look"), ("a", "2026-05-13", "look")]
    as_parquet(here / "log.parquet", ["VARCHAR", "TIMESTAMP", "VARCHAR"], ("customer", "time", "event"), rows)
    assert reported(shop("timezone: UTC, max_bad_rows: 70%"), "log.parquet").data.left_out == {
        "no time": 1,
        "bad time": 1,
    }


def test_typed_times_without_an_offset_need_a_zone(here: Path, reported: Reported) -> None:
    as_parquet(
        here / "log.parquet",
        ["VARCHAR", "TIMESTAMP", "VARCHAR"],
        ("customer", "time", "event"),
        [("a", "2026-05-13", "look")],
    )
    message = "1 time in column 'time' without an offset, and no zone is declared"
    assert fault_of(reported, shop(""), "log.parquet") == ("JM506", message)


# --- what is left out --------------------------------------------------------------------------------------------------


def test_each_row_that_is_left_out_has_one_reason_the_first_that_holds(reported: Reported, table: Table) -> None:
    log = table(
        "log.csv",
        "customer|time|event|seq",
        "|||",
        "a|||",
        "a||look|",
        "a|x|look|",
        "a|2026-05-13|look|",
        "a|2026-05-13|look|x",
        "a|2026-05-13|look|NaN",
        "a|2026-05-13|look|1",
    )
    report = reported(shop("timezone: UTC, order: [time, seq], max_bad_rows: 90%"), log)
    assert list(report.data.left_out.items()) == [
        ("no customer", 1),
        ("no name", 1),
        ("no time", 1),
        ("bad time", 1),
        ("no order", 1),
        ("bad order", 2),
    ]
    assert report.data.steps == 1


@pytest.mark.parametrize(("bad", "stops"), [(1, False), (2, True)])
def test_one_row_in_a_thousand_may_be_bad(bad: int, stops: bool, reported: Reported, table: Table) -> None:
    rows = [f"a|2026-05-13T08:00:00Z|{'' if number < bad else 'look'}" for number in range(1000)]
    log = table("log.csv", "customer|time|event", *rows)
    if stops:
        message = "2 of 1,000 rows cannot be used (2 with no name); at most 0.100% may be left out"
        assert fault_of(reported, SHOP, log) == ("JM507", message)
    else:
        assert reported(SHOP, log).data.left_out == {"no name": 1}


def test_the_limit_can_be_declared(reported: Reported, table: Table) -> None:
    log = table("log.csv", "customer|time|event", "a|2026-05-13|look", "|2026-05-13|look")
    assert reported(shop("timezone: UTC, max_bad_rows: 50%"), log).data.left_out == {"no customer": 1}
    message = "1 of 2 rows cannot be used (1 with no customer); at most 49.000% may be left out"
    assert fault_of(reported, shop("timezone: UTC, max_bad_rows: 49%"), log) == ("JM507", message)


def test_what_is_after_as_of_is_left_out_and_not_bad(reported: Reported, table: Table) -> None:
    rows = [
        "a|2026-05-13|look",
        "a|2026-05-14|pay",
        "b|2026-05-13T23:59:59.999999|look",
        "b|2026-05-15|look",
        "c|2026-06-20|look",
    ]
    log = table("log.csv", "customer|time|event", *rows)
    report = reported(shop("timezone: UTC, as_of: 2026-05-14T00:00:00Z"), log)
    assert report.data.left_out == {"after as_of": 2}
    assert (report.data.last, report.data.as_of) == ("2026-05-14T00:00:00Z", "2026-05-14T00:00:00Z")
    assert (report.cases.won, report.cases.open, report.cases.left) == (1, 1, 0)


def test_as_of_is_read_in_the_declared_zone_and_may_be_later_than_the_log(reported: Reported, table: Table) -> None:
    log = table("log.csv", "customer|time|event", "a|2026-05-13|look")
    report = reported(shop("timezone: Europe/Berlin, as_of: 2026-07-01"), log)
    assert (report.data.last, report.data.as_of) == ("2026-05-12T22:00:00Z", "2026-06-30T22:00:00Z")
    assert (report.cases.open, report.cases.left) == (0, 1)


# --- order -------------------------------------------------------------------------------------------------------------


def paths(report: Report) -> dict[str, int]:
    return {" ".join(variant.path): variant.cases for variant in report.variants.top}


def test_order_columns_are_numbers(reported: Reported, table: Table) -> None:
    rows = ["a||pay|10", "a||look|9", "b||look|-1.5", "b||pay|-1e-3", "c||pay|2", "c||look| 1"]
    report = reported(shop("timezone: UTC, order: seq"), table("log.csv", "customer|time|event|seq", *rows))
    assert paths(report) == {"look pay": 3}
    assert (report.data.rows_without_time, report.data.ties, report.data.first) == (6, 0, None)


def test_several_order_columns_stand_in_their_order(reported: Reported, table: Table) -> None:
    rows = ["a|2|1|look", "a|1|2|pay", "a|1|1|look"]
    log = table("log.csv", "customer|leg|seq|event", *rows)
    assert paths(reported(shop("order: [leg, seq]"), log)) == {"look pay": 1, "look": 1}
    assert paths(reported(shop("order: [seq, leg]"), log)) == {"look look pay": 1}


def test_whole_numbers_of_eighteen_digits_stay_whole(here: Path, reported: Reported, table: Table) -> None:
    first, second = str(2**53), str(2**53 + 1)
    rows = [("a", "pay", second), ("a", "look", first)]
    as_parquet(here / "log.parquet", ["VARCHAR", "VARCHAR", "BIGINT"], ("customer", "event", "seq"), rows)
    assert paths(reported(shop("order: seq"), "log.parquet")) == {"look pay": 1}
    assert paths(reported(shop("order: seq"), table("log.csv", ("customer", "event", "seq"), *rows))) == {"look pay": 1}


def test_rows_without_a_time_keep_their_place_and_have_no_duration(reported: Reported, table: Table) -> None:
    rows = [
        "a|2026-05-13|look|1",
        "a||look|2",
        "a|x|look|3",
        "a|2026-05-15|pay|4",
        "b|2026-05-13|look|1",
        "b|2026-05-13T00:01:00|pay|2",
    ]
    report = reported(shop("timezone: UTC, order: seq"), table("log.csv", "customer|time|event|seq", *rows))
    assert paths(report) == {"look look look pay": 1, "look pay": 1}
    assert (report.data.rows_without_time, report.data.unreadable_times_kept, report.data.left_out) == (1, 1, {})
    dwell = report.touchpoints["look"].dwell
    assert dwell is not None
    assert (dwell.n, dwell.median_seconds) == (1, 60)


def test_a_clock_that_runs_backwards_is_a_fault_and_no_duration(reported: Reported, table: Table) -> None:
    rows = ["a|2026-05-14|look|1", "a|2026-05-13|pay|2"]
    report = reported(shop("timezone: UTC, order: seq"), table("log.csv", "customer|time|event|seq", *rows))
    assert (report.data.clock_faults, report.touchpoints["look"].dwell) == (1, None)
    assert paths(report) == {"look pay": 1}


def test_ties_stand_in_the_order_of_the_design(reported: Reported, table: Table) -> None:
    rows = ["a|2026-05-13|pay", "a|2026-05-13|look", "b|2026-05-13|look", "b|2026-05-14|pay"]
    report = reported(SHOP, table("log.csv", "customer|time|event", *rows))
    assert paths(report) == {"look pay": 2}
    assert report.data.ties == 1


def test_where_the_order_says_so_the_time_is_one_of_several(reported: Reported, table: Table) -> None:
    rows = ["a|2026-05-13|pay|2", "a|2026-05-13|look|1", "b||look|1"]
    log = table("log.csv", "customer|time|event|seq", *rows)
    report = reported(shop("timezone: UTC, order: [time, seq], max_bad_rows: 40%"), log)
    assert paths(report) == {"look pay": 1}
    assert (report.data.left_out, report.data.ties) == ({"no time": 1}, 0)


# --- duplicates --------------------------------------------------------------------------------------------------------

TWICE = (
    "customer|time|event|id",
    "a|2026-05-13|look|1",
    "a|2026-05-13|look|1",
    "a|2026-05-13|look|2",
    "a|2026-05-14|look|1",
    "b|2026-05-13|look|1",
    "a|2026-05-13|look|",
    "a|2026-05-13|look|",
)


def test_duplicates_are_dropped_by_a_declared_id_only(reported: Reported, table: Table) -> None:
    log = table("log.csv", *TWICE)
    with_id = reported(shop("timezone: UTC, id: id"), log).data
    assert (with_id.rows, with_id.steps, with_id.duplicates_dropped, with_id.duplicates_kept) == (7, 6, 1, 3)
    without = reported(SHOP, log).data
    assert (without.rows, without.steps, without.duplicates_dropped, without.duplicates_kept) == (7, 7, 0, 4)


def test_duplicates_in_two_files_are_duplicates(reported: Reported, table: Table) -> None:
    names = [table(f"{number}.csv", "customer|time|event|id", "a|2026-05-13|look|1") for number in range(3)]
    data = reported(shop("timezone: UTC, id: id"), *names).data
    assert (data.rows, data.steps, data.duplicates_dropped) == (3, 1, 2)
    assert [file.rows for file in data.files] == [1, 1, 1]


# --- binding -----------------------------------------------------------------------------------------------------------

PROPERTIES = (
    "NULL",
    "low",
    "Low",
    "below",
    "3",
    "3.0",
    "03",
    "5",
    "-5",
    "1e1",
    "NaN",
    "inf",
    "true",
    "TRUE",
    "false",
    "lo,w",
    "it's",
    "",
)
CONDITIONS = [
    ("low", ["low"]),
    ("[low, below]", ["low", "below"]),
    ("3", ["3", "3.0", "03"]),
    ("'3'", ["3"]),
    ("[3, low]", ["low", "3", "3.0", "03"]),
    ("true", ["true", "TRUE"]),
    ("'true'", ["true"]),
    ("{min: 3}", ["3", "3.0", "03", "5", "1e1"]),
    ("{min: 3, max: 5}", ["3", "3.0", "03", "5"]),
    ("{max: 3}", ["3", "3.0", "03", "-5"]),
    ("{starts_with: lo}", ["low", "lo,w"]),
    ("{contains: ow}", ["low", "Low", "below"]),
    ("{starts_with: l, contains: w}", ["low", "lo,w"]),
    ("{contains: '%'}", []),
    ('"it\'s"', ["it's"]),
    ("\"x' OR 'x' = 'x\"", []),
    ("'NULL'", ["NULL"]),
    ("10", ["1e1"]),
]


TWO = """
title: T
events: {timezone: UTC}
stages:
  s:
    touchpoints:
      yes: {match: {event: e, where: {p: CONDITION}}}
      no: {match: e}
"""


@pytest.mark.parametrize(("condition", "met"), CONDITIONS)
def test_where(condition: str, met: list[str], reported: Reported, table: Table) -> None:
    journey = TWO.replace("CONDITION", condition)
    for properties, name in ((met, "yes"), ([text for text in PROPERTIES if text not in met], "no")):
        rows = [("customer", "time", "event", "p"), *(("a", "2026-05-13", "e", text) for text in properties)]
        if properties:
            assert reported(journey, table("log.csv", *rows)).touchpoints[name].visits == len(properties)


@pytest.mark.parametrize(
    ("kind", "values", "condition"),
    [
        ("BOOLEAN", ("true", "false", None), "true"),
        ("BOOLEAN", ("true", "false", None), "false"),
        ("INTEGER", ("3", "5", None), "3"),
        ("BIGINT", ("3", "5", None), "{min: 4}"),
        ("DOUBLE", ("3.5", "NaN", None), "{max: 4}"),
        ("DOUBLE", ("inf", "2.5", None), "{min: 1}"),
        ("DECIMAL(6,2)", ("3.50", "4.25", None), "3.5"),
        ("DATE", ("2026-05-13", "2026-06-01", None), "{starts_with: 2026-05}"),
        ("VARCHAR", ("low", "", None), "[low, high]"),
    ],
)
def test_typed_columns_and_texts_meet_the_same_conditions(
    kind: str, values: tuple[str | None, ...], condition: str, here: Path, reported: Reported, table: Table
) -> None:
    journey = TWO.replace("CONDITION", condition)
    rows = [("a", "2026-05-13", "e", value) for value in values]
    as_parquet(here / "log.parquet", ["VARCHAR", "DATE", "VARCHAR", kind], ("customer", "time", "event", "p"), rows)
    texts = table("log.csv", "customer|time|event|p", *([cell or "" for cell in row] for row in rows))
    typed, text = reported(journey, "log.parquet"), reported(journey, texts)
    assert typed.touchpoints == text.touchpoints
    assert (typed.touchpoints["yes"].visits, typed.touchpoints["no"].visits) == (1, 2)


def test_ignored_and_unbound_are_counted(reported: Reported, table: Table) -> None:
    rows = [
        "a|2026-05-13|look",
        "a|2026-05-13|ping",
        "a|2026-05-13|ping",
        "a|2026-05-13|odd",
        "a|2026-05-13|even",
        "b|2026-05-13|even",
    ]
    data = reported(shop(more="ignore: [ping, never]\n"), table("log.csv", "customer|time|event", *rows)).data
    assert (data.rows, data.steps, data.ignored, data.unbound) == (6, 1, 2, 3)
    assert list(data.unbound_names.items()) == [("even", 2), ("odd", 1)]
    assert data.customers == 1


def test_rare_names_are_not_told(reported: Reported, table: Table) -> None:
    rows = (
        [f"c{number}|2026-05-13|look" for number in range(20)]
        + ["a|2026-05-13|mrs miller called"] * 9
        + ["a|2026-05-13|often"] * 10
    )
    data = reported(SHOP, table("log.csv", "customer|time|event", *rows), min_group=10).data
    assert data.unbound_names == {"often": 10, "(rare names)": 9}


def test_a_row_belongs_to_the_first_touchpoint_of_the_design_that_it_meets(reported: Reported, table: Table) -> None:
    journey = """
title: T
events: {timezone: UTC}
stages:
  s:
    touchpoints:
      app: {match: {event: e, where: {p: app}}}
      mobile: {match: {event: e, where: {p: [app, web]}}}
      rest: {match: {start: e, done: d}}
"""
    rows = ["a|2026-05-13|e|app", "a|2026-05-13|e|web", "a|2026-05-13|e|", "a|2026-05-14|d|app"]
    report = reported(journey, table("log.csv", "customer|time|event|p", *rows))
    assert {name: found.visits for name, found in report.touchpoints.items()} == {"app": 1, "mobile": 1, "rest": 1}
    assert (report.data.ambiguous, report.data.contact_rows) == (2, 1)


# --- answers -----------------------------------------------------------------------------------------------------------

VISITS = (
    "customer|time|event|order_no",
    "a|2026-05-13T08:00:00Z|look|1",
    "a|2026-05-13T10:00:00Z|pay|1",
    "a|2026-05-14T08:00:00Z|look|2",
    "b|2026-05-13T08:00:00Z|look|1",
)


def asking(survey: str, look: str = "csat", pay: str = "csat", events: str = "timezone: UTC") -> str:
    return f"""
title: Shop
events: {{{events}}}
surveys:
  csat: {{answer: score, scale: 1..5, good: 4..5, {survey}}}
stages:
  buy:
    touchpoints:
      look: {{match: look, ask: {look}}}
      pay: {{match: pay, ask: {pay}}}
"""


def good(report: Report) -> dict[str, tuple[int, int]]:
    """Good answers and all answers by touchpoint."""
    return {name: (found.csat.counts["good"], found.csat.n) for name, found in report.touchpoints.items() if found.csat}


def fate(report: Report, survey: str = "csat") -> tuple[int, int, dict[str, int], int]:
    found = report.data.answers[survey]
    return found.rows, found.counted, found.left_out, found.unattached


def test_an_answer_belongs_to_the_latest_visit_that_is_not_after_it(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    rows = [
        "a|2026-05-13T08:00:00Z|5",
        "a|2026-05-13T09:59:59.999999Z|4",
        "a|2026-05-13T10:00:00Z|1",
        "a|2026-06-13T10:00:00Z|2",
        "a|2026-05-13T07:59:59Z|3",
        "b|2026-05-13T10:00:00+01:00|3",
        "c|2026-05-13T10:00:00Z|3",
    ]
    table("answers.csv", "customer|time|score", *rows)
    report = reported(asking("from: answers.csv, time: time"), "log.csv")
    assert good(report) == {"look": (2, 4), "pay": (0, 1)}
    assert fate(report) == (7, 5, {}, 2)


def test_only_visits_where_the_survey_is_asked_count(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    table("answers.csv", "customer|time|score", "a|2026-06-13T10:00:00Z|5", "b|2026-06-13T10:00:00Z|5")
    report = reported(asking("from: answers.csv, time: time", look="[]"), "log.csv")
    assert good(report) == {"pay": (1, 1)}
    assert fate(report) == (2, 1, {}, 1)


def test_without_a_time_the_last_visit_counts(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    table("answers.csv", "customer|score", "a|5", "b|4", "c|4")
    report = reported(asking("from: answers.csv"), "log.csv")
    assert good(report) == {"look": (2, 2)}
    assert fate(report) == (3, 2, {}, 1)


def test_with_a_case_the_last_visit_of_that_case_counts(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    table("answers.csv", "customer|no|score", "a|1|5", "a|2|1", "a|3|1", "b|1|4", "b||4")
    events = "timezone: UTC, case: order_no"
    report = reported(asking("from: answers.csv, case: no", events=events), "log.csv")
    assert good(report) == {"look": (1, 2), "pay": (1, 1)}
    assert fate(report) == (5, 3, {}, 2)


def test_answers_that_name_their_touchpoint_need_no_visit(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    table("answers.csv", "about|score", "the shelf|5", "the till|1", "the counter|2", "the roof|4", "|4")
    survey = "from: answers.csv, at: about, customer: about"
    report = reported(asking(survey, look="{csat: the shelf}", pay="{csat: [the till, the counter]}"), "log.csv")
    assert good(report) == {"look": (1, 1), "pay": (0, 2)}
    assert fate(report) == (5, 3, {"no customer": 1}, 1)
    assert report.touchpoints["pay"].csat is not None
    assert report.touchpoints["pay"].csat.answers_per_visit == 2


def test_long_answers_are_chosen_by_where(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    table("answers.csv", "customer|question|score", "a|csat|5", "a|nps|9", "b|csat|3", "b|nps|10", "b|other|x")
    journey = asking("from: answers.csv, where: {question: csat}", look="[csat, nps]").replace(
        "stages:", "  nps: {answer: score, scale: 0..10, from: answers.csv, where: {question: nps}}\nstages:"
    )
    report = reported(journey, "log.csv")
    assert good(report) == {"look": (1, 2)}
    assert (fate(report), fate(report, "nps")) == ((2, 2, {}, 0), (2, 2, {}, 0))
    assert report.nps is not None
    assert (report.nps.value, report.nps.counts) == (100, {"promoters": 2, "passives": 0, "detractors": 0})


@pytest.mark.parametrize("where", ["own", "log"])
def test_wide_answers_are_a_column_a_score(where: str, reported: Reported, table: Table) -> None:
    header, *visits = VISITS
    scores = [("5", "9"), ("", "0"), ("x", "8"), ("2", "11")]
    named = "" if where == "log" else "from: answers.csv, "
    if where == "log":
        table(
            "log.csv",
            f"{header}|score|likely",
            *(f"{row}|{'|'.join(pair)}" for row, pair in zip(visits, scores, strict=True)),
        )
    else:
        table("log.csv", *VISITS)
        table("answers.csv", "customer|score|likely", *(f"a|{'|'.join(pair)}" for pair in scores))
    journey = asking(f"{named}weight: score").replace(", weight: score", "")
    journey = journey.replace("stages:", f"  nps: {{{named}answer: likely, scale: 0..10}}\nstages:").replace(
        "ask: csat", "ask: [csat, nps]"
    )
    report = reported(journey, "log.csv")
    assert fate(report) == (4, 2, {"blank": 1, "not a number": 1}, 0)
    assert fate(report, "nps") == (4, 3, {"off the scale": 1}, 0)
    assert good(report) == {"look": (1, 2)}
    assert report.nps is not None
    assert report.nps.counts == {"promoters": 1, "passives": 1, "detractors": 1}


def test_answers_in_the_log_belong_to_their_own_row_else_to_the_one_before(reported: Reported, table: Table) -> None:
    rows = [
        "a|2026-05-13T08:00:00Z|look|5",
        "a|2026-05-13T09:00:00Z|survey|1",
        "a|2026-05-13T10:00:00Z|pay|",
        "a|2026-05-13T10:00:00Z|survey|4",
        "b|2026-05-13T07:00:00Z|survey|2",
        "b|2026-05-13T08:00:00Z|look|",
    ]
    report = reported(asking("where: {}"), table("log.csv", "customer|time|event|score", *rows))
    assert good(report) == {"look": (1, 2), "pay": (1, 1)}
    assert fate(report) == (6, 3, {"blank": 2}, 1)
    assert report.data.unbound_names == {"survey": 3}


def test_the_command_line_overrides_the_files_of_the_journey(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    table("other.csv", "customer|score", "a|5")
    report = reported(asking("from: nowhere.csv"), "log.csv", answers=["other.csv"])
    assert fate(report) == (1, 1, {}, 0)


SCORES = ["", "NaN", "nan", "inf", "-inf", "five", "5,0", "0", "6", "0.999999", "1", "5", "1e0", " 3", "3.5", "-1"]


def test_what_is_no_answer_is_left_out_by_reason(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    table("answers.csv", ("customer", "score"), *(("a", score) for score in SCORES))
    report = reported(asking("from: answers.csv"), "log.csv")
    assert fate(report) == (16, 5, {"blank": 1, "not a number": 6, "off the scale": 4}, 0)
    score = report.touchpoints["look"].csat
    assert score is not None
    assert score.mean is not None
    assert (score.counts, score.mean.value) == ({"good": 1, "other": 4}, (1 + 5 + 1 + 3 + 3.5) / 5)


def test_typed_scores_that_are_none_or_no_number(here: Path, reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    rows = [("a", "NaN"), ("a", None), ("a", "inf"), ("a", "4"), ("a", "4.000001"), ("a", "6")]
    as_parquet(here / "answers.parquet", ["VARCHAR", "DOUBLE"], ("customer", "score"), rows)
    report = reported(asking("from: answers.parquet"), "log.csv")
    assert fate(report) == (6, 2, {"blank": 1, "not a number": 2, "off the scale": 1}, 0)


def test_answers_need_a_customer_and_a_time(reported: Reported, table: Table) -> None:
    table("log.csv", *VISITS)
    table("answers.csv", "who|when|score", "|2026-05-15|5", "a||5", "a|15.05.2026|5", "a|2026-05-15|5", "a|2026-05-15|")
    report = reported(asking("from: answers.csv, customer: who, time: when"), "log.csv")
    assert fate(report) == (5, 1, {"bad time": 1, "blank": 1, "no customer": 1, "no time": 1}, 0)


def test_weights_weight_the_headline(reported: Reported, table: Table) -> None:
    # 10 counts twice, 9, 8 and 3 once: (3 - 1) of 5 is +40; each counted once it is (2 - 1) of 4, +25. Effective n = 5^2 / (4 + 1 + 1 + 1).
    table("log.csv", *VISITS)
    rows = ["a|10|2", "a|9|1", "a|8|1.0", "a|3|1e0", "a|10|0", "a|10|-1", "a|10|", "a|10|NaN", "a|10|heavy"]
    table("answers.csv", "customer|score|weight", *rows)
    journey = asking("from: answers.csv, weight: weight").replace(
        "csat: {answer: score, scale: 1..5, good: 4..5,", "nps: {answer: score, scale: 0..10,"
    )
    report = reported(journey.replace("ask: csat", "ask: nps"), "log.csv")
    assert fate(report, "nps") == (9, 4, {"no weight": 5}, 0)
    score = report.nps
    assert score is not None
    assert (score.value, score.unweighted, score.n, score.effective_n) == (40, 25, 4, round(25 / 7, 6))
    assert score.counts == {"promoters": 2, "passives": 1, "detractors": 1}


def test_the_last_visit_of_a_customer_with_many_cases_is_the_last_of_the_design_at_that_time(
    reported: Reported, table: Table
) -> None:
    rows = [f"c{number}|2026-05-13T08:00:00Z|{event}|{event}" for event in ("pay", "look") for number in range(99)]
    table("log.csv", "customer|time|event|case", *rows)
    table("answers.csv", "customer|score", *(f"c{number}|5" for number in range(99)))
    report = reported(asking("from: answers.csv", events="timezone: UTC, case: case"), "log.csv")
    assert good(report) == {"pay": (99, 99)}


@pytest.mark.parametrize("change", ["written to", "gone"])
def test_a_file_that_changes_while_it_is_read_is_refused(change: str, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("customer,time,event\na,2026-05-13,look\n")

    def meddle(what: str, _share: float) -> None:
        if what == "measuring":
            log.unlink() if change == "gone" else log.write_text(log.read_text() + "b,2026-05-14,look\n")

    loaded = loads(SHOP.encode(), "journey.yaml")
    with pytest.raises(JourneymapError) as raised:
        measure(loaded, events=["log.csv"], base=tmp_path, min_group=0, watch=meddle)
    (finding,) = raised.value.findings
    assert (finding.code, finding.message) == ("JM515", "the file changed while it was read")
    assert finding.location is not None
    assert finding.location.file == "log.csv"
