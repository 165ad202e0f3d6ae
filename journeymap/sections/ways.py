"""The ways that customers take from one touchpoint to the next."""

from collections.abc import Iterator, Sequence

from journeymap.amounts import NONE, count, percent, percents, span, times
from journeymap.catalogue import say
from journeymap.folds import Fold, row
from journeymap.markup import label, prose
from journeymap.quantities import middle, together
from journeymap.report import Report, Transition
from journeymap.words import HIDDEN_WAYS

MOST = 15


def section(report: Report) -> Fold | None:
    """The ways that are taken most, with how long they take."""
    if not report.transitions:
        return None
    unplanned = [walked for walked in report.transitions if not walked.planned]
    gist = say("{steps} went off the map", steps=times(report.graph.unplanned, "step"))
    if unplanned:
        most = max(unplanned, key=lambda walked: middle(walked.count))
        source, target = (label(report.touchpoints[name].title) for name in (most.from_, most.to))
        gist += "; " + say("most often {source} → {target}, {n}", source=source, target=target, n=count(most.count))
    return Fold(say("Ways that customers take"), gist, tuple(_lines(report)))


def _lines(report: Report) -> Iterator[str]:
    shown = sorted(report.transitions, key=lambda walked: -middle(walked.count))
    heads = (say("From"), say("To"), say("Times"), say("Customers"), say("Median"), "p90", "")
    yield f"{row(*heads)}\n|---|---|--:|--:|--:|--:|---|"
    for walked in shown[:MOST]:
        yield _transition(report, walked)
    yield ""
    yield " ".join(_notes(report, shown[MOST:]))
    loops = [", ".join(prose(report.touchpoints[name].title) for name in loop) for loop in report.graph.loops]
    if loops:
        yield ""
        yield say("Walked in circles: {loops}.", loops="; ".join(loops))


def _notes(report: Report, rest: Sequence[Transition]) -> Iterator[str]:
    yield say("{steps} went ways that are not on the map.", steps=times(report.graph.unplanned, "step"))
    if rest:
        steps = times(together(walked.count for walked in rest), "step")
        yield say("{ways} with {steps} not listed.", ways=times(len(rest), "more way"), steps=steps)
    if report.transitions_hidden:
        yield say(HIDDEN_WAYS)


def _transition(report: Report, walked: Transition) -> str:
    source, target = (prose(report.touchpoints[name].title, cell=True) for name in (walked.from_, walked.to))
    median, p90 = (
        NONE if seconds is None else span(seconds) for seconds in (walked.median_seconds, walked.p90_seconds)
    )
    design = "" if walked.planned else say("not on the map")
    if walked.late:
        late = {"share": percent(walked.late.value, 1), "interval": percents(walked.late.low, walked.late.high, 1)}
        design = say("{share} later than promised ({interval}, n={n})", n=count(walked.late.of), **late)
    return row(source, target, count(walked.count), count(walked.customers), median, p90, design)
