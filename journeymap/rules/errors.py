"""JM312: signals of trouble.

What: more visits than is normal show one of the events that `signals` lists. 1 % is taken as normal.
Why: who clicks in rage, or meets an error, is struggling, even where they go on.
Before: `signals: [payment_error]`, and every tenth visit has one.
After: the error is gone, or rare; or `weights: {error: {tolerance: 5%}}` says that it is normal.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM312"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint that declares `signals`."""
    return case.signal(
        CODE,
        "error",
        "{name}: {count} of {of} visits show a signal of trouble ({share})",
        "look at what happens before these signals",
    )
