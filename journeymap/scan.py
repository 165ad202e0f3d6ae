"""What a source hands to the engine: a file's columns and how to read them."""

import glob
from dataclasses import dataclass
from pathlib import Path

TEXT = "VARCHAR"
EMPTY = "it should have a header and a row per event or answer"
"""What to do about an empty file."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One file. `sql` is what stands behind FROM, with a `?` for each of `parameters`; `columns` are names and SQL types.

    A `columnar` file is cheap to read again: only the columns that are asked for are read.
    `path` is the user's file; where the engine reads others that were made of it, they are `made`.
    """

    name: str
    path: Path
    columns: dict[str, str]
    sql: str
    parameters: tuple[object, ...]
    columnar: bool = False
    made: tuple[Path, ...] = ()

    @property
    def reads(self) -> tuple[Path, ...]:
        """The files that the engine reads, as it may name them."""
        return self.made or (self.path, Path(literal(self.path)))


def literal(path: Path) -> str:
    """A path for the engine, in which `*`, `?` and `[` are letters and no wildcards."""
    return glob.escape(str(path))
