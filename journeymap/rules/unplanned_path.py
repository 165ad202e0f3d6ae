"""JM310: a path that customers walk is not on the map.

What: at least 5 % of those who go on from a touchpoint (and at least 30) take one and the same way that `next` does not foresee.
Why: customers have designed this part of the journey themselves.
Before: `next: pay`, and 9 % go to the store finder.
After: `next: [pay, store-finder]`; or the reason to go there is gone.
"""

from collections.abc import Iterator

from journeymap.amounts import count, percent, percents
from journeymap.catalogue import say
from journeymap.finding import Finding, Level
from journeymap.friction import ENOUGH
from journeymap.quantities import least, rate
from journeymap.rule import Judged, evidence

CODE = "JM310"
SHARE = 0.05


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each path."""
    onward = {
        name: (found.visits or 0) - (found.left or 0) - (found.open or 0)
        for name, found in case.report.touchpoints.items()
    }
    for walked in case.report.transitions:
        share = rate(least(walked.count), onward[walked.from_])
        if walked.planned or share is None or share.count < ENOUGH or share.low < SHARE:
            continue
        message = say(
            "{source} to {target}: {n} of {of} who go on, {share} ({interval}) take this way, which is not on the map",
            source=case.name(walked.from_),
            target=case.name(walked.to),
            n=count(walked.count),
            of=count(share.of),
            share=percent(share.value),
            interval=percents(share.low, share.high),
        )
        cure = (
            say("if it is meant to be, write repeatable: true")
            if walked.from_ == walked.to
            else say("if it is meant to be, add '{id}' under next:", id=walked.to)
        )
        yield case.say(
            CODE,
            Level.WARNING,
            case.journey.ref(walked.from_),
            message,
            cure,
            evidence("unplanned", share),
            key=True,
        )
