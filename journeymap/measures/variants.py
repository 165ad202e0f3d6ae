"""Paths and how many cases share them."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from journeymap.steps import Chunk
from journeymap.tally import Tally

Path = bytes
"""A path as the touchpoints' numbers, two bytes each, the greater first: such bytes sort as the numbers do."""


@dataclass(frozen=True)
class Variants(Tally):
    """Cases, and different customers, by path."""

    cases: Counter[Path]
    customers: Counter[Path]


def measure(chunk: Chunk) -> Variants:
    """Counts paths."""
    steps = chunk.steps
    bounds = [*np.flatnonzero(steps.first).tolist(), len(steps)]
    data = steps.touchpoint.astype(">u2").tobytes()
    paths = [data[2 * start : 2 * stop] for start, stop in pairwise(bounds)]
    who = steps.rows.customer[bounds[:-1]].tolist()
    return Variants(Counter(paths), Counter(path for path, _ in set(zip(paths, who, strict=True))))


def path_of(path: Path) -> list[int]:
    """A path's touchpoints' numbers."""
    numbers: list[int] = np.frombuffer(path, dtype=">u2").tolist()
    return numbers
