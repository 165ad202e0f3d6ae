"""How far cases walk as designed."""

from collections.abc import Iterator

from journeymap.amounts import count, number, times
from journeymap.catalogue import mark, say
from journeymap.chapters.conformance import (
    ENDED,
    ORDER,
    REPEATS,
    SKIPPED,
    START,
    TRANSITION,
    UNPLANNED,
    Conformance,
    Deviation,
)
from journeymap.folds import Fold, row
from journeymap.markup import label, prose
from journeymap.report import Report
from journeymap.words import rate_words

MOST = 8
KINDS = {
    SKIPPED: mark("skipped touchpoint"),
    UNPLANNED: mark("unplanned touchpoint"),
    TRANSITION: mark("unplanned transition"),
    REPEATS: mark("too many repeats"),
    ORDER: mark("wrong order"),
    START: mark("wrong start"),
    ENDED: mark("ended early"),
}


def section(report: Report) -> Fold | None:
    """How many cases walk as designed, how far all do, and the deviations of most cases."""
    found = report.conformance
    if found is None:
        return None
    gist = say("{share} of {n}", share=rate_words(found.conforming), n=times(found.cases, "case"))
    if found.top:
        first = found.top[0]
        gist += "; " + say(
            "most often {deviation} at {touchpoint}, {cases}",
            deviation=say(KINDS[first.kind]),
            touchpoint=label(report.touchpoints[first.touchpoint].title),
            cases=times(first.cases, "case"),
        )
    return Fold(say("As designed"), gist, tuple(_lines(report, found)))


def _lines(report: Report, found: Conformance) -> Iterator[str]:
    fitness = found.fitness
    interval = (
        "" if fitness.low is None or fitness.high is None else f" ({number(fitness.low, 2)}-{number(fitness.high, 2)})"
    )
    yield say(
        "{share} of {cases} walk as designed; fitness {fitness}, where 1 is as designed.",
        share=rate_words(found.conforming),
        cases=times(found.cases, "case"),
        fitness=f"{number(fitness.value, 2)}{interval}",
    )
    if found.top:
        yield ""
        yield f"{row(say('Deviation'), say('Where'), say('Cases'), say('Customers'), '')}\n|---|---|--:|--:|---|"
        for deviation in found.top[:MOST]:
            counts = (count(deviation.cases), count(deviation.customers))
            accepted = say("accepted") if deviation.accepted else ""
            yield row(say(KINDS[deviation.kind]), _where(report, deviation), *counts, accepted)
    rest = len(found.top) + found.others - MOST
    told = [say("{things} not listed.", things=times(rest, "more deviation"))] if rest > 0 else []
    if found.hidden:
        told.append(say("{things} of too few customers not shown.", things=times(found.hidden, "deviation")))
    if told:
        yield ""
        yield " ".join(told)


def _where(report: Report, deviation: Deviation) -> str:
    here = prose(report.touchpoints[deviation.touchpoint].title, cell=True)
    if deviation.from_ is None:
        return here
    return f"{prose(report.touchpoints[deviation.from_].title, cell=True)} → {here}"
