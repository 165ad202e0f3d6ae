"""Results that add up: the sum over chunks of whole customers is the result over all of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import gcd
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from journeymap.sorting import BITS, Ints, room_of, sorted_columns

_SECOND = 1_000_000
"""Microseconds."""


_AT_ONCE = 2**23
"""So many durations are put in order at once; more of them label by label, in less memory."""


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

    def seconds(self, first: int, last: int | None = None) -> npt.NDArray[np.float64]:
        """The durations of a label, or of all labels from `first` to `last`, sorted, in seconds."""
        if len(self._parts) > 1 and sum(len(part.lengths) for part in self._parts) <= _AT_ONCE:
            self._parts = [_joined(self._parts)]
        seconds: npt.NDArray[np.float64] = self._micros(first, first if last is None else last) / 1e6
        return seconds

    def arrays(self) -> dict[str, Ints]:
        """All durations in order, as arrays: the same for the same durations, however they were put together."""
        labels = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(part.labels for part in self._parts)]))
        scale = gcd(_SECOND, *(int(np.gcd.reduce(part.lengths)) * part.scale for part in self._parts))
        most = max((int(part.lengths.max()) * part.scale // scale for part in self._parts), default=0)
        size = sum(len(part.lengths) for part in self._parts)
        lengths = np.empty(size, dtype=np.uint32 if most < 2**32 else np.int64)
        starts = np.zeros(len(labels) + 1, dtype=np.int64)
        for place, label in enumerate(labels.tolist()):
            found = self._micros(label, label)
            starts[place + 1] = starts[place] + len(found)
            lengths[starts[place] : starts[place + 1]] = found // scale
        return {"labels": labels, "starts": starts, "lengths": lengths, "scale": np.asarray(scale)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Ints]) -> "Pile":
        """The durations that `arrays` gave."""
        pile = cls.__new__(cls)
        part = _Part(arrays["labels"], arrays["starts"], arrays["lengths"], int(arrays["scale"]))
        pile._parts = [part] if len(part.labels) else []  # noqa: SLF001  # a pile of its own
        return pile

    def _micros(self, first: int, last: int) -> Ints:
        found = [_between(part, first, last) for part in self._parts]
        micros: Ints = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        if len(found) > 1 or first < last:
            micros.sort()
        return micros


def _part(labels: Ints, micros: Ints) -> _Part:
    columns = sorted_columns((labels, micros))
    if columns is None:
        order = np.lexsort((micros, labels))
        columns = [labels[order], micros[order]]
    labels, micros = columns
    starts = np.flatnonzero(np.concatenate(([True], labels[1:] != labels[:-1])))
    room = room_of(micros)
    scale = room.scale if room is not None and room.low % room.scale == 0 else 1
    lengths = micros // scale
    small = lengths.astype(np.uint32) if int(lengths.max()) < 2**32 else lengths
    return _Part(labels[starts], np.append(starts, len(micros)), small, scale)


def _joined(parts: list[_Part]) -> _Part:
    """Parts put together: one merge of all is faster than one for each question, as long as there is memory for it."""
    scale = min(part.scale for part in parts)
    labels = np.concatenate([np.repeat(part.labels, np.diff(part.starts)) for part in parts]).astype(np.int64)
    lengths = np.concatenate([part.lengths.astype(np.int64) * (part.scale // scale) for part in parts])
    bits = int(lengths.max()).bit_length()
    if int(labels.max()).bit_length() + bits > BITS:
        return _part(labels, lengths * scale)
    labels <<= bits
    labels |= lengths
    labels.sort(kind="stable")  # a merge sort: the parts are in order already
    lengths = labels & ((1 << bits) - 1)
    labels >>= bits
    starts = np.flatnonzero(np.concatenate(([True], labels[1:] != labels[:-1])))
    small = lengths.astype(np.uint32) if bits <= 32 else lengths
    return _Part(labels[starts], np.append(starts, len(labels)), small, scale)


def _between(part: _Part, first: int, last: int) -> Ints:
    low, high = np.searchsorted(part.labels, (first, last + 1))
    lengths: Ints = part.lengths[part.starts[low] : part.starts[high]].astype(np.int64)
    lengths *= part.scale
    return lengths


def counter(values: Ints) -> Counter[int]:
    """How often each of some small whole numbers from 0 on is there."""
    counts = np.bincount(values)
    return Counter({number: int(counts[number]) for number in np.flatnonzero(counts).tolist()})
