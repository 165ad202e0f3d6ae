"""Where arrows leave and enter at the sides of cards: in the order that crosses least, and level where that is possible."""

from collections import defaultdict
from collections.abc import Sequence

from journeymap.drawing.routes import Link, Route, Stop

PORT = 13
"""The least px between two arrows at one side of a card."""
_ROOMY_PORT = 20
"""Px between them where the card is high enough: a label then fits in between."""
FIRST_PORT = 24
LAST_PORT = 14
_LOWEST = 10
"""Px between a port that was moved down and the lower edge of its card."""
_NUDGE = 44
"""Px that a port may be moved down for an arrow without a bend."""

End = tuple[int, int]
"""An end of a route: its number, and 0 where it leaves, 1 where it enters."""


def port_counts(links: Sequence[Link], routes: Sequence[Route]) -> dict[int, int]:
    """How many arrows the fuller side of each stop must hold."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for route in routes:
        if not route.in_gap:
            counts[links[route.link].source, route.sides[0]] += 1
            counts[links[route.link].target, route.sides[1]] += 1
    most: dict[int, int] = defaultdict(int)
    for (stop, _), count in counts.items():
        most[stop] = max(most[stop], count)
    return most


def least_height(ports: int) -> int:
    """The height in px that a card needs for its arrows."""
    return FIRST_PORT + PORT * (ports - 1) + LAST_PORT if ports else 0


def give_ports(stops: Sequence[Stop], links: Sequence[Link], routes: Sequence[Route]) -> None:
    """Give every route its ports, whole px, by what is known of its way so far."""
    sides = _in_order(stops, links, routes)
    heights: dict[End, int] = {}
    for (number, _), ends in sides.items():
        room = stops[number].bottom - stops[number].top - FIRST_PORT - LAST_PORT
        step = max(PORT, min(_ROOMY_PORT, room // (len(ends) - 1))) if len(ends) > 1 else 0
        for place, end in enumerate(ends):
            heights[end] = stops[number].top + FIRST_PORT + step * place
    _level(stops, links, routes, sides, heights)
    for route in routes:
        if not route.in_gap:
            route.ports = (float(heights[route.link, 0]), float(heights[route.link, 1]))


def _in_order(
    stops: Sequence[Stop], links: Sequence[Link], routes: Sequence[Route]
) -> dict[tuple[int, int], list[End]]:
    """The ends at each side of each stop, from top to bottom."""
    found: dict[tuple[int, int], list[tuple[tuple[float, ...], End]]] = defaultdict(list)
    for route in routes:
        if route.in_gap:
            continue
        link = links[route.link]
        for end, here, there in ((0, link.source, link.target), (1, link.target, link.source)):
            rank = _rank(route, end, stops[here], stops[there])
            found[here, route.sides[end]].append((rank, (route.link, end)))
    return {side: [end for _, end in sorted(entries)] for side, entries in found.items()}


def _rank(route: Route, end: int, here: Stop, there: Stop) -> tuple[float, ...]:
    """Where an end stands among those of its side of a card.

    Around the rim of a gutter two arrows cross if and only if their ends take turns. So at one side of one card the ends come in the
    reverse order of their other ends around the rim: to cards above, the nearest first; across, from top to bottom; to cards
    below, the farthest first.
    """
    if route.channel is not None:
        return 1, route.channel, route.link
    if route.sides[0] != route.sides[1]:
        return 1, there.middle, route.link
    if there.place == here.place:
        return 3, route.link, end
    # Of two arrows between the same two cards the outer one is the outer one at both.
    return (0, -there.middle, -route.link) if there.place < here.place else (2, -there.middle, route.link)


def _level(
    stops: Sequence[Stop],
    links: Sequence[Link],
    routes: Sequence[Route],
    sides: dict[tuple[int, int], list[End]],
    heights: dict[End, int],
) -> None:
    """Move ports down so that arrows go straight across, as far as the cards reach; none is moved twice."""
    place = {end: (side, nth) for side, ends in sides.items() for nth, end in enumerate(ends)}
    floors = {side: stops[side[0]].bottom - _LOWEST for side in sides}
    fixed: set[End] = set()
    for route in sorted(routes, key=lambda route: (-links[route.link].width, route.link)):
        for end, goal in _goals(route, heights):
            side, nth = place[end]
            moved = _moved(sides[side], nth, goal, heights)
            if not moved:
                continue
            if any(other in fixed or height > floors[side] for other, height in moved.items()):
                break
            heights.update(moved)
        else:
            if not route.in_gap and (route.sides[0] != route.sides[1]):
                fixed |= {(route.link, 0), (route.link, 1)}


def _goals(route: Route, heights: dict[End, int]) -> list[tuple[End, int]]:
    """The end to be moved down, and the height to go straight on at."""
    if route.in_gap or route.sides[0] == route.sides[1]:
        return []
    ends = ((route.link, 0), (route.link, 1))
    goal = max(heights[end] for end in ends) if route.channel is None else round(route.channel)
    return [(end, goal) for end in ends if 0 < goal - heights[end] <= _NUDGE]


def _moved(ends: Sequence[End], nth: int, goal: int, heights: dict[End, int]) -> dict[End, int]:
    """The new heights if one end is moved down and pushes those below it."""
    moved = {}
    least = goal
    for end in ends[nth:]:
        if heights[end] >= least:
            break
        moved[end] = least
        least += PORT
    return moved
