"""A long row of touchpoints, cut into strips that fit the sheet: between stages where that can be, and about equally long."""

from dataclasses import dataclass

from journeymap.catalogue import worded
from journeymap.mapping import Card, Column


@dataclass(frozen=True, slots=True)
class Span:
    """A stage, or as much of it as stands in one strip."""

    column: Column
    cards: tuple[Card, ...]
    continued: bool
    """Whether the stage began in an earlier strip."""

    @property
    def more(self) -> str:
        """What is said after the stage's name: that it goes on here."""
        return f" {worded('(continued)')}" if self.continued else ""


def strips(columns: tuple[Column, ...], most: int) -> list[list[Span]]:
    """The fewest strips of at most `most` cards; of those the ones that divide the fewest stages, and then the most even."""
    cuts = [_cut(columns, count) for count in range(1, most + 1)]
    return min(cuts, key=lambda cut: (len(cut), sum(span.continued for strip in cut for span in strip)))


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
