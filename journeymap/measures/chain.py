"""What finished cases do, as an absorbing chain counts it: each visit with the one before it and what follows."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from journeymap.chunk import Chunk
from journeymap.lots import Lots, lots_of
from journeymap.sorting import Flags, Ints, among, changes, groups_with
from journeymap.steps import LOST, OPEN, WON, Steps
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
    at = steps.touchpoint[here].astype(np.int64)
    before = np.where(steps.first[here], size, steps.touchpoint[here - 1]).astype(np.int64)
    following = steps.touchpoint[np.minimum(here + 1, len(steps) - 1)]
    after = np.where(last[here], steps.outcome[here].astype(np.int16) + size, following).astype(np.int64)
    codes = (before * size + at) * (size + OPEN) + after
    cells = (size + 1) * size * (size + OPEN)
    if cells <= _DENSE:
        counts = np.bincount(codes, minlength=cells)
        found = np.flatnonzero(counts)
        counts = counts[found]
    else:
        found, counts = np.unique(codes, return_counts=True)
    triples = Counter(dict(zip(found.tolist(), counts.tolist(), strict=True)))
    whose, starts = steps.rows.customer[here], np.flatnonzero(steps.first[here])
    # Of each lot the visits, by what comes after them, and the starts.
    walked = np.concatenate((at * (size + OPEN) + after, size * (size + OPEN) + at[starts]))
    lots = lots_of(chunk.who, np.concatenate((whose, whose[starts])), walked, cells_of(size))
    return Walks(triples, groups_with(at, np.flatnonzero(changes(whose)), size), lots)


def _kept(steps: Steps) -> tuple[Flags, Flags]:
    """The steps of finished cases up to the one that decides how they end; and which of them are that one, or the last."""
    ending, size = steps.outcome, len(steps.plan.ids)
    ends = among(size, steps.plan.won | steps.plan.lost)[steps.touchpoint]
    if not np.any(ends & ~steps.last):
        return ending != OPEN, steps.last
    deciding = ((ending == WON) & among(size, steps.plan.won)[steps.touchpoint]) | (
        (ending == LOST) & among(size, steps.plan.lost)[steps.touchpoint]
    )
    places = np.flatnonzero(deciding)
    firsts = places[changes(steps.case[places])]
    final = np.flatnonzero(steps.last)
    final[steps.case[firsts]] = firsts
    index = np.arange(len(steps))
    return (ending != OPEN) & (index <= final[steps.case]), index == final[steps.case]
