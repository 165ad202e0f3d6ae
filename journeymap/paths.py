"""Paths of numbers, and how often each one was walked: sums of many millions of walks, without an object for each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, NamedTuple

import numpy as np

from journeymap.sorting import Ints, changes, counts_of_different, mixed, order_of_hashes, places_in_groups

_SLACK = 500_000
"""So many paths may stand twice before they are put together."""
_AT_ONCE = 100_000
"""Of so many paths the numbers are picked at a time."""
_RANGE = 500_000
"""Of so many paths at most, or a few more, each is looked for at a time."""
Run = Callable[[Callable[[int], "_Part"], Iterable[int]], Iterable["_Part"]]
"""What does something for each of some numbers, as `map` does."""


class _Part(NamedTuple):
    """Different paths, one after the other in `numbers`, each of so many `lengths`; `counts` has a row for each."""

    numbers: Ints
    lengths: Ints
    counts: Ints
    hashes: Ints

    def starts(self) -> Ints:
        """Where in `numbers` each path begins."""
        return np.cumsum(self.lengths, dtype=np.int64) - self.lengths


@dataclass(frozen=True)
class Paths:
    """Paths and their counts: `whole` ones, each of which stands once in all those parts, and `more` that were added since.

    `grouped` puts all of them together; a sum does so by itself before they are many.
    """

    ARRAYS: ClassVar = _Part._fields
    whole: tuple[_Part, ...]
    more: tuple[_Part, ...] = ()

    def __len__(self) -> int:
        return _size(self.whole) + _size(self.more)

    def __add__(self, other: "Paths") -> "Paths":
        large, small = (self, other) if _size(self.whole) >= _size(other.whole) else (other, self)
        both = Paths(large.whole, large.more + small.whole + small.more)
        return both.grouped() if _size(both.more) > _size(both.whole) // 4 + _SLACK else both

    def grouped(self, run: Run = map) -> "Paths":
        """Each path once, with the sums of its counts; in no order that means anything. `run` may do several ranges at once."""
        if not self.more:
            return self
        bits = max(0, len(self) // _RANGE).bit_length()
        return Paths(tuple(run(partial(self._range, bits=bits), range(1 << bits))))

    def _range(self, number: int, *, bits: int) -> _Part:
        """The paths whose hashes begin with so many bits, once each: what that takes in between is small where there are many ranges."""
        found = [_of_range(part, number, bits) for part in self.whole + self.more]
        part = _Part(*(np.concatenate(arrays) for arrays in zip(*found, strict=True)))
        order, group = _groups(part)
        first = changes(group)
        sums = np.add.reduceat(part.counts[order], np.flatnonzero(first), dtype=np.int32) if len(order) else part.counts
        return _picked(part, order[first], sums)

    @property
    def counts(self) -> Ints:
        """The counts of each path, a row each. Of paths that are grouped."""
        return np.concatenate([part.counts for part in self.whole])

    def arrays(self) -> dict[str, Ints]:
        """Each path once, in the order of their hashes, which decides for all but next to none: those stand by their numbers."""
        ordered = [_ordered(part) for part in self.grouped().whole]
        return _Part(*(np.concatenate(arrays) for arrays in zip(*ordered, strict=True)))._asdict()

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Ints]) -> "Paths":
        """The paths that `arrays` gave."""
        return cls((_Part(**arrays),))

    def ranked(self, column: int, at_least: Sequence[tuple[int, int]], most: int) -> list[tuple[list[int], int]]:
        """At most so many paths with the greatest counts in a column, and these; equal ones by their numbers; only those with `at_least` (column, count)."""
        found = [each for part in self.grouped().whole for each in _greatest(part, column, at_least, most)]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:most]


def _size(parts: Iterable[_Part]) -> int:
    return sum(len(part.lengths) for part in parts)


def _of_range(part: _Part, number: int, bits: int) -> _Part:
    if not bits:
        return part
    kept = np.flatnonzero(part.hashes >> np.uint64(64 - bits) == number)
    return _picked(part, kept, part.counts[kept])


def _ordered(part: _Part) -> _Part:
    order = np.argsort(part.hashes, kind="stable")
    if len(np.unique(part.hashes)) < len(part.hashes):
        starts = part.starts()
        order = np.array(sorted(order.tolist(), key=lambda place: (int(part.hashes[place]), _at(part, starts, place))))
    return _picked(part, order, part.counts[order])


def _greatest(
    part: _Part, column: int, at_least: Sequence[tuple[int, int]], most: int
) -> Iterator[tuple[list[int], int]]:
    """The paths of a part that may be among so many with the greatest counts of all."""
    starts = part.starts()
    kept = np.ones(len(part.lengths), dtype=bool)
    for other, least in at_least:
        kept &= part.counts[:, other] >= least
    places = np.flatnonzero(kept)
    counts = part.counts[places, column]
    if len(places) > most:
        limit = np.partition(counts, len(counts) - most)[len(counts) - most]
        places = places[counts >= limit]
    for place in places.tolist():
        yield _at(part, starts, place), int(part.counts[place, column])


class Walks(NamedTuple):
    """Walks along paths, one after the other. In the `order`, those with the same path are neighbours; `group` says at each place of it which path."""

    parts: _Part
    order: Ints
    group: Ints

    def path(self) -> Ints:
        """The number of the path of each walk, from 0 on."""
        path = np.empty(len(self.order), dtype=np.int64)
        path[self.order] = self.group
        return path


def walks_of(numbers: Ints, starts: Ints) -> Walks:
    """Walks, each of which begins at one of `starts` and ends where the next one begins."""
    lengths = np.diff(np.append(starts, len(numbers))).astype(np.int32)
    small = numbers.astype(np.uint8 if int(numbers.max(initial=0)) < 256 else np.uint16)
    walks = _Part(small, lengths, np.zeros((len(starts), 0), dtype=np.int32), _hashes(numbers, starts, lengths))
    return Walks(walks, *_groups(walks))


def paths_of(made: Walks, who: Ints, marks: Sequence[Ints]) -> Paths:
    """Walks, put together by their path. Walk i was made by `who[i]`, who ascend.

    The columns of `counts` are: walks, different people, and for each of `marks` (0 or 1 a walk) how many have it.
    """
    walks, order, group = made
    first = changes(group)
    size = int(first.sum())
    heads = np.flatnonzero(first)
    people = counts_of_different((who[order], group), size)
    each = np.diff(np.append(heads, len(order)))
    marked = [np.add.reduceat(mark[order].astype(np.int64), heads) if size else each for mark in marks]
    counts = np.stack((each, people, *marked), axis=1).astype(np.int32)
    return Paths((_picked(walks, order[first], counts),))


def walked(paths: Paths) -> Iterator[tuple[list[int], list[int]]]:
    """Each path with its counts."""
    for part in paths.grouped().whole:
        starts = part.starts()
        for place, counts in enumerate(part.counts.tolist()):
            yield _at(part, starts, place), counts


def _at(part: _Part, starts: Ints, place: int) -> list[int]:
    """The numbers of a path."""
    start = int(starts[place])
    numbers: list[int] = part.numbers[start : start + int(part.lengths[place])].tolist()
    return numbers


def _picked(part: _Part, kept: Ints, counts: Ints) -> _Part:
    """The paths at some places, with these counts."""
    lengths, starts = part.lengths[kept], part.starts()[kept]
    numbers = [part.numbers[places] for places in _places(starts, lengths)]
    return _Part(np.concatenate(numbers or [part.numbers[:0]]), lengths, counts, part.hashes[kept])


def _places(starts: Ints, lengths: Ints) -> Iterator[Ints]:
    """The places of all numbers of some paths, in parts of so many paths: a place takes eight times the memory of a number."""
    for begin in range(0, len(starts), _AT_ONCE):
        run = lengths[begin : begin + _AT_ONCE]
        ends = np.cumsum(run, dtype=np.int64)
        yield np.arange(int(ends[-1])) + np.repeat(starts[begin : begin + _AT_ONCE] - (ends - run), run)


def _groups(part: _Part) -> tuple[Ints, Ints]:
    """An order in which equal paths are neighbours, and for each place of it the number of its path, from 0 on."""
    order = order_of_hashes(part.hashes)
    new = changes(part.hashes[order])
    if not _same(part, order, new):
        # Two paths have one hash, which nobody will live to see: compare the paths themselves.
        starts = part.starts()
        texts = [_at(part, starts, place) for place in range(len(part.lengths))]
        order = np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int64)
        new = np.array([not place or texts[here] != texts[order[place - 1]] for place, here in enumerate(order)])
    return order, np.cumsum(new) - 1


def _hashes(numbers: Ints, starts: Ints, lengths: Ints) -> Ints:
    """A hash of 64 bits of each path: sums of each number, mixed, times a power of an odd constant for its place."""
    if not len(starts):
        return np.zeros(0, dtype=np.uint64)
    longest = int(lengths.max())
    powers = np.cumprod(np.full(longest, 0x9E3779B97F4A7C15, dtype=np.uint64))
    codes = mixed(np.arange(1, int(numbers.max()) + 2, dtype=np.uint64))
    place = places_in_groups(starts, len(numbers))
    hashes: Ints = mixed(np.add.reduceat(codes[numbers] * powers[place], starts) + lengths.astype(np.uint64))
    return hashes


def _same(part: _Part, order: Ints, new: Any) -> bool:
    """Whether paths between two places where it is `new` are all equal."""
    heads = order[np.flatnonzero(new)][np.cumsum(new) - 1]
    again, head = order[~new], heads[~new]
    lengths, starts = part.lengths[again], part.starts()
    if not np.array_equal(lengths, part.lengths[head]):
        return False
    pairs = zip(_places(starts[again], lengths), _places(starts[head], lengths), strict=True)
    return all(np.array_equal(part.numbers[one], part.numbers[other]) for one, other in pairs)
