"""The files of a project: which a journey file may name, and how they are read.

A path in a journey file is relative to that file and never leads out of the project: the nearest folder above with a `.git` in it, else
the working directory if the file stands in it, else the file's own folder.
"""

import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from journeymap.document import MAX_BYTES
from journeymap.finding import fault
from journeymap.noted import note_missing, note_text
from journeymap.units import Misfit, shown


def folders_in(path: Path) -> list[Path]:
    """A folder and all in it but hidden ones; none of a file."""
    return [folder for folder, _ in _walked(path)]


def journeys_in(path: Path) -> list[Path]:
    """A file, or all YAML files in a folder but hidden ones, sorted. Raises `JourneymapError` (JM009) where there is none."""
    if not path.is_dir():
        return [path]
    names = [folder / name for folder, inside in _walked(path) for name in inside if not name.startswith(".")]
    found = sorted(file for file in names if file.suffix in (".yaml", ".yml"))
    if not found:
        raise fault("JM009", "there is no .yaml file in this folder", "name a journey file", file=str(path))
    return found


def _walked(path: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each folder with the names in it. Hidden ones are not entered: `.git` and `.venv` hold more files than all others."""
    for folder, folders, files in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield Path(folder), [*folders, *files]


def root_of(path: Path) -> Path:
    """The folder that no path in this file may leave."""
    folder = path.resolve().parent
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            return above
    here = Path.cwd().resolve()
    return here if folder.is_relative_to(here) else folder


@dataclass(frozen=True, slots=True)
class Named:
    """A file that another one names: where it is, and what findings call it."""

    path: Path
    name: str


def inside(text: str, beside: Named, root: Path) -> Named:
    """The file that `text` names in the file `beside`. Raises `Misfit` where that is none of the project."""
    if "\\" in text or posixpath.isabs(text) or ":" in text:
        raise Misfit(
            f"{shown(text)} is no path of this project", "write it relative to this file, like shared/channels.yaml"
        )
    path = beside.path.parent / text
    name = posixpath.normpath(posixpath.join(posixpath.dirname(beside.name.replace(os.sep, "/")), text))
    try:
        real = path.resolve()
        is_file = real.is_file()
    except (OSError, ValueError, RuntimeError) as error:
        raise Misfit(f"{shown(text)} cannot be read", "check the path and its permissions") from error
    if not real.is_relative_to(root):
        cure = f"move it below {shown(root.name)}; nothing outside is read"
        raise Misfit(f"{shown(text)} leads out of the project", cure)
    if not is_file:
        note_missing(path)
        raise Misfit(f"there is no file {shown(text)}", "check the path: it is relative to this file")
    return Named(path, name)


def bytes_of(file: Named) -> bytes:
    """What is in a file, up to one byte more than may be. Raises `JourneymapError` (JM009)."""
    note_missing(file.path)
    try:
        with file.path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise fault("JM009", "there is no such file", "check the path", file=file.name) from None
    except IsADirectoryError:
        raise fault("JM009", "this is a directory, not a file", "name a file in it", file=file.name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        cure = "check the path and its permissions"
        raise fault("JM009", f"the file cannot be read: {reason}", cure, file=file.name) from None
    note_text(file.path, data)
    return data
