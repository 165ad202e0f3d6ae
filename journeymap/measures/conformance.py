"""How far cases walk as designed: the cost of each, and what it is made of."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeymap.alignment import FAR, Automaton, automaton_of
from journeymap.deviations import Codes, deviations
from journeymap.sorting import Flags, Ints, changes, counts_of_different, order_of
from journeymap.steps import OPEN, Chunk, Steps
from journeymap.tally import Tally, counter

_CELLS = 1 << 17
"""Steps that are aligned together: as many as a processor keeps at hand."""


@dataclass(frozen=True)
class Conformance(Tally):
    """Cases by (cost, steps); and by the number of a deviation (see `Codes`) how often it was seen, in how many cases, of how many customers.

    Where no designed walk gets to an end nothing is counted.
    """

    costs: Counter[tuple[int, int]]
    counts: Ints
    cases: Ints
    customers: Ints


def measure(chunk: Chunk) -> Conformance:
    """Aligns every case with the design."""
    steps, automaton = chunk.steps, automaton_of(chunk.plan)
    room = len(Codes(automaton.size))
    costs: Counter[tuple[int, int]] = Counter()
    found = [np.zeros(0, dtype=np.int64)]
    if automaton.shortest < FAR and len(steps):
        starts = np.flatnonzero(steps.first)
        lengths = np.diff(np.append(starts, len(steps)))
        astray = _astray(steps, automaton)
        costs.update({(0, length): count for length, count in counter(lengths[~astray]).items()})
        for part, keys in _aligned(steps, automaton, starts, lengths, np.flatnonzero(astray)):
            costs.update(part)
            found.append(keys)
    case, code = np.divmod(np.concatenate(found), room)
    customer = steps.rows.customer[np.flatnonzero(steps.first)[case]]
    return Conformance(
        costs,
        np.bincount(code, minlength=room),
        counts_of_different((case, code), room),
        counts_of_different((customer, code), room),
    )


def _astray(steps: Steps, automaton: Automaton) -> Flags:
    """For each case whether anything in it is not designed; nothing needs to be aligned in the others."""
    missing = automaton.missing > 0
    first, last = np.flatnonzero(steps.first), np.flatnonzero(steps.last)
    astray: Flags = missing[-1, steps.touchpoint[first]]
    astray |= missing[steps.touchpoint[last], -1] & (steps.ending != OPEN)
    astray[steps.case[steps.moves[missing[:-1, :-1].ravel()[steps.pair]]]] = True
    return astray


def _aligned(
    steps: Steps, automaton: Automaton, starts: Ints, lengths: Ints, cases: Ints
) -> Iterator[tuple[Counter[tuple[int, int]], Ints]]:
    """Cases of about the same length at a time: how many cost what, and their deviations as case x room + code."""
    room = len(Codes(automaton.size))
    for case in _batches(cases[np.argsort(lengths[cases], kind="stable")], lengths):
        length, waiting = lengths[case], steps.ending[case] == OPEN
        longest = int(length[-1])
        rows = np.arange(longest)[:, None]
        paths = steps.touchpoint[np.minimum(starts[case] + rows, len(steps) - 1)]
        paths *= rows < length
        columns = (length, waiting.astype(np.int8), *paths)
        alike = order_of(columns)
        new = changes(*(column[alike] for column in columns))
        first, variant = alike[new], np.empty(len(case), dtype=np.intp)
        variant[alike] = np.cumsum(new) - 1
        found = deviations(automaton, paths[:, first], length[first], waiting[first])
        costs = counter(found.cost[variant].astype(np.int64) * (longest + 1) + length)
        parted = Counter({divmod(number, longest + 1): count for number, count in costs.items()})
        yield parted, _of_cases(case, variant, found.path, found.code, room)


def _batches(order: Ints, lengths: Ints) -> Iterator[Ints]:
    """Cases, the shortest first, so many at a time that their steps are `_CELLS` or a few more."""
    begin = 0
    while begin < len(order):
        count = max(1, _CELLS // int(lengths[order[min(begin + _CELLS // int(lengths[order[begin]]), len(order) - 1)]]))
        yield order[begin : begin + count]
        begin += count


def _of_cases(case: Ints, variant: Ints, path: Ints, code: Ints, room: int) -> Ints:
    """The deviations of paths, for every case that walks them."""
    order = np.argsort(path, kind="stable")
    each = np.bincount(path, minlength=int(variant.max()) + 1)
    begin = np.cumsum(each) - each
    counts = each[variant]
    index = np.repeat(begin[variant] - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    keys: Ints = np.repeat(case, counts) * room + code[order[index]]
    return keys
