"""How well a drawing's arrows can be followed: crossings, bends, length, and how far labels stand from their arrows."""

from collections import defaultdict
from dataclasses import dataclass
from math import hypot

from journeymap.drawing.curves import chords
from journeymap.drawing.nearby import Box, Nearby, distance
from journeymap.drawing.overlaps import label_key, overlaps
from journeymap.drawing.shapes import Drawing, Edge, Panel, Point

_SAME = 3.0  # px: crossings of two arrows nearer than this are one, seen from two pieces of a curve
_COVER = 3.0  # px: parallel lines this near cannot be told apart
_LONG = 6.0  # px: for this long, at least

Piece = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Score:
    """What a reader's eye pays for; all lengths in px. Less is better, and `overlaps` is 0."""

    overlaps: int
    """Faults as `overlaps.overlaps` counts them."""
    crossings: int
    """Places where two arrows cross."""
    coverings: int
    """Pairs of arrows that run on top of each other for a while."""
    bends: int
    """Corners of all arrows."""
    length: int
    """Of all arrows together."""
    farthest_label: float
    """The gap between a label and its own arrow's line, where it is widest."""
    unlabelled: int
    """Arrows without a label in the picture."""


def score(drawing: Drawing) -> Score:
    """The score of a drawing's arrows and labels; near-linear in their number."""
    arrows = [edge for edge in drawing.edges if edge.kind.startswith("arrow")]
    lines = [[*chords(edge.points), *([(edge.points[-1], edge.tip)] if edge.tip else [])] for edge in arrows]
    labels = {panel.key: panel for panel in drawing.panels if panel.kind.startswith("label")}
    crossings, coverings = _meetings(lines)
    keys = [label_key(edge.tail, edge.head, edge.kind) for edge in arrows]
    gaps = [
        max(0.0, _gap(labels[key], line) - arrow.stroke.width / 2)
        for arrow, key, line in zip(arrows, keys, lines, strict=True)
        if key in labels
    ]
    return Score(
        overlaps=overlaps(drawing).faults,
        crossings=crossings,
        coverings=coverings,
        bends=sum(map(_bends, arrows)),
        length=round(sum(hypot(x1 - x0, y1 - y0) for line in lines for (x0, y0), (x1, y1) in line)),
        farthest_label=round(max(gaps, default=0.0), 1),
        unlabelled=sum(key not in labels for key in keys),
    )


def _bends(edge: Edge) -> int:
    """Curved pieces: lines have their handles at their ends."""
    return sum(edge.points[at] != edge.points[at + 1] for at in range(0, len(edge.points) - 1, 3))


def _meetings(lines: list[list[Piece]]) -> tuple[int, int]:
    """How many crossings there are of different lines, and how many pairs cover each other."""
    pieces: Nearby[tuple[int, Piece]] = Nearby()
    crossed: dict[tuple[int, int], list[Point]] = defaultdict(list)
    covered: set[tuple[int, int]] = set()
    for number, line in enumerate(lines):
        for piece in line:
            for _, (other, against) in pieces.meeting(_around(piece), _COVER):
                if other == number:
                    continue
                if point := _crossing(piece, against):
                    known = crossed[other, number]
                    if all(hypot(point[0] - x, point[1] - y) >= _SAME for x, y in known):
                        known.append(point)
                elif _covers(piece, against):
                    covered.add((other, number))
        for piece in line:
            pieces.add(_around(piece), (number, piece))
    return sum(map(len, crossed.values())), len(covered)


def _around(piece: Piece) -> Box:
    (x0, y0), (x1, y1) = piece
    return min(x0, x1), min(y0, y1), max(x0, x1) + 0.01, max(y0, y1) + 0.01


def _crossing(one: Piece, other: Piece) -> Point | None:
    """Where two pieces cross, if they do; touching at the very end counts."""
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    area = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if area == 0:
        return None
    along = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / area
    across = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / area
    if not (0 <= along <= 1 and 0 <= across <= 1):
        return None
    return ax + (bx - ax) * along, ay + (by - ay) * along


def _covers(one: Piece, other: Piece) -> bool:
    """Whether two level or two upright pieces run beside each other too near."""
    for this, that in ((0, 1), (1, 0)):
        level = [abs(a[that] - b[that]) < 0.5 for a, b in (one, other)]
        if all(level) and abs(one[0][that] - other[0][that]) < _COVER:
            low = max(min(a[this], b[this]) for a, b in (one, other))
            high = min(max(a[this], b[this]) for a, b in (one, other))
            return high - low >= _LONG
    return False


def _gap(label: Panel, line: list[Piece]) -> float:
    box = (label.x, label.y, label.x + label.width, label.y + label.height)
    return min(distance(piece, box) for piece in line)
