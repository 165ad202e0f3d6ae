"""Who runs where in a gutter: vertical legs of arrows side by side, in the order that crosses least.

Legs that never pass each other are ordered apart, so the work grows with the legs of a gutter and not with their square.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_CROSSING = 10.0
_COVERING = 400.0  # two lines on top of each other cannot be told apart
_LEANING = 0.02
_NEAR = 7.0  # px: horizontal pieces closer than this count as on top of each other
_APART = 18.0  # px between two legs in one lane
_REACH = 24
"""How many places a leg is moved at most, to look for a better one: all of them in any gutter that people can follow."""
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Leg:
    """A vertical piece of a route in a gutter; at each end a horizontal piece leaves to the left (-1) or right (1)."""

    start: float
    start_side: int
    end: float
    end_side: int
    thickness: float

    @property
    def top(self) -> float:
        """The upper end."""
        return min(self.start, self.end)

    @property
    def bottom(self) -> float:
        """The lower end."""
        return max(self.start, self.end)

    @property
    def lean(self) -> int:
        """-2 for both ends to the left, 2 for both to the right, else 0."""
        return self.start_side + self.end_side

    def leaving(self, side: int) -> list[float]:
        """The heights at which horizontal pieces leave to a side."""
        return [y for y, where in ((self.start, self.start_side), (self.end, self.end_side)) if where == side]


def arrange(legs: Sequence[Leg]) -> list[int]:
    """The lane of each leg, 0 is leftmost. Legs share a lane only well apart; each keeps near the side that it leans to."""
    order = [leg for group in _groups(legs) for leg in _order(legs, group)]
    least = _packed(legs, order)
    count = max(least, default=-1) + 1
    most = [count - 1 - lane for lane in _packed(legs, order[::-1])]
    lanes = [0] * len(legs)
    taken = _Skyline()
    for leg in reversed(order):
        wish = {-2: least[leg], 2: most[leg]}.get(legs[leg].lean, (least[leg] + most[leg]) // 2)
        # As seen from the right: what stands right of it, and passes it, is a lane farther.
        limit = count - 1 - taken.highest(*_span(legs[leg])) - 1
        lanes[leg] = max(least[leg], min(wish, limit))
        taken.put(*_span(legs[leg]), count - 1 - lanes[leg])
    return lanes


def _packed(legs: Sequence[Leg], order: Sequence[int]) -> list[int]:
    """For each leg the least lane that this order allows."""
    lanes = [0] * len(legs)
    taken = _Skyline()
    for leg in order:
        lanes[leg] = taken.highest(*_span(legs[leg])) + 1
        taken.put(*_span(legs[leg]), lanes[leg])
    return lanes


def _span(leg: Leg) -> tuple[float, float]:
    return leg.top - _APART / 2, leg.bottom + _APART / 2


class _Skyline:
    """The highest number put so far at each height; what is put is higher than all that it covers."""

    def __init__(self) -> None:
        self._starts = [float("-inf")]
        self._values = [-1]

    def highest(self, low: float, high: float) -> int:
        """The highest number between two heights, -1 where there is none."""
        return max(self._values[bisect_right(self._starts, low) - 1 : bisect_left(self._starts, high)])

    def put(self, low: float, high: float, value: int) -> None:
        """Put a number there."""
        first, last = bisect_left(self._starts, low), bisect_right(self._starts, high)
        after = self._values[last - 1]
        self._starts[first:last] = [low, high]
        self._values[first:last] = [value, after]


def _groups(legs: Sequence[Leg]) -> Iterator[list[int]]:
    """Legs that pass each other, or pass others that do."""
    group: list[int] = []
    bottom = 0.0
    for leg in sorted(range(len(legs)), key=lambda leg: (legs[leg].top, leg)):
        if group and _span(legs[leg])[0] >= bottom:
            yield group
            group = []
        bottom = max(bottom, _span(legs[leg])[1]) if group else _span(legs[leg])[1]
        group.append(leg)
    if group:
        yield group


def _order(legs: Sequence[Leg], group: list[int]) -> list[int]:
    """Insertion by insertion to a local optimum of the crossings, from an order that is right for most."""
    known: dict[tuple[int, int], float] = {}

    def gain(left: int, right: int) -> float:
        """What it saves that one leg runs left of another, and not right of it."""
        if (left, right) not in known:
            known[left, right] = _cost(legs[right], legs[left]) - _cost(legs[left], legs[right])
        return known[left, right]

    order = sorted(group, key=lambda leg: (*_first_guess(legs[leg]), leg))
    for _ in range(_ROUNDS):
        moved = [_improved(order, place, gain) for place in range(len(order))]
        if not any(moved):
            break
    return order


def _first_guess(leg: Leg) -> tuple[float, float]:
    """Left what leans left, right what leans right, the short ones outside; between them what goes across, by height."""
    if leg.lean:
        return leg.lean, leg.lean * (leg.top - leg.bottom)
    downward = (leg.start_side if leg.start < leg.end else leg.end_side) < 0
    return 0, -leg.top if downward else leg.bottom


def _improved(order: list[int], here: int, gain: Callable[[int, int], float]) -> bool:
    """Move the leg at a place to its best place nearby; whether that made things better."""
    leg = order[here]
    best, best_value = here, 1e-9
    for step, stop in ((-1, max(-1, here - _REACH - 1)), (1, min(len(order), here + _REACH + 1))):
        value = 0.0
        for place in range(here + step, stop, step):
            other = order[place]
            value += gain(leg, other) if step < 0 else gain(other, leg)
            if value > best_value:
                best, best_value = place, value
    order.insert(best, order.pop(here))
    return best != here


def _cost(left: Leg, right: Leg) -> float:
    """What it costs that one leg runs left of another."""
    rightward, leftward = left.leaving(1), right.leaving(-1)
    cost = _CROSSING * sum(right.top < y < right.bottom for y in rightward)
    cost += _CROSSING * sum(left.top < y < left.bottom for y in leftward)
    cost += _COVERING * sum(abs(y - other) < _NEAR for y in rightward for other in leftward)
    # All else equal, stay near the card.
    return cost + _LEANING * (left.lean - right.lean)
