"""In which periods customers are active: those in which they have a step."""

from collections import Counter

import numpy as np

from journeymap.periods import Calendar
from journeymap.sorting import Ints, changes
from journeymap.steps import Chunk


def active(chunk: Chunk, calendar: Calendar) -> tuple[Ints, Ints]:
    """Every (customer, number of a period) with a step, once, in order: two parallel arrays. Steps without a time are in none."""
    customer, day = chunk.active
    number = calendar.of_days(day)
    new = changes(customer, number)
    return customer[new], number[new]


def counted(numbers: Ints) -> Counter[int]:
    """How often each number is there."""
    values, counts = np.unique(numbers, return_counts=True)
    return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))
