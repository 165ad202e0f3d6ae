"""Promises held against what was measured: ok, broken, undecided or too few."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeymap.averages import between
from journeymap.figures import Figures
from journeymap.friction import ENOUGH
from journeymap.intervals import mean_interval, median_ranks, tail_for, wilson, z_for
from journeymap.language.observation import Metric, Survey, metric_of
from journeymap.report import Judgement, Score
from journeymap.steps import OPEN, WON


@dataclass(frozen=True, slots=True)
class Seen:
    """A measured value with its interval, corrected for all promises of the run."""

    value: float
    n: int
    low: float | None
    high: float | None


Promise = tuple[tuple[str | int, ...], str, str, float, bool]
"""(place, what it is about, measure, promised value, whether more is better)"""


def judge(figures: Figures) -> tuple[Judgement, ...]:
    """Every target and budget, in the order of the file."""
    promises = list(_promises(figures))
    return tuple(_judged(promise, _seen(figures, promise, len(promises)), figures.min_group) for promise in promises)


def _judged(promise: Promise, seen: Seen | None, min_group: int) -> Judgement:
    ref, of, measure, promised, more = promise
    if seen is None or seen.n < max(ENOUGH, min_group) or seen.low is None or seen.high is None:
        shown = seen if seen is not None and seen.n >= min_group else None
        value, n, low, high = (shown.value, shown.n, shown.low, shown.high) if shown else (None, 0, None, None)
        return Judgement(
            ref=ref, of=of, measure=measure, promised=promised, verdict="too few", value=value, n=n, low=low, high=high
        )
    kept, broken = (
        (seen.low >= promised, seen.high < promised) if more else (seen.high <= promised, seen.low > promised)
    )
    verdict = "ok" if kept else "broken" if broken else "undecided"
    return Judgement(
        ref=ref,
        of=of,
        measure=measure,
        promised=promised,
        verdict=verdict,
        value=seen.value,
        n=seen.n,
        low=seen.low,
        high=seen.high,
    )


def _promises(figures: Figures) -> Iterator[Promise]:
    journey = figures.journey
    budget = journey.budget
    for measure in type(budget).model_fields:
        value = getattr(budget, measure)
        if value is not None:
            promised = value.total_seconds() if measure == "time" else value
            yield ("budget", measure), "", measure, promised, _more(figures, measure)
    for touchpoint_id, touchpoint in journey.touchpoints.items():
        for measure in type(touchpoint.targets).model_fields:
            value = getattr(touchpoint.targets, measure)
            if value is not None:
                yield (
                    journey.ref(touchpoint_id, "targets", measure),
                    touchpoint_id,
                    measure,
                    value,
                    _more(figures, measure),
                )


def _more(figures: Figures, measure: str) -> bool:
    """Whether more is better."""
    if measure == "ces":
        found = _survey(figures, Metric.CES)
        return found is not None and found[1].easy == found[1].scale.high
    return measure in ("completion", "csat", "nps")


def _survey(figures: Figures, metric: Metric) -> tuple[int, Survey] | None:
    """The first survey of a metric, with its number."""
    for number, (name, survey) in enumerate(figures.journey.surveys.items()):
        if metric_of(name, survey) == metric:
            return number, survey
    return None


def _seen(figures: Figures, promise: Promise, statements: int) -> Seen | None:
    _, of, measure, _, _ = promise
    numbers = [figures.plan.number[of]] if of else list(range(len(figures.plan.ids)))
    visits, cases = figures.measured.visits, figures.measured.cases
    if measure in tuple(Metric):
        found = _survey(figures, Metric(measure))
        score = figures.score(found[0], numbers, statements) if found else None
        return _of_score(score) if score else None
    if measure == "drop_off":
        inner = [number for number in numbers if number not in figures.plan.ends]
        return _share(int(visits.left[inner].sum()), int((visits.visits - visits.open)[inner].sum()), statements)
    if measure == "repeat":
        return _share(int(visits.repeats[numbers].sum()), int(visits.visits[numbers].sum()), statements)
    if measure == "completion":
        return _share(int(cases.endings[WON]), int(cases.endings.sum() - cases.endings[OPEN]), statements)
    if measure == "time":
        return _median(figures, statements)
    return _mean(dict(cases.contacts if measure == "contacts" else cases.switches), statements)


def _of_score(score: Score) -> Seen:
    return Seen(score.value, score.n, score.low, score.high)


def _share(count: int, of: int, statements: int) -> Seen | None:
    return Seen(count / of, of, *wilson(count, of, z_for(statements))) if of else None


def _median(figures: Figures, statements: int) -> Seen | None:
    seconds = figures.measured.cases.won_durations.seconds().get(0, np.zeros(0))
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
