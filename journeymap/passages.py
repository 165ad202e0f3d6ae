"""How far cases get -> what the drop-off style draws: every number a word, measured or promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from journeymap.amounts import count, percent, percents, span, times
from journeymap.catalogue import mark, worded
from journeymap.model import Journey
from journeymap.passing import Passages, Passing, Ribbon, Stop, Way
from journeymap.plan import Plan
from journeymap.quantities import Range, rate
from journeymap.report import Report
from journeymap.spoken import sentences
from journeymap.stage_table import Flow, StageTable, Station, detours, table_of
from journeymap.words import HIDDEN_WAYS

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
        yield worded(
            "Not drawn: {ribbons} of under {share} of all cases each."
            if thin > 1
            else "Not drawn: {ribbons} of under {share} of all cases.",
            ribbons=times(thin, "ribbon"),
            share=percent(_LEAST, 1),
        )
    if any(flow.blurred for flow in table.flows):
        yield worded(HIDDEN_WAYS)
    few = [stage.name for stage in table.stages if stage.figures and stage.figures.measured and stage.reached is None]
    if few:
        yield worded("Too few customers to show get to {stages}.", stages=", ".join(few))


def _order(flow: Flow) -> tuple[int, int, int]:
    """By where it comes from, then by where it goes; those that end last."""
    source = -1 if flow.source is None else flow.source
    return source, 10**6 if flow.target is None else flow.target, list(Passing).index(flow.kind)


_GOES = {
    Passing.BEGINS: mark("{n} begin in {stage}"),
    Passing.ONWARD: mark("{n} go on to {stage}"),
    Passing.BACK: mark("{n} go back to {stage}"),
    Passing.OPEN: mark("{n} are still on the way"),
    Passing.LEAVES: mark("{n} leave"),
    Passing.WON: mark("{n} reach the goal"),
}


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
        told = worded(
            "Most leave in {stage}: {n}, {share}",
            stage=self.table.stages[most].name,
            n=self._sized(leaving[most]),
            share=self._share(most),
        )
        judged = [number for number in known if self._enough(number)]
        worst = max(judged, key=lambda number: (self._left_share(number), -number), default=most)
        if worst != most and self._left_share(worst) > self._left_share(most):
            named = {"stage": self.table.stages[worst].name, "share": self._share(worst)}
            told += "; " + worded("the greatest share leaves in {stage}: {share}", **named)
        return f"{told}."

    def _sized(self, size: float, *, blurred: bool = False) -> str:
        """`592 cases`, or without data `12 % of all`."""
        told = self.table.words(size, blurred=blurred)
        return worded("{n} cases", n=told) if self.table.measured else worded("{share} of all", share=told)

    def _nobody(self) -> str:
        if self.report is None:
            return worded("The plan promises that nobody leaves.")
        cases = self.report.cases
        if cases.lost + cases.left:
            return worded("Too few leave to say where.")
        total = times(cases.total, "case")
        if cases.open:
            return worded(
                "Nobody has left: {won} of {cases} reached the goal, {open} are still on the way.",
                won=count(cases.won),
                cases=total,
                open=count(cases.open),
            )
        return worded("Nobody leaves: all {cases} reach the goal.", cases=total)

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
        told = worded("{share} of those who come there", share=percent(self._left_share(number)))
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
        value = worded("not measured") if unseen else table.words(stage.reached, blurred=about)
        notes = tuple(self._notes(number))
        height = None if stage.reached is None else stage.reached / (table.total or 1)
        gone = [flow for flow in table.flows if flow.source == number and flow.target is not None]
        told = [
            worded("Stage {name}: {cases}", name=stage.name, cases=value),
            *notes,
            *(self._spoken(flow) for flow in gone),
            *(way.text for way in ways),
        ]
        detour = number in self.detours
        told.insert(1, worded("a detour that not all need") if detour else "")
        return Stop(stage.id, stage.name.replace(" ", "  ", 1), value, notes, height, detour, ways, sentences(told))

    def _notes(self, number: int) -> Iterator[str]:
        stage = self.table.stages[number]
        if stage.figures is None:
            yield worded("promised to come here")
            return
        share, arrival, began = stage.figures.share, stage.figures.arrival, stage.figures.began
        told = [worded("{share} of all", share=percent(share.value))] if share else []
        told += [worded("after {time}", time=span(arrival.median_seconds))] if arrival else []
        if told:
            yield " · ".join(told)
        if number and began:
            yield worded("{n} start here", n=count(began))
        if stage.figures.again:
            yield worded("{n} come back here later", n=count(stage.figures.again))

    def _ways(self, number: int) -> Iterator[Way]:
        """Who leaves, with where; who goes back; who is still there."""
        gone = self.table.ending(number, Passing.LEAVES)
        if gone:
            yield Way(Passing.LEAVES, worded("{n} leave", n=self.table.words(gone)), strong=True)
            yield from (Way(Passing.LEAVES, text) for text in self._leaving(number, gone))
        elif self.table.stages[number].reached:
            yield Way(Passing.LEAVES, worded("nobody leaves"))
        for flow in self.table.flows:
            if flow.source == number and flow.target is not None and flow.kind is Passing.BACK:
                size, to = self.table.words(flow.size, blurred=flow.blurred), self.table.stages[flow.target].name
                yield Way(Passing.BACK, worded("{n} go back to {stage}", n=size, stage=to), strong=True)
        waiting = self.table.ending(number, Passing.OPEN)
        if waiting:
            yield Way(Passing.OPEN, worded("{n} still on the way", n=self.table.words(waiting)), strong=True)

    def _leaving(self, number: int, gone: float) -> Iterator[str]:
        """What is known of those who leave."""
        figures = self.table.stages[number].figures
        if figures is None:
            yield worded("{share} of this stage", share=percent(self.table.of(gone, number)))
            yield from self._allowed(number)
            return
        if figures.leaving:
            found = figures.leaving
            told = worded("{share} of this stage", share=percent(found.value))
            yield f"{told} ({percents(found.low, found.high)}), n={count(found.of)}"
        if figures.lost:
            told = worded("{n} gave up", n=count(figures.lost))
            silent = [worded("{n} fell silent", n=count(figures.left))] if figures.left else []
            yield ", ".join([told, *silent])
        yield from self._worst(number)

    def _worst(self, number: int) -> Iterator[str]:
        """The touchpoints where the greatest shares leave; those with enough visits first."""
        touchpoints = self.journey.stages[self.table.stages[number].id].touchpoints
        report = self.report
        found = [report.touchpoints[name] for name in touchpoints] if report else []
        rates = [(each.title, each.drop_off) for each in found if each.drop_off and each.drop_off.count]
        known = [(title, share) for title, share in rates if share]
        for title, share in sorted(known, key=lambda pair: (pair[1].of < ENOUGH, -pair[1].value, pair[0]))[:_WORST]:
            told = worded("{share} of {visits}", share=percent(share.value), visits=times(share.of, "visit"))
            yield f"{title}: {told}"

    def _allowed(self, number: int) -> Iterator[str]:
        """The touchpoints with the loosest targets."""
        touchpoints = self.journey.stages[self.table.stages[number].id].touchpoints
        found = [(touchpoints[name].targets.drop_off, self.journey.name(name)) for name in touchpoints]
        known = [(target, title) for target, title in found if target]
        for target, title in sorted(known, key=lambda pair: (-pair[0], pair[1]))[:_WORST]:
            yield f"{title}: {worded('target max {share}', share=percent(target))}"

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
            return share, worded("reach the goal")
        if flow.target in self.detours:
            return share, worded("take the detour")
        passing = flow.target - flow.source > 1 and flow.source not in self.detours
        return share, worded("pass by" if passing else "go on")

    def _spoken(self, flow: Flow) -> str:
        """A flow in a sentence, with its share of the stage and the interval."""
        told = self._sized(flow.size, blurred=flow.blurred)
        target = "" if flow.target is None else self.table.stages[flow.target].name
        goes = worded(_GOES[flow.kind], n=told, stage=target)
        if flow.source is None:
            return goes
        source = self.table.stages[flow.source]
        return f"{source.name}: {goes}, {self._part(flow.size, source, flow)}"

    def _part(self, size: float, source: Station, flow: Flow) -> str:
        told = worded("{share} of the stage", share=percent(self.table.of(size, flow.source or 0), 1))
        known = source.figures and source.reached and not flow.blurred and isinstance(source.figures.cases, int)
        found = rate(round(size), round(source.reached)) if known and source.reached else None
        return f"{told} ({percents(found.low, found.high, 1)}, n={count(found.of)})" if found else told

    def goal(self) -> Stop:
        """Who gets what they came for."""
        won = sum(flow.size for flow in self.table.flows if flow.kind is Passing.WON)
        completion = self.report.completion if self.report else None
        if self.report is None:
            notes: Sequence[str] = [worded("promised to get there")]
        elif completion is None:
            notes = []
        else:
            notes = [
                worded("{share} of finished cases", share=percent(completion.value, 1)),
                f"{percents(completion.low, completion.high, 1)}, n={count(completion.of)}",
            ]
        if self.report:
            won = self.report.cases.won
        value = self.table.words(won)
        height = won / (self.table.total or 1)
        title = worded("Goal reached")
        return Stop("", title, value, tuple(notes), height, False, (), sentences([f"{title}: {value}", *notes]))
