"""JM120: a survey that cannot be read one way only.

What: a CES survey does not say which end of its scale is easy; a survey's metric is not known; NPS is not on 0..10; `good` is not on the scale;
two surveys of one metric have different scales.
Why: CES is asked both ways round in the field, and 5.4 can be very good or very bad; means of different scales cannot be compared.
Before: `ces: {answer: score, scale: 1..7}`
After: `ces: {answer: score, scale: 1..7, easy: 1}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.language.observation import Metric, Survey, metric_of
from journeymap.rule import Declared
from journeymap.units import Scale

CODE = "JM120"
NPS_SCALE = Scale(0, 10)


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each fault."""
    scales: dict[Metric, tuple[str, Survey]] = {}
    for name, survey in case.journey.surveys.items():
        metric = metric_of(name, survey)
        for key, message, help in _faults(name, survey, metric):
            yield case.say(CODE, Level.ERROR, ("surveys", name, key), message, help, key=True)
        if metric is not None:
            other, first = scales.setdefault(metric, (name, survey))
            if first.scale != survey.scale:
                message = f"{metric.upper()} is asked on {survey.scale} here and on {first.scale} in '{other}'"
                yield case.say(
                    CODE,
                    Level.ERROR,
                    ("surveys", name, "scale"),
                    message,
                    "keep one scale a metric; answers of different scales cannot be put together",
                )


def _faults(name: str, survey: Survey, metric: Metric | None) -> Iterator[tuple[str, str, str]]:
    scale = survey.scale
    if metric is None:
        yield "metric", f"it is not said what '{name}' measures", "add metric: csat, ces or nps"
    if metric is Metric.CES and survey.easy is None:
        yield (
            "easy",
            f"CES survey '{name}' does not say which end is easy",
            f"add easy: {scale.low:g} or easy: {scale.high:g}",
        )
    if survey.easy is not None and survey.easy not in (scale.low, scale.high):
        yield (
            "easy",
            f"easy: {survey.easy:g} is no end of the scale {scale}",
            f"write easy: {scale.low:g} or easy: {scale.high:g}",
        )
    if metric is not Metric.CES and survey.easy is not None:
        yield "easy", "'easy' belongs to CES surveys only", "delete it, or add metric: ces"
    if metric is Metric.NPS and scale != NPS_SCALE:
        yield "scale", f"NPS is defined on 0..10 only, not on {scale}", "write scale: 0..10"
    if survey.good is not None and metric is not Metric.CSAT:
        yield "good", "'good' belongs to CSAT surveys only", "delete it"
    elif survey.good is not None and (survey.good.low not in scale or survey.good.high not in scale):
        yield (
            "good",
            f"the good answers {survey.good} are not all on the scale {scale}",
            f"write good: {scale.high - 1:g}..{scale.high:g}",
        )
