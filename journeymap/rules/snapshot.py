"""JM360: what a snapshot does not tell.

What: the numbers are those of a snapshot (`events: name.snapshot.json`), and the journey has changed since it was made: a touchpoint is new, or another event
is a visit there; a survey, a funnel, a stage, a designed way or a promise has changed. What rests on that is not measured.
Why: a number that was counted by other rules would look like one of this journey.
Before: `pay: {match: paid}`, and the snapshot was made with `pay: {match: payment_done}`
After: the snapshot made again, where the events are: `journeymap snapshot shop.yaml -o shop.snapshot.json`
"""

from collections.abc import Iterator

from journeymap.catalogue import say
from journeymap.finding import Finding, Level
from journeymap.rule import Judged

CODE = "JM360"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each part."""
    kept = case.report.snapshot
    for found in kept.untold if kept else ():
        yield case.say(
            CODE,
            Level.WARNING,
            found.ref,
            say("the snapshot does not tell of {what}: {why}", what=found.what, why=found.why),
            say("make the snapshot again, where the events are"),
            key=True,
        )
