"""Findings that are accepted for a while."""

from collections.abc import Iterator

from journeymap.markup import code, prose
from journeymap.report import Report


def section(report: Report) -> Iterator[str]:
    """Findings that are accepted for a while."""
    if not report.waived:
        return
    yield "## Accepted for a while"
    yield ""
    for waiver in report.waived:
        told = f"{prose(str(waiver['reason']))} (until {prose(str(waiver['until']))})"
        yield f"- {code(str(waiver['code']))} at {code(str(waiver['place']))}: {told}"
