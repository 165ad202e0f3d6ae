"""What is measured: one pure function of a chunk of whole customers each, with a result that adds up over chunks.

To add one: write a module here with a frozen `Tally` for its result and a function `measure(chunk) -> Tally`, and name it in `Measured`.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

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
from journeymap.steps import Chunk
from journeymap.tally import Tally

THREADS = min(4, os.cpu_count() or 1)


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
    """All measures of all chunks; there must be at least one chunk.

    Several are measured at once, and no more are held than that; numpy lets other threads run. The sum is taken in the order of the chunks.
    """
    total: Measured | None = None
    with ThreadPoolExecutor(THREADS) as pool:
        for found in _in_turn(pool, chunks):
            total = found if total is None else total + found
    if total is None:
        raise ValueError("nothing to measure")
    return total


def _in_turn(pool: ThreadPoolExecutor, chunks: Iterable[Chunk]) -> Iterator[Measured]:
    waiting: deque[Future[Measured]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(_measure, chunk))
        if len(waiting) >= THREADS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


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
