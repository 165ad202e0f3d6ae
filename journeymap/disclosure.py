"""Which flows of a table are told as a range, so that nobody can work out the hidden ones; and the range, which anybody could work out.

A table is a network: flows go from node to node, and of each node it is told how much more comes in than goes out. Two tables with the same sums
differ by circles of flows that grow and shrink in turn. So a hidden flow may have another value if and only if there is a circle through it of flows
that are not told exactly, and none of which has to leave its bounds (Gusfield 1988, A graph theoretic approach to statistical data security).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Cell = tuple[int, int]
"""A flow: the node that it comes from, and the one that it goes to."""
ANY = 2**40
"""As a bound: there is none."""
_NEVER = 2**60
_PRICE = 2**44
"""What it costs to tell a flow as a range, less the flow: few flows, and of these the largest, whose ranges are the narrowest."""
_USED = 1
"""What it costs where the report before did: then two reports do not tell each other's secrets."""
_ROUNDS = 1_000
_FIRST = 256
"""Among so many flows there mostly is one that will do."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least and at most how much each flow is."""

    low: Ints
    high: Ints


@dataclass(frozen=True)
class Table:
    """Flows by where they come from and where they go to (nodes x nodes). No two flows join the same two nodes."""

    value: Ints
    possible: Flags
    """Whether there can be such a flow. Those of nobody are none that anybody could tell from hidden ones."""
    told: Flags
    """Whether it is told exactly."""
    low: Ints
    """What is known of it without the sums, where it is not told exactly."""
    high: Ints
    dear: Flags
    """Flows that are told as a range only where nothing else helps."""

    @classmethod
    def of(cls, nodes: int) -> "Table":
        """A table without flows."""
        numbers = [np.zeros((nodes, nodes), dtype=np.int64) for _ in range(3)]
        flags = [np.zeros((nodes, nodes), dtype=bool) for _ in range(3)]
        return cls(numbers[0], flags[0], flags[1], numbers[1], numbers[2], flags[2])

    def put(self, where: Any, value: Any, *, told: Any, low: Any = 0, high: Any = ANY, possible: Any = True) -> None:
        """Writes some flows."""
        self.value[where], self.possible[where], self.told[where] = value, possible, told
        self.low[where], self.high[where] = low, high

    @cached_property
    def balance(self) -> Ints:
        """Of each node what comes in less what goes out: the sums that are told."""
        found: Ints = self.value.sum(axis=0) - self.value.sum(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Blurred:
    """A table with flows told as a range."""

    table: Table
    lost: list[Cell]
    """The secrets of which the sums alone tell all."""
    turns: list[Cell]
    """Of circles that pass the first node: the node to which one more would go from there, and the one to which one less would."""


def blurred(table: Table, secrets: Sequence[Cell], used: Collection[Cell] = (), turns: Sequence[Cell] = ()) -> Blurred:
    """The table with as many flows more told as a range as leave two values or more to each secret.

    Of flows that would do, those are taken that were `used` before, then the fewest, then the largest. `turns` are those of another table with the same
    first node: what goes from there can change in the same way here.
    """
    search = _Search(table, used)
    lost = [secret for secret in secrets if not search.free(secret)]
    lost += [turn for turn in turns if not search.turn(*turn)]
    return Blurred(replace(table, told=search.told), lost, search.turns)


class _Search:
    """For circles of flows: from each node to each other one, what it costs to send one more there, or to take one back."""

    def __init__(self, table: Table, used: Collection[Cell]) -> None:
        self._table = table
        self.told = table.told.copy()
        price = _PRICE - np.minimum(table.value, _PRICE // 2) + np.where(table.dear, 64 * _PRICE, 0)
        for cell in used:
            price[cell] = _USED
        price = np.where(self.told, price, 0)
        more = table.possible & (self.told | (table.value < table.high))
        self._cost = np.where(more, price, _NEVER)
        less = table.possible & (table.value > table.low)
        self._cost.T[less] = price[less]
        self._back = np.argwhere(less & ~self.told).T
        self.turns: list[Cell] = []

    def free(self, secret: Cell) -> bool:
        """Whether a secret may have another value, now that flows are told as ranges for its sake."""
        if self._has_square(*secret):
            return True
        way = self._circle(*secret)
        if way is None:
            return False
        self._take(way)
        if 0 in way:
            here = way.index(0)
            self.turns.append((way[(here + 1) % len(way)], way[here - 1]))
        return True

    def _circle(self, source: int, target: int) -> list[int] | None:
        """The cheaper way round, in which a flow shrinks or grows."""
        less = self._shortest(source, target)
        if less is not None and not less[0]:
            return less[1]
        found = [way for way in (less, self._shortest(target, source)) if way is not None]
        return min(found, key=lambda each: each[0])[1] if found else None

    def turn(self, more: int, less: int) -> bool:
        """Whether one more can go from the first node to a node, and one less to another."""
        found = self._shortest(more, less, around=0) if more != less else None
        if found is not None:
            self._take(found[1])
        return more == less or found is not None

    def _take(self, way: Sequence[int]) -> None:
        for one, other in pairwise(way):
            self._blur((one, other) if self._table.possible[one, other] else (other, one))

    def _blur(self, cell: Cell) -> None:
        if self.told[cell]:
            self.told[cell] = False
            self._cost[cell] = 0
            if self._table.value[cell] > self._table.low[cell]:
                self._cost[cell[::-1]] = 0
                self._back = np.append(self._back, np.array([cell]).T, axis=1)

    def _has_square(self, source: int, target: int) -> bool:
        """Whether there is a circle of four flows already, in which the secret shrinks: in large tables there mostly is, and it is found at once."""
        for some in (slice(_FIRST), slice(_FIRST, None)) if source > 0 else ():
            sources, targets = self._back[:, some]
            free = (self._cost[source, targets] == 0) & (self._cost[sources, target] == 0)
            if (free & (targets != target) & (sources != source) & (sources > 0)).any():
                return True
        return False

    def _shortest(self, start: int, goal: int, around: int | None = None) -> tuple[int, list[int]] | None:
        """The cheapest way round from one end of a flow to the other, not along it (Dijkstra 1959); or from any node to another, around a node."""
        if around is None and self._cost[goal, start] == _NEVER:
            return None
        cost, open_ = np.full(len(self._cost), _NEVER, dtype=np.int64), np.ones(len(self._cost), dtype=bool)
        before, cost[start] = np.full(len(cost), -1, dtype=np.int64), 0
        if around is not None:
            open_[around] = False
        while True:
            here = int(np.where(open_, cost, _NEVER).argmin())
            if not open_[here] or cost[here] >= _NEVER:
                return None
            if here == goal:
                return int(cost[goal]), [*reversed(list(_back(before, goal)))]
            open_[here] = False
            onward = cost[here] + self._cost[here]
            if here == start and around is None:
                onward[goal] = _NEVER
            better = open_ & (onward < cost)
            cost[better], before[better] = onward[better], here


def _back(before: Ints, place: int) -> Iterator[int]:
    while place >= 0:
        yield place
        place = int(before[place])


def bounds(table: Table) -> Bounds:
    """What anybody can work out of each flow, from those that are told, from the sums, and from what is known without them.

    Each sum bounds each of its flows by the bounds of the others, until nothing changes.
    """
    unsure = table.possible & ~table.told
    low = np.where(unsure, table.low, table.value)
    high = np.where(unsure, table.high, table.value)
    extra = table.balance
    for _ in range(_ROUNDS):
        least, most = (np.maximum(found, 0) for found in _by_sums(low, high, extra))
        tighter_low = np.where(unsure, np.maximum(low, least), low)
        tighter_high = np.where(unsure, np.minimum(high, most), high)
        if (tighter_low == low).all() and (tighter_high == high).all():
            break
        low, high = tighter_low, tighter_high
    return Bounds(low, high)


def _by_sums(low: Ints, high: Ints, extra: Ints) -> tuple[Ints, Ints]:
    """The bounds of each flow by the sums at its two ends."""
    out_low, out_high = low.sum(axis=1), high.sum(axis=1)
    in_low, in_high = low.sum(axis=0), high.sum(axis=0)
    at_source = (in_low - extra - out_high)[:, None] + high, (in_high - extra - out_low)[:, None] + low
    at_target = (extra + out_low - in_high)[None, :] + high, (extra + out_high - in_low)[None, :] + low
    return np.maximum(at_source[0], at_target[0]), np.minimum(at_source[1], at_target[1])
