"""How often a comparison calls changed what has not changed: logs whose two sides are drawn from the same customers, or from two periods of one behaviour.

`tests/test_compare.py` takes a few of each, `benchmarks/compare.py` many.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from journeymap.asked import Periods
from journeymap.compared import Found, compare
from journeymap.crowds import crowd_of
from journeymap.intake import Request, take
from journeymap.lens import WHOLLY
from journeymap.load import Loaded, load
from journeymap.pipeline.compared import compared
from journeymap.pipeline.declared import looked_at, sound
from journeymap.pipeline.made_up import make_up
from journeymap.plan import Plan, plan_of
from journeymap.steps import Chunk

JOURNEY = Path(__file__).parents[1] / "journeys" / "click-and-collect.yaml"


def made_up(folder: Path, customers: int, seed: int, *plants: str) -> dict[str, list[str]]:
    """Files of made-up customers, as `compared` takes them."""
    make_up(looked_at(sound(JOURNEY), depth=WHOLLY), folder, customers=customers, seed=seed, plants=plants, form="csv")
    return {"events": [str(folder / "events.csv")], "answers": [str(folder / "answers.csv")]}


def halves(files: dict[str, list[str]], runs: int, points: float) -> Iterator[Found]:
    """The customers of a log, drawn at random into two halves of which none is worse than the other."""
    loaded = load(JOURNEY)
    plan = plan_of(loaded.journey)
    with take(loaded, plan, Request(Path.cwd(), files["events"], files["answers"])) as taken:
        (chunk,) = taken.chunks
    for seed in range(runs):
        yield _split(loaded, plan, chunk, seed, points)


def _split(loaded: Loaded, plan: Plan, chunk: Chunk, seed: int, points: float) -> Found:
    first = np.random.default_rng(seed).random(int(chunk.rows.customer.max()) + 1) < 0.5
    crowds = []
    for mine in (first, ~first):
        rows = chunk.rows.at(np.flatnonzero(mine[chunk.rows.customer]))
        own = chunk.own.at(np.flatnonzero((chunk.own.customer >= 0) & mine[chunk.own.customer]))
        crowds.append(crowd_of(replace(chunk, rows=rows, own=own), loaded.journey))
    return compare(loaded.journey, plan, crowds[0], crowds[1], 10, points)


def periods(folder: Path, runs: int, customers: int, points: float) -> Iterator[Found]:
    """Two periods of four weeks, up to the end of the data: many cases of the second one, and as many of the first, are still open."""
    times = [f"2026-{day}T00:00:00Z" for day in ("06-01", "06-28", "07-25")]
    for seed in range(runs):
        files = made_up(folder / str(seed), customers, seed)
        found = compared(
            load(JOURNEY), Periods((times[0], times[1]), (times[1], times[2])), points=points, as_of=times[2], **files
        )
        yield Found(found.contrasts, found.family, found.unseen)


def alarms(found: Iterator[Found], each: Callable[[Found], None] = lambda _: None) -> tuple[int, int]:
    """How many comparisons call anything worse or better, and how many measures they tested in all."""
    wrong = family = 0
    for one in found:
        wrong += any(contrast.verdict in ("worse", "better") for contrast in one.contrasts)
        family += one.family
        each(one)
    return wrong, family
