"""JM308: customers say that they are not satisfied.

What: more answers than is normal are not in the good boxes of the CSAT survey. 15 % is taken as normal.
Why: it is what customers say in so many words.
Before: 60 % satisfied, and the map shows a smile.
After: the pain behind it has a name and an owner.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM308"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint that asks a CSAT survey."""
    return case.signal(
        CODE,
        "low CSAT",
        "{name}: {count} of {of} answers are not satisfied ({share})",
        "read the comments; name the pain under pains",
    )
