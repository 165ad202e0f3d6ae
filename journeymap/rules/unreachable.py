"""JM202: a touchpoint that no designed path reaches.

What: from the starts of the journey no path of the design leads here.
Why: it is drawn, but by the plan nobody ever comes.
Before: `next: [pay]`, and nothing leads to `hotline`
After: `next: {pay: 95%, hotline: 3%}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.graph import unreachable
from journeymap.rule import Declared

CODE = "JM202"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    for number in unreachable(case.plan):
        touchpoint_id = case.plan.ids[number]
        ref = case.journey.ref(touchpoint_id)
        yield case.say(
            CODE,
            Level.WARNING,
            ref,
            f"no designed path leads to '{touchpoint_id}'",
            "name it under next: of a touchpoint, or under starts_at:",
            key=True,
        )
