"""Measures what no reader should have to see: labels on labels, labels on cards, arrows through cards."""

from dataclasses import dataclass
from itertools import combinations, pairwise

from journeymap.drawing.curves import flattened
from journeymap.drawing.labels import Box, boxes_meet
from journeymap.drawing.shapes import Drawing, Edge, Panel, Point

_SOLID = ("card", "act")
_TOUCH = 1.0  # px: an arrow begins and ends at a card's border


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs that overlap, as texts that name them."""

    labels_on_labels: tuple[str, ...]
    labels_on_cards: tuple[str, ...]
    arrows_through_cards: tuple[str, ...]
    cards_on_cards: tuple[str, ...]
    labels_on_arrows: tuple[str, ...]
    """Labels on an arrow that is not theirs: allowed where nothing better is left."""

    @property
    def faults(self) -> int:
        """How many of the kinds that must not be."""
        kinds = (self.labels_on_labels, self.labels_on_cards, self.arrows_through_cards, self.cards_on_cards)
        return sum(map(len, kinds))


def overlaps(drawing: Drawing) -> Overlaps:
    """All overlaps of a drawing's labels, cards and arrows."""
    labels = [panel for panel in drawing.panels if panel.kind.startswith("label")]
    cards = [panel for panel in drawing.panels if panel.kind in _SOLID]
    arrows = [edge for edge in drawing.edges if edge.kind.startswith("arrow")]
    lines = [(arrow, flattened(arrow.points)) for arrow in arrows]
    return Overlaps(
        labels_on_labels=tuple(_pair(a, b) for a, b in combinations(labels, 2) if boxes_meet(_box(a), _box(b))),
        labels_on_cards=tuple(_pair(a, b) for a in labels for b in cards if boxes_meet(_box(a), _box(b))),
        arrows_through_cards=tuple(
            f"{arrow.tail} to {arrow.head} through {card.key}"
            for arrow, line in lines
            for card in cards
            if _through(line, _grown(_box(card), arrow.stroke.width / 2 - _TOUCH), at_ends=_ends(arrow, card))
        ),
        cards_on_cards=tuple(_pair(a, b) for a, b in combinations(cards, 2) if boxes_meet(_box(a), _box(b))),
        labels_on_arrows=tuple(
            f"{label.key} on {arrow.tail} to {arrow.head}"
            for label in labels
            for arrow, line in lines
            if label.key != label_key(arrow.tail, arrow.head, arrow.kind)
            and _through(line, _grown(_box(label), arrow.stroke.width / 2), at_ends=False)
        ),
    )


def label_key(tail: str, head: str, kind: str) -> str:
    """The key of an arrow's label: what the measure knows it by."""
    return f"{kind} {tail} {head}"


def _ends(arrow: Edge, card: Panel) -> bool:
    return card.key in (arrow.tail, arrow.head)


def _through(line: list[Point], box: Box, *, at_ends: bool) -> bool:
    if at_ends:
        # Its own card: only the line's thickness beside its way in may touch.
        box = _grown(box, -4)
    return any(_crosses(one, other, box) for one, other in pairwise(line))


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


def _pair(one: Panel, other: Panel) -> str:
    return f"{one.key} on {other.key}"
