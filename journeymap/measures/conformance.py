"""How far cases walk as designed: the cost of each, and what it is made of."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeymap.alignment import FAR, Automaton, automaton_of
from journeymap.chunk import Chunk
from journeymap.deviations import Codes, deviations
from journeymap.sorting import Flags, Ints, changes, counts_of_different
from journeymap.steps import OPEN, Steps
from journeymap.tally import Tally

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


@dataclass(frozen=True)
class _Walks:
    """Different walks: paths, and whether the case is still open. `case` is one that walks it, `each` how many do; `walk` says it of each case."""

    case: Ints
    each: Ints
    walk: Ints


def measure(chunk: Chunk) -> Conformance:
    """Aligns every walk with the design."""
    steps, automaton = chunk.steps, automaton_of(chunk.plan)
    room = len(Codes(automaton.size))
    if automaton.shortest >= FAR or not len(steps):
        nothing = np.zeros(room, dtype=np.int64)
        return Conformance(Counter(), nothing, nothing, nothing)
    walks = _walks(steps)
    lengths = steps.walks.parts.lengths.astype(np.int64)
    astray = _astray(steps, automaton)[walks.case]
    costs = _weighted(lengths[walks.case[~astray]], walks.each[~astray])
    parts = list(_aligned(steps, automaton, lengths, walks, np.flatnonzero(astray)))
    for cost, *_ in parts:
        costs.update(cost)
    walk, code = (
        np.concatenate([part[column] for part in parts] or [np.zeros(0, dtype=np.int64)]) for column in (1, 2)
    )
    keys = walk * room + code
    keys.sort()
    different = keys[changes(keys)]
    return Conformance(
        costs,
        _summed(code, walks.each[walk], room),
        _summed(different % room, walks.each[different // room], room),
        _customers(steps, walks, different, room),
    )


def _walks(steps: Steps) -> _Walks:
    waiting = steps.ending == OPEN
    kind = steps.walks.path() * 2 + waiting
    counts = np.bincount(kind)
    found = np.flatnonzero(counts)
    one = np.empty(len(counts), dtype=np.int64)
    one[kind] = np.arange(len(kind))
    return _Walks(one[found], counts[found], (np.cumsum(counts > 0) - 1)[kind])


def _weighted(numbers: Ints, weights: Ints) -> Counter[tuple[int, int]]:
    """Costs of 0 by length, each counted so often."""
    counts = _summed(numbers, weights, int(numbers.max(initial=0)) + 1)
    return Counter({(0, length): int(counts[length]) for length in np.flatnonzero(counts).tolist()})


def _summed(numbers: Ints, weights: Ints, size: int) -> Ints:
    """The sums of weights by number. They are exact: there are fewer cases than a float has whole numbers."""
    sums: Ints = np.bincount(numbers, weights, minlength=size).astype(np.int64)
    return sums


def _customers(steps: Steps, walks: _Walks, different: Ints, room: int) -> Ints:
    """The customers of each deviation. `different` are the walks and their deviations, each once."""
    customer = steps.rows.customer[steps.starts]
    several = (np.bincount(customer) > 1)[customer]
    walk, code = np.divmod(different, room)
    # Of a customer with one case all is known; the cases of the others are looked at one by one.
    single = np.bincount(walks.walk[~several], minlength=len(walks.each))
    theirs = np.flatnonzero(several)
    theirs = theirs[np.argsort(walks.walk[theirs], kind="stable")]
    each = np.bincount(walks.walk[theirs], minlength=len(walks.each))
    begin, counts = np.cumsum(each) - each, each[walk]
    index = np.repeat(begin[walk] - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    return _summed(code, single[walk], room) + counts_of_different(
        (customer[theirs[index]], np.repeat(code, counts)), room
    )


def _astray(steps: Steps, automaton: Automaton) -> Flags:
    """For each case whether anything in it is not designed; nothing needs to be aligned in the others."""
    missing = automaton.missing > 0
    astray: Flags = missing[-1, steps.touchpoint[steps.starts]]
    astray |= missing[steps.touchpoint[steps.ends], -1] & (steps.ending != OPEN)
    astray[steps.case[steps.moves[np.flatnonzero(missing[:-1, :-1].ravel()[steps.pair])]]] = True
    return astray


def _aligned(
    steps: Steps, automaton: Automaton, lengths: Ints, walks: _Walks, some: Ints
) -> Iterator[tuple[Counter[tuple[int, int]], Ints, Ints]]:
    """Some walks, those of about the same length at a time: how many cases cost what, and deviations: the walk of each, and its code."""
    some = some[np.argsort(lengths[walks.case[some]], kind="stable")]
    for walk in _batches(some, lengths[walks.case]):
        case = walks.case[walk]
        length, waiting = lengths[case], steps.ending[case] == OPEN
        longest = int(length[-1])
        rows = np.arange(longest)[:, None]
        paths = steps.touchpoint[np.minimum(steps.starts[case] + rows, len(steps) - 1)]
        paths *= rows < length
        found = deviations(automaton, paths, length, waiting)
        sums = np.bincount(found.cost.astype(np.int64) * (longest + 1) + length, walks.each[walk])
        costs = Counter({divmod(number, longest + 1): int(sums[number]) for number in np.flatnonzero(sums).tolist()})
        yield costs, walk[found.path], found.code


def _batches(order: Ints, lengths: Ints) -> Iterator[Ints]:
    """Walks, the shortest first, so many at a time that their steps are `_CELLS` or a few more."""
    begin = 0
    while begin < len(order):
        count = max(1, _CELLS // int(lengths[order[min(begin + _CELLS // int(lengths[order[begin]]), len(order) - 1)]]))
        yield order[begin : begin + count]
        begin += count
