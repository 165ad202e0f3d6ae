"""How a map says what is new, changed and gone since another revision: an icon and words on the card, a line of its own for a way that is gone."""

from collections.abc import Iterator

from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Stroke
from journeymap.drawing.text import clean
from journeymap.mapping import Arrow, Card, Change, Map
from journeymap.pieces.frame import stroke

ICONS = {Change.ADDED: "added", Change.REMOVED: "removed", Change.CHANGED: "changed"}
GONE = Stroke(Role.MUTED, 1.4, (3, 4))
"""The line of a way that is gone."""
DASH = (5.0, 4.0)
"""The border of a card that is gone."""
_MOST = 3


def details(card: Card) -> list[str]:
    """What changed, a line each: the first few; the card's text has them all."""
    told = [clean(each) for each in card.changes[:_MOST]]
    return [*told, f"+{len(card.changes) - _MOST} more"] if len(card.changes) > _MOST else told


def line(arrow: Arrow, thickness: float) -> Stroke:
    """The line of an arrow, whatever became of it."""
    return GONE if arrow.change is Change.REMOVED else stroke(arrow.flow, thickness)


def changed_cards(map_: Map) -> Iterator[Change]:
    """The kinds of change that cards of the map have, for the legend."""
    found = {card.change for column in map_.columns for card in column.cards}
    return (change for change in ICONS if change in found)
