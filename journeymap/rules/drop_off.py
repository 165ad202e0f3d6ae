"""JM301: customers leave here.

What: more visits than is normal are the last of their case, and the case is over without an end of the journey.
Why: who leaves here does not get what they came for. 5 % is taken as normal.
Before: nobody knows where customers are lost.
After: the touchpoint has an owner, a pain in their words, and `targets: {drop_off: 20%}`.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM301"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    return case.signal(
        CODE,
        "drop-off",
        "{name}: {count} of {of} visits end here for good ({share})",
        "ask who left what they could not do; name it under pains",
    )
