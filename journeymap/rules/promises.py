"""JM401: a promise is broken. JM402: a promise is not decided yet.

What: a target or budget is held against the data. Broken: the whole interval, corrected for all promises of the run, is past it.
Undecided: the interval includes it.
Why: a raw threshold would call a fine touchpoint broken every other week.
Before: `targets: {drop_off: 8%}`, and 12 % leave.
After: the promise is kept again, or changed by whoever made it.
"""

from collections.abc import Iterator

from journeymap.finding import Evidence, Finding, Level
from journeymap.report import Judgement
from journeymap.rule import Judged
from journeymap.words import SHARES, count, percent, percents, promise_words, promised_words, span

CODE = "JM401"
UNDECIDED = "JM402"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each promise that is broken or undecided."""
    for found in case.report.judgements:
        if found.verdict in ("broken", "undecided") and found.value is not None:
            broken = found.verdict == "broken"
            message = f"{_whose(case, found)}: {promised_words(found)} is {told(found)}; promised {promised(found)}: {found.verdict}"
            cure = "mend it, or have its owner change the promise" if broken else "more data will decide it"
            shown = Evidence(found.measure, found.value, found.n, None, found.low, found.high)
            yield case.say(
                CODE if broken else UNDECIDED, Level.ERROR if broken else Level.WARNING, found.ref, message, cure, shown
            )


def _whose(case: Judged, found: Judgement) -> str:
    if found.about == "stage":
        return f"stage {found.title} ({found.of})"
    return case.name(found.of) if found.of else "the journey"


def told(found: Judgement) -> str:
    """A measured value with its interval and n."""
    value, low, high = found.value or 0.0, found.low or 0.0, found.high or 0.0
    words = promise_words(found, value)
    interval = (
        percents(low, high)
        if found.measure in SHARES
        else f"{promise_words(found, low)} to {promise_words(found, high)}"
    )
    return f"{words} ({interval}, n={count(found.n)})"


def promised(found: Judgement) -> str:
    """The promise in the unit of its measure."""
    if found.measure in SHARES:
        return percent(found.promised)
    return span(found.promised) if found.measure == "time" else f"{found.promised:g}"
