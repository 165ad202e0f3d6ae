"""Answers, and the touchpoints that they belong to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from journeymap.binding import NO_TIME, UNBOUND, Role
from journeymap.chunk import Chunk
from journeymap.records import Reals, Rows
from journeymap.samples import Sample, sample
from journeymap.sorting import Flags, Ints, among, changes, order_of
from journeymap.subgroups import Cell as Parted
from journeymap.subgroups import by_persona, by_turn
from journeymap.tally import Tally

WEIGHT_UNIT = 1e-9
"""Weights are counted in whole units of this, so that their sums do not depend on any order."""

SIGN = "low"
"""What customers answer who are not content: in subgroups, the sign of friction that the survey's metric makes it."""
Cell = tuple[int, int, float, int, int, int]
"""(survey, touchpoint, value, weight in `WEIGHT_UNIT`, channel or -1, number of the period or -1)"""


@dataclass(frozen=True)
class Scores(Tally):
    """Answers by cell; by survey those that belong to no visit; by survey and touchpoint, one row a survey, the visits that have an answer; and by
    survey x touchpoints + touchpoint the codes of some comments, where they are asked for, and of some of those who are not content. And customers by how
    many of their answers are not content.
    """

    answers: Counter[Cell]
    unattached: Counter[int]
    answered: Ints
    remarks: Sample
    complaints: Sample
    personas: Counter[Parted]
    turns: Counter[Parted]


@dataclass(frozen=True)
class _Answers:
    """Answers as parallel arrays: the touchpoint that each names, the row of the visit that it belongs to, its time and customer; or -1 and `NO_TIME`."""

    named: Ints
    visit: Ints
    time: Ints
    value: Reals
    weight: Reals
    remark: Ints
    customer: Ints

    def at(self, index: Ints) -> "_Answers":
        """The answers at an index."""
        return _Answers(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


def measure(chunk: Chunk) -> Scores:
    """Attaches every answer to the touchpoint that it names, else to the latest visit before it that asks."""
    answers: Counter[Cell] = Counter()
    unattached: Counter[int] = Counter()
    size = len(chunk.plan.ids)
    answered = np.zeros((len(chunk.asks), size), dtype=np.int64)
    remarks = complaints = sample(chunk.quotes, np.zeros(0), np.zeros(0))
    personas, turns = Counter[Parted](), Counter[Parted]()
    for survey, asking in enumerate(chunk.asks):
        for every in (_in_log(chunk, survey, asking), _own(chunk, survey, asking)):
            given = every.at(_looked_at(chunk, every))
            touchpoint, channel, time, visit = _attached(chunk, given)
            found = touchpoint >= 0
            period = chunk.clock.calendar.numbers(time)
            columns = (touchpoint, given.value, _units(given.weight), channel, period)
            answers.update(_count(survey, [column[found] for column in columns]))
            unattached[survey] += int(np.count_nonzero(~found))
            said = found & (given.remark >= 0)
            remarks += sample(chunk.quotes, survey * size + touchpoint[said], given.remark[said])
            bad = _discontent(chunk, survey, given.value)
            said &= bad
            complaints += sample(chunk.quotes, survey * size + touchpoint[said], given.remark[said])
            asked = (survey, touchpoint[found], given.customer[found], bad[found])
            personas += by_persona(chunk, SIGN, *asked)
            turns += by_turn(chunk, chunk.clock.turn if chunk.window is None else None, SIGN, *asked, time[found])
            visited = np.zeros(len(chunk.steps), dtype=bool)
            visited[visit[visit >= 0]] = True
            answered[survey] += np.bincount(chunk.steps.touchpoint[visited], minlength=size)
    return Scores(answers, +unattached, answered, remarks, complaints, personas, turns)


class Given(NamedTuple):
    """Answers to one survey that belong to a touchpoint: the touchpoint of each, its customer (-1: unknown), value, and weight in `WEIGHT_UNIT`."""

    survey: int
    touchpoint: Ints
    customer: Ints
    value: Reals
    weight: Ints


def given(chunk: Chunk) -> Iterator[Given]:
    """Every answer that belongs to a touchpoint, survey by survey."""
    for survey, asking in enumerate(chunk.asks):
        for every in (_in_log(chunk, survey, asking), _own(chunk, survey, asking)):
            kept = every.at(_looked_at(chunk, every))
            touchpoint, *_ = _attached(chunk, kept)
            found = touchpoint >= 0
            yield Given(survey, touchpoint[found], kept.customer[found], kept.value[found], _units(kept.weight[found]))


def _discontent(chunk: Chunk, survey: int, value: Reals) -> Flags:
    """Whether answers are such as somebody gives who is not content."""
    least, most = chunk.content[survey] if chunk.content else (-np.inf, np.inf)
    found: Flags = (value < least) | (value > most)
    return found


def _looked_at(chunk: Chunk, given: _Answers) -> Ints:
    """The answers that are not of a case outside of the window: an answer without a visit is there at its own time, if it has one."""
    if chunk.window is None:
        return np.arange(len(given.visit))
    since, until = chunk.window
    there = (given.time == NO_TIME) | ((given.time >= since) & (given.time < until))
    visited = given.visit >= 0
    there[visited] = chunk.rows.role[given.visit[visited]] == Role.START
    return np.flatnonzero(there)


def _attached(chunk: Chunk, given: _Answers) -> tuple[Ints, Ints, Ints, Ints]:
    """For each answer its touchpoint, the channel there, its time (that of the visit where it has none), and the number of its visit among the steps."""
    steps = chunk.steps
    visit = np.full(len(given.visit), -1, dtype=np.int64)
    found = given.visit >= 0
    visit[found] = steps.visit_of[chunk.latest[given.visit[found]]]
    touchpoint = given.named.copy()
    touchpoint[found] = steps.touchpoint[visit[found]]
    # One channel more, for -1: an answer without a touchpoint has none.
    channel = np.array((*chunk.plan.channels, -1))[touchpoint]
    channel[found] = steps.channel[visit[found]]
    time = given.time.copy()
    late = found & (time == NO_TIME)
    time[late] = steps.rows.time[visit[late]]
    return touchpoint, channel, time, visit


def _in_log(chunk: Chunk, survey: int, asking: frozenset[int]) -> _Answers:
    """The answers in rows of the log: each belongs to its own row where that is a visit that asks, else to the latest such visit in its group, not after it."""
    rows = chunk.rows
    mine = np.flatnonzero((rows.role >= Role.ANSWER) & (rows.survey == survey))
    visit = mine
    if len(mine):
        asked = among(UNBOUND + 1, asking)[rows.touchpoint]
        asks = ((rows.role == Role.START) | (rows.role == Role.OUTSIDE)) & asked
        visit = _latest(np.where(asks, np.arange(len(rows)), -1), rows.group)[mine]
        own = (rows.role[mine] == Role.OWN_ANSWER) & asked[mine]
        visit[own] = _same_row(rows, np.flatnonzero(asks), mine[own])
    nothing = np.full(len(mine), -1, dtype=np.int64)
    plain = (rows.time[mine], rows.value[mine], rows.weight[mine], rows.remark[mine], rows.customer[mine])
    return _Answers(nothing, visit, *plain)


def _same_row(rows: Rows, visits: Ints, answers: Ints) -> Ints:
    """For each answer the visit that is the same row of the log: one that is equal in all that orders rows, and of several such another one for each answer."""
    tied = np.cumsum(changes(rows.group, *rows.order, rows.time, rows.touchpoint))
    width = int(rows.channel.max(initial=0)) + 2
    there, here = (tied[some] * width + rows.channel[some] + 1 for some in (visits, answers))
    found: Ints = visits[np.searchsorted(there, here) + np.arange(len(here)) - np.searchsorted(here, here)]
    return found


def _latest(visit: Ints, group: Ints) -> Ints:
    """In sorted rows, that are a visit or say -1: the latest visit at or before each, within its group; -1 if there is none."""
    place = np.maximum.accumulate(np.where(visit >= 0, np.arange(len(visit)), -1))
    known = (place >= 0) & (group[place] == group)
    return np.where(known, visit[place], -1)


def _own(chunk: Chunk, survey: int, asking: frozenset[int]) -> _Answers:
    """The answers of a survey from files of its own, and those that name their touchpoint."""
    own = chunk.own.at(chunk.own.survey == survey)
    rows = chunk.rows
    timeless = survey in chunk.timeless
    there = (rows.role == Role.START) | (rows.role == Role.OUTSIDE)
    there &= among(UNBOUND + 1, asking)[rows.touchpoint] & (timeless | (rows.time != NO_TIME))
    visit = np.flatnonzero(there)
    by_case = survey in chunk.by_case
    if not by_case and len(visit) and rows.case[0] >= 0:
        visit = visit[rows.at(visit).across_cases()]
    groups, whose = (rows.case, own.case) if by_case else (rows.customer, own.customer)
    nothing = np.zeros(len(visit) + len(own), dtype=np.int64)
    when, given = (nothing[: len(visit)], nothing[: len(own)]) if timeless else (rows.time[visit], own.time)
    place = _before((groups[visit], when), (whose, given))
    named = own.asked.astype(np.int64)
    known = (whose >= 0) & (named < 0) & (place >= 0)
    found = np.full(len(own), -1, dtype=np.int64)
    found[known] = visit[place[known]]
    return _Answers(named, found, own.time, own.value, own.weight, own.remark, own.customer)


def _before(visits: tuple[Ints, Ints], answers: tuple[Ints, Ints]) -> Ints:
    """For each answer, told by its group and its time, the place of the latest visit of its group not after it; -1 if there is none.

    Mostly visits already stand in that order, and a search takes a tenth of the time of a sort of both.
    """
    group, when = visits
    near = group[1:] == group[:-1]
    if not np.any(group[1:] < group[:-1]) and not np.any(near & (when[1:] < when[:-1])):
        return _searched(visits, answers)
    count = len(group)
    columns = [np.concatenate(pair, dtype=np.int64) for pair in zip(visits, answers, strict=True)]
    is_answer = np.arange(len(columns[0])) >= count
    order = np.lexsort((is_answer, *columns[::-1]))
    latest = _latest(np.where(is_answer[order], -1, order), columns[0][order])
    found = np.empty(len(order), dtype=np.int64)
    found[order] = latest
    return found[count:]


def _searched(visits: tuple[Ints, Ints], answers: tuple[Ints, Ints]) -> Ints:
    """The same, of visits that stand in order: all answers are searched for at once, each among the visits of its group."""
    (group, when), (whose, given) = visits, answers
    # Groups are numbered from 0 on; -1, which is nobody, finds the place after the last.
    counts = np.bincount(group, minlength=int(whose.max(initial=0)) + 2)
    ends = np.cumsum(counts)
    first, high = (ends - counts)[whose], ends[whose]
    low = first.copy()
    while np.any(going := low < high):
        middle = (low + high) // 2
        early = going.copy()
        early[going] = when[middle[going]] <= given[going]
        low = np.where(early, middle + 1, low)
        high = np.where(going & ~early, middle, high)
    return np.where(low > first, low - 1, -1)


def _units(weight: Reals) -> Ints:
    return np.rint(weight / WEIGHT_UNIT).astype(np.int64)


def _count(survey: int, columns: list[Any]) -> Counter[Cell]:
    values, place = np.unique(columns[1], return_inverse=True)
    order = order_of((columns[0], place, *columns[2:]))
    first = np.flatnonzero(changes(*(column[order] for column in (columns[0], place, *columns[2:]))))
    counts = np.diff(np.append(first, len(order))).tolist()
    columns = [columns[0], values[place], *columns[2:]]
    cells = zip(*(column[order[first]].tolist() for column in columns), strict=True)
    return Counter({(survey, *cell): count for cell, count in zip(cells, counts, strict=True)})
