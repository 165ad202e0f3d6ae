"""Smooth lines through points from left to right: they turn only at the points, and never rise above or fall below them."""

from collections.abc import Sequence
from itertools import pairwise

from journeymap.drawing.shapes import Point

Piece = tuple[Point, Point, Point, Point]
"""One Bezier curve from point to point."""
_HALVINGS = 30


def smooth(points: Sequence[Point]) -> list[Piece]:
    """A Bezier curve from each point to the next, level where the line turns (Fritsch and Carlson's monotone cubic)."""
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    if not slopes:
        return []
    inner = [_slope(before, after) for before, after in pairwise(slopes)]
    tangents = [_end(slopes[0], inner[:1]), *inner, _end(slopes[-1], inner[-1:])]
    return [
        _piece(one, other, start, end)
        for (one, other), (start, end) in zip(pairwise(points), pairwise(tangents), strict=True)
    ]


def _slope(before: float, after: float) -> float:
    """The harmonic mean of two slopes of one sign; level where the sign changes."""
    return 2 * before * after / (before + after) if before * after > 0 else 0.0


def _end(slope: float, beside: Sequence[float]) -> float:
    """A bend that fades out at the first and the last point."""
    found = (3 * slope - beside[0]) / 2 if beside else slope
    return max(0.0, min(found, 3 * slope)) if slope > 0 else min(0.0, max(found, 3 * slope))


def _piece(one: Point, other: Point, start: float, end: float) -> Piece:
    third = (other[0] - one[0]) / 3
    return one, (one[0] + third, one[1] + start * third), (other[0] - third, other[1] - end * third), other


def above_and_below(pieces: Sequence[Piece], level: float) -> list[tuple[Point, ...]]:
    """The areas between the curves and a level line as closed Bezier paths, each on one side of the line."""
    areas: list[list[Piece]] = []
    side = 0.0
    for piece in (part for whole in pieces for part in _parted(whole, level)):
        here = (piece[0][1] - level) or (piece[3][1] - level)
        joined = areas and side * here > 0 and areas[-1][-1][3] == piece[0]
        if here and not joined:
            areas.append([])
        if here:
            areas[-1].append(piece)
            side = here
    return [_closed(area, level) for area in areas]


def _parted(piece: Piece, level: float) -> list[Piece]:
    """The curve in two where it crosses the level."""
    if (piece[0][1] - level) * (piece[3][1] - level) >= 0:
        return [piece]
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        before = (_at(piece, middle)[0][3][1] - level) * (piece[0][1] - level) > 0
        low, high = (middle, high) if before else (low, middle)
    first, second = _at(piece, low)
    crossing = (first[3][0], level)
    return [(*first[:3], crossing), (crossing, *second[1:])]


def _at(piece: Piece, share: float) -> tuple[Piece, Piece]:
    """The curve cut in two (de Casteljau)."""
    a, b, c, d = piece
    ab, bc, cd = _between(a, b, share), _between(b, c, share), _between(c, d, share)
    abc, bcd = _between(ab, bc, share), _between(bc, cd, share)
    middle = _between(abc, bcd, share)
    return (a, ab, abc, middle), (middle, bcd, cd, d)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _closed(area: Sequence[Piece], level: float) -> tuple[Point, ...]:
    start, end = (area[0][0][0], level), (area[-1][3][0], level)
    points = [start, start, area[0][0], area[0][0]]
    for piece in area:
        points += piece[1:]
    return (*points, points[-1], end, end, end, start, start)
