"""Paths held against the designed graph: the least-cost alignment of each to a designed walk.

The graph is an automaton over the touchpoints that can be seen: those that say no events are bridged, passing them costs nothing. An alignment
keeps steps of a path, leaves out others (extra), and puts in touchpoints (missing), so that what is kept and put in is a designed walk; its cost
is the number of steps left out and touchpoints put in. Of the alignments of least cost the one is taken that, read from the beginning, keeps
rather than leaves out, leaves out rather than puts in, and puts in what comes first in the design.

What can follow a kept step is another kept step or the finish. So the cheapest way on from each step is found from the last step back, over
all paths at once, and the distances between touchpoints, worked out beforehand, say how many are to be put in on the way.

Source: Adriansyah, "Aligning observed and modeled behavior" (2014), for insertions and deletions of cost 1.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from journeymap.plan import Plan
from journeymap.sorting import Flags, Ints

FAR = 1 << 30
"""More than any cost: there is no designed way."""

_KINDS: tuple[type[Any], ...] = (np.int16, np.int32, np.int64)


@dataclass(frozen=True)
class Automaton:
    """The designed graph over the touchpoints that can be seen. Arrays have a row for each touchpoint and, last, one for the beginning (`begin`),
    and a column for each touchpoint and, last, one for the end.
    """

    missing: Ints
    """The least number of touchpoints that stand between: 0 where the way on is designed, `FAR` where there is none."""
    hop: Ints
    """The touchpoint that is put in next on the way, the first of the design where several are as near."""

    @property
    def size(self) -> int:
        """The number of touchpoints; it is also the row of the beginning and the column of the end."""
        return len(self.missing) - 1

    @property
    def shortest(self) -> int:
        """Touchpoints on the shortest designed walk; `FAR` where no walk gets to an end."""
        return int(self.missing[-1, -1])

    @cached_property
    def stray(self) -> Flags:
        """For each touchpoint whether no designed walk passes it."""
        flags: Flags = (self.missing[-1, :-1] >= FAR) | (self.missing[:-1, -1] >= FAR)
        return flags


@lru_cache(maxsize=1)
def automaton_of(plan: Plan) -> Automaton:
    """The automaton of a plan: breadth first from every touchpoint."""
    size = len(plan.ids)
    following = [_seen_next(plan, plan.following(number), ends=number in plan.ends) for number in range(size)]
    following.append(_seen_next(plan, sorted(plan.starts), ends=False))
    masks = [sum(1 << target for target in targets) for targets in following]
    missing = np.array([_distances(masks, source) for source in range(size + 1)], dtype=np.int64)
    hop = np.zeros((size + 1, size + 1), dtype=np.int64)
    for source, targets in enumerate(following):
        between = np.flatnonzero((missing[source] > 0) & (missing[source] < FAR))
        inner = np.array([target for target in targets if target < size], dtype=np.int64)
        if len(between):
            nearest = missing[np.ix_(inner, between)] + 1 == missing[source, between]
            hop[source, between] = inner[nearest.argmax(axis=0)]
    return Automaton(missing, hop)


def _distances(masks: list[int], source: int) -> list[int]:
    """Past how many touchpoints each one, and the end, is reached; `masks` are the ways on of each, as bits. A touchpoint reaches itself only by a way."""
    distances = [FAR] * len(masks)
    level, seen, distance = masks[source], 0, 0
    while level:
        seen, fresh, level = seen | level, level, 0
        while fresh:
            here = fresh.bit_length() - 1
            fresh ^= 1 << here
            distances[here] = distance
            # The last number is the end here, from which no way leads on; in `masks` it is the beginning.
            level |= masks[here] if here < len(masks) - 1 else 0
        level &= ~seen
        distance += 1
    return distances


def _seen_next(plan: Plan, targets: list[int], *, ends: bool) -> list[int]:
    """The touchpoints that can be seen next, past those that cannot; and the end, as a number after all touchpoints, where it is next."""
    found: set[int] = {len(plan.ids)} if ends else set()
    left, passed = list(targets), set[int]()
    while left:
        here = left.pop()
        if here not in plan.unseen:
            found.add(here)
        elif here not in passed:
            passed.add(here)
            left += plan.following(here)
            found |= {len(plan.ids)} if here in plan.ends else set()
    return sorted(found)


@dataclass(frozen=True)
class Alignment:
    """Alignments of many paths, a column each. Row 0 is the beginning, row k the k-th step."""

    at: Ints
    """The touchpoint of each row."""
    cost: Ints
    kept: Flags
    after: Ints
    """For a kept row the row that is kept next; one more than the steps of the longest path where the finish follows."""
    gap: Flags
    """For a kept row whether touchpoints may be put in after it: never where the next one follows by design."""


def align(automaton: Automaton, paths: Ints, lengths: Ints, waiting: Flags) -> Alignment:
    """Aligns paths: a column each, as long as `lengths` says; a path that is `waiting` may end anywhere. There must be a designed walk."""
    longest, count = paths.shape
    at = np.vstack([np.full((1, count), automaton.size), paths]).astype(np.intp)
    keys, shift = _keys(automaton, at, lengths, waiting)
    place = keys & ((1 << shift) - 1)
    after = np.minimum(place, 2 * longest + 2 - place)
    kept = np.zeros((longest + 1, count), dtype=bool)
    kept[0] = True
    for row in range(longest):
        going = np.flatnonzero(kept[row] & (after[row] <= longest))
        kept[after[row, going], going] = True
    return Alignment(at, (keys[0] >> shift) - 1, kept, after, place > longest)


def _keys(automaton: Automaton, at: Ints, lengths: Ints, waiting: Flags) -> tuple[Ints, int]:
    """For each row its cheapest way on as one number: (the least cost from here, plus the row, plus 1) x 2^shift + what comes next.

    The second part orders ways of equal cost: the nearest step that may follow by design, then the finish, then the farthest step.
    """
    longest, count = len(at) - 1, at.shape[1]
    finish, shift = longest + 1, (2 * longest + 3).bit_length()
    # No cost is as great, not even less one for each kept step. The smaller the numbers are, the more are worked out at once.
    far = 2 * longest + automaton.size + 2
    kind = next(each for each in _KINDS if (4 * far) << shift <= np.iinfo(each).max)
    missing = np.minimum(automaton.missing, far).astype(kind)
    ways = (missing[:, :-1] << shift).ravel()
    rest = missing[:, -1].take(at) * ~waiting + (lengths + 1).astype(kind)
    keys = (rest << shift) | finish
    # Of the steps still to come, a place each; of long paths a place each touchpoint, because only its cheapest steps matter.
    by_step = longest <= automaton.size
    slots = longest if by_step else automaton.size
    where = at[1:] if by_step else np.arange(slots)[:, None]
    near = np.full((slots, count), far << shift, dtype=kind)
    distant = near.copy()
    columns = np.arange(count)
    for row in range(longest, -1, -1):
        begin = row if by_step else 0
        if row < longest:
            way = ways.take(at[row] * automaton.size + where[begin:])
            ahead = distant[begin:] + way
            ahead -= (way == 0) * (distant[begin:] - near[begin:])  # what follows by design counts as near
            keys[row] = np.minimum(keys[row], ahead.min(axis=0))
        if row:
            slot: Any = row - 1 if by_step else (at[row], columns)
            cost = np.where(row <= lengths, (keys[row] >> shift) - 1, far) << shift
            near[slot] = np.minimum(near[slot], cost | row)
            distant[slot] = np.minimum(distant[slot], cost | (2 * longest + 2 - row))
    return keys, shift
