"""JM201: shares over 100 %.

What: the shares of `next` add up to more than 100 %.
Why: what is missing to 100 % leaves; more than everybody cannot go on.
Before: `next: {pay: 90%, hotline: 20%}`
After: `next: {pay: 90%, hotline: 3%}`
"""

from collections.abc import Iterator
from fractions import Fraction

from journeymap.finding import Finding, Level
from journeymap.rule import Declared

CODE = "JM201"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    for touchpoint_id, touchpoint in case.journey.every.items():
        total = sum(
            (Fraction(str(round(way.share, 9))) for way in (touchpoint.next or {}).values() if way.share is not None),
            Fraction(0),
        )
        if total > 1:
            ref = case.journey.ref(touchpoint_id, "next")
            yield case.say(
                CODE,
                Level.ERROR,
                ref,
                f"the shares add up to {float(100 * total):.6g} %",
                "make them 100 % or less; what is missing leaves",
                key=True,
            )
