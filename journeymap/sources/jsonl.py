"""JSON Lines: one object a line, plain or gzipped. Every value is read as text."""

import gzip
import json
import re
import zlib
from pathlib import Path
from typing import Any

from journeymap.engine import Engine, EngineError
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.scan import EMPTY, TEXT, Scan, literal

SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_KEYS = "DESCRIBE SELECT * FROM read_json([$path], format = 'newline_delimited', records = true, sample_size = -1, maximum_depth = 1)"
_OBJECT = 'write one JSON object a line, like {"customer": "c1", "event": "paid"}'


def scan(engine: Engine, path: Path, name: str) -> Scan:
    """The file with every key of any of its lines as a column."""
    try:
        columns = {str(row[0]): TEXT for row in engine.rows(_KEYS, {"path": literal(path)})}
    except EngineError as error:
        raise JourneymapError(_first_fault(path, name) or explain(name, str(error))) from error
    return Scan(
        name, path, columns, "read_json([?], format = 'newline_delimited', columns = ?)", (literal(path), columns)
    )


def _first_fault(path: Path, name: str) -> Finding | None:
    """The first line that is no JSON object. The engine counts no empty lines, and not always from 1."""
    number = 0
    try:
        with (gzip.open if path.name.lower().endswith(".gz") else open)(path, "rb") as lines:
            for number, line in enumerate(lines, 1):
                what = _fault_of(line) if line.strip() else None
                if what:
                    return _finding(name, number, *what)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None)
        told = f"the file cannot be read: {reason}" if reason else "this is not a whole gzip archive"
        return _finding(name, 1, told, "write or copy it again")
    return None


def _fault_of(line: bytes) -> tuple[str, str] | None:
    """What is wrong with a line, and what to do about it."""
    try:
        value = json.loads(line.decode(), object_pairs_hook=list)
    except UnicodeDecodeError:
        return "the file is not UTF-8", "save it as UTF-8"
    except (ValueError, RecursionError):
        if line.startswith(b"\xef\xbb\xbf"):
            return "the file begins with a byte order mark", "save it as UTF-8 without one"
        return "this line is not JSON", _OBJECT
    return None if _is_object(value, line) else ("this line is not a JSON object", _OBJECT)


def _is_object(value: Any, line: bytes) -> bool:
    return isinstance(value, list) and line.lstrip().startswith(b"{") and all(key for key, _ in value)


def explain(name: str, text: str) -> Finding:
    """A line that is not a JSON object."""
    if "has no lines" in text:
        return _finding(name, 1, "the file is empty", EMPTY, "JM503")
    line = re.search(r"in line (\d+)", text)
    twice = re.search(r'has duplicate key "(.*)"', text)
    what = f"the key '{twice[1]}' stands in this object twice" if twice else "this line is not a JSON object"
    return _finding(name, int(line[1]) if line else 1, what, _OBJECT)


def _finding(name: str, line: int, message: str, cure: str, code: str = "JM502") -> Finding:
    return Finding(code, Level.ERROR, message, cure, location=Location(name, line))
