"""The rule of funnels: who begins, how far each attempt gets, and what becomes of it. See docs/measures.md, "Funnels".

Attempts are rows, steps of the funnel are columns; there are loops over the steps of a funnel and over different patterns of ties, and none
over events or customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from journeymap.moments import NOBODY, Moments
from journeymap.plan import Question
from journeymap.sorting import Flags, Ints, changes, order_of

_NEVER = np.iinfo(np.int64).max
"""A moment after all others."""
Sets = Sequence[frozenset[int]]


@dataclass(frozen=True)
class Attempts:
    """One row for each moment at which a customer begins. `when` has a column for each step of the funnel: the moment at which it was reached.

    `depth` is how many were; `void` whether an excluded touchpoint came in between, `open` whether the attempt may still get on.
    """

    when: Ints
    depth: Ints
    void: Flags
    open: Flags

    def counting(self, moments: Moments) -> Ints:
        """The attempt that counts, of each customer with one that is not void: the deepest, of these the first to get there, of these the last to begin."""
        rows = np.flatnonzero(~self.void)
        begun, reached = self.when[rows, 0], self.when[rows, self.depth[rows] - 1]
        who = moments.whose[begun]
        order = order_of((who, -self.depth[rows], reached, -begun))
        first: Ints = rows[order][changes(who[order])]
        return first


def attempts_of(moments: Moments, question: Question) -> Attempts:
    """All attempts at a funnel, in the order of their moments."""
    begun = moments.number[moments.at(question.entries)]
    begun = begun[changes(begun)]
    if question.first_only:
        begun = begun[changes(moments.whose[begun])]
    walk = _anyhow if question.order == "any" else _in_order
    when = walk(moments, question, begun)
    depth = np.count_nonzero(when != _NEVER, axis=1)
    void = np.zeros(len(begun), dtype=bool)
    for touchpoint, first, last in question.exclude:
        void |= _excluded(moments, question, when, depth, (touchpoint, first, last))
    return Attempts(when, depth, void, _open(moments, question, when, depth))


def _in_order(moments: Moments, question: Question, begun: Ints) -> Ints:
    """Step by step: at the same moment, if that has a step for each; else at the next moment that has one."""
    when = np.full((len(begun), len(question.steps)), _NEVER)
    when[:, 0] = begun
    # For each attempt the first of the steps that were reached at the same moment as its last one.
    since = np.zeros(len(begun), dtype=np.int64)
    going = np.arange(len(begun))
    for number in range(1, len(question.steps)):
        here = when[going, number - 1]
        happened = moments.number[moments.at(question.steps[number])]
        again = _room(moments, question.steps, here, since[going], number, happened)
        there = np.where(again, here, _next(moments, happened, here))
        reached = _in_time(moments, question, begun[going], here, there, number)
        since[going] = np.where(again, since[going], number)
        going = going[reached]
        when[going, number] = there[reached]
    return when


def _next(moments: Moments, happened: Ints, here: Ints) -> Ints:
    """The first of the ascending moments that is after another and of the same customer."""
    there = np.append(happened, _NEVER)[np.searchsorted(happened, here, side="right")]
    return np.where(_whose(moments, there) == moments.whose[here], there, _NEVER)


def _whose(moments: Moments, moment: Ints) -> Ints:
    return np.where(moment == _NEVER, NOBODY, moments.whose[np.where(moment == _NEVER, 0, moment)])


def _in_time(moments: Moments, question: Question, begun: Ints, here: Ints, there: Ints, number: int) -> Flags:
    """Whether a moment `there` is one at which a step can be reached: inside of its windows and, in a strict funnel, with nothing in between."""
    fits: Flags = there != _NEVER
    known = np.where(fits, there, here)
    if question.order == "strict":
        fits &= known <= here + 1
    for window, since in ((question.within, begun), (question.windows[number], here)):
        if window is not None:
            fits &= moments.when[known] - moments.when[since] <= window
    return fits


def _room(moments: Moments, steps: Sets, here: Ints, since: Ints, number: int, happened: Ints) -> Flags:
    """Whether the moment `here` has an event for this step too, beside those for the steps from `since` on, which were reached at it."""
    found = np.zeros(len(here), dtype=bool)
    rows = np.flatnonzero(moments.sizes[here] > number - since)
    rows = rows[np.append(happened, _NEVER)[np.searchsorted(happened, here[rows])] == here[rows]]
    found[rows] = True
    rivals = [before for before in range(number) if steps[before] & steps[number]]
    tied = rows[since[rows] <= rivals[-1]] if rivals else rows[:0]
    if len(tied):
        found[tied] = _shared_out(moments, steps[: number + 1], here[tied], since[tied])
    return found


def _shared_out(moments: Moments, steps: Sets, here: Ints, since: Ints) -> Flags:
    """Whether each of the steps from `since` on can have an event of its own at the moment `here`."""
    touchpoints = sorted(frozenset().union(*steps))
    counts = [np.minimum(_count(moments, touchpoint, here), len(steps)) for touchpoint in touchpoints]
    patterns, which = _patterns(np.stack([since, *counts], axis=1))
    fits = []
    for first, *numbers in patterns.tolist():
        events = [at for at, many in zip(touchpoints, numbers, strict=True) for _ in range(many)]
        fits.append(len(_filled(steps[first:], events)) == len(steps) - first)
    found: Flags = np.array(fits)[which]
    return found


def _patterns(table: Ints) -> tuple[Ints, Ints]:
    """The different rows of a table of small numbers, and which of them each row is. Rows become single numbers: comparing those is fast."""
    key, size = np.zeros(len(table), dtype=np.int64), 1
    for column in table.T:
        small = column - column.min(initial=0)
        room = int(small.max(initial=0)) + 1
        if size * room > 2**62:
            found, key = np.unique(key, return_inverse=True)
            size = len(found)
        key, size = key.reshape(-1) * room + small, size * room
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return table[first], which.reshape(-1)


def _count(moments: Moments, touchpoint: int, here: Ints) -> Ints:
    """How many events at a touchpoint each moment has."""
    happened = moments.number[moments.at(frozenset({touchpoint}))]
    return np.searchsorted(happened, here, side="right") - np.searchsorted(happened, here)


def _filled(steps: Sets, events: Sequence[int]) -> list[int]:
    """The places of the events at which one step more can have an event of its own (augmenting paths in a bipartite graph, Kuhn 1955)."""
    taken: dict[int, int] = {}

    def place(event: int, tried: set[int]) -> bool:
        for step, wanted in enumerate(steps):
            if events[event] in wanted and step not in tried:
                tried.add(step)
                if step not in taken or place(taken[step], tried):
                    taken[step] = event
                    return True
        return False

    return [event for event in range(len(events)) if place(event, set())]


def _anyhow(moments: Moments, question: Question, begun: Ints) -> Ints:
    """In any order: a depth is reached with the first event by which so many steps can have an event each."""
    kinds = list(dict.fromkeys(question.steps))
    apart = sum(map(len, kinds)) == len(question.entries)
    # Where no step shares a touchpoint with another, any of a step's is as good; else each touchpoint is looked at for itself.
    kinds = kinds if apart else [frozenset({touchpoint}) for touchpoint in sorted(question.entries)]
    columns, marks = [np.full(len(begun), _NEVER)] * len(question.steps), [-1] * len(question.steps)
    for mark, kind in enumerate(kinds):
        happened = np.append(moments.number[moments.at(kind)], _NEVER)
        place = np.searchsorted(happened, begun)
        for later in range(sum(bool(step & kind) for step in question.steps)):
            there = happened[np.minimum(place + later, len(happened) - 1)]
            columns.append(_kept(moments, question, begun, there))
            marks.append(mark)
    when = np.stack(columns, axis=1)
    order = np.argsort(when, axis=1, kind="stable")
    when = np.take_along_axis(when, order, axis=1)
    if not apart:
        when = _matched(question.steps, kinds, when, np.array(marks)[order])
    return when[:, : len(question.steps)]


def _kept(moments: Moments, question: Question, begun: Ints, there: Ints) -> Ints:
    """Moments of the customer who began, inside of the window; others are never."""
    fits = _whose(moments, there) == moments.whose[begun]
    known = np.where(fits, there, begun)
    if question.within is not None:
        fits &= moments.when[known] - moments.when[begun] <= question.within
    return np.where(fits, there, _NEVER)


def _matched(steps: Sets, kinds: Sets, when: Ints, marks: Ints) -> Ints:
    """Of events in order, those with which a depth is reached."""
    patterns, which = _patterns(np.where(when == _NEVER, -1, marks))
    touchpoints = [next(iter(kind)) for kind in kinds]
    picked = np.full((len(patterns), len(steps)), when.shape[1])
    for row, pattern in enumerate(patterns.tolist()):
        places = _filled(steps, [touchpoints[mark] for mark in pattern if mark >= 0])
        picked[row, : len(places)] = places
    padded = np.append(when, np.full((len(when), 1), _NEVER), axis=1)
    return np.take_along_axis(padded, picked[which], axis=1)


def _excluded(moments: Moments, question: Question, when: Ints, depth: Ints, exclusion: tuple[int, int, int]) -> Flags:
    """Whether a touchpoint came after the one step and before the other; or, while that was not reached, as long as the attempt waited for its next."""
    touchpoint, first, last = exclusion
    happened = moments.number[moments.at(frozenset({touchpoint}))]
    void = np.zeros(len(when), dtype=bool)
    able = np.flatnonzero(depth >= first)
    there = _next(moments, happened, when[able, first - 1])
    done = depth[able] >= last
    void[able] = np.where(
        done, there < when[able, last - 1], _waited(moments, question, when[able], depth[able], there)
    )
    return void


def _waited(moments: Moments, question: Question, when: Ints, depth: Ints, there: Ints) -> Flags:
    """Whether an attempt still waited for its next step at a moment."""
    waits = np.zeros(len(when), dtype=bool)
    for number in range(1, len(question.steps)):
        rows = depth == number
        waits[rows] = _in_time(moments, question, when[rows, 0], when[rows, number - 1], there[rows], number)
    return waits


def _open(moments: Moments, question: Question, when: Ints, depth: Ints) -> Flags:
    """Whether an attempt may still get on: its windows are not over, or where none counts, its customer has not been silent for too long."""
    waits = depth < len(question.steps)
    rows = np.flatnonzero(waits)
    begun, here = when[rows, 0], when[rows, depth[rows] - 1]
    fits = np.ones(len(rows), dtype=bool)
    timeless = np.ones(len(rows), dtype=bool)
    own = np.array([_NEVER if window is None else window for window in question.windows])[depth[rows]]
    within = np.full(len(rows), _NEVER if question.within is None else question.within)
    for window, since in ((within, begun), (own, here)):
        bound = window != _NEVER
        fits &= ~bound | (moments.chunk.clock.as_of - np.where(bound, moments.when[since], 0) < window)
        timeless &= ~bound
    fits &= ~timeless | ~moments.quiet(here)
    if question.order == "strict":
        fits &= moments.whose[here + 1] != moments.whose[here]
    waits[rows] = fits
    return waits
