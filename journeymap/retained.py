"""Customers by period -> retention and churn."""

from journeymap.behaviour import Behaviour
from journeymap.chapters.retention import Period, Retention
from journeymap.periods import Calendar
from journeymap.quantities import rate


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
