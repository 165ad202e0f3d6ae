"""Who comes again and who stays away, by month or week."""

from collections.abc import Iterator

from journeymap.chapters.retention import Period
from journeymap.markup import prose
from journeymap.report import Report
from journeymap.words import NONE, TOO_FEW, count, rate_words, times

MOST = 8


def section(report: Report) -> Iterator[str]:
    """A line by period, where some period has a rate."""
    found = report.retention
    if not any(period.retention for period in found.periods):
        return
    yield "## Retention"
    yield ""
    if not any(period.retention.count or period.returned for period in found.periods if period.retention):
        yield f"No customer came in more than one {found.unit}."
        return
    yield f"| {found.unit.capitalize()} | At start | Lost | New | Came back | At end | Retention | Churn |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for period in found.periods[-MOST:]:
        yield _row(period, first=period is found.periods[0])
    yield ""
    yield " ".join(_notes(report))


def _row(period: Period, *, first: bool) -> str:
    lost = NONE if not period.complete else _number(period.lost, first=first)
    counts = (
        _number(period.start, first=first),
        lost,
        *(_number(one, first=first) for one in (period.new, period.returned)),
    )
    if not period.complete:
        rates = "still running | still running"
    elif period.retention and period.churn:
        rates = f"{rate_words(period.retention)} | {rate_words(period.churn)}"
    else:
        rates = " | ".join([NONE if first or period.start == 0 else TOO_FEW] * 2)
    return f"| {period.period} | {' | '.join(counts)} | {_number(period.end)} | {rates} |"


def _number(value: int | None, *, first: bool = False) -> str:
    """A count; where there is none it is of too few, or nobody knows who came before the first period."""
    return count(value) if value is not None else NONE if first else TOO_FEW


def _notes(report: Report) -> Iterator[str]:
    found = report.retention
    yield f"Customers with a step in the {found.unit} ({prose(found.timezone)}). At start: those of the {found.unit} before; of them some are lost."
    yield "Retention is the share of them who are not, and churn the share who are; who came back after a gap is in neither."
    if len(found.periods) > MOST:
        yield f"{times(len(found.periods) - MOST, f'earlier {found.unit}')} not listed."
    if found.undated:
        yield f"{times(found.undated, 'customer')} without a time in none."
