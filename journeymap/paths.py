"""Paths of numbers, and how often each one was walked: sums of many millions of walks, without an object for each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from journeymap.sorting import Ints, changes, counts_of_different, mixed

_NUMBER = ">u2"
"""A path's numbers, two bytes each, the greater first: such bytes sort as the numbers do."""
_SLACK = 100_000
"""So many paths may stand twice before they are put together."""


@dataclass(frozen=True)
class Paths:
    """Different paths, as arrays: path i is `numbers[starts[i]:starts[i] + lengths[i]]`, and `counts[i]` are its counts, one column each.

    A sum holds paths twice until `grouped` puts them together; it does so by itself before there are many.
    """

    numbers: Ints
    starts: Ints
    lengths: Ints
    counts: Ints
    hashes: Ints
    different: int
    """The first so many paths are different from each other."""

    def __len__(self) -> int:
        return len(self.starts)

    def __add__(self, other: "Paths") -> "Paths":
        both = Paths(
            np.concatenate((self.numbers, other.numbers)),
            np.concatenate((self.starts, other.starts + len(self.numbers))),
            np.concatenate((self.lengths, other.lengths)),
            np.concatenate((self.counts, other.counts)),
            np.concatenate((self.hashes, other.hashes)),
            self.different,
        )
        return both.grouped() if len(both) > 2 * self.different + _SLACK else both

    def grouped(self) -> "Paths":
        """Each path once, with the sums of its counts; in no order that means anything."""
        if self.different == len(self):
            return self
        order, group = _groups(self.numbers, self.starts, self.lengths, self.hashes)
        first = changes(group)
        sums = np.add.reduceat(self.counts[order], np.flatnonzero(first)) if len(order) else self.counts
        return _compact(self, order[first], sums)

    ARRAYS: ClassVar = ("numbers", "lengths", "counts", "hashes")

    def arrays(self) -> dict[str, Ints]:
        """Each path once, in the order of their hashes, which decides for all but next to none: those stand by their numbers."""
        paths = self.grouped()
        order = np.array(
            sorted(range(len(paths)), key=paths.at) if _shared(paths.hashes) else np.argsort(paths.hashes),
            dtype=np.int64,
        )
        paths = _compact(paths, order, paths.counts[order])
        return {name: getattr(paths, name) for name in self.ARRAYS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Ints]) -> "Paths":
        """The paths that `arrays` gave."""
        lengths = arrays["lengths"]
        return cls(**arrays, starts=np.cumsum(lengths) - lengths, different=len(lengths))

    def at(self, place: int) -> list[int]:
        """The numbers of a path."""
        start = int(self.starts[place])
        numbers: list[int] = self.numbers[start : start + int(self.lengths[place])].tolist()
        return numbers

    def ranked(self, column: int, at_least: Sequence[tuple[int, int]], most: int) -> list[int]:
        """Places of at most so many paths with the greatest counts in a column, equal ones by their numbers; only those with `at_least` (column, count)."""
        kept = np.ones(len(self), dtype=bool)
        for other, least in at_least:
            kept &= self.counts[:, other] >= least
        places = np.flatnonzero(kept)
        counts = self.counts[places, column]
        if len(places) > most:
            limit = np.partition(counts, len(counts) - most)[len(counts) - most]
            places = places[counts >= limit]
        return sorted(places.tolist(), key=lambda place: (-int(self.counts[place, column]), self.at(place)))[:most]


def paths_of(numbers: Ints, starts: Ints, who: Ints, marks: Sequence[Ints]) -> Paths:
    """Walks, put together by their path. Walk i begins at `starts[i]` and was made by `who[i]`, who ascend.

    The columns of `counts` are: walks, different people, and for each of `marks` (0 or 1 a walk) how many have it.
    """
    lengths = np.diff(np.append(starts, len(numbers)))
    hashes = _hashes(numbers, starts, lengths)
    order, group = _groups(numbers, starts, lengths, hashes)
    first = changes(group)
    size = int(first.sum())
    heads = np.flatnonzero(first)
    people = counts_of_different((who[order], group), size)
    walks = np.diff(np.append(heads, len(order)))
    marked = [np.add.reduceat(mark[order].astype(np.int64), heads) if size else walks for mark in marks]
    counts = np.stack((walks, people, *marked), axis=1).astype(np.int64)
    small = numbers.astype(np.uint8 if int(numbers.max(initial=0)) < 256 else np.uint16)
    return _compact(Paths(small, starts, lengths, counts, hashes, 0), order[first], counts)


def _compact(paths: Paths, kept: Ints, counts: Ints) -> Paths:
    """Only the paths at some places, with these counts."""
    lengths = paths.lengths[kept]
    ends = np.cumsum(lengths)
    places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(paths.starts[kept] - (ends - lengths), lengths)
    return replace(
        paths,
        numbers=paths.numbers[places],
        starts=ends - lengths,
        lengths=lengths,
        counts=counts,
        hashes=paths.hashes[kept],
        different=len(kept),
    )


def _groups(numbers: Ints, starts: Ints, lengths: Ints, hashes: Ints) -> tuple[Ints, Ints]:
    """An order in which equal paths are neighbours, and for each place of it the number of its path, from 0 on."""
    order = np.argsort(hashes, kind="stable")
    new = changes(hashes[order])
    if not _same(numbers, starts, lengths, order, new):
        # Two paths have one hash, which nobody will live to see: compare the paths themselves.
        texts = [
            numbers[start : start + length].astype(_NUMBER).tobytes()
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
        ]
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
    place = np.arange(len(numbers)) - np.repeat(starts, lengths)
    hashes: Ints = mixed(np.add.reduceat(codes[numbers] * powers[place], starts) + lengths.astype(np.uint64))
    return hashes


def _shared(hashes: Ints) -> bool:
    """Whether two different paths have one hash."""
    return len(np.unique(hashes)) < len(hashes)


def _same(numbers: Ints, starts: Ints, lengths: Ints, order: Ints, new: Any) -> bool:
    """Whether paths between two places where it is `new` are all equal."""
    heads = order[np.flatnonzero(new)][np.cumsum(new) - 1]
    again, head = order[~new], heads[~new]
    if not np.array_equal(lengths[again], lengths[head]):
        return False
    run = lengths[again]
    ends = np.cumsum(run)
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - run, run)
    return bool(
        np.array_equal(numbers[np.repeat(starts[again], run) + within], numbers[np.repeat(starts[head], run) + within])
    )


def walked(paths: Paths) -> Iterator[tuple[list[int], list[int]]]:
    """Each path with its counts."""
    for place, counts in enumerate(paths.counts.tolist()):
        yield paths.at(place), counts
