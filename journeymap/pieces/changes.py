"""How a map says what is new, changed and gone since another revision: an icon and words on the card, a line of its own for a way that is gone."""

from collections.abc import Iterator, Sequence

from journeymap.catalogue import mark, worded
from journeymap.drawing.metrics import wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Icon, Row, Stroke, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Arrow, Card
from journeymap.marks import Change
from journeymap.pieces.frame import stroke
from journeymap.pieces.notes import SMALL

ICONS = {Change.ADDED: "added", Change.REMOVED: "removed", Change.CHANGED: "changed"}
WORDS = {Change.ADDED: mark("new"), Change.REMOVED: mark("removed"), Change.CHANGED: mark("changed")}
GONE = Stroke(Role.MUTED, 1.4, (3, 4))
"""The line of a way that is gone."""
DASH = (5.0, 4.0)
"""The border of a card that is gone."""
_MOST, CHANGE_SIGN = 3, 17


def card_border(card: Card) -> tuple[int, Role]:
    """How wide the border of a card is, and its colour: friction before change."""
    if card.rank is not None:
        return 2, Role.POOR
    if card.change in (Change.ADDED, Change.CHANGED):
        return 2, Role.CHANGE
    return 1, Role.MUTED if card.change else Role.LINE


def change_rows(card: Card, room: int, indent: int) -> list[Row]:
    """What became of a card in `room` px: a sign and a word, and in lines of their own, `indent` px in, the first few things that changed.

    The card's text has them all.
    """
    if not card.change:
        return []
    left = room - indent
    sign = Cell(CHANGE_SIGN, Icon(ICONS[card.change], 12, Role.CHANGE))
    word = Words(worded(WORDS[card.change]), SMALL, Role.CHANGE, bold=True)
    rows = [row(13, sign, Cell(indent - CHANGE_SIGN), Cell(left, word))]
    told = [clean(each) for each in card.changes[:_MOST]]
    told += [worded("+{n} more", n=len(card.changes) - _MOST)] if len(card.changes) > _MOST else []
    lines = [line for each in told for line in wrap(each, left, SMALL)]
    rows += [row(12, Cell(indent), Cell(left, Words(line, SMALL, Role.INK))) for line in lines]
    return [*rows, row(3, Cell(room))]


def line(arrow: Arrow, thickness: float) -> Stroke:
    """The line of an arrow, whatever became of it."""
    return GONE if arrow.change is Change.REMOVED else stroke(arrow.flow, thickness)


def changed_cards(cards: Sequence[Card]) -> Iterator[Change]:
    """The kinds of change that cards have, for the legend."""
    found = {card.change for card in cards}
    return (change for change in ICONS if change in found)
