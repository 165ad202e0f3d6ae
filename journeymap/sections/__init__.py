"""Sections of the report for people: one module each.

Those in `SECTIONS` are folded under a line that tells the one thing worth knowing. To add one: write a module here with a function
`section(report) -> Fold | None`, None where there is nothing to tell; all its words through `catalogue.say` and `words`, all users' text through `markup`.
Then name it in `SECTIONS`, which is the order in the report, and in which the last ones are left out first where there is too little room.
"""

from collections.abc import Callable

from journeymap.folds import Fold
from journeymap.report import Report
from journeymap.sections import (
    answers,
    chain,
    channels,
    conformance,
    engagement,
    funnels,
    paths,
    promises,
    retention,
    service,
    stages,
    subgroups,
    touchpoints,
    waived,
    ways,
)

SECTIONS: tuple[Callable[[Report], Fold | None], ...] = (
    promises.fold,
    waived.section,
    subgroups.section,
    touchpoints.fold,
    stages.section,
    funnels.section,
    answers.section,
    service.section,
    conformance.section,
    ways.section,
    retention.section,
    paths.section,
    engagement.section,
    chain.section,
    channels.section,
)
"""They stand after the screen and the other findings, and before the data."""
