"""Finds room for the arrows' labels: never on a card or another label, and off other arrows wherever possible."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from journeymap.drawing.shapes import Point

Box = tuple[float, float, float, float]

_STEP = 4
_FOREIGN = 40.0
_OWN_HEAD = 25.0
_BESIDE = 4.0
_STUB = 3.0
_HIDING = 8.0
_AIR = 1.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label that looks for a place on its arrow: its size, the arrow's number, corners and width."""

    owner: int
    width: float
    height: float
    corners: tuple[Point, ...]
    stroke: float


def boxes_meet(one: Box, other: Box, air: float = 0.0) -> bool:
    """Whether two boxes overlap, or come closer than `air` px."""
    return one[0] < other[2] + air and other[0] < one[2] + air and one[1] < other[3] + air and other[1] < one[3] + air


def segment_boxes(corners: Sequence[Point], stroke: float) -> list[Box]:
    """The pieces of a line with right angles, as boxes of its width."""
    half = stroke / 2
    return [
        (min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half)
        for (x0, y0), (x1, y1) in pairwise(corners)
    ]


def place(
    wanted: Sequence[Wanted], blocked: Sequence[Box], lines: Sequence[tuple[int, Box]], sheet: Box
) -> list[Box | None]:
    """A box for each label in turn, `None` where there is none without touching a card or a label.

    `blocked` are the boxes that no label may touch, `lines` the pieces of all arrows with the arrow's number.
    Labels with little choice choose first.
    """
    placed: list[Box | None] = [None] * len(wanted)
    solid = list(blocked)
    for index in sorted(range(len(wanted)), key=lambda index: (_freedom(wanted[index]), index)):
        want = wanted[index]
        reach = _reach(want)
        walls = [box for box in solid if boxes_meet(box, reach)]
        foreign = [box for owner, box in lines if owner != want.owner and boxes_meet(box, reach)]
        best = _best(want, walls, foreign, sheet)
        if best:
            placed[index] = best
            solid.append(best)
    return placed


def _freedom(want: Wanted) -> float:
    return sum(abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(want.corners))


def _reach(want: Wanted) -> Box:
    xs, ys = [x for x, _ in want.corners], [y for _, y in want.corners]
    dx, dy = want.width + 8, want.height + 8
    return min(xs) - dx, min(ys) - dy, max(xs) + dx, max(ys) + dy


def _best(want: Wanted, walls: Sequence[Box], foreign: Sequence[Box], sheet: Box) -> Box | None:
    best: tuple[float, Box] | None = None
    tip = want.corners[-1]
    head = (tip[0] - 10, tip[1] - 5, tip[0] + 10, tip[1] + 5)
    for place_cost, box in _candidates(want):
        if best and place_cost >= best[0]:
            continue
        if any(boxes_meet(box, wall, _AIR) for wall in walls) or not _inside(box, sheet):
            continue
        cost = (
            place_cost
            + _FOREIGN * sum(boxes_meet(box, line, 0.5) for line in foreign)
            + _OWN_HEAD * boxes_meet(box, head)
        )
        if best is None or cost < best[0]:
            best = (cost, box)
    return best[1] if best else None


def _inside(box: Box, sheet: Box) -> bool:
    return sheet[0] <= box[0] and sheet[1] <= box[1] and box[2] <= sheet[2] and box[3] <= sheet[3]


def _candidates(want: Wanted) -> Iterator[tuple[float, Box]]:
    """Boxes on and beside the arrow with what their place costs by itself."""
    pieces = list(pairwise(want.corners))
    longest = max(abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in pieces)
    for (x0, y0), (x1, y1) in pieces:
        length = abs(x1 - x0) + abs(y1 - y0)
        base = _STUB * (1 - length / longest) if longest else 0.0
        for away in _along(length, want.height if x0 == x1 else want.width):
            share = away / length if length else 0.5
            x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
            cost = base + abs(away - length / 2) * 0.02
            vertical = x0 == x1
            # On a short piece the label would hide the arrow: better beside it.
            hidden = _HIDING if length < (want.height if vertical else want.width) + 22 else 0.0
            yield from _around(want, x, y, cost, hidden, vertical=vertical)


def _along(length: float, size: float) -> Iterator[float]:
    """Distances along a piece, from its middle outwards, that keep a label off its corners."""
    yield length / 2
    for step in range(_STEP, int((length - size) / 2) - 4, _STEP):
        yield length / 2 - step
        yield length / 2 + step


def _around(
    want: Wanted, x: float, y: float, cost: float, hidden: float, *, vertical: bool
) -> Iterator[tuple[float, Box]]:
    """On the line at a point, shifted across it (near a card there may be no room for both halves), and beside it."""
    size = want.width if vertical else want.height
    yield cost + hidden, _box(want, x, y)
    shifts = [(sign * share * size, _BESIDE * share + hidden) for share in (0.25, 0.5) for sign in (-1, 1)]
    away = want.stroke / 2 + 2 + size / 2
    for shift, more in (*shifts, (-away, _BESIDE), (away, _BESIDE)):
        yield cost + more, _box(want, x + shift, y) if vertical else _box(want, x, y + shift)


def _box(want: Wanted, x: float, y: float) -> Box:
    """Around a middle, on whole px as panels are."""
    left, top = round(x - want.width / 2), round(y - want.height / 2)
    return left, top, left + want.width, top + want.height
