"""JM203: a touchpoint from which no designed path reaches an end.

What: customers who come here can by the plan neither win nor lose; they can only vanish.
Why: every path should say how it is over.
Before: `next: []` at a touchpoint that is no end
After: `ends_at: {won: [...], lost: [that touchpoint]}`, or a way on
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.graph import stranded
from journeymap.rule import Declared

CODE = "JM203"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    for number in stranded(case.plan):
        touchpoint_id = case.plan.ids[number]
        ref = case.journey.ref(touchpoint_id)
        yield case.say(
            CODE,
            Level.WARNING,
            ref,
            f"from '{touchpoint_id}' no designed path leads to an end of the journey",
            "add a way on under next:, or name it under ends_at:",
            key=True,
        )
