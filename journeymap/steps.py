"""Rows of whole customers, in order, cut into cases.

Row order of the input never matters: rows are sorted by customer, case, order columns, time, touchpoint, role and channel, and rows
that are equal in all of these are interchangeable.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from journeymap.binding import NO_TIME
from journeymap.clock import Clock
from journeymap.paths import Walks, walks_of
from journeymap.plan import Plan
from journeymap.records import Rows
from journeymap.sorting import Flags, Ints, again_in_groups, among, changes, is_constant

WON, LOST, LEFT, OPEN = range(4)
"""How a case ends."""
_NEAR = 64
"""In cases of no more steps earlier ones are looked for one by one."""


@dataclass(frozen=True)
class Steps:
    """Visits in order: parallel arrays, `case` a running number from 0; and what became of each case, by that number.

    `visit_of` is the visit that each row of a step belongs to: several in a row at a composite are one visit.
    """

    plan: Plan
    rows: Rows
    case: Ints
    ending: Ints
    visit_of: Ints

    def __len__(self) -> int:
        return len(self.case)

    @property
    def touchpoint(self) -> Ints:
        """The touchpoint's number."""
        return self.rows.touchpoint

    def began(self, window: tuple[int, int]) -> Flags:
        """For each case whether it began from the first time on and before the second."""
        first = self.rows.time[self.starts]
        return (first >= window[0]) & (first < window[1])

    def of_cases(self, chosen: Flags) -> "Steps":
        """The steps of some cases. What belongs to the visits of others is left out of `visit_of` too."""
        kept = chosen[self.case]
        number = np.cumsum(chosen, dtype=np.int32) - 1
        places = np.flatnonzero(kept)
        visit_of = (np.cumsum(kept) - 1)[self.visit_of[kept[self.visit_of]]]
        return Steps(self.plan, self.rows.at(places), number[self.case[places]], self.ending[chosen], visit_of)

    @cached_property
    def channel(self) -> Ints:
        """The number of each step's channel: its own, else that of its touchpoint, else -1."""
        if is_constant(self.rows.channel) and max(self.plan.channels, default=-1) < 0 and len(self):
            return self.rows.channel
        return np.where(self.rows.channel >= 0, self.rows.channel, np.array(self.plan.channels)[self.touchpoint])

    @cached_property
    def first(self) -> Flags:
        """Whether a step is the first of its case."""
        return changes(self.case)

    @cached_property
    def last(self) -> Flags:
        """Whether a step is the last of its case."""
        return np.append(self.first[1:], True)[: len(self)]

    @cached_property
    def starts(self) -> Ints:
        """The first step of each case."""
        return np.flatnonzero(self.first)

    @cached_property
    def ends(self) -> Ints:
        """The last step of each case."""
        return np.append(self.starts[1:], len(self))[: len(self.starts)] - 1

    @cached_property
    def comers(self) -> Ints:
        """The first step of each customer."""
        return self.starts[changes(self.rows.customer[self.starts])]

    @cached_property
    def outcome(self) -> Ints:
        """For each step how its case ends."""
        return self.ending[self.case]

    @cached_property
    def walks(self) -> Walks:
        """The touchpoints of each case."""
        return walks_of(self.touchpoint, self.starts)

    @cached_property
    def moves(self) -> Ints:
        """The steps that another one of their case follows."""
        return np.flatnonzero(~self.last)

    @cached_property
    def pair(self) -> Ints:
        """For each of `moves`, the transition as one number: from x touchpoints + to."""
        pair: Ints = self.touchpoint[self.moves].astype(np.int32)
        pair *= len(self.plan.ids)
        pair += self.touchpoint[self.moves + 1]
        return pair

    @cached_property
    def pair_counts(self) -> Ints:
        """How often each transition was walked."""
        return np.bincount(self.pair, minlength=len(self.plan.ids) ** 2)

    @cached_property
    def planned(self) -> Flags:
        """For each of `moves`, whether the transition is designed."""
        flags: Flags = planned_pairs(self.plan)[self.pair]
        return flags

    @cached_property
    def firsts(self) -> Flags:
        """Whether a step is the first of its case at its touchpoint."""
        return ~again_in_groups(self.touchpoint, self.starts, len(self.plan.ids))

    @cached_property
    def returns(self) -> Ints:
        """The steps at a touchpoint that their case has left before, on a way that is not designed."""
        there = self.moves + 1
        astray = there[np.flatnonzero(~self.planned & (self.touchpoint[there] != self.touchpoint[self.moves]))]
        before = astray - self.starts[self.case[astray]]
        if int(before.max(initial=0)) > _NEAR:
            gone: Ints = astray[~self.firsts[astray]]
            return gone
        # Few steps are on such a way, and to look back from these is less than to look at all.
        back = np.zeros(len(astray), dtype=bool)
        for reach in range(2, int(before.max(initial=0)) + 1):
            left = np.flatnonzero(~back & (before >= reach))
            here = astray[left]
            back[left] = self.touchpoint[here - reach] == self.touchpoint[here]
        return astray[back]

    @cached_property
    def straight(self) -> Flags:
        """For each of `returns`, whether the case came back after one step elsewhere."""
        before = self.returns - 2  # a return has two steps of its case before it at least
        found: Flags = self.touchpoint[before] == self.touchpoint[self.returns]
        return found

    @cached_property
    def micros(self) -> Ints:
        """For each of `moves`, the microseconds to the next step; below 0 where the clock runs backwards, `NO_TIME` where a time is unknown."""
        return passed(self.rows.time[self.moves], self.rows.time[self.moves + 1])


def passed(here: Ints, there: Ints) -> Ints:
    """From one time to another, in microseconds; `NO_TIME` where one of them is unknown."""
    micros: Ints = there - here
    unknown = (here == NO_TIME) | (there == NO_TIME)
    if unknown.any():
        micros[unknown] = NO_TIME
    return micros


@lru_cache(maxsize=1)
def planned_pairs(plan: Plan) -> Flags:
    """For each transition as one number, whether it is designed."""
    flags = np.zeros(len(plan.ids) ** 2, dtype=bool)
    for source, target in plan.edges:
        flags[source * len(plan.ids) + target] = True
    flags.flags.writeable = False
    return flags


def cut(visits: Rows, plan: Plan, clock: Clock) -> Steps:
    """Visits in order -> steps of cases: by the case key where there is one, else after an end and after a long silence.

    Steps in a row at the same composite are one visit: the first counts.
    """
    new = visits.new_group.copy()
    size = len(plan.ids)
    inside = np.zeros(len(visits), dtype=bool)
    if plan.composites:
        inside = ~changes(visits.customer, visits.case, visits.touchpoint)
        inside &= among(size, plan.composites)[visits.touchpoint]
    if len(visits) and visits.case[0] < 0:
        after = among(size, plan.ends)[visits.touchpoint[:-1]]
        new[1:] |= after & ~inside[1:] if plan.composites else after
        if clock.new_case_after is not None:
            new[1:] |= passed(visits.time[:-1], visits.time[1:]) > clock.new_case_after
    case = np.cumsum(new, dtype=np.int32) - 1
    ending = _endings(visits, case, np.flatnonzero(new), plan, clock)
    if not inside.any():
        return Steps(plan, visits, case, ending, np.arange(len(visits)))
    counts = new | ~inside
    return Steps(plan, visits.at(counts), case[counts], ending, np.cumsum(counts) - 1)


def _endings(visits: Rows, case: Ints, starts: Ints, plan: Plan, clock: Clock) -> Ints:
    """WON, LOST, LEFT or OPEN for each case."""
    if not len(starts):
        return np.zeros(0, dtype=np.int8)
    latest = np.maximum.reduceat(visits.time, starts)
    waiting = (latest != NO_TIME) & (clock.as_of - np.where(latest == NO_TIME, 0, latest) <= clock.leaves_after)
    ending = np.where(waiting, OPEN, LEFT).astype(np.int8)
    for outcome, ends in ((LOST, plan.lost), (WON, plan.won)):
        if ends:
            ending[case[np.flatnonzero(among(len(plan.ids), ends)[visits.touchpoint])]] = outcome
    return ending
