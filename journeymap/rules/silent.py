"""JM315: friction that answers do not show.

What: what customers do at a touchpoint shows friction beyond what is normal, and those who answer there are content: CSAT and effort are within what is
taken as normal.
Why: who left was not asked. A good score is then no proof that all is well.
Before: 19 % leave at the payment, and 90 % of those who answer are satisfied: it is asked after the payment.
After: who breaks off is asked too; or the score is not used to say that the payment works.
"""

from collections.abc import Iterator

from journeymap.amounts import count, percent, percents
from journeymap.catalogue import joined, say
from journeymap.finding import Finding, Level
from journeymap.friction import WEIGHTS
from journeymap.quantities import Signal
from journeymap.rule import Judged, evidence
from journeymap.words import SIGNAL_WORDS

CODE = "JM315"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each touchpoint whose friction is silent although it asks."""
    for name, figures in case.report.touchpoints.items():
        found = figures.friction
        if found is None or found.word != "silent":
            continue
        asked = [signal for signal in found.signals if WEIGHTS[signal.signal].felt]
        if not asked:
            continue
        worst = max(found.signals, key=lambda signal: signal.contribution)
        shown, said = _told(worst), joined(map(_told, asked), ", ")
        yield case.say(
            CODE,
            Level.HINT,
            case.journey.ref(name),
            say(
                "{name}: what customers do shows friction, what they answer does not: {shown}, but only {said}",
                name=case.name(name),
                shown=shown,
                said=said,
            ),
            say("ask those who leave or come back too, or do not rest on this score alone"),
            evidence(worst.signal, worst.share),
            key=True,
        )


def _told(signal: Signal) -> str:
    share = signal.share
    return say(
        "{share} {happens} ({interval}, n={n})",
        share=percent(share.value),
        happens=say(SIGNAL_WORDS[signal.signal]),
        interval=percents(share.low, share.high),
        n=count(share.of),
    )
