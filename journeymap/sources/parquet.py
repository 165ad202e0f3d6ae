"""Parquet files."""

from pathlib import Path

from journeymap.engine import Engine, EngineError
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.scan import Scan, literal

SUFFIXES = (".parquet", ".pq")


def scan(engine: Engine, path: Path, name: str) -> Scan:
    """The file with the columns and types that it declares."""
    sql, parameters = "read_parquet([?])", (literal(path),)
    try:
        columns = {
            column: str(kind)
            for column, kind, *_ in engine.rows("DESCRIBE SELECT * FROM read_parquet([$path])", {"path": literal(path)})
        }
    except EngineError as error:
        raise JourneymapError(explain(path, name, str(error))) from error
    return Scan(name, path, columns, sql, parameters, columnar=True)


def explain(path: Path, name: str, text: str) -> Finding:
    """A damaged file."""
    said = " ".join(text.split("\n", 1)[0].split()).replace(str(path), name)
    return Finding(
        "JM502",
        Level.ERROR,
        f"this is not a whole Parquet file ({said})",
        "write or copy the file again",
        location=Location(name, 1),
    )
