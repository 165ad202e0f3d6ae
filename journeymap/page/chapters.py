"""The rest of the report in words: each section folded under its name and the one thing worth knowing."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from journeymap.catalogue import say
from journeymap.folds import Fold
from journeymap.page.prose import html, label
from journeymap.report import Report
from journeymap.sections import SECTIONS, data, findings, paths, promises, touchpoints, ways

SHOWN = (promises.fold, touchpoints.fold, ways.section, paths.section)
"""What the page shows in a way of its own."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the report, as HTML."""

    title: Markup
    gist: Markup
    body: Markup


def chapters(report: Report) -> tuple[Chapter, ...]:
    """Those sections that have something to tell, all findings before them and the data after them."""
    return tuple(Chapter(label(fold.title), label(fold.gist), html(fold.lines)) for fold in _folds(report))


def _folds(report: Report) -> Iterator[Fold]:
    all_findings = findings.fold(report.findings, ())
    told = (section(report) for section in SECTIONS if section not in SHOWN)
    yield from filter(
        None, (all_findings and all_findings._replace(title=say("Findings")), *told, data.section(report))
    )
