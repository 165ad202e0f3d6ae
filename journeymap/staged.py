"""Passages of cases between stages -> how far cases get, and where they leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from journeymap.averages import time
from journeymap.behaviour import Behaviour
from journeymap.chapters.stages import StageFigures
from journeymap.disclosure import Bounds, Table, blurred, bounds
from journeymap.measures.stages import cell_of
from journeymap.model import humanise
from journeymap.quantities import Count, Range, Time, exact, rate, together
from journeymap.steps import LEFT, LOST, OPEN, WON
from journeymap.ways_told import NOTHING, Before, ToldWays

Cell = tuple[int, int]
_OUT = 2


def tell(seen: Behaviour, min_group: int, ways: ToldWays, before: Before = NOTHING) -> dict[str, StageFigures]:
    """How far the cases of a measured journey get, by stage; a stage of lost ends alone is nowhere that anybody gets to."""
    names, hidden = list(seen.journey.stages), frozenset[int]()
    # Where the sums alone tell a small group, a stage less is told.
    while (table := _Table(seen, min_group, ways, hidden, before.vague)).lost:
        few = min(table.lost, key=lambda number: (int(seen.measured.stages.reached[number]), -number))
        hidden |= {few}
    return {names[number]: table.stage(number, names[number]) for number in table.told}


@dataclass
class _Table:
    """The passages, and which of them are hidden.

    As a network (see `journeymap.disclosure`) node 0 is the beginning, 1 and 2 are what comes to hidden stages and goes on from there; then for each
    stage that is shown what comes and what goes on.
    """

    seen: Behaviour
    min_group: int
    ways: ToldWays
    also: frozenset[int]
    """Stages that are hidden although enough customers get there."""
    vague: frozenset[tuple[str, ...]]
    """Passages that are told as a range because of the report before."""

    @cached_property
    def size(self) -> int:
        """How many stages there are; as a source, the beginning."""
        return len(self.seen.journey.stages)

    @cached_property
    def told(self) -> list[int]:
        """The stages that cases can get to."""
        plan = self.seen.plan
        return sorted({stage for number, stage in enumerate(plan.stages) if number not in plan.lost})

    @cached_property
    def cases(self) -> dict[Cell, int]:
        """Cases by passage."""
        counts = self.seen.measured.stages.cases
        return {cell_of(int(code), self.size): int(counts[code]) for code in counts.nonzero()[0]}

    @cached_property
    def people(self) -> dict[Cell, int]:
        """Customers by passage."""
        counts = self.seen.measured.stages.customers
        return {cell_of(int(code), self.size): int(counts[code]) for code in counts.nonzero()[0]}

    @cached_property
    def shown(self) -> list[int]:
        """The stages that are told of."""
        return [number for number in self.told if self._shows(number)]

    def _shows(self, number: int) -> bool:
        """Whether enough customers get to a stage, and it is not as hidden as all its touchpoints; nobody at all is no secret."""
        customers = int(self.seen.measured.stages.reached[number])
        inside = [place for place, stage in enumerate(self.seen.plan.stages) if stage == number]
        if number in self.also:
            return False
        return customers == 0 or (customers >= self.min_group and bool(self.ways.shown[inside].any()))

    def _node(self, number: int, *, comes: bool) -> int:
        if number == self.size:
            return 0
        if number not in self.shown:
            return 1 if comes else 2
        return 3 + 2 * self.shown.index(number) + (0 if comes else 1)

    @cached_property
    def lost(self) -> list[int]:
        """The stages at the ends of passages that the sums alone tell."""
        _, lost, secrets = self._blurred
        pinned = [cell for cell in secrets if self.found.low[cell] == self.found.high[cell]]
        nodes = {node for cell in [*lost, *pinned] for node in cell if node > _OUT}
        return [number for place, number in enumerate(self.shown) if nodes & {3 + 2 * place, 4 + 2 * place}]

    @cached_property
    def found(self) -> Bounds:
        """What may be told of each passage."""
        table = self._blurred[0]
        return bounds(table) if (table.possible & ~table.told).any() else Bounds(table.value, table.value)

    @cached_property
    def _blurred(self) -> tuple[Table, list[Cell], list[Cell]]:
        """The passages, those that the sums alone tell, and those that must not be told."""
        table, secrets = Table.of(3 + 2 * len(self.shown)), []
        sources = [*self.told, self.size]
        for source in sources:
            for target in self.told:
                if source != target and (source < self.size or self._begins(target)):
                    cell = self._node(source, comes=False), self._node(target, comes=True)
                    table.value[cell] += self.cases.get((source, target), 0)
                    enough = cell[1] > _OUT and cell[0] not in (1, 2) and self._enough((source, target))
                    free = enough or cell[0] == 2 or cell[1] == 1
                    high = self._everybody if free else self._slack(target)
                    table.put(cell, table.value[cell], told=enough, low=self.min_group if enough else 0, high=high)
                    if enough and ((source, target) in self._seeds or self._is_vague(source, target)):
                        table.told[cell] = False
                    known = self._known(target) if source == self.size else None
                    if isinstance(known, Range):
                        table.told[cell], table.low[cell], table.high[cell] = False, known.low, known.high
                    if table.value[cell] and (not enough or isinstance(known, Range)):
                        secrets.append(cell)
        hidden = set(self.told) - set(self.shown)
        for place, number in enumerate(self.shown):
            onward = sum(self.cases.get((number, to), 0) for to in self.told)
            here = 3 + 2 * place, 4 + 2 * place
            told = ("onward", list(self.seen.journey.stages)[number]) not in self.vague
            table.put(here, onward, told=told, high=self._everybody)
            table.dear[here] = True
        # Of hidden stages it is not told how many come there.
        onward = sum(count for (source, target), count in self.cases.items() if source in hidden and target < self.size)
        table.put((1, 2), onward, told=False, high=self._everybody * len(hidden), possible=bool(hidden))
        turns = [
            (self._node(more, comes=True), self._node(less, comes=True))
            for more, less in self.ways.turns
            if {more, less} <= {*self.told} and self._is_sum(more) and self._is_sum(less)
        ]
        made = blurred(table, secrets, turns=turns)
        return made.table, made.lost, secrets

    def _is_vague(self, source: int, target: int) -> bool:
        names = list(self.seen.journey.stages)
        name = ("began",) if source == self.size else ("moved", names[source])
        return (*name, names[target]) in self.vague

    @property
    def _everybody(self) -> int:
        """All cases: each goes once at most from one stage to another."""
        return int(self.seen.measured.cases.endings.sum())

    def _is_sum(self, target: int) -> bool:
        """Whether the cases that begin in a stage are those that begin at its touchpoints: not, where some begin at a lost end, and are looked at later."""
        starts = self.seen.measured.cases.starts[np.array(self.seen.plan.stages) == target]
        return self.cases.get((self.size, target), 0) == int(starts.sum())

    def _known(self, target: int) -> Count | None:
        """What the table of ways tells of the cases that begin in a stage."""
        if target not in self.shown or not self._is_sum(target):
            return None
        return self.ways.began.get(target)

    def _begins(self, target: int) -> bool:
        """Whether cases begin in a stage, and it is not known exactly how many."""
        known = self._is_sum(target) and exact(self.ways.began.get(target)) is not None
        return not known and bool(self.cases.get((self.size, target)))

    def _enough(self, passage: Cell) -> bool:
        return self.people.get(passage, 0) >= max(1, self.min_group)

    def _slack(self, target: int) -> int:
        """How often at most too few customers come to a stage."""
        cases = sum(count for (_, to), count in self.cases.items() if to == target)
        return cases - int(self.seen.measured.stages.reached[target]) + max(0, self.min_group - 1)

    @cached_property
    def _seeds(self) -> set[Cell]:
        """Passages that are as many as the ways between the touchpoints of two stages, some of which are not told: exactly told they would tell of those."""
        return set(self._equal()) if self.min_group else set()

    def _equal(self) -> Iterator[Cell]:
        plan, measured = self.seen.plan, self.seen.measured
        size, stages = len(plan.ids), np.array(plan.stages)
        counts = measured.transitions.counts.reshape(size, size)
        exactly = np.zeros((size + 1, size), dtype=bool)
        for pair, count in self.ways.ways.items():
            exactly[pair] = exact(count) is not None
        for number, count in self.ways.starts.items():
            exactly[size, number] = exact(count) is not None
        walks = np.vstack([counts, measured.cases.starts])
        for (source, target), cases in self.cases.items():
            if target < self.size:
                rows = np.append(stages == source, source == self.size)
                inner = np.ix_(rows, stages == target)
                if walks[inner].sum() == cases and (walks[inner][~exactly[inner]]).any():
                    yield source, target

    def count(self, source: int, target: int) -> Count | None:
        """The cases of a passage; None where it is hidden."""
        cell = self._node(source, comes=False), self._node(target, comes=True)
        if not self.cases.get((source, target)):
            return 0
        if source == self.size and not self._begins(target):
            return self.cases[source, target]
        if not self._enough((source, target)) or cell[1] == 1:
            return None
        return self._told(*cell)

    def _told(self, source: int, target: int) -> Count:
        """A flow of the network."""
        low, high = int(self.found.low[source, target]), int(self.found.high[source, target])
        return low if low == high else Range(low=low, high=high)

    def stage(self, number: int, stage_id: str) -> StageFigures:
        """What is told of a stage; nothing where none of its touchpoints says what a visit is, and where too few get there."""
        stage = self.seen.journey.stages[stage_id]
        title = stage.title or humanise(stage_id)
        measured = any(touchpoint.match is not None for touchpoint in stage.touchpoints.values())
        if not measured or number not in self.shown:
            return StageFigures(title=title, measured=measured)
        names = list(self.seen.journey.stages)
        going = {to: self.count(number, to) for to in self.told if to != number}
        ends = [self.cases.get((number, self.size + ending), 0) for ending in range(OPEN + 1)]
        gone = ends[LOST] + ends[LEFT]
        onward = self._told(self._node(number, comes=True), self._node(number, comes=False))
        cases = together([onward, *ends])
        began = self.count(self.size, number)
        return StageFigures(
            title=title,
            measured=True,
            cases=cases,
            share=rate(cases, int(self.seen.measured.cases.endings.sum())) if isinstance(cases, int) else None,
            began=began,
            arrival=self._arrival(number) if exact(began) is not None else None,
            onward=onward,
            moved={names[to]: count for to, count in going.items() if count},
            again=self._again(number),
            won=ends[WON],
            gone=gone,
            lost=ends[LOST],
            left=ends[LEFT],
            open=ends[OPEN],
            leaving=rate(gone, cases - ends[OPEN]) if isinstance(cases, int) else None,
        )

    def _arrival(self, number: int) -> Time | None:
        seconds = self.seen.measured.stages.arrivals.seconds(number)
        return time(seconds) if len(seconds) >= self.min_group else None

    def _again(self, number: int) -> int | None:
        found = self.seen.measured.stages
        few = 0 < found.again_customers[number] < self.min_group
        return None if few else int(found.again[number])
