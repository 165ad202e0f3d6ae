"""JM123: a funnel that nobody can walk.

What: `exclude` names a step that the funnel does not have, or runs backwards; a step is the one before it once more; a step may take
longer than the whole funnel; the first step says how soon after the step before it, or any step does with `order: any`.
Why: it would count something else than its writer thinks.
Before: `bought: {steps: [browse, pay], within: 1d, exclude: {refund: [2, 1]}}`
After: `bought: {steps: [browse, pay], within: 1d, exclude: {refund: [1, 2]}}`
"""

from collections.abc import Iterator
from datetime import timedelta

from journeymap.finding import Finding, Level, Ref
from journeymap.language.observation import Between, Funnel
from journeymap.rule import Declared
from journeymap.units import format_duration

CODE = "JM123"
Fault = tuple[Ref, Level, str, str]


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each fault of a funnel."""
    for name, funnel in case.journey.funnels.items():
        for ref, level, message, help in (*_of_steps(funnel), *_of_windows(funnel), *_of_exclusions(funnel)):
            yield case.say(CODE, level, ("funnels", name, *ref), message, help)


def _of_steps(funnel: Funnel) -> Iterator[Fault]:
    for number, (before, step) in enumerate(zip(funnel.steps, funnel.steps[1:], strict=False), 2):
        if set(before.at) == set(step.at):
            message = f"step {number} is step {number - 1} once more"
            yield ("steps", number - 1), Level.WARNING, message, "name another touchpoint, or delete it"


def _of_windows(funnel: Funnel) -> Iterator[Fault]:
    for number, step in enumerate(funnel.steps, 1):
        fault = None if step.within is None else _window(funnel, number, step.within)
        if fault:
            yield ("steps", number - 1, "within"), Level.WARNING, *fault


def _window(funnel: Funnel, number: int, within: timedelta) -> tuple[str, str] | None:
    """What is wrong with the window of a step."""
    cure = "delete it; within of the funnel is for all steps together"
    if number == 1:
        return "within says nothing at the first step, which follows no other", cure
    if funnel.order == "any":
        return "within says nothing at a step where the order is any: none comes before it for sure", cure
    if funnel.within is not None and within > funnel.within:
        message = (
            f"step {number} may take {format_duration(within)}, and the whole funnel {format_duration(funnel.within)}"
        )
        return message, "shorten the one, or lengthen the other"
    return None


def _of_exclusions(funnel: Funnel) -> Iterator[Fault]:
    count = len(funnel.steps)
    for name, between in funnel.exclude.items():
        fault = _between(between, count)
        if fault:
            yield ("exclude", name), Level.ERROR, *fault


def _between(between: Between, count: int) -> tuple[str, str] | None:
    first, last = between.first or 1, between.last or count
    if max(first, last) > count:
        return f"this funnel has {count} steps, and no step {max(first, last)}", f"write numbers from 1 to {count}"
    if first >= last:
        cure = f"write an earlier and a later step, like [1, {count}]"
        return f"nothing lies after step {first} and before step {last}", cure
    return None
