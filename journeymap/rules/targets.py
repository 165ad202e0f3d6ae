"""JM121: a target that can never be judged.

What: a target or budget is on something that is not measured where it stands: a score without its survey, `failure` without `done` and
`fail`, `error` without `signals`, `hand_off` without an assisted channel, what follows a visit where the journey ends, visits where a journey
that is bound to events has no `match`. Or a CES target is off its survey's scale. The same holds for the targets of a stage, and for an `sla`.
Why: a promise that nobody can check is no promise.
Before: `targets: {ces: 9}` on a scale of 1..7
After: `targets: {ces: 2.5}`
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from journeymap.finding import Finding, Level, Ref
from journeymap.language.observation import Metric, metric_of
from journeymap.language.promise import Targets
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey
from journeymap.rule import Declared

CODE = "JM121"
ONWARD = {
    "drop_off": "where everybody may leave",
    "time": "after which no step comes",
    "unplanned": "after which no step comes",
    "hand_off": "after which no step comes",
}
"""What is about the step after a visit, and why that means nothing at an end."""
OF_VISITS = (*ONWARD, "repeat", "return_")


@dataclass(frozen=True)
class _Scope:
    """Where targets stand: at a touchpoint, a stage or the journey as its budget, with all touchpoints that they are about."""

    ref: Ref
    targets: Targets
    touchpoints: Sequence[Touchpoint]
    noun: str = "target"
    here: str = "here"
    end: str = "an end of the journey"
    ending: bool = False
    """Whether everything in it is an end."""


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each target, and one more for each that is off its scale."""
    journey = case.journey
    bound = journey.state == "current" and any(each.match for each in journey.every.values())
    ends = _ends(case)
    for scope in _scopes(journey, ends):
        for measure, field in type(scope.targets).model_fields.items():
            if getattr(scope.targets, measure) is None:
                continue
            fault = _fault(journey, scope, measure, bound=bound)
            if fault:
                yield case.say(CODE, Level.ERROR, (*scope.ref, field.alias or measure), *fault, key=True)
        if scope.targets.ces is not None:
            yield from _off_scale(case, scope.targets.ces, (*scope.ref, "ces"))
    for at, touchpoint in journey.every.items():
        fault = _of_service(touchpoint, ending=at in ends) if bound else None
        if fault:
            yield case.say(CODE, Level.ERROR, journey.ref(at, "sla"), *fault, key=True)


def _scopes(journey: Journey, ends: set[str]) -> Iterator[_Scope]:
    """The budget, then the stages and touchpoints. What stands at a touchpoint is about those inside of it too."""
    every = journey.every
    yield _Scope(("budget",), journey.budget, list(every.values()), "budget", "on the way")
    for stage_id, stage in journey.stages.items():
        inside = [each for touchpoint in stage.touchpoints.values() for each in _within(touchpoint)]
        ref: Ref = ("stages", stage_id, "targets")
        ending = ends.issuperset(stage.touchpoints)
        yield _Scope(ref, stage.targets, inside, here="in this stage", end="a stage of ends", ending=ending)
    for at, touchpoint in every.items():
        yield _Scope(journey.ref(at, "targets"), touchpoint.targets, list(_within(touchpoint)), ending=at in ends)


def _within(touchpoint: Touchpoint) -> Iterator[Touchpoint]:
    yield touchpoint
    for inner in touchpoint.touchpoints.values():
        yield from _within(inner)


def _ends(case: Declared) -> set[str]:
    """The touchpoints at which the journey is over: those of its plan, and those that the file names."""
    journey = case.journey
    won, lost = journey.ends_at.won, journey.ends_at.lost
    last = [at for at in journey.touchpoints if at not in lost][-1:]
    return {*(case.plan.ids[number] for number in case.plan.ends), *(won or last), *lost}


def _fault(journey: Journey, scope: _Scope, measure: str, *, bound: bool) -> tuple[str, str] | None:
    """Why a target can never be judged, and what to do."""
    subject = f"{_a(measure)} {scope.noun}"
    away = f"or delete the {scope.noun}"
    if measure in tuple(Metric):
        return _unasked(journey, scope, Metric(measure), subject)
    if measure == "failure" and not any(
        each.match and each.match.done and each.match.fail for each in scope.touchpoints
    ):
        cure = f"write match: {{start: ..., done: ..., fail: ...}}, {away}"
        return f"{subject}, but no contact {scope.here} says by which events it is done and fails", cure
    if measure == "error" and not any(each.signals for each in scope.touchpoints):
        return f"{subject}, but no event is a signal of trouble {scope.here}", f"name it under signals:, {away}"
    if measure in ONWARD and scope.ending:
        return f"{subject} at {scope.end}, {ONWARD[measure]}", "delete it"
    if measure == "hand_off" and not any(channel.assisted for channel in journey.channels.values()):
        return f"{subject}, but no channel is assisted", f"write channels: {{hotline: {{assisted: true}}}}, {away}"
    if bound and measure in OF_VISITS and not any(each.match for each in scope.touchpoints):
        return f"{subject}, but no event is a visit {scope.here}", f"add match:, {away}"
    return None


def _of_service(touchpoint: Touchpoint, *, ending: bool) -> tuple[str, str] | None:
    """Why a service level can never be judged, and what to do."""
    matched = [each.match for each in _within(touchpoint) if each.match]
    cure = "write match: {start: ..., done: ...}, or delete the sla"
    if touchpoint.sla is None or any(match.done for match in matched):
        return None
    if ending and matched:
        return "a service level at an end of the journey, and no event says that the contact is done", cure
    return None if matched else ("a service level, but no event is a visit here", cure)


def _unasked(journey: Journey, scope: _Scope, metric: Metric, subject: str) -> tuple[str, str] | None:
    of_budget = scope.noun == "budget"
    asked = set(journey.surveys) if of_budget else {name for each in scope.touchpoints for name in each.ask}
    if metric in {metric_of(name, journey.surveys[name]) for name in asked if name in journey.surveys}:
        return None
    if of_budget:
        return f"{subject}, but there is no {metric.upper()} survey", f"declare it under surveys: {metric.value}"
    cure = f"add ask: [{metric.value}], or delete the {scope.noun}"
    return f"{subject}, but no {metric.upper()} survey is asked {scope.here}", cure


def _a(measure: str) -> str:
    """A measure with its article: `a drop-off`, `an NPS`."""
    word = measure.upper() if measure in tuple(Metric) else measure.rstrip("_").replace("_", "-")
    return f"{'an' if word[0] in 'aeiou' or word == 'NPS' else 'a'} {word}"


def _off_scale(case: Declared, target: float, ref: Ref) -> Iterator[Finding]:
    surveys = case.journey.surveys
    scales = [survey.scale for name, survey in surveys.items() if metric_of(name, survey) is Metric.CES]
    if scales and target not in scales[0]:
        message = f"a CES target of {target:g} is not on the scale {scales[0]}"
        cure = f"write a number from {scales[0].low:g} to {scales[0].high:g}"
        yield case.say(CODE, Level.ERROR, ref, message, cure)
