"""What finished cases do, as an absorbing chain counts it: each visit with the one before it and what follows."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from journeymap.lots import Lots, lots_of
from journeymap.sorting import Flags, Ints, among, changes, groups_with
from journeymap.steps import LOST, OPEN, WON, Chunk, Steps
from journeymap.tally import Tally

_DENSE = 1 << 22
"""Up to so many cells are counted in an array; sorting is for more."""


@dataclass(frozen=True)
class Walks(Tally):
    """`triples` counts (before, here, after) as one number, see `triple_of`; `customers` of finished cases by touchpoint.

    Cases end at the step that decides how they end: a won case at its first won end, a lost one at its first lost end.
    """

    triples: Counter[int]
    customers: Ints
    lots: Lots
    """Of each lot of customers (here, after) as one number, and where cases start, as if that came after one touchpoint more: see `cells_of`."""


def triple_of(code: int, size: int) -> tuple[int, int, int]:
    """What a triple says: the touchpoint before (`size` for none), here, and after: a touchpoint, or `size` + WON, LOST or LEFT."""
    before_here, after = divmod(code, size + OPEN)
    before, here = divmod(before_here, size)
    return before, here, after


def cells_of(size: int) -> int:
    """Below which number the codes of `Walks.lots` are: rows of `size` + OPEN cells for each touchpoint, and one more for the starts."""
    return (size + 1) * (size + OPEN)


def measure(chunk: Chunk) -> Walks:
    """Counts the visits of finished cases."""
    steps, size = chunk.steps, len(chunk.plan.ids)
    kept, last = _kept(steps)
    here = np.flatnonzero(kept)
    at = steps.touchpoint.astype(np.int64)
    before = np.where(steps.first[here], size, at[here - 1])
    ends = last[here]
    ending = steps.ending[steps.case[here]].astype(np.int64) + size
    after = np.where(ends, ending, at[np.minimum(here + 1, len(at) - 1)])
    codes = (before * size + at[here]) * (size + OPEN) + after
    cells = (size + 1) * size * (size + OPEN)
    if cells <= _DENSE:
        counts = np.bincount(codes, minlength=cells)
        found = np.flatnonzero(counts)
        counts = counts[found]
    else:
        found, counts = np.unique(codes, return_counts=True)
    triples = Counter(dict(zip(found.tolist(), counts.tolist(), strict=True)))
    customers = groups_with(at[here], np.flatnonzero(changes(steps.rows.customer[here])), size)
    return Walks(triples, customers, _lots(chunk, here, after, size))


def _lots(chunk: Chunk, here: Ints, after: Ints, size: int) -> Lots:
    """The visits at these places, by what comes after them, and the starts, of each lot."""
    at = chunk.steps.touchpoint.astype(np.int64)
    starts = here[chunk.steps.first[here]]
    codes = np.concatenate((at[here] * (size + OPEN) + after, size * (size + OPEN) + at[starts]))
    whose = chunk.steps.rows.customer[np.concatenate((here, starts))]
    return lots_of(chunk.who, whose, codes, cells_of(size))


def _kept(steps: Steps) -> tuple[Flags, Flags]:
    """The steps of finished cases up to the one that decides how they end; and which of them are that one, or the last."""
    ending, size = steps.ending[steps.case], len(steps.plan.ids)
    deciding = ((ending == WON) & among(size, steps.plan.won)[steps.touchpoint]) | (
        (ending == LOST) & among(size, steps.plan.lost)[steps.touchpoint]
    )
    if not np.any(deciding & ~steps.last):
        return ending != OPEN, steps.last
    places = np.flatnonzero(deciding)
    firsts = places[changes(steps.case[places])]
    final = np.flatnonzero(steps.last)
    final[steps.case[firsts]] = firsts
    index = np.arange(len(steps))
    return (ending != OPEN) & (index <= final[steps.case]), index == final[steps.case]
