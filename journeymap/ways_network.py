"""The table of ways as a network (see `journeymap.disclosure`), in which no small group can be worked out, and what is told of it.

Cases begin in a stage, and come to a touchpoint there; or they go on from one, as designed or elsewhere, and come to the next. What comes to a touchpoint
is its visits, what goes on from it those of them that neither leave nor are open: both are told. So are the visits that repeat the one before, as a share.
Touchpoints that are hidden are one in the network, whose sums follow from those of all.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from journeymap.behaviour import Behaviour
from journeymap.disclosure import ANY, Bounds, Cell, Flags, Ints, Table, blurred, bounds
from journeymap.measures.stages import ENDINGS
from journeymap.quantities import Count, Range, exact
from journeymap.ways_told import Before, Pair, ToldWays

_BEGIN, _IN, _OUT = range(3)
"""The nodes of the beginning, and of what comes to hidden touchpoints and goes on from them; those of stages follow, then those of touchpoints."""
_EACH = 4
_ON, _PLANNED, _ELSEWHERE, _TO = range(_EACH)
"""The nodes of a touchpoint that is told: what goes on from it, as designed, elsewhere; and what comes to it."""


class Network:
    """The table of ways with some touchpoints hidden."""

    def __init__(
        self,
        seen: Behaviour,
        min_group: int,
        hidden: Flags,
        least: Mapping[Pair, int],
        before: Before,
    ) -> None:
        shown = np.flatnonzero(~hidden & (seen.measured.visits.visits > 0))
        self._seen, self._few, self._shown, self._hidden, self._before = seen, min_group, shown, hidden, before
        self._size = len(seen.plan.ids)
        walked = seen.measured.transitions
        self._counts = walked.counts.reshape(self._size, self._size)
        self._customers = walked.customers.reshape(self._size, self._size)
        self._planned = np.zeros((self._size, self._size), dtype=bool)
        for pair in seen.plan.edges:
            self._planned[pair] = True
        self._least = np.zeros((self._size, self._size), dtype=np.int64)
        for pair, count in least.items():
            self._least[pair] = count
        self._stage = _OUT + 1 + np.array(seen.plan.stages)
        self._first = int(self._stage.max()) + 1
        self._node = {kind: self._first + kind + _EACH * np.arange(len(shown)) for kind in range(_EACH)}
        self._place = {int(number): place for place, number in enumerate(shown)}

    def told(self) -> tuple[ToldWays, list[int]]:
        """What is told; and where the sums alone tell a small group, the ends of its way."""
        table = self._table()
        secrets = [self._cell(pair) for pair in self._secret_ways()] + [
            self._start(number) for number in self._secret_starts()
        ]
        began = slice(_OUT + 1, self._first)
        few = ~table.told[_BEGIN, began] & (table.value[_BEGIN, began] > 0) & self._own()
        secrets += [(_BEGIN, stage) for stage in (np.flatnonzero(few) + _OUT + 1).tolist()]
        secrets += self._at_hidden()
        since = self._since(table)
        for cell in self._vague():
            table.told[cell] = False
        made = blurred(table, [*secrets, *since], self._used())
        table = made.table
        found = bounds(table) if (table.possible & ~table.told).any() else Bounds(table.value, table.value)
        return self._written(table, found, made.turns, secret=bool(secrets) or bool(self._hidden.any())), [
            # What grew by too few, and the sums alone tell it, is no group that a report tells of: no touchpoint is hidden for its sake.
            number
            for cell in made.lost
            if cell not in since
            for number in self._ends(cell)
        ]

    def _secret_ways(self) -> Iterator[Pair]:
        for source, target in zip(*np.nonzero((self._customers > 0) & (self._customers < self._few)), strict=True):
            pair = int(source), int(target)
            if source != target and not self._hidden[list(pair)].any():
                yield pair

    def _secret_starts(self) -> Iterator[int]:
        starters = self._seen.measured.cases.starters
        for number in np.flatnonzero((starters > 0) & (starters < self._few)).tolist():
            if not self._hidden[number]:
                yield number

    def _at_hidden(self) -> Iterator[Cell]:
        """Flows from and to hidden touchpoints, of too few: whoever knows the design may know of which one."""
        dark, people = np.flatnonzero(self._hidden), self._customers
        for at, number in enumerate(self._shown.tolist()):
            planned = self._planned[number, dark]
            for kind, ways in ((_PLANNED, planned), (_ELSEWHERE, ~planned)):
                if 0 < people[number, dark[ways]].sum() < self._few:
                    yield int(self._node[kind][at]), _IN
            if 0 < people[dark, number].sum() < self._few:
                yield _OUT, int(self._node[_TO][at])
        starters = np.bincount(self._stage[dark], weights=self._seen.measured.cases.starters[dark])
        yield from ((stage, _IN) for stage in np.flatnonzero((starters > 0) & (starters < self._few)).tolist())

    def _cell(self, pair: Pair) -> Cell:
        source, target = (self._place[number] for number in pair)
        kind = _PLANNED if self._planned[pair] else _ELSEWHERE
        return int(self._node[kind][source]), int(self._node[_TO][target])

    def _ends(self, cell: Cell) -> Iterator[int]:
        for node in cell:
            if node >= self._first:
                yield int(self._shown[(node - self._first) // _EACH])
            elif node > _OUT:
                yield from (number for number in self._place if self._stage[number] == node)

    def _slack(self) -> Ints:
        """By touchpoint that is told, how often at most too few customers were there."""
        visits = self._seen.measured.visits
        found: Ints = (visits.visits - visits.customers)[self._shown] + max(0, self._few - 1)
        return found

    def _table(self) -> Table:
        shown, hidden, node, slack = self._shown, np.flatnonzero(self._hidden), self._node, self._slack()
        table = Table.of(self._first + _EACH * len(shown))
        inner = np.ix_(shown, shown)
        counts, others = self._counts[inner], ~np.eye(len(shown), dtype=bool)
        enough = (self._customers[inner] >= self._few) & (counts > 0)
        low = np.where(enough, np.maximum(self._few, self._least[inner]), 0)
        high = np.where(enough, ANY, np.minimum(slack[:, None], slack))
        for kind, planned in ((_PLANNED, self._planned), (_ELSEWHERE, ~self._planned)):
            here = planned[inner] & others
            ways = np.ix_(node[kind], node[_TO])
            table.put(ways, np.where(here, counts, 0), told=enough & here, low=low, high=high, possible=here)
            onward = (node[_ON], node[kind])
            table.put(onward, np.where(here, counts, 0).sum(axis=1), told=True)
            table.dear[onward] = True
            if len(hidden):
                away = np.where(planned, self._counts, 0)[np.ix_(shown, hidden)].sum(axis=1)
                table.value[onward] += away
                table.put((node[kind], _IN), away, told=False, possible=planned[np.ix_(shown, hidden)].any(axis=1))
        self._begin(table, slack)
        if len(hidden):
            table.put((_OUT, node[_TO]), self._counts[np.ix_(hidden, shown)].sum(axis=0), told=False)
            table.put((_OUT, _IN), self._counts[np.ix_(hidden, hidden)].sum(), told=False)
        return table

    def _begin(self, table: Table, slack: Ints) -> None:
        """Cases begin in a stage, which the table of stages tells, and there at a touchpoint."""
        cases, size = self._seen.measured.cases, self._first
        again = int(cases.endings.sum()) - cases.customers + max(0, self._few - 1)
        began = np.bincount(self._stage, weights=cases.starts, minlength=size).astype(np.int64)
        own = self._own()
        known = (self._people_of_stages() >= self._few) & own
        high = np.where(known | ~self._stages_told() | ~own, ANY, again)
        table.put(
            (_BEGIN, slice(_OUT + 1, size)), began[_OUT + 1 :], told=known, high=high, possible=began[_OUT + 1 :] > 0
        )
        table.low[_BEGIN, _OUT + 1 : size] = np.where(known, self._few, 0)
        starts, starters, stage = cases.starts[self._shown], cases.starters[self._shown], self._stage[self._shown]
        enough = (starters >= self._few) & (starts > 0)
        low, high = np.where(enough, self._few, 0), np.where(enough, ANY, np.minimum(slack, again))
        table.put((stage, self._node[_TO]), starts, told=enough, low=low, high=high, possible=began[stage] > 0)
        if self._hidden.any():
            dark = np.bincount(self._stage[self._hidden], weights=cases.starts[self._hidden], minlength=size)
            there = np.bincount(self._stage[self._hidden], minlength=size) > 0
            table.put(
                (slice(_OUT + 1, size), _IN), dark[_OUT + 1 :], told=False, possible=(there & (began > 0))[_OUT + 1 :]
            )

    def _people_of_stages(self) -> Ints:
        """Customers by the stage in which a case of theirs begins; none of a stage that is hidden as all its touchpoints are."""
        return np.where(self._stages_told(), self._passages(self._seen.measured.stages.customers), 0)

    def _own(self) -> Flags:
        """The stages in which as many cases begin as at their touchpoints: who begins at a lost end may be counted in another stage."""
        seen = self._seen.measured
        found: Flags = np.bincount(self._stage - _OUT - 1, seen.cases.starts) == self._passages(seen.stages.cases)
        return found

    def _passages(self, counts: Ints) -> Ints:
        """Of counts by passage those from the beginning, by stage."""
        stages = self._first - _OUT - 1
        return counts[len(counts) - stages - ENDINGS : len(counts) - ENDINGS]

    def _stages_told(self) -> Flags:
        stages = self._first - _OUT - 1
        told: Flags = np.bincount(self._stage[~self._hidden] - _OUT - 1, minlength=stages) > 0
        return told & (self._seen.measured.stages.reached >= self._few)

    def _start(self, number: int) -> Cell:
        return int(self._stage[number]), int(self._node[_TO][self._place[number]])

    def _vague(self) -> Iterator[Cell]:
        """The flows that are to be told as a range."""
        number, stages = self._seen.plan.number, list(self._seen.journey.stages)
        for kind, *ids in self._before.vague:
            if kind == "began":
                yield _BEGIN, _OUT + 1 + stages.index(ids[0])
            elif kind in ("start", "way", "went_on", "elsewhere") and all(number[name] in self._place for name in ids):
                yield self._flow(kind, [number[name] for name in ids])

    def _flow(self, kind: str, numbers: Sequence[int]) -> Cell:
        """The flow of a number, by its name."""
        if kind == "way":
            return self._cell((numbers[0], numbers[1]))
        if kind == "start":
            return self._start(numbers[0])
        at = self._place[numbers[0]]
        return int(self._node[_ON][at]), int(self._node[_PLANNED if kind == "went_on" else _ELSEWHERE][at])

    def _known(self) -> Iterator[tuple[Cell, Count]]:
        """What the report before told, by flow."""
        before, node, place = self._before, self._node, self._place
        for stage, count in before.began.items():
            yield (_BEGIN, _OUT + 1 + stage), count
        for number, count in before.starts.items():
            if number in place:
                yield self._start(number), count
        for pair, count in before.ways.items():
            if pair[0] != pair[1] and pair[0] in place and pair[1] in place:
                yield self._cell(pair), count
        for kind, told in ((_PLANNED, before.went_on), (_ELSEWHERE, before.elsewhere)):
            for number, count in told.items():
                if number in place:
                    yield (int(node[_ON][place[number]]), int(node[kind][place[number]])), count

    def _used(self) -> set[Cell]:
        """The flows that the report before told as a range."""
        return {cell for cell, count in self._known() if exact(count) is None}

    def _since(self, table: Table) -> list[Cell]:
        """Flows that grew by too few since the report before told them exactly: they are told as a range."""
        found = list[Cell]()
        for cell, count in self._known() if self._few else ():
            was = exact(count)
            grown = 0 if was is None else int(table.value[cell]) - was
            if table.told[cell] and not table.dear[cell] and 0 < grown < self._few:
                table.told[cell], table.low[cell] = False, int(table.value[cell]) - grown
                found.append(cell)
        return found

    def _written(self, table: Table, found: Bounds, turns: Sequence[Cell], *, secret: bool) -> ToldWays:
        node, place = self._node, self._place
        shown = ~self._hidden

        def count(cell: Cell, more: int = 0) -> Count:
            low, high = int(found.low[cell]) + more, int(found.high[cell]) + more
            return low if low == high else Range(low=low, high=high)

        onward: dict[int, dict[int, Count]] = {_PLANNED: {}, _ELSEWHERE: {}}
        for number, at in place.items():
            again = int(self._counts[number, number])
            for kind, counts in onward.items():
                more = again if self._planned[number, number] == (kind == _PLANNED) else 0
                counts[number] = count((int(node[_ON][at]), int(node[kind][at])), more)
        starts = {
            number: count(self._start(number))
            for number in place
            if self._seen.measured.cases.starters[number] >= max(1, self._few)
        }
        people = self._people_of_stages()
        began = {
            number: count((_BEGIN, _OUT + 1 + number))
            for number in np.flatnonzero(people >= max(1, self._few)).tolist()
        }
        ways: dict[Pair, Count] = {}
        for source, target in zip(*np.nonzero((self._counts > 0) & (self._customers >= self._few)), strict=True):
            pair = int(source), int(target)
            if shown[list(pair)].all():
                ways[pair] = int(self._counts[pair]) if source == target else count(self._cell(pair))
        customers = {pair: self._people(pair, ways, table, found) for pair, told in ways.items() if exact(told) is None}
        return ToldWays(
            shown,
            began,
            starts,
            onward[_PLANNED],
            onward[_ELSEWHERE],
            ways,
            customers,
            [(one - _OUT - 1, other - _OUT - 1) for one, other in turns],
            secret,
        )

    def _people(self, pair: Pair, ways: Mapping[Pair, Count], table: Table, found: Bounds) -> Count:
        """The customers of a way that is told as a range: all who come to its target come by some way, or begin there."""
        source, target = pair
        people = self._seen.measured.visits.customers
        column = int(self._node[_TO][self._place[target]])
        others = int(np.where(table.told[:, column], 0, found.high[:, column]).sum()) - int(
            found.high[self._cell(pair)]
        )
        begin = self._start(target)
        others += int(found.high[begin]) if table.told[begin] else 0
        others += sum(
            int(self._customers[other])
            for other, told in ways.items()
            if other[1] == target != other[0] and exact(told) is not None
        )
        high = min(int(found.high[self._cell(pair)]), int(people[source]), int(people[target]))
        low = max(self._few, int(people[target]) - others)
        return Range(low=min(low, high), high=high)
