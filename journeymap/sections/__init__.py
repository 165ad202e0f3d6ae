"""Sections of the report for people that only some journeys have: one module each.

To add one: write a module here with a function `section(report) -> Iterator[str]` that yields lines of Markdown, and nothing where there is nothing
to tell; then name it in `SECTIONS`, which is the order in the report.
"""

from collections.abc import Callable, Iterator

from journeymap.report import Report
from journeymap.sections import (
    answers,
    chain,
    channels,
    conformance,
    engagement,
    funnels,
    retention,
    service,
    stages,
    subgroups,
)

SECTIONS: tuple[Callable[[Report], Iterator[str]], ...] = (
    subgroups.section,
    stages.section,
    funnels.section,
    service.section,
    channels.section,
    answers.section,
    conformance.section,
    chain.section,
    engagement.section,
    retention.section,
)
"""They stand between the table of touchpoints and the transitions."""
