"""Sections of the report for people that only some journeys have."""

from collections.abc import Iterator

from journeymap.markup import code, prose
from journeymap.report import Rate, Report, TouchpointFigures
from journeymap.words import count, percent, percents, times

TOO_FEW = "too few"
NONE = "-"


def whom(report: Report) -> str:
    """Which customers were looked at, and how many were not."""
    who = f"persona {code(report.persona)}: " if report.persona is not None else ""
    outside = report.data.customers_outside
    others = f" ({times(outside, 'other customer')} left out)" if outside is not None else ""
    return f"Only {who}{prose(report.segment)}{others}"


def waived(report: Report) -> Iterator[str]:
    """Findings that are accepted for a while."""
    if not report.waived:
        return
    yield "## Accepted for a while"
    yield ""
    for waiver in report.waived:
        told = f"{prose(str(waiver['reason']))} (until {prose(str(waiver['until']))})"
        yield f"- {code(str(waiver['code']))} at {code(str(waiver['place']))}: {told}"


def service(report: Report) -> Iterator[str]:
    """Service levels and signals of trouble, where the journey declares them."""
    shown = [
        found
        for found in report.touchpoints.values()
        if found.sla or found.errors or {"sla", "errors"} & {*found.hidden}
    ]
    if not shown:
        return
    yield "## Service and signals of trouble"
    yield ""
    yield "| Touchpoint | Within the SLA | Contacts | With a signal | Visits |"
    yield "|---|--:|--:|--:|--:|"
    for found in shown:
        yield f"| {prose(found.title, cell=True)} | {_cells(found, 'sla')} | {_cells(found, 'errors')} |"


def _cells(found: TouchpointFigures, key: str) -> str:
    """A share and of how many it is."""
    share: Rate | None = getattr(found, key)
    unknown = TOO_FEW if key in found.hidden else NONE
    return f"{rate(share)} | {count(share.of)}" if share else f"{unknown} | {unknown}"


def channels(report: Report) -> Iterator[str]:
    """Visits by channel, where the log names it."""
    shown = [found for found in report.touchpoints.values() if found.channels]
    if not shown:
        return
    yield "## Visits by channel"
    yield ""
    for found in shown:
        parts = (f"{prose(name)} {count(visits)}" for name, visits in found.channels.items())
        yield f"- {prose(found.title)}: {', '.join(parts)}"


def rate(share: Rate) -> str:
    """A share with its interval."""
    return f"{percent(share.value, 1)} ({percents(share.low, share.high, 1)})"
