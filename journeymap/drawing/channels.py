"""The heights at which arrows that skip columns cross these: below or above their cards, never through them."""

from collections import defaultdict
from collections.abc import Sequence

from journeymap.drawing.routes import Route, Stop

CHANNEL = 14
"""Px between two arrows that cross columns."""


def give_channels(stops: Sequence[Stop], routes: Sequence[Route], ceiling: int) -> int:
    """Give every route that skips columns its channel; the number of channels above `ceiling`, where the cards begin."""
    floors: dict[int, int] = defaultdict(int)
    for stop in stops:
        floors[stop.column] = max(floors[stop.column], stop.bottom)
    taken: dict[int, list[float]] = defaultdict(list)
    upper = 0
    for route, wish, step in _wishes(routes, floors, ceiling):
        height = wish
        first, last = sorted(route.gutters)
        used = {y for gutter in range(first, last + 1) for y in taken[gutter]}
        while any(abs(height - y) < CHANNEL - 1 for y in used):
            height += step
        for gutter in range(first, last + 1):
            taken[gutter].append(height)
        route.channel = height
        upper = max(upper, round((ceiling - height) / CHANNEL))
    return upper


def _wishes(routes: Sequence[Route], floors: dict[int, int], ceiling: int) -> list[tuple[Route, float, int]]:
    """Each route with the height that it would like, and which way it gives way; short ones stand nearer to the cards.

    Of those with the same span the one between higher cards runs higher: they then go side by side and do not cross.
    """
    found = []
    for route in routes:
        first, last = sorted(route.gutters)
        if first == last:
            continue
        # Columns first..last-1 lie between the two gutters.
        floor = max((floors[column] for column in range(first, last)), default=0)
        below = next((port for port in route.ports if port >= floor + CHANNEL), float(floor + CHANNEL))
        above = float(ceiling - CHANNEL)
        by_above = sum(port - above for port in route.ports) < sum(abs(port - below) for port in route.ports)
        height, step = (above, -CHANNEL) if by_above else (below, CHANNEL)
        found.append(((last - first, step * sum(route.ports), route.link), (route, height, step)))
    return [wish for _, wish in sorted(found, key=lambda pair: pair[0])]
