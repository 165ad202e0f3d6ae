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
from journeymap.words import count, measure_words, number, percent, percents, signed, span

CODE = "JM401"
UNDECIDED = "JM402"
SHARES = ("drop_off", "repeat", "csat", "completion")


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each promise that is broken or undecided."""
    for found in case.report.judgements:
        if found.verdict in ("broken", "undecided") and found.value is not None:
            broken = found.verdict == "broken"
            of = case.name(found.of) if found.of else "the journey"
            message = (
                f"{of}: {measure_words(found.measure)} is {told(found)}; promised {promised(found)}: {found.verdict}"
            )
            cure = "mend it, or have its owner change the promise" if broken else "more data will decide it"
            shown = Evidence(found.measure, found.value, found.n, None, found.low, found.high)
            yield case.say(
                CODE if broken else UNDECIDED, Level.ERROR if broken else Level.WARNING, found.ref, message, cure, shown
            )


def told(found: Judgement) -> str:
    """A measured value with its interval and n."""
    value, low, high = found.value or 0.0, found.low or 0.0, found.high or 0.0
    if found.measure in SHARES:
        words = f"{percent(value)} ({percents(low, high)}"
    elif found.measure == "time":
        words = f"{span(value)} ({span(low)} to {span(high)}"
    elif found.measure == "nps":
        words = f"{signed(value)} ({signed(low)} to {signed(high)}"
    else:
        words = f"{number(value)} ({number(low)} to {number(high)}"
    return f"{words}, n={count(found.n)})"


def promised(found: Judgement) -> str:
    """The promise in the unit of its measure."""
    if found.measure in SHARES:
        return percent(found.promised)
    return span(found.promised) if found.measure == "time" else f"{found.promised:g}"
