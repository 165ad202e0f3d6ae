"""In which periods customers are active: those in which they have a step."""

from collections import Counter

import numpy as np

from journeymap.chunk import Chunk
from journeymap.periods import Calendar
from journeymap.sorting import Ints, changes

_NEAR = 1 << 17
"""Numbers so near to one another are counted in an array; sorting is for others."""


def active(chunk: Chunk, calendar: Calendar) -> tuple[Ints, Ints]:
    """Every (customer, number of a period) with a step, once, in order: two parallel arrays. Steps without a time are in none."""
    customer, day = chunk.active
    number = calendar.of_days(day)
    new = np.flatnonzero(changes(customer, number))
    return customer[new], number[new]


def counted(numbers: Ints) -> Counter[int]:
    """How often each number is there."""
    if len(numbers) and int(numbers.max()) - (low := int(numbers.min())) < _NEAR:
        counts = np.bincount(numbers - low)
        values = np.flatnonzero(counts)
        counts, values = counts[values], values + low
    else:
        values, counts = np.unique(numbers, return_counts=True)
    return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))
