"""JM305: customers go on elsewhere than designed.

What: more visits than is normal are followed by a touchpoint that `next` does not foresee. 5 % is taken as normal. Who goes straight back to where they
came from is told there, as a return.
Why: either the map is wrong, or the way is.
Before: `next: pay`, but many look at the store finder first.
After: the way is added to `next`, or mended.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM305"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    return case.signal(
        CODE,
        "unplanned",
        "{name}: {count} of {of} who go on take a way that is not on the map ({share})",
        "add the way under next, or mend what sends them off",
    )
