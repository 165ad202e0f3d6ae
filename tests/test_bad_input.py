"""What bad input gets: a finding with a code, a place and what to do; never a traceback, never a file.

To add one: a line in `CASES`.
"""

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

GOOD = """\
title: Shop
events: {timezone: UTC}
surveys:
  csat: {answer: score, scale: 1..5, good: 4..5}
stages:
  buy:
    touchpoints:
      look: {match: look, ask: csat}
      pay: {match: pay}
"""
HEADER = "customer,time,event,score\n"
ROWS = "c1,2026-05-13 08:00,look,5\nc1,2026-05-13 09:00,pay,\n"
LOG = HEADER + ROWS
AT_ALL = "journey.yaml:2:9"
"""Where `events` of the good journey stands."""


@dataclass(frozen=True)
class Case:
    """Files to write besides the good journey, what to pass, and what is to be said of it: `place` is empty where there is none."""

    name: str
    files: dict[str, str | bytes]
    code: str
    place: str
    message: str
    help: str
    events: tuple[str, ...] = ("log.csv",)
    exit: int = 2
    more: tuple[str, ...] = ()


def parquet(sql: str) -> bytes:
    path = Path(f"made-{os.getpid()}.parquet")
    with duckdb.connect() as engine:
        engine.sql(sql).write_parquet(str(path))
    data = path.read_bytes()
    path.unlink()
    return data


def journey(events: str = "timezone: UTC", survey: str = "", match: str = "look") -> str:
    text = GOOD.replace("{timezone: UTC}", f"{{{events}}}" if events else "{max_bad_rows: 0.1%}")
    return text.replace("good: 4..5", f"good: 4..5{survey}").replace("match: look", f"match: {match}")


LOOKED_UP = "check the path; it is looked up from the folder of who names it"
EMPTY = "it should have a header and a row per event or answer"
AGAIN = "write or copy it again"
QUOTES = "quote fields with a comma in them, or complete the row"
CLOSE = 'close it, and write "" for a quote inside quotes'
OWN_NAME = "give every column a name of its own"
UTF8 = "save it as CSV UTF-8"
ENDS = "this line ends otherwise than the first: some lines end in LF, some in CR LF or CR"
OBJECT = 'write one JSON object a line, like {"customer": "c1", "event": "paid"}'
KINDS = (
    "known endings: .csv, .csv.gz, .tsv, .tsv.gz, .parquet, .pq, .jsonl, .ndjson, .jsonl.gz, .ndjson.gz, .xes, .xes.gz"
)
MEND = "mend them, or allow more with events: {max_bad_rows: 1%}"
ISO = "write times as ISO 8601, like 2026-07-31T14:05:00Z"
ZONE = "declare the zone they are in: events: {timezone: Europe/Berlin}"
COLUMNS = "its columns: customer, time, event, score"
LONG = "x" * 300 + ".csv"
EVIL = "x'); COPY (SELECT 1) TO 'owned.csv'; --"


def unusable(count: int, of: int, why: str) -> str:
    return f"{count} of {of} rows cannot be used ({count} with {why}); at most 0.100% may be left out"


def example(*texts: str) -> str:
    return "; for example " + ", ".join(f"'{text}'" for text in texts) + ", which is not ISO 8601"


CASES = [
    # Files that are not there, or not what they seem
    Case("no such file", {}, "JM501", "", "there is no such file: log.csv", LOOKED_UP),
    Case("no file for a glob", {}, "JM501", "", "there is no such file: log/**/*.csv", LOOKED_UP, ("log/**/*.csv",)),
    Case("a name that is too long", {}, "JM501", "", f"there is no such file: {LONG}", LOOKED_UP, (LONG,)),
    Case(
        "no characters at all",
        {},
        "JM501",
        "",
        "there is a folder, not a file: ",
        "name the files in it: ./*.csv",
        ("",),
    ),
    Case(
        "a folder",
        {"log/a.csv": LOG},
        "JM501",
        "",
        "there is a folder, not a file: log/",
        "name the files in it: log/*.csv",
        ("log/",),
    ),
    Case(
        "a folder called like a log",
        {"log.csv/a.csv": LOG},
        "JM501",
        "",
        "there is a folder, not a file: log.csv",
        "name the files in it: log.csv/*.csv",
    ),
    Case("a file name that is SQL", {}, "JM501", "", f"there is no such file: {EVIL}.csv", LOOKED_UP, (EVIL + ".csv",)),
    Case(
        "an address",
        {},
        "JM501",
        "",
        "there is no such file: https://example.org/log.csv",
        LOOKED_UP,
        ("https://example.org/log.csv",),
    ),
    Case(
        "no log is named",
        {},
        "JM512",
        "journey.yaml:1:1",
        "no event log is named",
        "pass --events FILE, or write events: {from: FILE} in the journey",
        (),
    ),
    Case(
        "an unknown ending",
        {"log.xlsx": "x"},
        "JM511",
        "log.xlsx:1:1",
        "the kind of file cannot be told from its name",
        KINDS,
        ("log.xlsx",),
    ),
    Case("an empty file", {"log.csv": ""}, "JM503", "log.csv:1:1", "the file is empty", EMPTY),
    Case(
        "an empty file in an archive",
        {"log.csv.gz": gzip.compress(b"")},
        "JM503",
        "log.csv.gz:1:1",
        "the file is empty",
        EMPTY,
        ("log.csv.gz",),
    ),
    Case(
        "empty lines of JSON",
        {"log.jsonl": "\n\n"},
        "JM503",
        "log.jsonl:1:1",
        "the file is empty",
        EMPTY,
        ("log.jsonl",),
    ),
    Case(
        "a header and no rows",
        {"log.csv": HEADER},
        "JM503",
        "log.csv:1:1",
        "the log has a header and no rows",
        "check the export",
    ),
    Case(
        "no answers file",
        {"log.csv": LOG},
        "JM501",
        "",
        "there is no such file: answers.csv",
        LOOKED_UP,
        more=("--answers", "answers.csv"),
    ),
    # CSV
    Case("an empty first line", {"log.csv": "\n" + LOG}, "JM510", "log.csv:1:1", "the header has no names", OWN_NAME),
    Case(
        "a column twice",
        {"log.csv": "customer,time,event,score,time\n"},
        "JM510",
        "log.csv:1:1",
        "the header has the column 'time' twice",
        OWN_NAME,
    ),
    Case(
        "a column twice but for capitals",
        {"log.csv": "customer,time,event,score,Time\n"},
        "JM510",
        "log.csv:1:1",
        "the header has the columns 'time' and 'Time', which differ in capital letters only",
        OWN_NAME,
    ),
    Case(
        "a column without a name",
        {"log.csv": "customer,time,event,score,\n"},
        "JM510",
        "log.csv:1:1",
        "the header has a column without a name",
        OWN_NAME,
    ),
    Case(
        "a header of one endless name",
        {"log.csv": "x" * 200_000 + "," + LOG},
        "JM510",
        "log.csv:1:1",
        "the header cannot be read: field larger than field limit (131072)",
        "write the columns' names in the first line, and a name with a quote or a line break in it in quotes",
    ),
    Case(
        "a quote in the header that never closes",
        {"log.csv": 'cust"omer,time\n' + ROWS},
        "JM504",
        "log.csv:1:1",
        "a quote opens here and is not closed",
        CLOSE,
    ),
    Case(
        "a quote that never closes",
        {"log.csv": LOG + 'c2,"2026-05-13,look,5\n'},
        "JM504",
        "log.csv:4:1",
        "a quote opens here and is not closed",
        CLOSE,
    ),
    Case(
        "a row with too few fields",
        {"log.csv": LOG + "c2,2026-05-13,look\n" + ROWS},
        "JM504",
        "log.csv:4:1",
        "this row has 3 fields, the header has 4",
        QUOTES,
    ),
    Case(
        "a row with too many fields",
        {"log.csv": LOG + "c2,2026-05-13,look,5,6\n"},
        "JM504",
        "log.csv:4:1",
        "this row has 5 fields, the header has 4",
        QUOTES,
    ),
    Case(
        "a comma in a field",
        {"log.csv": LOG + "Miller, Ann,2026-05-13,look,5\n"},
        "JM504",
        "log.csv:4:1",
        "this row has 5 fields, the header has 4",
        QUOTES,
    ),
    Case(
        "a torn file", {"log.csv": LOG[:-12]}, "JM504", "log.csv:3:1", "this row has 2 fields, the header has 4", QUOTES
    ),
    Case(
        "line ends of two kinds",
        {"log.csv": LOG + 'c2,"2026-05-13",look,"a\r\nb"\r\n'},
        "JM504",
        "log.csv:5:1",
        ENDS,
        "write all line ends alike",
    ),
    Case(
        "lines of an old Macintosh below the header",
        {"log.csv": HEADER + ROWS.replace("\n", "\r")},
        "JM504",
        "log.csv:2:1",
        ENDS,
        "write all line ends alike",
    ),
    Case(
        "Latin-1 in a row that talks of quotes",
        {"log.csv": (LOG + "c2,2026-05-13,unterminated quoté,5\n").encode("latin-1")},
        "JM502",
        "log.csv:4:1",
        "the file is not UTF-8",
        UTF8,
    ),
    Case(
        "Latin-1",
        {"log.csv": (LOG + "Zoé,2026-05-13,look,5\n").encode("latin-1")},
        "JM502",
        "log.csv:4:1",
        "the file is not UTF-8",
        UTF8,
    ),
    Case("UTF-16", {"log.csv": LOG.encode("utf-16")}, "JM502", "log.csv:1:1", "the file is not UTF-8", UTF8),
    Case(
        "no archive",
        {"log.csv.gz": LOG},
        "JM502",
        "log.csv.gz:1:1",
        "this is not a whole gzip archive",
        AGAIN,
        ("log.csv.gz",),
    ),
    Case(
        "an archive that is cut off",
        {"log.csv.gz": gzip.compress((HEADER + ROWS * 20_000).encode())[:-30]},
        "JM502",
        "log.csv.gz:1:1",
        "this is not a whole gzip archive",
        AGAIN,
        ("log.csv.gz",),
    ),
    Case(
        "an archive that is hardly there",
        {"log.csv.gz": gzip.compress(LOG.encode())[:15]},
        "JM502",
        "log.csv.gz:1:1",
        "this is not a whole gzip archive",
        AGAIN,
        ("log.csv.gz",),
    ),
    # JSON Lines
    Case(
        "a line that is not JSON",
        {"log.jsonl": '{"customer": "c1"}\n\nc1\n'},
        "JM502",
        "log.jsonl:3:1",
        "this line is not JSON",
        OBJECT,
        ("log.jsonl",),
    ),
    Case(
        "a line that is cut off",
        {"log.jsonl": '{"customer": "c1"}\n{"custo'},
        "JM502",
        "log.jsonl:2:1",
        "this line is not JSON",
        OBJECT,
        ("log.jsonl",),
    ),
    Case(
        "a line that is no object",
        {"log.jsonl": '{"customer": "c1"}\n["c1"]\n'},
        "JM502",
        "log.jsonl:2:1",
        "this line is not a JSON object",
        OBJECT,
        ("log.jsonl",),
    ),
    Case(
        "one array",
        {"log.jsonl": '[{"customer": "c1"},\n{"customer": "c2"}]\n'},
        "JM502",
        "log.jsonl:1:1",
        "this line is not JSON",
        OBJECT,
        ("log.jsonl",),
    ),
    Case(
        "a key twice",
        {"log.jsonl": '{"customer": "c1", "time": "2026-05-13", "event": "look", "score": 1, "score": 2}'},
        "JM502",
        "log.jsonl:1:1",
        "the key 'score' stands in this object twice",
        OBJECT,
        ("log.jsonl",),
    ),
    Case(
        "a key without a name",
        {"log.jsonl": '{"customer": "c1", "": 1}'},
        "JM502",
        "log.jsonl:1:1",
        "this object has a key without a name",
        "give every key a name",
        ("log.jsonl",),
    ),
    Case(
        "JSON in Latin-1",
        {"log.jsonl": '{"customer": "é"}'.encode("latin-1")},
        "JM502",
        "log.jsonl:1:1",
        "the file is not UTF-8",
        "save it as UTF-8",
        ("log.jsonl",),
    ),
    Case(
        "JSON of a hundred thousand brackets",
        {"log.jsonl": "[" * 100_000},
        "JM502",
        "log.jsonl:1:1",
        "this line is not JSON",
        OBJECT,
        ("log.jsonl",),
    ),
    Case(
        "no archive of JSON",
        {"log.jsonl.gz": "{}"},
        "JM502",
        "log.jsonl.gz:1:1",
        "this is not a whole gzip archive",
        AGAIN,
        ("log.jsonl.gz",),
    ),
    # Columns
    Case(
        "a column with another name",
        {"log.csv": LOG.replace("customer", "Customer_ID")},
        "JM505",
        AT_ALL,
        "log.csv has no column 'customer' (events.customer)",
        "did you mean 'Customer_ID'? Its columns: Customer_ID, time, event, score",
    ),
    Case(
        "a column that is nowhere",
        {"log.csv": LOG.replace("event", "what")},
        "JM505",
        AT_ALL,
        "log.csv has no column 'event' (events.name)",
        "its columns: customer, time, what, score",
    ),
    Case(
        "a space before a column",
        {"log.csv": LOG.replace(",time", ", time")},
        "JM505",
        AT_ALL,
        "log.csv has no column 'time' (events.time)",
        "did you mean ' time'? Its columns: customer,  time, event, score",
    ),
    Case(
        "a survey's column",
        {"log.csv": LOG.replace("score", "stars")},
        "JM505",
        "journey.yaml:4:18",
        "log.csv has no column 'score' (surveys.csat.answer)",
        "its columns: customer, time, event, stars",
    ),
    Case(
        "a property that no column is",
        {"log.csv": LOG, "journey.yaml": journey(match="{event: look, where: {shop: Hue}}")},
        "JM505",
        "journey.yaml:8:49",
        "log.csv has no column 'shop' (stages.buy.touchpoints.look.match.where.shop)",
        COLUMNS,
    ),
    Case(
        "a column name that is SQL",
        {"log.csv": LOG, "journey.yaml": journey(f"timezone: UTC, case: {json.dumps(EVIL)}")},
        "JM505",
        "journey.yaml:2:31",
        f"log.csv has no column '{EVIL}' (events.case)",
        COLUMNS,
    ),
    Case(
        "a column in one file only",
        {"log.csv": LOG, "more.csv": "customer,time,score\nc1,2026-05-13,5\n"},
        "JM505",
        AT_ALL,
        "more.csv has no column 'event' (events.name)",
        "its columns: customer, time, score",
        ("log.csv", "more.csv"),
    ),
    Case(
        "answers without their column",
        {
            "log.csv": LOG,
            "answers.csv": "customer,stars\nc1,5\n",
            "journey.yaml": journey(survey=", from: answers.csv"),
        },
        "JM505",
        "journey.yaml:4:18",
        "answers.csv has no column 'score' (surveys.csat.answer)",
        "its columns: customer, stars",
    ),
    # Times
    Case(
        "days first",
        {"log.csv": LOG.replace("2026-05-13", "13/05/2026")},
        "JM507",
        AT_ALL,
        unusable(2, 2, "bad time") + example("13/05/2026 08:00", "13/05/2026 09:00"),
        MEND,
    ),
    Case(
        "months first",
        {"log.csv": LOG.replace("2026-05-13", "05/13/2026")},
        "JM507",
        AT_ALL,
        unusable(2, 2, "bad time") + example("05/13/2026 08:00", "05/13/2026 09:00"),
        MEND,
    ),
    Case(
        "seconds since 1970",
        {"log.csv": HEADER + "c1,1778652000,look,5\n"},
        "JM507",
        AT_ALL,
        unusable(1, 1, "bad time") + example("1778652000"),
        MEND,
    ),
    Case("no times", {"log.csv": HEADER + "c1,,look,5\n"}, "JM507", AT_ALL, unusable(1, 1, "no time"), MEND),
    Case(
        "no customers",
        {"log.csv": HEADER + ",2026-05-13,look,5\n"},
        "JM507",
        AT_ALL,
        unusable(1, 1, "no customer"),
        MEND,
    ),
    Case(
        "no zone",
        {"log.csv": LOG, "journey.yaml": journey("")},
        "JM506",
        AT_ALL,
        "2 times in column 'time' without an offset, and no zone is declared",
        ZONE,
    ),
    Case(
        "an unknown zone",
        {"log.csv": LOG, "journey.yaml": journey("timezone: Europe/Berln")},
        "JM509",
        "journey.yaml:2:20",
        "there is no time zone 'Europe/Berln'",
        "did you mean 'Europe/Berlin'?",
    ),
    Case(
        "a zone that is SQL",
        {"log.csv": LOG, "journey.yaml": journey(f"timezone: {json.dumps(EVIL)}")},
        "JM509",
        "journey.yaml:2:20",
        f"there is no time zone '{EVIL}'",
        "write a name like Europe/Berlin",
    ),
    Case(
        "an as_of that is none",
        {"log.csv": LOG, "journey.yaml": journey("timezone: UTC, as_of: yesterday")},
        "JM506",
        "journey.yaml:2:32",
        "'yesterday' is not a time, or has no offset",
        "write it like 2026-07-31T23:59:59Z, or declare events: {timezone: ...}",
    ),
    Case(
        "numbers for times",
        {"log.jsonl": '{"customer": "c1", "time": 1778652000, "event": "look", "score": 5}'},
        "JM507",
        AT_ALL,
        unusable(1, 1, "bad time") + example("1778652000"),
        MEND,
        ("log.jsonl",),
    ),
    Case(
        "an order that is no number",
        {"log.csv": LOG, "journey.yaml": journey("timezone: UTC, order: score")},
        "JM507",
        AT_ALL,
        unusable(1, 2, "no order"),
        MEND,
    ),
    Case(
        "a time before the year 1",
        {"log.csv": LOG + "c2,0000-12-31,look,5\n"},
        "JM506",
        AT_ALL,
        "a time in column 'time' is before the year 1 or after the year 9999",
        "mend it in the log",
    ),
    Case(
        "a time after the year 9999",
        {"log.csv": LOG + "c2,9999-12-31T23:59:59-12:00,look,5\n"},
        "JM506",
        AT_ALL,
        "a time in column 'time' is before the year 1 or after the year 9999",
        "mend it in the log",
    ),
    # A log and a journey that do not belong together
    Case(
        "nothing matches",
        {"log.csv": LOG.replace("look", "seen").replace("pay", "paid")},
        "JM508",
        "journey.yaml:6:3",
        "no event of the log matches any touchpoint",
        "the log's names are: paid, seen; write them under match:",
    ),
    Case(
        "names with conditions that nothing meets",
        {
            "log.csv": LOG.replace("pay", "paid"),
            "journey.yaml": journey(match='{event: look, where: {score: "5\' OR 1=1 --"}}'),
        },
        "JM508",
        "journey.yaml:6:3",
        "no event of the log matches any touchpoint",
        "the log's names are: look, paid; write them under match:",
    ),
    Case(
        "event names that are SQL",
        {"log.csv": f'customer,time,event,score\nc1,2026-05-13,"{EVIL}",5\n'},
        "JM508",
        "journey.yaml:6:3",
        "no event of the log matches any touchpoint",
        f"the log's names are: {EVIL}; write them under match:",
    ),
    Case(
        "cells that act on a terminal",
        {"log.csv": HEADER + "=cmd|' /C calc'!A0,\x1b[31m13/05/2026\u202e,look,5\n"},
        "JM507",
        AT_ALL,
        unusable(1, 1, "bad time") + example("[31m13/05/2026"),
        MEND,
    ),
    # The declaration is at fault: 1
    Case(
        "a key that nobody knows",
        {"log.csv": LOG, "journey.yaml": GOOD.replace("ask:", "asks:")},
        "JM102",
        "journey.yaml:8:27",
        "unknown field 'asks'",
        "did you mean 'ask'?",
        exit=1,
    ),
    Case(
        "an id that nobody knows",
        {"log.csv": LOG, "journey.yaml": GOOD.replace("ask: csat", "ask: csta")},
        "JM110",
        "journey.yaml:8:32",
        "there is no survey 'csta'",
        "did you mean 'csat'?",
        exit=1,
    ),
    Case(
        "a journey that is no journey",
        {"journey.yaml": "- look\n"},
        "JM101",
        "journey.yaml:1:1",
        "a journey is a mapping (key: value), not a list",
        "begin with 'title:' and 'stages:'",
        exit=1,
    ),
]
PARQUET: list[tuple[str, Callable[[], bytes], str, str, str, str]] = [
    (
        "text called Parquet",
        lambda: b"not Parquet",
        "JM502",
        "log.parquet:1:1",
        "this is not a whole Parquet file (Invalid Input Error: File 'log.parquet' too small to be a Parquet file)",
        "write or copy the file again",
    ),
    (
        "Parquet that is cut off",
        lambda: parquet("SELECT range::VARCHAR AS customer FROM range(9999)")[:-100],
        "JM502",
        "log.parquet:1:1",
        "this is not a whole Parquet file (Invalid Input Error: No magic bytes found at end of file 'log.parquet')",
        "write or copy the file again",
    ),
    (
        "whole numbers for times",
        lambda: parquet("SELECT 'c' AS customer, 1778652000 AS time, 'look' AS event, 5 AS score"),
        "JM506",
        AT_ALL,
        "column 'time' of log.parquet holds INTEGER values, not times",
        ISO,
    ),
    (
        "times without a zone",
        lambda: parquet("SELECT 'c' AS customer, TIMESTAMP '2026-05-13' AS time, 'look' AS event, 5 AS score"),
        "",
        "",
        "",
        "",
    ),
]


def said(err: str) -> list[tuple[str, str, str, str]]:
    """(place, code, message, help) of each finding on standard error."""
    found = []
    for line in err.splitlines():
        if match := re.fullmatch(r"(?:(\S.*:\d+:\d+): )?error\[(JM\d{3})\]: (.*)", line):
            found.append([match[1] or "", match[2], match[3], ""])
        elif " = help: " in line:
            found[-1][3] = line.partition(" = help: ")[2]
    return [(place, code, message, help) for place, code, message, help in found]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def written(here: Path, files: dict[str, str | bytes]) -> dict[str, bytes]:
    for name, content in ({"journey.yaml": GOOD} | files).items():
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return everything(here)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_gets_a_finding_and_no_file(case: Case, here: Path, run: Callable[..., Any]) -> None:
    before = written(here, case.files)
    events = [word for name in case.events for word in (f"--events={name}",)]
    result = run("report", "journey.yaml", *events, *case.more, "-o", "out.md", "-o", "deep/out.json")
    assert said(result.err) == [(case.place, case.code, case.message, case.help)]
    assert (result.code, result.out) == (case.exit, "")
    assert everything(here) == before
    assert not any(ord(char) < 32 and char != "\n" for char in result.err)
    drawn = run("map", "journey.yaml", *(events or ["--events="]), *case.more, "-o", "out.svg")
    assert (drawn.code, drawn.out) == (case.exit, "")
    assert everything(here) == before


@pytest.mark.parametrize(
    ("make", "code", "place", "message", "help"), [case[1:] for case in PARQUET], ids=[case[0] for case in PARQUET]
)
def test_bad_parquet(
    make: Callable[[], bytes], code: str, place: str, message: str, help: str, here: Path, run: Callable[..., Any]
) -> None:
    before = written(here, {"log.parquet": make()})
    result = run("report", "journey.yaml", "--events", "log.parquet", "-o", "out.md")
    if code:
        assert said(result.err) == [(place, code, message, help)]
        assert (result.code, result.out) == (2, "")
        assert everything(here) == before
    else:
        assert (result.code, result.err) == (0, "")


def test_all_faults_of_the_columns_are_told_at_once(here: Path, run: Callable[..., Any]) -> None:
    written(here, {"log.csv": "a,b\n1,2\n", "more.csv": LOG, "answers.csv": "x\n1\n"})
    result = run("report", "journey.yaml", "--events", "log.csv", "--events", "more.csv")
    assert [(place, code, message) for place, code, message, _ in said(result.err)] == [
        (AT_ALL, "JM505", "log.csv has no column 'customer' (events.customer)"),
        (AT_ALL, "JM505", "log.csv has no column 'event' (events.name)"),
        (AT_ALL, "JM505", "log.csv has no column 'time' (events.time)"),
        ("journey.yaml:4:18", "JM505", "log.csv has no column 'score' (surveys.csat.answer)"),
    ]


def test_all_files_that_are_missing_are_told_at_once(here: Path, run: Callable[..., Any]) -> None:
    written(here, {})
    result = run("report", "journey.yaml", "--events", "a.csv", "--events", "b*.csv")
    assert [message for _, _, message, _ in said(result.err)] == [
        "there is no such file: a.csv",
        "there is no such file: b*.csv",
    ]


def test_a_survey_of_no_numbers_is_a_survey_without_answers(here: Path, run: Callable[..., Any]) -> None:
    written(here, {"log.csv": LOG.replace(",5", ",NaN")})
    result = run("report", "journey.yaml", "--events", "log.csv", "--format", "json")
    report = json.loads(result.out)
    assert report["data"]["answers"]["csat"] == {
        "rows": 2,
        "counted": 0,
        "left_out": {"blank": 1, "not a number": 1},
        "unattached": 0,
        "comments": None,
    }
    assert report["touchpoints"]["look"]["csat"] is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_a_file_that_must_not_be_read(here: Path, run: Callable[..., Any]) -> None:
    written(here, {"log.csv": LOG})
    (here / "log.csv").chmod(0)
    result = run("report", "journey.yaml", "--events", "log.csv")
    assert said(result.err) == [
        (
            "log.csv:1:1",
            "JM502",
            "the file cannot be read: Permission denied",
            "check its permissions, or copy it again",
        )
    ]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("journey.yaml/out.md", "File exists"),
        ("x" * 300 + ".md", "File name too long"),
    ],
)
def test_an_output_that_cannot_be_written(target: str, reason: str, here: Path, run: Callable[..., Any]) -> None:
    before = written(here, {"log.csv": LOG})
    result = run("report", "journey.yaml", "--events", "log.csv", "-o", target)
    assert said(result.err) == [
        (f"{target}:1:1", "JM802", f"the file cannot be written: {reason}", "check the path and its permissions")
    ]
    assert (result.code, result.out) == (2, "")
    assert everything(here) == before


def test_a_disk_that_is_full_leaves_the_old_file(
    here: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written(here, {"log.csv": LOG, "out.md": "old"})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("report", "journey.yaml", "--events", "log.csv", "-o", "out.md")
    assert said(result.err) == [
        (
            "out.md:1:1",
            "JM802",
            "the file cannot be written: No space left on device",
            "check the path and its permissions",
        )
    ]
    assert everything(here) == before


@pytest.mark.parametrize(
    "name", ["a ragged row", "no zone", "a journey that is no journey", "an archive that is hardly there"]
)
def test_the_same_from_outside(name: str, here: Path) -> None:
    case = next(
        case
        for case in CASES
        if case.name in (name, "a row with too few fields") and (case.name == name or name == "a ragged row")
    )
    before = written(here, case.files)
    events = [word for file in case.events for word in ("--events", file)]
    done = subprocess.run(
        [sys.executable, "-m", "journeymap", "report", "journey.yaml", *events, "-o", "out.md"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said(done.stderr) == [(case.place, case.code, case.message, case.help)]
    assert (done.returncode, done.stdout) == (case.exit, "")
    assert everything(here) == before
