"""Who goes from where to where, and how long it takes."""

from dataclasses import dataclass

import numpy as np

from journeymap.binding import NO_TIME
from journeymap.steps import Chunk, Ints, changes, order_of
from journeymap.tally import Pile, Tally


@dataclass(frozen=True)
class Transitions(Tally):
    """Counts by pair (from x touchpoints + to), and the durations of each pair."""

    counts: Ints
    customers: Ints
    durations: Pile
    clock_faults: int


def measure(chunk: Chunk) -> Transitions:
    """Counts neighbouring steps of the same case."""
    steps = chunk.steps
    size = len(steps.plan.ids) ** 2
    customer = steps.rows.customer[steps.moves]
    order = order_of((customer, steps.pair))
    once = order[changes(customer[order], steps.pair[order])]
    timed = steps.micros >= 0
    return Transitions(
        counts=np.bincount(steps.pair, minlength=size),
        customers=np.bincount(steps.pair[once], minlength=size),
        durations=Pile(steps.pair[timed], steps.micros[timed]),
        clock_faults=int(np.count_nonzero((steps.micros < 0) & (steps.micros != NO_TIME))),
    )
