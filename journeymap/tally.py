"""Results that add up: the sum over chunks of whole customers is the result over all of them."""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]


@dataclass(frozen=True)
class Tally:
    """A measure's result. Fields are arrays or numbers, which add; counters, which add; or `Pile`s, which are put together."""

    def __add__(self, other: Self) -> Self:
        return type(self)(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )


class Pile:
    """Durations that must all be kept until the end, for an exact median: whole microseconds with a label, in any order."""

    def __init__(self, labels: Ints, micros: Ints) -> None:
        self._parts = [(labels, micros)]

    def __add__(self, other: "Pile") -> "Pile":
        both = Pile.__new__(Pile)
        both._parts = self._parts + other._parts
        return both

    def seconds(self) -> dict[int, npt.NDArray[np.float64]]:
        """The durations of each label, sorted, in seconds."""
        labels = np.concatenate([part[0] for part in self._parts]).astype(np.int64)
        micros = np.concatenate([part[1] for part in self._parts]).astype(np.int64)
        labels, micros = _sorted(labels, micros)
        cuts = np.flatnonzero(np.diff(labels)) + 1
        starts = [0, *cuts.tolist()] if len(labels) else []
        return {int(labels[start]): part / 1e6 for start, part in zip(starts, np.split(micros, cuts), strict=False)}


def _sorted(labels: Ints, micros: Ints) -> tuple[Ints, Ints]:
    """Sorted by label, then by duration. Both in one integer where they fit: sorting numbers is much faster than sorting an index."""
    room = int(micros.max(initial=0)).bit_length()
    if int(labels.max(initial=0)).bit_length() + room <= 63:
        keys = np.sort((labels << room) | micros)
        return keys >> room, keys & ((1 << room) - 1)
    order = np.lexsort((micros, labels))
    return labels[order], micros[order]
