"""Files that are there whole or not at all."""

import os
from pathlib import Path

from journeymap.finding import fault


def write(path: Path, data: bytes) -> None:
    """Writes beside the place, syncs and moves; makes the folder where it is missing. Raises `JourneymapError` (JM802)."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise fault(
            "JM802",
            f"the file cannot be written: {error.strerror}",
            "check the path and its permissions",
            file=str(path),
        ) from error
