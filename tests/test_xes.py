"""Event logs of process mining: the same numbers as from a table, and a line for every fault."""

import contextlib
import gzip
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from journeymap.engine import DuckDB
from journeymap.finding import JourneymapError
from journeymap.report import Report
from journeymap.sources import scan, xes

JOURNEY = """\
title: Shop
events: {customer: "case:concept:name", name: "concept:name", time: "time:timestamp", channel: "org:resource"}
channels: [app, shop]
surveys:
  csat: {answer: score, scale: 1..5, good: 4..5}
stages:
  buy:
    touchpoints:
      look: {match: {event: look, where: {"case:kind": new}}, ask: csat}
      pay: {match: pay, ask: csat}
"""
COLUMNS = (
    "case:concept:name",
    "case:kind",
    "concept:name",
    "time:timestamp",
    "org:resource",
    "lifecycle:transition",
    "score",
)
ROWS = (
    ("007", "new", "look", "2026-05-13T08:00:00.000+02:00", "app", "complete", "5"),
    ("007", "new", "look", "2026-05-13T08:00:00.000+02:00", "app", "complete", None),
    ("007", "new", "pay", "2026-05-13T08:00:01.250Z", None, "complete", "2"),
    ("NA", "old", "look", "2026-05-13T08:00:02+00:00", "shop", "start", None),
    ("NA", "old", "pay", "2026-05-13T08:00:03+00:00", "fax", "complete", "9"),
    ('a, "b" <&>\n\t;|', "new", "look", "2026-05-14T08:00:03+00:00", "shop", None, "4"),
    ('a, "b" <&>\n\t;|', "new", "odd", "2026-05-14T08:00:04+00:00", "shop", None, None),
)
KINDS = {"time:timestamp": "date", "score": "int"}
BEFORE = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!-- made by hand -->
<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="event"><string key="concept:name" value="__INVALID__"/></global>
<classifier name="Activity" keys="concept:name"/>
<string key="concept:name" value="a log"/>
"""
NEITHER = '<list key="items"><values><string key="concept:name" value="no"/></values></list><container key="box"><int key="score" value="1"/></container>'


def attribute(key: str, value: str | None, inside: str = "") -> str:
    kind = KINDS.get(key, "string")
    given = "" if value is None else f" value={quoteattr(value)}"
    return f"<{kind} key={quoteattr(key)}{given}>{inside}</{kind}>"


def traces(rows: Iterable[tuple[str | None, ...]] = ROWS) -> str:
    """Rows as traces: one a customer, with its own attributes first."""
    text = []
    grouped: dict[tuple[str | None, ...], list[tuple[str | None, ...]]] = {}
    for row in rows:
        grouped.setdefault(row[:2], []).append(row[2:])
    for (customer, kind), events in grouped.items():
        text.append(f"<trace>{attribute('concept:name', customer)}{attribute('kind', kind)}{NEITHER}")
        for event in events:
            fields = [(key, value) for key, value in zip(COLUMNS[2:], event, strict=True) if value is not None]
            inner = attribute("kind", "of no interest")
            text.append(f"<event>{''.join(attribute(key, value, inner) for key, value in fields)}{NEITHER}</event>")
        text.append("</trace>")
    return "\n".join(text)


def log(inside: str, before: str = BEFORE) -> str:
    return f"{before}{inside}\n</log>\n"


@pytest.fixture
def facts(reported: Callable[..., Report]) -> Callable[[str], dict[str, Any]]:
    """A report as data, without what it says of its files."""

    def tell(name: str) -> dict[str, Any]:
        report = reported(JOURNEY, name).model_dump()
        assert [(file["name"], file["rows"]) for file in report["data"].pop("files")] == [(name, len(ROWS))]
        return report

    return tell


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "log.xes": str.encode,
    "LOG.XES": str.encode,
    "log.xes.gz": lambda text: gzip.compress(text.encode()),
    "utf-16.xes": lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
    "windows.xes": lambda text: text.replace("UTF-8", "windows-1252").replace("\n", "\r\n").encode("cp1252"),
    "prefixed.xes": lambda text: (
        re.sub(r"<(/?)([a-z]+)(?=[ >/])", r"<\1x:\2", text).replace("xmlns=", "xmlns:x=").encode()
    ),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_an_export_of_a_table_gives_the_report_of_the_table(
    form: str, here: Path, facts: Callable[[str], dict[str, Any]], table: Callable[..., str]
) -> None:
    wanted = facts(table("log.csv", COLUMNS, *([cell or "" for cell in row] for row in ROWS)))
    data = wanted["data"]
    assert (data["steps"], data["unbound_names"], data["ties"]) == (5, {"look": 1, "odd": 1}, 1)
    assert data["answers"]["csat"]["left_out"] == {"blank": 3, "off the scale": 1}
    assert wanted["touchpoints"]["look"]["channels"] == {"app": 2, "shop": 1}
    (here / form).write_bytes(WRITTEN[form](log(traces())))
    assert facts(form) == wanted


def read(text: str, name: str = "log.xes") -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and the rows that the engine sees."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        with DuckDB() as engine:
            found = scan(engine, name, path)
            sql = found.sql.replace("?", "$files")
            return list(found.columns), engine.rows(f"SELECT * FROM {sql}", {"files": found.parameters[0]})


def test_the_columns_are_called_as_pm4py_calls_them() -> None:
    columns, rows = read(log(traces()))
    assert columns == ["case:concept:name", "case:kind", "concept:name", "time:timestamp", *COLUMNS[4:]]
    assert sorted(map(repr, rows)) == sorted(map(repr, ROWS))


def test_an_event_of_no_trace_has_no_case_and_a_trace_of_no_events_no_row() -> None:
    bare = '<event><string key="concept:name" value="look"/><id key="n"/></event>'
    first = '<trace><string key="concept:name" value="c1"/></trace>'
    columns, rows = read(log(f"{first}<trace><string key='concept:name' value='c2'/>{bare}</trace>{bare}"))
    assert columns == ["case:concept:name", "concept:name", "n"]
    assert rows == [("c2", "look", None), (None, "look", None)]


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=["Cc", "Cs"]), min_size=1
)


@settings(max_examples=12)
@given(st.lists(st.dictionaries(NAMES, st.none() | NAMES, max_size=5), min_size=1, max_size=9))
def test_whatever_is_written_is_read(events: list[dict[str, str | None]]) -> None:
    assume(
        len({key.encode().lower() for event in events for key in event})
        == len({key for event in events for key in event})
    )
    text = "".join(
        f"<event>{''.join(attribute(key, value) for key, value in event.items())}</event>" for event in events
    )
    assume(any(events))
    columns, rows = read(log(f"<trace>{text}</trace>"))
    assert columns == list(dict.fromkeys(key for event in events for key in event))
    assert rows == [tuple(event.get(column) for column in columns) for event in events]


def test_a_log_is_written_out_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xes, "_ROWS", 3)
    events = [f'<event><int key="n" value="{n}"/><int key="only {n % 7}" value="1"/></event>' for n in range(20)]
    columns, rows = read(log(f"<trace>{''.join(events)}</trace>"))
    assert columns == ["n", *(f"only {n}" for n in range(7))]
    assert sorted(((row[0], row[1:].index("1")) for row in rows), key=lambda row: int(row[0])) == [
        (str(n), n % 7) for n in range(20)
    ]


def test_what_is_made_of_a_log_goes_with_the_run(
    here: Path, reported: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(here / "temporary"))
    for text in (log(traces()), log(traces()) + "<log/>"):
        (here / "log.xes").write_text(text, encoding="utf-8")
        with DuckDB() as engine, contextlib.suppress(JourneymapError):
            found = scan(engine, "log.xes", here / "log.xes")
            assert found.reads == tuple(engine.folder.rglob("*.parquet"))
            assert engine.folder.stat().st_mode & 0o777 == 0o700
        with contextlib.suppress(JourneymapError):
            reported(JOURNEY, "log.xes")
        assert list((here / "temporary").iterdir()) == []


# --- faults ------------------------------------------------------------------------------------------------------------

AGAIN, EXPORT = "write or copy it again", "export the log again, as XES"
OWN_KEY = "give every attribute a key of its own"
EVENT = '<event><string key="concept:name" value="look"/></event>'
BOMB = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<log>&b;</log>'
FAULTS: dict[str, tuple[str | bytes, str, int, str, str]] = {
    "a table": ("customer,time\n", "JM502", 1, "this is not XML: syntax error", EXPORT),
    "a page": ("<!-- a -->\n<html/>", "JM502", 2, "this is XML and no event log: its first element is 'html'", EXPORT),
    "blanks": (" \n\n", "JM502", 3, "the file ends before the log does", AGAIN),
    "cut off between two events": (
        BEFORE + "<trace>\n" + EVENT,
        "JM502",
        9,
        "the file ends before the log does",
        AGAIN,
    ),
    "cut off in a tag": (BEFORE + "<trace>\n<event", "JM502", 9, "the file ends before the log does", AGAIN),
    "cut off in a letter": (
        (BEFORE + '<trace>\n<string key="é').encode()[:-1],
        "JM502",
        9,
        "the file ends before the log does",
        AGAIN,
    ),
    "a tag that is not closed": (log("<trace><event></trace>"), "JM502", 8, "this is not XML: mismatched tag", EXPORT),
    "an ampersand": (
        log('<trace><string key="a" value="a & b"/></trace>'),
        "JM502",
        8,
        "this is not XML: not well-formed (invalid token)",
        EXPORT,
    ),
    "Latin-1 that says it is UTF-8": (
        log('<trace>\n<string key="a" value="é"/></trace>').encode("latin-1"),
        "JM502",
        9,
        "this is not XML: not well-formed (invalid token)",
        EXPORT,
    ),
    "an encoding of no letters": (
        '<?xml version="1.0" encoding="no-such"?><log/>',
        "JM502",
        1,
        "the file is written in an encoding that is not known",
        "save it as UTF-8",
    ),
    "two logs": (log("") + "<log/>", "JM502", 10, "this is not XML: junk after document element", EXPORT),
    "no traces": (log(""), "JM503", 1, "the log has no events", "check the export"),
    "no events": (
        log('<trace><string key="concept:name" value="c1"/></trace>'),
        "JM503",
        1,
        "the log has no events",
        "check the export",
    ),
    "an attribute without a key": (
        log('<trace>\n<event>\n<string value="a"/></event></trace>'),
        "JM502",
        10,
        "an attribute of this event has no key",
        "give every attribute a key",
    ),
    "a key twice": (
        log('<trace><event><int key="a" value="1"/>\n<int key="a" value="2"/></event></trace>'),
        "JM502",
        9,
        "the attribute 'a' stands in this event twice",
        OWN_KEY,
    ),
    "a key of the trace in an event": (
        log('<trace><int key="a" value="1"/><event>\n<int key="case:a" value="2"/></event></trace>'),
        "JM502",
        9,
        "the attribute 'case:a' stands in this event twice",
        OWN_KEY,
    ),
    "a key twice but for capitals": (
        log('<trace><event><int key="Cost" value="1"/></event>\n<event><int key="cost" value="2"/></event></trace>'),
        "JM510",
        9,
        "the attributes 'Cost' and 'cost' differ in capital letters only",
        OWN_KEY,
    ),
    "a trace that says its name at its end": (
        log(f'<trace>{EVENT}\n<string key="concept:name" value="c1"/></trace>'),
        "JM502",
        9,
        "an attribute of the trace stands after an event of it",
        "write a trace's attributes first",
    ),
    "more keys than a table has columns": (
        log("\n".join(f'<event><int key="k{n}" value="1"/></event>' for n in range(1001))),
        "JM502",
        1008,
        "the log has more than 1,000 different attributes",
        "export those that are needed",
    ),
    "entities that grow": (
        BOMB,
        "JM502",
        1,
        "the file declares a document type, which may hide anything",
        "leave out the line <!DOCTYPE ...>",
    ),
    "an outer entity": (
        '<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<log>&a;</log>',
        "JM502",
        1,
        "the file declares a document type, which may hide anything",
        "leave out the line <!DOCTYPE ...>",
    ),
    "an entity of nobody": (
        log('<trace>\n<string key="a" value="&a;"/></trace>'),
        "JM502",
        9,
        "this is not XML: undefined entity",
        EXPORT,
    ),
    "very deep elements": (
        log("<list>" * 100_000),
        "JM502",
        8,
        "elements stand more than 64 deep in each other",
        EXPORT,
    ),
    "a tag without an end": (
        log('<trace>\n<string key="a" value="' + "x" * (20 << 20) + '"/></trace>'),
        "JM502",
        9,
        "a tag or a comment is longer than 16 MiB",
        EXPORT,
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_has_a_line(case: str, here: Path, run: Callable[..., Any]) -> None:
    text, code, line, message, help = FAULTS[case]
    (here / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (here / "log.xes").write_bytes(text if isinstance(text, bytes) else text.encode())
    result = run("report", "journey.yaml", "--events", "log.xes", "-o", "out.md")
    assert result.err.splitlines()[0] == f"log.xes:{line}:1: error[{code}]: {message}"
    assert f" = help: {help}\n" in result.err
    assert (result.code, result.out) == (2, "")
    assert sorted(path.name for path in here.iterdir()) == ["journey.yaml", "log.xes"]


@pytest.mark.parametrize("cut", [5, 15, 200, -8, -1])
def test_an_archive_that_is_cut_off(cut: int, here: Path, run: Callable[..., Any]) -> None:
    (here / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (here / "log.xes.gz").write_bytes(gzip.compress(log(traces()).encode())[:cut])
    result = run("report", "journey.yaml", "--events", "log.xes.gz")
    assert result.err.splitlines()[0] == "log.xes.gz:1:1: error[JM502]: this is not a whole gzip archive"
    assert (result.code, result.out) == (2, "")


def test_a_cell_that_pm4py_found_empty_is_empty() -> None:
    cells = '<float key="a" value="nan"/><string key="b" value="nan"/><float key="c" value="NaN"/><float key="d" value="1.5"/>'
    assert read(log(f"<event>{cells}</event>"))[1] == [(None, "nan", None, "1.5")]


def test_events_without_a_name_are_counted_as_in_every_table(reported: Callable[..., Report], here: Path) -> None:
    rows = [(row[0], row[1], row[2] if number else None, *row[3:]) for number, row in enumerate(ROWS)]
    (here / "log.xes").write_text(log(traces(rows)), encoding="utf-8")
    journey = JOURNEY.replace("events: {", "events: {max_bad_rows: 50%, ")
    assert reported(journey, "log.xes").data.left_out == {"no name": 1}
