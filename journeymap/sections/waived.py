"""Findings that are accepted for a while."""

from journeymap.amounts import count
from journeymap.catalogue import day, say
from journeymap.folds import Fold
from journeymap.markup import code, prose
from journeymap.report import Report


def section(report: Report) -> Fold | None:
    """Findings that are accepted for a while."""
    if not report.waived:
        return None
    lines = (
        say(
            "- {code} at {place}: {reason} (until {day})",
            code=code(str(waiver["code"])),
            place=code(str(waiver["place"])),
            reason=prose(str(waiver["reason"])),
            day=day(str(waiver["until"])),
        )
        for waiver in report.waived
    )
    return Fold(say("Accepted for a while"), count(len(report.waived)), tuple(lines))
