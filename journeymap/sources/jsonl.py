"""JSON Lines: one object a line, plain or gzipped. Every value is read as text."""

import gzip
import json
import re
import zlib
from pathlib import Path

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
        raise JourneymapError(explain(path, name, str(error))) from error
    return Scan(
        name, path, columns, "read_json([?], format = 'newline_delimited', columns = ?)", (literal(path), columns)
    )


def _first_fault(path: Path, name: str) -> Finding | None:
    """The first line that is no JSON object. The engine counts no empty lines, and not always from 1."""
    lines = 0
    try:
        with (gzip.open if path.name.lower().endswith(".gz") else open)(path, "rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    lines += 1
                    if what := _fault_of(line):
                        return _finding(name, number, *what)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None)
        told = f"the file cannot be read: {reason}" if reason else "this is not a whole gzip archive"
        return _finding(name, 1, told, "write or copy it again")
    return None if lines else _finding(name, 1, "the file is empty", EMPTY, "JM503")


def _fault_of(line: bytes) -> tuple[str, str] | None:
    """What is wrong with a line, and what to do about it."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError:
        return "the file is not UTF-8", "save it as UTF-8"
    except (ValueError, RecursionError):
        return "this line is not JSON", _OBJECT
    if not isinstance(value, dict):
        return "this line is not a JSON object", _OBJECT
    return ("this object has a key without a name", "give every key a name") if "" in value else None


def explain(path: Path, name: str, text: str) -> Finding:
    """The first line that is no JSON object; an object that has a key twice, or what else only the engine minds."""
    if found := _first_fault(path, name):
        return found
    line = re.search(r"in line (\d+)", text)
    twice = re.search(r'has duplicate key "(.*)"', text)
    what = f"the key '{twice[1]}' stands in this object twice" if twice else "this line is not a JSON object"
    return _finding(name, int(line[1]) if line else 1, what, _OBJECT)


def _finding(name: str, line: int, message: str, cure: str, code: str = "JM502") -> Finding:
    return Finding(code, Level.ERROR, message, cure, location=Location(name, line))
