"""What is routed: cards as stops in columns, arrows as links between them, and the route of each link."""

from dataclasses import dataclass, field

from journeymap.drawing.lanes import Leg


@dataclass(frozen=True, slots=True)
class Stop:
    """A card: where it stands in which column, and from where to where it reaches."""

    column: int
    place: int
    top: int = 0
    bottom: int = 0

    @property
    def middle(self) -> float:
        """Half-way between its edges."""
        return (self.top + self.bottom) / 2


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
    def in_gap(self) -> bool:
        """Whether it goes straight up or down between two neighbours of a column."""
        return self.sides == (0, 0)

    @property
    def straight(self) -> bool:
        """Whether it goes straight across one gutter, without a leg."""
        return self.gutters[0] == self.gutters[1] and self.sides[0] != self.sides[1] and self.ports[0] == self.ports[1]

    def legs(self, width: float) -> list[tuple[int, Leg]]:
        """Its vertical pieces with their gutters."""
        if self.in_gap or self.straight:
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
