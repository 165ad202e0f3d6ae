"""What closes the data, and by which periods it is told."""

from dataclasses import dataclass
from functools import cached_property

from journeymap.periods import MONTHS, Calendar, Turn, turn_of


@dataclass(frozen=True)
class Clock:
    """What closes the data: `as_of` and the silence after which a case counts as left, and the one after which a new case begins; microseconds.
    And the periods by which the data is told.
    """

    as_of: int
    leaves_after: int
    new_case_after: int | None
    calendar: Calendar = MONTHS
    span: tuple[int, int] | None = None
    """The first and the last time of the data; None where nobody asks how the latest periods differ from those before."""

    @cached_property
    def turn(self) -> Turn | None:
        """When what is asked of a whole period changes: answers."""
        return turn_of(*self.span, self.as_of, self.calendar.zone) if self.span else None

    @cached_property
    def settled_turn(self) -> Turn | None:
        """The same of visits of which it is known what followed them: those that are longer ago than the silence after which a case counts as left."""
        return turn_of(*self.span, self.as_of - self.leaves_after, self.calendar.zone) if self.span else None
