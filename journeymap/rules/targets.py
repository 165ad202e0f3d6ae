"""JM121: a target that can never be judged.

What: a CES target is off its survey's scale; a score's target stands at a touchpoint that does not ask for it; a budget is on a
metric without a survey; a drop-off target stands at an end.
Why: a promise that nobody can check is no promise.
Before: `targets: {ces: 9}` on a scale of 1..7
After: `targets: {ces: 2.5}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.language.observation import Metric, metric_of
from journeymap.model import Journey
from journeymap.rule import Declared

CODE = "JM121"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each target."""
    journey = case.journey
    for touchpoint_id, touchpoint in journey.touchpoints.items():
        asked = {metric_of(name, journey.surveys[name]) for name in touchpoint.ask if name in journey.surveys}
        for metric in Metric:
            if getattr(touchpoint.targets, metric) is not None and metric not in asked:
                ref = journey.ref(touchpoint_id, "targets", metric.value)
                yield case.say(
                    CODE,
                    Level.ERROR,
                    ref,
                    f"{_a(metric)} target, but no {metric.upper()} survey is asked here",
                    f"add ask: [{metric.value}], or delete the target",
                    key=True,
                )
        if touchpoint.targets.drop_off is not None and case.plan.number[touchpoint_id] in case.plan.ends:
            ref = journey.ref(touchpoint_id, "targets", "drop_off")
            yield case.say(
                CODE,
                Level.ERROR,
                ref,
                "a drop-off target at an end of the journey, where everybody may leave",
                "delete it",
                key=True,
            )
        if touchpoint.targets.ces is not None:
            yield from _off_scale(case, journey, touchpoint.targets.ces, journey.ref(touchpoint_id, "targets", "ces"))
    yield from _budget(case, journey)


def _budget(case: Declared, journey: Journey) -> Iterator[Finding]:
    """The same for the journey's budget."""
    for metric in Metric:
        if getattr(journey.budget, metric) is not None and metric not in {
            metric_of(*survey) for survey in journey.surveys.items()
        }:
            yield case.say(
                CODE,
                Level.ERROR,
                ("budget", metric.value),
                f"{_a(metric)} budget, but there is no {metric.upper()} survey",
                f"declare it under surveys: {metric.value}",
                key=True,
            )
    if journey.budget.ces is not None:
        yield from _off_scale(case, journey, journey.budget.ces, ("budget", "ces"))


def _a(metric: Metric) -> str:
    return f"{'an' if metric is Metric.NPS else 'a'} {metric.upper()}"


def _off_scale(case: Declared, journey: Journey, target: float, ref: tuple[str | int, ...]) -> Iterator[Finding]:
    scales = [survey.scale for name, survey in journey.surveys.items() if metric_of(name, survey) is Metric.CES]
    if scales and target not in scales[0]:
        yield case.say(
            CODE,
            Level.ERROR,
            ref,
            f"a CES target of {target:g} is not on the scale {scales[0]}",
            f"write a number from {scales[0].low:g} to {scales[0].high:g}",
        )
