"""A funnel by the values of a column: at most ten groups, and none of them, nor what is left when they are taken away, of too few customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from journeymap.chapters.funnels import Breakdown, FunnelGroup
from journeymap.quantities import rate

MOST = 10
"""So many groups are shown."""
Counts = list[int]
"""Customers by step."""


@dataclass(frozen=True)
class Kinds:
    """A column of the log, and the texts that the codes of `Rows.kind` stand for."""

    column: str
    values: Sequence[str]


def broken_down(kinds: Kinds, reached: Mapping[int, Counts], seen: int, least: int) -> Breakdown:
    """The groups of a funnel from how many customers of each kind got how far; `seen` is how many of its steps can be seen."""
    rest, nothing = len(kinds.values), len(kinds.values) + 1
    ranked = sorted((kind for kind in reached if kind != rest), key=lambda kind: (-reached[kind][0], kind))
    shown = [kind for kind in ranked if reached[kind][0] >= max(1, least)][:MOST]
    while shown and 0 < _others(reached, shown)[0] < least:
        shown.pop()
    parts = [reached[kind] for kind in shown]
    other = _others(reached, shown)
    parts += [other] if other[0] else []
    known = _hidden(parts, seen, least)
    groups = [
        _group(None if kind == nothing else kinds.values[kind], counts)
        for kind, counts in zip(shown, known, strict=False)
    ]
    return Breakdown(
        column=kinds.column, groups=tuple(groups), other=_group(None, known[-1]) if other[0] >= max(1, least) else None
    )


def _others(reached: Mapping[int, Counts], shown: Sequence[int]) -> Counts:
    steps = len(next(iter(reached.values()), [0]))
    return [sum(counts[step] for kind, counts in reached.items() if kind not in shown) for step in range(steps)]


def _hidden(parts: Sequence[Counts], seen: int, least: int) -> list[list[int | None]]:
    """The counts without those of too few customers, step by step, and without as many more as keep those from being worked out."""
    known: list[list[int | None]] = [[*counts[:seen], *[None] * (len(counts) - seen)] for counts in parts]
    for step in range(seen if parts else 0):
        column = sorted((counts[step], place) for place, counts in enumerate(parts) if counts[step])
        hidden = 0
        for count, place in column:
            if count < least or 0 < hidden < least:
                known[place][step] = None
                hidden += count
    return known


def _group(value: str | None, counts: Sequence[int | None]) -> FunnelGroup:
    first, last = counts[0], counts[-1]
    share = rate(last, first) if first is not None and last is not None else None
    return FunnelGroup(value=value, customers=tuple(counts), share_of_first=share)
