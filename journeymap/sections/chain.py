"""What completions pass through."""

from collections.abc import Iterator

from journeymap.markup import prose
from journeymap.report import Report
from journeymap.words import count, number, percent, span, times

MOST = 8
ALL = 0.9995
"""What is told as all."""


def section(report: Report) -> Iterator[str]:
    """What an average case is made of, and the touchpoints that most completions pass."""
    found = report.chain
    if found is None or not found.holds or not found.completion:
        return
    ranked = sorted(found.touchpoints.items(), key=lambda item: -item[1].removal)
    every = [
        prose(report.touchpoints[name].title) for name, station in found.touchpoints.items() if station.removal > ALL
    ]
    some = [(name, station) for name, station in ranked if 0 < station.removal <= ALL]
    time = f" Who completes takes {span(found.seconds)} on average." if found.seconds is not None else ""
    yield "## What completions pass"
    yield ""
    passed = f" All completions pass {', '.join(every)}." if every else ""
    yield f"From {times(found.cases, 'finished case')}, as a chain that remembers one step.{time}{passed}"
    if some:
        yield ""
        yield "| Touchpoint | Completions that pass it | Visits in a case | Visits |"
        yield "|---|--:|--:|--:|"
        for touchpoint_id, station in some[:MOST]:
            title = prose(report.touchpoints[touchpoint_id].title, cell=True)
            yield f"| {title} | {percent(station.removal, 1)} | {number(station.visits, 2)} | {count(station.n)} |"
    yield ""
    yield " ".join(_notes(len(some) - MOST, len(found.hidden)))


def _notes(rest: int, hidden: int) -> Iterator[str]:
    yield "That is attribution: completions are associated with a touchpoint, not caused by it."
    if rest > 0:
        yield f"{times(rest, 'more touchpoint')} not listed."
    if hidden:
        yield f"{times(hidden, 'touchpoint')} of too few customers not shown."
