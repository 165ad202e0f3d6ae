"""Journeys of two revisions: each loaded, and which is which, whatever became of its file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from journeymap.finding import Finding, JourneymapError
from journeymap.load import Loaded, load
from journeymap.pipeline.revised import Revision


@dataclass(frozen=True)
class Draft:
    """A journey file of one side: the journey, or what is wrong with it."""

    name: str
    """Its path in the repository or the folder."""
    data: bytes
    loaded: Loaded | None
    faults: tuple[Finding, ...] = ()

    @property
    def stem(self) -> str:
        """The name of the file without folders and ending."""
        return PurePosixPath(self.name).stem

    @property
    def title(self) -> str:
        """The title of the journey; empty where it cannot be read."""
        return self.loaded.journey.title if self.loaded else ""


Pair = tuple[Draft | None, Draft | None]
"""A journey at the base and here; None where it is not there."""


def paired(base: Revision, here: Revision) -> list[Pair]:
    """All journeys of both sides by the names of their files: those of here, and what is gone by the name that it had.

    A journey is the same in the same file; else where its file has the same content, the same name in another folder, or its title, or most of its touchpoints.
    """
    old, new = [_draft(base, name) for name in base.journeys], [_draft(here, name) for name in here.journeys]
    pairs: list[Pair] = []
    for same in _SIGNS:
        for one in list(new):
            other = next((each for each in old if same(each, one)), None)
            if other is not None:
                pairs.append((other, one))
                old.remove(other)
                new.remove(one)
    pairs += [(None, one) for one in new]
    pairs += [(other, None) for other in old]
    return sorted(pairs, key=_name)


def _name(pair: Pair) -> tuple[str, bool]:
    there, here = pair
    return (here or there).name, here is None  # type: ignore[union-attr]  # one of them is there


def _draft(side: Revision, path: str) -> Draft:
    # The name of a file may hold what is no Unicode.
    data, name = side.files[path], path.encode(errors="replace").decode()
    try:
        return Draft(name, data, load(side.root / path, name))
    except JourneymapError as error:
        return Draft(name, data, None, error.findings)


def _shared(one: Draft, other: Draft) -> float:
    """How much of the touchpoints of both is in both (0-1)."""
    if one.loaded is None or other.loaded is None:
        return 0.0
    ids, others = set(one.loaded.declared.touchpoints), set(other.loaded.declared.touchpoints)
    return len(ids & others) / len(ids | others)


_MOST = 0.5
_SIGNS: Sequence[Callable[[Draft, Draft], bool]] = (
    lambda one, other: one.name == other.name,
    lambda one, other: one.data == other.data,
    lambda one, other: one.stem == other.stem and (_shared(one, other) > 0 or not (one.loaded and other.loaded)),
    lambda one, other: bool(one.title) and one.title == other.title and _shared(one, other) > 0,
    lambda one, other: _shared(one, other) > _MOST,
)
"""What tells that two are the same, the surest first."""


def ids(pairs: Sequence[Pair]) -> Iterator[str]:
    """What each journey is called: the name of its file without its ending; with its folders where another one is called the same."""
    names = [PurePosixPath(_name(pair)[0]) for pair in pairs]
    stems = [name.stem for name in names]
    for name, stem in zip(names, stems, strict=True):
        yield stem if stems.count(stem) == 1 else name.with_suffix("").as_posix()
