"""CSV files, plain or gzipped, with a header. Every value is read as text; a row with too few or too many fields stops the run."""

import csv
import gzip
import re
import zlib
from pathlib import Path

from journeymap.engine import Engine
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.scan import TEXT, Scan, literal

SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
_DELIMITERS = ",;\t|"
_READ = """read_csv([?], auto_detect = false, header = true, columns = ?, delim = ?, quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = true, strict_mode = true, null_padding = false, max_line_size = 16777216)"""


def scan(engine: Engine, path: Path, name: str) -> Scan:  # noqa: ARG001  # all sources are asked the same way
    """The file with the columns of its header; the delimiter is the one that parts the header most often."""
    line = _header(path, name)
    delimiter = max(_DELIMITERS, key=lambda char: len(next(csv.reader([line], delimiter=char))))
    header = next(csv.reader([line], delimiter=delimiter))
    columns = dict.fromkeys(header, TEXT)
    if "" in columns or len(columns) < len(header):
        odd = (
            "a column without a name"
            if "" in columns
            else f"the column '{next(column for column in header if header.count(column) > 1)}' twice"
        )
        raise JourneymapError(
            Finding(
                "JM510",
                Level.ERROR,
                f"the header has {odd}",
                "give every column a name of its own",
                location=Location(name, 1),
            )
        )
    return Scan(name, path, columns, _READ, (literal(path), columns, delimiter))


def _header(path: Path, name: str) -> str:
    packed = path.name.lower().endswith(".gz")
    try:
        with (gzip.open if packed else open)(path, "rt", encoding="utf-8-sig", newline="") as lines:
            line = lines.readline()
            while line.count('"') % 2 and (more := lines.readline()):
                line += more
    except UnicodeDecodeError as error:
        raise JourneymapError(_fault(name, 1, "the file is not UTF-8", "save it as CSV UTF-8")) from error
    except (OSError, EOFError, zlib.error) as error:
        raise JourneymapError(_fault(name, 1, f"the file cannot be read: {error}", "write or copy it again")) from error
    return line.rstrip("\r\n")


def _fault(name: str, line: int, message: str, cure: str, code: str = "JM502") -> Finding:
    return Finding(code, Level.ERROR, message, cure, location=Location(name, line))


def explain(name: str, text: str) -> Finding:
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
    if "quote" in text.lower():
        return _fault(
            name,
            line,
            "a quote opens here and is not closed",
            'close it, and write "" for a quote inside quotes',
            "JM504",
        )
    if "unicode" in text.lower() or "utf-8" in text.lower():
        return _fault(name, line, "the file is not UTF-8", "save it as CSV UTF-8")
    return _fault(
        name, line, f"the file cannot be read: {' '.join(text.split(chr(10), 1)[0].split())}", "write or copy it again"
    )
