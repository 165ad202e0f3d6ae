"""JM142: a moment of truth at which nobody looks.

What: a touchpoint with `moment_of_truth` has neither a survey (`ask`) nor events (`match`), and none of those inside of it has. Journeys
that are not yet walked (`state: future` or `draft`) need none.
Why: the relationship is won or lost here, and nobody will know which.
Before: `pay: {does: Pays, moment_of_truth: true}`
After: `pay: {does: Pays, moment_of_truth: true, match: paid, ask: [ces]}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.language.touchpoint import Touchpoint
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM142"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    journey = case.journey
    if journey.state != "current":
        return
    for touchpoint_id, touchpoint in journey.every.items():
        if touchpoint.moment_of_truth and not _seen(touchpoint):
            yield case.say(
                CODE,
                Level.WARNING,
                journey.ref(touchpoint_id, "moment_of_truth"),
                f"{quoted(touchpoint_id)} is a moment of truth, and nobody looks at what happens there",
                "ask a survey there (ask: [ces]), or bind its events (match:)",
                key=True,
            )


def _seen(touchpoint: Touchpoint) -> bool:
    return bool(touchpoint.ask or touchpoint.match) or any(map(_seen, touchpoint.touchpoints.values()))
