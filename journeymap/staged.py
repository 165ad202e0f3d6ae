"""Passages of cases between stages -> how far cases get, and where they leave."""

from dataclasses import dataclass
from functools import cached_property

from journeymap.averages import time
from journeymap.behaviour import Behaviour
from journeymap.chapters.stages import StageFigures
from journeymap.hiding import Place, hidden_arcs
from journeymap.measures.stages import ENDINGS, cell_of
from journeymap.model import humanise
from journeymap.quantities import Time, rate
from journeymap.steps import LEFT, LOST, OPEN, WON

Cell = tuple[int, int]


def tell(seen: Behaviour, min_group: int) -> dict[str, StageFigures]:
    """How far the cases of a measured journey get, by stage; a stage of lost ends alone is nowhere that anybody gets to."""
    table = _Table(seen, min_group)
    names = list(seen.journey.stages)
    return {names[number]: table.stage(number, names[number]) for number in table.told}


@dataclass
class _Table:
    """The passages, and which of them are hidden."""

    seen: Behaviour
    min_group: int

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
    def hidden(self) -> set[Cell]:
        """The passages between stages, and beginnings, that are not told."""
        size, customers = self.size, self.seen.measured.stages.customers.tolist()
        people = {cell_of(code, size): count for code, count in enumerate(customers)}
        arcs: dict[Cell, tuple[Place, Place, int]] = {
            (source, target): (("from", source), ("to", target), count)
            for (source, target), count in people.items()
            if target in self.told and source != target and (source in self.told or source == size)
        }
        few = {
            (source, target)
            for source, target in arcs
            if not self._shows(target) or (source < size and not self._shows(source))
        }
        return hidden_arcs(arcs, self.min_group) | few

    def _shows(self, number: int) -> bool:
        """Whether enough customers get to a stage; nobody at all is no secret."""
        customers = int(self.seen.measured.stages.reached[number])
        return customers == 0 or customers >= self.min_group

    def count(self, source: int, target: int) -> int | None:
        """The cases of a passage; None where it is hidden."""
        return None if (source, target) in self.hidden else self.cases.get((source, target), 0)

    def stage(self, number: int, stage_id: str) -> StageFigures:
        """What is told of a stage; nothing where none of its touchpoints says what a visit is, and where too few get there."""
        stage = self.seen.journey.stages[stage_id]
        title = stage.title or humanise(stage_id)
        measured = any(touchpoint.match is not None for touchpoint in stage.touchpoints.values())
        if not measured or not self._shows(number):
            return StageFigures(title=title, measured=measured)
        size, names = self.size, list(self.seen.journey.stages)
        going = {to: self.cases.get((number, to), 0) for to in self.told}
        hidden = [to for to in going if (number, to) in self.hidden]
        ends = [self.cases.get((number, size + ending), 0) for ending in range(OPEN + 1)]
        gone, onward = ends[LOST] + ends[LEFT], sum(going.values())
        cases = gone + onward + ends[WON] + ends[OPEN]
        began = self.count(size, number)
        return StageFigures(
            title=title,
            measured=True,
            cases=cases,
            share=rate(cases, int(self.seen.measured.cases.endings.sum())),
            began=began,
            arrival=self._arrival(number) if began is not None else None,
            onward=onward,
            moved={names[to]: self.count(number, to) for to, count in going.items() if count or to in hidden},
            rest=names[max(hidden, key=lambda to: going[to])] if self._enough(number, hidden) else None,
            again=self._again(number),
            won=ends[WON],
            gone=gone,
            lost=ends[LOST],
            left=ends[LEFT],
            open=ends[OPEN],
            leaving=rate(gone, cases - ends[OPEN]),
        )

    def _enough(self, number: int, hidden: list[int]) -> bool:
        """Whether those who go where it is not told are enough together to say where most of them go."""
        found, width = self.seen.measured.stages.customers, self.size + ENDINGS
        people = sum(int(found[number * width + to]) for to in hidden)
        return people >= max(1, self.min_group)

    def _arrival(self, number: int) -> Time | None:
        seconds = self.seen.measured.stages.arrivals.seconds(number)
        return time(seconds) if len(seconds) >= self.min_group else None

    def _again(self, number: int) -> int | None:
        found = self.seen.measured.stages
        few = 0 < found.again_customers[number] < self.min_group
        return None if few else int(found.again[number])
