"""Who comes, comes again and stays away, from one period to the next."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from journeymap.activity import active, counted
from journeymap.chunk import Chunk
from journeymap.sorting import changes
from journeymap.tally import Tally


@dataclass(frozen=True)
class Retention(Tally):
    """Customers by the number of the period: those with a step in it (`active`), of those the ones whose first step it is (`new`), and
    the ones who were active in the period before (`kept`). `undated` have no step with a time.
    """

    active: Counter[int]
    new: Counter[int]
    kept: Counter[int]
    undated: int


def measure(chunk: Chunk) -> Retention:
    """Counts customers by period."""
    customer, number = active(chunk, chunk.clock.calendar)
    new = changes(customer)
    kept = np.zeros(len(number), dtype=bool)
    kept[1:] = ~new[1:] & (number[1:] == number[:-1] + 1)
    everybody = len(chunk.steps.comers)
    return Retention(
        active=counted(number),
        new=counted(number[np.flatnonzero(new)]),
        kept=counted(number[np.flatnonzero(kept)]),
        undated=everybody - int(np.count_nonzero(new)),
    )
