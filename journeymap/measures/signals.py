"""Signals of trouble, and the visits at which they showed."""

from dataclasses import dataclass

import numpy as np

from journeymap.binding import Role
from journeymap.chunk import Chunk
from journeymap.records import Rows
from journeymap.sorting import Flags, Ints
from journeymap.tally import Tally


@dataclass(frozen=True)
class Signals(Tally):
    """By touchpoint the visits with a signal (`shown`); and the signals that belong to no visit."""

    shown: Ints
    unattached: int


def measure(chunk: Chunk) -> Signals:
    """Counts visits with a signal."""
    shown, unattached = attached(chunk)
    return Signals(np.bincount(chunk.steps.touchpoint[shown], minlength=len(chunk.plan.ids)), unattached)


def attached(chunk: Chunk) -> tuple[Flags, int]:
    """Attaches every signal to the latest visit before it, in its group, of a touchpoint that it speaks of: for each visit whether it has one, and how
    many signals belong to none.
    """
    steps, rows = chunk.steps, chunk.rows
    if not chunk.signals:
        return np.zeros(len(steps), dtype=bool), 0
    starts = (rows.role == Role.START) | (rows.role == Role.OUTSIDE)
    spoken = frozenset[int]().union(*chunk.signals)
    some = np.flatnonzero((starts & np.isin(rows.touchpoint, list(spoken))) | (rows.role == Role.SIGNAL))
    near, group, outside = rows.at(some), rows.group[some], chunk.outside[some]
    visit = steps.visit_of[chunk.latest[some]] if len(steps) else np.zeros(len(some), dtype=np.int64)
    shown = np.zeros(len(steps), dtype=bool)
    unattached = 0
    for number, touchpoints in enumerate(chunk.signals):
        mine = np.flatnonzero((near.role == Role.SIGNAL) & (near.survey == number))
        place = _latest(near, touchpoints)[mine]
        found = (place >= 0) & (group[place] == group[mine])
        inside = found & (near.role[place] == Role.START)
        shown[visit[place[inside]]] = True
        unattached += int(np.count_nonzero(~found & ~outside[mine]))
    return shown, unattached


def _latest(rows: Rows, touchpoints: frozenset[int]) -> Ints:
    """For each row the place of the latest step at one of some touchpoints, at or before it; -1 if there is none."""
    here = ((rows.role == Role.START) | (rows.role == Role.OUTSIDE)) & np.isin(rows.touchpoint, list(touchpoints))
    return np.maximum.accumulate(np.where(here, np.arange(len(rows)), -1))
