"""Results that add up: the sum over chunks of whole customers is the result over all of them."""

from collections import Counter
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np


@dataclass(frozen=True)
class Tally:
    """A measure's result. Fields are arrays or numbers, which add; counters, which add; or `Pile`s, which are put together."""

    def __add__(self, other: Self) -> Self:
        return type(self)(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )


class Pile:
    """Values that must all be kept until the end, such as durations for an exact median: (label, value) pairs in any order."""

    def __init__(self, labels: "np.ndarray[Any, np.dtype[Any]]", values: "np.ndarray[Any, np.dtype[Any]]") -> None:
        self._parts = [(labels, values)]

    def __add__(self, other: "Pile") -> "Pile":
        both = Pile.__new__(Pile)
        both._parts = self._parts + other._parts
        return both

    def groups(self) -> dict[int, "np.ndarray[Any, np.dtype[Any]]"]:
        """The values of each label, sorted."""
        labels = np.concatenate([part[0] for part in self._parts])
        values = np.concatenate([part[1] for part in self._parts])
        order = np.lexsort((values, labels))
        labels, values = labels[order], values[order]
        cuts = np.flatnonzero(np.diff(labels)) + 1
        starts = [0, *cuts.tolist()] if len(labels) else []
        return {int(labels[start]): part for start, part in zip(starts, np.split(values, cuts), strict=False)}


def count_of(keys: list[Any], counts: list[int]) -> Counter[Any]:
    """A counter from parallel lists."""
    return Counter(dict(zip(keys, counts, strict=True)))
