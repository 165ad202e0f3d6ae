"""Where one persona does worse than the others, and what has become worse lately."""

from collections.abc import Iterator
from typing import Any

from journeymap import folds
from journeymap.amounts import times
from journeymap.catalogue import say
from journeymap.folds import Fold
from journeymap.report import Report
from journeymap.rule import lately_words

CODES = ("JM317", "JM318")


def section(report: Report) -> Fold | None:
    """The findings, and how many differences were tested; nothing where none was."""
    if not report.subgroups.family:
        return None
    found = list(told(report))
    gist = times(len(found), "difference is proven", "differences are proven") if found else say("nothing is proven")
    lines = [*map(folds.told, found), *([""] if found else []), " ".join(_tested(report))]
    return Fold(say("Who does worse, and what has become worse"), gist, tuple(lines))


def told(report: Report) -> Iterator[dict[str, Any]]:
    """The findings that the section tells."""
    return (found for found in report.findings if found["code"] in CODES)


def _tested(report: Report) -> Iterator[str]:
    parts = report.subgroups
    lately = parts.settled or parts.lately
    tested = times(parts.family, "difference was", "differences were")
    latest = lately_words(lately.periods, lately.unit) if lately else ""
    if any(parts.personas.values()) and lately:
        yield say(
            "{differences} tested together: between personas and all others, and between the {latest} and those before.",
            differences=tested,
            latest=latest,
        )
    elif lately:
        yield say(
            "{differences} tested together: between the {latest} and those before.", differences=tested, latest=latest
        )
    else:
        yield say("{differences} tested together: between personas and all others.", differences=tested)
    if parts.too_few:
        few = times(parts.too_few, "more has", "more have")
        yield say("{differences} fewer than {n} customers on one side.", differences=few, n=100)
