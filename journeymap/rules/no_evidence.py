"""JM143: claims without evidence.

What: some emotions, pains and quotes do not say where they are known from. An emotion is covered by the `evidence` of its touchpoint or a
survey that is asked there, a pain by its own `evidence`, a quote by its `source`; the `evidence` of a touchpoint covers all that is in it.
Journeys that are not yet walked (`state: future` or `draft`) claim nothing.
Why: a map of opinions looks just like a map of what is known.
Before: `pains: [Stock is old]`
After: `pains: [{text: Stock is old, evidence: [ticket:812]}]`
"""

from collections.abc import Iterator, Sequence

from journeymap.amounts import percent
from journeymap.claims import Claim, claims
from journeymap.finding import Evidence, Finding, Level
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM143"
FEW = 3
"""How many places are named."""


def judge(case: Declared) -> Iterator[Finding]:
    """At most one finding for the journey, with its evidence coverage."""
    if case.journey.state != "current":
        return
    found = list(claims(case.journey))
    unknown = [claim for claim in found if not claim.known]
    if unknown:
        known, total = len(found) - len(unknown), len(found)
        message = (
            f"{known} of {total} emotions, pains and quotes say where they are known from ({percent(known / total)})"
        )
        covered = Evidence("evidence coverage", known / total, total, known)
        yield case.say(CODE, Level.HINT, ("title",), message, _cure(unknown), covered, key=True)


def _cure(unknown: Sequence[Claim]) -> str:
    places = list(dict.fromkeys(f"the {claim.kind} of {quoted(claim.touchpoint)}" for claim in unknown))
    more = f" and {len(places) - FEW} more" if len(places) > FEW else ""
    return f"add evidence: or source: to {', '.join(places[:FEW])}{more}"
