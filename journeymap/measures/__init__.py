"""What is measured: one pure function of a chunk of whole customers each, with a result that adds up over chunks.

To add one: write a module here with a frozen `Tally` for its result and a function `measure(chunk) -> Tally`, and name it in `Measured`.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from journeymap.chunk import Chunk
from journeymap.measures import (
    cases,
    chain,
    channels,
    conformance,
    contacts,
    engagement,
    fingerprint,
    funnels,
    retention,
    scores,
    signals,
    stages,
    subgroups,
    switches,
    transitions,
    variants,
    visits,
)
from journeymap.tally import Tally

THREADS = min(4, os.cpu_count() or 1)
_MANY = 2_000_000
"""So many paths, or more, are not put together by several threads: each would hold some of them twice."""


@dataclass(frozen=True)
class Measured(Tally):
    """The results of all measures."""

    visits: visits.Visits
    transitions: transitions.Transitions
    cases: cases.Cases
    variants: variants.Variants
    contacts: contacts.Contacts
    scores: scores.Scores
    signals: signals.Signals
    channels: channels.Channels
    fingerprint: fingerprint.Fingerprint
    retention: retention.Retention
    engagement: engagement.Engagement
    switches: switches.Switches
    conformance: conformance.Conformance
    chain: chain.Walks
    funnels: funnels.Funnels
    stages: stages.Stages
    subgroups: subgroups.Subgroups


def measure(chunks: Iterable[Chunk]) -> Measured:
    """All measures of all chunks; there must be at least one."""
    return _summed(partial(_measure, chunk) for chunk in chunks)


def measure_parts(parts: Iterable[Callable[[], Chunk]]) -> Measured:
    """The same of chunks that are read first, each by a function."""
    return _summed(partial(_read, part) for part in parts)


def _summed(tasks: Iterable[Callable[[], Measured]]) -> Measured:
    """Several chunks are measured at once, and no more are held than that; numpy lets other threads run. The sum is taken in their order."""
    total: Measured | None = None
    with ThreadPoolExecutor(THREADS) as pool:
        for found in _in_turn(pool, tasks):
            total = found if total is None else total + found
        if total is None:
            raise ValueError("nothing to measure")
        return _settled(total, pool)


def _in_turn(pool: ThreadPoolExecutor, tasks: Iterable[Callable[[], Measured]]) -> Iterator[Measured]:
    waiting: deque[Future[Measured]] = deque()
    for task in tasks:
        waiting.append(pool.submit(task))
        # One more waits than can run, so that nobody is idle while results are added up.
        if len(waiting) > THREADS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _settled(found: Measured, pool: ThreadPoolExecutor) -> Measured:
    """The same, put in order where that takes long: several things at once."""
    piles = [found.transitions.durations, found.stages.arrivals, found.contacts.durations, found.cases.won_durations]
    waiting = [pool.submit(pile.settle) for pile in piles]
    paths = found.variants.paths
    variants = replace(found.variants, paths=paths.grouped(pool.map if len(paths) < _MANY else map))
    for each in waiting:
        each.result()
    return replace(found, variants=variants)


def _read(part: Callable[[], Chunk]) -> Measured:
    return _measure(part())


def _measure(chunk: Chunk) -> Measured:
    return Measured(
        visits.measure(chunk),
        transitions.measure(chunk),
        cases.measure(chunk),
        variants.measure(chunk),
        contacts.measure(chunk),
        scores.measure(chunk),
        signals.measure(chunk),
        channels.measure(chunk),
        fingerprint.measure(chunk),
        retention.measure(chunk),
        engagement.measure(chunk),
        switches.measure(chunk),
        conformance.measure(chunk),
        chain.measure(chunk),
        funnels.measure(chunk),
        stages.measure(chunk),
        subgroups.measure(chunk),
    )
