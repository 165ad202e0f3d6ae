"""What happened to a file on its way: a finding, or the right numbers. Where neither can be had, it is counted here how often.

`JOURNEYMAP_DAMAGE_RUNS` says how many Parquet files are damaged, `JOURNEYMAP_ONE_CUSTOMER` how many rows one customer has.
"""

import hashlib
import io
import json
import os
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from journeymap import pages
from journeymap.engine import DuckDB
from journeymap.finding import JourneymapError
from journeymap.report import Report
from journeymap.sources import find, parquet
from tests import damaged

RUNS = int(os.environ.get("JOURNEYMAP_DAMAGE_RUNS", "18"))
ROWS_OF_ONE = int(os.environ.get("JOURNEYMAP_ONE_CUSTOMER", "200000"))
MOST_WRONG = 0.25
"""The share of damaged files without checksums that may be read as other numbers: nothing in them tells. Of 1,000 it were 15 %."""
CHECKED = Path(__file__).parent / "fixtures" / "page-checksums.parquet"
"""Written by PyArrow with checksums of its pages: two row groups, several pages a column, snappy, a dictionary, NULLs."""
SHOP = """\
title: Shop
events: {timezone: UTC}
stages:
  buy:
    touchpoints:
      look: {match: look}
      pay: {match: pay}
"""


# --- Parquet -----------------------------------------------------------------------------------------------------------


def reports(here: Path, names: list[str]) -> dict[str, dict[str, Any]]:
    """What a child process says of each file; the fixture's own process would die with a crash."""
    done = subprocess.run(
        [sys.executable, damaged.__file__, "journey.yaml", *names],
        capture_output=True,
        text=True,
        check=False,
        timeout=60 + 5 * len(names),
    )
    said = {line["file"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert (done.returncode, list(said)) == (0, names), done.stderr[-2000:]
    return said


def test_damaged_parquet_is_a_finding_or_the_same_numbers(here: Path) -> None:
    (here / "journey.yaml").write_text(damaged.JOURNEY, encoding="utf-8")
    whole = {kind: damaged.good(kind, here) for kind in damaged.KINDS}
    kinds = {f"{kind}.parquet": kind for kind in whole}
    made = []
    for name, kind, data in damaged.damaged(whole, RUNS, seed=RUNS):
        (here / name).write_bytes(data)
        made.append(name)
        kinds[name] = kind
    said = reports(here, [*kinds])
    right = said["plain.parquet"]["report"]
    assert right["data"]["rows"] == damaged.ROWS_EACH
    assert [said[f"{kind}.parquet"]["report"] for kind in whole] == [right] * len(whole)
    became = {name: "as it was" if said[name].get("report") == right else "other numbers" for name in made}
    became |= {name: ",".join(said[name]["codes"]) for name in made if said[name]["codes"]}
    print(f"{len(made)} damaged files:", dict(Counter(became.values())))
    assert set(became.values()) <= {"as it was", "other numbers", "JM502", "JM503", "JM505", "JM506", "JM507", "JM508"}
    # What is cut off is always found; what is overwritten in its place, or lost from the middle, is not.
    assert {became[name] for name in made if "-cut." in name} == {"JM502"}
    assert sum(what == "other numbers" for what in became.values()) <= MOST_WRONG * len(made)


def test_with_a_checksum_beside_it_every_damaged_file_is_found(here: Path) -> None:
    whole = {"snappy": damaged.good("snappy", here, rows=500)}
    for name, kind, data in damaged.damaged(whole, 200, seed=1):
        (here / name).write_bytes(data)
        checksum = hashlib.sha256(whole[kind]).hexdigest()
        (here / f"{name}.sha256").write_text(f"{checksum}  {name}\n", encoding="utf-8")
        with pytest.raises(JourneymapError) as raised:
            find([name], here)
        assert [finding.code for finding in raised.value.findings] == ["JM514"]


SUMS = {
    "as sha256sum writes it": ("{sum}  log.csv\n", ""),
    "read as bytes": ("{sum} *log.csv\n", ""),
    "in capitals, with Windows' line ends": ("{SUM}  log.csv\r\n", ""),
    "with a path": ("{sum}  data/log.csv\n", ""),
    "bare": ("{sum}", ""),
    "among others": ("{other}  more.csv\n{sum}  log.csv\n", ""),
    "of another file": ("{other}  log.csv\n", "the file is not what log.csv.sha256 says"),
    "only of others": ("{sum}  more.csv\n", "log.csv.sha256 has no checksum of the file, or two"),
    "two of them": ("{sum}  log.csv\n{other}  log.csv\n", "log.csv.sha256 has no checksum of the file, or two"),
    "no checksum": ("yesterday's\n", "log.csv.sha256 has no checksum of the file, or two"),
    "nothing": ("", "log.csv.sha256 has no checksum of the file, or two"),
    "no text": ("\x00\ud800", "log.csv.sha256 has no checksum of the file, or two"),
}


@pytest.mark.parametrize("case", SUMS)
def test_a_checksum_beside_a_file(case: str, here: Path, run: Callable[..., Any]) -> None:
    text, message = SUMS[case]
    log = b"customer,time,event\na,2026-05-13,look\n"
    right, other = hashlib.sha256(log).hexdigest(), hashlib.sha256(b"").hexdigest()
    (here / "journey.yaml").write_text(SHOP, encoding="utf-8")
    (here / "log.csv").write_bytes(log)
    beside = text.replace("{sum}", right).replace("{SUM}", right.upper()).replace("{other}", other)
    (here / "log.csv.sha256").write_bytes(beside.encode("utf-8", "surrogatepass"))
    result = run("report", "journey.yaml", "--events", "log.*", "--format", "json")
    assert result.code == (2 if message else 0)
    if message:
        again = "copy the file again; or, if this is the file that is meant, write: sha256sum log.csv > log.csv.sha256"
        assert result.err.splitlines() == [f"log.csv:1:1: error[JM514]: {message}", f"    = help: {again}"]
    else:
        assert [file["name"] for file in json.loads(result.out)["data"]["files"]] == ["log.csv"]


def chunks(path: Path) -> list[tuple[int, int]]:
    with DuckDB() as engine:
        return [(first, size) for first, size in engine.rows(parquet._CHUNKS, {"path": str(path)})]


def bodies(path: Path) -> list[range]:
    """Where the bytes behind the pages' headers stand."""
    found = []
    with path.open("rb") as stream:
        for first, size in chunks(path):
            at = first
            while at < first + size:
                length, behind, crc = pages._header(stream, at, first + size)
                assert crc is not None
                found.append(range(at + length, at + length + behind))
                at += length + behind
    return found


def test_a_byte_of_a_page_with_a_checksum_is_never_another_byte_in_silence(here: Path) -> None:
    data, columns, parts = bytearray(CHECKED.read_bytes()), chunks(CHECKED), bodies(CHECKED)
    assert (len(columns), len(parts)) == (8, 18)
    assert pages.first_damaged(CHECKED, columns) is None
    path = here / "log.parquet"
    for part in parts:
        for at in part if RUNS >= 1000 else part[::9]:
            data[at] ^= 1 << at % 8
            path.write_bytes(data)
            data[at] ^= 1 << at % 8
            found = pages.first_damaged(path, columns)
            assert found is not None
            assert found < part.start


def test_a_page_that_is_not_what_its_checksum_says(here: Path, run: Callable[..., Any]) -> None:
    (here / "journey.yaml").write_text(SHOP, encoding="utf-8")
    data = bytearray(CHECKED.read_bytes())
    (here / "log.parquet").write_bytes(data)
    assert run("report", "journey.yaml", "--events", "log.parquet").code == 0
    data[bodies(CHECKED)[0].start + 9] ^= 1
    (here / "log.parquet").write_bytes(data)
    with duckdb.connect() as engine:  # which reads it all the same
        assert engine.execute("SELECT count(customer) FROM read_parquet('log.parquet')").fetchall() == [(240,)]
    result = run("report", "journey.yaml", "--events", "log.parquet")
    told = "this is not a whole Parquet file (the page at byte 4 is not what its checksum says)"
    assert result.err.splitlines()[0] == f"log.parquet:1:1: error[JM502]: {told}"


HEADERS = {
    "size and checksum": (b"\x15\x00\x15\x00\x15\x08\x15\x03\x00", (9, 4, -2)),
    "no checksum": (b"\x15\x00\x15\x00\x15\x08\x00", (7, 4, None)),
    "a struct of everything": (
        b"\x15\x00\x15\x00\x15\x08\x15\x02\x1c\x11\x12\x13\x07\x17________\x18\x02ab\x19\x25\x02\x04\x19\xf3\x01\x00\x1c\x00\x00\x05\x80\x01\x02\x00\x00",
        (42, 4, 1),
    ),
    "a long list": (b"\x15\x00\x15\x00\x15\x00\x29\xf5\x10" + b"\x02" * 16 + b"\x00", (26, 0, None)),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_header_of_a_page_is_gone_over_whatever_is_in_it(case: str) -> None:
    data, wanted = HEADERS[case]
    assert pages._header(io.BytesIO(data + b"____"), 0, len(data) + 4) == wanted
    for cut in range(len(data)):
        with pytest.raises((IndexError, ValueError)):
            pages._header(io.BytesIO(data[:cut]), 0, cut)


@pytest.mark.parametrize(
    "data", [b"\x1b\x00", b"\x1c" * 100, b"\xff" * 20, b"\x15\x00\x15\x00\x15\x01\x00", b"\x08" + b"\xff" * 12]
)
def test_what_is_no_header_of_a_page(data: bytes) -> None:
    with pytest.raises((IndexError, ValueError)):
        pages._header(io.BytesIO(data), 0, len(data))


def test_a_header_may_be_long_and_a_page_behind_it_have_no_header(here: Path) -> None:
    text = b"x" * 100_000
    page = b"\x15\x00\x15\x00\x15\x00\x15\x00\x1c\x18\xa0\x8d\x06" + text + b"\x00\x00"
    (here / "log").write_bytes(page + b"\xff" * 9)
    assert pages.first_damaged(here / "log", [(0, len(page))]) is None
    assert pages.first_damaged(here / "log", [(0, len(page) + 9)]) == len(page)
    assert pages.first_damaged(here / "log", [(len(page), 9)]) is None


# --- CSV and JSON ------------------------------------------------------------------------------------------------------

TORN = (
    ("customer", "time", "event", "remark"),
    ("Zoë", "2026-05-14", "look", 'a ""quote""\nand a line'),
    ("b", "2026-05-15", "pay", "🛒"),
)


def test_a_csv_that_is_torn_anywhere_is_a_finding_or_the_rows_before_the_tear(
    here: Path, reported: Callable[..., Report]
) -> None:
    header, *lines = [",".join(f'"{cell}"' for cell in row).encode() + b"\n" for row in TORN]
    became: Counter[str] = Counter()
    for cut in range(len(header), len(header + b"".join(lines)), 1 if RUNS >= 1000 else 5):
        torn = (header + b"".join(lines))[:cut]
        (here / "log.csv").write_bytes(torn)
        try:
            report = reported(SHOP, "log.csv")
        except JourneymapError as error:
            became[error.findings[0].code] += 1
        else:
            # All but the remark, which nobody measures, is whole: a row may end in an empty one, or at what looks like its end.
            became["read"] += 1
            whole = sum(name in torn for name in (b'"look",', b'"pay",'))
            assert (report.data.rows, report.data.steps) == (whole, whole)
            assert torn[-1:] in b',"\n'
    assert set(became) == {"JM503", "JM504", "read"}
    assert RUNS < 1000 or became == {"JM504": 74, "JM503": 1, "read": 7}


def test_a_column_that_becomes_text_half_way_is_counted_row_by_row(
    reported: Callable[..., Report], table: Callable[..., str]
) -> None:
    rows = [
        f"c{number}|{'2026-05-13' if number < 50 else 'yesterday'}|look|{5 if number < 50 else 'five'}"
        for number in range(100)
    ]
    survey = SHOP.replace("stages:", "surveys: {csat: {answer: score, scale: 1..5, good: 4..5}}\nstages:").replace(
        "{match: look}", "{match: look, ask: csat}"
    )
    log = table("log.csv", "customer|time|event|score", *rows)
    data = reported(survey.replace("timezone: UTC", "timezone: UTC, max_bad_rows: 50%"), log).data
    assert (data.steps, data.left_out) == (50, {"bad time": 50})
    assert (data.answers["csat"].counted, data.answers["csat"].left_out) == (50, {})


def test_files_of_one_log_may_have_other_types_of_a_column(here: Path, reported: Callable[..., Report]) -> None:
    kinds = {
        "a": ("'c1'", "TIMESTAMP '2026-05-13'", "1"),
        "b": ("7", "'2026-05-14T00:00:00Z'", "'one'"),
        "c": ("8::DOUBLE", "DATE '2026-05-15'", "true"),
    }
    with duckdb.connect() as engine:
        for name, (customer, time, number) in kinds.items():
            engine.sql(f"SELECT {customer} AS customer, {time} AS time, 'look' AS event, {number} AS n").write_parquet(
                f"{name}.parquet"
            )
    (here / "d.jsonl").write_text(
        '{"customer": 7, "time": "2026-05-16", "event": "pay", "n": 1}\n{"customer": "c1", "time": "2026-05-17", "event": "pay", "n": "x"}\n',
        encoding="utf-8",
    )
    journey = SHOP.replace("{match: look}", "{match: {event: look, where: {n: [1, one, true]}}}")
    report = reported(journey, "*.parquet", "d.jsonl")
    assert [(file.name, file.rows) for file in report.data.files] == [
        ("a.parquet", 1),
        ("b.parquet", 1),
        ("c.parquet", 1),
        ("d.jsonl", 2),
    ]
    assert (report.data.steps, report.data.customers, report.touchpoints["look"].visits) == (5, 3, 3)


# --- times and sizes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "moment"),
    [
        ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("2026-05-13T24:00:00Z", "2026-05-14T00:00:00Z"),
        ("2026-05-13T24:00:01Z", None),
        ("2026-06-30T23:59:60Z", None),
        ("10000-01-01T00:00:00Z", None),
        ("-0001-01-01T00:00:00Z", None),
    ],
)
def test_times_at_the_ends_of_what_a_clock_shows(
    time: str, moment: str | None, reported: Callable[..., Report], table: Callable[..., str]
) -> None:
    log = table("log.csv", "customer|time|event", f"a|{time}|look", "a|2026-05-13|pay")
    data = reported(SHOP.replace("UTC", "UTC, max_bad_rows: 50%"), log).data
    assert data.left_out == ({} if moment else {"bad time": 1})
    assert {data.first, data.last} == {moment or "2026-05-13T00:00:00Z", "2026-05-13T00:00:00Z"}


def test_a_clock_that_runs_backwards_is_counted(reported: Callable[..., Report], table: Callable[..., str]) -> None:
    rows = [
        f"a|2026-05-13T{23 - number:02}:00:00Z|{'look' if number % 2 else 'pay'}|{number}|k" for number in range(10)
    ]
    journey = SHOP.replace("UTC", "UTC, order: n, case: k")
    report = reported(journey, table("log.csv", "customer|time|event|n|k", *rows))
    assert (report.data.clock_faults, report.data.steps, report.data.cases) == (9, 10, 1)
    assert report.touchpoints["look"].dwell is None


@pytest.mark.parametrize("rows", [1, 2])
def test_a_log_of_one_row_or_two(rows: int, reported: Callable[..., Report], table: Callable[..., str]) -> None:
    log = table("log.csv", "customer|time|event", *["a|2026-05-13T08:00:00Z|look", "a|2026-05-13T09:00:00Z|pay"][:rows])
    report = reported(SHOP, log)
    assert (report.data.rows, report.data.steps, report.cases.total, report.cases.open) == (rows, rows, 1, 2 - rows)


def test_one_customer_with_very_many_rows(here: Path, reported: Callable[..., Report]) -> None:
    with duckdb.connect() as engine:
        engine.sql(
            "SELECT 'one' AS customer, TIMESTAMP '2026-01-01' + to_seconds(i * 60) AS time, if(i % 2 = 0, 'look', 'pay') AS event "
            f"FROM range({ROWS_OF_ONE}) AS made(i)"
        ).write_parquet(str(here / "log.parquet"))
    report = reported(SHOP, "log.parquet")
    print("MB:", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    assert (report.data.steps, report.data.customers) == (ROWS_OF_ONE, 1)
    assert (report.touchpoints["look"].visits, report.touchpoints["pay"].visits) == (ROWS_OF_ONE // 2, ROWS_OF_ONE // 2)
    dwell = report.touchpoints["look"].dwell
    assert dwell is not None
    assert (dwell.n, dwell.median_seconds) == (ROWS_OF_ONE // 2, 60)
