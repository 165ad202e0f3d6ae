"""Answers -> CSAT, CES and NPS, with their intervals. The formulas are those of docs/measures.md."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from journeymap.intervals import mean_interval, nps_interval, tail_for, wilson, z_for
from journeymap.language.observation import Metric, Survey, metric_of, satisfied
from journeymap.quantities import Mean, Rate, Score
from journeymap.units import Scale

Answers = Counter[tuple[float, int]]
"""Answers by value and weight, the weight in whole units."""


@dataclass(frozen=True)
class _Sample:
    """Sums over answers, exact: weighted, and by head."""

    people: int
    weight: int
    squares: int

    @property
    def effective(self) -> float:
        """Kish's effective sample size: the number of people where all weights are equal."""
        return float(Fraction(self.weight**2, self.squares))


def score_of(name: str, survey: Survey, answers: Answers, visits: int, statements: int = 1) -> Score:
    """The score of at least one answer. The headline is weighted where the survey has weights; `n` is the number of people.

    `statements` corrects the interval for how many are made together.
    """
    metric = metric_of(name, survey)
    score = {Metric.CSAT: _csat, Metric.CES: _ces, Metric.NPS: _nps}[metric or Metric.CSAT](
        name, survey, answers, statements
    )
    return score.model_copy(update={"answers_per_visit": round(score.n / visits, 6) if visits else None})


def _sample(answers: Answers) -> _Sample:
    return _Sample(
        answers.total(),
        sum(weight * count for (_, weight), count in answers.items()),
        sum(weight * weight * count for (_, weight), count in answers.items()),
    )


def _part(answers: Answers, low: float, high: float, *, weighted: bool) -> int:
    return sum(
        count * (weight if weighted else 1) for (value, weight), count in answers.items() if low <= value <= high
    )


def _mean(answers: Answers, *, weighted: bool) -> tuple[Fraction, Fraction]:
    """The mean and the sample variance, exact."""
    # Mostly answers are whole numbers, and those need no fractions until the end.
    parts = [
        (int(value) if value.is_integer() else Fraction(value), count * (weight if weighted else 1))
        for (value, weight), count in answers.items()
    ]
    total = sum(part for _, part in parts)
    mean = Fraction(sum(value * part for value, part in parts)) / total
    spread = Fraction(sum(value * value * part for value, part in parts)) / total - mean * mean
    people = Fraction(_sample(answers).weight ** 2, _sample(answers).squares) if weighted else Fraction(answers.total())
    return mean, spread * people / (people - 1) if people > 1 else Fraction(0)


def _mean_figure(answers: Answers, scale: Scale) -> Mean:
    mean, variance = _mean(answers, weighted=False)
    low, high = _clipped(mean_interval(answers.total(), float(mean), float(variance)), scale)
    return Mean(value=float(mean), n=answers.total(), low=low, high=high)


def _clipped(interval: tuple[float, float] | None, scale: Scale) -> tuple[float | None, float | None]:
    return (max(scale.low, interval[0]), min(scale.high, interval[1])) if interval else (None, None)


def _csat(name: str, survey: Survey, answers: Answers, statements: int) -> Score:
    good = satisfied(survey)
    sample = _sample(answers)
    happy = _part(answers, good.low, good.high, weighted=False)
    value = _part(answers, good.low, good.high, weighted=True) / sample.weight
    low, high = wilson(happy, sample.effective if survey.weight else sample.people, z_for(statements), value)
    return Score(
        survey=name,
        metric=Metric.CSAT,
        scale=str(survey.scale),
        direction=f"{good} = satisfied",
        value=value,
        n=sample.people,
        low=low,
        high=high,
        mean=_mean_figure(answers, survey.scale),
        counts={"good": happy, "other": sample.people - happy},
        **_weighting(survey, sample, happy / sample.people),
    )


def _ces(name: str, survey: Survey, answers: Answers, statements: int) -> Score:
    scale = survey.scale
    middle = (scale.low + scale.high) / 2
    sample = _sample(answers)
    mean, variance = _mean(answers, weighted=survey.weight is not None)
    low, high = _clipped(
        mean_interval(
            sample.effective if survey.weight else sample.people, float(mean), float(variance), tail_for(statements)
        ),
        scale,
    )
    below, above = (
        sum(c for (v, _), c in answers.items() if v < middle),
        sum(c for (v, _), c in answers.items() if v > middle),
    )
    easy, hard = (below, above) if survey.easy == scale.low else (above, below)
    interval = wilson(easy, sample.people)
    return Score(
        survey=name,
        metric=Metric.CES,
        scale=str(scale),
        direction=f"{survey.easy or 0:g} = easy",
        value=float(mean),
        n=sample.people,
        low=low,
        high=high,
        counts={"easy": easy, "middle": sample.people - easy - hard, "hard": hard},
        low_effort=Rate(value=easy / sample.people, count=easy, of=sample.people, low=interval[0], high=interval[1]),
        **_weighting(survey, sample, float(_mean(answers, weighted=False)[0])),
    )


def _nps(name: str, survey: Survey, answers: Answers, statements: int) -> Score:
    sample = _sample(answers)
    promoters, detractors = (_part(answers, *ends, weighted=False) for ends in ((9, 10), (0, 6)))
    n = sample.effective if survey.weight else float(sample.people)
    heavy, light = (_part(answers, *ends, weighted=True) / sample.weight for ends in ((9, 10), (0, 6)))
    low, high = nps_interval(heavy * n, light * n, n, z_for(statements))
    return Score(
        survey=name,
        metric=Metric.NPS,
        scale=str(survey.scale),
        direction="9..10 = promoter, 0..6 = detractor",
        value=100 * (heavy - light),
        n=sample.people,
        low=low,
        high=high,
        counts={"promoters": promoters, "passives": sample.people - promoters - detractors, "detractors": detractors},
        **_weighting(survey, sample, 100 * (promoters - detractors) / sample.people),
    )


def _weighting(survey: Survey, sample: _Sample, unweighted: float) -> dict[str, float]:
    return {"unweighted": unweighted, "effective_n": sample.effective} if survey.weight else {}
