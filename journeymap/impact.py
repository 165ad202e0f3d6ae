"""What fixing the drop-off of touchpoints is associated with: completions gained in the absorbing chain of finished cases, with a bootstrap over customers.

Fixed exits go on from their touchpoint by its designed ways, as those who went on did. The formulas are those of docs/measures.md.
Sources: Sherman and Morrison (1950) for changed rows of a chain; Efron (1979) for the bootstrap; Steele, Lea and Flood (2014) for SplitMix64, which draws.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from journeymap.averages import between
from journeymap.behaviour import Behaviour
from journeymap.lots import Lots
from journeymap.quantities import Gain, Impact
from journeymap.sorting import mixed
from journeymap.steps import LEFT, OPEN, WON

Reals = npt.NDArray[np.floating[Any]]
SHARES = (0.25, 0.5, 1.0)
"""How much of a fix is told."""
DRAWS, FEWER_DRAWS, LARGE = 1000, 200, 100
"""So many times customers are drawn again; fewer times where there are more than `LARGE` touchpoints."""
FEWEST = 10
"""Fewer lots of customers tell nothing of an interval."""
SAME = 1e-9
"""How far the chain may be from the observed completion; and what is left of those who leave a circle for it to count as closed."""
_SEED, _STEP = np.uint64(0x6A6F75726E65796D), np.uint64(0x9E3779B97F4A7C15)
_AT_ONCE = 1 << 22
"""So many cells of chains are solved at once."""


@dataclass(frozen=True)
class Chains:
    """Absorbing chains, one after the other along the first axis.

    `moves` are shares of visits that go on from row to column, `won` and `left` of those that end so.
    """

    starts: Reals
    moves: Reals
    won: Reals
    left: Reals

    @classmethod
    def of(cls, counts: Reals, size: int) -> "Chains":
        """The chains of counts as in `measures.chain.Walks.lots`: a row with all cells for each."""
        table = counts.reshape(len(counts), size + 1, size + OPEN)
        visits, starts = table[:, :size], table[:, size, :size]
        shares = visits / np.maximum(visits.sum(axis=2, keepdims=True), 1)
        begun = starts / starts.sum(axis=1, keepdims=True)
        return cls(begun, shares[..., :size], shares[..., size + WON], shares[..., size + LEFT])

    def through(self, rows: Reals, columns: Reals) -> Reals:
        """R N C of each chain, N = 1 / (I - P): what `columns` gain at each visit, for who begins at `rows`.

        It is what is left of the bordered matrix (I - P, C; -R, 0) when all touchpoints are eliminated (Schur 1917), which needs no pivots: no row of P
        is above 1. Only cells that are not 0 in all chains are touched. It is not left to LAPACK, whose threads wait for each other on a machine that is
        busy: a hundred times as long, for many small chains.
        """
        size, border = self.moves.shape[2], (rows.shape[1], columns.shape[2])
        table = np.zeros((size + border[0], size + border[1], len(self.starts)))
        table[:size, :size] = -self.moves.transpose(1, 2, 0)
        table[range(size), range(size)] += 1
        table[:size, size:], table[size:, :size] = columns.transpose(1, 2, 0), -rows.transpose(1, 2, 0)
        for here in range(size):
            below = np.flatnonzero(table[here + 1 :, here].any(axis=1)) + here + 1
            after = np.flatnonzero(table[here, here + 1 :].any(axis=1)) + here + 1
            on = table[here, after] / table[here, here]
            for row in below.tolist():
                table[row, after] -= table[row, here] * on
        return table[size:, size:].transpose(2, 0, 1)


@dataclass(frozen=True)
class Fix:
    """A share (0-1) of the exits beyond the `tolerance` at a touchpoint is fixed: they go on to one of `ways`."""

    touchpoint: int
    share: float
    tolerance: float
    ways: tuple[int, ...]

    def beyond(self, chains: Chains) -> Reals:
        """The shares of visits that would go on to each touchpoint because of the whole fix."""
        beyond = np.maximum(0, chains.left[:, self.touchpoint] - self.tolerance)
        sent = np.zeros_like(chains.starts)
        ways = list(self.ways)
        sent[:, ways] = chains.moves[:, self.touchpoint, ways]
        whole = sent.sum(axis=1)
        factor: Reals = np.where(whole > 0, beyond / np.where(whole > 0, whole, 1), 0)
        return sent * factor[:, None]


def _bordered(chains: Chains, fixes: Sequence[Fix]) -> Reals:
    """For who begins as cases do (row 0) and where each fix sends them (the others): the chance to complete, the visits to come, and those at each fix."""
    rows = np.stack([chains.starts, *(fix.beyond(chains) for fix in fixes)], axis=1)
    columns = np.zeros((*chains.starts.shape, 2 + len(fixes)))
    columns[:, :, 0], columns[:, :, 1] = chains.won, 1
    for place, fix in enumerate(fixes, 2):
        columns[:, fix.touchpoint, place] = 1
    return chains.through(rows, columns)


def gains(chains: Chains, fixes: Sequence[Fix]) -> list[Reals]:
    """By how much the chance to complete rises with each fix alone. Who would circle for ever completes no more than before."""
    places = list({(fix.touchpoint, fix.tolerance, fix.ways): fix for fix in fixes}.values())
    number = {fix.touchpoint: place for place, fix in enumerate(places)}
    table = _bordered(chains, places)
    found = []
    for fix in fixes:
        row, column = number[fix.touchpoint] + 1, number[fix.touchpoint] + 2
        leaves = 1 - fix.share * table[:, row, column]
        more = fix.share * table[:, 0, column] * table[:, row, 0]
        found.append(np.where(leaves > SAME, more / np.where(leaves > SAME, leaves, 1), 0))
    return found


@dataclass(frozen=True)
class Outcome:
    """The chance to complete, and the expected visits of a case; NaN where some would circle for ever."""

    completion: Reals
    visits: Reals


def outcome(chains: Chains, fixes: Sequence[Fix]) -> Outcome:
    """What comes of cases with some fixes at once, each at another touchpoint."""
    table, forever = _bordered(chains, fixes), np.zeros(len(chains.starts), dtype=bool)
    for place, fix in enumerate(fixes):
        leaves = 1 - fix.share * table[:, place + 1, place + 2]
        closed = leaves <= SAME
        forever |= closed
        again = table[:, :, place + 2, None] * table[:, place + 1, None, :]
        table = table + (np.where(closed, 0, fix.share / np.where(closed, 1, leaves)))[:, None, None] * again
    return Outcome(table[:, 0, 0], np.where(forever, np.nan, table[:, 0, 1]))


class Crowd:
    """The finished cases of a measured journey as a chain, and customers drawn again as many."""

    def __init__(self, seen: Behaviour, min_group: int) -> None:
        self._lots, self._size = seen.measured.chain.lots, len(seen.plan.ids)
        self._seen, self._min_group = seen, min_group
        table = np.zeros((self._size + 1) * (self._size + OPEN))
        table[self._lots.codes] = self._lots.counts.sum(axis=0)
        self._counts = table
        self._table = table.reshape(self._size + 1, self._size + OPEN)
        self.cases = int(self._table[self._size].sum())
        self.won = int(self._table[: self._size, self._size + WON].sum())

    @cached_property
    def chain(self) -> Chains:
        """The chain of all."""
        return Chains.of(self._counts[None], self._size)

    @property
    def holds(self) -> bool:
        """Whether there are enough finished cases, and the chain reproduces their completion."""
        if self.cases < max(1, self._min_group):
            return False
        return bool(abs(outcome(self.chain, ()).completion.item() - self.won / self.cases) <= SAME)

    def few(self, number: int) -> bool:
        """Whether too few customers with a finished case were at a touchpoint."""
        return int(self._seen.measured.chain.customers[number]) < max(1, self._min_group)

    def visits(self, number: int) -> int:
        """Visits of finished cases."""
        return int(self._table[number].sum())

    def left(self, number: int) -> int:
        """Those of them that were the last of a case that just stopped."""
        return int(self._table[number, self._size + LEFT])

    def fix(self, number: int, share: float, tolerance: float) -> Fix:
        """A fix at a touchpoint: exits go on by its designed ways to others."""
        return Fix(number, share, tolerance, tuple(way for way in self._seen.plan.following(number) if way != number))

    def walked(self, fix: Fix) -> bool:
        """Whether anybody went one of the ways of a fix."""
        return bool(self._table[fix.touchpoint, list(fix.ways)].sum())

    def again(self) -> Iterator[Chains]:
        """Chains of customers drawn again, some at a time; none where there are too few of them to tell."""
        if len(self._lots.lots) < FEWEST:
            return
        times = drawn(len(self._lots.lots), DRAWS if self._size <= LARGE else FEWER_DRAWS)
        step = max(1, _AT_ONCE // len(self._counts))
        for begin in range(0, len(times), step):
            yield _resampled(self._lots, times[begin : begin + step], self._size)


def _resampled(lots: Lots, times: Reals, size: int) -> Chains:
    counts = np.zeros((len(times), (size + 1) * (size + OPEN)))
    counts[:, lots.codes] = times @ lots.counts
    return Chains.of(counts, size)


def drawn(lots: int, draws: int) -> Reals:
    """How often each of some lots is taken when so many are drawn with replacement, a row for each time; the same in every run."""
    state = _SEED + np.arange(1, draws * lots + 1, dtype=np.uint64) * _STEP
    taken = ((mixed(state) >> np.uint64(32)) * np.uint64(lots)) >> np.uint64(32)
    place = np.repeat(np.arange(draws), lots) * lots + taken.astype(np.int64)
    return np.bincount(place, minlength=draws * lots).reshape(draws, lots).astype(np.float64)


def bounds(values: Sequence[Any]) -> tuple[float | None, float | None]:
    """The 95 % interval of what was found with customers drawn again, by its percentiles."""
    found = np.sort(np.concatenate(values)) if values else np.zeros(0)
    if not len(found) or np.isnan(found).any():
        return None, None
    return between(found, 0.025), between(found, 0.975)


def impacts(seen: Behaviour, numbers: Collection[int], tolerance: float, min_group: int) -> dict[int, Impact]:
    """What fixing some touchpoints, each alone, is associated with; those of which that can be told."""
    crowd = Crowd(seen, min_group)
    if not numbers or not crowd.holds:
        return {}
    fixes = {
        number: [crowd.fix(number, share, tolerance) for share in SHARES]
        for number in numbers
        if not crowd.few(number) and crowd.left(number) > tolerance * crowd.visits(number)
    }
    fixes = {number: of for number, of in fixes.items() if crowd.walked(of[0])}
    every = [fix for of in fixes.values() for fix in of]
    again = [gains(chains, every) for chains in crowd.again()] if every else []
    found = {fix: [gained[place] for gained in again] for place, fix in enumerate(every)}
    seen_gains = dict(zip(every, gains(crowd.chain, every), strict=True)) if every else {}
    return {
        number: Impact(
            cases=crowd.cases,
            visits=crowd.visits(number),
            left=crowd.left(number),
            tolerance=tolerance,
            gains=tuple(_gain(crowd.cases, fix, seen_gains[fix].item(), found[fix]) for fix in of),
        )
        for number, of in fixes.items()
    }


def _gain(cases: int, fix: Fix, gained: float, again: Sequence[Reals]) -> Gain:
    low, high = bounds(again)
    return Gain(
        share=fix.share,
        completions=cases * gained,
        low=None if low is None else cases * low,
        high=None if high is None else cases * high,
    )
