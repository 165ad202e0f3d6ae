"""Does it find the truth? Journeys whose truth is known, with planted friction and with none, measured as reports do; docs/proof.md tells what was found.

    .venv/bin/python -m benchmarks.study [--runs 400] [--only friction intervals gates changes] [--processes 2]

Runs are of all shapes of journey alike. The same runs make the same table, on every machine.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import starmap
from multiprocessing import get_context

from benchmarks import study_runs
from benchmarks.study_runs import QUESTIONS, Held
from benchmarks.study_worlds import SHAPES
from journeymap.crowds import sums
from journeymap.intervals import wilson

Key = tuple[str, str]
Told = Mapping[Key, Counter[tuple[float, float, int]]]
"""By question and part: runs by how many held in them, of how many."""
Task = tuple[Callable[..., Iterator[Held]], str, int, tuple[int, ...]]


def tasks(runs: int, only: Sequence[str]) -> Iterator[Task]:
    """Blocks of runs, of the shapes in turn; as many of them as are needed for so many runs of each question."""
    for name in only:
        for question, more in QUESTIONS[name]:
            for shape_number, shape in enumerate(SHAPES):
                blocks = range(shape_number, -(-runs // study_runs.BLOCK), len(SHAPES))
                yield from ((question, shape, block, more) for block in blocks)


def done(question: Callable[..., Iterator[Held]], shape: str, block: int, more: tuple[int, ...]) -> list[Held]:
    return list(question(shape, block, *more))


def study(runs: int, only: Sequence[str], processes: int = 1) -> Told:
    """All questions, each of so many runs."""
    found: dict[Key, Counter[tuple[float, float, int]]] = {}
    todo = list(tasks(runs, only))
    if processes == 1:
        blocks: Iterator[list[Held]] = starmap(done, todo)
        return _added(found, blocks)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return _added(found, pool.map(done, *zip(*todo, strict=True)))


def _added(found: dict[Key, Counter[tuple[float, float, int]]], blocks: Iterator[list[Held]]) -> Told:
    for block in blocks:
        for run in block:
            for key, (held, of) in run.items():
                if of:
                    found.setdefault(key, Counter())[float(held), float(of), of] += 1
    return found


def rows(told: Told) -> Iterator[tuple[str, str, int, int, float, float, float]]:
    """Each question and part; runs, how many were asked in them, the share of those that held, and its 95 % interval: the unit is the run."""
    for (question, part), cells in sorted(told.items()):
        whole = sums(cells)
        share, effective = float(whole.value), whole.effective
        yield question, part, whole.customers, int(whole.m), share, *wilson(share * effective, effective)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--only", nargs="+", choices=tuple(QUESTIONS), default=list(QUESTIONS))
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    print("| question | of | runs | asked | held | 95 % interval |\n|---|---|--:|--:|--:|--:|")
    for question, part, runs, of, share, low, high in rows(study(asked.runs, asked.only, asked.processes)):
        print(f"| {question} | {part} | {runs:,} | {of:,} | {share:.1%} | {low:.1%}-{high:.1%} |", flush=True)


if __name__ == "__main__":
    main()
