"""Who goes from where to where, and how long it takes."""

from dataclasses import dataclass

import numpy as np

from journeymap.binding import NO_TIME
from journeymap.chunk import Chunk
from journeymap.sorting import Ints, counts_of_different
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
    timed = steps.micros >= 0
    faults = (steps.micros < 0) & (steps.micros != NO_TIME)
    known = slice(None) if timed.all() else timed
    return Transitions(
        counts=steps.pair_counts,
        customers=counts_of_different((steps.rows.customer[steps.moves], steps.pair), size),
        durations=Pile(steps.pair[known], steps.micros[known]),
        clock_faults=int(np.count_nonzero(faults)),
    )
