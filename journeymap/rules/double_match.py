"""JM122: one event, two meanings.

What: two touchpoints match the same event name without conditions; an event is matched and ignored at once; or the same event without
conditions is a visit (`match`) and a sign of trouble (`signals`).
Why: an event can mean one thing only; the second would never be seen.
Before: `match: page_viewed` at two touchpoints
After: `match: {event: page_viewed, where: {page: basket}}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level, Ref
from journeymap.language.observation import Pattern
from journeymap.model import Journey
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM122"
CONDITIONS = "give each of them conditions: {event: name, where: {...}}"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each second use."""
    first: dict[str, str] = {}
    for touchpoint_id, pattern, ref in _matched(case.journey):
        yield from _ignored(case, pattern, ref, "matched here")
        if not pattern.where:
            other = first.setdefault(pattern.event, touchpoint_id)
            if other != touchpoint_id:
                message = f"event {quoted(pattern.event)} is a visit of '{other}' already"
                yield case.say(CODE, Level.ERROR, ref, message, CONDITIONS)
    for touchpoint_id, touchpoint in case.journey.every.items():
        for number, pattern in enumerate(touchpoint.signals):
            ref = case.journey.ref(touchpoint_id, "signals", number, "event")
            yield from _ignored(case, pattern, ref, "a signal here")
            if pattern.event in first and not pattern.where:
                message = f"event {quoted(pattern.event)} is a signal of trouble here, and matched at '{first[pattern.event]}'"
                yield case.say(CODE, Level.ERROR, ref, message, CONDITIONS)


def _matched(journey: Journey) -> Iterator[tuple[str, Pattern, Ref]]:
    for touchpoint_id, touchpoint in journey.every.items():
        for role, number, pattern in touchpoint.match.patterns() if touchpoint.match else ():
            yield touchpoint_id, pattern, journey.ref(touchpoint_id, "match", role, number, "event")


def _ignored(case: Declared, pattern: Pattern, ref: Ref, what: str) -> Iterator[Finding]:
    if pattern.event in case.journey.ignore:
        message = f"event {quoted(pattern.event)} is {what} and listed under ignore"
        yield case.say(CODE, Level.ERROR, ref, message, "delete it in one of the two places")
