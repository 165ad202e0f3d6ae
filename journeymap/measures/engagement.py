"""How often customers come, when they came last, and on which channels."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from journeymap.activity import counted
from journeymap.binding import NO_TIME
from journeymap.chunk import Chunk
from journeymap.sorting import Ints, changes, groups_with, is_constant
from journeymap.tally import Tally

DAY = 86_400_000_000
"""Microseconds."""


@dataclass(frozen=True)
class Engagement(Tally):
    """Customers by how many `visits` they made, on how many `days`, and by how many whole days of 24 hours ago the last was (`recency`).

    `steps` and `customers` by channel: no channel, those of the plan, unknown ones.
    """

    visits: Counter[int]
    days: Counter[int]
    recency: Counter[int]
    steps: Ints
    customers: Ints


def measure(chunk: Chunk) -> Engagement:
    """Counts by customer, and by channel."""
    steps = chunk.steps
    starts = steps.comers
    customer, _ = chunk.active
    width = len(chunk.plan.channel_names) + 2
    by_channel, customers = _by_channel(steps.channel, starts, width)
    return Engagement(
        visits=_sizes(starts, len(steps)),
        days=_sizes(np.flatnonzero(changes(customer)), len(customer)),
        recency=_recency(chunk),
        steps=by_channel,
        customers=customers,
    )


def _by_channel(channel: Ints, comers: Ints, width: int) -> tuple[Ints, Ints]:
    """Steps, and customers, by channel; those without one come first. Where all are on one channel, nothing has to be counted."""
    if is_constant(channel) and len(channel):
        counts = np.zeros((2, width), dtype=np.int64)
        counts[:, channel[0] + 1] = len(channel), len(comers)
        return counts[0], counts[1]
    place = channel.astype(np.int64) + 1
    return np.bincount(place, minlength=width), groups_with(place, comers, width)


def _sizes(starts: Ints, end: int) -> Counter[int]:
    """How many groups there are of each size; groups begin at `starts`, the last ends at `end`."""
    return counted(np.diff(np.append(starts, end)))


def _recency(chunk: Chunk) -> Counter[int]:
    """Customers by the days since the latest known time of their steps, those inside of a composite too."""
    time = chunk.visits.time
    starts = np.flatnonzero(changes(chunk.visits.customer))
    latest = np.maximum.reduceat(time, starts) if len(starts) else time
    return counted((chunk.clock.as_of - latest[latest != NO_TIME]) // DAY)
