"""JM401: a promise is broken. JM402: a promise is not decided yet.

What: a target or budget is held against the data. Broken: the whole interval, corrected for all promises of the run, is past it;
and a share so far off is as rare as that where the promise is just kept. Undecided: neither; the finding says how much more data would decide.
Why: a raw threshold would call a fine touchpoint broken every other week.
Before: `targets: {drop_off: 8%}`, and 12 % leave.
After: the promise is kept again, or changed by whoever made it.
"""

from collections.abc import Iterator
from math import ceil, inf
from typing import TYPE_CHECKING

from journeymap.amounts import count, percent, percents, span
from journeymap.catalogue import numeral, say, sayable
from journeymap.finding import Evidence, Finding, Level
from journeymap.rule import Judged
from journeymap.words import SHARES, promise_words, promised_words

if TYPE_CHECKING:  # the report's numbers are not needed to speak of a plan
    from journeymap.report import Judgement

CODE = "JM401"
UNDECIDED = "JM402"
_SCORES = frozenset({"csat", "ces", "nps"})


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each promise that is broken or undecided."""
    for found in case.report.judgements:
        if found.verdict in ("broken", "undecided") and found.value is not None:
            broken = found.verdict == "broken"
            message = say(
                "{whose}: {measure} is {seen}; promised {promised}: {verdict}",
                whose=_whose(case, found),
                measure=promised_words(found),
                seen=told(found),
                promised=promised(found),
                verdict=say("broken") if broken else say("undecided"),
            )
            cure = say("mend it, or have its owner change the promise") if broken else more_words(found)
            shown = Evidence(found.measure, found.value, found.n, None, found.low, found.high)
            yield case.say(
                CODE if broken else UNDECIDED, Level.ERROR if broken else Level.WARNING, found.ref, message, cure, shown
            )


_HOPELESS = 100
"""How many times the data there are, at which no one waits for more."""


def more_words(found: "Judgement") -> str:
    """How much more data would decide it, if what was seen stays as it is."""
    enough = _enough(found.measure, found.value or 0.0, found.n, found.low or 0.0, found.high or 0.0, found.promised)
    if enough <= found.n:
        return "it happens too rarely for so few to prove it"
    if enough > _HOPELESS * found.n:
        return say("it is so close to its promise that more data will hardly decide it")
    more = max(1, ceil(enough) - found.n)
    digits = 10 ** max(0, len(str(more)) - 2)
    n = count(-(-more // digits) * digits)
    if found.measure in _SCORES:
        return say("about {n} more answers like these would decide it", n=n)
    if found.about == "journey":
        return say("about {n} more cases like these would decide it", n=n)
    return say("about {n} more visits like these would decide it", n=n)


def _enough(measure: str, value: float, n: int, low: float, high: float, promise: float) -> float:
    """The n at which the interval ends at the promise."""
    away = value - promise
    if not away:
        return inf
    if measure in SHARES and 0 < promise < 1:
        # Both ends x of a Wilson interval solve (share - x)^2 = z^2 x (1 - x) / n (Wilson 1927): first for z, then for n.
        bound = low if 0 < low < 1 else high
        z_squared = n * (value - bound) ** 2 / (bound * (1 - bound))
        return z_squared * promise * (1 - promise) / away**2
    # Other intervals narrow with the root of n.
    return n * ((high - low) / 2 / away) ** 2


def _whose(case: Judged, found: "Judgement") -> str:
    if found.about == "stage":
        return say("stage {name} ({id})", name=found.title, id=found.of)
    return case.name(found.of) if found.of else say("the journey")


def told(found: "Judgement") -> str:
    """A measured value with its interval and n."""
    value, low, high = found.value or 0.0, found.low or 0.0, found.high or 0.0
    words = promise_words(found, value)
    interval = (
        percents(low, high)
        if found.measure in SHARES
        else say("{low} to {high}", low=promise_words(found, low), high=promise_words(found, high))
    )
    return say("{value} ({interval}, n={n})", value=words, interval=interval, n=count(found.n))


def promised(found: "Judgement") -> str:
    """The promise in the unit of its measure."""
    if found.measure in SHARES:
        return percent(found.promised)
    return span(found.promised) if found.measure == "time" else _plain(found.promised)


@sayable
def _plain(value: float) -> str:
    return numeral(f"{value:g}")
