"""How many customers come again, and how many stay away, from period to period."""

from pydantic import Field

from journeymap.behaviour import Behaviour
from journeymap.periods import Calendar
from journeymap.quantities import Figures, Rate, rate


class Period(Figures):
    """One month or week: end = start - lost + new + returned. What too few customers stand behind is None; in the first period, where nobody
    knows who came before, all but its end is.
    """

    period: str = Field(description="2026-05; a week as ISO 8601 numbers it, 2026-W21.")
    first_day: str
    complete: bool = Field(description="Whether it was over when the data was closed; if not, nobody is lost yet.")
    start: int | None = Field(description="Customers who were active in the period before.")
    end: int | None = Field(description="Customers who are active in this one: those with a step in it.")
    new: int | None = Field(description="Those of them whose first step in the log it is.")
    returned: int | None = Field(description="Those of them who came before, but not in the period before.")
    lost: int | None = Field(description="Of `start`, those who are not active.")
    retention: Rate | None = Field(description="(end - new - returned) / start.")
    churn: Rate | None = Field(description="lost / start.")


class Retention(Figures):
    """Periods in the order of the time, those without anybody before or in them left out."""

    unit: str = Field("month", description="month or week.")
    timezone: str = Field("UTC", description="The zone whose days these are.")
    periods: tuple[Period, ...] = ()
    undated: int | None = Field(0, description="Customers without a step that has a time; None where they are too few.")


def tell(seen: Behaviour, min_group: int, calendar: Calendar, as_of: int | None) -> Retention:
    """The periods up to the one in which the data was closed."""
    measured = seen.measured.retention
    numbers = sorted({*measured.active, *(number + 1 for number in measured.active)})
    return Retention(
        unit=calendar.unit,
        timezone=calendar.zone,
        periods=tuple(
            _period(seen, min_group, calendar, as_of, number)
            for number in numbers
            if as_of is None or calendar.start(number) <= as_of
        ),
        undated=measured.undated if _shows(measured.undated, min_group) else None,
    )


def _period(seen: Behaviour, min_group: int, calendar: Calendar, as_of: int | None, number: int) -> Period:
    measured = seen.measured.retention
    start, end = measured.active[number - 1], measured.active[number]
    new, kept = measured.new[number], measured.kept[number]
    complete = calendar.is_over(number, as_of)
    before = number != min(measured.active) and _shows(start, min_group)
    here = _shows(end, min_group)
    told = complete and before
    return Period(
        period=calendar.label(number),
        first_day=calendar.day(number).isoformat(),
        complete=complete,
        start=start if before else None,
        end=end if here else None,
        new=new if before and here else None,
        returned=end - new - kept if before and here else None,
        lost=start - kept if told else None,
        retention=rate(kept, start) if told else None,
        churn=rate(start - kept, start) if told else None,
    )


def _shows(customers: int, min_group: int) -> bool:
    """Nobody at all is no secret."""
    return customers == 0 or customers >= min_group
