"""Files that are there whole or not at all: the one door through which anything is written.

A file is written beside its place, synced and moved there. Whatever ends a run, the old file is there or the new one; what was written beside
it and never moved is swept away by the next that is written to that folder.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from journeymap.finding import JourneymapError, fault

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_BESIDE = re.compile(r"\.(\d+)-\d+\.journeymap-tmp")
"""What is written beside a place is named after the process, so that it is known for a stray when there is no such process any more."""


def write(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Writes a file whole; makes its folder where it is missing. Raises `JourneymapError` (JM802).

    One that is there keeps its permissions, its owner and what a file system knows of it besides, and a link to it stays a link; one that
    is read-only is not written: that a folder lets it be replaced is no leave to do so. `mode` are the permissions of a new file, those
    that are usual if not said.
    """
    write_all({path: data}, mode=mode)


def write_all(files: Mapping[Path, bytes], *, mode: int | None = None) -> None:
    """As `write`, several files: all that can go wrong with one of them has gone wrong before any of them is moved to its place."""
    beside: dict[Path, tuple[Path, Path]] = {}
    try:
        for number, (path, data) in enumerate(files.items()):
            with _telling(path):
                place = _place(path)
                written = place.with_name(f".{os.getpid()}-{number}.journeymap-tmp")
                beside[path] = place, written
                _write_beside(place, written, data, mode)
        for path, (place, written) in beside.items():
            with _telling(path):
                written.replace(place)
    finally:
        for _, written in beside.values():
            # What lies in a folder that is a file is not there either.
            with suppress(OSError):
                written.unlink(missing_ok=True)


def write_over(path: Path, data: bytes) -> None:
    """As `write`, but only a file that is there."""
    with _telling(path):
        path.resolve(strict=True)
    write(path, data)


def _place(path: Path) -> Path:
    """Where a file is to be, links followed."""
    place = Path(os.path.realpath(path))
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if place.is_symlink():  # one of several that lead to each other
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if place.exists():
        if not place.is_file():
            # A move would put a file in the place of a device, for everybody on this machine.
            raise OSError(errno.EINVAL, "it is no regular file")
        if not place.stat().st_mode & _WRITABLE or not os.access(place, os.W_OK):
            raise OSError(errno.EACCES, "it is read-only")
    _sweep(place.parent)
    return place


def _write_beside(place: Path, written: Path, data: bytes, mode: int | None) -> None:
    # Not readable by more people than the file will be, not even for a moment.
    opened = os.open(
        written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666 if mode is None else mode
    )
    with os.fdopen(opened, "wb") as stream:
        if place.exists():
            _make_alike(written, place)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _make_alike(written: Path, place: Path) -> None:
    """Gives a new file what an old one has: the owner where that may be, the permissions, access lists and labels where there are any."""
    old = place.stat()
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (written.stat().st_uid, written.stat().st_gid):
        for owner, group in ((-1, old.st_gid), (old.st_uid, -1)):
            with suppress(OSError):
                os.chown(written, owner, group)
    written.chmod(stat.S_IMODE(old.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(place):
                os.setxattr(written, name, os.getxattr(place, name))


def _sweep(folder: Path) -> None:
    """Deletes what a run that was ended from outside has left behind."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            found = _BESIDE.fullmatch(path.name)
            if found and not _is_running(int(found[1])):
                path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    """Whether there is such a process. Where nobody can be asked there is none: a file that is being written cannot be deleted there."""
    if os.name == "nt":
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise _refused(path, getattr(error, "strerror", None) or str(error)) from error


def _refused(path: Path, reason: str) -> JourneymapError:
    message = f"the file cannot be written: {reason}"
    return fault("JM802", message, "check the path and its permissions", file=str(path))
