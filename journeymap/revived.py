"""A snapshot and a journey -> the report: what was counted by rules that hold still, and of everything else that it is not told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from journeymap import graph
from journeymap.chapters.subgroups import Subgroups
from journeymap.friction import WEIGHTS, friction, ranked, weights_of
from journeymap.language.observation import Metric
from journeymap.model import Journey, humanise
from journeymap.plan import Plan
from journeymap.quantities import FrictionScore, Rate, least
from journeymap.report import LEFT, FromSnapshot, GraphFacts, Report, SourceFigures, TouchpointFigures, Untold
from journeymap.snapshot import Rules, Snapshot, rules_of

_COUNTS = ("visits", "customers", "cases", "went_on", "elsewhere", "left", "open")
_RATES = ("drop_off", "dwell", "repeats", "returns", "errors", "sla")
AGAIN = "make the snapshot again"


def former_ids(journey: Journey, known: Mapping[str, Any]) -> dict[str, str]:
    """The ids that touchpoints had when a snapshot was made, by their ids of today, where these are others."""
    found = {}
    for name, touchpoint in journey.touchpoints.items():
        was = touchpoint.renamed_from
        if was and name not in known and was in known:
            found[name] = was
    return found


@dataclass(frozen=True)
class Revived:
    """A snapshot looked at as a journey that may have changed since."""

    kept: Snapshot
    name: str
    journey: Journey
    plan: Plan

    @cached_property
    def former(self) -> dict[str, str]:
        """Ids of then by ids of today."""
        return former_ids(self.journey, self.kept.rules.binding)

    @cached_property
    def now(self) -> Rules:
        """The rules of the journey as it is."""
        return rules_of(self.journey, self.plan, self.former)

    @property
    def fits(self) -> bool:
        """Whether a case is still what it was; if not, no number of the snapshot is one of this journey."""
        return self.now.cases == self.kept.rules.cases

    @cached_property
    def ids(self) -> dict[str, str]:
        """Of the touchpoints that were counted by the rules that hold still, the id of today by the one of then."""
        was = {self.former.get(name, name): name for name in self.plan.ids}
        then, now = self.kept.rules.binding, self.now.binding
        return {old: name for old, name in was.items() if then.get(old) == now[old]}

    @cached_property
    def whole(self) -> bool:
        """Whether all touchpoints are those of then, and the designed ways too."""
        same = len(self.ids) == len(self.plan.ids) == len(self.kept.rules.binding)
        return same and self.now.design == self.kept.rules.design

    def report(self) -> Report:
        """The numbers, without what is said about them."""
        told, ids = self.kept.report, self.ids
        ways = [way for way in told.transitions if way.from_ in ids and way.to in ids]
        number = self.plan.number
        moved = [
            way.model_copy(
                update={
                    "from_": ids[way.from_],
                    "to": ids[way.to],
                    "planned": (number[ids[way.from_]], number[ids[way.to]]) in self.plan.edges,
                }
            )
            for way in ways
        ]
        paths = [path for path in told.variants.top if ids.keys() >= {*path.path}]
        top = tuple(path.model_copy(update={"path": tuple(ids[each] for each in path.path)}) for path in paths)
        other = told.variants.other + sum(path.cases for path in told.variants.top) - sum(path.cases for path in top)
        report = told.model_copy(
            update={
                "title": self.journey.title,
                "snapshot": FromSnapshot(name=self.name, untold=tuple(self.untold())),
                "data": told.data.model_copy(update={"files": (SourceFigures(name=self.name, rows=told.data.rows),)}),
                "starts": {ids[name]: count for name, count in told.starts.items() if name in ids},
                "ends": {ids[name]: count for name, count in told.ends.items() if name in ids},
                "touchpoints": self._touchpoints(),
                "transitions": tuple(sorted(moved, key=lambda way: (number[way.from_], number[way.to]))),
                "variants": told.variants.model_copy(update={"top": top, "other": other}),
                "funnels": {name: found for name, found in told.funnels.items() if self._same("funnels", name)},
                "answers": {name: found for name, found in told.answers.items() if self._same("surveys", name)},
                "conformance": told.conformance if self.whole and not self.former else None,
                "stages": self._stages(),
                "subgroups": told.subgroups if self.whole and not self.former else Subgroups(),
            }
        )
        return report.model_copy(update={"graph": self._graph(report), **self._parts(report)})

    def _same(self, kind: str, name: str) -> bool:
        return bool(getattr(self.now, kind).get(name) == getattr(self.kept.rules, kind).get(name))

    def _parts(self, report: Report) -> dict[str, Any]:
        """What has touchpoints in it, by their ids of today."""
        told, ids = report, self.ids
        chain = told.chain
        if chain is not None:
            stations = {ids[name]: found for name, found in chain.touchpoints.items() if name in ids}
            hidden = tuple(ids[name] for name in chain.hidden if name in ids)
            memory = chain.memory
            if memory is not None and memory.touchpoint is not None:
                memory = memory.model_copy(update={"touchpoint": ids.get(memory.touchpoint)})
            chain = chain.model_copy(update={"touchpoints": stations, "hidden": hidden, "memory": memory})
        switches = tuple(
            each.model_copy(update={"from_": ids[each.from_], "to": ids[each.to]})
            for each in told.engagement.touchpoint_switches
            if each.from_ in ids and each.to in ids
        )
        answers = {
            name: found.model_copy(
                update={
                    "touchpoints": {ids[at]: each for at, each in found.touchpoints.items() if at in ids},
                    "stages": found.stages if self.now.stages == self.kept.rules.stages else {},
                }
            )
            for name, found in told.answers.items()
        }
        engagement = told.engagement.model_copy(update={"touchpoint_switches": switches})
        return {"chain": chain, "engagement": engagement, "answers": answers}

    def _stages(self) -> dict[str, Any]:
        stages = self.journey.stages
        if self.now.stages != self.kept.rules.stages or not self._all_there:
            return {}
        return {
            name: found.model_copy(update={"title": stages[name].title or humanise(name)})
            for name, found in self.kept.report.stages.items()
        }

    @property
    def _all_there(self) -> bool:
        return len(self.ids) == len(self.plan.ids) == len(self.kept.rules.binding)

    def _graph(self, report: Report) -> GraphFacts:
        """The facts of then, where nothing changed that they rest on; else from the ways that are told."""
        plan, told = self.plan, self.kept.report.graph
        if self.whole and not self.former:
            return told
        walked = {(plan.number[way.from_], plan.number[way.to]): max(1, least(way.count)) for way in report.transitions}
        starts = {plan.number[name]: max(1, least(count)) for name, count in report.starts.items()}
        figures = [report.touchpoints[name] for name in plan.ids]
        path, _ = graph.likeliest_path(
            plan, walked, starts, {number: found.visits or 0 for number, found in enumerate(figures)}
        )
        return GraphFacts(
            unreachable=tuple(plan.ids[number] for number in graph.unreachable(plan)),
            never_visited=tuple(name for name, found in zip(plan.ids, figures, strict=True) if found.visits == 0),
            loops=tuple(tuple(plan.ids[number] for number in loop) for loop in graph.loops(plan.ids, walked)),
            unplanned=told.unplanned,
            dominating=tuple(plan.ids[number] for number in graph.dominating(plan, walked, starts)),
            likeliest_path=tuple(plan.ids[number] for number in path),
            likeliest_share=None,
        )

    def _touchpoints(self) -> dict[str, TouchpointFigures]:
        was = {name: old for old, name in self.ids.items()}
        found = {name: self._touchpoint(name, was.get(name)) for name in self.plan.ids}
        scores = self._scores(found)
        return {
            name: each.model_copy(update={"friction": scores.get(name) if name in was else None})
            for name, each in found.items()
        }

    def _touchpoint(self, name: str, old: str | None) -> TouchpointFigures:
        journey = self.journey
        words = {
            "title": journey.name(name),
            "stage": journey.stages[journey.stage_of(name)].title or humanise(journey.stage_of(name)),
            "pains": tuple(pain.text for pain in journey.touchpoints[name].pains),
        }
        if old is None:
            return TouchpointFigures(**words, **dict.fromkeys((*_COUNTS, *_RATES)))
        kept, then, now = self.kept.report.touchpoints[old], self.kept.rules, self.now
        instead = tuple(
            each.model_copy(update={"to": self.ids.get(each.to, each.to)})
            for each in kept.instead
            if each.to in {LEFT, *self.ids} and now.design == then.design
        )
        update: dict[str, Any] = {**words, "instead": instead}
        if now.design != then.design:
            update |= dict.fromkeys(("went_on", "elsewhere", "repeats"))
        if now.within.get(old) != then.within.get(old):
            update["sla"] = None
        for metric in Metric:
            score = getattr(kept, metric.value)
            if score is not None and not self._same("surveys", score.survey):
                update[metric.value] = None
        return kept.model_copy(update=update)

    def _scores(self, found: Mapping[str, TouchpointFigures]) -> dict[str, FrictionScore]:
        """Friction by the weights of today, from the shares of then."""
        shares = {name: dict(self._shares(name, figures)) for name, figures in found.items()}
        visits = {name: figures.visits or 0 for name, figures in found.items()}
        weights = weights_of(self.journey)
        impacts = {
            name: figures.friction.impact
            for name, figures in found.items()
            if figures.friction
            and figures.friction.impact
            and self.now.design == self.kept.rules.design
            and figures.friction.impact.tolerance == weights["drop-off"].tolerance
        }
        scores = ranked(friction(shares, visits, weights), impacts)
        return {name: score for name, score in scores.items() if score.signals}

    def _shares(self, name: str, figures: TouchpointFigures) -> Iterator[tuple[str, Rate]]:
        old, then, now = self.former.get(name, name), self.kept.rules, self.now
        gone = set[str]()
        if now.takes.get(old) != then.takes.get(old):
            gone.add("slow")
        if now.design != then.design:
            gone |= {"unplanned", "hand-off", "repeat"}
        gone |= {signal for signal in WEIGHTS if WEIGHTS[signal].felt and getattr(figures, _METRIC[signal]) is None}
        for signal in figures.friction.signals if figures.friction else ():
            if signal.signal not in gone:
                yield signal.signal, signal.share

    def untold(self) -> Iterator[Untold]:
        """What changed since, with its place."""
        journey, then, now = self.journey, self.kept.rules, self.now
        for name in self.plan.ids:
            old = self.former.get(name, name)
            if old not in then.binding:
                yield Untold(
                    ref=journey.ref(name), what=f"'{name}'", why="it was not on the map when the snapshot was made"
                )
            elif old not in self.ids:
                yield Untold(
                    ref=journey.ref(name),
                    what=f"'{name}'",
                    why="what is a visit there, a signal or an answer has changed since",
                )
            else:
                yield from self._promises_untold(name, old)
        for kind, what in (("surveys", "survey"), ("funnels", "funnel")):
            for name, value in getattr(now, kind).items():
                if getattr(then, kind).get(name) != value:
                    why = (
                        "has changed since"
                        if name in getattr(then, kind)
                        else "was not asked when the snapshot was made"
                    )
                    yield Untold(ref=(kind, name), what=f"{what} '{name}'", why=f"it {why}")
        if now.design != then.design:
            what = "ways on and elsewhere, conformance, the effect of fixes"
            yield Untold(ref=("stages",), what=what, why="the designed ways have changed since")
        if not self._stages() and self.kept.report.stages:
            yield Untold(
                ref=("stages",), what="how far cases get", why="the stages have changed since, or what is in them"
            )

    def _promises_untold(self, name: str, old: str) -> Iterator[Untold]:
        journey, then, now = self.journey, self.kept.rules, self.now
        for key, what in (("takes", "slow visits"), ("within", "the service level")):
            value = getattr(now, key).get(old)
            if value is not None and value != getattr(then, key).get(old):
                place = ("takes",) if key == "takes" else ("sla",)
                yield Untold(
                    ref=journey.ref(name, *place), what=f"'{name}', {what}", why="the promised time has changed since"
                )


_METRIC = {"low CSAT": "csat", "high effort": "ces"}
