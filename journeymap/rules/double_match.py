"""JM122: one event, two touchpoints.

What: two touchpoints match the same event name without conditions (or an event is matched and ignored at once).
Why: an event can be a visit of one touchpoint only; the second would never be seen.
Before: `match: page_viewed` at two touchpoints
After: `match: {event: page_viewed, where: {page: basket}}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level, Ref
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM122"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each second use."""
    journey = case.journey
    first: dict[str, str] = {}
    for touchpoint_id, touchpoint in journey.touchpoints.items():
        for role, number, pattern in touchpoint.match.patterns() if touchpoint.match else ():
            ref: Ref = journey.ref(touchpoint_id, "match", role, number, "event")
            if pattern.event in journey.ignore:
                yield case.say(
                    CODE,
                    Level.ERROR,
                    ref,
                    f"event {quoted(pattern.event)} is matched here and listed under ignore",
                    "delete it in one of the two places",
                )
            if not pattern.where:
                other = first.setdefault(pattern.event, touchpoint_id)
                if other != touchpoint_id:
                    help = "give each of them conditions: {event: name, where: {...}}"
                    yield case.say(
                        CODE, Level.ERROR, ref, f"event {quoted(pattern.event)} is a visit of '{other}' already", help
                    )
