"""JM311: nobody was seen at a touchpoint.

What: a touchpoint with `match` has no visit in the data.
Why: either nobody goes there, or the event has another name.
Before: `match: pickup_ready`, and the log says `pickup_ready_sent`.
After: the names agree, or the touchpoint is gone.
"""

from collections.abc import Iterator

from journeymap.catalogue import say
from journeymap.finding import Finding, Level
from journeymap.rule import Judged
from journeymap.suggest import suggest

CODE = "JM311"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    for touchpoint_id in case.report.graph.never_visited:
        match = case.journey.touchpoints[touchpoint_id].match
        if match is not None:
            names = ", ".join(f"'{pattern.event}'" for pattern in match.start)
            unbound = case.report.data.unbound_names
            close = next((near for pattern in match.start if (near := suggest(pattern.event, unbound))), None)
            if any(pattern.event in unbound for pattern in match.start):
                close = None  # the name is right, and its conditions hold nowhere
            cure = (
                say("the log has '{name}': is that it?", name=close)
                if close
                else say("check the name of the event, and its where: conditions")
            )
            yield case.say(
                CODE,
                Level.WARNING,
                case.journey.ref(touchpoint_id, "match"),
                say("{name}: no visit in the data; it waits for {events}", name=case.name(touchpoint_id), events=names),
                cure,
            )
