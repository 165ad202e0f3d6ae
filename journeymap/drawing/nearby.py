"""Which of many boxes lie near a place, without looking at all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from math import hypot
from typing import Generic, TypeVar

from journeymap.drawing.shapes import Point

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_TILE = 48
"""Px: about the size of a label, so that few tiles are looked at and few boxes lie in one."""

Thing = TypeVar("Thing")


def boxes_meet(one: Box, other: Box, air: float = 0.0) -> bool:
    """Whether two boxes overlap, or come closer than `air` px."""
    return one[0] < other[2] + air and other[0] < one[2] + air and one[1] < other[3] + air and other[1] < one[3] + air


def distance(piece: tuple[Point, Point], box: Box) -> float:
    """The gap in px between a straight piece and a box, measured every 2 px; 0 where they meet."""
    (x0, y0), (x1, y1) = piece
    steps = max(1, int(hypot(x1 - x0, y1 - y0) / 2))
    points = ((x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps) for step in range(steps + 1))
    return min(hypot(max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3])) for x, y in points)


class Nearby(Generic[Thing]):
    """Boxes with a thing each, on a sheet cut into tiles."""

    def __init__(self, items: Iterable[tuple[Box, Thing]] = ()) -> None:
        """Put these there."""
        self._tiles: dict[tuple[int, int], list[tuple[int, Box, Thing]]] = defaultdict(list)
        self._count = 0
        for box, thing in items:
            self.add(box, thing)

    def add(self, box: Box, thing: Thing) -> None:
        """Put one more there."""
        for tile in _tiles(*box):
            self._tiles[tile].append((self._count, box, thing))
        self._count += 1

    def meeting(self, box: Box, air: float = 0.0) -> Iterator[tuple[Box, Thing]]:
        """Those that overlap a box or come closer than `air` px, each once."""
        left, top, right, bottom = box[0] - air, box[1] - air, box[2] + air, box[3] + air
        seen: set[int] = set()
        for tile in _tiles(left, top, right, bottom):
            for number, other, thing in self._tiles.get(tile, ()):
                if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom and number not in seen:
                    seen.add(number)
                    yield other, thing


def _tiles(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[int, int]]:
    columns = range(int(left // _TILE), int(right // _TILE) + 1)
    return product(columns, range(int(top // _TILE), int(bottom // _TILE) + 1))
