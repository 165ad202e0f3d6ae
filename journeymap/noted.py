"""Which files a piece of work was made of, and in which state: so that it is done again when one of them changes, and only then."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from pathlib import Path

State = bytes | tuple[int, int] | None
"""A digest of what stands in a file; of a large one its size and the time of its last change, in nanoseconds; None where it is not there."""
Noted = dict[Path, State]

_LARGE = 2**22
"""A file of more bytes is none that was written by hand."""
_NOTED: ContextVar[Noted | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[Noted]:
    """Notes every file that this thread reads or looks for in vain."""
    noted: Noted = {}
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def note_text(path: Path, data: bytes) -> None:
    """Notes what was read in a file."""
    _note(path, _digest(data))


def note_missing(path: Path) -> None:
    """Notes a file that is not there, or cannot be read."""
    _note(path, None)


def note_large(path: Path) -> None:
    """Notes a file that is too large to be read twice."""
    _note(path, _state_of(path))


def has_changed(noted: Mapping[Path, State], texts: dict[Path, State]) -> bool:
    """Whether one of the files is not as it was. `texts` remembers what was read for it, for the next question."""
    return any(_now(path, state, texts) != state for path, state in noted.items())


def _note(path: Path, state: State) -> None:
    noted = _NOTED.get()
    if noted is not None:
        noted[path] = state


def _now(path: Path, before: State, texts: dict[Path, State]) -> State:
    if isinstance(before, tuple):
        return _state_of(path)
    if path not in texts:
        texts[path] = _read(path)
    return texts[path]


def _read(path: Path) -> State:
    state = _state_of(path)
    if state is None or state[0] > _LARGE:
        return state
    try:
        return _digest(path.read_bytes())
    except OSError:
        return None


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _state_of(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except (OSError, ValueError):  # a name with a zero byte in it
        return None
    return state.st_size, state.st_mtime_ns
