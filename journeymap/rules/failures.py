"""JM307: contacts fail.

What: more contacts than is normal end with an event of `match: {fail: ...}`. 1 % is taken as normal.
Why: a failed contact is effort for nothing.
Before: one in ten payments is refused without a reason.
After: the reason is told, and the next try works.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM307"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint that matches {start, done, fail}."""
    return case.signal(
        CODE, "failure", "{name}: {count} of {of} contacts fail ({share})", "look at the reasons of the failures"
    )
