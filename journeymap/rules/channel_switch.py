"""JM314: who changes the channel here completes less often.

What: of the cases that go on from here to a touchpoint on another channel, fewer reach the goal than of those that go on otherwise: the whole interval
of the difference is below -2 points, with 30 customers and more. Where more than half change, that is the way, and there are no others to hold it against.
Why: a change of channel is where stories are told twice and baskets are lost. It is associated with, not caused by: who changes may differ in more.
Before: 123 cases go from the app to the hotline, and 41 % of them complete against 66 % of the others.
After: the app does what they call for; or the hotline sees what they did in the app.
"""

from collections.abc import Iterator

from journeymap.amounts import count, percent
from journeymap.catalogue import say
from journeymap.finding import Evidence, Finding, Level
from journeymap.friction import ENOUGH
from journeymap.rule import Judged
from journeymap.words import points

CODE = "JM314"
MATTERS = 0.02
MOST = 0.5
"""More than this share of those who go on are no detour."""


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each pair of touchpoints."""
    for switch in case.report.engagement.touchpoint_switches:
        done, others, found = switch.completion, switch.otherwise, switch.difference
        detour = switch.share is not None and switch.share.value <= MOST and not switch.to_end
        if not (detour and done and others and found) or switch.customers < ENOUGH or found.high >= -MATTERS:
            continue
        message = say(
            "{source} to {target}: of {n} cases that change their channel here {share} complete, of {others} others {rest}: {difference}",
            source=case.name(switch.from_),
            target=case.name(switch.to),
            n=count(done.of),
            share=percent(done.value),
            others=count(others.of),
            rest=percent(others.value),
            difference=points(found),
        )
        yield case.say(
            CODE,
            Level.HINT,
            case.journey.ref(switch.from_),
            message,
            say(
                "find out what they could not do on the first channel, and what the second knows of it; associated with, not caused by"
            ),
            Evidence("channel switch", found.value, done.of, None, found.low, found.high),
            key=True,
        )
