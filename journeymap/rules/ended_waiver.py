"""JM131: a waiver that has ended.

What: the last day of an `accept` is over. What it waived is told again. The day is today, or that of `check --today`.
Why: "for a while" must not become "for ever" because nobody looked.
Before: `accept: {JM301: {reason: "until the new shop", until: 2025-01-31}}`
After: it is mended and the waiver is gone; or those who accepted it agree on another day
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM131"
NEEDS = "today"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each waiver."""
    journey, today = case.journey, case.today
    if today is None:
        return
    for touchpoint_id, touchpoint in journey.every.items():
        for code, waiver in touchpoint.accept.items():
            if waiver.until < today:
                yield case.say(
                    CODE,
                    Level.WARNING,
                    journey.ref(touchpoint_id, "accept", code, "until"),
                    f"the waiver of {quoted(code)} ended on {waiver.until}; its reason was {quoted(waiver.reason)}",
                    "mend what it waived and delete it, or agree on another day",
                )
