"""What a source hands to the engine: a file's columns and how to read them."""

import glob
import shutil
import weakref
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

TEXT = "VARCHAR"
EMPTY = "it should have a header and a row per event or answer"
"""What to do about an empty file."""


class Scratch:
    """A private folder for what a source makes of a file that the engine cannot read itself.

    It goes with the last one who holds it, at the latest with the process.
    """

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="journeymap-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Scan:
    """One file. `sql` is what stands behind FROM, with a `?` for each of `parameters`; `columns` are names and SQL types.

    A `columnar` file is cheap to read again: only the columns that are asked for are read.
    `path` is the user's file. Where the engine reads others that were made of it, they are all the files in `made`.
    """

    name: str
    path: Path
    columns: dict[str, str]
    sql: str
    parameters: tuple[object, ...]
    columnar: bool = False
    made: Scratch | None = None

    @property
    def reads(self) -> list[Path]:
        """The files that the engine reads, as it may name them."""
        return [self.path, Path(literal(self.path))] if self.made is None else sorted(self.made.folder.iterdir())


def literal(path: Path) -> str:
    """A path for the engine, in which `*`, `?` and `[` are letters and no wildcards."""
    return glob.escape(str(path))
