"""JM340: cases do not walk as designed here.

What: at least 5 % of the cases (and at least 30) pass over a touchpoint that the design asks for, take it at another place, come to it where no
designed walk does, or begin at it though their walk does not begin there.
Why: either the design asks for something that customers do not need, or something keeps them from it.
Before: `confirmation` stands between `pay` and `ready-sms`, and 12 % of the cases never get one.
After: `confirmation: {optional: true}`; or everybody gets one.
"""

from collections.abc import Iterator, Mapping

from journeymap.amounts import count, percent, percents
from journeymap.catalogue import mark, say
from journeymap.chapters.conformance import ORDER, OWN_CODE, SKIPPED, START, UNPLANNED
from journeymap.finding import Finding, Level
from journeymap.friction import ENOUGH
from journeymap.quantities import rate
from journeymap.rule import Judged, evidence

CODE = OWN_CODE
SHARE = 0.05
_TOLD: Mapping[str, tuple[str, str]] = {
    SKIPPED: (
        mark("pass over it, and the design does not foresee that"),
        mark("if it may be passed over, let next: go past it or write optional: true; else see why it is"),
    ),
    ORDER: (
        mark("come here at another place than designed"),
        mark("if both orders are right, add the other one under next:"),
    ),
    START: (
        mark("begin here, and the walk that they take does not"),
        mark("if it is a beginning, name it under starts_at:; else bind what comes before it"),
    ),
    UNPLANNED: (
        mark("come here, where no designed walk does"),
        mark("if it is meant to be, name it under next: of the touchpoint before"),
    ),
}
"""For each kind of deviation that no other rule tells of: what happens, and what to do."""


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each kind at each touchpoint."""
    found = case.report.conformance
    for deviation in found.top if found else ():
        share = rate(deviation.cases, found.cases) if found else None
        if deviation.kind not in _TOLD or share is None or share.count < ENOUGH or share.low < SHARE:
            continue
        happens, cure = _TOLD[deviation.kind]
        message = say(
            "{name}: {n} of {of} cases, {share} ({interval}), {happens}",
            name=case.name(deviation.touchpoint),
            n=count(share.count),
            of=count(share.of),
            share=percent(share.value),
            interval=percents(share.low, share.high),
            happens=say(happens),
        )
        yield case.say(
            CODE,
            Level.HINT,
            case.journey.ref(deviation.touchpoint),
            message,
            say(cure),
            evidence(deviation.kind, share),
            key=True,
        )
