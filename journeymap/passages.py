"""How far cases get -> what the drop-off style draws: every number a word, measured or promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from journeymap.model import Journey
from journeymap.passing import Passages, Passing, Ribbon, Stop, Way
from journeymap.plan import Plan
from journeymap.quantities import Range, rate
from journeymap.report import Report
from journeymap.spoken import sentences
from journeymap.stage_table import Flow, StageTable, Station, detours, table_of
from journeymap.words import HIDDEN_WAYS, count, percent, percents, span, times

ENOUGH = 30
_LEAST = 0.005
"""Of all cases: ribbons of a smaller share are not drawn; those of who leaves always are."""
_WORST = 2
"""How many touchpoints are named below a stage."""


def passages(journey: Journey, plan: Plan, report: Report | None) -> Passages | None:
    """How far cases get; without a report how far they are promised to."""
    table = table_of(journey, plan, report)
    if table is None or not table.stages:
        return None
    told = _Telling(journey, report, table, detours(journey, plan, table))
    drawn = [flow for flow in table.flows if flow.kind is Passing.LEAVES or flow.size >= _LEAST * table.total]
    return Passages(
        summary=told.summary(),
        stops=tuple(told.stop(number) for number in range(len(table.stages))),
        goal=told.goal() if plan.won else None,
        ribbons=tuple(told.ribbon(flow) for flow in sorted(drawn, key=_order)),
        notes=tuple(_left_out(table, len(table.flows) - len(drawn))),
    )


def _left_out(table: StageTable, thin: int) -> Iterator[str]:
    """What the ribbons do not show."""
    if thin:
        yield f"Not drawn: {times(thin, 'ribbon')} of under {percent(_LEAST, 1)} of all cases{' each' if thin > 1 else ''}."
    if any(flow.blurred for flow in table.flows):
        yield HIDDEN_WAYS
    few = [stage.name for stage in table.stages if stage.figures and stage.figures.measured and stage.reached is None]
    if few:
        yield f"Too few customers to show get to {', '.join(few)}."


def _order(flow: Flow) -> tuple[int, int, int]:
    """By where it comes from, then by where it goes; those that end last."""
    source = -1 if flow.source is None else flow.source
    return source, 10**6 if flow.target is None else flow.target, list(Passing).index(flow.kind)


@dataclass(frozen=True, slots=True)
class _Telling:
    """From numbers to words."""

    journey: Journey
    report: Report | None
    table: StageTable
    detours: frozenset[int]

    def summary(self) -> str:
        """Where most leave, and where the greatest share does."""
        leaving = [self.table.ending(number, Passing.LEAVES) for number in range(len(self.table.stages))]
        known = [number for number, size in enumerate(leaving) if size]
        if not known:
            return self._nobody()
        most = max(known, key=lambda number: (leaving[number], -number))
        told = f"Most leave in {self.table.stages[most].name}: {self.table.words(leaving[most])}{self._cases}, {self._share(most)}"
        judged = [number for number in known if self._enough(number)]
        worst = max(judged, key=lambda number: (self._left_share(number), -number), default=most)
        if worst != most and self._left_share(worst) > self._left_share(most):
            told += f"; the greatest share leaves in {self.table.stages[worst].name}: {self._share(worst)}"
        return f"{told}."

    @property
    def _cases(self) -> str:
        return " cases" if self.table.measured else " of all"

    def _nobody(self) -> str:
        if self.report is None:
            return "The plan promises that nobody leaves."
        cases = self.report.cases
        if cases.lost + cases.left:
            return "Too few leave to say where."
        if cases.open:
            return f"Nobody has left: {count(cases.won)} of {times(cases.total, 'case')} reached the goal, {count(cases.open)} are still on the way."
        return f"Nobody leaves: all {times(cases.total, 'case')} reach the goal."

    def _enough(self, number: int) -> bool:
        figures = self.table.stages[number].figures
        return figures is None or (figures.leaving is not None and figures.leaving.of >= ENOUGH)

    def _left_share(self, number: int) -> float:
        figures = self.table.stages[number].figures
        if figures:
            return figures.leaving.value if figures.leaving else 0.0
        return self.table.of(self.table.ending(number, Passing.LEAVES), number)

    def _share(self, number: int) -> str:
        """`15 % of those who come there (14-16 %, n=3,980)`."""
        figures = self.table.stages[number].figures
        told = f"{percent(self._left_share(number))} of those who come there"
        if figures and figures.leaving:
            found = figures.leaving
            told += f" ({percents(found.low, found.high)}, n={count(found.of)})"
        return told

    def stop(self, number: int) -> Stop:
        """A stage with who comes and who does not go on."""
        table, stage = self.table, self.table.stages[number]
        unseen = stage.figures is not None and not stage.figures.measured
        ways = () if unseen else tuple(self._ways(number))
        about = stage.figures is not None and isinstance(stage.figures.cases, Range)
        value = "not measured" if unseen else table.words(stage.reached, blurred=about)
        notes = tuple(self._notes(number))
        height = None if stage.reached is None else stage.reached / (table.total or 1)
        gone = [flow for flow in table.flows if flow.source == number and flow.target is not None]
        told = [
            f"Stage {stage.name}: {value}",
            *notes,
            *(self._spoken(flow) for flow in gone),
            *(way.text for way in ways),
        ]
        detour = number in self.detours
        told.insert(1, "a detour that not all need" if detour else "")
        return Stop(stage.id, stage.name.replace(" ", "  ", 1), value, notes, height, detour, ways, sentences(told))

    def _notes(self, number: int) -> Iterator[str]:
        stage = self.table.stages[number]
        if stage.figures is None:
            yield "promised to come here"
            return
        share, arrival, began = stage.figures.share, stage.figures.arrival, stage.figures.began
        told = [f"{percent(share.value)} of all"] if share else []
        told += [f"after {span(arrival.median_seconds)}"] if arrival else []
        if told:
            yield " · ".join(told)
        if number and began:
            yield f"{count(began)} start here"
        if stage.figures.again:
            yield f"{count(stage.figures.again)} come back here later"

    def _ways(self, number: int) -> Iterator[Way]:
        """Who leaves, with where; who goes back; who is still there."""
        gone = self.table.ending(number, Passing.LEAVES)
        if gone:
            yield Way(Passing.LEAVES, f"{self.table.words(gone)} leave", strong=True)
            yield from (Way(Passing.LEAVES, text) for text in self._leaving(number, gone))
        elif self.table.stages[number].reached:
            yield Way(Passing.LEAVES, "nobody leaves")
        for flow in self.table.flows:
            if flow.source == number and flow.target is not None and flow.kind is Passing.BACK:
                text = f"{self.table.words(flow.size, blurred=flow.blurred)} go back to {self.table.stages[flow.target].name}"
                yield Way(Passing.BACK, text, strong=True)
        waiting = self.table.ending(number, Passing.OPEN)
        if waiting:
            yield Way(Passing.OPEN, f"{self.table.words(waiting)} still on the way", strong=True)

    def _leaving(self, number: int, gone: float) -> Iterator[str]:
        """What is known of those who leave."""
        figures = self.table.stages[number].figures
        if figures is None:
            yield f"{percent(self.table.of(gone, number))} of this stage"
            yield from self._allowed(number)
            return
        if figures.leaving:
            found = figures.leaving
            yield f"{percent(found.value)} of this stage ({percents(found.low, found.high)}), n={count(found.of)}"
        if figures.lost:
            silent = f", {count(figures.left)} fell silent" if figures.left else ""
            yield f"{count(figures.lost)} gave up{silent}"
        yield from self._worst(number)

    def _worst(self, number: int) -> Iterator[str]:
        """The touchpoints where the greatest shares leave; those with enough visits first."""
        touchpoints = self.journey.stages[self.table.stages[number].id].touchpoints
        report = self.report
        found = [report.touchpoints[name] for name in touchpoints] if report else []
        rates = [(each.title, each.drop_off) for each in found if each.drop_off and each.drop_off.count]
        known = [(title, share) for title, share in rates if share]
        for title, share in sorted(known, key=lambda pair: (pair[1].of < ENOUGH, -pair[1].value, pair[0]))[:_WORST]:
            yield f"{title}: {percent(share.value)} of {times(share.of, 'visit')}"

    def _allowed(self, number: int) -> Iterator[str]:
        """The touchpoints with the loosest targets."""
        touchpoints = self.journey.stages[self.table.stages[number].id].touchpoints
        found = [(touchpoints[name].targets.drop_off, self.journey.name(name)) for name in touchpoints]
        known = [(target, title) for target, title in found if target]
        for target, title in sorted(known, key=lambda pair: (-pair[0], pair[1]))[:_WORST]:
            yield f"{title}: target max {percent(target)}"

    def ribbon(self, flow: Flow) -> Ribbon:
        """A flow that is drawn."""
        size = flow.size
        label, remark = self._label(flow, size)
        return Ribbon(
            source="" if flow.source is None else self.table.stages[flow.source].id,
            target="" if flow.target is None else self.table.stages[flow.target].id,
            kind=self._kind(flow),
            weight=size / (self.table.total or 1),
            label=label,
            remark=remark,
            text=self._spoken(flow),
        )

    def _kind(self, flow: Flow) -> Passing:
        aside = flow.source in self.detours or flow.target in self.detours
        return Passing.DETOUR if flow.kind is Passing.ONWARD and aside else flow.kind

    def _label(self, flow: Flow, size: float) -> tuple[str, str]:
        """The share of the stage, and what it means."""
        if flow.source is None or flow.kind not in (Passing.ONWARD, Passing.WON):
            return "", ""
        share = percent(self.table.of(size, flow.source))
        if flow.target is None:
            return share, "reach the goal"
        if flow.target in self.detours:
            return share, "take the detour"
        passing = flow.target - flow.source > 1 and flow.source not in self.detours
        return share, "pass by" if passing else "go on"

    def _spoken(self, flow: Flow) -> str:
        """A flow in a sentence, with its share of the stage and the interval."""
        size = flow.size
        told = f"{self.table.words(size, blurred=flow.blurred)}{self._cases}"
        if flow.source is None:
            return f"{told} begin in {self.table.stages[flow.target or 0].name}"
        source = self.table.stages[flow.source]
        ends = {Passing.WON: "reach the goal", Passing.LEAVES: "leave", Passing.OPEN: "are still on the way"}
        target = "" if flow.target is None else self.table.stages[flow.target].name
        way = "go back" if flow.kind is Passing.BACK else "go on"
        goes = ends.get(flow.kind, f"{way} to {target}")
        return f"{source.name}: {told} {goes}, {self._part(size, source, flow)}"

    def _part(self, size: float, source: Station, flow: Flow) -> str:
        told = f"{percent(self.table.of(size, flow.source or 0), 1)} of the stage"
        known = source.figures and source.reached and not flow.blurred and isinstance(source.figures.cases, int)
        found = rate(round(size), round(source.reached)) if known and source.reached else None
        return f"{told} ({percents(found.low, found.high, 1)}, n={count(found.of)})" if found else told

    def goal(self) -> Stop:
        """Who gets what they came for."""
        won = sum(flow.size for flow in self.table.flows if flow.kind is Passing.WON)
        completion = self.report.completion if self.report else None
        if self.report is None:
            notes: Sequence[str] = ["promised to get there"]
        elif completion is None:
            notes = []
        else:
            notes = [
                f"{percent(completion.value, 1)} of finished cases",
                f"{percents(completion.low, completion.high, 1)}, n={count(completion.of)}",
            ]
        if self.report:
            won = self.report.cases.won
        value = self.table.words(won)
        height = won / (self.table.total or 1)
        return Stop(
            "", "Goal reached", value, tuple(notes), height, False, (), sentences([f"Goal reached: {value}", *notes])
        )
