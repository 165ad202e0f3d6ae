"""JM306: customers have to ask a person.

What: more visits than is normal are followed by an assisted channel that the design does not foresee. 3 % is taken as normal.
Why: who had to call could not help themselves, and tells the story again.
Before: the wallet is charged twice, and only the hotline can see it.
After: the page tells what happened and what comes next.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM306"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint, where a channel is declared as `assisted`."""
    return case.signal(
        CODE,
        "hand-off",
        "{name}: {count} of {of} who go on need a person's help ({share})",
        "listen to what they ask; answer it here",
    )
