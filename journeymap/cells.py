"""The cells of a table in a text file, with their places, and safe from spreadsheets.

Written by our own hand, since a finding needs line and column of a cell and Python's `csv` knows neither.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from journeymap.exchanged import Faults
from journeymap.lines import Span

_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"[^\S\r\n]*')
_FORMULA = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_UNSAFE = re.compile("[,;\t\"'\r\n]|^\\s|\\s$|^::")
_SEPARATOR = re.compile("sep=([,;\t])\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of a cell, and where it stands in the text."""

    value: str
    span: Span


def written(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV. What a spreadsheet would take for a formula gets a `'` before it."""
    return "".join(",".join(_quoted(_protected(cell)) for cell in row) + "\n" for row in rows)


def _protected(value: str) -> str:
    return f"'{value}" if _FORMULA.match(value) and not _NUMBER.fullmatch(value) else value


def _unprotected(value: str) -> str:
    return value[1:] if value.startswith("'") and _FORMULA.match(value) else value


def _quoted(value: str) -> str:
    return f'"{value.replace(chr(34), chr(34) * 2)}"' if _UNSAFE.search(value) else value


def read(faults: Faults) -> list[list[Cell]]:
    """The rows of a text that have something in them. Tells the delimiter (`,`, `;` or tab) by the first row; faults are JM810."""
    text = faults.text
    told = _SEPARATOR.match(text)
    at = told.end() if told else 0
    delimiter = told[1] if told else _delimiter(text)
    bare = re.compile(f"[^{delimiter}\r\n]*")
    rows, row = list[list[Cell]](), list[Cell]()
    while at <= len(text):
        cell, at = _cell(faults, bare, delimiter, at)
        row.append(cell)
        if text[at : at + 1] == delimiter:
            at += 1
            continue
        rows.append(row)
        row = []
        at += 2 if text[at : at + 2] == "\r\n" else 1
    return [row for row in rows if any(cell.value.strip() for cell in row)]


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the first line with something in it, outside of quotes."""
    first = re.sub('"[^"]*"', "", text.lstrip()).partition("\n")[0]
    return max(",;\t", key=first.count)


def _cell(faults: Faults, bare: re.Pattern[str], delimiter: str, at: int) -> tuple[Cell, int]:
    """The cell that begins at an offset, and where it ends."""
    text = faults.text
    quoted = _QUOTED.match(text, at) if text[at : at + 40].lstrip(" ")[:1] == '"' else None
    if quoted and text[quoted.end() : quoted.end() + 1] in (delimiter, "\r", "\n", ""):
        return Cell(_unprotected(quoted[1].replace('""', '"')), (quoted.start(1) - 1, quoted.end(1) + 1)), quoted.end()
    plain = bare.match(text, at)
    end = plain.end() if plain else at
    value = text[at:end].strip()
    start = at + len(text[at:end]) - len(text[at:end].lstrip())
    if value.startswith('"'):
        what = "something stands behind the closing quote" if quoted else "this quote is opened but never closed"
        faults.say("JM810", what, 'put the whole cell in quotes, and write "" for a quote in it', (start, start + 1))
        faults.stop()
    return Cell(_unprotected(value), (start, max(end, start + 1))), end


def lines(value: str) -> list[str]:
    """The lines of a cell that have something in them."""
    return [line for line in re.split("\r\n|\r|\n", value) if line.strip()]


def listed(value: str) -> list[str]:
    """The parts of a cell between commas, semicolons or line breaks, each once."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[,;\r\n]", value) if part.strip()))
