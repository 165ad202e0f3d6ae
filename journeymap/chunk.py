"""Whole customers with their rows and answers: what every measure is a function of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from journeymap.binding import Role
from journeymap.clock import Clock
from journeymap.periods import NO_PERIOD, Calendar, Unit
from journeymap.plan import Plan
from journeymap.records import Own, Rows
from journeymap.sorting import Flags, Ints, changes, constant, order_of
from journeymap.steps import Steps, cut


@dataclass(frozen=True)
class Chunk:
    """Whole customers: their rows in order, and their answers from other files. `asks[survey]` are the touchpoints that ask it without a name."""

    plan: Plan
    clock: Clock
    rows: Rows
    own: Own
    asks: tuple[frozenset[int], ...]
    timeless: frozenset[int]
    """Surveys whose own files have no time column."""
    by_case: frozenset[int]
    """Surveys whose own files name the case."""
    signals: tuple[frozenset[int], ...] = ()
    """The sets of touchpoints that signals speak of."""
    quotes: int = 0
    """How many comments of each survey at each touchpoint are asked for."""

    who: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    """For each customer a hash of the id, of 64 bits: by it, and not by the number, customers are drawn."""
    window: tuple[int, int] | None = None
    """Only cases are looked at that begin from the first time on and before the second; all, if not said."""
    members: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """For each customer the personas that it is, a bit each in the order of the file; nothing where nobody asks."""
    takes: Mapping[int, int] = field(default_factory=dict)
    """How long the next step may take, in microseconds, by touchpoint that promises it."""
    content: tuple[tuple[float, float], ...] = ()
    """For each survey the least and the greatest answer of somebody who is content."""

    @cached_property
    def visits(self) -> Rows:
        """The rows that are visits, those inside of a composite too."""
        return self.rows.of_role(Role.START)

    @cached_property
    def latest(self) -> Ints:
        """For each row the number of the latest of `visits` at or before it; -1 if there is none."""
        only_visits = self.visits is self.rows
        found: Ints = np.arange(len(self.rows)) if only_visits else np.cumsum(self.rows.role == Role.START) - 1
        return found

    @cached_property
    def active(self) -> tuple[Ints, Ints]:
        """Every (customer, number of a day) with a visit, once, in order: two parallel arrays. Visits without a time are on no day."""
        customer = self.visits.customer
        day = Calendar(Unit.DAY, self.clock.calendar.zone).numbers(self.visits.time)
        # Most visits are on the day of the one before, or come in the order of the time: there is little to sort.
        new = np.flatnonzero(changes(customer, day) & (day != NO_PERIOD))
        customer, day = customer[new], day[new]
        if np.any((customer[1:] == customer[:-1]) & (day[1:] <= day[:-1])):
            order = order_of((customer, day))
            once = order[changes(customer[order], day[order])]
            return customer[once], day[once]
        return customer, day

    @cached_property
    def steps(self) -> Steps:
        """The visits, cut into cases."""
        if self.window is None:
            return cut(self.visits, self.plan, self.clock)
        visits = self.rows.at(np.flatnonzero((self.rows.role == Role.START) | (self.rows.role == Role.OUTSIDE)))
        whole = cut(visits, self.plan, self.clock)
        return whole.of_cases(whole.began(self.window))

    def looked_at(self) -> "Chunk":
        """The same with the visits of cases that did not begin in the window marked as outside of it."""
        if self.window is None:
            return self
        visits = np.flatnonzero(self.rows.role == Role.START)
        whole = cut(self.rows.at(visits), self.plan, self.clock)
        outside = ~whole.began(self.window)[whole.case[whole.visit_of]]
        role = np.array(self.rows.role)
        role[visits[outside]] = Role.OUTSIDE
        return replace(self, rows=replace(self.rows, role=role))

    @cached_property
    def outside(self) -> Flags:
        """Whether a row belongs to a case that is not looked at: that of the latest visit at or before it in its group, else of the next one."""
        rows = self.rows
        if self.window is None:
            nothing: Flags = constant(value=False, size=len(rows), dtype=bool)
            return nothing
        place, here = np.arange(len(rows)), (rows.role == Role.START) | (rows.role == Role.OUTSIDE)
        before = np.maximum.accumulate(np.where(here, place, 0))
        after = np.minimum.accumulate(np.where(here, place, len(rows) - 1)[::-1])[::-1]
        latest = np.where(here[before] & (rows.group[before] == rows.group), before, after)
        found: Flags = (rows.role[latest] == Role.OUTSIDE) & (rows.group[latest] == rows.group)
        return found

    def split(self, customers: int) -> Iterator["Chunk"]:
        """The same in chunks of so many customers; answers without a known customer go with the first."""
        codes = np.unique(self.rows.customer)
        bounds = [*codes[::customers].tolist(), np.iinfo(np.int32).max] if len(codes) else [0, np.iinfo(np.int32).max]
        for number, (low, high) in enumerate(pairwise(bounds)):
            inside = slice(*np.searchsorted(self.rows.customer, (low, high)).tolist())
            mine = (self.own.customer >= low) & (self.own.customer < high)
            if number == 0:
                mine |= self.own.customer < low
            yield replace(self, rows=self.rows.at(inside), own=self.own.at(mine))
