"""A long row of touchpoints, cut into strips that fit the sheet: between stages where that can be, and about equally long."""

from dataclasses import dataclass

from journeymap.mapping import Card, Column


@dataclass(frozen=True, slots=True)
class Span:
    """A stage, or as much of it as stands in one strip."""

    column: Column
    cards: tuple[Card, ...]
    continued: bool
    """Whether the stage began in an earlier strip."""


def strips(columns: tuple[Column, ...], most: int) -> list[list[Span]]:
    """The fewest strips of at most `most` cards, and of those the most even."""
    fewest = _cut(columns, most)
    total = sum(len(column.cards) for column in columns)
    least = -(-total // max(1, len(fewest)))
    return next(cut for count in range(least, most + 1) if len(cut := _cut(columns, count)) == len(fewest))


def _cut(columns: tuple[Column, ...], most: int) -> list[list[Span]]:
    """Stage after stage; only a stage that fills no strip alone is divided."""
    found: list[list[Span]] = []
    room = 0
    for column in columns:
        rest = column.cards
        if room < len(rest) <= most:
            room = 0
        while rest:
            if room == 0:
                found.append([])
                room = most
            taken = rest[:room]
            found[-1].append(Span(column, taken, len(rest) < len(column.cards)))
            rest, room = rest[room:], room - len(taken)
    return found
