"""Customers by what they did, in parts: by the personas that they are, and earlier and lately. The unit is the customer."""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from journeymap.chunk import Chunk
from journeymap.clusters import counted
from journeymap.periods import Turn
from journeymap.sorting import Flags, Ints

Cell = tuple[int, str, int, int, int, int]
"""(part, sign of friction, survey or 0, touchpoint, visits or answers of a customer that show it, all of theirs). A part is the personas of a customer,
a bit each; or 0 for earlier and 1 for lately.
"""
EARLIER, LATELY = range(2)


def by_persona(chunk: Chunk, signal: str, survey: int, at: Ints, whose: Ints, shown: Flags) -> Counter[Cell]:
    """Customers by their personas: parallel arrays of the touchpoint, the customer (-1: unknown, in no part) and whether it shows the sign."""
    if not len(chunk.members):
        return Counter()
    known = slice(None) if int(whose.min(initial=0)) >= 0 else np.flatnonzero(whose >= 0)
    at, whose, shown = at[known], whose[known], shown[known]
    parts, number = np.unique(chunk.members, return_inverse=True)
    return _counted(chunk, (signal, survey), parts.tolist(), number[whose], at, whose, shown)


def by_turn(
    chunk: Chunk,
    turn: Turn | None,
    signal: str,
    survey: int,
    at: Ints,
    whose: Ints,
    shown: Flags,
    times: Ints,
    chosen: Flags | None = None,
) -> Counter[Cell]:
    """Customers earlier and lately, by the times of their visits or answers, of those that are `chosen`. Who is not known is somebody else each time."""
    if turn is None:
        return Counter()
    side = turn.sides(times)
    kept = np.flatnonzero(side >= 0 if chosen is None else (side >= 0) & chosen)
    at, whose, shown, side = at[kept], whose[kept], shown[kept], side[kept]
    nobody = whose < 0
    if nobody.any():
        whose = np.where(nobody, int(whose.max(initial=0)) + np.cumsum(nobody), whose)
    return _counted(chunk, (signal, survey), (EARLIER, LATELY), side, at, whose, shown)


def _counted(
    chunk: Chunk, what: tuple[str, int], parts: Iterable[int], part: Ints, at: Ints, whose: Ints, shown: Flags
) -> Counter[Cell]:
    size, named = len(chunk.plan.ids), list(parts)
    found = counted(part.astype(np.int64) * size + at, whose, shown, len(named) * size)
    return Counter({(named[place // size], *what, place % size, x, m): count for (place, x, m), count in found.items()})
