"""Customers by what each of them did and said: what two groups of customers are compared by, whoever comes more than once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from journeymap.chunk import Chunk
from journeymap.clusters import Did, Numbers, Sums, by_customer, sums
from journeymap.language.observation import Metric, Survey, metric_of, satisfied
from journeymap.measures import contacts, funnels, scores, signals
from journeymap.model import Journey
from journeymap.sorting import Ints, among, changes
from journeymap.steps import OPEN, WON, Steps, passed, planned_pairs
from journeymap.tally import Tally

EVERYWHERE = -1
"""The whole journey, where a touchpoint's number is asked for."""
Place = tuple[str, int, int]
"""A measure; the number of a survey or funnel, else 0; the number of a touchpoint, or `EVERYWHERE`."""


@dataclass(frozen=True)
class Waits:
    """How long cases took, in microseconds, and whose they are: a running number."""

    whose: Ints
    micros: Ints

    def __add__(self, other: Self) -> Self:
        whose = other.whose + (int(self.whose.max(initial=-1)) + 1)
        return type(self)(np.concatenate((self.whose, whose)), np.concatenate((self.micros, other.micros)))

    def seconds(self) -> npt.NDArray[np.float64]:
        """All of them, sorted."""
        found: npt.NDArray[np.float64] = np.sort(self.micros) / 1e6
        return found

    def below(self, seconds: float) -> Sums:
        """Customers by how many of theirs took at most so long."""
        took, mine = self.micros / 1e6 <= seconds, np.unique(self.whose, return_inverse=True)[1]
        found = by_customer(np.zeros(len(mine), dtype=np.int64), mine, took, np.ones(len(mine)))
        return sums(Counter({did: count for (_, did), count in found.items()}))


@dataclass(frozen=True)
class Crowd(Tally):
    """Customers by what they did, for each measure at each place; cases by how they ended (WON, LOST, LEFT, OPEN); how long won cases took."""

    cells: Counter[tuple[Place, Did]]
    endings: Ints
    customers: int
    waits: Waits

    def at(self) -> dict[Place, Counter[Did]]:
        """Customers by what they did, by measure and place."""
        found: dict[Place, Counter[Did]] = {}
        for (place, did), count in self.cells.items():
            found.setdefault(place, Counter())[did] += count
        return found


def crowd_of(chunk: Chunk, journey: Journey) -> Crowd:
    """The customers of a chunk. Cases that are still open are in no measure of cases, and their last visits in no drop-off."""
    steps = chunk.steps
    cells: Counter[tuple[Place, Did]] = Counter()
    for found in (_of_cases(steps), _of_visits(chunk), _of_contacts(chunk), _of_answers(chunk, journey)):
        for measure, which, *columns in found:
            cells.update({((measure, which, at), did): count for (at, did), count in by_customer(*columns).items()})
    cells.update(_of_funnels(chunk))
    customers = steps.rows.customer
    starts, ends = steps.starts, steps.ends
    micros = passed(steps.rows.time[starts], steps.rows.time[ends])
    won = (steps.ending == WON) & (micros >= 0)
    waits = Waits(customers[starts][won].astype(np.int64), micros[won])
    return Crowd(cells, np.bincount(steps.ending, minlength=4), int(np.count_nonzero(changes(customers))), waits)


Part = tuple[str, int, Ints, Ints, Numbers, Numbers]
"""A measure; its survey; and of each visit, case or answer its place, its customer, and what it has above and below the line."""


def _of_cases(steps: Steps) -> Iterator[Part]:
    """Completion of finished cases, contacts of won ones; and visits of each touchpoint in finished cases that get there."""
    starts, ends = steps.starts, steps.ends
    over = steps.ending != OPEN
    whose, everywhere = steps.rows.customer[starts][over], np.full(int(over.sum()), EVERYWHERE)
    won = steps.ending[over] == WON
    yield "completion", 0, everywhere, whose, won, np.ones(len(whose))
    # Of all cases fewer contacts could mean that more customers leave early.
    yield "contacts", 0, everywhere[won], whose[won], (ends - starts + 1)[over][won], np.ones(int(won.sum()))
    some = over[steps.case]
    came = steps.firsts[some]
    yield "visits", 0, steps.touchpoint[some], steps.rows.customer[some], np.ones(len(came)), came


def _of_visits(chunk: Chunk) -> Iterator[Part]:
    steps, size = chunk.steps, len(chunk.plan.ids)
    at, whose = steps.touchpoint, steps.rows.customer
    last = steps.last
    waiting = last & (steps.ending[steps.case] == OPEN) & ~among(size, steps.plan.ends)[at]
    yield "drop_off", 0, at[~waiting], whose[~waiting], last[~waiting], np.ones(int((~waiting).sum()))
    again = ~steps.first & ~changes(at)
    designed = planned_pairs(steps.plan).reshape(size, size).diagonal()
    one = np.ones(len(at))
    yield "repeat", 0, at, whose, again & ~designed[at], one
    back = np.zeros(len(at), dtype=bool)
    back[steps.returns] = True
    yield "return", 0, at, whose, back, one
    yield "error", 0, at, whose, signals.attached(chunk)[0], one


def _of_contacts(chunk: Chunk) -> Iterator[Part]:
    at, whose, failed = contacts.closed(chunk)
    yield "failure", 0, at, whose, failed, np.ones(len(at))


def _of_answers(chunk: Chunk, journey: Journey) -> Iterator[Part]:
    """Answers at each touchpoint and everywhere. Who is not known is somebody else each time."""
    surveys = list(journey.surveys.items())
    parts: dict[int, list[scores.Given]] = {}
    for given in scores.given(chunk):
        parts.setdefault(given.survey, []).append(given)
    for number, found in parts.items():
        at, whose, value, weight = (
            np.concatenate([getattr(part, name) for part in found])
            for name in ("touchpoint", "customer", "value", "weight")
        )
        name, survey = surveys[number]
        nobody = whose < 0
        whose = np.where(nobody, int(whose.max(initial=0)) + np.cumsum(nobody), whose)
        below = weight.astype(np.float64) if survey.weight else np.ones(len(value))
        above = _points(name, survey, value) * below
        for place in (at, np.full(len(at), EVERYWHERE)):
            yield (metric_of(name, survey) or Metric.CSAT).value, number, place, whose, above, below


def _points(name: str, survey: Survey, value: Numbers) -> Numbers:
    """What an answer adds to its score: 1 if it is satisfied; its value; 1, 0 or -1."""
    metric = metric_of(name, survey)
    if metric is Metric.CES:
        return value
    if metric is Metric.NPS:
        points: Numbers = (value >= 9).astype(float) - ((value >= 0) & (value <= 6))
        return points
    good = satisfied(survey)
    happy: Numbers = ((value >= good.low) & (value <= good.high)).astype(float)
    return happy


def _of_funnels(chunk: Chunk) -> Counter[tuple[Place, Did]]:
    """Customers who began, by whether they got to the end: as they stand, as in reports, which hide how many may still get further."""
    found = funnels.measure(chunk)
    cells: Counter[tuple[Place, Did]] = Counter()
    for number, question in enumerate(chunk.plan.questions):
        begun = sum(count for (funnel, *_), count in found.depths.items() if funnel == number)
        through = sum(
            count
            for (funnel, depth, _), count in found.depths.items()
            if (funnel, depth) == (number, len(question.steps))
        )
        place = ("funnel", number, EVERYWHERE)
        cells[place, (1.0, 1.0, 1)] = through
        cells[place, (0.0, 1.0, 1)] = begun - through
    return +cells
