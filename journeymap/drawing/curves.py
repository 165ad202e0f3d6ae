"""Lines with right angles as Bezier paths with rounded corners."""

from itertools import pairwise
from math import hypot

from journeymap.drawing.shapes import Point

RADIUS = 8.0
_HANDLE = 0.45  # of the radius: where a quarter circle's Bezier handles lie, measured from the corner


def rounded(corners: list[Point]) -> tuple[Point, ...]:
    """The Bezier path along the corners; each is rounded as far as its shorter side allows."""
    corners = _simplified(corners)
    points: list[Point] = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        radius = min(RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        enter, leave = _towards(corner, before, radius), _towards(corner, after, radius)
        points += [*_line(points[-1], enter), enter]
        points += [_towards(corner, before, radius * _HANDLE), _towards(corner, after, radius * _HANDLE), leave]
    return (*points, *_line(points[-1], corners[-1]), corners[-1])


def _simplified(corners: list[Point]) -> list[Point]:
    kept = corners[:1]
    for point, after in pairwise([*corners[1:], corners[-1]]):
        straight = (kept[-1][0] == point[0] == after[0]) or (kept[-1][1] == point[1] == after[1])
        if not straight and point != kept[-1]:
            kept.append(point)
    return [*kept, corners[-1]]


def _line(start: Point, end: Point) -> tuple[Point, Point]:
    return start, end


def _towards(start: Point, end: Point, distance: float) -> Point:
    share = distance / (_distance(start, end) or 1.0)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def flattened(points: tuple[Point, ...], steps: int = 8) -> list[Point]:
    """Points along a Bezier path, close enough to measure with."""
    result = [points[0]]
    for index in range(0, len(points) - 1, 3):
        a, b, c, d = points[index : index + 4]
        for step in range(1, steps + 1):
            t = step / steps
            s = 1 - t
            weights = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
            x = sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True))
            y = sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True))
            result.append((x, y))
    return result


def chords(points: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    """A Bezier path as straight pieces: a line is one, a rounded corner four."""
    found: list[tuple[Point, Point]] = []
    for index in range(0, len(points) - 1, 3):
        a, b, c, d = points[index : index + 4]
        if a == d:
            continue
        if a == b and c == d:
            found.append((a, d))
        else:
            found += pairwise(flattened((a, b, c, d), 4))
    return found
