"""Customers by period -> retention and churn."""

from journeymap.behaviour import Behaviour
from journeymap.chapters.retention import Period, Retention
from journeymap.periods import Calendar
from journeymap.quantities import Range, rate


def tell(seen: Behaviour, min_group: int, calendar: Calendar, as_of: int | None) -> Retention:
    """The periods up to the one in which the data was closed."""
    measured = seen.measured.retention
    numbers = sorted({*measured.active, *(number + 1 for number in measured.active)})
    periods = [
        _period(seen, min_group, calendar, as_of, number)
        for number in numbers
        if as_of is None or calendar.start(number) <= as_of
    ]
    return Retention(
        unit=calendar.unit,
        timezone=calendar.zone,
        periods=tuple(_blurred(seen, min_group, periods)),
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


def _blurred(seen: Behaviour, min_group: int, periods: list[Period]) -> list[Period]:
    """The same. Every customer is new once: where one number of new ones is hidden alone, the greatest other one is told as a range.

    So are those who returned in the same period.
    """
    dark = [*(period for period in periods[1:] if period.new is None), *(one for one in periods[:1] if one.end is None)]
    undated = seen.measured.retention.undated
    told = [(number, period.new, period) for number, period in enumerate(periods) if isinstance(period.new, int)]
    if not (min_group and told and len(dark) == 1 and _shows(undated, min_group)):
        return periods
    place, new, chosen = max(told, key=lambda each: (each[1], -each[0]))
    both = seen.measured.cases.customers - undated - (periods[0].end or 0) - sum(each[1] for each in told) + new
    # Of a hidden period it is known that too few came, or where only the one before is hidden, how many came at most.
    most = dark[0].end if dark[0].end is not None else min_group - 1
    # Those who came and were not there in the period before; where it is still running, nobody knows how many were.
    came = (chosen.end or 0) - chosen.retention.count if chosen.retention else chosen.end or 0
    low, high = max(0, both - most), min(came, both)
    changed = {"new": Range(low=low, high=high)}
    if chosen.retention:
        changed["returned"] = Range(low=came - high, high=came - low)
    return [*periods[:place], chosen.model_copy(update=changed), *periods[place + 1 :]]
