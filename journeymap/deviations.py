"""What an alignment says in words: each step left out and each touchpoint put in is a deviation, at a place.

A deviation is one number: its kind and where it is, as `Codes` tells them apart. See docs/measures.md for what each word means.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from journeymap.alignment import Alignment, Automaton, align
from journeymap.sorting import Flags, Ints


class Kind(IntEnum):
    """What a deviation is. Those before `TRANSITION` are at one touchpoint, that one is between two."""

    SKIPPED = 0
    UNPLANNED = 1
    REPEATS = 2
    ORDER = 3
    START = 4
    ENDED = 5
    TRANSITION = 6


@dataclass(frozen=True)
class Codes:
    """Deviations as numbers, in a design of so many touchpoints."""

    size: int

    def __len__(self) -> int:
        return Kind.TRANSITION * self.size + self.size * self.size

    def at(self, kind: Kind, touchpoint: Ints) -> Ints:
        """Deviations at one touchpoint."""
        return kind * self.size + touchpoint

    def between(self, source: Ints, target: Ints) -> Ints:
        """Unplanned transitions."""
        return Kind.TRANSITION * self.size + source * self.size + target

    def told(self, code: int) -> tuple[Kind, int, int | None]:
        """The kind of a deviation, its touchpoint, and where it comes from, if it is a transition."""
        if code < Kind.TRANSITION * self.size:
            return Kind(code // self.size), code % self.size, None
        source, target = divmod(code - Kind.TRANSITION * self.size, self.size)
        return Kind.TRANSITION, target, source


@dataclass(frozen=True)
class Deviations:
    """What is said of many paths: the cost of each; and each deviation, as the number of its path and its code, in no order."""

    cost: Ints
    path: Ints
    code: Ints


@dataclass(frozen=True)
class _Moves:
    """Steps left out, or touchpoints put in: the path of each, its touchpoint, and the row: of the step itself, or of the step kept before."""

    path: Ints
    touchpoint: Ints
    row: Ints

    def at(self, index: Flags) -> "_Moves":
        """The moves that a mask chooses."""
        return _Moves(self.path[index], self.touchpoint[index], self.row[index])


def deviations(automaton: Automaton, paths: Ints, lengths: Ints, waiting: Flags) -> Deviations:
    """What is said of paths: a column each, as long as `lengths` says; a path that is `waiting` may end anywhere."""
    found = align(automaton, paths, lengths, waiting)
    extra, missing = _extra(found, lengths), _missing(automaton, found, waiting)
    moved, settled = _pairs(automaton.size, len(lengths), extra, missing)
    order, extra, missing = extra.at(moved), extra.at(~moved), missing.at(~settled)
    after = found.after[missing.row, missing.path]
    late = after == len(found.at)
    early = (missing.row == 0) & ~late
    between, first = missing.at(~late & ~early), extra.row == 1
    # A wrong start and an early end are one deviation of a path, whatever is missing there.
    start = _once(len(lengths), missing.path[early], extra.path[first])
    ended = _once(len(lengths), missing.path[late])
    codes, within = Codes(automaton.size), extra.at(~first)
    parts = (
        (order.path, codes.at(Kind.ORDER, order.touchpoint)),
        (between.path, codes.at(Kind.SKIPPED, between.touchpoint)),
        (start, codes.at(Kind.START, found.at[1, start])),
        (ended, codes.at(Kind.ENDED, found.at[lengths[ended], ended])),
        (within.path, _called(automaton, found, lengths, within, order)),
    )
    path, code = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Deviations(found.cost, path, code)


def _once(count: int, *paths: Ints) -> Ints:
    """The different ones of some of so many paths."""
    named = np.zeros(count, dtype=bool)
    for path in paths:
        named[path] = True
    return np.flatnonzero(named)


def _extra(found: Alignment, lengths: Ints) -> _Moves:
    """The steps left out, in the order of their rows."""
    rows = np.arange(len(found.at))[:, None]
    row, path = _places(~found.kept & (rows <= lengths))
    return _Moves(path, found.at[row, path], row)


def _places(flags: Flags) -> tuple[Ints, Ints]:
    """The rows and columns of a table where a flag is set, row by row; `nonzero` of two dimensions takes twice as long."""
    place = np.flatnonzero(flags)
    row = place // max(1, flags.shape[1])
    return row, place - row * flags.shape[1]


def _missing(automaton: Automaton, found: Alignment, waiting: Flags) -> _Moves:
    """The touchpoints put in, in the order of the way after each kept step."""
    row, path = _places(found.kept & found.gap)
    after = found.after[row, path]
    finish = after == len(found.at)
    target = np.where(finish, automaton.size, found.at[np.where(finish, 0, after), path])
    here, parts = found.at[row, path], [(row[:0],) * 3]
    going = (automaton.missing[here, target] > 0) & ~(finish & waiting[path])
    while going.any():
        row, path, target = row[going], path[going], target[going]
        here = automaton.hop[here[going], target]
        parts.append((path, here, row))
        going = automaton.missing[here, target] > 0
    path, touchpoint, row = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(row, kind="stable")
    return _Moves(path[order], touchpoint[order], row[order])


def _pairs(size: int, count: int, extra: _Moves, missing: _Moves) -> tuple[Flags, Flags]:
    """The moves of each kind that go together: a touchpoint both left out and put in is the same visit at another place."""
    out, into = extra.path * size + extra.touchpoint, missing.path * size + missing.touchpoint
    moved, settled = _within(out, into, count * size), _within(into, out, count * size)
    if not moved.any():
        return moved, settled
    # Where one is left out more often than it is put in, or less, the first ones go together.
    one, two = out[moved], into[settled]
    moved[moved] = _turns(one) < np.bincount(two, minlength=count * size)[one]
    settled[settled] = _turns(two) < np.bincount(one, minlength=count * size)[two]
    return moved, settled


def _within(keys: Ints, others: Ints, room: int) -> Flags:
    """Whether each key is among the others; all are below `room`."""
    table = np.zeros(room, dtype=bool)
    table[others] = True
    flags: Flags = table[keys]
    return flags


def _turns(keys: Ints) -> Ints:
    """For each key how many equal ones stand before it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(keys)])
    turns = np.empty(len(keys), dtype=np.intp)
    turns[order] = np.arange(len(keys)) - np.repeat(first, np.diff(np.append(first, len(keys))))
    return turns


def _planned_too(size: int, found: Alignment, order: _Moves) -> Flags:
    """Whether the walk of a path passes a touchpoint where the path does, or in another order; by path x size + touchpoint."""
    count = found.at.shape[1]
    table, begin = np.zeros(count * size, dtype=bool), np.arange(count) * size
    for at, kept in zip(found.at[1:], found.kept[1:], strict=True):
        table[begin + at] |= kept
    table[order.path * size + order.touchpoint] = True
    return table


def _called(automaton: Automaton, found: Alignment, lengths: Ints, extra: _Moves, order: _Moves) -> Ints:
    """What steps that are left out are called, if they are not the first of their path: the first that holds."""
    codes, at = Codes(automaton.size), found.at
    here, row, path = extra.touchpoint, extra.row, extra.path
    last = row == lengths[path]
    behind, ahead = at[row - 1, path], at[np.where(last, row, row + 1), path]
    stray = codes.at(Kind.UNPLANNED, here)
    code: Ints = np.select(
        [
            _planned_too(automaton.size, found, order)[path * automaton.size + here],
            automaton.stray[here],
            automaton.missing[behind, here] > 0,
            ~last & (automaton.missing[here, ahead] > 0),
        ],
        [codes.at(Kind.REPEATS, here), stray, codes.between(behind, here), codes.between(here, ahead)],
        stray,
    )
    return code
