"""XES (IEEE 1849), the event logs of process mining, plain or gzipped: a row an event. Every value is read as text.

The columns are called as PM4Py calls them: an event's attributes by their keys, those of its trace with `case:` before them.
What is nested in an attribute, lists and containers, defaults (`global`), classifiers and extensions are not read.

The engine knows no XML, so the rows are handed to it as Parquet files in a private folder. The XML is read in pieces by expat
itself, for it knows the line of a fault; a document type declaration, without which there are no entities, is refused.
"""

import gzip
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import NoReturn
from xml.parsers import expat

from journeymap.engine import Engine, quote
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.scan import TEXT, Scan

SUFFIXES = (".xes", ".xes.gz")
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
_READ = frozenset({("", "log"), ("log", "trace"), ("log", "event"), ("trace", "event")})
_CLOSED = "-"
_NONE = ("nan", "NaN")
_PIECE = 1 << 20
"""Bytes that are read at a time."""
_LONGEST = 1 << 24
"""Bytes of one tag or comment."""
_DEEPEST = 64
_COLUMNS = 1_000
_ROWS, _CHARACTERS = 20_000, 1 << 25
"""Rows, and characters of their values, that are in memory at a time."""
_CUT_OFF = frozenset(
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
_AGAIN = "write or copy it again"
_EXPORT = "export the log again, as XES"
Row = dict[str, str | None]


def scan(engine: Engine, path: Path, name: str) -> Scan:
    """The events of the file, in Parquet files of their own, with every key of any of them as a column.

    Raises `JourneymapError`: JM502 for what is no XES, JM503 for a log without events, JM510 for keys that are one to the engine.
    """
    table = _Table(engine, Path(mkdtemp(dir=engine.folder)), name)
    reader = _Reader(table)
    packed = path.name.lower().endswith(".gz")
    try:
        with (gzip.open if packed else open)(path, "rb") as stream:
            while piece := stream.read(_PIECE):
                reader.feed(piece)
        reader.close()
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None)
        told = f"the file cannot be read: {reason}" if reason or not packed else "this is not a whole gzip archive"
        raise JourneymapError(_finding(name, 1, told, _AGAIN)) from error
    table.flush()
    files = [str(file) for file in table.files]
    sql = "read_parquet(?, union_by_name = true)"
    return Scan(name, path, table.columns, sql, (files,), columnar=True, made=tuple(table.files))


def explain(path: Path, name: str, text: str) -> Finding:
    """The files that were made of this one could not be read: a matter of the disk, for they were whole."""
    said = " ".join(text.split("\n", 1)[0].split()).replace(str(path), name)
    return _finding(name, 1, f"the file cannot be read: {said}", "look at the disk of temporary files")


@dataclass
class _Table:
    """Rows of texts on their way into Parquet files; `folded` are the columns' names by their small letters."""

    engine: Engine
    folder: Path
    name: str
    columns: dict[str, str] = field(default_factory=dict)
    folded: dict[bytes, str] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    characters: int = 0

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows.append(row)
        self.characters += sum([len(value) for value in row.values() if value])
        if len(self.rows) >= _ROWS or self.characters >= _CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Writes what there is."""
        if not self.rows:
            return
        columns = dict.fromkeys(column for row in self.rows for column in row)
        lists = {f"p{number}": [row.get(column) for row in self.rows] for number, column in enumerate(columns)}
        chosen = ", ".join(
            f"unnest(${name}::VARCHAR[]) AS {quote(column)}" for name, column in zip(lists, columns, strict=True)
        )
        self.files.append(self.folder / f"{len(self.files):06}.parquet")
        self.engine.run(f"COPY (SELECT {chosen}) TO $path (FORMAT parquet)", {"path": str(self.files[-1]), **lists})
        self.rows, self.characters = [], 0


class _Reader:
    """The parser's calls, turned into rows. `above` are the elements that are open: `_CLOSED` where nothing in them is read."""

    def __init__(self, table: _Table) -> None:
        self.table, self.name = table, table.name
        self.above: list[str] = []
        self.trace: Row = {}
        self.row: Row = {}
        self.events, self.events_before = 0, 0
        self.fed = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """The next bytes. Raises `JourneymapError`."""
        self.fed += len(piece)
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as error:
            if error.code in _CUT_OFF:
                self._fail("the file ends before the log does", _AGAIN, error.lineno)
            self._fail(f"this is not XML: {expat.ErrorString(error.code)}", _EXPORT, error.lineno)
        except (ValueError, LookupError):
            self._fail("the file is written in an encoding that is not known", "save it as UTF-8")
        if self.fed - self.parser.CurrentByteIndex > _LONGEST + _PIECE:
            self._fail(f"a tag or a comment is longer than {_LONGEST >> 20} MiB", _EXPORT)

    def close(self) -> None:
        """The end of the bytes. Raises `JourneymapError` where it is not the end of a log with events."""
        self.feed(b"", last=True)
        if not self.events:
            self._fail("the log has no events", "check the export", 1, "JM503")

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        above = self.above
        inside = above[-1] if above else ""
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if inside == "event" and tag in _VALUES:
            self._take(self.row, inside, "", tag, attributes)
            above.append(_CLOSED)
        elif inside == "trace" and tag in _VALUES:
            if self.events > self.events_before:
                self._fail("an attribute of the trace stands after an event of it", "write a trace's attributes first")
            self._take(self.trace, inside, "case:", tag, attributes)
            above.append(_CLOSED)
        elif len(above) >= _DEEPEST:
            self._fail(f"elements stand more than {_DEEPEST} deep in each other", _EXPORT)
        elif not inside and tag != "log":
            self._fail(f"this is XML and no event log: its first element is '{tag[:40]}'", _EXPORT)
        else:
            self._begin(tag, inside)

    def _begin(self, tag: str, inside: str) -> None:
        """Opens an element that is no attribute to be read."""
        if (inside, tag) not in _READ:
            tag = _CLOSED
        elif tag == "event":
            self.row = self.trace.copy()
        else:
            self.trace, self.events_before = {}, self.events
        self.above.append(tag)

    def _close(self, _: str) -> None:
        tag = self.above.pop()
        if tag == "event":
            self.events += 1
            self.table.add(self.row)
        elif tag == "trace":
            self.trace = {}

    def _take(self, row: Row, inside: str, before: str, kind: str, attributes: dict[str, str]) -> None:
        """An attribute of a trace or an event, as a field. PM4Py writes a missing one as a float that is none."""
        key = attributes.get("key")
        if not key:
            self._fail(f"an attribute of this {inside} has no key", "give every attribute a key")
        column = before + key
        if column in row:
            self._fail(
                f"the attribute '{column}' stands in this {inside} twice", "give every attribute a key of its own"
            )
        if column not in self.table.columns:
            self._name(column)
        value = attributes.get("value")
        row[column] = None if kind == "float" and value in _NONE else value

    def _name(self, column: str) -> None:
        """A column that is new, and that the engine, to which capital letters are small ones, can tell from the others."""
        if len(self.table.columns) >= _COLUMNS:
            self._fail(f"the log has more than {_COLUMNS:,} different attributes", "export those that are needed")
        other = self.table.folded.setdefault(column.encode().lower(), column)
        if other != column:
            told = f"the attributes '{other}' and '{column}' differ in capital letters only"
            self._fail(told, "give every attribute a key of its own", code="JM510")
        self.table.columns[column] = TEXT

    def _refuse(self, *_: object) -> None:
        self._fail("the file declares a document type, which may hide anything", "leave out the line <!DOCTYPE ...>")

    def _fail(self, message: str, cure: str, line: int | None = None, code: str = "JM502") -> NoReturn:
        raise JourneymapError(_finding(self.name, line or self.parser.CurrentLineNumber, message, cure, code))


def _finding(name: str, line: int, message: str, cure: str, code: str = "JM502") -> Finding:
    return Finding(code, Level.ERROR, message, cure, location=Location(name, line))
