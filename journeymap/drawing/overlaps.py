"""Measures what no reader should have to see: labels, cards, badges, headers and arrows on one another."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass

from journeymap.drawing.curves import chords
from journeymap.drawing.glyphs import head_half
from journeymap.drawing.nearby import Box, Nearby, boxes_meet, distance
from journeymap.drawing.shapes import Drawing, Edge, Panel, Point

_SOLID = ("card", "signpost", "act", "bar", "stop", "ways")
_TOUCH = 1.0  # px: an arrow begins and ends at a card's border
_OWN = 4.0  # px: so far the thickness of an arrow may reach into its own card, beside its way in


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs that overlap, as texts that name them; none of them must be."""

    labels_on_labels: tuple[str, ...]
    labels_on_cards: tuple[str, ...]
    arrows_through_cards: tuple[str, ...]
    cards_on_cards: tuple[str, ...]
    labels_on_arrows: tuple[str, ...]
    """Labels on an arrow that is not theirs."""
    labels_on_badges: tuple[str, ...] = ()
    arrows_under_badges: tuple[str, ...] = ()
    arrows_under_headers: tuple[str, ...] = ()
    """The names of columns, and labels on them."""

    @property
    def faults(self) -> int:
        """How many there are."""
        return sum(map(len, astuple(self)))


def overlaps(drawing: Drawing) -> Overlaps:
    """All overlaps of a drawing's labels, cards, badges, headers and arrows."""
    labels = [panel for panel in drawing.panels if panel.kind.startswith("label")]
    cards = [panel for panel in drawing.panels if panel.kind in _SOLID]
    badges = [panel for panel in drawing.panels if panel.kind == "badge"]
    headers = [panel for panel in drawing.panels if panel.kind == "header"]
    arrows = [edge for edge in drawing.edges if edge.kind.startswith("arrow")]
    pieces = Nearby((_around(piece, wide), (arrow, piece, wide)) for arrow in arrows for piece, wide in _pieces(arrow))
    return Overlaps(
        labels_on_labels=tuple(_pairs(labels, labels)),
        labels_on_cards=tuple(_pairs(labels, cards)),
        arrows_through_cards=tuple(_through(pieces, cards)),
        cards_on_cards=tuple(_pairs(cards, cards)),
        labels_on_arrows=tuple(_on_arrows(pieces, labels)),
        labels_on_badges=tuple(_pairs(labels, badges)),
        arrows_under_badges=tuple(_under(pieces, badges)),
        arrows_under_headers=(*_under(pieces, headers), *_pairs(labels, headers)),
    )


Pieces = Nearby[tuple[Edge, tuple[Point, Point], float]]
"""Straight pieces of arrows, with their arrow and thickness."""


def _pieces(arrow: Edge) -> Iterator[tuple[tuple[Point, Point], float]]:
    """Its line, and its head as a piece as thick as the head is wide."""
    for piece in chords(arrow.points):
        yield piece, arrow.stroke.width
    if arrow.tip:
        yield (arrow.points[-1], arrow.tip), 2 * head_half(arrow.stroke.width)


def _pairs(ones: list[Panel], others: list[Panel]) -> Iterator[str]:
    """Each panel of the first list with those of the second that it overlaps; of a list with itself each pair once."""
    there: Nearby[int] = Nearby((_box(panel), number) for number, panel in enumerate(others))
    for number, panel in enumerate(ones):
        for _, other in sorted(there.meeting(_box(panel)), key=lambda found: found[1]):
            if ones is not others or other > number:
                yield f"{panel.key} on {others[other].key}"


def _through(pieces: Pieces, cards: list[Panel]) -> Iterator[str]:
    for card in cards:
        for arrow in _touching(pieces, _box(card), -_TOUCH, own=card.key):
            yield f"{arrow.tail} to {arrow.head} through {card.key}"


def _on_arrows(pieces: Pieces, labels: list[Panel]) -> Iterator[str]:
    for label in labels:
        for arrow in _touching(pieces, _box(label), 0.0):
            if label.key != label_key(arrow.tail, arrow.head, arrow.kind):
                yield f"{label.key} on {arrow.tail} to {arrow.head}"


def _under(pieces: Pieces, panels: list[Panel]) -> Iterator[str]:
    for panel in panels:
        for arrow in _touching(pieces, _box(panel), 0.0):
            yield f"{arrow.tail} to {arrow.head} under {panel.key or panel.kind}"


def _touching(pieces: Pieces, box: Box, air: float, own: str | None = None) -> list[Edge]:
    """The arrows that enter a box, with half their thickness and some air; those of the card itself only well inside of it."""
    found: dict[int, Edge] = {}
    for around, (arrow, piece, wide) in pieces.meeting(box):
        if own in (arrow.tail, arrow.head):
            touching = _crosses(*piece, _grown(box, -_OWN))
        elif _slanted(piece):
            touching = _crosses(*piece, _grown(box, air)) or distance(piece, box) < wide / 2 + air
        else:
            touching = boxes_meet(around, box, air)
        if touching:
            found[id(arrow)] = arrow
    return list(found.values())


def _slanted(piece: tuple[Point, Point]) -> bool:
    (x0, y0), (x1, y1) = piece
    return x0 != x1 and y0 != y1


def _around(piece: tuple[Point, Point], stroke: float) -> Box:
    """The box of a piece and its thickness: exact for level and upright ones, too large for others."""
    (x0, y0), (x1, y1) = piece
    across, down = (stroke / 2 if x0 == x1 or _slanted(piece) else 0.0), (stroke / 2 if x0 != x1 else 0.0)
    return min(x0, x1) - across, min(y0, y1) - down, max(x0, x1) + across, max(y0, y1) + down


def label_key(tail: str, head: str, kind: str) -> str:
    """The key of an arrow's label: what the measure knows it by."""
    return f"{kind} {tail} {head}"


def _crosses(one: Point, other: Point, box: Box) -> bool:
    """Whether a line piece enters a box, by clipping it at the box's four sides."""
    low, high = 0.0, 1.0
    for start, end, near, far in ((one[0], other[0], box[0], box[2]), (one[1], other[1], box[1], box[3])):
        step = end - start
        if step == 0:
            if not near < start < far:
                return False
            continue
        enter, leave = sorted(((near - start) / step, (far - start) / step))
        low, high = max(low, enter), min(high, leave)
    return low < high


def _box(panel: Panel) -> Box:
    return panel.x, panel.y, panel.x + panel.width, panel.y + panel.height


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
