"""What is written of the network of ways (see `journeymap.ways_network`): each flow as a number, or as the range that anybody could work out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from journeymap.disclosure import Bounds, Cell, Table
from journeymap.quantities import Count, Range, exact
from journeymap.ways_nodes import ELSEWHERE, FIRST_STAGE, PLANNED, Nodes
from journeymap.ways_told import Pair, ToldWays


@dataclass(frozen=True)
class Written:
    """A table, and what anybody can work out of its flows. Groups of fewer than `few` customers are left out."""

    nodes: Nodes
    few: int
    table: Table
    found: Bounds

    def told(self, stages: Sequence[int], turns: Sequence[Cell], *, secret: bool) -> ToldWays:
        """What is told. `stages` are those of which it is told how many cases begin there."""
        ways = self._ways()
        return ToldWays(
            ~self.nodes.hidden,
            {number: self._count(self.nodes.began(number)) for number in stages},
            self._starts(),
            self._onward(PLANNED),
            self._onward(ELSEWHERE),
            ways,
            {pair: self._people(pair, ways) for pair, told in ways.items() if exact(told) is None},
            [(one - FIRST_STAGE, other - FIRST_STAGE) for one, other in turns],
            secret,
        )

    def _count(self, cell: Cell, more: int = 0) -> Count:
        low, high = int(self.found.low[cell]) + more, int(self.found.high[cell]) + more
        return low if low == high else Range(low=low, high=high)

    def _starts(self) -> dict[int, Count]:
        starters = self.nodes.seen.measured.cases.starters
        return {
            number: self._count(self.nodes.start(number))
            for number in self.nodes.place
            if starters[number] >= max(1, self.few)
        }

    def _onward(self, kind: int) -> dict[int, Count]:
        """With the visits that repeat the one before."""
        again, planned = self.nodes.counts.diagonal(), self.nodes.planned.diagonal()
        return {
            number: self._count(
                self.nodes.onward(kind, number), int(again[number]) if planned[number] == (kind == PLANNED) else 0
            )
            for number in self.nodes.place
        }

    def _ways(self) -> dict[Pair, Count]:
        counts, shown = self.nodes.counts, ~self.nodes.hidden
        told = (counts > 0) & (self.nodes.customers >= self.few) & shown[:, None] & shown
        return {
            (source, target): int(counts[source, target])
            if source == target
            else self._count(self.nodes.way(source, target))
            for source, target in np.argwhere(told).tolist()
        }

    def _people(self, pair: Pair, ways: Mapping[Pair, Count]) -> Count:
        """The customers of a way that is told as a range: all who come to its target come by some way, or begin there."""
        source, target = pair
        table, found, people = self.table, self.found, self.nodes.seen.measured.visits.customers
        cell, begin = self.nodes.way(source, target), self.nodes.start(target)
        column = cell[1]
        unsure = ~table.told[:, column]
        # All others that are not told exactly, each at its most; or what is left of their sum, which is known.
        others = min(
            int(found.high[unsure, column].sum()) - int(found.high[cell]),
            int(table.value[unsure, column].sum()) - int(found.low[cell]),
        )
        others += int(found.high[begin]) if table.told[begin] else 0
        others += sum(
            int(self.nodes.customers[other])
            for other, told in ways.items()
            if other[1] == target != other[0] and exact(told) is not None
        )
        high = min(int(found.high[cell]), int(people[source]), int(people[target]))
        low = max(self.few, int(people[target]) - others)
        return Range(low=min(low, high), high=high)
