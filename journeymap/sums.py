"""Unknown whole numbers with their bounds, and sums of them: what somebody knows who has a report and no log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from journeymap.quantities import Count, Range

Name = tuple[str, ...]
"""Which report, what, and of which touchpoints, stages or channels."""


@dataclass
class Sums:
    """Numbers by name, each at least 0 and at most `most`, unless more is known of it."""

    most: int = 0
    names: dict[Name, int] = field(default_factory=dict)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    rows: list[tuple[dict[int, int], int, int]] = field(default_factory=list)
    """Sums: how often each number counts, by its place, and between which two numbers they are."""

    def place(self, name: Name) -> int:
        """Where a number stands; it is put in if it is not there."""
        if name not in self.names:
            self.names[name] = len(self.names)
            self.low.append(0)
            self.high.append(self.most)
        return self.names[name]

    def know(self, name: Name, low: int = 0, high: int | None = None) -> None:
        """A number is at least and at most so great."""
        place = self.place(name)
        self.low[place] = max(self.low[place], low)
        if high is not None:
            self.high[place] = min(self.high[place], high)

    def tell(self, name: Name, count: Count | None) -> None:
        """A number as a report tells it: exactly, as a range, or not at all."""
        if isinstance(count, Range):
            self.know(name, count.low, count.high)
        elif count is not None:
            self.know(name, count, count)
        else:
            self.know(name)

    def add(self, factors: Mapping[Name, int], low: int = 0, high: int | None = None) -> None:
        """A sum is so great (`low`), or between two numbers."""
        self.rows.append(
            ({self.place(name): factor for name, factor in factors.items()}, low, low if high is None else high)
        )

    def whole(self, whole: Name, parts: Iterable[Name]) -> None:
        """Parts add up to a whole."""
        self.add({**dict.fromkeys(parts, 1), whole: -1})

    def at_least(self, more: Name, less: Name) -> None:
        """A number is at least as great as another one."""
        self.add({more: 1, less: -1}, 0, self.most)

    def is_known(self, name: Name) -> bool:
        """Whether a number is told exactly."""
        place = self.place(name)
        return self.low[place] == self.high[place]
