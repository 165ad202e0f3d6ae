"""How far cases walk as designed."""

from collections.abc import Iterator

from journeymap.chapters.conformance import Deviation
from journeymap.markup import prose
from journeymap.report import Report
from journeymap.words import count, rate_words, times

MOST = 8


def section(report: Report) -> Iterator[str]:
    """How many cases walk as designed, how far all do, and the deviations of most cases."""
    found = report.conformance
    if found is None:
        return
    fitness = found.fitness
    interval = "" if fitness.low is None or fitness.high is None else f" ({fitness.low:.2f}-{fitness.high:.2f})"
    yield "## As designed"
    yield ""
    yield f"{rate_words(found.conforming)} of {times(found.cases, 'case')} walk as designed; fitness {fitness.value:.2f}{interval}, where 1 is as designed."
    if found.top:
        yield ""
        yield "| Deviation | Where | Cases | Customers | |"
        yield "|---|---|--:|--:|---|"
        for deviation in found.top[:MOST]:
            counts = f"{count(deviation.cases)} | {count(deviation.customers)}"
            yield f"| {deviation.kind} | {_where(report, deviation)} | {counts} | {'accepted' if deviation.accepted else ''} |"
    rest = len(found.top) + found.others - MOST
    told = [f"{times(rest, 'more deviation')} not listed."] if rest > 0 else []
    told += [f"{times(found.hidden, 'deviation')} of too few customers not shown."] if found.hidden else []
    if told:
        yield ""
        yield " ".join(told)


def _where(report: Report, deviation: Deviation) -> str:
    here = prose(report.touchpoints[deviation.touchpoint].title, cell=True)
    if deviation.from_ is None:
        return here
    return f"{prose(report.touchpoints[deviation.from_].title, cell=True)} → {here}"
