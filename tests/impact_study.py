"""A world in which it is known what a fix is associated with: customers of several kinds, each with several cases that are alike.

How often do intervals hold the truth, and are they as wide as those of a bootstrap over customers one by one?
"""

from fractions import Fraction
from typing import Any

import numpy as np
from journeymap import impact, lots
from journeymap.lots import Lots, lots_of

SIZE, OPEN = 4, 3
WON, LOST, LEFT = range(3)
TOLERANCE = Fraction(1, 20)
SHARE = 1.0
WAYS = (1, 2)
"""The designed ways from 0, where the fix is."""


class World:
    """Customers are of three kinds; what follows a visit depends on the kind. A customer has 1 to 6 cases."""

    def __init__(self, seed: int) -> None:
        draw = np.random.default_rng(seed)
        self.kinds = draw.dirichlet(np.ones(3) * 4)
        self.after = np.zeros((3, SIZE, SIZE + OPEN))
        for kind in range(3):
            leave = draw.uniform(0.2, 0.6)
            self.after[kind, 0] = [0, *draw.dirichlet([4, 2]) * (1 - leave), 0, 0, 0, leave]
            for here in (1, 2, 3):
                self.after[kind, here] = draw.dirichlet([1, 0.5, 1, 2, 2, 0.5, 1])
        self.cases = np.arange(1, 7) / 21  # six cases are as likely as they are many

    def rounds(self, customers: int, seed: int) -> tuple[Any, list[tuple[Any, Any, Any]]]:
        """The customer of each case; and step by step the cases that are still under way, where they are, and what comes after."""
        draw = np.random.default_rng(seed)
        kind = draw.choice(3, customers, p=self.kinds)
        whose = np.repeat(np.arange(customers), draw.choice(np.arange(1, 7), customers, p=self.cases))
        limits = self.after.cumsum(axis=2)
        case, here, found = np.arange(len(whose)), np.zeros(len(whose), dtype=int), []
        while len(case):
            chance = draw.random(len(case))[:, None]
            after = np.minimum((chance >= limits[kind[whose[case]], here]).sum(axis=1), SIZE + LEFT)
            found.append((case, here, after))
            case, here = case[after < SIZE], after[after < SIZE]
        return whose, found

    def walks(self, customers: int, seed: int) -> list[tuple[str, list[int], int]]:
        """Cases of so many customers: who, the path, and how it ends."""
        whose, rounds = self.rounds(customers, seed)
        paths: list[list[int]] = [[] for _ in whose]
        endings = [0] * len(paths)
        for cases, places, afters in rounds:
            for case, here, after in zip(cases.tolist(), places.tolist(), afters.tolist(), strict=True):
                paths[case].append(here)
                endings[case] = after - SIZE
        return [(f"c{who}", path, ending) for who, path, ending in zip(whose.tolist(), paths, endings, strict=True)]

    def truth(self) -> float:
        """The gain in completion by the chain of ever so many customers."""
        table = np.zeros((SIZE + 1, SIZE + OPEN))
        for kind, share in enumerate(self.kinds):
            moves = self.after[kind][:, :SIZE]
            visits = np.linalg.solve((np.eye(SIZE) - moves).T, np.eye(SIZE)[0])
            table[:SIZE] += share * visits[:, None] * self.after[kind]
            table[SIZE, 0] += share
        shares = table[:SIZE] / table[:SIZE].sum(axis=1, keepdims=True)
        other = shares.copy()
        sent = SHARE * (shares[0, SIZE + LEFT] - float(TOLERANCE))
        other[0, list(WAYS)] += sent * shares[0, list(WAYS)] / shares[0, list(WAYS)].sum()
        before, after = (
            np.linalg.solve(np.eye(SIZE) - one[:, :SIZE], one[:, SIZE + WON])[0] for one in (shares, other)
        )
        return float(after - before)


def counted(world: World, customers: int, seed: int) -> Lots:
    """Cases in lots; the hashes are drawn at random, so that each time other customers are together."""
    whose, rounds = world.rounds(customers, seed)
    codes = [here * (SIZE + OPEN) + after for _, here, after in rounds] + [np.full(len(whose), SIZE * (SIZE + OPEN))]
    people = [whose[case] for case, _, _ in rounds] + [whose]
    hashes = np.random.default_rng([seed, 1]).integers(0, 2**64, customers, dtype=np.uint64)
    return lots_of(hashes, np.concatenate(people), np.concatenate(codes), (SIZE + 1) * (SIZE + OPEN))


def interval(found: Lots, draws: int) -> tuple[float, float]:
    """The bootstrap of these lots."""
    fix = impact.Fix(0, SHARE, float(TOLERANCE), WAYS)
    chains = impact._resampled(found, impact.drawn(len(found.lots), draws), SIZE)
    low, high = impact.bounds(impact.gains(chains, [fix]))
    assert low is not None
    assert high is not None
    return low, high


def covered(runs: int, customers: int, one_by_one: int) -> tuple[float, float, float]:
    """How many intervals of so many runs hold the truth (0-1); and how wide they are, and those of customers one by one, in the mean of some runs."""
    held, wide, exact = 0, [], []
    for run in range(runs):
        world = World(run % 10)
        truth, (low, high) = world.truth(), interval(counted(world, customers, run), impact.DRAWS)
        held += low <= truth <= high
        if run < one_by_one:
            wide.append(high - low)
            exact.append(_one_by_one(world, customers, run))
    return held / runs, float(np.mean(wide)), float(np.mean(exact))


def _one_by_one(world: World, customers: int, seed: int) -> float:
    """How wide the interval is where each customer is a lot."""
    before, lots.MOST = lots.MOST, 10**9
    try:
        low, high = interval(counted(world, customers, seed), impact.DRAWS)
    finally:
        lots.MOST = before
    return high - low
