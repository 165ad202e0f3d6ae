"""JM309: customers say that it is hard.

What: more answers than is normal are on the hard side of the CES survey's middle. 15 % is taken as normal.
Why: effort drives customers away more surely than displeasure.
Before: "I had to enter my address three times."
After: what they do three times, they do once.
"""

from collections.abc import Iterator

from journeymap.finding import Finding
from journeymap.rule import Judged

CODE = "JM309"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint that asks a CES survey."""
    return case.signal(
        CODE,
        "high effort",
        "{name}: {count} of {of} answers say that it is hard ({share})",
        "walk through it yourself and count the steps; take one away",
    )
