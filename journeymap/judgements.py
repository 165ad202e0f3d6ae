"""Promises held against what was measured: ok, broken, undecided or too few."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from journeymap.averages import between
from journeymap.behaviour import Seconds
from journeymap.figures import Figures
from journeymap.finding import Ref
from journeymap.friction import ENOUGH
from journeymap.intervals import at_least, mean_interval, median_ranks, tail_for, wilson, z_for
from journeymap.language.observation import Metric, Survey, metric_of
from journeymap.language.promise import Targets
from journeymap.model import Journey, humanise
from journeymap.plan import Plan
from journeymap.quantities import Score, exact
from journeymap.report import Judgement
from journeymap.steps import OPEN, WON


@dataclass(frozen=True, slots=True)
class Seen:
    """A measured value with its interval, corrected for all promises of the run."""

    value: float
    n: int
    low: float | None
    high: float | None
    count: int | None = None
    """Of a share of counts, how many of n."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised, where, and of which touchpoints; `more` says whether more is better."""

    ref: tuple[str | int, ...]
    about: str
    of: str
    title: str
    measure: str
    promised: float
    numbers: tuple[int, ...]
    more: bool = False

    def judged(self, verdict: str, seen: Seen | None) -> Judgement:
        """The promise with what became of it."""
        found = (seen.value, seen.n, seen.low, seen.high) if seen else (None, 0, None, None)
        return Judgement(
            ref=self.ref,
            about=self.about,
            of=self.of,
            title=self.title,
            measure=self.measure,
            promised=self.promised,
            verdict=verdict,
            **dict(zip(("value", "n", "low", "high"), found, strict=True)),
        )


class Asking(Protocol):
    """A journey, its plan, and of which surveys (by number) there are answers at which touchpoints."""

    @property
    def journey(self) -> Journey:
        """The journey."""

    @property
    def plan(self) -> Plan:
        """Its plan."""

    @property
    def cells(self) -> Container[tuple[int, int]]:
        """Surveys with answers, by touchpoint."""


def judge(figures: Figures) -> tuple[Judgement, ...]:
    """Every budget, target and service level, those of a stage before those of its touchpoints."""
    promises = list(promises_of(figures))
    many = len(promises)
    return tuple(judged(promise, _seen(figures, promise, many), figures.min_group, many) for promise in promises)


def judged(promise: Promise, seen: Seen | None, min_group: int, statements: int) -> Judgement:
    """A promise held against what was seen, one of so many statements."""
    if seen is None or seen.n < max(ENOUGH, min_group) or seen.low is None or seen.high is None:
        return promise.judged("too few", seen if seen is not None and seen.n >= min_group else None)
    promised = promise.promised
    kept, broken = (
        (seen.low >= promised, seen.high < promised) if promise.more else (seen.high <= promised, seen.low > promised)
    )
    broken = broken and _beyond_chance(promise, seen, tail_for(statements))
    return promise.judged("ok" if kept else "broken" if broken else "undecided", seen)


def _beyond_chance(promise: Promise, seen: Seen, tail: float) -> bool:
    """Whether a share this bad is as unlikely, where the promise is just kept, as an interval says it is.

    Wilson's interval of something rare ends too early at the tails of many statements: one of 300 would break a promise of one in ten thousand.
    """
    if seen.count is None:
        return True
    count, share = (seen.n - seen.count, 1 - promise.promised) if promise.more else (seen.count, promise.promised)
    return at_least(count, seen.n, share) <= tail


def promises_of(figures: Asking) -> Iterator[Promise]:
    """Every budget, target and service level of a journey."""
    journey, number = figures.journey, figures.plan.number
    everywhere = tuple(range(len(number)))
    yield from _of_targets(figures, journey.budget, ("budget",), ("journey", "", journey.title), everywhere)
    for stage_id, stage in journey.stages.items():
        inside = tuple(number[touchpoint_id] for touchpoint_id in stage.touchpoints)
        name = stage.title or humanise(stage_id)
        yield from _of_targets(
            figures, stage.targets, ("stages", stage_id, "targets"), ("stage", stage_id, name), inside
        )
        for touchpoint_id, touchpoint in stage.touchpoints.items():
            here = ("touchpoint", touchpoint_id, journey.name(touchpoint_id))
            alone = (number[touchpoint_id],)
            yield from _of_targets(figures, touchpoint.targets, journey.ref(touchpoint_id, "targets"), here, alone)
            if touchpoint.sla is not None:
                ref = journey.ref(touchpoint_id, "sla")
                yield Promise(ref, *here, "sla", touchpoint.sla.share, alone, more=True)


def _of_targets(
    figures: Asking, targets: Targets, ref: Ref, whose: tuple[str, str, str], numbers: tuple[int, ...]
) -> Iterator[Promise]:
    for name, field in type(targets).model_fields.items():
        value, measure = getattr(targets, name), field.alias or name
        if value is not None:
            promised = value.total_seconds() if isinstance(value, timedelta) else value
            more = _more(figures, measure, numbers)
            yield Promise((*ref, measure), *whose, measure, promised, numbers, more)


def _more(figures: Asking, measure: str, numbers: tuple[int, ...]) -> bool:
    """Whether more is better."""
    if measure == "ces":
        found = _survey(figures, Metric.CES, numbers)
        return found is not None and found[1].easy == found[1].scale.high
    return measure in ("completion", "csat", "nps")


def _survey(figures: Asking, metric: Metric, numbers: tuple[int, ...]) -> tuple[int, Survey] | None:
    """The first survey of a metric that has answers at some touchpoints, with its number; where none has, the first."""
    known = [
        (number, survey)
        for number, (name, survey) in enumerate(figures.journey.surveys.items())
        if metric_of(name, survey) == metric
    ]
    answered = [found for found in known if any((found[0], place) in figures.cells for place in numbers)]
    return next(iter([*answered, *known]), None)


def _seen(figures: Figures, promise: Promise, statements: int) -> Seen | None:
    measure, cases = promise.measure, figures.measured.cases
    if measure in tuple(Metric):
        found = _survey(figures, Metric(measure), promise.numbers)
        score = figures.score(found[0], list(promise.numbers), statements) if found else None
        return _of_score(score) if score else None
    if measure == "completion":
        return seen_share((int(cases.endings[WON]), int(cases.endings.sum() - cases.endings[OPEN])), statements)
    if measure == "time":
        won = cases.won_durations.seconds(0)
        return _median(
            won if promise.about == "journey" else figures.seen.dwell(_told(figures, measure, promise.numbers)),
            statements,
        )
    if measure in ("contacts", "channel_switches"):
        return _mean(dict(cases.contacts if measure == "contacts" else cases.switches), statements)
    return seen_share(figures.seen.share(measure, _told(figures, measure, promise.numbers)), statements)


def _told(figures: Figures, measure: str, numbers: Sequence[int]) -> list[int]:
    """The touchpoints that are told: together with the others they would tell of those."""
    blurred = {number for number, count in figures.ways.elsewhere.items() if exact(count) is None}
    return [
        number
        for number in numbers
        if figures.ways.shown[number] and not (measure == "unplanned" and number in blurred)
    ]


def _of_score(score: Score) -> Seen:
    return Seen(score.value, score.n, score.low, score.high)


def seen_share(count: tuple[int, int] | None, statements: int) -> Seen | None:
    """How many of how many, with the interval that is corrected for so many statements; None of nothing."""
    if count is None or not count[1]:
        return None
    return Seen(count[0] / count[1], count[1], *wilson(*count, z_for(statements)), count[0])


def _median(seconds: Seconds, statements: int) -> Seen | None:
    if not len(seconds):
        return None
    ranks = median_ranks(len(seconds), tail_for(statements))
    low, high = (float(seconds[ranks[0] - 1]), float(seconds[ranks[1] - 1])) if ranks else (None, None)
    return Seen(between(seconds, 0.5), len(seconds), low, high)


def _mean(counts: dict[int, int], statements: int) -> Seen | None:
    n = sum(counts.values())
    if n < 2:
        return None
    total = sum(value * count for value, count in counts.items())
    squares = sum(value * value * count for value, count in counts.items())
    low, high = mean_interval(n, total / n, (squares - total * total / n) / (n - 1), tail_for(statements)) or (
        None,
        None,
    )
    return Seen(total / n, n, low, high)
