"""JM126: a CES target on the hard side of its scale.

What: a target or budget of CES lies beyond the middle of the survey's scale, away from the end that `easy` names: it is kept while customers find it hard.
Why: mostly it was written for a scale that runs the other way; a promise that is always kept hides what it should show.
Before: `ces: {answer: score, scale: 1..7, easy: 1}` and `targets: {ces: 6}`
After: `targets: {ces: 2}`; or `easy: 7`, where 7 is what customers answer who find it easy
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level, Ref
from journeymap.language.observation import Metric, Survey, content, metric_of
from journeymap.rule import Declared

CODE = "JM126"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each target."""
    journey = case.journey
    asked = [
        (name, one)
        for name, one in journey.surveys.items()
        if metric_of(name, one) is Metric.CES and one.easy is not None
    ]
    if not asked:
        return
    name, survey = asked[0]
    low, high = content(name, survey)
    for ref, target in _targets(case):
        if target in survey.scale and not low <= target <= high:
            yield case.say(CODE, Level.WARNING, ref, *_words(survey, target))


def _targets(case: Declared) -> Iterator[tuple[Ref, float]]:
    journey = case.journey
    found = [
        (("budget",), journey.budget.ces),
        *((("stages", name, "targets"), stage.targets.ces) for name, stage in journey.stages.items()),
        *((journey.ref(name, "targets"), one.targets.ces) for name, one in journey.every.items()),
    ]
    for ref, target in found:
        if target is not None:
            yield (*ref, "ces"), target


def _words(survey: Survey, target: float) -> tuple[str, str]:
    scale, easy = survey.scale, survey.easy or 0
    other = scale.low + scale.high - target
    turned = scale.low + scale.high - easy
    message = f"a CES target of {target:g} is on the hard side of {scale}, where {easy:g} is easy"
    return message, f"did you mean {other:g}? Or, if {turned:g} is easy, write easy: {turned:g} in the survey"
