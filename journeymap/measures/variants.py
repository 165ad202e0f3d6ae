"""Paths and how many cases share them."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from journeymap.steps import Chunk
from journeymap.tally import Tally

Path = tuple[int, ...]


@dataclass(frozen=True)
class Variants(Tally):
    """Cases, and different customers, by path."""

    cases: Counter[Path]
    customers: Counter[Path]


def measure(chunk: Chunk) -> Variants:
    """Counts paths. Paths become one key of bytes each, so that the counting is a dictionary's."""
    steps = chunk.steps
    bounds = [*np.flatnonzero(steps.first).tolist(), len(steps)]
    data = steps.touchpoint.astype(np.uint16).tobytes()
    keys = [data[2 * start : 2 * stop] for start, stop in pairwise(bounds)]
    who = steps.rows.customer[bounds[:-1]].tolist()
    cases = Counter(keys)
    customers = Counter(key for key, _ in set(zip(keys, who, strict=True)))
    return Variants(_readable(cases), _readable(customers))


def _readable(counts: Counter[bytes]) -> Counter[Path]:
    return Counter({tuple(np.frombuffer(key, dtype=np.uint16).tolist()): count for key, count in counts.items()})
