"""JM303: customers have to do the same again.

What: more visits than is normal are the same touchpoint at once again, where the design does not foresee it. 5 % is taken as normal.
Why: doing it again means that it did not work the first time.
Before: a form that fails in silence.
After: it works the first time; or trying again is by design: `repeatable: true`.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM303"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    return case.signal(
        CODE,
        "repeat",
        "{name}: {count} of {of} visits are the same thing at once again ({share})",
        "look at what fails the first time; if it is by design, write repeatable: true",
    )
