"""The stages of a journey side by side, cut into bands that fit the sheet; and where in a band each touchpoint stands.

A stage is as wide as its touchpoints need, and never narrower than its words do; what is left is shared out evenly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from journeymap.mapping import Card, Column
from journeymap.pieces.strips import Span

LEAST_SLOT, LEAST_STAGE = 38, 140
"""Px that a touchpoint and a stage have at least."""
_WIDEST_SLOT, _WIDEST_STAGE = 120, 320
AIR = 6
"""Px at both sides of a stage that stay empty."""
_STEP = 20
_COLUMN, _GUTTER, _FEW = 200, 16, 4
"""Px of a column of texts and between two; texts that need no second column."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stage, or as much of it as stands in one band, at its place."""

    span: Span
    left: int
    width: int

    @property
    def slot(self) -> int:
        """How wide each touchpoint's slot is."""
        count = max(1, len(self.span.cards))
        return (self.width - 2 * AIR) // count // 2 * 2

    @property
    def text(self) -> int:
        """The left edge of its texts."""
        return self.left + AIR + 2

    @property
    def room(self) -> int:
        """How wide its texts may be."""
        return self.width - 2 * AIR - 4

    def columns(self, count: int) -> list[tuple[int, int]]:
        """Left edge and width of the columns for so many texts: more than one where the stage is wide and the texts are many."""
        many = max(1, min(self.room // _COLUMN, -(-count // _FEW)))
        wide = (self.room - _GUTTER * (many - 1)) // many
        return [(self.text + nth * (wide + _GUTTER), wide) for nth in range(many)]

    def slots(self) -> Iterator[tuple[Card, int]]:
        """Each touchpoint with the left edge of its slot."""
        slot = self.slot
        first = self.left + (self.width - slot * len(self.span.cards)) // 2
        return ((card, first + slot * place) for place, card in enumerate(self.span.cards))


@dataclass(frozen=True, slots=True)
class Band:
    """One band: the stages in it from left to right."""

    places: tuple[Place, ...]

    @property
    def cards(self) -> list[Card]:
        """The touchpoints in their order."""
        return [card for place in self.places for card in place.span.cards]

    @property
    def right(self) -> int:
        """Where it ends."""
        return max((place.left + place.width for place in self.places), default=0)

    def centres(self) -> list[tuple[Card, int]]:
        """Each touchpoint with the middle of its slot."""
        return [(card, left + place.slot // 2) for place in self.places for card, left in place.slots()]


def bands(columns: Sequence[Column], left: int, room: int) -> tuple[Band, ...]:
    """The fewest bands of at most `room` px from `left` on; of those the ones that divide the fewest stages, then the most even."""
    limits = range(room, LEAST_STAGE - 1, -_STEP)
    cuts = [_cut(columns, limit) for limit in limits]
    best = min(cuts, key=lambda cut: (len(cut), sum(span.continued for spans in cut for span in spans), _longest(cut)))
    return tuple(Band(tuple(_placed(spans, left, room))) for spans in best)


def _needed(cards: int) -> int:
    return max(LEAST_STAGE, cards * LEAST_SLOT + 2 * AIR)


def _longest(cut: list[list[Span]]) -> int:
    return max((sum(_needed(len(span.cards)) for span in spans) for spans in cut), default=0)


def _cut(columns: Sequence[Column], limit: int) -> list[list[Span]]:
    """Stage after stage; only a stage that fills more than a band alone is divided."""
    most = max(1, (limit - 2 * AIR) // LEAST_SLOT)
    found: list[list[Span]] = []
    room = 0
    for column in columns:
        rest, begun = column.cards, False
        while rest or not begun:
            if _needed(min(len(rest), most)) > room:
                found.append([])
                room = limit
            taken = rest[:most]
            found[-1].append(Span(column, taken, begun))
            rest, begun, room = rest[len(taken) :], True, room - _needed(len(taken))
    return found


def _placed(spans: Sequence[Span], left: int, room: int) -> Iterator[Place]:
    for span, width in zip(spans, _widths(spans, room), strict=True):
        yield Place(span, left, width)
        left += width


def _widths(spans: Sequence[Span], room: int) -> list[int]:
    """All alike where that can be; a stage that needs more than its share has what it needs."""
    needed = [_needed(len(span.cards)) for span in spans]
    share = 0
    for count in range(len(spans), 0, -1):
        # The neediest have what they need, the others share the rest.
        neediest = sorted(needed, reverse=True)[: len(spans) - count]
        share = (room - sum(neediest)) // count // 2 * 2
        if share >= sorted(needed)[count - 1]:
            break
    widths = [max(need, share) // 2 * 2 for need in needed]
    return [
        max(need, min(width, max(_WIDEST_STAGE, len(span.cards) * _WIDEST_SLOT)))
        for need, width, span in zip(needed, widths, spans, strict=True)
    ]
