"""Visits of each touchpoint, and what followed them."""

from dataclasses import dataclass

import numpy as np

from journeymap.sorting import Flags, Ints, among, changes, counts_of_different, order_of
from journeymap.steps import OPEN, Chunk, Steps
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
    at = steps.touchpoint

    def count(index: Ints) -> Ints:
        return np.bincount(at[index], minlength=size)

    last = np.flatnonzero(steps.last)
    waiting = (steps.ending[steps.case[last]] == OPEN) & ~among(size, steps.plan.ends)[at[last]]
    first = _first_in_case(steps)
    return Visits(
        visits=np.bincount(at, minlength=size),
        customers=counts_of_different((steps.rows.customer, at), size),
        cases=count(np.flatnonzero(first)),
        went_on=count(steps.moves[steps.planned]),
        elsewhere=count(steps.moves[~steps.planned]),
        left=count(last[~waiting]),
        open=count(last[waiting]),
        repeats=count(_repeats(steps)),
        returns=count(_returns(steps, first)),
    )


def _repeats(steps: Steps) -> Ints:
    """The steps at the same touchpoint as the step before, where the design does not foresee it."""
    same = steps.touchpoint[steps.moves] == steps.touchpoint[steps.moves + 1]
    again: Ints = steps.moves[same & ~steps.planned] + 1
    return again


def _first_in_case(steps: Steps) -> Flags:
    """Whether a step is the first of its case at its touchpoint."""
    order = order_of((steps.case, steps.touchpoint))
    first = np.zeros(len(steps), dtype=bool)
    first[order] = changes(steps.case[order], steps.touchpoint[order])
    return first


def _returns(steps: Steps, first: Flags) -> Ints:
    """The steps at a touchpoint that was visited before in the case, but not just before."""
    moved = np.zeros(len(steps), dtype=bool)
    moved[steps.moves + 1] = steps.touchpoint[steps.moves] != steps.touchpoint[steps.moves + 1]
    return np.flatnonzero(moved & ~first)
