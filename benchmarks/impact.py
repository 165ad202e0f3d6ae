"""Do intervals of completions gained hold the truth as often as they say, and are they as wide as those of customers drawn one by one? And what do they cost?

    .venv/bin/python -m benchmarks.impact --runs 2000

The world is that of `tests/impact_study.py`: customers of three kinds with one to six cases each, so that the cases of one are alike.
"""

import argparse
from collections.abc import Iterable
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import numpy as np
from journeymap import impact
from journeymap.lots import lots_of
from journeymap.steps import LEFT, OPEN, WON
from tests.impact_study import covered


def coverage(runs: int, sizes: Iterable[int]) -> None:
    print(f"{'customers':>9} {'runs':>6} {'held, %':>8} {'+-':>5} {'width / one by one':>19}")
    for customers in sizes:
        share, wide, exact = covered(runs, customers, one_by_one=min(runs, 100))
        margin = 196 * (share * (1 - share) / runs) ** 0.5
        print(f"{customers:9,} {runs:6,} {100 * share:8.1f} {margin:5.1f} {wide / exact:19.3f}", flush=True)


def crowded(size: int, customers: int = 2000, steps: int = 20) -> Any:
    """Customers who walk at random over so many touchpoints, each next one being one of the five that follow."""
    draw = np.random.default_rng(1)
    begin = draw.integers(0, size, (customers, 1))
    paths = (begin + np.cumsum(draw.integers(1, 6, (customers, steps)), axis=1)) % size
    after = np.concatenate((paths[:, 1:], size + draw.choice([WON, LEFT], (customers, 1))), axis=1)
    whose = np.repeat(np.arange(customers), steps)
    codes = np.concatenate(((paths * (size + OPEN) + after).ravel(), size * (size + OPEN) + paths[:, 0]))
    hashes = draw.integers(0, 2**64, customers, dtype=np.uint64)
    people = np.concatenate((whose, np.arange(customers)))
    found = lots_of(hashes, people, codes, (size + 1) * (size + OPEN))
    chain = SimpleNamespace(lots=found, customers=np.full(size, customers))
    plan = SimpleNamespace(ids=tuple(range(size)), following=lambda at: [(at + 1) % size, (at + 2) % size])
    return SimpleNamespace(measured=SimpleNamespace(chain=chain), plan=plan)


def cost() -> None:
    print(f"\n{'touchpoints':>11} {'fixed':>6} {'s':>7}")
    for size, fixed in ((10, 10), (30, 10), (100, 10), (300, 10), (300, 100)):
        seen = crowded(size)
        begin = perf_counter()
        impact.impacts(seen, range(fixed), 0.0, 0)
        print(f"{size:11} {fixed:6} {perf_counter() - begin:7.2f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--customers", type=int, nargs="+", default=[60, 400, 3000])
    given = parser.parse_args()
    coverage(given.runs, given.customers)
    cost()
