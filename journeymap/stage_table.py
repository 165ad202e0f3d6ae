"""Who goes from which stage to which, measured or promised: the numbers that the drop-off style tells, still as numbers."""

from dataclasses import dataclass

from journeymap.amounts import TOO_FEW, count, percent, short
from journeymap.catalogue import worded
from journeymap.chapters.stages import StageFigures
from journeymap.model import Journey, humanise
from journeymap.passing import Passing
from journeymap.plan import Plan
from journeymap.quantities import Range, middle
from journeymap.report import Report
from journeymap.stage_outlook import StageOutlook, stage_outlook_of

_NOTHING = 1e-9
"""A smaller share of a plan is none: it comes from rounding."""
_ENDS = (Passing.WON, Passing.LEAVES, Passing.OPEN)


@dataclass(frozen=True, slots=True)
class Flow:
    """Cases, or a share of planned journeys."""

    source: int | None
    target: int | None
    kind: Passing
    size: float
    blurred: bool = False
    """Whether they are told as a range."""


@dataclass(frozen=True, slots=True)
class Station:
    """A stage with what is known of it."""

    id: str
    name: str
    """`2 Buy`."""
    reached: float | None
    figures: StageFigures | None = None


@dataclass(frozen=True, slots=True)
class StageTable:
    """All that goes on between stages; `total` is 1 for a plan."""

    stages: tuple[Station, ...]
    flows: tuple[Flow, ...]
    total: float

    @property
    def measured(self) -> bool:
        """Whether sizes are cases."""
        return any(stage.figures for stage in self.stages)

    def ending(self, stage: int, kind: Passing) -> float:
        """Who ends in a stage in a way."""
        return sum(flow.size for flow in self.flows if flow.source == stage and flow.kind is kind)

    def words(self, size: float | None, *, blurred: bool = False) -> str:
        """A number of cases, or a share of planned journeys."""
        if size is not None and blurred:
            return worded("about {n}", n=short(size))
        return worded(TOO_FEW) if size is None else count(round(size)) if self.measured else percent(size)

    def of(self, size: float, stage: int) -> float:
        """A part of those who reach a stage, as a share."""
        reached = self.stages[stage].reached
        return min(1.0, size / reached) if reached else 0.0


def table_of(journey: Journey, plan: Plan, report: Report | None) -> StageTable | None:
    """What was measured, or without a report what is promised; None where the plan cannot be followed."""
    return _seen(journey, report) if report else _planned(journey, stage_outlook_of(journey, plan), plan)


def _name(journey: Journey, stage_id: str) -> str:
    number = list(journey.stages).index(stage_id) + 1
    return f"{number} {journey.stages[stage_id].title or humanise(stage_id)}"


def _seen(journey: Journey, report: Report) -> StageTable:
    """What was measured."""
    figures = report.stages
    place = {stage_id: number for number, stage_id in enumerate(figures)}
    stages = tuple(
        Station(stage_id, _name(journey, stage_id), None if found.cases is None else middle(found.cases), found)
        for stage_id, found in figures.items()
    )
    flows: list[Flow] = []
    for number, found in enumerate(figures.values()):
        began = found.began or 0
        flows.append(Flow(None, number, Passing.BEGINS, middle(began), isinstance(began, Range)))
        flows += [
            _flow(number, place[to], middle(size), blurred=isinstance(size, Range)) for to, size in found.moved.items()
        ]
        sizes = (found.won, found.gone, found.open)
        flows += [Flow(number, None, kind, size) for kind, size in zip(_ENDS, sizes, strict=True) if size is not None]
    return StageTable(stages, tuple(flow for flow in flows if flow.size), report.cases.total)


def _planned(journey: Journey, outlook: StageOutlook | None, plan: Plan) -> StageTable | None:
    """What is promised."""
    if outlook is None:
        return None
    names = list(journey.stages)
    kept = sorted({stage for number, stage in enumerate(plan.stages) if number not in plan.lost})
    place = {stage: number for number, stage in enumerate(kept)}
    stages = tuple(Station(names[stage], _name(journey, names[stage]), outlook.reached(stage)) for stage in kept)
    flows: list[Flow] = []
    for stage, number in place.items():
        flows.append(Flow(None, number, Passing.BEGINS, outlook.began[stage]))
        flows += [_flow(number, place[to], size) for (one, to), size in outlook.moved.items() if one == stage]
        gone = outlook.lost[stage] + outlook.left[stage]
        flows += [Flow(number, None, Passing.WON, outlook.won[stage]), Flow(number, None, Passing.LEAVES, gone)]
    return StageTable(stages, tuple(flow for flow in flows if flow.size > _NOTHING), 1.0)


def _flow(source: int, target: int, size: float, *, blurred: bool = False) -> Flow:
    return Flow(source, target, Passing.ONWARD if target > source else Passing.BACK, size, blurred)


def detours(journey: Journey, plan: Plan, table: StageTable) -> frozenset[int]:
    """The stages that the plan lets customers pass by, as at least one in three of those who get that far do."""
    names = list(journey.stages)
    found = set()
    for number, stage in enumerate(table.stages):
        over = sum(
            flow.size
            for flow in table.flows
            if flow.source is not None and flow.target is not None and flow.source < number < flow.target
        )
        if stage.reached and 2 * over >= stage.reached and _avoidable(plan, names.index(stage.id)):
            found.add(number)
    return frozenset(found)


def _avoidable(plan: Plan, stage: int) -> bool:
    """Whether a designed walk gets from a start to the goal without a stage."""
    waiting = [number for number in plan.starts if plan.stages[number] != stage]
    seen = set(waiting)
    while waiting:
        for to in plan.following(waiting.pop()):
            if to not in seen and plan.stages[to] != stage:
                seen.add(to)
                waiting.append(to)
    return bool(seen & plan.won)
