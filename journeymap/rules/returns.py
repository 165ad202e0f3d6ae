"""JM304: customers come back here after something else.

What: more visits than is normal are a coming back to a touchpoint that the same case has left before, on a way that `next` does not foresee. 5 % is
taken as normal.
Why: people go back when what they found later did not help.
Before: payment sends customers back to the shelf.
After: the later step tells what it needs before customers leave the earlier one.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM304"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    return case.signal(
        CODE,
        "return",
        "{name}: {count} of {of} visits are a coming back from somewhere else ({share})",
        "look at where they come from: what did they miss there?",
    )
