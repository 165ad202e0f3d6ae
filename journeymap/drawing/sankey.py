"""Where the nodes and ribbons of a Sankey diagram stand: nodes in a row, ribbons to later nodes, and falls to the bottom for what goes no further.

Ribbons that pass a node by go over it. A node that is set low lets those that pass it by keep the line, and lies below them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from journeymap.drawing.shapes import Point

BAR = 12
"""Px: how wide a node is."""
_BEND = 14
"""Px: the radius of the innermost bend."""
_BESIDE = 3
_OVER, _UNDER = 12, 44
"""Px between a node and the ribbons over it: on the line, and set low."""
_KAPPA = 0.5523
"""How far the handles of a quarter circle's Bezier curve reach, of its radius."""
_DROP = 34
"""Px that falls go down at least after their bend."""
_TAB = 14


@dataclass(frozen=True, slots=True)
class Link:
    """A ribbon from a node to a later one; -1 is the left edge, the number of nodes the right one, or the last node."""

    source: int
    target: int
    size: float


@dataclass(frozen=True, slots=True)
class Fall:
    """A ribbon from a node to the bottom; of those of one node the first is the innermost, next to the node."""

    node: int
    size: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band between two Bezier paths of equally many points, both in the direction of its flow."""

    upper: tuple[Point, ...]
    lower: tuple[Point, ...]

    @property
    def outline(self) -> tuple[Point, ...]:
        """The whole as one closed path."""
        back = self.lower[::-1]
        start = self.upper[0]
        return (*self.upper, *_straight(self.upper[-1], back[0]), *back[1:], *_straight(back[-1], start))


@dataclass(frozen=True, slots=True)
class Box:
    """A node as it stands."""

    x: float
    top: float
    height: float


@dataclass(slots=True)
class Sankey:
    """The finished diagram, its top at 0."""

    boxes: list[Box] = field(default_factory=list)
    links: list[Ribbon] = field(default_factory=list)
    falls: list[Ribbon] = field(default_factory=list)
    tabs: list[Ribbon] = field(default_factory=list)
    bottom: float = 0.0


def width_of_falls(sizes: Iterable[float]) -> float:
    """Px that the falls of a node take beside it."""
    sizes = list(sizes)
    return _BEND + sum(sizes) + _BESIDE * len(sizes) if sizes else 0.0


def sankey(
    lefts: Sequence[float],
    low: Sequence[bool],
    least: Sequence[float],
    links: Sequence[Link],
    falls: Sequence[Fall],
    tabs: Sequence[Fall] = (),
    edges: tuple[float, float] = (0.0, 0.0),
    *,
    goal: bool = True,
) -> Sankey:
    """The diagram of nodes at `lefts`, some set `low`, each at least so high; `tabs` are what comes to a node from nowhere else on the picture.

    `edges` are where ribbons from the left and to the right end that have no node there. At the right one they come together, if it is a `goal`.
    """
    return _Layout(lefts, low, least, links, falls, tabs, edges, goal=goal).made()


class _Layout:
    def __init__(
        self,
        lefts: Sequence[float],
        low: Sequence[bool],
        least: Sequence[float],
        links: Sequence[Link],
        falls: Sequence[Fall],
        tabs: Sequence[Fall],
        edges: tuple[float, float],
        *,
        goal: bool,
    ) -> None:
        self._lefts, self._low, self._least = lefts, low, least
        self._links, self._falls, self._tabs, self._edges = links, falls, tabs, edges
        self._count, self._goal = len(lefts), goal
        self._out = {node: self._leaving(node) for node in range(-1, self._count)}
        self._in = {node: self._coming(node) for node in range(self._count + 1)}
        self._over = {node: self._passing(node) for node in range(self._count)}

    def _leaving(self, node: int) -> list[int]:
        """The ribbons from a node, from top to bottom: those that go furthest on top."""
        found = [number for number, link in enumerate(self._links) if link.source == node]
        return sorted(found, key=lambda number: (-self._links[number].target, number))

    def _coming(self, node: int) -> list[int]:
        found = [number for number, link in enumerate(self._links) if link.target == node]
        return sorted(found, key=lambda number: (self._links[number].source, number))

    def _passing(self, node: int) -> list[int]:
        found = [number for number, link in enumerate(self._links) if link.source < node < link.target]
        return sorted(found, key=lambda number: (-self._links[number].target, self._links[number].source, number))

    def _size(self, numbers: Iterable[int]) -> float:
        return sum(self._links[number].size for number in numbers)

    def made(self) -> Sankey:
        """Everything at its place."""
        heads = [
            self._size(self._over[node]) + _BESIDE * (len(self._over[node]) - 1) + _OVER
            for node in range(self._count)
            if self._over[node] and not self._low[node]
        ]
        line = max(heads, default=0.0)
        found = Sankey()
        passes: dict[tuple[int, int], float] = {}
        for node in range(self._count):
            found.boxes.append(self._box(node, line, passes))
        starts, ends, bottoms = self._ports(found.boxes, line)
        clear = {node: self._clear(node) for node in range(-1, self._count)}
        for number, link in enumerate(self._links):
            found.links.append(self._ribbon(number, link, starts[number], ends[number], passes, clear))
        self._fall(found, bottoms)
        self._tab(found)
        return found

    def _box(self, node: int, line: float, passes: dict[tuple[int, int], float]) -> Box:
        over = self._over[node]
        y = line
        stack = self._size(over) + _BESIDE * max(0, len(over) - 1)
        if over:
            place = line if self._low[node] else line - _OVER - stack
            for number in over:
                passes[number, node] = place
                place += self._links[number].size + _BESIDE
        if self._low[node]:
            y = line + stack + _UNDER
        coming = self._size(self._in[node]) + sum(tab.size for tab in self._tabs if tab.node == node)
        going = self._size(self._out[node]) + sum(fall.size for fall in self._falls if fall.node == node)
        height = max(coming, going, self._least[node])
        return Box(self._lefts[node], round(y), height)

    def _ports(self, boxes: Sequence[Box], line: float) -> tuple[dict[int, float], dict[int, float], dict[int, float]]:
        """Where ribbons begin and end; and how far down the beginnings of each node reach."""
        starts: dict[int, float] = {}
        ends: dict[int, float] = {}
        bottoms: dict[int, float] = {}
        for node in range(-1, self._count):
            y = line if node < 0 else boxes[node].top
            for number in self._out[node]:
                starts[number] = y
                y += self._links[number].size
            bottoms[node] = y
        for node in range(self._count + 1):
            y = line if node == self._count else boxes[node].top
            for number in self._in[node]:
                ends[number] = y
                y += self._links[number].size
        return starts, ends, bottoms

    def _clear(self, node: int) -> float:
        """How far from a node what goes down may begin to: beyond its falls."""
        sizes = [fall.size for fall in self._falls if fall.node == node]
        return width_of_falls(sizes) + 6 if sizes else 0.0

    def _ribbon(
        self,
        number: int,
        link: Link,
        start: float,
        end: float,
        passes: dict[tuple[int, int], float],
        clear: dict[int, float],
    ) -> Ribbon:
        first = self._edges[0] if link.source < 0 else self._lefts[link.source] + BAR
        last = self._edges[1] if link.target >= self._count else self._lefts[link.target]
        stations: list[tuple[int, float, float]] = [(link.source, first, start)]
        for node in range(link.source + 1, link.target):
            y = passes[number, node]
            stations += [(node, self._lefts[node], y), (node, self._lefts[node] + BAR, y)]
        stations.append((link.target, last, end))
        # What comes from another picture, and goes on in another, is level there.
        if link.source < 0:
            stations[0] = (link.source, first, stations[1][2])
        if link.target >= self._count and not self._goal:
            stations[-1] = (link.target, last, stations[-2][2])
        upper = _curve(stations, clear)
        return Ribbon(upper, tuple((x, y + link.size) for x, y in upper))

    def _fall(self, found: Sankey, bottoms: dict[int, float]) -> None:
        """Falls bend down from below a node's ribbons, around each other, to one line."""
        bends: list[tuple[float, float, float, float]] = []
        for node in range(self._count):
            mine = [fall for fall in self._falls if fall.node == node]
            y = bottoms[node] + sum(fall.size for fall in mine)
            radius = float(_BEND)
            for fall in mine:
                bends.append((self._lefts[node] + BAR, y, radius, fall.size))
                y -= fall.size
                radius += fall.size + _BESIDE
        lowest = max((y + radius for _, y, radius, _ in bends), default=0.0)
        deepest = max((y for _, y in (*(ribbon.lower[-1] for ribbon in found.links), *self._feet(found))), default=0.0)
        found.bottom = round(max(lowest + _DROP, deepest + 20) if bends else deepest + 10)
        found.falls = [_bend(*bend, found.bottom) for bend in bends]

    def _feet(self, found: Sankey) -> Iterable[Point]:
        return ((box.x, box.top + box.height) for box in found.boxes)

    def _tab(self, found: Sankey) -> None:
        """Short ends on the left side of a node, at its bottom, below the ribbons that come to it."""
        used: dict[int, float] = {}
        for tab in self._tabs:
            box = found.boxes[tab.node]
            mine = sum(other.size for other in self._tabs if other.node == tab.node)
            y = used.get(tab.node, box.top + box.height - mine)
            upper = ((box.x - _TAB, y), *_straight((box.x - _TAB, y), (box.x, y)))
            found.tabs.append(Ribbon(upper, tuple((x, down + tab.size) for x, down in upper)))
            used[tab.node] = y + tab.size


def _curve(stations: Sequence[tuple[int, float, float]], clear: dict[int, float]) -> tuple[Point, ...]:
    """Through all stations, level at each; what goes down beside falls begins to beyond them."""
    points: list[Point] = [stations[0][1:]]
    for (node, x0, y0), (_, x1, y1) in pairwise(stations):
        if y0 == y1:
            points += _straight((x0, y0), (x1, y1))
            continue
        begin = min(x0 + clear.get(node, 0.0), x1 - 24) if y1 > y0 else x0
        if begin > x0:
            points += _straight((x0, y0), (begin, y0))
        middle = (begin + x1) / 2
        points += [(middle, y0), (middle, y1), (x1, y1)]
    return tuple(points)


def _bend(x: float, bottom: float, radius: float, size: float, floor: float) -> Ribbon:
    """From a node's side around a quarter circle and down."""
    centre = bottom + radius
    return Ribbon(_quarter(x, centre, radius + size, floor), _quarter(x, centre, radius, floor))


def _quarter(x: float, centre: float, radius: float, floor: float) -> tuple[Point, ...]:
    start, end = (x, centre - radius), (x + radius, centre)
    reach = radius * _KAPPA
    handles = ((x + reach, centre - radius), (x + radius, centre - reach))
    return (start, *handles, end, *_straight(end, (x + radius, floor)))


def _straight(start: Point, end: Point) -> tuple[Point, Point, Point]:
    return start, end, end
