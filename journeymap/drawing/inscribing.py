"""Finds room for a text on a ribbon: inside where it is broad enough, else beside it, and never on anything else."""

from collections.abc import Iterator, Sequence

from journeymap.drawing.curves import flattened
from journeymap.drawing.labels import Box, boxes_meet
from journeymap.drawing.sankey import Ribbon
from journeymap.drawing.shapes import Point

_STEP, _GRID, _TRIED = 6, 3, 40
"""Px from one place that is tried to the next, at least, and between the places where a ribbon is measured; and how many are tried at most."""
_AIR, _BESIDE = 2.0, 3.0


class Shape:
    """A ribbon by its upper and its lower end at every few px from left to right: it bends, but never turns back."""

    def __init__(self, ribbon: Ribbon) -> None:
        upper, lower = flattened(ribbon.upper), flattened(ribbon.lower)
        self.left, self.right = upper[0][0], max(upper[-1][0], lower[-1][0])
        places = [self.left + _GRID * number for number in range(int((self.right - self.left) / _GRID) + 2)]
        self.tops, self.bottoms = _heights(upper, places), _heights(lower, places)

    def meets(self, box: Box) -> bool:
        """Whether any of it lies in a box; where it comes within a few px, it may be said to."""
        return any(
            min(self.tops[cell : cell + 2]) < box[3] and max(self.bottoms[cell : cell + 2]) > box[1]
            for cell in self._cells(box)
        )

    def holds(self, box: Box) -> bool:
        """Whether a box lies in it as a whole."""
        return (
            self.left <= box[0]
            and box[2] <= self.right
            and all(
                max(self.tops[cell : cell + 2]) <= box[1] and min(self.bottoms[cell : cell + 2]) >= box[3]
                for cell in self._cells(box)
            )
        )

    def at(self, x: float) -> tuple[float, float]:
        """The upper and the lower end at a place."""
        cell = int((x - self.left) / _GRID)
        return self.tops[cell], self.bottoms[cell]

    def _cells(self, box: Box) -> range:
        """The places between which a box lies."""
        if box[2] <= self.left or box[0] >= self.right:
            return range(0)
        first = int(max(0.0, box[0] - self.left) / _GRID)
        return range(first, min(len(self.tops) - 1, int((box[2] - self.left) / _GRID) + 1))


def _heights(line: Sequence[Point], places: Sequence[float]) -> list[float]:
    """How high a line is at places from left to right; beyond its end as high as there."""
    found: list[float] = []
    piece = 0
    for x in places:
        while piece < len(line) - 2 and line[piece + 1][0] < x:
            piece += 1
        (x0, y0), (x1, y1) = line[piece : piece + 2]
        share = min(1.0, max(0.0, (x - x0) / (x1 - x0))) if x1 > x0 else 1.0
        found.append(y0 + (y1 - y0) * share)
    return found


def inscribe(
    own: Shape, others: Sequence[Shape], size: tuple[int, int], blocked: Sequence[Box], sheet: Box
) -> Box | None:
    """Where on the sheet a text of a size stands best; None where it would touch something else."""
    for box in _candidates(own, size):
        wide = (box[0] - _AIR, box[1] - 1, box[2] + _AIR, box[3] + 1)
        if wide[0] < sheet[0] or wide[1] < sheet[1] or wide[2] > sheet[2] or wide[3] > sheet[3]:
            continue
        if any(boxes_meet(wide, other, _AIR) for other in blocked) or any(other.meets(wide) for other in others):
            continue
        if own.holds(wide) or not own.meets(wide):
            return box
    return None


def _candidates(own: Shape, size: tuple[int, int]) -> Iterator[Box]:
    """In the middle of the ribbon, from its own middle outwards; then over it, then under it."""
    middles = list(_middles(own))
    for x, top, bottom in middles:
        yield _box(x, (top + bottom) / 2 - size[1] / 2, size)
    for x, top, _ in middles:
        yield _box(x, top - size[1] - _BESIDE, size)
    for x, _, bottom in middles:
        yield _box(x, bottom + _BESIDE, size)


def _middles(own: Shape) -> Iterator[tuple[float, float, float]]:
    """Places along the ribbon with its upper and lower end there, those nearest to its middle first."""
    middle = (own.left + own.right) / 2
    stride = max(_STEP, (own.right - own.left) / _TRIED)
    for step in range(int((own.right - own.left) / 2 / stride) + 1):
        for x in (middle - step * stride, middle + step * stride) if step else (middle,):
            yield x, *own.at(x)


def _box(x: float, y: float, size: tuple[int, int]) -> Box:
    """On whole px, as panels are."""
    left, top = round(x - size[0] / 2), round(y)
    return left, top, left + size[0], top + size[1]
