"""JM350: one step of memory is not enough. JM351: the chain is broken.

What: (JM350) what customers do next depends not only on where they are but also on where they came from: the likelihood-ratio test says so
(p below 0.001), and the step before settles at least 5 % of what is open about the next one. (JM351) the chain does not reproduce the observed completion.
Why: visits in a case, completions that pass a touchpoint and times to completion are worked out by a chain that remembers one step. Where that is
not enough they are averages over customers who are not alike; a broken chain is not shown at all.
Before: `hotline` follows both `pay` and `remind`, and those from `pay` go back to it
After: two touchpoints, `hotline-payment` and `hotline-pickup`, each with its own `match`; or the numbers are read with care
"""

from collections.abc import Iterator

from journeymap.amounts import number, percent, times
from journeymap.catalogue import say
from journeymap.finding import Evidence, Finding, Level
from journeymap.rule import Judged

CODE = "JM350"
BROKEN = "JM351"
SURE = 0.001
SHARE = 0.05


def judge(case: Judged) -> Iterator[Finding]:
    """One finding at the touchpoint where memory matters most; or one of the journey, if its chain is broken."""
    chain = case.report.chain
    if chain is not None and not chain.holds:
        cases = times(chain.cases, "finished case")
        message = say("the chain of {cases} does not reproduce their completion, and is not shown", cases=cases)
        help = say("this is a fault of journeymap or of a log beyond what numbers can hold: please report it")
        yield case.say(BROKEN, Level.HINT, (), message, help)
    found = chain.memory if chain is not None else None
    if found is None or found.touchpoint is None or found.p >= SURE or found.share < SHARE:
        return
    degrees = times(found.df, "degree of freedom", "degrees of freedom")
    message = say(
        "where customers go depends on where they came from, most at {name}: the step before settles {share} of what is open "
        "about the next one (G {g}, {degrees}, p < {p})",
        name=case.name(found.touchpoint),
        share=percent(found.share),
        g=number(found.g),
        degrees=degrees,
        p=number(SURE, 3),
    )
    yield case.say(
        CODE,
        Level.HINT,
        case.journey.ref(found.touchpoint),
        message,
        say(
            "read what completions pass with care: the chain forgets the step before; look at the paths, or tell the ways in apart"
        ),
        Evidence("memory", found.share, found.n),
        key=True,
    )
