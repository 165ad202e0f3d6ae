"""Parquet files."""

from pathlib import Path

from journeymap import pages
from journeymap.engine import Engine, EngineError
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.scan import Scan, literal

SUFFIXES = (".parquet", ".pq")
_CHUNKS = """SELECT least(data_page_offset, coalesce(nullif(dictionary_page_offset, 0), data_page_offset)) AS first, total_compressed_size
    FROM parquet_metadata([$path]) ORDER BY first"""


def scan(engine: Engine, path: Path, name: str) -> Scan:
    """The file with the columns and types that it declares. Raises `JourneymapError` (JM502), also for a page that is not what its checksum says."""
    sql, parameters = "read_parquet([?])", (literal(path),)
    try:
        columns = {
            column: str(kind)
            for column, kind, *_ in engine.rows("DESCRIBE SELECT * FROM read_parquet([$path])", {"path": literal(path)})
        }
        damaged = pages.first_damaged(path, engine.rows(_CHUNKS, {"path": literal(path)}))
    except (EngineError, OSError) as error:
        raise JourneymapError(explain(path, name, str(error))) from error
    if damaged is not None:
        raise JourneymapError(explain(path, name, f"the page at byte {damaged:,} is not what its checksum says"))
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
