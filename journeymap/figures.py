"""Counts -> numbers: every rate with its interval, every time with its n; what too few people stand behind is hidden here, once for all views."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from journeymap.averages import mean, time
from journeymap.behaviour import Behaviour, Seconds
from journeymap.friction import WEIGHTS, friction, key_of, leaking, ranked, weights_of
from journeymap.hiding import Parts, parts_told
from journeymap.impact import impacts
from journeymap.language.observation import Metric, metric_of
from journeymap.measures import Measured
from journeymap.measures.variants import CASES, CUSTOMERS
from journeymap.model import Journey, humanise
from journeymap.plan import Plan
from journeymap.quantities import Count, FrictionScore, Range, Rate, Score, Time, exact, rate
from journeymap.report import Cases, Contact, TouchpointFigures, Transition, Variant, Variants
from journeymap.scoring import score_of
from journeymap.steps import LEFT, LOST, OPEN, WON
from journeymap.told_channels import told_channels
from journeymap.told_ways import told_ways
from journeymap.ways_told import NOTHING, Before, ToldWays

TOP_VARIANTS = 20
_RATES = {"drop_off": "drop_off", "repeats": "repeat", "returns": "return", "errors": "error", "sla": "sla"}
"""From a rate of a touchpoint to the measure that it is."""


@dataclass(frozen=True)
class Figures:
    """All numbers of a measured journey. Groups of fewer than `min_group` customers or answers are hidden; 0 hides nothing."""

    journey: Journey
    plan: Plan
    measured: Measured
    min_group: int
    before: Before = NOTHING

    @cached_property
    def seen(self) -> Behaviour:
        """The counts of what customers do."""
        return Behaviour(self.journey, self.plan, self.measured)

    @cached_property
    def cells(self) -> dict[tuple[int, int], Counter[tuple[float, int]]]:
        """Answers by (survey, touchpoint), counted by value and weight."""
        found: dict[tuple[int, int], Counter[tuple[float, int]]] = {}
        for (survey, touchpoint, value, weight, *_), count in self.measured.scores.answers.items():
            found.setdefault((survey, touchpoint), Counter())[value, weight] += count
        return found

    def cases(self) -> Cases:
        """How cases ended."""
        cases = self.measured.cases
        counts = {
            name: int(cases.endings[ending])
            for name, ending in (("won", WON), ("lost", LOST), ("left", LEFT), ("open", OPEN))
        }
        won = cases.won_durations.seconds(0)
        return Cases(
            total=sum(counts.values()),
            **counts,
            time=self._time(won),
            contacts=mean(cases.contacts),
            channel_switches=mean(cases.switches),
        )

    def completion(self) -> Rate | None:
        """Won cases among those that are not open."""
        endings = self.measured.cases.endings
        finished = int(endings.sum() - endings[OPEN])
        return rate(int(endings[WON]), finished) if finished >= self.min_group else None

    def nps(self) -> Score | None:
        """The first NPS survey over the whole journey."""
        for number, (name, survey) in enumerate(self.journey.surveys.items()):
            if metric_of(name, survey) is Metric.NPS:
                return self.score(number, list(range(len(self.plan.ids))))
        return None

    @property
    def hidden(self) -> frozenset[str]:
        """The touchpoints that nothing is told of."""
        return frozenset(self.plan.ids[number] for number in np.flatnonzero(~self.ways.shown))

    @cached_property
    def ways(self) -> ToldWays:
        """What is told of ways, and of which touchpoints."""
        return told_ways(self.seen, self.min_group, self._paths, self.before)

    @cached_property
    def walked(self) -> dict[tuple[int, int], int]:
        """How often each transition was walked, of those that enough customers walked."""
        size = len(self.plan.ids)
        counts = self.measured.transitions.counts
        return {pair: int(counts[pair[0] * size + pair[1]]) for pair in self.ways.ways}

    def starts(self) -> dict[str, Count]:
        """Cases by first touchpoint."""
        return {self.plan.ids[number]: count for number, count in self.ways.starts.items()}

    def ends(self) -> dict[str, int]:
        """Cases by last touchpoint: of a touchpoint that is told it follows from who left and who is still there."""
        counts = zip(self.plan.ids, self.measured.cases.ends.tolist(), self.ways.shown.tolist(), strict=True)
        return {touchpoint_id: count for touchpoint_id, count, shown in counts if count and shown}

    def transitions(self) -> tuple[tuple[Transition, ...], Count]:
        """The walked transitions in the order of the design, and how many pairs are hidden."""
        walked, size = self.measured.transitions, len(self.plan.ids)
        shown = np.array([source * size + target for source, target in self.ways.ways], dtype=np.int64)
        timed = shown[walked.durations.counts(shown) >= max(1, self.min_group)]
        medians, p90s = walked.durations.quantiles(timed, (0.5, 0.9)).tolist()
        times = dict(zip(timed.tolist(), zip(medians, p90s, strict=True), strict=True))
        found = (self._transition(pair, *times.get(pair, (None, None))) for pair in shown.tolist())
        pairs = size**2 - len(shown)
        return tuple(found), Range(low=1, high=pairs) if self.ways.secret and pairs > 1 else int(self.ways.secret)

    def _transition(self, pair: int, median: float | None, p90: float | None) -> Transition:
        source, target = divmod(pair, len(self.plan.ids))
        customers = self.ways.customers.get((source, target), int(self.measured.transitions.customers[pair]))
        return Transition(
            from_=self.plan.ids[source],
            to=self.plan.ids[target],
            count=self.ways.ways[source, target],
            customers=customers,
            median_seconds=median,
            p90_seconds=p90,
            planned=(source, target) in self.plan.edges,
        )

    @cached_property
    def _paths(self) -> list[tuple[list[int], int]]:
        """The paths that most cases share, with their cases. Of the others there are enough, or none.

        Left out is what grew by too few since the report before.
        """
        paths = self.measured.variants.paths.grouped()
        most = TOP_VARIANTS if self.min_group else len(paths)
        was = self.before.paths
        top = [
            (path, cases)
            for path, cases in paths.ranked(CASES, [(CUSTOMERS, self.min_group)], most)
            if not 0 < cases - was.get(tuple(path), 0) < self.min_group
            and ("path", *(self.plan.ids[number] for number in path)) not in self.before.vague
        ]
        total = int(paths.counts[:, CASES].sum())
        while top and 0 < total - sum(cases for _, cases in top) < self.min_group:
            top.pop()
        return top

    def variants(self) -> Variants:
        """The paths that most cases share."""
        paths = self.measured.variants.paths.grouped()
        shown = tuple(
            Variant(path=tuple(self.plan.ids[number] for number in path), cases=cases)
            for path, cases in self._paths
            if self.ways.shown[path].all()
        )
        total = int(paths.counts[:, CASES].sum())
        return Variants(total=len(paths), top=shown, other=total - sum(variant.cases for variant in shown))

    def score(self, survey: int, touchpoints: list[int], statements: int = 1) -> Score | None:
        """What the answers to a survey say at some touchpoints together; None where too few answered.

        `statements` corrects the interval for how many are made together.
        """
        answers: Counter[tuple[float, int]] = Counter()
        for touchpoint in self._counted(survey, touchpoints):
            answers.update(self.cells[survey, touchpoint])
        name = list(self.journey.surveys)[survey]
        if not answers or answers.total() < self.min_group:
            return None
        told = self._matches(touchpoints[0]) and bool(self.ways.shown[touchpoints].all())
        visits = int(self.measured.visits.visits[touchpoints].sum()) if told else 0
        return score_of(name, self.journey.surveys[name], answers, visits, statements)

    def _counted(self, survey: int, touchpoints: list[int]) -> list[int]:
        """The touchpoints whose answers count in a score of one, of those of a stage, or of all: answers of too few are in no sum that would tell of them."""
        found, stages = self._parts[survey], {self.plan.stages[number] for number in touchpoints}
        kept = found.told if len(touchpoints) == 1 else found.inside if len(stages) == 1 else found.whole
        return [number for number in touchpoints if number in kept]

    @cached_property
    def _parts(self) -> list[Parts[int]]:
        """For each survey the touchpoints whose answers count where."""
        found: list[dict[int, int]] = [{} for _ in self.journey.surveys]
        for (survey, number), answers in self.cells.items():
            found[survey][number] = answers.total()
        return [parts_told(sizes, dict(enumerate(self.plan.stages)), self.min_group) for sizes in found]

    def touchpoints(self) -> dict[str, TouchpointFigures]:
        """Every touchpoint, in the order of the design."""
        scores = {touchpoint_id: self._scores(number) for number, touchpoint_id in enumerate(self.plan.ids)}
        shown = {touchpoint_id: self._shows(number) for number, touchpoint_id in enumerate(self.plan.ids)}
        signals = {
            name: self._signals(number, scores[name], shown=shown[name]) for number, name in enumerate(self.plan.ids)
        }
        visits = {name: int(self.measured.visits.visits[number]) for number, name in enumerate(self.plan.ids)}
        found = self._ranked(friction(signals, visits, weights_of(self.journey)))
        return {
            name: self._touchpoint(number, name, scores[name], found[name], shown=shown[name])
            for number, name in enumerate(self.plan.ids)
        }

    def _ranked(self, scores: dict[str, FrictionScore]) -> dict[str, FrictionScore]:
        """The scores with their ranks, and with what fixing them is associated with."""
        numbers, tolerance = [self.plan.number[name] for name in leaking(scores)], weights_of(self.journey)["drop-off"]
        found = impacts(self.seen, numbers, tolerance.tolerance, self.min_group)
        return ranked(scores, {self.plan.ids[number]: impact for number, impact in found.items()})

    def _shows(self, number: int) -> bool:
        """Whether enough customers stand behind a touchpoint's counts; none at all is no secret."""
        return self._matches(number) and bool(self.ways.shown[number])

    def _matches(self, number: int) -> bool:
        """Whether a touchpoint says which events are a visit; without, its visits are unknown, not 0."""
        return self.journey.touchpoints[self.plan.ids[number]].match is not None

    def _scores(self, number: int) -> dict[Metric, Score]:
        """The scores asked at a touchpoint, the first survey of each metric."""
        asked = self.journey.touchpoints[self.plan.ids[number]].ask
        found: dict[Metric, Score] = {}
        for position, (name, survey) in enumerate(self.journey.surveys.items()):
            metric = metric_of(name, survey)
            if (
                name in asked
                and metric is not None
                and metric not in found
                and (score := self.score(position, [number]))
            ):
                found[metric] = score
        return found

    def _touchpoint(
        self, number: int, name: str, scores: dict[Metric, Score], found: FrictionScore, *, shown: bool
    ) -> TouchpointFigures:
        visits = self.measured.visits
        journey = self.journey
        counts: dict[str, Count | None] = {
            key: int(getattr(visits, key)[number]) if shown else None
            for key in ("visits", "customers", "cases", "went_on", "elsewhere", "left", "open")
        }
        if shown and counts["visits"]:
            counts |= {"went_on": self.ways.went_on[number], "elsewhere": self.ways.elsewhere[number]}
        rates = {key: self._rate(measure, number) for key, measure in _RATES.items()}
        stages = journey.stages[journey.stage_of(name)]
        able = [key for key, measure in _RATES.items() if self.seen.share(measure, [number]) is not None]
        hidden = () if shown or not self._matches(number) else (*counts, *able, "dwell", "contact")
        return TouchpointFigures(
            title=journey.name(name),
            stage=stages.title or humanise(journey.stage_of(name)),
            pains=tuple(pain.text for pain in journey.touchpoints[name].pains),
            **counts,
            **{key: value if shown else None for key, value in rates.items()},
            dwell=self._time(self.seen.dwell([number])) if shown else None,
            channels=self._channels[number] if shown and journey.events.channel else {},
            **{metric.value: score for metric, score in scores.items()},
            contact=self._contact(number) if shown else None,
            friction=found if found.signals else None,
            hidden=(*hidden, *self._hidden_scores(number, scores)),
        )

    def _hidden_scores(self, number: int, scores: dict[Metric, Score]) -> tuple[str, ...]:
        surveys = list(self.journey.surveys.items())
        answered = {metric_of(*surveys[survey]) for (survey, touchpoint) in self.cells if touchpoint == number}
        return tuple(metric.value for metric in Metric if metric in answered and metric not in scores)

    def _rate(self, measure: str, number: int) -> Rate | None:
        found = self.seen.share(measure, [number])
        return rate(*found) if found else None

    @cached_property
    def _channels(self) -> list[dict[str, int]]:
        """Visits by channel of each touchpoint, where the log names channels."""
        return told_channels(self.seen, self.min_group, self.ways.shown, self.before.vague)

    def _time(self, seconds: Seconds) -> Time | None:
        return time(seconds) if len(seconds) >= self.min_group else None

    def _contact(self, number: int) -> Contact | None:
        if not (self.seen.closes(number, "done") or self.seen.closes(number, "fail")):
            return None
        contacts = self.measured.contacts
        done, failed = int(contacts.done[number]), int(contacts.failed[number])
        return Contact(
            failure=self._rate("failure", number),
            duration=self._time(self.seen.contacts(number)),
            unclosed=int(self.measured.visits.visits[number]) - done - failed,
            unopened=int(contacts.unopened[number]),
        )

    def _signals(self, number: int, scores: dict[Metric, Score], *, shown: bool) -> dict[str, Rate]:
        """The signs of friction that were measured at a touchpoint."""
        behaviour = [signal for signal, weight in WEIGHTS.items() if not weight.felt] if shown else []
        if exact(self.ways.elsewhere.get(number, 0)) is None:
            behaviour.remove("unplanned")
        found = {signal: self._rate(key_of(signal).rstrip("_"), number) for signal in behaviour}
        if csat := scores.get(Metric.CSAT):
            found["low CSAT"] = rate(csat.counts["other"], csat.n)
        if ces := scores.get(Metric.CES):
            found["high effort"] = rate(ces.counts["hard"], ces.n)
        return {signal: share for signal, share in found.items() if share is not None}
