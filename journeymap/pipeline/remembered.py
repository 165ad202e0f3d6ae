"""What was counted before: a second run on the same data, with the same rules to bind and count it, starts from there.

A file in the user's cache folder holds the counts of one log and one journey: no row of the log, no customer's id. It is named after a hash of the contents of
all files that were read and of all of the journey but what is only words or only judged afterwards, and it begins with a checksum of itself; one that does
not fit is left alone and written anew. The folder may be deleted at any time.
"""

import json
import os
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b, file_digest
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from pydantic import TypeAdapter, ValidationError

from journeymap import __version__, outputs, sources
from journeymap.finding import JourneymapError
from journeymap.flat import flat, unflat
from journeymap.intake import Facts, Request
from journeymap.load import Loaded
from journeymap.measures import Measured
from journeymap.model import Journey

LEAST = 8 * 2**20
"""Smaller logs are measured again: that takes no time."""
MOST = 2**30
"""Of all that is kept, the oldest goes when it takes more bytes than this."""
_DIGEST = 32
_WORDS = {
    "title",
    "goal",
    "scenario",
    "expects",
    "owner",
    "reviewed",
    "review_every",
    "state",
    "budget",
    "weights",
    "lang",
    "targets",
}
"""Of a journey, a stage and a touchpoint, what is only words, or judged after everything is counted."""
_MORE_WORDS = {
    *_WORDS, "is_", "does", "feels", "thinks", "says", "moment_of_truth", "sla", "frontstage", "backstage", "support", "evidence",
    "pains", "ideas", "accept", "tags", "links",
}  # fmt: skip


def _hash(data: bytes = b"") -> "blake2b":
    return blake2b(data, digest_size=_DIGEST)


_FACTS = TypeAdapter(Facts)
Counted = tuple[Measured, Facts, int | None]
"""The counts, the facts about the data, and what closed it."""


class Memory:
    """The counts of one run, where they are kept."""

    def __init__(self, loaded: Loaded, request: Request, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_cache_path("journeymap")
        self._file: Path | None = None
        files = _files(loaded, request)
        if sum(path.stat().st_size for path in files) >= LEAST:
            self._file = self._folder / f"{_key(loaded.journey, request, files)}.counts"

    def recall(self) -> Counted | None:
        """What was counted before; None where there is nothing, or nothing to be trusted."""
        if self._file is None:
            return None
        try:
            with self._file.open("rb") as stream:
                if stream.read(_DIGEST) != file_digest(stream, _hash).digest():
                    return None
                stream.seek(_DIGEST)
                with np.load(stream, allow_pickle=False) as arrays:
                    facts, as_of = json.loads(arrays["facts"].tobytes())
                    found = unflat(Measured, arrays), _FACTS.validate_python(facts), as_of
            os.utime(self._file)
        except (OSError, KeyError, ValueError, ValidationError, zipfile.BadZipFile):
            return None
        return found

    def keep(self, measured: Measured, facts: Facts, as_of: int | None) -> None:
        """Keeps what was counted, where that can be: a full disk or a folder that cannot be written is no fault."""
        if self._file is None:
            return
        told = np.frombuffer(json.dumps([asdict(facts), as_of]).encode(), dtype=np.uint8)
        packed = BytesIO()
        np.savez(packed, allow_pickle=False, **flat(measured), facts=told)
        data = packed.getvalue()
        with suppress(OSError, JourneymapError):
            outputs.write(self._file, _hash(data).digest() + data, mode=0o600)
            self._tidy()

    def _tidy(self) -> None:
        """Deletes the oldest files beyond what may be kept."""
        held = 0
        for path in sorted(self._folder.glob("*.counts"), key=lambda path: -path.stat().st_mtime):
            held += path.stat().st_size
            if held > MOST:
                path.unlink(missing_ok=True)


def _files(loaded: Loaded, request: Request) -> list[Path]:
    """All files that are read: those of the command line, else those that the journey names. Not there: left to the run to say."""
    journey, beside = loaded.journey, loaded.path.parent
    own = [(survey.from_, beside) for survey in journey.surveys.values()]
    named: list[tuple[Sequence[str], Path]] = [
        (request.events, request.base) if request.events else (journey.events.from_, beside),
        *([(request.answers, request.base)] if request.answers else []),
        *own,
    ]
    found: dict[Path, None] = {}
    for names, base in named:
        with suppress(JourneymapError):
            found |= dict.fromkeys(path for _, path in sources.find(names, base))
    return list(found)


def counting(journey: Journey) -> dict[str, Any]:
    """What of a journey the counts depend on: two that have it in common are counted alike."""
    kept = journey.model_dump(mode="json", exclude=_WORDS)
    for stage in kept["stages"].values():
        for key in _WORDS:
            stage.pop(key, None)
        for touchpoint in stage["touchpoints"].values():
            for key in _MORE_WORDS:
                touchpoint.pop(key, None)
    return kept


def _key(journey: Journey, request: Request, files: Sequence[Path]) -> str:
    """A hash of everything that the counts depend on."""
    kept = counting(journey)
    asked = [
        request.events,
        request.answers,
        request.min_group,
        repr(request.segment),
        request.since,
        request.until,
        request.as_of,
    ]
    # In the order of the file: touchpoints are counted by their numbers in it.
    digest = blake2b(json.dumps([__version__, np.__version__, kept, asked]).encode(), digest_size=_DIGEST)
    for path in files:
        with path.open("rb") as stream:
            digest.update(f"{path.name} ".encode() + file_digest(stream, _hash).digest())
    return digest.hexdigest()
