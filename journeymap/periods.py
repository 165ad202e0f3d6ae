"""Days, weeks and months of a time zone, and which of them a time is in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from journeymap.sorting import Ints

NO_PERIOD = -1
"""The number of the period of a time that is unknown or not to be believed."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_OF_EPOCH = _EPOCH.toordinal() - 1
_MICRO = timedelta(microseconds=1)
_FIRST = (datetime(1900, 1, 1, tzinfo=UTC) - _EPOCH) // _MICRO
_LAST = (datetime(2200, 1, 1, tzinfo=UTC) - _EPOCH) // _MICRO
"""Times before the year 1900 and after 2199 (UTC) stand for something else: 0001-01-01, 9999-12-31."""
SHORT = timedelta(days=92)
"""A log of fewer days is told by weeks: three months would be two whole ones at best."""

LONG = timedelta(days=365)
"""From here on the latest periods are held against the earlier ones by months."""
_QUARTERS = 4


class Unit(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MOST = {Unit.WEEK: 13, Unit.MONTH: 3}
"""So many periods are the latest ones, at most."""


@dataclass(frozen=True)
class Calendar:
    """The periods of one unit in a time zone, numbered in a row, so that the one after n is n + 1. A zone that Python does not know is UTC."""

    unit: Unit = Unit.MONTH
    zone: str = "UTC"

    def numbers(self, times: Ints) -> Ints:
        """The number of the period of each time (microseconds since 1970, UTC); `NO_PERIOD` where it has none."""
        known = (times >= _FIRST) & (times < _LAST)
        every = bool(known.all())
        some = times if every else times[known]
        if not len(some):
            return np.full(len(times), NO_PERIOD, dtype=np.int64)
        first = self._number(_local(int(some.min()), self.zone)) - 1
        last = self._number(_local(int(some.max()), self.zone)) + 1
        bounds = _bounds(self, first, last)
        width = int(bounds[1] - bounds[0])
        # Days are alike where no clock is put forward or back, and then a division is enough.
        alike = np.all(np.diff(bounds) == width)
        found: Ints = (times - (bounds[0] - width)) // width if alike else np.searchsorted(bounds, times, side="right")
        found += first - 1
        return found if every else np.where(known, found, NO_PERIOD)

    def of_days(self, days: Ints) -> Ints:
        """The number of the period of each day, which is told by its own number."""
        if self.unit is not Unit.MONTH:
            return days // _DAYS[self.unit]
        months: Ints = (days - _DAY_OF_EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        months += 1970 * 12
        return months

    def day(self, number: int) -> date:
        """The first day of a period."""
        if self.unit is Unit.MONTH:
            return date(number // 12, number % 12 + 1, 1)
        return date.fromordinal(number * _DAYS[self.unit] + 1)

    def start(self, number: int) -> int:
        """When a period begins, in microseconds since 1970 (UTC)."""
        return (datetime.combine(self.day(number), time(), _zone(self.zone)).astimezone(UTC) - _EPOCH) // _MICRO

    def is_over(self, number: int, as_of: int | None) -> bool:
        """Whether the data was closed when a period was over, or never; its last second is enough, because people write 23:59:59."""
        return as_of is None or self.start(number + 1) - as_of <= 1_000_000

    def label(self, number: int) -> str:
        """A month as `2026-05`, a week as ISO 8601 numbers them, `2026-W21`, a day as `2026-05-18`."""
        first = self.day(number)
        if self.unit is Unit.MONTH:
            return f"{first:%Y-%m}"
        return f"{first:%G-W%V}" if self.unit is Unit.WEEK else first.isoformat()

    def _number(self, day: date) -> int:
        if self.unit is Unit.MONTH:
            return day.year * 12 + day.month - 1
        return (day.toordinal() - 1) // _DAYS[self.unit]


MONTHS = Calendar()
"""The months of UTC."""


@dataclass(frozen=True)
class Turn:
    """The periods that are over, cut in two: earlier ones from `first` on, and the latest ones from `at` on and before `end` (microseconds, UTC)."""

    first: int
    at: int
    end: int
    unit: Unit
    lately: int
    """How many periods are the latest ones."""
    before: int

    def sides(self, times: Ints) -> Ints:
        """0 for a time in the earlier periods, 1 in the latest ones, -1 for all others."""
        found: Ints = (times >= self.first).astype(np.int8) + (times >= self.at) - 1
        found[times >= self.end] = -1
        return found

    def days(self, zone: str) -> tuple[date, date]:
        """The first and the last day of the latest periods."""
        return _local(self.at, zone), _local(self.end - 1, zone)


def turn_of(first: int, last: int, closed: int, zone: str) -> Turn | None:
    """The latest quarter of the periods of the data that were over at a time, and those before it; None where there are fewer than four.

    `first` and `last` are the times of the data. Weeks, or months where the data spans a year and more; the latest ones are at most three months, or 13 weeks.
    """
    first, last = max(first, _FIRST), min(last, _LAST - 1)
    unit = Unit.WEEK if (last - first) * _MICRO < LONG else Unit.MONTH
    calendar = Calendar(unit, zone)
    begin, end = (calendar.numbers(np.array([time]))[0].item() for time in (first, last))
    while end >= begin and not calendar.is_over(end, closed):
        end -= 1
    periods = end - begin + 1
    if periods < _QUARTERS:
        return None
    lately = min(periods // _QUARTERS, _MOST[unit])
    at = (calendar.start(begin), calendar.start(end - lately + 1), calendar.start(end + 1))
    return Turn(*at, unit, lately, periods - lately)


def calendar_of(first: int | None, as_of: int | None, zone: str | None) -> Calendar:
    """Months, or weeks where the data spans too few of them, from the first time of the log to the one at which it was closed."""
    known = zone if zone is not None and _known(zone) else "UTC"
    short = first is not None and as_of is not None and (as_of - first) * _MICRO < SHORT
    return Calendar(Unit.WEEK if short else Unit.MONTH, known)


@lru_cache(maxsize=16)
def _bounds(calendar: Calendar, first: int, last: int) -> Ints:
    """When the periods from the first to the last begin, in microseconds."""
    return np.array([calendar.start(number) for number in range(first, last + 1)], dtype=np.int64)


def _local(micros: int, zone: str) -> date:
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(_zone(zone)).date()


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _known(name: str) -> bool:
    try:
        _zone(name)
    except (KeyError, ValueError, OSError):
        # The engine knows some names that Python does not, and a small system may have no time zones at all.
        return False
    return True
