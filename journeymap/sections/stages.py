"""How far cases get, and in which stage they leave."""

from collections.abc import Iterator

from journeymap.chapters.stages import StageFigures
from journeymap.markup import prose
from journeymap.report import Report
from journeymap.words import NONE, TOO_FEW, count, percent, rate_words, span


def section(report: Report) -> Iterator[str]:
    """A row for each stage; nothing where there is one alone, or nobody counted."""
    if sum(found.measured for found in report.stages.values()) < 2:
        return
    yield "## How far they get"
    yield ""
    yield "| Stage | Cases | Of all | After | Go on | Won | Leave | Of this stage | Open |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for found in report.stages.values():
        yield f"| {prose(found.title, cell=True)} | {' | '.join(_cells(found))} |"
    yield ""
    counted = "Go on + won + leave + open = cases; open ones are in no share."
    yield f"A case is told of in the last stage that it got to for the first time. {counted} After: median from the first step."


def _cells(found: StageFigures) -> Iterator[str]:
    if found.cases is None:
        yield TOO_FEW if found.measured else "not measured"
        yield from [NONE] * 7
        return
    yield count(found.cases)
    yield percent(found.share.value, 1) if found.share else NONE
    yield span(found.arrival.median_seconds) if found.arrival else NONE
    for value in (found.onward, found.won, found.gone):
        yield NONE if value is None else count(value)
    yield rate_words(found.leaving) if found.leaving else NONE
    yield NONE if found.open is None else count(found.open)
