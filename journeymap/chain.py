"""The absorbing Markov chain of finished cases: from touchpoint to touchpoint, until a case is won, lost or left.

Completion is the chance to be absorbed as won. The chain reproduces the observed one exactly: see docs/measures.md.
Source: Kemeny and Snell, "Finite Markov Chains" (1960), chapter III.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import Any

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.floating[Any]]
Triple = tuple[int, int, int]
"""A visit: what comes before (`size` for nothing), its touchpoint, and what follows: a touchpoint, or `size` and more for an ending; `size` is won."""


@dataclass(frozen=True)
class Chain:
    """Shares (0-1): of cases that start at each touchpoint, of visits that go on from row to column, and of visits that are won there."""

    starts: Reals
    moves: Reals
    won: Reals

    @cached_property
    def visits(self) -> Reals:
        """Expected visits of each touchpoint in a case: v = s + v P."""
        found: Reals = np.linalg.solve(self._stays.T, self.starts)
        return found

    @cached_property
    def winning(self) -> Reals:
        """The chance to be won from each touchpoint on: h = w + P h."""
        found: Reals = np.linalg.solve(self._stays, self.won)
        return found

    @property
    def completion(self) -> float:
        """The chance of a case to be won."""
        return float(self.visits @ self.won)

    @property
    def removal(self) -> Reals:
        """For each touchpoint the share of completions that pass it: those that are lost where it is removed, and who comes to it leaves.

        The chance ever to come there is its expected visits over those of one who is there already. All 0 where nothing completes.
        """
        again = np.diag(np.linalg.inv(self._stays))
        through: Reals = self.visits / again * self.winning
        return through / self.completion if self.completion else np.zeros(len(through))

    def seconds(self, dwell: Mapping[tuple[int, int], float]) -> float | None:
        """Expected seconds to completion of those that complete; None where nothing does, or where the time of a way to it is not known.

        A won case goes from i to j as often as v_i P_ij h_j / completion.
        """
        walked = self.visits[:, None] * self.moves * self.winning
        pairs = [(int(source), int(target)) for source, target in zip(*np.nonzero(walked), strict=True)]
        if not self.completion or any(pair not in dwell for pair in pairs):
            return None
        return fsum(float(walked[pair]) * dwell[pair] for pair in pairs) / self.completion

    @property
    def _stays(self) -> Reals:
        """I - P. It can be inverted: every touchpoint that is visited stands in a case that ends."""
        identity: Reals = np.eye(len(self.starts))
        return identity - self.moves


def chain_of(triples: Mapping[Triple, int], size: int) -> Chain:
    """The chain of counted visits; there must be a case."""
    before, here, after = np.array(list(triples)).T
    often = np.array(list(triples.values()), dtype=np.float64)
    first, seen = before == size, after <= size
    total = np.bincount(here, often, minlength=size)
    starts = np.bincount(here[first], often[first], minlength=size)
    cells = np.bincount(here[seen] * (size + 1) + after[seen], often[seen], minlength=size * (size + 1))
    shares = cells.reshape(size, size + 1) / np.maximum(total, 1)[:, None]
    return Chain(starts / starts.sum(), shares[:, :size], shares[:, size])
