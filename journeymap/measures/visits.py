"""Visits of each touchpoint, and what followed them."""

from dataclasses import dataclass

import numpy as np

from journeymap.sorting import Ints, among, changes, groups_with
from journeymap.steps import OPEN, Chunk, planned_pairs
from journeymap.tally import Tally


@dataclass(frozen=True)
class Visits(Tally):
    """Counts by touchpoint's number. `went_on`, `elsewhere`, `left` and `open` sum to `visits`."""

    visits: Ints
    customers: Ints
    cases: Ints
    went_on: Ints
    elsewhere: Ints
    left: Ints
    open: Ints
    repeats: Ints
    returns: Ints


def measure(chunk: Chunk) -> Visits:
    """Counts visits; see docs/measures.md for what each count means."""
    steps = chunk.steps
    size = len(steps.plan.ids)
    at, walked = steps.touchpoint, steps.pair_counts.reshape(size, size)
    planned = planned_pairs(steps.plan).reshape(size, size)
    starts, last = np.flatnonzero(steps.first), np.flatnonzero(steps.last)
    waiting = (steps.ending == OPEN) & ~among(size, steps.plan.ends)[at[last]]
    visits = np.bincount(at, minlength=size)
    cases = groups_with(at, starts, size)
    return Visits(
        visits=visits,
        customers=groups_with(at, np.flatnonzero(changes(steps.rows.customer)), size),
        cases=cases,
        went_on=np.where(planned, walked, 0).sum(axis=1),
        elsewhere=np.where(planned, 0, walked).sum(axis=1),
        left=np.bincount(at[last[~waiting]], minlength=size),
        open=np.bincount(at[last[waiting]], minlength=size),
        # Steps at the same touchpoint as the step before, where the design does not foresee it.
        repeats=np.where(planned.diagonal(), 0, walked.diagonal()),
        # Steps at a touchpoint that was visited before in the case, but not just before: each case comes to a touchpoint a first time.
        returns=visits - walked.diagonal() - cases,
    )
