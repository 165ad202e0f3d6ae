"""JM161: a former id that cannot be one.

What: `renamed_from` names an id that still exists, or that two touchpoints say they had.
Why: the history of one id can go on under one other only.
Before: `card: {renamed_from: pay}`, and `pay` is still there
After: `card: {renamed_from: card-form}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM161"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each touchpoint."""
    every = case.journey.every
    claimed: dict[str, str] = {}
    for touchpoint_id, touchpoint in every.items():
        if touchpoint.renamed_from is None:
            continue
        around, dot, _ = touchpoint_id.rpartition(".")
        former = f"{around}{dot}{touchpoint.renamed_from}"
        other = claimed.setdefault(former, touchpoint_id)
        ref = case.journey.ref(touchpoint_id, "renamed_from")
        if former in every:
            message = (
                f"{quoted(touchpoint.renamed_from)} still exists, so {quoted(touchpoint_id)} is not what became of it"
            )
            yield case.say(CODE, Level.ERROR, ref, message, "name the id that is gone, or delete this")
        elif other != touchpoint_id:
            message = f"{quoted(other)} was {quoted(touchpoint.renamed_from)} already"
            yield case.say(CODE, Level.ERROR, ref, message, "keep it where the history should go on")
