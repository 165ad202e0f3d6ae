"""Made-up customers who walk a journey as it is planned, with the friction that one plants and the dirt that real logs have.

Every number comes from a customer's own `random.Random`, and from it only by `+ - * /` and comparison: the same on every machine.
What one customer does depends on the seed and the customer's number alone, so a planted fault changes only those who meet it.
"""

import difflib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from random import Random

from journeymap.finding import fault
from journeymap.language.observation import metric_of
from journeymap.model import Journey
from journeymap.plan import plan_of
from journeymap.simulate_data import (
    FORMATS,
    Draw,
    Look,
    Simulated,
    Table,
    answer_columns,
    answer_rows,
    looks_of,
    questions_of,
    write,
)
from journeymap.simulate_walk import DAY, QUIET, USUAL, Noise, Visit, Walks, spread
from journeymap.units import parse_share

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

KINDS = {
    "drop": "share of visits that leave there, in place of the planned share: drop=0.3",
    "slow": "factor on the time to the next step: slow=5",
    "repeat": "share of visits that go on, but to the same touchpoint at once again: repeat=0.2",
    "return": "share of visits that are come back to after the next touchpoint: return=0.2",
    "unplanned": "share of visits that go on, but to a touchpoint that is not designed: unplanned=0.2",
    "fail": "share of contacts that end with a `fail` event: fail=0.2",
    "csat": "points by which CSAT answers shift on their scale, cut off at its ends: csat=-1",
    "ces": "points by which CES answers shift on their scale, cut off at its ends (where 1 is easy, + is harder): ces=+2",
    "nps": "points by which NPS answers shift on 0..10, cut off at its ends: nps=-3",
}
"""What can be planted, and what its value means. `slow` also lifts a promised `within`."""

_SHARES = ("drop", "repeat", "return", "unplanned", "fail")
_HOUR = 3_600
_MINUTES = tuple(f"T{minute // 60:02}:{minute % 60:02}:" for minute in range(24 * 60))
_SECONDS = tuple(f"{second:02}Z" for second in range(60))


@dataclass(frozen=True, slots=True)
class Plant:
    """Friction put in on purpose: what of `KINDS`, how much, and where."""

    touchpoint: str
    kind: str
    value: float


def parse_plant(text: str, journey: Journey) -> Plant:
    """A plant from `touchpoint:kind=value`. Raises `JourneymapError` (JM804) that says what to write instead."""
    where, _, rest = text.rpartition(":")
    kind, equals, value = rest.partition("=")
    if not (where and kind and equals):
        raise fault("JM804", f"'{text}' is no plant", "write TOUCHPOINT:KIND=VALUE, like pay:drop=0.3")
    if where not in journey.touchpoints:
        raise fault("JM804", f"there is no touchpoint '{where}'", _meant(where, journey.touchpoints))
    if kind not in KINDS:
        raise fault("JM804", f"'{kind}' cannot be planted", _meant(kind, KINDS))
    plant = Plant(where, kind, _value(kind, value))
    _refuse_if_idle(plant, journey)
    return plant


def _meant(word: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(names)}"


def _value(kind: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if kind in _SHARES:
        try:
            return parse_share(text if math.isnan(number) else number)
        except ValueError:
            cure = f"did you mean {text}%?" if 1 < number <= 100 else "write 30% or 0.3"
            raise fault("JM804", f"{kind}: '{text}' is not a share", cure) from None
    if kind == "slow":
        if not 0 < number <= 1_000:
            raise fault("JM804", f"slow: '{text}' is not a factor", "write 5 for five times as long, up to 1000")
    elif not math.isfinite(number):
        raise fault("JM804", f"{kind}: '{text}' is not a number of points", "write +2 or -1")
    return number


def _refuse_if_idle(plant: Plant, journey: Journey) -> None:
    """A plant that could change nothing is a mistake."""
    point, plan = journey.touchpoints[plant.touchpoint], plan_of(journey)
    if plant.kind in ("csat", "ces", "nps"):
        asked = [key for key, other in journey.touchpoints.items() if plant.kind in _metrics(journey, other.ask)]
        if plant.touchpoint not in asked:
            raise fault(
                "JM804",
                f"'{plant.touchpoint}' asks for no {plant.kind}",
                f"asked at: {', '.join(asked) or 'no touchpoint'}",
            )
    elif plant.kind == "fail":
        if not (point.match and point.match.fail):
            raise fault(
                "JM804",
                f"'{plant.touchpoint}' has no events that say fail",
                "write match: {start: ..., done: ..., fail: ...}",
            )
    elif not plan.following(plan.number[plant.touchpoint]):
        raise fault(
            "JM804",
            f"nothing follows '{plant.touchpoint}' by design",
            f"'{plant.kind}' needs a touchpoint with a way on",
        )


def _metrics(journey: Journey, surveys: Iterable[str]) -> set[str]:
    return {str(metric_of(name, journey.surveys[name])) for name in surveys if name in journey.surveys}


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
        self.questions = [questions_of(journey, key, planted.get(key, {})) for key in journey.touchpoints]

    def events(self, customer: str, visits: list[Visit], draw: Draw) -> Iterator[tuple[int, tuple[str, ...]]]:
        """A customer's rows, each after the time when it reaches the log."""
        rows = sorted((row for visit in visits for row in self._rows(visit, draw)), key=itemgetter(0))
        for number, (time, case, look) in enumerate(rows, 1):
            if time > self.last:
                return
            order = (*[str(case)] * (len(self.order) - 1), str(number)) if self.order else ()
            lead = (customer, _clock(time), *((f"{customer}-{case}",) if self.case else ()), *order)
            late = int(draw() * _HOUR) if draw() < self.noise.late else 0
            row = (*lead, *((f"{customer}-{number}",) if self.id else ()), *look)
            yield time + late, row
            if self.id and draw() < self.noise.duplicate:
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
    random = Random()  # noqa: S311 - made-up data, no secrets
    events, answers = list[tuple[int, tuple[str, ...]]](), list[tuple[int, dict[str, str]]]()
    for number in range(1, customers + 1):
        random.seed(seed * 2**32 + number)
        name, visits = f"c{number:06}", crowd.walks.visits(first, last, random.random)
        events += crowd.events(name, visits, random.random)
        answers += crowd.answers(name, visits, random.random)
    events.sort(key=itemgetter(0))
    answers.sort(key=itemgetter(0))
    columns = answer_columns(journey)
    return Simulated(
        Table((*crowd.lead, *crowd.looks.columns), [row for _, row in events]),
        Table(columns, [tuple(row.get(column, "") for column in columns) for _, row in answers]),
    )
