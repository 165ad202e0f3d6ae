"""JSON Lines: one object a line, plain or gzipped. Every value is read as text."""

import re
from pathlib import Path

from journeymap.engine import Engine, EngineError
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.scan import TEXT, Scan, literal

SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_KEYS = "DESCRIBE SELECT * FROM read_json([$path], format = 'newline_delimited', records = true, sample_size = -1, maximum_depth = 1)"


def scan(engine: Engine, path: Path, name: str) -> Scan:
    """The file with every key of any of its lines as a column."""
    try:
        columns = {str(row[0]): TEXT for row in engine.rows(_KEYS, {"path": literal(path)})}
    except EngineError as error:
        raise JourneymapError(explain(name, str(error))) from error
    return Scan(
        name, path, columns, "read_json([?], format = 'newline_delimited', columns = ?)", (literal(path), columns)
    )


def explain(name: str, text: str) -> Finding:
    """A line that is not a JSON object."""
    line = re.search(r"in line (\d+)", text)
    what = "this line is not JSON" if line else "the lines are not all JSON objects"
    cure = 'write one JSON object a line, like {"customer": "c1", "event": "paid"}'
    return Finding("JM502", Level.ERROR, what, cure, location=Location(name, int(line[1]) if line else 1))
