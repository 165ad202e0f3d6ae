"""How far cases get, and in which stage they leave."""

from collections.abc import Iterator

from journeymap.amounts import NONE, counted, percent, span
from journeymap.catalogue import say
from journeymap.chapters.stages import StageFigures
from journeymap.folds import Fold, head, row
from journeymap.markup import label, prose
from journeymap.report import Report
from journeymap.words import rate_words


def section(report: Report) -> Fold | None:
    """A row for each stage; nothing where there is one alone, or nobody counted."""
    if sum(found.measured for found in report.stages.values()) < 2:
        return None
    return Fold(say("How far they get"), _gist(report), tuple(_lines(report)))


def _gist(report: Report) -> str:
    leaving = [(found.leaving, found.title) for found in report.stages.values() if found.leaving]
    if not leaving:
        return ""
    worst, title = max(leaving, key=lambda one: one[0].value)
    return say("most leave in {stage}, {share} of those who get there", stage=label(title), share=rate_words(worst))


def _lines(report: Report) -> Iterator[str]:
    yield head(
        say("Stage"),
        say("Cases"),
        say("Of all"),
        say("After"),
        say("Go on"),
        say("Won"),
        say("Leave"),
        say("Of this stage"),
        say("Open"),
    )
    for found in report.stages.values():
        yield row(prose(found.title, cell=True), *_cells(found))
    yield ""
    yield say(
        "A case is told of in the last stage that it got to for the first time. Go on + won + leave + open = cases; open ones are in no share. "
        "After: median from the first step."
    )


def _cells(found: StageFigures) -> Iterator[str]:
    if found.cases is None:
        yield say("too few") if found.measured else say("not measured")
        yield from [NONE] * 7
        return
    yield counted(found.cases)
    yield percent(found.share.value, 1) if found.share else NONE
    yield span(found.arrival.median_seconds) if found.arrival else NONE
    for value in (found.onward, found.won, found.gone):
        yield counted(value, NONE)
    yield rate_words(found.leaving) if found.leaving else NONE
    yield counted(found.open, NONE)
