"""Files that are there whole or not at all."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from journeymap.finding import JourneymapError, fault

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Writes beside the place, syncs and moves; makes the folder where it is missing. Raises `JourneymapError` (JM802).

    `mode` are the permissions of the file, those usual for new files if not said.
    """
    write_all({path: data}, mode=mode)


def write_all(files: Mapping[Path, bytes], *, mode: int | None = None) -> None:
    """As `write`, several files: all that can go wrong with one of them has gone wrong before any of them is moved to its place."""
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in files}
    try:
        for path, data in files.items():
            with _telling(path):
                _write_beside(path, beside[path], data, mode)
        for path, written in beside.items():
            with _telling(path):
                written.replace(path)
    finally:
        for written in beside.values():
            # What lies in a folder that is a file is not there either.
            with suppress(OSError):
                written.unlink(missing_ok=True)


def _write_beside(path: Path, beside: Path, data: bytes, mode: int | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if path.exists() and not path.is_file():
        # A move would put a file in the place of a device, for everybody on this machine.
        raise OSError(errno.EINVAL, "it is no regular file")
    with beside.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if mode is not None:
        beside.chmod(mode)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error


def write_over(path: Path, data: bytes) -> None:
    """As `write`, over a file that is there: it keeps its permissions, and a link to it stays a link.

    Raises `JourneymapError` (JM802) also where the file is read-only: that a folder lets it be replaced is no leave to do so.
    """
    try:
        real = path.resolve(strict=True)
        mode = stat.S_IMODE(real.stat().st_mode)
    except (OSError, RuntimeError) as error:
        raise _refused(path, getattr(error, "strerror", None) or str(error)) from error
    if not mode & _WRITABLE or not os.access(real, os.W_OK):
        raise _refused(path, "it is read-only")
    write(real, data, mode=mode)


def _refused(path: Path, reason: str) -> JourneymapError:
    message = f"the file cannot be written: {reason}"
    return fault("JM802", message, "check the path and its permissions", file=str(path))
