"""JM316: the next touchpoint comes later than promised.

What: `next` promises that a way takes no longer than `within`, and more of those who took it took longer than is normal. 10 % is taken as normal, as for
`takes` (`weights: {slow: {tolerance: ...}}` says otherwise). Only steps with a time count, and the lower bound is corrected for all such ways.
Why: `within` is what the customer was told; who waits longer calls, or goes elsewhere.
Before: `next: {collect: {share: 85%, within: 1d}}`, and 30 % collect after two days.
After: the order is ready on the day; or `within: 2d` says what is true, to customers too.
"""

from collections.abc import Iterator

from journeymap.amounts import count, percent, percents
from journeymap.catalogue import say
from journeymap.finding import Finding, Level
from journeymap.friction import ENOUGH, weights_of
from journeymap.intervals import wilson, z_for
from journeymap.rule import Judged, evidence
from journeymap.units import format_duration

CODE = "JM316"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each way with `within`."""
    tolerance = weights_of(case.journey)["slow"].tolerance
    promised = [(walked, walked.late) for walked in case.report.transitions if walked.late and walked.late.of >= ENOUGH]
    z = z_for(len(promised))
    for walked, late in promised:
        way = (case.journey.touchpoints[walked.from_].next or {}).get(walked.to)
        if way is None or way.within is None or wilson(late.count, late.of, z)[0] <= tolerance:
            continue
        message = say(
            "{source} to {target}: {n} of {of} take longer than the promised {time} ({share}, {interval}; up to {normal} is normal)",
            source=case.name(walked.from_),
            target=case.name(walked.to),
            n=count(late.count),
            of=count(late.of),
            time=format_duration(way.within),
            share=percent(late.value),
            interval=percents(late.low, late.high),
            normal=percent(tolerance),
        )
        yield case.say(
            CODE,
            Level.WARNING,
            case.journey.ref(walked.from_, "next", walked.to, "within"),
            message,
            say("find out what they wait for, or promise what is true under within"),
            evidence("late", late),
            key=True,
        )
