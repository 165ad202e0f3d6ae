"""JM313: fewer take a path than the plan says.

What: `next` promises a share of the visits to a path, and the whole interval of the measured share, corrected for all promised paths, is more than
5 points below it. Visits of cases that are still open are left out.
Why: what the plan adds up to rests on these shares; who reads it believes in customers that do not come.
Before: `next: {pay: 90%}`, and 72 % go on to pay.
After: `next: {pay: 72%}`; or what keeps the others from paying is gone.
"""

from collections.abc import Iterator

from journeymap.amounts import count, percent, percents
from journeymap.catalogue import say
from journeymap.finding import Finding, Level
from journeymap.friction import ENOUGH
from journeymap.intervals import wilson, z_for
from journeymap.quantities import Rate
from journeymap.rule import Judged, evidence

CODE = "JM313"
MATTERS = 0.05


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each promised path."""
    promises = list(_promises(case))
    z = z_for(len(promises))
    for source, target, promised, walked, visits in promises:
        low, high = wilson(walked, visits, z)
        if high >= promised - MATTERS:
            continue
        share = Rate(value=walked / visits, count=walked, of=visits, low=low, high=high)
        message = say(
            "{source} to {target}: {n} of {of} visits, {share} ({interval}) go on so; the plan says {promised}",
            source=case.name(source),
            target=case.name(target),
            n=count(walked),
            of=count(visits),
            share=percent(share.value),
            interval=percents(low, high),
            promised=percent(promised),
        )
        yield case.say(
            CODE,
            Level.WARNING,
            case.journey.ref(source, "next", target),
            message,
            say("see where the others go, or write what is true"),
            evidence("promised path", share),
            key=True,
        )


def _promises(case: Judged) -> Iterator[tuple[str, str, float, int, int]]:
    """The promised paths that can be judged: source, target, promised share, how many took it of how many visits."""
    report = case.report
    walked = {(found.from_, found.to): found.count for found in report.transitions if isinstance(found.count, int)}
    for source, touchpoint in case.journey.touchpoints.items():
        figures = report.touchpoints[source]
        visits = (figures.visits or 0) - (figures.open or 0)
        for target, way in (touchpoint.next or {}).items():
            known = (source, target) in walked or not report.transitions_hidden
            seen = target in report.touchpoints and report.touchpoints[target].visits is not None
            if way.share is not None and visits >= ENOUGH and known and seen:
                yield source, target, way.share, walked.get((source, target), 0), visits
