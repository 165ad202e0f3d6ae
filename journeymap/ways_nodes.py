"""The nodes of the network of ways: which flow is which number (see `journeymap.ways_network`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from journeymap.behaviour import Behaviour
from journeymap.disclosure import Cell, Flags, Ints

BEGIN, VISITED, ONWARD, FIRST_STAGE = range(4)
"""The nodes of the beginning, of all visits at hidden touchpoints, and of all that goes on from them; those of stages follow, then those of touchpoints."""
EACH, EACH_HIDDEN = 4, 2
ON, PLANNED, ELSEWHERE, TO = range(EACH)
"""The nodes of a touchpoint that is told: what goes on from it, as designed, elsewhere; and what comes to it."""
_IN, _OUT = range(EACH_HIDDEN)
"""Those of a hidden one: what comes to it, and what goes on from it."""


@dataclass(frozen=True)
class Nodes:
    """The nodes, where some touchpoints are hidden."""

    seen: Behaviour
    hidden: Flags

    @cached_property
    def counts(self) -> Ints:
        """How often each way was walked (touchpoints x touchpoints)."""
        return self._square(self.seen.measured.transitions.counts)

    @cached_property
    def customers(self) -> Ints:
        """How many customers walked each way."""
        return self._square(self.seen.measured.transitions.customers)

    def _square(self, counts: Ints) -> Ints:
        return counts.reshape(len(self.hidden), len(self.hidden))

    @cached_property
    def shown(self) -> Ints:
        """The touchpoints that are told of, of those that are visited."""
        return np.flatnonzero(~self.hidden & (self.seen.measured.visits.visits > 0))

    @cached_property
    def dark(self) -> Ints:
        """The hidden touchpoints."""
        return np.flatnonzero(self.hidden)

    @cached_property
    def place(self) -> dict[int, int]:
        """The places of the told touchpoints among them."""
        return {int(number): place for place, number in enumerate(self.shown)}

    @cached_property
    def stage(self) -> Ints:
        """The node of the stage of each touchpoint."""
        return FIRST_STAGE + np.array(self.seen.plan.stages)

    @cached_property
    def first(self) -> int:
        """The first node of a touchpoint."""
        return int(self.stage.max()) + 1

    @cached_property
    def size(self) -> int:
        """How many there are."""
        return self._first_hidden + EACH_HIDDEN * len(self.dark)

    @cached_property
    def _first_hidden(self) -> int:
        return self.first + EACH * len(self.shown)

    def of(self, kind: int) -> Ints:
        """The nodes of a kind, by place."""
        return self.first + kind + EACH * np.arange(len(self.shown))

    @cached_property
    def comes(self) -> Ints:
        """Of each hidden touchpoint what comes to it."""
        return self._first_hidden + _IN + EACH_HIDDEN * np.arange(len(self.dark))

    @cached_property
    def goes(self) -> Ints:
        """Of each hidden touchpoint what goes on from it."""
        return self._first_hidden + _OUT + EACH_HIDDEN * np.arange(len(self.dark))

    @cached_property
    def planned(self) -> Flags:
        """The designed ways (touchpoints x touchpoints)."""
        found = np.zeros((len(self.hidden), len(self.hidden)), dtype=bool)
        for pair in self.seen.plan.edges:
            found[pair] = True
        return found

    def began(self, stage: int) -> Cell:
        """The flow of the cases that begin in a stage."""
        return BEGIN, FIRST_STAGE + stage

    def start(self, number: int) -> Cell:
        """The flow of the cases that begin at a touchpoint."""
        return int(self.stage[number]), self._to(number)

    def way(self, source: int, target: int) -> Cell:
        """The flow of a way."""
        if self.hidden[source]:
            return int(self.goes[np.searchsorted(self.dark, source)]), self._to(target)
        kind = PLANNED if self.planned[source, target] else ELSEWHERE
        return self._told(kind, source), self._to(target)

    def onward(self, kind: int, number: int) -> Cell:
        """The flow of what goes on from a told touchpoint, as designed or elsewhere."""
        return self._told(ON, number), self._told(kind, number)

    def named(self, kind: str, numbers: Sequence[int]) -> Cell:
        """The flow of a number that is told, by its name."""
        if kind == "way":
            return self.way(*numbers)
        if kind == "start":
            return self.start(*numbers)
        return self.onward(PLANNED if kind == "went_on" else ELSEWHERE, *numbers)

    def _to(self, number: int) -> int:
        if self.hidden[number]:
            return int(self.comes[np.searchsorted(self.dark, number)])
        return self._told(TO, number)

    def _told(self, kind: int, number: int) -> int:
        return self.first + kind + EACH * self.place[number]

    def ends(self, cell: Cell) -> Iterator[int]:
        """The told touchpoints at the ends of a flow, or in the stage that it comes from; all, where it is between hidden ones."""
        found = [number for node in cell for number in self._at(node)]
        yield from found or self.place

    def _at(self, node: int) -> Iterator[int]:
        if self.first <= node < self._first_hidden:
            yield int(self.shown[(node - self.first) // EACH])
        elif FIRST_STAGE <= node < self.first:
            yield from (number for number in self.place if self.stage[number] == node)
