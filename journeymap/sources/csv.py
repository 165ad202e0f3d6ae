"""CSV files, plain or gzipped, with a header. Every value is read as text; a row with too few or too many fields stops the run."""

import csv
import gzip
import re
import zlib
from pathlib import Path

from journeymap.engine import Engine
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.scan import EMPTY, TEXT, Scan, literal

SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
_DELIMITERS = ",;\t|"
_LONGEST = 1 << 20
"""Characters of a header."""
_OPEN, _CLOSE = "a quote opens here and is not closed", 'close it, and write "" for a quote inside quotes'
_READ = """read_csv([?], auto_detect = false, header = true, columns = ?, delim = ?, quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = true, strict_mode = true, null_padding = false, max_line_size = 16777216)"""


def scan(engine: Engine, path: Path, name: str) -> Scan:  # noqa: ARG001  # all sources are asked the same way
    """The file with the columns of its header; the delimiter is the one that parts the header most often."""
    line = _header(path, name)
    try:
        headers = {char: next(csv.reader([line], delimiter=char)) for char in _DELIMITERS}
    except csv.Error as error:
        cure = "write the columns' names in the first line, and a name with a quote or a line break in it in quotes"
        raise JourneymapError(_fault(name, 1, f"the header cannot be read: {error}", cure, "JM510")) from error
    delimiter = max(_DELIMITERS, key=lambda char: len(headers[char]))
    header = headers[delimiter]
    if odd := _odd(header):
        raise JourneymapError(_fault(name, 1, f"the header has {odd}", "give every column a name of its own", "JM510"))
    columns = dict.fromkeys(header, TEXT)
    return Scan(name, path, columns, _READ, (literal(path), columns, delimiter))


def _odd(header: list[str]) -> str | None:
    """What keeps the engine, to which capital letters are small ones, from telling the columns apart."""
    if not header or not "".join(header).strip():
        return "no names"
    if "" in header:
        return "a column without a name"
    seen: dict[bytes, str] = {}
    for column in header:
        other = seen.setdefault(column.encode().lower(), column)
        if other != column:
            return f"the columns '{other}' and '{column}', which differ in capital letters only"
        if header.count(column) > 1:
            return f"the column '{column}' twice"
    return None


def _header(path: Path, name: str) -> str:
    """The first line; more of them where a quote goes on. Bytes that are no UTF-8 further down are left to the engine, which knows the line."""
    packed = path.name.lower().endswith(".gz")
    line, quotes = "", 0
    try:
        with (gzip.open if packed else open)(
            path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline=""
        ) as lines:
            while len(line) < _LONGEST and (more := lines.readline(_LONGEST)):
                line, quotes = line + more, quotes + more.count('"')
                if quotes % 2 == 0:
                    break
        line.encode()
    except UnicodeEncodeError as error:
        raise JourneymapError(_fault(name, 1, "the file is not UTF-8", "save it as CSV UTF-8")) from error
    except (OSError, EOFError, zlib.error) as error:
        raise JourneymapError(_unreadable(name, error, packed=packed)) from error
    if not line:
        raise JourneymapError(_fault(name, 1, "the file is empty", EMPTY, "JM503"))
    if quotes % 2:
        raise JourneymapError(_fault(name, 1, _OPEN, _CLOSE, "JM504"))
    return line.rstrip("\r\n")


def _unreadable(name: str, error: Exception, *, packed: bool) -> Finding:
    reason = getattr(error, "strerror", None)
    if packed and reason is None:
        return _fault(name, 1, "this is not a whole gzip archive", "write or copy it again")
    return _fault(name, 1, f"the file cannot be read: {reason or error}", "check its permissions, or copy it again")


def _fault(name: str, line: int, message: str, cure: str, code: str = "JM502") -> Finding:
    return Finding(code, Level.ERROR, message, cure, location=Location(name, line))


def explain(path: Path, name: str, text: str) -> Finding:
    """A ragged row, a quote that never closes, bytes that are not UTF-8, a torn archive."""
    found = re.search(r"on Line: (\d+)", text)
    line = int(found[1]) if found else 1
    counts = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
    if counts:
        return _fault(
            name,
            line,
            f"this row has {counts[2]} fields, the header has {counts[1]}",
            "quote fields with a comma in them, or complete the row",
            "JM504",
        )
    reason = _reason(text)
    if "unterminated quote" in reason or "invalid state" in reason:
        if (other := _other_end(path)) is not None:
            told = "this line ends otherwise than the first: some lines end in LF, some in CR LF or CR"
            return _fault(name, other, told, "write all line ends alike", "JM504")
        return _fault(name, line, _OPEN, _CLOSE, "JM504")
    if "gzip" in reason.lower():
        return _fault(name, 1, "this is not a whole gzip archive", "write or copy it again")
    if "unicode" in reason.lower() or "utf-8" in reason.lower():
        return _fault(name, line, "the file is not UTF-8", "save it as CSV UTF-8")
    said = " ".join(text.split("\n", 1)[0].split()).replace(str(path), name)
    return _fault(name, line, f"the file cannot be read: {said}", "write or copy it again")


def _reason(text: str) -> str:
    """What the engine says of a row, behind the row itself, which may say anything."""
    lines = [line for line in (text.rpartition("\nPossible fixes")[0] or text).split("\n") if line.strip()]
    return lines[-1] if "Original Line:" in text else text.partition("\n")[0]


def _other_end(path: Path) -> int | None:
    """The first line that ends otherwise than the first one does, outside of quotes."""
    first, quotes, number = b"", 0, 0
    with (gzip.open if path.name.lower().endswith(".gz") else open)(path, "rb") as stream:
        for line in stream:
            for part in line.splitlines(keepends=True):
                number += 1
                quotes += part.count(b'"')
                end = part[len(part.rstrip(b"\r\n")) :]
                first = first or end
                if quotes % 2 == 0 and end not in (first, b""):
                    return number
    return None
