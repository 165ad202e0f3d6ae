"""Who runs where in a gutter: vertical legs of arrows side by side, in the order that crosses least."""

from collections.abc import Sequence
from dataclasses import dataclass

_CROSSING = 10.0
_COVERING = 400.0  # two lines on top of each other cannot be told apart
_NEAR = 7.0  # px: horizontal pieces closer than this count as on top of each other
_APART = 18.0  # px between two legs in one lane


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

    def leaving(self, side: int) -> list[float]:
        """The heights at which horizontal pieces leave to a side."""
        return [y for y, where in ((self.start, self.start_side), (self.end, self.end_side)) if where == side]


def arrange(legs: Sequence[Leg]) -> list[int]:
    """The lane of each leg, 0 is leftmost. Legs share a lane only well apart."""
    order = _order(legs)
    lanes = [0] * len(legs)
    for position, leg in enumerate(order):
        taken = [lanes[other] for other in order[:position] if _meet(legs[leg], legs[other])]
        lanes[leg] = max(taken, default=-1) + 1
    return lanes


def _meet(one: Leg, other: Leg) -> bool:
    return one.top < other.bottom + _APART and other.top < one.bottom + _APART


def _order(legs: Sequence[Leg]) -> list[int]:
    """Insertion by insertion to a local optimum of the crossings: gutters are small, so this is quick and steady."""
    count = len(legs)
    cost = [[_cost(legs[left], legs[right]) for right in range(count)] for left in range(count)]
    order = sorted(range(count), key=lambda leg: (legs[leg].start_side + legs[leg].end_side, legs[leg].top, leg))
    for _ in range(8):
        moved = [_improve(order, leg, cost) for leg in range(count)]
        if not any(moved):
            break
    return order


def _improve(order: list[int], leg: int, cost: list[list[float]]) -> bool:
    """Move one leg to its best place; whether that made things better."""
    here = order.index(leg)
    rest = order[:here] + order[here + 1 :]
    value = sum(cost[leg][other] for other in rest)
    values = [value]
    for other in rest:
        value += cost[other][leg] - cost[leg][other]
        values.append(value)
    best = min(range(len(values)), key=lambda place: (values[place], abs(place - here)))
    if values[best] >= values[here] - 1e-9:
        return False
    order[:] = [*rest[:best], leg, *rest[best:]]
    return True


def _cost(left: Leg, right: Leg) -> float:
    """What it costs that one leg runs left of another."""
    cost = 0.0
    rightward, leftward = left.leaving(1), right.leaving(-1)
    cost += _CROSSING * sum(right.top < y < right.bottom for y in rightward)
    cost += _CROSSING * sum(left.top < y < left.bottom for y in leftward)
    cost += _COVERING * sum(abs(y - other) < _NEAR for y in rightward for other in leftward)
    # All else equal, stay near the card.
    return cost + 0.5 * (left.start_side + left.end_side) - 0.5 * (right.start_side + right.end_side)
