"""What is told of the ways of customers, and what a report told before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from journeymap.disclosure import Cell, Flags
from journeymap.quantities import Count

Pair = tuple[int, int]


@dataclass(frozen=True)
class Before:
    """What a report told before, by numbers of touchpoints, so that the two together tell less than their difference.

    `hidden` are touchpoints; `began` are cases by number of the stage.
    """

    hidden: frozenset[int] = frozenset()
    began: Mapping[int, Count] = field(default_factory=dict)
    starts: Mapping[int, Count] = field(default_factory=dict)
    ways: Mapping[Pair, Count] = field(default_factory=dict)
    went_on: Mapping[int, Count] = field(default_factory=dict)
    elsewhere: Mapping[int, Count] = field(default_factory=dict)
    paths: Mapping[tuple[int, ...], int] = field(default_factory=dict)
    hide: frozenset[int] = frozenset()
    """Touchpoints that are hidden where no range would do."""
    vague: frozenset[tuple[str, ...]] = frozenset()
    """What is told as a range, or left out, because the two reports would tell of too few: by the names of `journeymap.told_sums`."""


NOTHING = Before()


@dataclass(frozen=True)
class ToldWays:
    """What is told of the ways of customers. Left out is what is of too few; `secret` is whether there is such.

    By number of the touchpoint, or by pair of numbers: `starts`, `went_on`, `elsewhere` and `ways`; `customers` are those of ways that are told as a
    range. By number of the stage `began`, the cases that begin at its touchpoints.
    `turns` are pairs of stages: some case could begin in the first one and not in the second.
    """

    shown: Flags
    began: Mapping[int, Count]
    starts: Mapping[int, Count]
    went_on: Mapping[int, Count]
    elsewhere: Mapping[int, Count]
    ways: Mapping[Pair, Count]
    customers: Mapping[Pair, Count]
    turns: Sequence[Cell]
    secret: bool
