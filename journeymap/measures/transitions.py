"""Who goes from where to where, and how long it takes."""

from dataclasses import dataclass

import numpy as np

from journeymap.binding import NO_TIME
from journeymap.steps import Chunk, Ints, Steps, changes
from journeymap.tally import Pile, Tally


@dataclass(frozen=True)
class Transitions(Tally):
    """Counts by pair (from x touchpoints + to), and the durations in seconds of each pair."""

    counts: Ints
    customers: Ints
    seconds: Pile
    clock_faults: int


def measure(chunk: Chunk) -> Transitions:
    """Counts neighbouring steps of the same case."""
    steps = chunk.steps
    size = len(steps.plan.ids) ** 2
    customer = steps.rows.customer[steps.moves]
    order = np.lexsort((steps.pair, customer))
    once = order[changes(customer[order], steps.pair[order])]
    timed = ~np.isnan(steps.seconds)
    return Transitions(
        counts=np.bincount(steps.pair, minlength=size),
        customers=np.bincount(steps.pair[once], minlength=size),
        seconds=Pile(steps.pair[timed], steps.seconds[timed]),
        clock_faults=_clock_faults(steps),
    )


def _clock_faults(steps: Steps) -> int:
    here, there = steps.rows.time[steps.moves], steps.rows.time[steps.moves + 1]
    return int(np.count_nonzero((here != NO_TIME) & (there != NO_TIME) & (there < here)))
