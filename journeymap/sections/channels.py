"""Visits by channel, where the log names it."""

from collections.abc import Iterator

from journeymap.markup import prose
from journeymap.report import Report
from journeymap.words import count


def section(report: Report) -> Iterator[str]:
    """Visits by channel, where the log names it."""
    shown = [found for found in report.touchpoints.values() if found.channels]
    if not shown:
        return
    yield "## Visits by channel"
    yield ""
    for found in shown:
        parts = (f"{prose(name)} {count(visits)}" for name, visits in found.channels.items())
        yield f"- {prose(found.title)}: {', '.join(parts)}"
