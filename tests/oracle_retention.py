"""Retention a second time: slow, from the definitions of `docs/measures.md`, by sets of customers."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from journeymap.model import Journey
from tests import oracle

DAY = 86_400_000_000
"""Microseconds."""


def unit_of(begin: int | None, as_of: int | None) -> str:
    """Weeks where the log spans fewer than 92 days."""
    return "week" if begin is not None and as_of is not None and as_of - begin < 92 * DAY else "month"


def zone_of(journey: Journey) -> ZoneInfo:
    """The zone of the days."""
    return ZoneInfo(journey.events.timezone or "UTC")


def day_of(time: int | None, zone: ZoneInfo) -> date | None:
    """The day of a moment; none where its year is not to be believed."""
    if time is None:
        return None
    moment = oracle.EPOCH + timedelta(microseconds=time)
    return moment.astimezone(zone).date() if 1900 <= moment.year < 2200 else None


def first_day(day: date, unit: str) -> date:
    """The first day of the period that a day is in."""
    return day.replace(day=1) if unit == "month" else day - timedelta(days=day.weekday())


def next_first_day(first: date, unit: str) -> date:
    """The first day of the period after."""
    return first_day(first + timedelta(days=32 if unit == "month" else 7), unit)


def moment_of(day: date, zone: ZoneInfo) -> int:
    """When a day begins."""
    return oracle.micros(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC))


def label_of(first: date, unit: str) -> str:
    """How a period is called."""
    year, week, _ = first.isocalendar()
    return first.isoformat()[:7] if unit == "month" else f"{year}-W{week:02}"


def is_over(first: date, unit: str, zone: ZoneInfo, as_of: int | None) -> bool:
    """Whether the last second of a period had begun when the data was closed."""
    return as_of is None or as_of >= moment_of(next_first_day(first, unit), zone) - oracle.MICROSECONDS


def retention_of(
    journey: Journey, steps: Sequence["oracle.Event"], begin: int | None, as_of: int | None
) -> "oracle.Figures":
    """All periods of somebody, and those after them."""
    unit, zone = unit_of(begin, as_of), zone_of(journey)
    who: dict[date, set[str]] = {}
    for step in steps:
        day = day_of(step.time, zone)
        if day is not None:
            who.setdefault(first_day(day, unit), set()).add(step.customer)
    told = sorted({*who, *(next_first_day(first, unit) for first in who)})
    dated = set().union(*who.values())
    return {
        "unit": unit,
        "timezone": str(zone),
        "periods": {
            label_of(first, unit): _period(who, first, unit, over=is_over(first, unit, zone, as_of))
            for first in told
            if as_of is None or moment_of(first, zone) <= as_of
        },
        "undated": len({step.customer for step in steps} - dated),
    }


def _period(who: dict[date, set[str]], first: date, unit: str, *, over: bool) -> "oracle.Figures":
    before = next((who[other] for other in who if next_first_day(other, unit) == first), set())
    here = who.get(first, set())
    ever = set().union(*(who[other] for other in who if other < first))
    lost = before - here
    begins = first == min(who)
    return {
        "first_day": first.isoformat(),
        "complete": over,
        "start": None if begins else len(before),
        "end": len(here),
        "new": None if begins else len(here - ever),
        "returned": None if begins else len((here & ever) - before),
        "lost": len(lost) if over and not begins else None,
        "retention": oracle.rate(len(before & here), len(before)) if over else None,
        "churn": oracle.rate(len(lost), len(before)) if over else None,
    }
