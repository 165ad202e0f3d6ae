"""Answers, and the touchpoints that they belong to."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from journeymap.binding import NO_TIME, Role
from journeymap.sorting import Ints
from journeymap.steps import Chunk, Reals, Rows
from journeymap.tally import Tally

WEIGHT_UNIT = 1e-9
"""Weights are counted in whole units of this, so that their sums do not depend on any order."""

Cell = tuple[int, int, float, int]
"""(survey, touchpoint, value, weight in `WEIGHT_UNIT`)"""


@dataclass(frozen=True)
class Scores(Tally):
    """Answers by cell, and by survey those that belong to no visit."""

    answers: Counter[Cell]
    unattached: Counter[int]


def measure(chunk: Chunk) -> Scores:
    """Attaches every answer to the touchpoint that it names, else to the latest visit before it that asks."""
    answers: Counter[Cell] = Counter()
    unattached: Counter[int] = Counter()
    in_log = chunk.rows.role == Role.ANSWER
    for survey, asking in enumerate(chunk.asks):
        mine = in_log & (chunk.rows.survey == survey)
        log = chunk.rows.at(mine)
        own = chunk.own.at(chunk.own.survey == survey)
        for touchpoint, value, weight in (
            (_in_log(chunk.rows, asking)[mine] if len(log) else log.touchpoint, log.value, log.weight),
            (_own(chunk, survey, asking), own.value, own.weight),
        ):
            found = touchpoint >= 0
            answers.update(_count(survey, touchpoint[found], value[found], weight[found]))
            unattached[survey] += int(np.count_nonzero(~found))
    return Scores(answers, +unattached)


def _in_log(rows: Rows, asking: frozenset[int]) -> Ints:
    """For each row the touchpoint of the latest visit, in its group and not after it, that asks the survey; -1 if there is none."""
    asks = (rows.role == Role.START) & np.isin(rows.touchpoint, list(asking))
    return _latest(asks, rows.touchpoint, rows.group)


def _latest(asks: Ints, touchpoint: Ints, group: Ints) -> Ints:
    """In sorted rows: the touchpoint of the latest row at or before each one that asks, within its group; -1 if there is none."""
    place = np.maximum.accumulate(np.where(asks, np.arange(len(asks)), -1))
    known = (place >= 0) & (group[place] == group)
    return np.where(known, touchpoint[place], -1)


def _own(chunk: Chunk, survey: int, asking: frozenset[int]) -> Ints:
    """The touchpoint of each answer of a survey from files of its own; -1 if there is none."""
    own = chunk.own.at(chunk.own.survey == survey)
    named = own.asked.astype(np.int64)
    rows = chunk.rows
    timeless = survey in chunk.timeless
    visits = rows.at(
        (rows.role == Role.START) & np.isin(rows.touchpoint, list(asking)) & (timeless | (rows.time != NO_TIME))
    )
    by_case = survey in chunk.by_case
    if not by_case and np.any(visits.case >= 0):
        visits = visits.across_cases()
    group = np.concatenate((visits.case, own.case) if by_case else (visits.customer, own.customer))
    time = np.zeros(len(group), dtype=np.int64) if timeless else np.concatenate((visits.time, own.time))
    is_answer = np.repeat((False, True), (len(visits), len(own)))
    touchpoint = np.concatenate((visits.touchpoint, np.full(len(own), -1)))
    order = np.lexsort((np.arange(len(group)), is_answer, time, group))
    found = np.empty(len(group), dtype=np.int64)
    found[order] = _latest(~is_answer[order], touchpoint[order], group[order])
    latest = np.where(group[len(visits) :] >= 0, found[len(visits) :], -1)
    return np.where(named >= 0, named, latest)


def _count(survey: int, touchpoint: Ints, value: Reals, weight: Reals) -> Counter[Cell]:
    units = np.rint(weight / WEIGHT_UNIT).astype(np.int64)
    order = np.lexsort((units, value, touchpoint))
    cells = zip(touchpoint[order].tolist(), value[order].tolist(), units[order].tolist(), strict=True)
    return Counter((survey, *cell) for cell in cells)
