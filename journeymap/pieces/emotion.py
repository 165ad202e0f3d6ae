"""The emotion curve: one line through the feelings at the touchpoints of a band.

Measured is solid with an area to the neutral line, claimed with evidence is a thin line, only guessed a dashed one.
Touchpoints of which nobody knows a feeling have no point; the line passes them in dots.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from journeymap.catalogue import worded
from journeymap.drawing.labels import Box, boxes_meet
from journeymap.drawing.metrics import widest, wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Anchor, Cell, Edge, Mood, Outline, Panel, Region, Stroke, Words, row
from journeymap.drawing.smooth import Piece, above_and_below, smooth
from journeymap.drawing.text import clean
from journeymap.mapping import Card
from journeymap.marks import Basis
from journeymap.pieces.bands import Band
from journeymap.pieces.cards import face_role
from journeymap.pieces.discs import DISC, disc_cell, disc_for
from journeymap.pieces.folding import is_stand_in
from journeymap.pieces.frame import MARGIN
from journeymap.pieces.rows import NAMES, GridRow, box

_LEVEL, _TOP = 30, 42
"""Px between two feelings, and of the best one below the row's top."""
_BELOW = 14
"""Px from the worst feeling to the numbers of those that are not known."""
_NAME, _LINE, _LINES = 9.5, 12, 2
_ROOMS = (120, 96, 72, 52)
"""Px that a name is wrapped to, widest first."""
_FACE = 20

_STROKES = {
    Basis.MEASURED: Stroke(Role.ICON, 2.6),
    Basis.EVIDENCED: Stroke(Role.ICON, 1.4),
    Basis.GUESSED: Stroke(Role.ICON, 1.4, (5, 4)),
}
_PASSED = Stroke(Role.PLANNED, 1.6, (0.1, 5))
_FIRMNESS = (Basis.GUESSED, Basis.EVIDENCED, Basis.MEASURED)


@dataclass(frozen=True, slots=True)
class _Point:
    """A feeling at its place, and whether it follows the touchpoint right before it."""

    card: Card
    feels: int
    basis: Basis
    x: int
    y: int
    follows: bool


def emotion_row(band: Band, numbers: Mapping[str, str], named: Collection[str], ground: Role) -> GridRow | None:
    """The row; nothing where no feeling is known. `named` are the ids of the points with a name, `ground` is what it stands on."""
    points = list(_points(band))
    if not points:
        return None
    pieces = smooth([(float(point.x), float(point.y)) for point in points])
    lines = list(_lines(points, pieces))
    discs = [
        Panel(
            "point", p.x - DISC // 2, p.y - DISC // 2, (row(DISC, disc_cell(p.card, numbers[p.card.id])),), key=_key(p)
        )
        for p in points
    ]
    unknown = list(_unknown(band, numbers))
    turning = [point for point in points if point.card.id in named]
    names = list(_names(turning, (*discs, *unknown), (MARGIN + NAMES, band.right), ground))
    return GridRow(
        worded("Emotion"),
        (*lines, *discs, *unknown, *names),
        tuple(_dots(points, folded=any(map(is_stand_in, band.cards)))),
        regions=(*_areas(points, pieces), _neutral(band)),
        beside=tuple(_faces()),
    )


def _dots(points: Sequence[_Point], *, folded: bool) -> Iterator[str]:
    """What the dotted pieces of the line mean, where there are any."""
    if not all(point.follows for point in points[1:]):
        yield worded("dotted: not known or folded" if folded else "dotted: not known")


def _level(feels: int) -> int:
    return _TOP + (2 - feels) * _LEVEL


def _key(point: _Point) -> str:
    return f"feeling {point.card.id}"


def _points(band: Band) -> Iterator[_Point]:
    last = None
    for place, (card, x) in enumerate(band.centres()):
        if card.face is not None:
            feels = max(-2, min(2, card.face.feels))
            yield _Point(card, feels, card.face.basis, x, _level(feels), last == place - 1)
            last = place


def _unknown(band: Band, numbers: Mapping[str, str]) -> Iterator[Panel]:
    """Below the faces the numbers of those touchpoints of which nobody knows a feeling: no points."""
    for card, x in band.centres():
        if card.face is None and numbers[card.id]:
            cell = Cell(DISC, disc_for(None, numbers[card.id]))
            yield Panel("unknown", x - DISC // 2, _level(-2) + _BELOW, (row(12, cell),))


def number_row(band: Band, numbers: Mapping[str, str]) -> GridRow | None:
    """The numbers above the strips where there is no curve that has them; nothing in a band without touchpoints."""
    cells = [(x, Cell(DISC, disc_for(None, numbers[card.id]))) for card, x in band.centres() if numbers[card.id]]
    return (
        GridRow("", tuple(Panel("number", x - DISC // 2, 0, (row(12, cell),)) for x, cell in cells)) if cells else None
    )


def _lines(points: Sequence[_Point], pieces: Sequence[Piece]) -> Iterator[Edge]:
    for (one, other), piece in zip(pairwise(points), pieces, strict=True):
        stroke = _STROKES[_weaker(one, other)] if other.follows else _PASSED
        yield Edge("curve", _key(one), _key(other), piece, stroke)


def _weaker(one: _Point, other: _Point) -> Basis:
    return min(one.basis, other.basis, key=_FIRMNESS.index)


def _areas(points: Sequence[_Point], pieces: Sequence[Piece]) -> Iterator[Region]:
    """Only below and above what was measured at both ends."""
    solid = [
        piece
        for (one, other), piece in zip(pairwise(points), pieces, strict=True)
        if other.follows and _weaker(one, other) is Basis.MEASURED
    ]
    for area in above_and_below(solid, float(_level(0))):
        middle = sum(y for _, y in area)
        yield Region("area", area, Role.GOOD_GROUND if middle < len(area) * _level(0) else Role.PAIN)


def _neutral(band: Band) -> Region:
    return box("neutral", MARGIN + NAMES, _level(0) - 0.5, band.right - MARGIN - NAMES, 1, Role.LINE)


def _faces() -> Iterator[Panel]:
    """Faces at the axis, beside the feelings that they stand for."""
    for feels in (2, 0, -2):
        face = Mood(feels, Outline.DRAWN, 18, face_role(feels))
        yield Panel("axis", MARGIN + NAMES - _FACE - 8, _level(feels) - _FACE // 2, (row(_FACE, Cell(_FACE, face)),))


def _names(points: Sequence[_Point], walls: Sequence[Panel], edges: tuple[int, int], ground: Role) -> Iterator[Panel]:
    """The names of peaks and lows, the farthest first, where there is room for them between the edges.

    The curve needs no look: it turns at the points alone, and is past a name before it can come down to its height.
    """
    placed: list[Panel] = []
    for point in sorted(points, key=lambda point: -abs(point.feels)):
        taken = [_box(panel) for panel in (*walls, *placed) if panel.key != _key(point)]
        found = _name(point, edges, taken, ground)
        placed += [found] if found else []
    yield from placed


def _box(panel: Panel) -> Box:
    return panel.x, panel.y, panel.x + panel.width, panel.y + panel.height


def turns(cards: Sequence[Card]) -> Iterator[str]:
    """The ids of the peaks above and the lows below the neutral line of a whole journey; of a level stretch the middle one."""
    felt = [(card.id, card.face.feels) for card in cards if card.face]
    start = 0
    for end in range(1, len(felt) + 1):
        here = felt[start][1]
        if end < len(felt) and felt[end][1] == here:
            continue
        beside = [felt[n][1] for n in (start - 1, end) if 0 <= n < len(felt)]
        if (here > 0 and all(other < here for other in beside)) or (here < 0 and all(other > here for other in beside)):
            yield felt[(start + end - 1) // 2][0]
        start = end


def _name(point: _Point, edges: tuple[int, int], taken: Sequence[Box], ground: Role) -> Panel | None:
    """The name above a peak or below a low, off everything else; or not at all."""
    for room in _ROOMS:
        lines = wrap(clean(point.card.title), room, _NAME, bold=True)
        wide = ceil(widest(lines, _NAME, bold=True) / 2) * 2 + 4
        if not lines or len(lines) > _LINES or wide > edges[1] - edges[0]:
            continue
        high = _LINE * len(lines)
        x = max(edges[0], min(point.x - wide // 2, edges[1] - wide))
        y = point.y - DISC // 2 - 1 - high if point.feels > 0 else point.y + DISC // 2 + 1
        spot = (float(x), float(y), float(x + wide), float(y + high))
        if not any(boxes_meet(spot, other, 2) for other in taken):
            words = [
                Words(line, _NAME, face_role(point.feels), bold=True, anchor=Anchor.MIDDLE, halo=ground)
                for line in lines
            ]
            return Panel(
                "label", x, y, tuple(row(_LINE, Cell(wide, each)) for each in words), key=f"name {point.card.id}"
            )
    return None
