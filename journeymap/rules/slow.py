"""JM302: the next step takes longer than promised.

What: more steps than is normal take longer than `takes` says. 10 % is taken as normal.
Why: a promise that is not kept is worse than none; waiting makes people leave or call.
Before: `takes: 2m`, and nobody looks.
After: the wait is cut, or `takes:` says what is true.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM302"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint that declares `takes`."""
    return case.signal(
        CODE,
        "slow",
        "{name}: {count} of {of} visits take longer than promised ({share})",
        "find out what they wait for, or promise what is true under takes",
    )
