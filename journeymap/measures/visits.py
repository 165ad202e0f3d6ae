"""Visits of each touchpoint, and what followed them."""

from dataclasses import dataclass

import numpy as np

from journeymap.steps import OPEN, Chunk, Ints, Steps, changes, order_of
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
    waiting = (steps.ending[steps.case[last]] == OPEN) & ~np.isin(at[last], list(steps.plan.ends))
    again, back = _repeats(steps), _returns(steps)
    return Visits(
        visits=np.bincount(at, minlength=size),
        customers=_distinct(steps.rows.customer, at, size),
        cases=_distinct(steps.case, at, size),
        went_on=count(steps.moves[steps.planned]),
        elsewhere=count(steps.moves[~steps.planned]),
        left=count(last[~waiting]),
        open=count(last[waiting]),
        repeats=count(again),
        returns=count(back),
    )


def _distinct(who: Ints, at: Ints, size: int) -> Ints:
    """How many different `who` are at each touchpoint. `who` ascends."""
    order = order_of((who, at))
    return np.bincount(at[order][changes(who[order], at[order])], minlength=size)


def _repeats(steps: Steps) -> Ints:
    """The steps at the same touchpoint as the step before, where the design does not foresee it."""
    same = steps.touchpoint[steps.moves] == steps.touchpoint[steps.moves + 1]
    again: Ints = steps.moves[same & ~steps.planned] + 1
    return again


def _returns(steps: Steps) -> Ints:
    """The steps at a touchpoint that was visited before in the case, but not just before."""
    order = order_of((steps.case, steps.touchpoint))
    seen = ~changes(steps.case[order], steps.touchpoint[order])
    before = np.zeros(len(steps), dtype=bool)
    before[order] = seen
    moved = np.zeros(len(steps), dtype=bool)
    moved[steps.moves + 1] = steps.touchpoint[steps.moves] != steps.touchpoint[steps.moves + 1]
    return np.flatnonzero(before & moved)
