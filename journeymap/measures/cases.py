"""How cases begin, go and end."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from journeymap.chunk import Chunk
from journeymap.records import Rows
from journeymap.sorting import Ints, changes, groups_with
from journeymap.steps import WON, Steps, passed
from journeymap.tally import Pile, Tally, counter


@dataclass(frozen=True)
class Cases(Tally):
    """`endings` counts cases by WON, LOST, LEFT, OPEN; `starts` and `ends` by touchpoint, and `starters` the customers of `starts`; `contacts` and
    `switches` by how many a case has; `inner` counts steps at a composite that belong to the visit before them.
    """

    endings: Ints
    starts: Ints
    starters: Ints
    ends: Ints
    customers: int
    contacts: Counter[int]
    switches: Counter[int]
    won_durations: Pile
    ties: int
    duplicates_kept: int
    inner: int


def measure(chunk: Chunk) -> Cases:
    """Counts cases."""
    steps = chunk.steps
    size = len(steps.plan.ids)
    starts, ends = steps.starts, steps.ends
    ties, duplicates = _ties(steps)
    return Cases(
        endings=np.bincount(steps.ending, minlength=4),
        starts=np.bincount(steps.touchpoint[starts], minlength=size),
        starters=groups_with(steps.touchpoint[starts], np.flatnonzero(changes(steps.rows.customer[starts])), size),
        ends=np.bincount(steps.touchpoint[ends], minlength=size),
        customers=len(steps.comers),
        contacts=counter(ends - starts + 1),
        switches=_switches(steps),
        won_durations=_won_durations(steps, starts, ends),
        ties=ties,
        duplicates_kept=duplicates,
        inner=len(steps.visit_of) - len(steps),
    )


def _switches(steps: Steps) -> Counter[int]:
    """Cases by how often two neighbouring steps are on different channels."""
    if not steps.plan.logged and max(steps.plan.channels, default=-1) < 0:
        return counter(np.zeros(len(steps.ending), dtype=np.int64))
    here, there = steps.channel[steps.moves], steps.channel[steps.moves + 1]
    switched = steps.moves[(here >= 0) & (there >= 0) & (here != there)]
    return counter(np.bincount(steps.case[switched], minlength=len(steps.ending)))


def _won_durations(steps: Steps, starts: Ints, ends: Ints) -> Pile:
    """From the first to the last step of each won case, where both have a time and the clock runs forward."""
    micros = passed(steps.rows.time[starts], steps.rows.time[ends])
    micros = micros[(steps.ending == WON) & (micros >= 0)]
    return Pile(np.zeros(len(micros), dtype=np.int64), micros)


def _ties(steps: Steps) -> tuple[int, int]:
    """Neighbours in a case whose order columns are equal; and those of them that are equal in all."""
    rows: Rows = steps.rows
    tied = np.flatnonzero(~changes(steps.case, *(rows.order or (rows.time,))))
    same = (rows.time[tied] == rows.time[tied - 1]) & (rows.touchpoint[tied] == rows.touchpoint[tied - 1])
    return len(tied), int(np.count_nonzero(same))
