"""Ways for arrows between cards in columns: straight down in a column, else through the gutters between columns.

Gutter 0 is left of the first column, gutter n right of the last. An arrow that skips columns crosses them below or
above their cards, never through them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from journeymap.drawing.curves import rounded
from journeymap.drawing.glyphs import head_length
from journeymap.drawing.lanes import Leg, arrange
from journeymap.drawing.shapes import Point

PORT = 13
"""Px between two arrows at one side of a card."""
FIRST_PORT = 24
LAST_PORT = 14
CLEARANCE = 13
"""Px between a card and the nearest lane: room for an arrowhead and a corner."""
CHANNEL = 14
"""Px between two arrows that cross columns below the cards."""
_PITCH, _LEAST_PITCH = 11, 7


@dataclass(frozen=True, slots=True)
class Stop:
    """A card: where it stands in which column, and from where to where it reaches."""

    column: int
    place: int
    top: int = 0
    bottom: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow to be routed between two stops, by their numbers."""

    source: int
    target: int
    width: float
    label: tuple[float, float] = (0.0, 0.0)


@dataclass(slots=True)
class Route:
    """The way of one link."""

    link: int
    sides: tuple[int, int] = (0, 0)
    """At which side it leaves and enters, -1 left, 1 right; 0 for straight up or down."""
    gutters: tuple[int, int] = (0, 0)
    ports: tuple[float, float] = (0.0, 0.0)
    channel: float | None = None
    """The height at which it crosses columns."""
    lanes: list[int] = field(default_factory=list)
    slot: tuple[int, int] = (0, 1)
    """Which of how many neighbours it is, in the gap between two cards."""

    @property
    def straight(self) -> bool:
        """Whether it goes straight across one gutter, without a leg."""
        return self.gutters[0] == self.gutters[1] and self.sides[0] != self.sides[1] and self.ports[0] == self.ports[1]

    def legs(self, width: float) -> list[tuple[int, Leg]]:
        """Its vertical pieces with their gutters."""
        if self.sides == (0, 0) or self.straight:
            return []
        leave, enter = self.ports
        if self.channel is None:
            return [(self.gutters[0], Leg(leave, -self.sides[0], enter, -self.sides[1], width))]
        ahead = 1 if self.gutters[1] > self.gutters[0] else -1
        legs = [
            (self.gutters[0], Leg(leave, -self.sides[0], self.channel, ahead, width)),
            (self.gutters[1], Leg(self.channel, -ahead, enter, -self.sides[1], width)),
        ]
        # At the height of a port it goes straight on.
        return [(gutter, leg) for gutter, leg in legs if leg.bottom > leg.top]


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
    for route in routes:
        if route.link not in down:
            _take_sides(route, stops[links[route.link].source], stops[links[route.link].target], columns)
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
        side = 1 if target.place >= source.place else -1
        rim = {0: 1, columns - 1: -1} if columns > 1 else {0: 1}
        side = rim.get(source.column, side)
        gutter = source.column + (side + 1) // 2
        route.sides, route.gutters = (side, side), (gutter, gutter)
    elif target.column > source.column:
        route.sides, route.gutters = (1, -1), (source.column + 1, target.column)
    else:
        route.sides, route.gutters = (-1, 1), (source.column, target.column + 1)


def port_counts(links: Sequence[Link], routes: Sequence[Route]) -> dict[int, int]:
    """How many arrows the fuller side of each stop must hold."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for route in routes:
        if route.sides != (0, 0):
            counts[links[route.link].source, route.sides[0]] += 1
            counts[links[route.link].target, route.sides[1]] += 1
    most: dict[int, int] = defaultdict(int)
    for (stop, _), count in counts.items():
        most[stop] = max(most[stop], count)
    return most


def least_height(ports: int) -> int:
    """The height in px that a card needs for its arrows."""
    return FIRST_PORT + PORT * (ports - 1) + LAST_PORT if ports else 0


def settle(stops: Sequence[Stop], links: Sequence[Link], routes: Sequence[Route], ceiling: int) -> int:
    """Give every route its ports and channel, now that heights are known; the number of channels above `ceiling`."""
    _give_ports(stops, links, routes)
    upper = _give_channels(stops, routes, ceiling)
    # The channel says where a route really goes: order the ports by that.
    _give_ports(stops, links, routes)
    return upper


def _give_ports(stops: Sequence[Stop], links: Sequence[Link], routes: Sequence[Route]) -> None:
    ends: dict[tuple[int, int], list[tuple[float, int, int]]] = defaultdict(list)
    for route in routes:
        if route.sides == (0, 0):
            continue
        link = links[route.link]
        far = (_middle(stops[link.target]), _middle(stops[link.source]))
        if route.channel is not None:
            far = (route.channel, route.channel)
        ends[link.source, route.sides[0]].append((far[0], route.link, 0))
        ends[link.target, route.sides[1]].append((far[1], route.link, 1))
    heights: dict[tuple[int, int], float] = {}
    for (stop, _), entries in ends.items():
        for place, (_, index, end) in enumerate(sorted(entries)):
            heights[index, end] = stops[stop].top + FIRST_PORT + PORT * place
    for route in routes:
        if route.sides != (0, 0):
            route.ports = (heights[route.link, 0], heights[route.link, 1])


def _middle(stop: Stop) -> float:
    return (stop.top + stop.bottom) / 2


def _give_channels(stops: Sequence[Stop], routes: Sequence[Route], ceiling: int) -> int:
    floors: dict[int, int] = defaultdict(int)
    for stop in stops:
        floors[stop.column] = max(floors[stop.column], stop.bottom)
    taken: list[tuple[int, int, float]] = []
    upper = 0
    crossing = [route for route in routes if route.gutters[0] != route.gutters[1]]
    for route in sorted(crossing, key=lambda route: (abs(route.gutters[0] - route.gutters[1]), route.link)):
        first, last = sorted(route.gutters)
        # Columns first..last-1 lie between the two gutters.
        floor = max((floors[column] for column in range(first, last)), default=0)
        below = next((port for port in route.ports if port >= floor + CHANNEL), floor + CHANNEL)
        above = ceiling - CHANNEL
        if sum(port - above for port in route.ports) < sum(abs(port - below) for port in route.ports):
            height, step = float(above), -CHANNEL
        else:
            height, step = float(below), CHANNEL
        while any(left <= last and first <= right and abs(height - y) < CHANNEL - 1 for left, right, y in taken):
            height += step
        taken.append((first, last, height))
        route.channel = height
        upper = max(upper, round((ceiling - height) / CHANNEL))
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


def gutter_width(lanes: int, label: float, *, inner: bool) -> tuple[int, int]:
    """The least and the comfortable width of a gutter in px, by its lanes and its widest label."""
    if not lanes and not inner:
        return 0, 0
    base = 2 * CLEARANCE + 2
    label_room = int(label) + 8
    least = max(base + _LEAST_PITCH * (lanes - 1), label_room, 26)
    return least, max(base + _PITCH * (lanes - 1), label_room + 4, 36)


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
        pitch = min(16.0, (wide - 2 * CLEARANCE) / (lanes - 1)) if lanes > 1 else 0.0
        return round(2 * (left + wide / 2 + (lane - (lanes - 1) / 2) * pitch)) / 2


def trace(route: Route, link: Link, stops: Sequence[Stop], ground: Ground) -> Way:
    """The route as a path."""
    way = _straight_down if route.sides == (0, 0) else _around
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
