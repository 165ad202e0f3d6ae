"""The table of ways as a network (see `journeymap.disclosure`), in which no small group can be worked out.

Cases begin in a stage, and come to a touchpoint there; or they go on from one, as designed or elsewhere, and come to the next. What comes to a touchpoint
is its visits, what goes on from it those of them that neither leave nor are open: both are told. So are the visits that repeat the one before, as a share.
Of touchpoints that are hidden the sums of all tell both numbers together: what comes to each is a flow to all visits there, what goes on from each is one
from all that goes on. Whoever knows the design knows which ways lead to which of them. That no more goes on from one than came there need not be looked
at: nothing is told of where they lead, so what goes on can be theirs who came, however many these are.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from journeymap.behaviour import Behaviour
from journeymap.disclosure import ANY, Bounds, Cell, Flags, Ints, Table, blurred, bounds
from journeymap.measures.stages import ENDINGS
from journeymap.quantities import Count, exact
from journeymap.ways_nodes import BEGIN, ELSEWHERE, FIRST_STAGE, ON, ONWARD, PLANNED, TO, VISITED, Nodes
from journeymap.ways_told import Before, Pair, ToldWays
from journeymap.ways_written import Written


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
        self._seen, self._few, self._before, self._nodes = seen, min_group, before, Nodes(seen, hidden.copy())
        self._least = np.zeros(self._nodes.counts.shape, dtype=np.int64)
        for pair, count in least.items():
            self._least[pair] = count

    def told(self) -> tuple[ToldWays, list[int]]:
        """What is told; and where the sums alone tell a small group, the ends of its way."""
        table, nodes = self._table(), self._nodes
        secrets = [*self._secrets(), *self._secret_beginnings(table)]
        since = self._since(table)
        for cell in self._vague():
            table.told[cell] = False
        made = blurred(table, [*secrets, *since], self._used())
        table = made.table
        found = bounds(table) if (table.possible & ~table.told).any() else Bounds(table.value, table.value)
        stages = np.flatnonzero(self._people_of_stages() >= max(1, self._few)).tolist()
        secret = bool(secrets) or bool(nodes.hidden.any())
        return Written(nodes, self._few, table, found).told(stages, made.turns, secret=secret), [
            # What grew by too few, and the sums alone tell it, is no group that a report tells of: no touchpoint is hidden for its sake.
            number
            for cell in made.lost
            if cell not in since
            for number in nodes.ends(cell)
        ]

    def _secrets(self) -> Iterator[Cell]:
        """Flows of too few: ways, beginnings at touchpoints, and visits."""
        nodes, seen = self._nodes, self._seen.measured
        for source, target in np.argwhere(self._is_few(nodes.customers)).tolist():
            if source != target:
                yield nodes.way(source, target)
        for number in np.flatnonzero(self._is_few(seen.cases.starters)).tolist():
            yield nodes.start(number)
        few = self._is_few(seen.visits.customers[nodes.dark])
        yield from ((node, VISITED) for node in nodes.comes[few].tolist())

    def _is_few(self, customers: Ints) -> Flags:
        found: Flags = (customers > 0) & (customers < self._few)
        return found

    def _secret_beginnings(self, table: Table) -> Iterator[Cell]:
        """The stages of which it is not told how many cases begin there."""
        began = slice(FIRST_STAGE, self._nodes.first)
        few = ~table.told[BEGIN, began] & (table.value[BEGIN, began] > 0) & self._own()
        yield from (self._nodes.began(stage) for stage in np.flatnonzero(few).tolist())

    def _slack(self) -> Ints:
        """By touchpoint that is told, how often at most too few customers were there."""
        visits = self._seen.measured.visits
        found: Ints = (visits.visits - visits.customers)[self._nodes.shown] + max(0, self._few - 1)
        return found

    def _table(self) -> Table:
        nodes, slack = self._nodes, self._slack()
        shown, dark, to = nodes.shown, nodes.dark, nodes.of(TO)
        table = Table.of(nodes.size)
        inner, away = np.ix_(shown, shown), np.ix_(shown, dark)
        counts, others = nodes.counts, ~np.eye(len(shown), dtype=bool)
        enough = (nodes.customers[inner] >= self._few) & (counts[inner] > 0)
        low = np.where(enough, np.maximum(self._few, self._least[inner]), 0)
        high = np.where(enough, ANY, np.minimum(slack[:, None], slack))
        for kind, planned in ((PLANNED, nodes.planned), (ELSEWHERE, ~nodes.planned)):
            here, there = planned[inner] & others, planned[away]
            ways, hidden = np.where(here, counts[inner], 0), np.where(there, counts[away], 0)
            table.put(np.ix_(nodes.of(kind), to), ways, told=enough & here, low=low, high=high, possible=here)
            table.put(np.ix_(nodes.of(kind), nodes.comes), hidden, told=False, possible=there)
            onward = (nodes.of(ON), nodes.of(kind))
            table.put(onward, ways.sum(axis=1) + hidden.sum(axis=1), told=True)
            table.dear[onward] = True
        self._begin(table, slack)
        table.put(np.ix_(nodes.goes, to), counts[np.ix_(dark, shown)], told=False)
        table.put(np.ix_(nodes.goes, nodes.comes), counts[np.ix_(dark, dark)], told=False)
        # Somebody was at each: where nobody was, that is told.
        table.put((nodes.comes, VISITED), self._seen.measured.visits.visits[dark], told=False, low=1)
        table.put((ONWARD, nodes.goes), counts[dark].sum(axis=1), told=False)
        return table

    def _begin(self, table: Table, slack: Ints) -> None:
        """Cases begin in a stage, which the table of stages tells, and there at a touchpoint."""
        cases, nodes = self._seen.measured.cases, self._nodes
        stages = slice(FIRST_STAGE, nodes.first)
        again = int(cases.endings.sum()) - cases.customers + max(0, self._few - 1)
        began = np.bincount(nodes.stage, weights=cases.starts, minlength=nodes.first).astype(np.int64)
        own = self._own()
        known = (self._people_of_stages() >= self._few) & own
        high = np.where(known | ~self._stages_told() | ~own, ANY, again)
        table.put((BEGIN, stages), began[stages], told=known, high=high, possible=began[stages] > 0)
        table.low[BEGIN, stages] = np.where(known, self._few, 0)
        starts, starters, stage = cases.starts[nodes.shown], cases.starters[nodes.shown], nodes.stage[nodes.shown]
        enough = (starters >= self._few) & (starts > 0)
        low, high = np.where(enough, self._few, 0), np.where(enough, ANY, np.minimum(slack, again))
        table.put((stage, nodes.of(TO)), starts, told=enough, low=low, high=high, possible=began[stage] > 0)
        stage = nodes.stage[nodes.dark]
        table.put((stage, nodes.comes), cases.starts[nodes.dark], told=False, possible=began[stage] > 0)

    def _people_of_stages(self) -> Ints:
        """Customers by the stage in which a case of theirs begins; none of a stage that is hidden as all its touchpoints are."""
        return np.where(self._stages_told(), self._passages(self._seen.measured.stages.customers), 0)

    def _own(self) -> Flags:
        """The stages in which as many cases begin as at their touchpoints: who begins at a lost end may be counted in another stage."""
        seen = self._seen.measured
        found: Flags = np.bincount(self._nodes.stage - FIRST_STAGE, seen.cases.starts) == self._passages(
            seen.stages.cases
        )
        return found

    def _passages(self, counts: Ints) -> Ints:
        """Of counts by passage those from the beginning, by stage."""
        stages = self._nodes.first - FIRST_STAGE
        return counts[len(counts) - stages - ENDINGS : len(counts) - ENDINGS]

    def _stages_told(self) -> Flags:
        stages = self._nodes.first - FIRST_STAGE
        told: Flags = np.bincount(self._nodes.stage[~self._nodes.hidden] - FIRST_STAGE, minlength=stages) > 0
        return told & (self._seen.measured.stages.reached >= self._few)

    def _vague(self) -> Iterator[Cell]:
        """The flows that are to be told as a range."""
        number, stages = self._seen.plan.number, list(self._seen.journey.stages)
        for kind, *ids in self._before.vague:
            if kind == "began":
                yield self._nodes.began(stages.index(ids[0]))
            elif kind in ("start", "way", "went_on", "elsewhere") and all(
                number[name] in self._nodes.place for name in ids
            ):
                yield self._nodes.named(kind, [number[name] for name in ids])

    def _known(self) -> Iterator[tuple[Cell, Count]]:
        """What the report before told, by flow."""
        before, nodes = self._before, self._nodes
        for stage, count in before.began.items():
            yield nodes.began(stage), count
        for number, count in before.starts.items():
            if number in nodes.place:
                yield nodes.start(number), count
        for pair, count in before.ways.items():
            if pair[0] != pair[1] and pair[0] in nodes.place and pair[1] in nodes.place:
                yield nodes.way(*pair), count
        for kind, told in ((PLANNED, before.went_on), (ELSEWHERE, before.elsewhere)):
            for number, count in told.items():
                if number in nodes.place:
                    yield nodes.onward(kind, number), count

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
