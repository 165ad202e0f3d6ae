"""Paths and how many cases share them."""

from dataclasses import dataclass

from journeymap.chunk import Chunk
from journeymap.paths import Paths, paths_of
from journeymap.steps import OPEN
from journeymap.tally import Tally

CASES, CUSTOMERS, WAITING = range(3)
"""The columns of `Variants.paths.counts`."""


@dataclass(frozen=True)
class Variants(Tally):
    """The different paths of touchpoints' numbers; of each the cases, the different customers, and the cases that are open."""

    paths: Paths


def measure(chunk: Chunk) -> Variants:
    """Counts paths."""
    steps = chunk.steps
    return Variants(paths_of(steps.walks, steps.rows.customer[steps.starts], (steps.ending == OPEN,)))
