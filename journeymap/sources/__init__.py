"""Files -> scans that the engine can read. One module a format.

To add one: write a module here with `SUFFIXES`, `scan(engine, path, name)` and `explain(path, name, text)`, and name it in `_FORMATS`.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from glob import glob
from pathlib import Path
from types import ModuleType

from journeymap.engine import Engine
from journeymap.finding import Finding, JourneymapError, fault
from journeymap.noted import note_large, note_missing
from journeymap.scan import EMPTY, Scan
from journeymap.sources import csv, jsonl, parquet, xes

_FORMATS: tuple[ModuleType, ...] = (csv, parquet, jsonl, xes)
_CHECKSUM = ".sha256"
"""How the file is called beside a file that says what it should be."""
_SUM = re.compile(r"([0-9a-fA-F]{64})(?: [ *](.+))?")


def find(names: Sequence[str], base: Path) -> list[tuple[str, Path]]:
    """The files that are meant by paths and globs, relative to `base`: each with the name to show, sorted, once.

    Raises `JourneymapError` with everything that is not there (JM501), or for the first that is not what stands beside it (JM514).
    """
    found: dict[Path, str] = {}
    missing = []
    for name in names:
        here = base / name
        matches = _matches(here)
        if not matches:
            note_missing(here)
            missing.append(_missing(name, here).findings[0])
        for match in matches:
            found.setdefault(match.resolve(), name if match == here else match.name)
    if missing:
        raise JourneymapError(*missing)
    files = sorted(((name, path) for path, name in found.items()), key=lambda pair: (pair[0], str(pair[1])))
    for name, path in files:
        note_large(path)
        _check(name, path)
    return files


def _matches(here: Path) -> list[Path]:
    try:
        if here.is_file():
            return [here]
        names = glob(str(here), recursive=True)  # noqa: PTH207  # Path.glob takes no absolute pattern
        return [path for name in sorted(names) if (path := Path(name)).is_file() and path.suffix != _CHECKSUM]
    except OSError:  # a name that is too long, for one
        return []


def _missing(name: str, here: Path) -> JourneymapError:
    if os.path.isdir(here):  # noqa: PTH112  # Path.is_dir raises where a name is too long
        cure = f"name the files in it: {name.rstrip('/') or '.'}/*.csv"
        return fault("JM501", f"there is a folder, not a file: {name}", cure)
    return fault(
        "JM501", f"there is no such file: {name}", "check the path; it is looked up from the folder of who names it"
    )


def scan(engine: Engine, name: str, path: Path) -> Scan:
    """A file as something the engine can read. Raises `JourneymapError` (JM502, JM503, JM510, JM511)."""
    source = _format_of(name, path)
    if path.stat().st_size == 0:
        raise fault("JM503", "the file is empty", EMPTY, file=name)
    scanned: Scan = source.scan(engine, path, name)
    return scanned


def _check(name: str, path: Path) -> None:
    """Holds a file against what stands beside it, as `sha256sum FILE > FILE.sha256` writes it. Raises `JourneymapError` (JM514)."""
    beside = path.with_name(path.name + _CHECKSUM)
    if not beside.is_file():
        return
    again = f"copy the file again; or, if this is the file that is meant, write: sha256sum {path.name} > {beside.name}"
    try:
        lines = beside.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [(found[1].lower(), found[2] or path.name) for line in lines if (found := _SUM.fullmatch(line))]
        wanted = {checksum for checksum, file in said if Path(file).name == path.name}
        if len(wanted) != 1:
            raise fault("JM514", f"{name}{_CHECKSUM} has no checksum of the file, or two", again, file=name)
        with path.open("rb") as stream:
            actual = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        cure = "check the permissions of both files"
        raise fault("JM514", f"the checksum cannot be compared: {error.strerror or error}", cure, file=name) from error
    if actual not in wanted:
        raise fault("JM514", f"the file is not what {name}{_CHECKSUM} says", again, file=name)


def explain(name: str, path: Path, text: str) -> Finding:
    """The engine's complaint about a file while it was read, as a finding."""
    finding: Finding = _format_of(name, path).explain(path, name, text)
    return finding


def _format_of(name: str, path: Path) -> ModuleType:
    lowered = path.name.lower()
    for source in _FORMATS:
        if lowered.endswith(source.SUFFIXES):
            return source
    if lowered.endswith(".json") and path.is_file() and path.stat().st_size and b'"snapshot"' in _head(path):
        raise fault(
            "JM551",
            "this is a snapshot: it has no customers to look at one by one",
            "name the log itself with --events; of a snapshot there are report, check, map and diff",
            file=name,
        )
    known = ", ".join(suffix for source in _FORMATS for suffix in source.SUFFIXES)
    raise fault("JM511", "the kind of file cannot be told from its name", f"known endings: {known}", file=name)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(256)
