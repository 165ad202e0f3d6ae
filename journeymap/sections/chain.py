"""What completions pass through."""

from collections.abc import Iterator

from journeymap.amounts import count, number, percent, span, times
from journeymap.catalogue import say
from journeymap.folds import Fold, head, row
from journeymap.markup import label, prose
from journeymap.report import Report

MOST = 8
ALL = 0.9995
"""What is told as all."""


def section(report: Report) -> Fold | None:
    """What an average case is made of, and the touchpoints that most completions pass."""
    found = report.chain
    if found is None or not found.holds or not found.completion:
        return None
    every = [report.touchpoints[name].title for name, station in found.touchpoints.items() if station.removal > ALL]
    gist = say("all pass {touchpoints}", touchpoints=", ".join(map(label, every))) if every else ""
    return Fold(say("What completions pass"), gist, tuple(_lines(report, every)))


def _lines(report: Report, every: list[str]) -> Iterator[str]:
    found = report.chain
    if found is None:
        return
    told = [say("From {cases}, as a chain that remembers one step.", cases=times(found.cases, "finished case"))]
    if found.seconds is not None:
        told.append(say("Who completes takes {time} on average.", time=span(found.seconds)))
    if every:
        told.append(say("All completions pass {touchpoints}.", touchpoints=", ".join(map(prose, every))))
    yield " ".join(told)
    ranked = sorted(found.touchpoints.items(), key=lambda item: -item[1].removal)
    some = [(name, station) for name, station in ranked if 0 < station.removal <= ALL]
    if some:
        yield ""
        yield head(say("Touchpoint"), say("Completions that pass it"), say("Visits in a case"), say("Visits"))
        for touchpoint_id, station in some[:MOST]:
            title = prose(report.touchpoints[touchpoint_id].title, cell=True)
            yield row(title, percent(station.removal, 1), number(station.visits, 2), count(station.n))
    yield ""
    yield " ".join(_notes(len(some) - MOST, len(found.hidden)))


def _notes(rest: int, hidden: int) -> Iterator[str]:
    yield say("That is attribution: completions are associated with a touchpoint, not caused by it.")
    if rest > 0:
        yield say("{things} not listed.", things=times(rest, "more touchpoint"))
    if hidden:
        yield say("{things} of too few customers not shown.", things=times(hidden, "touchpoint"))
