"""The questions of the study: each looks at one run, and says of what it asks how often it held, of how often. docs/proof.md says what they mean."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random
from typing import Any

import numpy as np
from benchmarks.study_worlds import MIN_GROUP, SHAPES, SIZES, World, chunks, measured, sample, world
from journeymap.chunk import Chunk
from journeymap.compared import compare
from journeymap.crowds import Crowd, crowd_of
from journeymap.figures import Figures
from journeymap.judgements import judge
from journeymap.language.promise import Budget, Targets
from journeymap.measures import measure
from journeymap.model import Journey
from journeymap.pipeline.compared import as_it_stood
from journeymap.simulate import START
from journeymap.sorting import Ints

BLOCK = 10
"""So many runs are read at once."""
POOL = 20_000
"""Customers of whom some are drawn: what holds of all of them is the truth."""
DRAWN = 400
"""So many are drawn for a report."""
SIDE = 750
"""So many are drawn for each side of a comparison."""
ENOUGH = 30
WEEKS = 7 * 24 * 3_600 * 1_000_000
Held = Mapping[tuple[str, str], tuple[int, int]]
"""Of one run: by question and by what of it is asked, how many held, of how many."""


# Friction ---------------------------------------------------------------------------------------------------------------


def planted(shape: str, block: int, customers: int) -> Iterator[Held]:
    """Whether both of two planted frictions are the first two of the report's ranking."""
    of = _drawn_world(shape, block)
    seeds = range(block * BLOCK, block * BLOCK + BLOCK)
    plants = [of.pair(seed) for seed in seeds]
    asked = [(seed, customers, pair) for seed, pair in zip(seeds, plants, strict=True)]
    for pair, seen in zip(plants, measured(of, asked), strict=True):
        first = set(ranking(seen)[:2])
        found = Counter(plant.kind for plant in pair if plant.touchpoint in first)
        kinds = Counter(plant.kind for plant in pair)
        whole = f"both planted frictions in the top two, n = {customers}"
        both = (int(found.total() == 2), 1)
        yield {
            (whole, "all"): both,
            (whole, shape): both,
            **{
                (f"one planted friction in the top two, n = {customers}", kind): (found[kind], kinds[kind])
                for kind in kinds
            },
        }


def calm(shape: str, block: int, customers: int) -> Iterator[Held]:
    """Whether a report calls anything friction where nothing is planted."""
    of = _drawn_world(shape, block)
    # Other seeds than those with friction planted: runs of the two questions are independent.
    seeds = range(10**6 + block * BLOCK, 10**6 + block * BLOCK + BLOCK)
    for seen in measured(of, [(seed, customers, ()) for seed in seeds]):
        flagged = (int(bool(ranking(seen))), 1)
        whole = f"nothing planted, and something flagged, n = {customers}"
        yield {(whole, "all"): flagged, (whole, shape): flagged}


def ranking(seen: Figures) -> list[str]:
    """The touchpoints with friction, as the report ranks them."""
    ranks = {name: found.friction.rank for name, found in seen.touchpoints().items() if found.friction}
    return sorted((name for name, rank in ranks.items() if rank), key=lambda name: ranks[name] or 0)


def _drawn_world(shape: str, block: int) -> World:
    return world(shape, 0 if shape == SHAPES[0] else Random(block).choice(SIZES))


# Intervals, gates and comparisons -----------------------------------------------------------------------------------------


@cache
def pool(shape: str, *, troubled: bool) -> tuple[World, Chunk]:
    """Very many customers; `troubled` have one friction of each kind that reports tell as a rate or score."""
    of = world(shape, 0 if shape == SHAPES[0] else 8)
    plants = _troubles(of) if troubled else ()
    (whole,) = chunks(of, [(1 + troubled, POOL, plants)])
    return of, whole


def _troubles(of: World) -> Any:
    """A plant of each kind, at touchpoints that follow one another as far as they can."""
    taken: set[str] = set()
    found = []
    for kind in ("drop", "repeat", "return", "unplanned", "fail", "error", "csat", "ces", "slow"):
        free = [plant for plant in of.places.get(kind, ()) if plant.touchpoint not in taken]
        if free:
            found.append(free[len(free) // 2])
            taken.add(free[len(free) // 2].touchpoint)
    return tuple(found)


@cache
def _truth(shape: str, *, troubled: bool) -> tuple[Figures, dict[tuple[str, str], float]]:
    of, whole = pool(shape, troubled=troubled)
    seen = Figures(of.loaded.journey, of.plan, measure([whole]), 0)
    return seen, {(name, place): value for name, place, value, *_ in intervals(seen)}


def intervals(seen: Figures) -> Iterator[tuple[str, str, float, float | None, float | None, int]]:
    """All numbers of a report that have an interval: what they are, which one it is, the value, the interval and n."""
    cases, nps = seen.cases(), seen.nps()
    if done := seen.completion():
        yield "completion", "", done.value, done.low, done.high, done.of
    for name in ("contacts", "channel_switches"):
        if found := getattr(cases, name):
            yield "contacts and channel switches per case, mean", name, found.value, found.low, found.high, found.n
    if cases.time:
        yield "time of a case, median", "", cases.time.median_seconds, cases.time.low, cases.time.high, cases.time.n
    if nps:
        yield "NPS", "", nps.value, nps.low, nps.high, nps.n
    for place, point in seen.touchpoints().items():
        for name, measure_, found in _of_touchpoint(point):
            if found is not None:
                value, n = getattr(found, "value", None), getattr(found, "of", None) or getattr(found, "n", 0)
                value = found.median_seconds if value is None else value
                yield name, f"{measure_} at {place}", value, found.low, found.high, n
        if point.friction and point.friction.impact:
            of, gain = point.friction.impact.cases, point.friction.impact.gains[-1]
            low, high = (None if end is None else end / of for end in (gain.low, gain.high))
            yield "completions gained, per case", place, gain.completions / of, low, high, of


def _of_touchpoint(point: Any) -> Iterator[tuple[str, str, Any]]:
    """What a number is, which measure, and the number; None where there is none."""
    yield "drop-off", "", point.drop_off
    for name in ("repeats", "returns", "errors"):
        yield "repeats, returns, errors, failures", name, getattr(point, name)
    yield "dwell and contact, median", "dwell", point.dwell
    if point.contact:
        yield "repeats, returns, errors, failures", "failure", point.contact.failure
        yield "dwell and contact, median", "contact", point.contact.duration
    if point.csat:
        yield "CSAT, share", "", point.csat
        yield "CSAT, mean", "", point.csat.mean
    if point.ces:
        yield "CES, mean", "", point.ces
        yield "CES, share of low effort", "", point.ces.low_effort
    yield "NPS", "", point.nps


def covered(shape: str, block: int) -> Iterator[Held]:
    """Whether intervals of reports of some customers hold what is true of all: of those that stand on at least 30, the others are told in grey."""
    for seed in range(block * BLOCK, block * BLOCK + BLOCK):
        of, whole = pool(shape, troubled=True)
        _, truth = _truth(shape, troubled=True)
        drawn = sample(whole, _customers(seed, DRAWN))
        seen = Figures(of.loaded.journey, of.plan, measure([drawn]), MIN_GROUP)
        found: Counter[tuple[str, str]] = Counter()
        held: Counter[tuple[str, str]] = Counter()
        for name, place, _, low, high, n in intervals(seen):
            if n >= ENOUGH and low is not None and high is not None:
                rare = low >= 0 and high <= 1 and min(truth[name, place], 1 - truth[name, place]) * n < 5
                key = ("95 % intervals that hold the truth", f"{name}, fewer than 5 expected" if rare else name)
                found[key] += 1
                held[key] += low <= truth[name, place] <= high
        yield {key: (held[key], of_them) for key, of_them in found.items()}


def gated(shape: str, block: int) -> Iterator[Held]:
    """Whether a gate fails on data of customers who are as they always were: with promises at the truth itself, a tenth looser, and as the file has them."""
    of, whole = pool(shape, troubled=False)
    seen, _ = _truth(shape, troubled=False)
    promises = {
        "each promise at the truth itself": promised(seen, 0.0),
        "each promise a tenth looser than the truth": promised(seen, 0.1),
    }
    if of.loaded.journey.budget.completion is not None:
        promises["the promises of the example"] = of.loaded.journey
    for seed in range(block * BLOCK, block * BLOCK + BLOCK):
        counts = measure([sample(whole, _customers(seed, DRAWN))])
        found = {}
        for name, journey in promises.items():
            broken = any(one.verdict == "broken" for one in judge(Figures(journey, of.plan, counts, MIN_GROUP)))
            found["gates that fail on unchanged data", name] = (int(broken), 1)
        yield found


def promised(seen: Figures, slack: float) -> Journey:
    """The journey with a promise of all that is measured: what is true, or so much (a share of it) looser."""
    journey, stages = seen.journey, {}
    points = seen.touchpoints()
    for stage_id, stage in journey.stages.items():
        inside = {}
        for place in stage.touchpoints:
            # Other promises than these would be judged with them.
            update = {"targets": Targets(**_promises(seen, place, points[place], slack)), "sla": None}
            inside[place] = journey.touchpoints[place].model_copy(update=update)
        stages[stage_id] = stage.model_copy(update={"touchpoints": inside, "targets": Targets()})
    cases, done = seen.cases(), seen.completion()
    budget = Budget(
        completion=1 - (1 - done.value) * (1 + slack) if done else None,
        contacts=cases.contacts.value * (1 + slack) if cases.contacts else None,
    )
    return journey.model_copy(update={"stages": stages, "budget": budget})


def _promises(seen: Figures, place: str, point: Any, slack: float) -> dict[str, Any]:
    number, more = seen.plan.number[place], 1 + slack
    found: dict[str, Any] = {}
    for name in ("drop_off", "repeat", "return", "unplanned", "hand_off", "failure", "error"):
        share = seen.seen.share(name, [number])
        if share and share[1]:
            found[name] = min(1.0, more * share[0] / share[1])
    if point.csat:
        found["csat"] = 1 - (1 - point.csat.value) * more
    if point.ces:
        found["ces"] = 1 + (point.ces.value - 1) * more  # 1 is easy
    if point.nps:
        found["nps"] = point.nps.value - 100 * slack
    return found


def changed(shape: str, block: int) -> Iterator[Held]:
    """Whether a comparison calls anything worse or better: of unchanged customers, however small a difference counts; and the drop-off of troubled ones."""
    of, whole = pool(shape, troubled=False)
    _, troubled = pool(shape, troubled=True)
    journey = of.loaded.journey
    truth = _differences(shape)
    (leaky,) = [plant.touchpoint for plant in _troubles(of) if plant.kind == "drop"]
    for seed in range(block * BLOCK, block * BLOCK + BLOCK):
        mine = _customers(seed, 2 * SIDE)
        base, other = (crowd_of(sample(whole, half), journey) for half in (mine[:SIDE], mine[SIDE:]))
        worse = crowd_of(sample(troubled, _customers(10**6 + seed, SIDE)), journey)
        windows = _periods(whole, _customers(2 * 10**6 + seed, 2 * SIDE), journey)
        halves, periods = (_calls(of, *sides) for sides in ((base, other), windows))
        found = compare(journey, of.plan, base, worse, MIN_GROUP)
        calls = {
            ("comparisons that call unchanged customers changed", "two halves"): (int(halves), 1),
            ("comparisons that call unchanged customers changed", "two periods"): (int(periods), 1),
            ("comparisons that call the touchpoint worse where a drop-off is planted", shape): (
                int(any((one.measure, one.of, one.verdict) == ("drop_off", leaky, "worse") for one in found.contrasts)),
                1,
            ),
        }
        held: Counter[tuple[str, str]] = Counter()
        many: Counter[tuple[str, str]] = Counter()
        for one in found.contrasts:
            if one.difference is not None and one.low is not None and one.high is not None:
                kind = {"bootstrap": "medians", "welch": "means"}.get(one.test or "", "shares")
                key = ("95 % intervals that hold the truth", f"difference of {kind}")
                many[key] += 1
                held[key] += one.low <= truth[one.measure, one.of, one.survey] <= one.high
        yield calls | {key: (held[key], count) for key, count in many.items()}


@cache
def _differences(shape: str) -> dict[tuple[str, str, str | None], float]:
    """How far the troubled customers are from the others in truth."""
    of, whole = pool(shape, troubled=False)
    sides = (crowd_of(each, of.loaded.journey) for each in (whole, pool(shape, troubled=True)[1]))
    found = compare(of.loaded.journey, of.plan, *sides, 0)
    return {
        (one.measure, one.of, one.survey): one.looked_at.value - one.base.value
        for one in found.contrasts
        if one.base and one.looked_at
    }


def _calls(of: World, base: Crowd, other: Crowd) -> bool:
    found = compare(of.loaded.journey, of.plan, base, other, MIN_GROUP, points=0.0)
    return any(one.verdict in ("worse", "better") for one in found.contrasts)


def _periods(whole: Chunk, customers: Ints, journey: Journey) -> tuple[Crowd, Crowd]:
    """Cases of the first four weeks and of the next four, up to the end of the data, each as the data stood at their end."""
    start = int(START.timestamp()) * 1_000_000
    part = sample(whole, customers)
    windows = [(start + place * 4 * WEEKS, start + (place + 1) * 4 * WEEKS) for place in (0, 1)]
    first, second = (crowd_of(as_it_stood(part, window, window[1]), journey) for window in windows)
    return first, second


def _customers(seed: int, how_many: int) -> Ints:
    """Some of the customers of a pool, each at most once."""
    found: Ints = np.random.default_rng(seed).permutation(POOL)[:how_many]
    return found


QUESTIONS: Mapping[str, tuple[tuple[Callable[..., Iterator[Held]], tuple[int, ...]], ...]] = {
    "friction": ((planted, (200,)), (planted, (500,)), (calm, (200,)), (calm, (500,))),
    "intervals": ((covered, ()),),
    "gates": ((gated, ()),),
    "changes": ((changed, ()),),
}
"""What can be asked, with what is added to the shape of the journey and the number of the block."""
