"""Service levels and signals of trouble, where the journey declares them."""

from collections.abc import Iterator

from journeymap.markup import prose
from journeymap.quantities import Rate
from journeymap.report import Report, TouchpointFigures
from journeymap.words import NONE, TOO_FEW, count, rate_words


def section(report: Report) -> Iterator[str]:
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
    return f"{rate_words(share)} | {count(share.of)}" if share else f"{unknown} | {unknown}"
