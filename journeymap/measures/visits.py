"""Visits of each touchpoint, and what followed them."""

from dataclasses import dataclass

import numpy as np

from journeymap.chunk import Chunk
from journeymap.sorting import Ints, among, groups_in_groups_with
from journeymap.steps import OPEN, planned_pairs
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
    turned: Ints
    """Visits between two others of one touchpoint, the second of which is a return: customers went there and straight back."""


def measure(chunk: Chunk) -> Visits:
    """Counts visits; see docs/measures.md for what each count means."""
    steps = chunk.steps
    size = len(steps.plan.ids)
    at, walked = steps.touchpoint, steps.pair_counts.reshape(size, size)
    planned = planned_pairs(steps.plan).reshape(size, size)
    last = steps.ends
    waiting = (steps.ending == OPEN) & ~among(size, steps.plan.ends)[at[last]]
    cases, customers = groups_in_groups_with(at, (steps.starts, steps.comers), size)
    return Visits(
        visits=walked.sum(axis=1) + np.bincount(at[last], minlength=size),
        customers=customers,
        cases=cases,
        went_on=np.where(planned, walked, 0).sum(axis=1),
        elsewhere=np.where(planned, 0, walked).sum(axis=1),
        left=np.bincount(at[last[~waiting]], minlength=size),
        open=np.bincount(at[last[waiting]], minlength=size),
        # Steps at the same touchpoint as the step before, where the design does not foresee it.
        repeats=np.where(planned.diagonal(), 0, walked.diagonal()),
        # A loop is told once, where it leads back to: those who walk on from there as designed do not come back.
        returns=np.bincount(at[steps.returns], minlength=size),
        turned=np.bincount(at[steps.returns[steps.straight] - 1], minlength=size),
    )
