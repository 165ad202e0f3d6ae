"""One customer's attempts at a funnel, one by one and with reasons: for the analyst who asks why somebody counts as they do.

It takes the plainest way through the rule of docs/measures.md, and has nothing in common with the way that `attempts` takes for everybody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from journeymap.binding import NO_TIME, Role
from journeymap.chunk import Chunk
from journeymap.plan import Question

Key = tuple[object, ...]


@dataclass(frozen=True)
class Visit:
    """A visit of the customer: its number in their order, its moment (a greater one is later), its time in microseconds or None, its touchpoint's
    number, and the number of its case.
    """

    number: int
    moment: int
    time: int | None
    touchpoint: int
    case: int


@dataclass(frozen=True)
class Attempt:
    """An attempt: the visit with which each depth was reached, what voids it, whether it may still get on, and else why it does not."""

    taken: tuple[Visit, ...]
    void: Visit | None
    open: bool
    missed: Visit | None
    """The visit that would have been next if it had been in time, or if nothing had been in between."""

    @property
    def rank(self) -> Key:
        """The least counts: the deepest; of these the first to get there; of these the last to begin."""
        return (-len(self.taken), self.taken[-1].moment, -self.taken[0].moment)


@dataclass(frozen=True)
class Tracing:
    """The attempts at a funnel, in their order, and the one that counts."""

    attempts: tuple[Attempt, ...]

    @cached_property
    def counting(self) -> Attempt | None:
        """The attempt that counts; None if there is none that is not void."""
        return min((one for one in self.attempts if one.void is None), key=lambda one: one.rank, default=None)


@dataclass(frozen=True)
class Heard:
    """When the data was closed, when the customer was last heard of, and the silence after which nobody is waited for; microseconds."""

    as_of: int
    latest: int | None
    silence: int


def trace(question: Question, visits: Sequence[Visit], heard: Heard) -> Tracing:
    """All attempts of one customer, whose visits are in order."""
    seen = [visit for visit in visits if not question.timed or visit.time is not None]
    begun: dict[int, Visit] = {}
    for visit in seen:
        if visit.touchpoint in question.entries and not (question.first_only and begun):
            begun.setdefault(visit.moment, visit)
    return Tracing(tuple(_One(question, seen, entry, heard).attempt() for entry in begun.values()))


@dataclass(frozen=True)
class _One:
    """An attempt that begins with a visit."""

    question: Question
    visits: Sequence[Visit]
    entry: Visit
    heard: Heard

    def attempt(self) -> Attempt:
        """What becomes of it."""
        taken = tuple(self._anyhow() if self.question.order == "any" else self._shared_out([*self._one_by_one()]))
        voids = (visit for way in self.question.exclude for visit in self._voiding(taken, *way))
        missed = self._wanted(taken, late=True)
        return Attempt(taken, min(voids, key=lambda visit: visit.moment, default=None), self._open(taken), missed)

    def _one_by_one(self) -> Iterator[Visit]:
        """Step after step: at the moment of the one before if there is a visit left for it, else at the next moment that has one in time."""
        taken = [self.entry]
        yield self.entry
        for number in range(1, len(self.question.steps)):
            together = [place for place, visit in enumerate(taken) if visit.moment == taken[-1].moment]
            here = [visit for visit in self.visits if visit.moment == taken[-1].moment]
            steps = [self.question.steps[place] for place in (*together, number)]
            again = next((visit for visit in here if visit.touchpoint in self.question.steps[number]), None)
            found = (
                again if again and len(_matched(steps, here)) == len(steps) else self._wanted(tuple(taken), late=False)
            )
            if found is None:
                return
            taken.append(found)
            yield found

    def _shared_out(self, taken: Sequence[Visit]) -> Iterator[Visit]:
        """The same moments, with a visit of its own for each step."""
        for moment in dict.fromkeys(visit.moment for visit in taken):
            steps = [step for step, visit in zip(self.question.steps, taken, strict=False) if visit.moment == moment]
            given = _matched(steps, [visit for visit in self.visits if visit.moment == moment])
            yield from (given[number] for number in range(len(steps)))

    def _wanted(self, taken: tuple[Visit, ...], *, late: bool) -> Visit | None:
        """The first later visit at the next step of an attempt that is in time; or that is `late`, or cut off."""
        if len(taken) == len(self.question.steps) or self.question.order == "any":
            return None
        wanted = self.question.steps[len(taken)]
        for visit in self.visits:
            if visit.moment > taken[-1].moment and visit.touchpoint in wanted:
                return visit if self._waits(taken, visit) is not late else None
        return None

    def _waits(self, taken: tuple[Visit, ...], visit: Visit) -> bool:
        """Whether an attempt that has got so far still waits at the moment of a visit."""
        question, last = self.question, taken[-1]
        if question.order == "strict" and any(last.moment < other.moment < visit.moment for other in self.visits):
            return False
        windows = ((question.within, taken[0]), (question.windows[len(taken)], last))
        return all(within is None or _passed(since, visit) <= within for within, since in windows)

    def _anyhow(self) -> Iterator[Visit]:
        """Each visit with which one step more can have a visit of its own."""
        found: list[Visit] = []
        within = self.question.within
        for visit in self.visits:
            in_time = within is None or _passed(self.entry, visit) <= within
            if (
                visit.moment >= self.entry.moment
                and in_time
                and len(_matched(self.question.steps, [*found, visit])) > len(found)
            ):
                found.append(visit)
                yield visit

    def _voiding(self, taken: tuple[Visit, ...], touchpoint: int, first: int, last: int) -> Iterator[Visit]:
        """What came in between, and must not."""
        for visit in self.visits:
            after = len(taken) >= first and visit.touchpoint == touchpoint and visit.moment > taken[first - 1].moment
            if after and (visit.moment < taken[last - 1].moment if len(taken) >= last else self._waits(taken, visit)):
                yield visit

    def _open(self, taken: tuple[Visit, ...]) -> bool:
        """Whether the next step may still come."""
        question, heard = self.question, self.heard
        if len(taken) == len(question.steps):
            return False
        if question.order == "strict" and self.visits[-1].moment > taken[-1].moment:
            return False
        windows = ((question.within, taken[0]), (question.windows[len(taken)], taken[-1]))
        left = [within - (heard.as_of - (since.time or 0)) for within, since in windows if within is not None]
        if left:
            return min(left) > 0
        return heard.latest is not None and heard.as_of - heard.latest <= heard.silence


def _passed(since: Visit, visit: Visit) -> int:
    """Microseconds; where there is a window, all that is looked at has a time."""
    return (visit.time or 0) - (since.time or 0)


def _matched(steps: Sequence[frozenset[int]], visits: Sequence[Visit]) -> dict[int, Visit]:
    """As many steps as can have a visit each, with it: a visit takes a free step, or one whose visit finds another."""
    given: dict[int, Visit] = {}

    def give(visit: Visit, asked: list[int]) -> bool:
        for step in range(len(steps)):
            if visit.touchpoint in steps[step] and step not in asked:
                asked.append(step)
                if step not in given or give(given[step], asked):
                    given[step] = visit
                    return True
        return False

    for visit in visits:
        give(visit, [])
    return given


def visits_of(chunk: Chunk) -> tuple[list[Visit], Heard]:
    """The visits of the one customer of a chunk, in the order of their moments."""
    steps, rows = chunk.steps, chunk.steps.rows
    columns = [column.tolist() for column in (rows.case, rows.time, rows.touchpoint, steps.case, *rows.order)]
    last: dict[int, int] = {}
    found = []
    for key, time, touchpoint, case, *order in zip(*columns, strict=True):
        if time != NO_TIME:
            last[key] = time
        found.append(((last.get(key, NO_TIME), time == NO_TIME, *order), touchpoint, time, case))
    found.sort()
    moments = {moment: number for number, moment in enumerate(sorted({moment for moment, *_ in found}))}
    visits = [
        Visit(number, moments[moment], None if time == NO_TIME else time, touchpoint, case + 1)
        for number, (moment, touchpoint, time, case) in enumerate(found, 1)
    ]
    times = [time for time in chunk.rows.of_role(Role.START).time.tolist() if time != NO_TIME]
    return visits, Heard(chunk.clock.as_of, max(times, default=None), chunk.clock.leaves_after)
