"""Files that are there whole or not at all."""

import os
import stat
from pathlib import Path

from journeymap.finding import JourneymapError, fault

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Writes beside the place, syncs and moves; makes the folder where it is missing. Raises `JourneymapError` (JM802).

    `mode` are the permissions of the file, those usual for new files if not said.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if mode is not None:
                beside.chmod(mode)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
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
