"""JM141: a review is overdue.

What: `reviewed` is longer ago than `review_every` promises; or it lies in the future; or `review_every` stands without `reviewed`.
A draft (`state: draft`) need not be reviewed. The day is today, or that of `check --today`.
Why: a map that nobody has looked at for a year shows what the company was.
Before: `reviewed: 2025-07-01` and `review_every: 90d`
After: it is looked through with those who know, and `reviewed` says when
"""

from collections.abc import Iterator

from journeymap.amounts import times
from journeymap.finding import Finding, Level
from journeymap.rule import Declared
from journeymap.units import format_duration

CODE = "JM141"
NEEDS = "today"


def judge(case: Declared) -> Iterator[Finding]:
    """At most one finding."""
    journey, today = case.journey, case.today
    if today is None or journey.state == "draft":
        return
    reviewed, every = journey.reviewed, journey.review_every
    if reviewed is None:
        if every is not None:
            message = f"a review is due every {format_duration(every)}, and there was none yet"
            cure = "look the journey through, then add reviewed: with the day, like 2026-07-31"
            yield case.say(CODE, Level.WARNING, ("review_every",), message, cure, key=True)
    elif reviewed > today:
        message = f"it was reviewed on {reviewed}, which is after today, {today}"
        yield case.say(CODE, Level.WARNING, ("reviewed",), message, "write the day of the last review")
    elif every is not None and today - reviewed > every:
        ago = times((today - reviewed).days, "day")
        message = f"the last review was {ago} ago, and one is due every {format_duration(every)}"
        cure = "look the journey through, then set reviewed: to that day"
        yield case.say(CODE, Level.WARNING, ("reviewed",), message, cure)
