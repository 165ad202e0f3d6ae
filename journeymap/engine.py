"""Where SQL runs. The only module that knows DuckDB.

An `Engine` takes fixed SQL texts with bound values and hands back rows (for small answers) or numpy columns (for large ones).
Nothing of a user ever becomes SQL text: values are bound, identifiers go through `quote`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, Self

import duckdb
import numpy as np
import numpy.typing as npt

Parameters = Mapping[str, object]
NONE: Parameters = {}
Columns = dict[str, npt.NDArray[Any]]
_SETTINGS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET TimeZone = 'UTC'",
    "SET enable_progress_bar = false",
    "SET preserve_insertion_order = false",
    "SET partitioned_write_flush_threshold = 65536",
)


class EngineError(Exception):
    """The engine could not do as asked; the text is its own first sentence, without advice about its options.

    `outside` is true where nothing was wrong with what it was asked: no memory, no disk, a file that went away.
    """

    def __init__(self, text: str, *, outside: bool) -> None:
        super().__init__(text)
        self.outside = outside


class Engine(Protocol):
    """What the binding needs of a place where SQL runs."""

    @property
    def folder(self) -> Path:
        """Where it may write files, which are gone at its end."""

    def run(self, sql: str, parameters: Parameters = NONE) -> None:
        """Runs one statement."""

    def rows(self, sql: str, parameters: Parameters = NONE) -> list[tuple[Any, ...]]:
        """The rows of a small result."""

    def columns(self, sql: str, parameters: Parameters = NONE) -> Columns:
        """The columns of a large result of files as numpy arrays, without NULL. Several threads may ask at once."""

    def allow(self, paths: Sequence[Path]) -> None:
        """From now on only these files can be read, nothing written but in its own folder, and no setting changed."""


class DuckDB:
    """The embedded engine. Raises `EngineError`. What does not fit into its memory goes into a folder of its own, which is gone at the end."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._folder = TemporaryDirectory(prefix="journeymap-")
        for statement in _SETTINGS:
            self._connection.execute(statement)
        self.folder = Path(self._folder.name)
        self._connection.execute("SET temp_directory = $folder", {"folder": str(self.folder / "spilled")})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._folder.cleanup()

    def run(self, sql: str, parameters: Parameters = NONE) -> None:
        """Runs one statement."""
        self._execute(sql, parameters)

    def rows(self, sql: str, parameters: Parameters = NONE) -> list[tuple[Any, ...]]:
        """The rows of a small result."""
        return self._execute(sql, parameters).fetchall()

    def columns(self, sql: str, parameters: Parameters = NONE) -> Columns:
        """The columns of a large result of files as numpy arrays, without NULL. Several threads may ask at once."""
        with self._connection.cursor() as own:
            return {
                name: np.ma.getdata(column) for name, column in _executed(own, sql, parameters).fetchnumpy().items()
            }

    def parquet(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
        """Rows of texts as a Parquet file; an empty text is none."""
        lists = {f"p{number}": list(column) for number, column in enumerate(zip(*rows, strict=True))} or {
            f"p{number}": [] for number in range(len(columns))
        }
        values = ", ".join(
            f"nullif(unnest(${name}::VARCHAR[]), '') AS {quote(column)}"
            for name, column in zip(lists, columns, strict=True)
        )
        with TemporaryDirectory() as folder:
            path = Path(folder) / "rows.parquet"
            self._connection.sql(f"SELECT {values}", params=lists).write_parquet(str(path), compression="zstd")
            return path.read_bytes()

    def allow(self, paths: Sequence[Path]) -> None:
        """From now on only these files can be read, nothing written but in its own folder, and no setting changed."""
        self.run("SET allowed_directories = $folders", {"folders": [str(self.folder)]})
        self.run("SET allowed_paths = $paths", {"paths": [str(path) for path in paths]})
        self.run("SET enable_external_access = false")
        self.run("SET lock_configuration = true")

    def _execute(self, sql: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
        return _executed(self._connection, sql, parameters)


def _executed(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
    try:
        return connection.execute(sql, dict(parameters))
    except duckdb.Error as error:
        outside = isinstance(error, duckdb.OutOfMemoryException | duckdb.IOException)
        raise EngineError(str(error).split("\n\nPossible", 1)[0], outside=outside) from error


def quote(identifier: str) -> str:
    """A column's name as SQL, whatever is in it."""
    return '"' + identifier.replace('"', '""') + '"'
