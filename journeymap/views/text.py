"""The report in a few lines for a terminal: the verdict and what is worst."""

from collections.abc import Iterator

from journeymap.markup import clean
from journeymap.report import Report

MOST = 3


def view(report: Report) -> str:
    """The verdict and at most three findings, each with what to do about it."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield clean(report.title)
    yield clean(report.verdict)
    worst = [finding for finding in report.findings if finding["level"] != "hint"]
    for number, finding in enumerate(worst[:MOST], 1):
        yield ""
        yield f"{number}. {clean(finding['message'])}"
        yield f"   {clean(finding['help'])} ({finding['code']}, {clean(finding['file'])}:{finding['line']})"
    if len(worst) > MOST:
        yield ""
        yield f"{len(worst) - MOST} more in the report."
