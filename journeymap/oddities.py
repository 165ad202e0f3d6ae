"""What looks wrong in a log: each a function of its profile that yields sentences, with numbers and with what to do.

Limits are set so that a log without a fault has none of them; they are said in `docs/reading.md`. To add one: write a function here and name it in `_ODD`.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from journeymap.amounts import count, percent, times
from journeymap.model import Journey
from journeymap.profiling import DAY, Name, Profile
from journeymap.report import Data
from journeymap.words import quoted

FEW = 500
"""Rows below which nothing is said of hours, rates and customers."""
_SHARE = 0.05
"""Of all steps, above which ties and the like are told as odd."""
_YEAR = 365
_CORE = 0.001
"""The share of rows at each end that may lie far outside."""
_QUIET, _DIP = 4, 0.06
"""Hours of a night, and the share of a day's rows below which they are one; evenly spread it were 16.7 %."""
_NIGHTS = (21, 22, 23, 0, 1, 2, 3, 4, 5)
"""Hours at which a night may begin."""
_MANY = 100
"""Times the median of rows per customer, from which a customer has very many."""
_NEAR, _LIKE, _RENAMES = 2, 2.0, 3
"""Days between two names of one event, how many times as frequent one may be, and how many pairs are told."""
Odd = Iterator[tuple[str, str]]


def oddities(journey: Journey, profile: Profile, data: Data | None) -> list[tuple[str, str]]:
    """What looks wrong and what to do about it. `data` is None where the log was not measured."""
    return [found for look in _ODD for found in look(journey, profile, data)]


def _torn(_: Journey, profile: Profile, __: Data | None) -> Odd:
    for name in profile.torn:
        yield (
            f"{name} does not end with a line break",
            "its last row may be cut off: compare it with where it came from",
        )


def _far(journey: Journey, profile: Profile, _: Data | None) -> Odd:
    """Days far from all others."""
    if not profile.days:
        return
    first, last = core(profile.days)
    room = max(_YEAR, last - first)
    far = {day: rows for day, rows in profile.days.items() if not first - room <= day <= last + room}
    if not far:
        return
    closes = max(far) > last and journey.events.as_of is None
    cure = (
        "the newest row closes the data, so cases look as if they were left: mend it, or declare as_of"
        if closes
        else "mend them in the log"
    )
    away = "a year" if room == _YEAR else times(room, "day")
    there = _day(min(far)) + (f" to {_day(max(far))}" if len(far) > 1 else "")
    rows = times(sum(far.values()), "row")
    yield f"{rows} more than {away} away from all others ({_day(first)} to {_day(last)}): {there}", cure


def _gap(_: Journey, profile: Profile, __: Data | None) -> Odd:
    """Days on which an export may have failed."""
    if sum(profile.days.values()) < FEW:
        return
    first, last = core(profile.days)
    inside = [day for day in profile.days if first <= day <= last]
    gaps = sorted(((after - before - 1, before + 1) for before, after in pairwise(inside)), reverse=True)
    if gaps and gaps[0][0] >= 3 and (len(gaps) == 1 or gaps[0][0] > 2 * gaps[1][0]):
        length, day = gaps[0]
        yield f"no row from {_day(day)} to {_day(day + length - 1)}", "did an export fail?"


def _night(journey: Journey, profile: Profile, _: Data | None) -> Odd:
    """A night in the middle of the day: the times are of another zone."""
    total = sum(profile.hours)
    if total < FEW:
        return
    if profile.midnights > 0.9 * total:
        yield (
            f"{percent(profile.midnights / total)} of all times are midnight",
            "they are days, not times: waits within a day are unknown, and their order is that of the design",
        )
        return
    rows, start = min((sum(profile.hours[(hour + more) % 24] for more in range(_QUIET)), hour) for hour in range(24))
    if rows < _DIP * total and start not in _NIGHTS:
        zone = journey.events.timezone or "UTC"
        told = f"the quietest hours are {start:02}:00 to {(start + _QUIET) % 24:02}:00 ({zone}), with {percent(rows / total, 1)} of all rows"
        yield (
            told,
            "if that is night where the customers are, the times are of another zone: look at events: {timezone: ...}",
        )


def _heavy(_: Journey, profile: Profile, __: Data | None) -> Odd:
    """Customers who are none."""
    total, customers = sum(rows * many for rows, many in profile.customers.items()), sum(profile.customers.values())
    if total < FEW or customers < 2:
        return
    median, seen = 0, 0
    for rows, many in sorted(profile.customers.items()):
        median, seen = rows, seen + many
        if 2 * seen >= customers:
            break
    limit = _rounded(max(_MANY * median, FEW))
    heavy = {rows: many for rows, many in profile.customers.items() if rows > limit}
    if heavy:
        share = percent(sum(rows * many for rows, many in heavy.items()) / total)
        yield (
            f"{times(sum(heavy.values()), 'customer')} with more than {count(limit)} rows each (half have at most {count(median)}): {share} of all rows",
            "a test account, a robot, or an id that stands for none?",
        )


def _renamed(_: Journey, profile: Profile, __: Data | None) -> Odd:
    """A name that stops where another one begins."""
    timed = [name for name in profile.names if name.rows >= FEW // 10 and name.first is not None]
    first, last = core(profile.days) if profile.days else (0, 0)
    stops = [name for name in timed if (name.last or 0) // DAY < last - _NEAR]
    begins = [name for name in timed if (name.first or 0) // DAY > first + _NEAR]
    found = 0
    for old in stops:
        like = [
            new
            for new in begins
            if new is not old and _follows(old, new) and old.touchpoints.keys() != new.touchpoints.keys()
        ]
        if like and found < _RENAMES:
            found += 1
            new = min(like, key=lambda name: (abs(_rate(name) - _rate(old)), name.name))
            ends, starts = _day((old.last or 0) // DAY), _day((new.first or 0) // DAY)
            told = f"{quoted(old.name)} stops on {ends}, and {quoted(new.name)} begins on {starts}, about as often"
            yield (
                told,
                f"if that is one event with a new name, write both: match: [{quoted(old.name)}, {quoted(new.name)}]",
            )


def _follows(old: Name, new: Name) -> bool:
    if old.last is None or new.first is None or abs(new.first // DAY - old.last // DAY) > _NEAR:
        return False
    return 1 / _LIKE <= _rate(new) / _rate(old) <= _LIKE


def _rate(name: Name) -> float:
    """Rows a day, between its first and its last."""
    return name.rows / max(1, ((name.last or 0) - (name.first or 0)) / DAY)


def _order(_: Journey, __: Profile, data: Data | None) -> Odd:
    """What the measures noticed."""
    if data is None or not data.steps:
        return
    if data.ties > _SHARE * data.steps:
        told = f"{times(data.ties, 'step')} of {count(data.steps)} ({percent(data.ties / data.steps)}) tie with the one before"
        yield told, "their order is that of the design: name a column under events: {order: ...}, or finer times"
    if data.clock_faults:
        yield (
            f"{times(data.clock_faults, 'time')} went backwards between two steps",
            "those waits are not counted: look at clocks, or at events: {order: ...}",
        )
    if data.duplicates_kept:
        yield (
            f"{times(data.duplicates_kept, 'step')} equal to the one before in all",
            "if they are duplicates, name an id under events: {id: ...}",
        )
    if data.ambiguous:
        yield (
            f"{times(data.ambiguous, 'row')} that more than one touchpoint matches",
            "each counts for the first of the design: make match narrower with where",
        )
    if data.signals_unattached:
        yield (
            f"{times(data.signals_unattached, 'signal')} of trouble without a visit before",
            "they are not counted anywhere",
        )


def _answers(journey: Journey, profile: Profile, data: Data | None) -> Odd:
    """Answers that lead nowhere."""
    for name, (rows, known) in profile.answering.items():
        if known < (1 - _SHARE) * rows:
            told = f"{quoted(name)}: {count(rows - known)} of {times(rows, 'answer')} name a customer who is not in the log"
            yield told, "are the ids written alike in both?"
    for name, answers in data.answers.items() if data else ():
        if answers.unattached <= _SHARE * (answers.counted + answers.unattached):
            continue
        if journey.surveys[name].at:
            told, cure = (
                "on nothing that a touchpoint asks about",
                "name it there: ask: {survey: what is in its column at}",
            )
        else:
            told, cure = (
                "without a visit to belong to",
                "no visit before them asks this survey: look at ask, and at the times of both",
            )
        yield f"{quoted(name)}: {times(answers.unattached, 'answer')} {told}", cure


_ODD: tuple[Callable[[Journey, Profile, Data | None], Odd], ...] = (
    _torn,
    _far,
    _gap,
    _night,
    _heavy,
    _renamed,
    _order,
    _answers,
)


def core(days: dict[int, int]) -> tuple[int, int]:
    """The days between which all rows lie but one in a thousand at each end."""
    total, before = sum(days.values()), 0
    first, last = None, 0
    for day, rows in days.items():
        before += rows
        if first is None and before > _CORE * total:
            first = day
        if before - rows < (1 - _CORE) * total:
            last = day
    return first or 0, last


def _day(day: int) -> str:
    try:
        return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
    except OverflowError:
        return "before the year 1" if day < 0 else "after the year 9999"


def _rounded(value: int) -> int:
    """Down to one digit and zeros: the number of rows of one customer is nobody's business."""
    zeros: int = 10 ** (len(str(value)) - 1)
    return value // zeros * zeros
