"""A chunk's steps customer by customer and moment by moment, across their cases: what funnels are a function of.

A moment is what cannot be told apart in time: steps of one customer with the same time and the same order columns. Moments are numbered
through the whole chunk, customer by customer, so that a later number is later, or somebody else's.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from journeymap.binding import NO_TIME, Role
from journeymap.chunk import Chunk
from journeymap.sorting import Flags, Ints, among, changes, order_of

NOBODY = -1
"""No customer: never equal to a real one."""


@dataclass(frozen=True)
class Moments:
    """Steps in the order of their moments: parallel arrays. `time` is `NO_TIME` where it is unknown; within a moment the touchpoint ascends."""

    chunk: Chunk
    customer: Ints
    time: Ints
    touchpoint: Ints
    new: Flags
    """Whether a step is the first of its moment."""
    kind: Ints

    @cached_property
    def number(self) -> Ints:
        """Each step's moment."""
        return np.cumsum(self.new) - 1

    @cached_property
    def starts(self) -> Ints:
        """The first step of each moment."""
        return np.flatnonzero(self.new)

    @cached_property
    def sizes(self) -> Ints:
        """How many steps each moment has."""
        return np.diff(self.starts, append=len(self.new))

    @cached_property
    def whose(self) -> Ints:
        """The customer of each moment, and nobody after the last."""
        return np.append(self.customer[self.starts], NOBODY)

    @cached_property
    def when(self) -> Ints:
        """The time of each moment."""
        return self.time[self.starts]

    def at(self, touchpoints: frozenset[int]) -> Flags:
        """Whether a step is at one of these touchpoints."""
        found: Flags = among(len(self.chunk.plan.ids), touchpoints)[self.touchpoint]
        return found

    def then(self, moments: Ints) -> Ints:
        """Where each customer is next after a moment, the first touchpoint of the design if it is several; -1 for nowhere."""
        follows = self.whose[moments + 1] == self.whose[moments]
        step = self.starts[np.where(follows, moments + 1, 0)]
        return np.where(follows, self.touchpoint[step], -1)

    def quiet(self, moments: Ints) -> Flags:
        """Whether the customer of each moment has been silent for so long that a case of theirs would count as left."""
        who, silent = self._silence
        found: Flags = silent[np.searchsorted(who, self.whose[moments])]
        return found

    @cached_property
    def _silence(self) -> tuple[Ints, Flags]:
        """The customers, and whether they have been silent for too long; those of whom no time is known have."""
        clock, rows = self.chunk.clock, self.chunk.rows.of_role(Role.START)
        edges = np.flatnonzero(changes(rows.customer))
        latest = np.maximum.reduceat(rows.time, edges)
        silence = clock.as_of - np.where(latest == NO_TIME, 0, latest)
        return rows.customer[edges], (latest == NO_TIME) | (silence > clock.leaves_after)


def moments_of(chunk: Chunk, *, timed: bool) -> Moments:
    """The moments of a chunk; with `timed` only of the steps that have a time.

    A step without a time stands after all that has the time of the last step before it, in the order of its case, that has one; before
    everything, where there is none.
    """
    rows = chunk.steps.rows
    untimed = rows.time == NO_TIME
    if timed and untimed.any():
        rows, untimed = rows.at(~untimed), np.zeros(int(np.count_nonzero(~untimed)), dtype=bool)
    about = _carried(rows.time, untimed, rows.new_group) if untimed.any() else rows.time
    keys = (rows.customer, about, untimed.astype(np.int8), *rows.order)
    if rows.order or (len(rows) and rows.case[0] >= 0):
        order = order_of((*keys, rows.touchpoint))
        rows, keys = rows.at(order), tuple(key[order] for key in keys)
    return Moments(chunk, rows.customer, rows.time, rows.touchpoint, changes(*keys), rows.kind)


def _carried(time: Ints, untimed: Flags, new: Flags) -> Ints:
    """Times, and for a step without one that of the last before it in its group that has one; `NO_TIME` where there is none."""
    place = np.arange(len(time))
    begun = np.maximum.accumulate(np.where(new, place, 0))
    last = np.maximum.accumulate(np.where(untimed, -1, place))
    return np.where(last >= begun, time[np.maximum(last, 0)], NO_TIME)
