"""The numbers that a report may hide, as they are: of how many customers, by the names that they have in `journeymap.told_sums`."""

from collections.abc import Iterator, Mapping

import numpy as np

from journeymap.behaviour import Behaviour
from journeymap.hiding import OTHER
from journeymap.measures.stages import cell_of
from journeymap.sums import Name
from journeymap.told_channels import names_of

Groups = Mapping[Name, tuple[int, int]]
"""How many, and how many customers, by name; nobody is left out."""


def groups_of(seen: Behaviour) -> Groups:
    """All groups of a measured journey."""
    return dict(_groups(seen))


def _groups(seen: Behaviour) -> Iterator[tuple[Name, tuple[int, int]]]:
    ids, measured, stages = seen.plan.ids, seen.measured, list(seen.journey.stages)
    for code in np.flatnonzero(measured.transitions.counts).tolist():
        source, target = divmod(code, len(ids))
        if source != target:
            walked = measured.transitions
            yield ("way", ids[source], ids[target]), (int(walked.counts[code]), int(walked.customers[code]))
    for kind, counts, customers in (
        ("start", measured.cases.starts, measured.cases.starters),
        ("visits", measured.visits.visits, measured.visits.customers),
    ):
        for number in np.flatnonzero(counts).tolist():
            yield (kind, ids[number]), (int(counts[number]), int(customers[number]))
    for code in np.flatnonzero(measured.stages.cases).tolist():
        source, target = cell_of(code, len(stages))
        if target < len(stages):
            passage: Name = ("began",) if source == len(stages) else ("moved", stages[source])
            yield (*passage, stages[target]), (int(measured.stages.cases[code]), int(measured.stages.customers[code]))
    names, channels = names_of(seen), measured.channels
    for number, place in np.argwhere(channels.steps).tolist():
        if names[place] != OTHER:
            name = ("channel", ids[number], names[place])
            yield name, (int(channels.steps[number, place]), int(channels.customers[number, place]))
