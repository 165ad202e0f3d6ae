"""Made-up customers who walk a journey as it is planned, with the friction that one plants and the dirt that real logs have.

Every number comes from a customer's own `random.Random`, and from it only by `+ - * /` and comparison: the same on every machine.
What one customer does depends on the seed and the customer's number alone, so a planted fault changes only those who meet it.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from random import Random

from journeymap.finding import fault
from journeymap.model import Journey
from journeymap.simulate_data import (
    FORMATS,
    Draw,
    Simulated,
    Table,
    answer_columns,
    answer_rows,
    questions_of,
    write,
)
from journeymap.simulate_looks import Look, looks_of
from journeymap.simulate_plants import KINDS, Plant, parse_plant
from journeymap.simulate_walk import DAY, QUIET, USUAL, Noise, Visit, Walks, spread

__all__ = [
    "FORMATS",
    "KINDS",
    "QUIET",
    "START",
    "USUAL",
    "Noise",
    "Plant",
    "Simulated",
    "Table",
    "parse_plant",
    "simulate",
    "write",
]

START = datetime(2026, 6, 1, tzinfo=UTC)
"""When the first customers come, if nothing else is said."""

_HOUR = 3_600
_MINUTES = tuple(f"T{minute // 60:02}:{minute % 60:02}:" for minute in range(24 * 60))
_SECONDS = tuple(f"{second:02}Z" for second in range(60))


class _Crowd:
    """A journey made ready to make rows of. `lead` are the columns before the event's name: who, when, in which case and order."""

    def __init__(self, journey: Journey, plants: Iterable[Plant], noise: Noise, last: int) -> None:
        planted: dict[str, dict[str, float]] = {}
        for plant in plants:
            planted.setdefault(plant.touchpoint, {})[plant.kind] = plant.value
        self.journey, self.noise, self.last, events = journey, noise, last, journey.events
        own = (events.customer, events.time, events.name)
        self.case = events.case if events.case not in own else None
        self.order = tuple(name for name in dict.fromkeys(events.order) if name not in (*own, self.case))
        self.id = events.id if events.id not in (*own, self.case, *self.order) else None
        self.lead = tuple(name for name in (events.customer, events.time, self.case, *self.order, self.id) if name)
        self.walks, self.looks = Walks(journey, planted, noise), looks_of(journey, (*self.lead, events.name))
        self.fails = [planted.get(key, {}).get("fail", noise.fail) for key in journey.touchpoints]
        self.errors = [planted.get(key, {}).get("error", noise.error) for key in journey.touchpoints]
        self.questions = [questions_of(journey, key, planted.get(key, {})) for key in journey.touchpoints]

    def events(
        self, number_of: int, visits: list[Visit], draw: Draw, shadow: Draw
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """A customer's rows, each after the time when it reaches the log. Signals come from a `shadow`: they change nothing else."""
        customer = name_of(number_of)
        made = [(*row, draw) for visit in visits for row in self._rows(visit, draw)]
        made += [(*row, shadow) for visit in visits for row in self._trouble(visit, shadow)]
        for number, (time, case, look, luck) in enumerate(sorted(made, key=itemgetter(0)), 1):
            if time > self.last:
                return
            order = (*[str(case)] * (len(self.order) - 1), str(number)) if self.order else ()
            lead = (customer, _clock(time), *((f"{customer}-{case}",) if self.case else ()), *order)
            late = int(luck() * _HOUR) if luck() < self.noise.late else 0
            row = (*lead, *((f"{customer}-{number}",) if self.id else ()), *self.looks.worn(look, number_of))
            yield time + late, row
            if self.id and luck() < self.noise.duplicate:
                yield time + late + 60, row

    def _rows(self, visit: Visit, draw: Draw) -> Iterator[tuple[int, int, Look]]:
        """The events of one visit as (time, case, look): its start, how the contact ended, and something that is on no map."""
        (start, done, fail), wait = self.looks.of[visit.stop], visit.until - visit.time
        if start:
            yield visit.time, visit.case, _one(start, draw)
        if done or fail:
            closing, luck = visit.time + int(wait * (0.3 + 0.6 * draw())), draw()
            if fail and luck < self.fails[visit.stop]:
                yield closing, visit.case, _one(fail, draw)
            elif done and luck < 1 - self.noise.unclosed:
                yield closing, visit.case, _one(done, draw)
        if self.looks.unbound and draw() < self.noise.unbound:
            yield visit.time + int(wait * draw()), visit.case, _one(self.looks.unbound, draw)

    def _trouble(self, visit: Visit, draw: Draw) -> Iterator[tuple[int, int, Look]]:
        """A signal of trouble at some visits."""
        if signals := self.looks.signals[visit.stop]:
            luck, place, which = draw(), draw(), draw()
            if luck < self.errors[visit.stop]:
                time = visit.time + int((visit.until - visit.time) * place)
                yield time, visit.case, signals[int(which * len(signals))]

    def answers(self, customer: str, visits: list[Visit], draw: Draw) -> Iterator[tuple[int, dict[str, str]]]:
        """A customer's answers: minutes to hours after the visit, and before the next one that asks."""
        asking = [visit for visit in visits if self.questions[visit.stop] and visit.time <= self.last]
        until = [*(visit.time for visit in asking[1:]), self.last + DAY]
        for visit, following in zip(asking, until, strict=False):
            if draw() >= self.noise.response:
                continue
            time = visit.time + 60 + int(1_500 * spread(draw()) * spread(draw()) * spread(draw()))
            if time >= following:
                time = visit.time + (following - visit.time) // 2
            if time < following and time <= self.last:
                facts = {"customer": customer, "time": _clock(time), "case": f"{customer}-{visit.case}"}
                for row in answer_rows(self.journey, self.questions[visit.stop], facts, self.noise.spoiled, draw):
                    yield time, row


def name_of(number: int) -> str:
    """How a made-up customer is called."""
    return f"c{number:06}"


def _one(looks: tuple[Look, ...], draw: Draw) -> Look:
    return looks[0] if len(looks) == 1 else looks[int(draw() * len(looks))]


@lru_cache(maxsize=4_096)
def _day(number: int) -> str:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number).isoformat()


def _clock(seconds: int) -> str:
    """Seconds since 1970 as ISO 8601, in UTC."""
    day, rest = divmod(seconds, DAY)
    return _day(day) + _MINUTES[rest // 60] + _SECONDS[rest % 60]


def _period(journey: Journey, start: datetime | None, period: timedelta | None) -> tuple[int, int]:
    """First and last second of the data."""
    length = period or max(timedelta(weeks=8), min(12 * journey.leaves_after, timedelta(weeks=520)))
    if start is None and journey.events.as_of:
        try:
            start = _aware(datetime.fromisoformat(journey.events.as_of)) - length
        except (ValueError, OverflowError):
            start = None
    first = int(_aware(start or START).timestamp())
    return first, first + int(length.total_seconds())


def _aware(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def simulate(
    journey: Journey,
    *,
    customers: int,
    seed: int,
    plants: Iterable[Plant] = (),
    start: datetime | None = None,
    period: timedelta | None = None,
    noise: Noise = USUAL,
) -> Simulated:
    """Events and answers of `customers` who follow the plan of a journey.

    They come evenly over `period` (8 weeks, or 12 times `leaves_after` if that is longer) from `start` (`START`, or so that the period ends at
    the journey's `as_of`); what would be later is cut off, so the last cases are open. The columns are the journey's own, the answers
    stand in one table in the layout that the surveys declare. Raises `JourneymapError` (JM803) where no touchpoint has a `match`.
    """
    if customers < 0:
        raise ValueError("customers must be 0 or more")
    if not any(point.match for point in journey.touchpoints.values()):
        raise fault(
            "JM803", "no touchpoint says which events are a visit", "add 'match: event_name' to the touchpoints"
        )
    first, last = _period(journey, start, period)
    crowd = _Crowd(journey, plants, noise, last)
    random, shadow = Random(), Random()  # noqa: S311 - made-up data, no secrets
    events, answers = list[tuple[int, tuple[str, ...]]](), list[tuple[int, dict[str, str]]]()
    for number in range(1, customers + 1):
        random.seed(seed * 2**32 + number)
        shadow.seed(2**128 + seed * 2**32 + number)
        visits = crowd.walks.visits(first, last, random.random)
        events += crowd.events(number, visits, random.random, shadow.random)
        answers += crowd.answers(name_of(number), visits, random.random)
    events.sort(key=itemgetter(0))
    answers.sort(key=itemgetter(0))
    columns = answer_columns(journey)
    return Simulated(
        Table((*crowd.lead, *crowd.looks.columns), [row for _, row in events]),
        Table(columns, [tuple(row.get(column, "") for column in columns) for _, row in answers]),
    )
