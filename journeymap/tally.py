"""Results that add up: the sum over chunks of whole customers is the result over all of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from math import gcd
from typing import Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from journeymap.sorting import BITS, Ints, changes, pack, room_of

_SECOND = 1_000_000
"""Microseconds."""


_AT_ONCE = 2**23
"""So many durations are put in order at once; more of them some labels at a time, in less memory."""
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
_NO_LABELS = np.zeros(0, dtype=np.int64)
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tally:
    """A measure's result. Fields are arrays or numbers, which add; counters, which add; or `Pile`s, `Paths` and `Sample`s, which are put together."""

    def __add__(self, other: Self) -> Self:
        return type(self)(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )


class _Part(NamedTuple):
    """Durations sorted by their label, then by length, in the fewest bytes: `micros` are `lengths * scale`; those of `labels[i]` begin at `starts[i]`."""

    labels: Ints
    starts: Ints
    lengths: Ints
    scale: int


class Pile:
    """Durations that must all be kept until the end, for an exact median: whole microseconds, 0 and more, with a label, in any order."""

    ARRAYS = ("labels", "starts", "lengths", "scale")

    def __init__(self, labels: Ints, micros: Ints) -> None:
        self._parts = [_part(labels, micros)] if len(labels) else []

    def __add__(self, other: "Pile") -> "Pile":
        both = Pile.__new__(Pile)
        both._parts = self._parts + other._parts
        return both

    def seconds(self, first: int, last: int | None = None) -> Reals:
        """The durations of a label, or of all labels from `first` to `last`, sorted, in seconds."""
        found = self._over(first, first if last is None else last)
        lengths = found.lengths if len(found.labels) < 2 else np.sort(found.lengths)
        return _in_seconds(lengths, found.scale)

    def counts(self, labels: Ints) -> Ints:
        """How many durations each label has."""
        counts = np.zeros(len(labels), dtype=np.int64)
        for part in self._parts:
            low, high = (part.labels.searchsorted(labels, side) for side in _SIDES)
            counts += part.starts[high] - part.starts[low]
        return counts

    def quantiles(self, labels: Ints, shares: Sequence[float]) -> Reals:
        """A row for each share: that quantile of the seconds of each label, as `averages.between` takes it. Labels ascend, and each has a duration."""
        last = self.counts(labels) - 1
        found = np.empty((len(shares), len(labels)))
        for some in _blocks(last + 1):
            part = self._over(int(labels[some][0]), int(labels[some][-1]))
            begin = part.starts[part.labels.searchsorted(labels[some])]
            for row, share in enumerate(shares):
                place = last[some] * share
                below = place.astype(np.int64)
                low, high = (
                    _in_seconds(part.lengths[begin + rank], part.scale)
                    for rank in (below, np.minimum(below + 1, last[some]))
                )
                found[row, some] = low + (place - below) * (high - low)
        return found

    def totals(self) -> dict[int, tuple[int, int]]:
        """Every label with how many durations it has, and their sum in microseconds."""
        found: dict[int, tuple[int, int]] = {}
        for part in self._parts:
            sums = np.add.reduceat(part.lengths, part.starts[:-1], dtype=np.int64) * part.scale
            for label, count, micros in zip(
                part.labels.tolist(), np.diff(part.starts).tolist(), sums.tolist(), strict=True
            ):
                before = found.get(label, (0, 0))
                found[label] = before[0] + count, before[1] + micros
        return found

    def arrays(self) -> dict[str, Ints]:
        """All durations in order, as arrays: the same for the same durations, however they were put together."""
        labels = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(part.labels for part in self._parts)]))
        scale = gcd(_SECOND, *(int(np.gcd.reduce(part.lengths)) * part.scale for part in self._parts))
        most = max((int(part.lengths.max()) * part.scale // scale for part in self._parts), default=0)
        size = sum(len(part.lengths) for part in self._parts)
        lengths = np.empty(size, dtype=np.uint32 if most < 2**32 else np.int64)
        starts = np.zeros(len(labels) + 1, dtype=np.int64)
        for place, label in enumerate(labels.tolist()):
            found = self._over(label, label)
            starts[place + 1] = starts[place] + len(found.lengths)
            lengths[starts[place] : starts[place + 1]] = found.lengths.astype(np.int64) * found.scale // scale
        return {"labels": labels, "starts": starts, "lengths": lengths, "scale": np.asarray(scale)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Ints]) -> "Pile":
        """The durations that `arrays` gave."""
        pile = cls.__new__(cls)
        part = _Part(arrays["labels"], arrays["starts"], arrays["lengths"], int(arrays["scale"]))
        pile._parts = [part] if len(part.labels) else []  # noqa: SLF001  # a pile of its own
        return pile

    def settle(self) -> None:
        """Puts all durations together, where they are not too many for the memory that this takes."""
        if len(self._parts) > 1 and sum(len(part.lengths) for part in self._parts) <= _AT_ONCE:
            self._parts = [_joined(self._parts)]

    def _over(self, first: int, last: int) -> _Part:
        """All durations of the labels from `first` to `last`."""
        self.settle()
        return _joined([_of_labels(part, first, last) for part in self._parts])


def _part(labels: Ints, micros: Ints) -> _Part:
    rooms = [room for room in (room_of(labels), room_of(micros)) if room is not None]
    if len(rooms) == 2 and sum(room.bits for room in rooms) <= BITS:
        packed = pack((labels, micros), rooms)
        packed.sort()
        (low, _, _), (least, scale, bits) = rooms
        lengths = packed & ((1 << bits) - 1)
        packed >>= bits
        starts = np.flatnonzero(changes(packed))
        named = packed[starts].astype(np.int64) + low
        # Packed lengths are counted from the least one, in units of the scale.
        if least % scale:
            lengths, scale = lengths.astype(np.int64) * scale + least, 1
        else:
            lengths = lengths.astype(np.int64, copy=False) + least // scale
    else:
        order = np.lexsort((micros, labels))
        starts = np.flatnonzero(changes(labels[order]))
        named, lengths, scale = labels[order][starts], micros[order], 1
    small = lengths.astype(np.uint32) if int(lengths.max()) < 2**32 else lengths
    return _Part(named, np.append(starts, len(micros)), small, scale)


def _joined(parts: list[_Part]) -> _Part:
    """Parts put together: each one's durations of a label go to the place where those of the parts before it end, and are put in order there."""
    if len(parts) == 1:
        return parts[0]
    scale = gcd(*(part.scale for part in parts))
    labels = np.unique(np.concatenate([part.labels for part in parts] or [_NO_LABELS]))
    counts = np.zeros(len(labels) + 1, dtype=np.int64)
    places = [labels.searchsorted(part.labels) for part in parts]
    for part, place in zip(parts, places, strict=True):
        counts[place + 1] += np.diff(part.starts)
    starts = np.cumsum(counts)
    great = any(part.lengths.dtype != np.uint32 or part.scale > scale for part in parts)
    lengths = np.empty(int(starts[-1]), dtype=np.int64 if great else np.uint32)
    free = starts[:-1].copy()
    for part, place in zip(parts, places, strict=True):
        size = np.diff(part.starts)
        lengths[np.repeat(free[place] - part.starts[:-1], size) + np.arange(len(part.lengths))] = part.lengths * (
            lengths.dtype.type(part.scale // scale)
        )
        free[place] += size
    for low, high in pairwise(starts.tolist()):
        lengths[low:high].sort()
    return _Part(labels, starts, lengths, scale)


def _of_labels(part: _Part, first: int, last: int) -> _Part:
    """What a part has of the labels from `first` to `last`."""
    low, high = part.labels.searchsorted((first, last + 1)).tolist()
    starts = part.starts[low : high + 1]
    return _Part(part.labels[low:high], starts - starts[0], part.lengths[starts[0] : starts[-1]], part.scale)


def _blocks(counts: Ints) -> Iterator[slice]:
    """Neighbours, so many at a time that their counts are no more than `_AT_ONCE`, or one."""
    ends = np.cumsum(counts)
    begin = 0
    while begin < len(counts):
        before = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(ends.searchsorted(before + _AT_ONCE, "right")))
        yield slice(begin, end)
        begin = end


def _in_seconds(lengths: Ints, scale: int) -> Reals:
    micros = lengths.astype(np.int64)
    micros *= scale
    seconds: Reals = micros / 1e6
    return seconds


def counter(values: Ints) -> Counter[int]:
    """How often each of some small whole numbers from 0 on is there."""
    counts = np.bincount(values)
    return Counter({number: int(counts[number]) for number in np.flatnonzero(counts).tolist()})
