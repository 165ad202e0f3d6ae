"""Ways for arrows between cards in columns: straight down in a column, else through the gutters between columns.

Gutter 0 is left of the first column, gutter n right of the last. An arrow that skips columns crosses them below or
above their cards, never through them.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from journeymap.drawing.channels import give_channels
from journeymap.drawing.curves import rounded
from journeymap.drawing.glyphs import head_length
from journeymap.drawing.lanes import Leg, arrange
from journeymap.drawing.ports import give_ports
from journeymap.drawing.routes import Link, Route, Stop
from journeymap.drawing.shapes import Point

CLEARANCE = 13
"""Px between a card and the nearest lane: room for an arrowhead and a corner."""
_PITCH, _LEAST_PITCH = 11, 7
_WIDEST_PITCH = 34.0
"""Px between two lanes at most: a number stands on one and leaves the other alone."""


def choose(stops: Sequence[Stop], links: Sequence[Link], card_width: int) -> list[Route]:
    """The kind of way of each link, before heights are known: sides and gutters."""
    columns = max((stop.column for stop in stops), default=0) + 1
    routes = [Route(index) for index in range(len(links))]
    gaps: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, link in enumerate(links):
        source, target = stops[link.source], stops[link.target]
        if source.column == target.column and abs(source.place - target.place) == 1:
            gaps[source.column, min(source.place, target.place)].append(index)
    for members in gaps.values():
        fitting = _fit_gap(members, links, card_width)
        for slot, index in enumerate(fitting):
            routes[index].slot = (slot, len(fitting))
    down = {index for members in gaps.values() for index in _fit_gap(members, links, card_width)}
    loops = []
    for route in routes:
        link = links[route.link]
        if link.source == link.target:
            loops.append(route)
        elif route.link not in down:
            _take_sides(route, stops[link.source], stops[link.target], columns)
    busy = Counter(gutter for route in routes if not route.in_gap for gutter in set(route.gutters))
    for route in loops:
        _take_quieter_side(route, stops[links[route.link].source].column, columns, busy)
    return routes


def _fit_gap(members: list[int], links: Sequence[Link], card_width: int) -> list[int]:
    """As many as stand side by side with their labels, arrows down before arrows up."""
    ordered = sorted(members, key=lambda index: (links[index].source > links[index].target, index))
    while len(ordered) > 1 and any(_gap_room(links[index]) > card_width / len(ordered) for index in ordered):
        ordered.pop()
    return ordered


def _gap_room(link: Link) -> float:
    return link.width + 2 * (link.label[0] + 6) if link.label[0] else link.width + 16


def _take_sides(route: Route, source: Stop, target: Stop, columns: int) -> None:
    if source.column == target.column:
        # Down on the right, back up on the left; at the rim of the map on the inner side.
        side = _inner(source.column, columns) or (1 if target.place >= source.place else -1)
        gutter = source.column + (side + 1) // 2
        route.sides, route.gutters = (side, side), (gutter, gutter)
    elif target.column > source.column:
        route.sides, route.gutters = (1, -1), (source.column + 1, target.column)
    else:
        route.sides, route.gutters = (-1, 1), (source.column, target.column + 1)


def _take_quieter_side(route: Route, column: int, columns: int, busy: Counter[int]) -> None:
    """A repeat goes out and in at the side where fewer arrows run; at the rim of the map on the inner side."""
    side = _inner(column, columns) or (1 if busy[column + 1] <= busy[column] else -1)
    gutter = column + (side + 1) // 2
    busy[gutter] += 1
    route.sides, route.gutters = (side, side), (gutter, gutter)


def _inner(column: int, columns: int) -> int:
    """The side of a column at the rim where the map goes on, 0 for columns in the middle."""
    return 1 if column == 0 else -1 if column == columns - 1 else 0


def settle(stops: Sequence[Stop], links: Sequence[Link], routes: Sequence[Route], ceiling: int) -> int:
    """Give every route its ports and channel, now that heights are known; the number of channels above `ceiling`."""
    give_ports(stops, links, routes)
    upper = give_channels(stops, routes, ceiling)
    # The channel says where a route really goes: order the ports by that.
    give_ports(stops, links, routes)
    return upper


def take_lanes(links: Sequence[Link], routes: Sequence[Route], gutters: int) -> list[int]:
    """Give every leg its lane; the number of lanes per gutter."""
    legs: list[list[tuple[Route, int, Leg]]] = [[] for _ in range(gutters)]
    for route in routes:
        own = route.legs(links[route.link].width)
        route.lanes = [0] * len(own)
        for number, (gutter, leg) in enumerate(own):
            legs[gutter].append((route, number, leg))
    counts = []
    for members in legs:
        lanes = arrange([leg for _, _, leg in members])
        for (route, number, _), lane in zip(members, lanes, strict=True):
            route.lanes[number] = lane
        counts.append(max(lanes, default=-1) + 1)
    return counts


def gutter_width(lanes: int, label: float, extra: int, *, inner: bool) -> tuple[int, int]:
    """The least and the comfortable width of a gutter in px, by its lanes and its widest label, and what it gets beyond that."""
    if not lanes and not inner:
        return 0, 0
    base = 2 * CLEARANCE + 2
    label_room = int(label) + 8
    least = max(base + _LEAST_PITCH * (lanes - 1), label_room, 26)
    return least + extra, max(base + _PITCH * (lanes - 1), label_room + 4, 36) + extra


@dataclass(frozen=True, slots=True)
class Way:
    """The corners of a route, from card to card."""

    corners: list[Point]
    points: tuple[Point, ...]
    tip: Point


@dataclass(frozen=True, slots=True)
class Ground:
    """Where columns and gutters are: the columns' left edges, the cards' width, the gutters' widths and lanes."""

    lefts: tuple[int, ...]
    card: int
    gutters: tuple[int, ...]
    lanes: tuple[int, ...]

    def lane_x(self, gutter: int, lane: int) -> float:
        """The middle of a lane; whole and half px only."""
        wide, lanes = self.gutters[gutter], self.lanes[gutter]
        left = self.lefts[gutter - 1] + self.card if gutter else self.lefts[0] - wide
        pitch = min(_WIDEST_PITCH, (wide - 2 * CLEARANCE) / (lanes - 1)) if lanes > 1 else 0.0
        return round(2 * (left + wide / 2 + (lane - (lanes - 1) / 2) * pitch)) / 2


def lowered(way: Way, by: int) -> Way:
    """The same way, so many px farther down."""
    return Way(
        [(x, y + by) for x, y in way.corners], tuple((x, y + by) for x, y in way.points), (way.tip[0], way.tip[1] + by)
    )


def trace(route: Route, link: Link, stops: Sequence[Stop], ground: Ground) -> Way:
    """The route as a path."""
    way = _straight_down if route.in_gap else _around
    corners = way(route, link, stops, ground)
    (x0, y0), tip = corners[-2], corners[-1]
    length = head_length(link.width)
    back = (
        tip[0] - length * ((tip[0] > x0) - (tip[0] < x0)),
        tip[1] - length * ((tip[1] > y0) - (tip[1] < y0)),
    )
    return Way(corners, rounded([*corners[:-1], back]), tip)


def _straight_down(route: Route, link: Link, stops: Sequence[Stop], ground: Ground) -> list[Point]:
    source, target = stops[link.source], stops[link.target]
    slot, count = route.slot
    x = ground.lefts[source.column] + round(ground.card * (2 * slot + 1) / (2 * count))
    down = target.place > source.place
    return [(x, source.bottom if down else source.top), (x, target.top if down else target.bottom)]


def _around(route: Route, link: Link, stops: Sequence[Stop], ground: Ground) -> list[Point]:
    edges = [
        ground.lefts[stops[stop].column] + (ground.card if side > 0 else 0)
        for stop, side in zip((link.source, link.target), route.sides, strict=True)
    ]
    corners: list[Point] = [(edges[0], route.ports[0])]
    for number, (gutter, leg) in enumerate(route.legs(link.width)):
        x = ground.lane_x(gutter, route.lanes[number])
        corners += [(x, leg.start), (x, leg.end)]
    return [*corners, (edges[1], route.ports[1])]
