"""Who comes again and who stays away, by month or week."""

from collections.abc import Iterator

from journeymap.amounts import NONE, TOO_FEW, count, counted, times
from journeymap.catalogue import say
from journeymap.chapters.retention import Period
from journeymap.folds import Fold, head, row
from journeymap.markup import prose
from journeymap.report import Report
from journeymap.words import period_words, rate_words

MOST = 8


def section(report: Report) -> Fold | None:
    """A line by period, where some period has a rate."""
    periods = [period for period in report.retention.periods if period.retention]
    if not periods:
        return None
    title = say("Retention")
    if not any(period.retention.count or period.returned for period in periods if period.retention):
        weekly = report.retention.unit == "week"
        nobody = (
            say("No customer came in more than one week.")
            if weekly
            else say("No customer came in more than one month.")
        )
        return Fold(title, say("nobody came again"), (nobody,))
    return Fold(title, _gist(report, periods), tuple(_lines(report)))


def _gist(report: Report, periods: list[Period]) -> str:
    last = periods[-1].retention
    share = say("{share} of {n}", share=rate_words(last), n=count(last.of)) if last else NONE
    if report.retention.unit == "week":
        return say("{share} come again the week after", share=share)
    return say("{share} come again the month after", share=share)


def _lines(report: Report) -> Iterator[str]:
    found = report.retention
    yield head(
        say("Week") if found.unit == "week" else say("Month"),
        say("At start"),
        say("Lost"),
        say("New"),
        say("Came back"),
        say("At end"),
        say("Retention"),
        say("Churn"),
    )
    for period in found.periods[-MOST:]:
        yield _row(period, first=period is found.periods[0])
    yield ""
    yield " ".join(_notes(report))


def _row(period: Period, *, first: bool) -> str:
    # Where there is no count it is of too few, or nobody knows who came before the first period.
    unknown = NONE if first else TOO_FEW
    counts = (
        counted(period.start, unknown),
        counted(period.lost, unknown) if period.complete else NONE,
        *(counted(one, unknown) for one in (period.new, period.returned)),
    )
    if not period.complete:
        rates = [say("still running")] * 2
    elif period.retention and period.churn:
        rates = [rate_words(period.retention), rate_words(period.churn)]
    else:
        rates = [NONE if first or period.start == 0 else say(TOO_FEW)] * 2
    return row(period_words(period.period), *counts, counted(period.end), *rates)


def _notes(report: Report) -> Iterator[str]:
    found = report.retention
    zone = prose(found.timezone)
    if found.unit == "week":
        yield say(
            "Customers with a step in the week ({zone}). At start: those of the week before; of them some are lost.",
            zone=zone,
        )
    else:
        yield say(
            "Customers with a step in the month ({zone}). At start: those of the month before; of them some are lost.",
            zone=zone,
        )
    yield say(
        "Retention is the share of them who are not, and churn the share who are; who came back after a gap is in neither."
    )
    if len(found.periods) > MOST:
        more = times(len(found.periods) - MOST, "earlier week" if found.unit == "week" else "earlier month")
        yield say("{things} not listed.", things=more)
    if found.undated:
        yield say("{customers} without a time in none.", customers=times(found.undated, "customer"))
