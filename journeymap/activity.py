"""In which periods customers are active: those in which they have a step."""

from collections import Counter

import numpy as np

from journeymap.binding import Role
from journeymap.periods import NO_PERIOD, Calendar
from journeymap.sorting import Ints, changes, order_of
from journeymap.steps import Chunk


def active(chunk: Chunk, calendar: Calendar) -> tuple[Ints, Ints]:
    """Every (customer, number of a period) with a step, once, in order: two parallel arrays. Steps without a time are in none."""
    steps = np.flatnonzero(chunk.rows.role == Role.START)
    customer, number = chunk.rows.customer[steps], calendar.numbers(chunk.rows.time[steps])
    # Most steps are in the period of the one before, and mostly they come in the order of the time: there is little to sort.
    new = np.flatnonzero(changes(customer, number) & (number != NO_PERIOD))
    customer, number = customer[new], number[new]
    if np.any((customer[1:] == customer[:-1]) & (number[1:] <= number[:-1])):
        order = order_of((customer, number))
        once = order[changes(customer[order], number[order])]
        return customer[once], number[once]
    return customer, number


def counted(numbers: Ints) -> Counter[int]:
    """How often each number is there."""
    values, counts = np.unique(numbers, return_counts=True)
    return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))
