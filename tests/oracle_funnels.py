"""Funnels a second time: every attempt, and every way to take steps for it, tried one by one; from the words of `docs/measures.md`.

It knows nothing of arrays, and of the product nothing but what the journey file says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from journeymap.language.observation import Funnel

Moment = tuple[Any, ...]
"""Steps with the same are interchangeable; a greater one is later."""


@dataclass(frozen=True)
class Happening:
    """A step of a customer: its moment, its time in microseconds, and its touchpoint."""

    moment: Moment
    time: int | None
    at: str
    value: str | None = None
    """What the row says in the column by which funnels are broken down."""


@dataclass
class Attempt:
    """What one beginning came to: the happenings with which each depth was reached, whether it is void, and whether it may still get on."""

    taken: list[Happening]
    void: bool = False
    open: bool = False

    @property
    def moments(self) -> list[Moment]:
        """When each depth was reached."""
        return [one.moment for one in self.taken]

    @property
    def rank(self) -> tuple[Any, ...]:
        """The greatest counts: the deepest, of these the earliest to get there, of these the latest to begin."""
        return (len(self.taken), _Backwards(self.moments[-1]), self.moments[0])


@dataclass(frozen=True)
class _Backwards:
    """A moment of which the earlier is the greater."""

    moment: Moment

    def __lt__(self, other: "_Backwards") -> bool:
        return self.moment > other.moment


@dataclass
class Conversion:
    """What became of a funnel, customer by customer."""

    depths: list[int] = field(default_factory=list)
    voided: int = 0
    open: int = 0
    untimed: int = 0
    timeless: list[int] = field(default_factory=list)
    """Steps that have visits, none of which has the time that windows ask for."""
    spans: dict[int, list[int]] = field(default_factory=dict)
    """Microseconds from the step before, by depth from 2 on; from the first to the last step under 0."""
    then: dict[int, list[str]] = field(default_factory=dict)
    """Where those who got no further went, by depth; an empty text for nowhere."""
    groups: list[tuple[str | None, int]] = field(default_factory=list)
    """Of each customer the value where the attempt began, and its depth."""


@dataclass(frozen=True)
class Walk:
    """All of a customer's steps, and when something was last heard of the customer."""

    steps: Sequence[Happening]
    latest: int | None


def in_order(trails: Sequence[Sequence[tuple[int | None, tuple[Any, ...], str, str | None]]]) -> list[Happening]:
    """The steps of a customer from (time, order columns, touchpoint, value), one trail for each case key and in its order.

    A step without a time stands after all that is of the time of the last step before it that has one.
    """
    found = []
    for trail in trails:
        last: tuple[int, int] = (0, 0)
        for time, order, at, value in trail:
            if time is not None:
                last = (1, time)
            found.append(Happening((last, time is None, order), time, at, value))
    return sorted(found, key=lambda one: one.moment)


def convert(funnel: Funnel, walks: Sequence[Walk], ids: Sequence[str], as_of: int | None, silence: int) -> Conversion:
    """What became of a funnel."""
    result = Conversion()
    wanted = {name for step in funnel.steps for name in step.at}
    for number, step in enumerate(funnel.steps, 1):
        times = [one.time for walk in walks for one in walk.steps if one.at in step.at]
        if _has_windows(funnel) and times and all(time is None for time in times):
            result.timeless.append(number)
    for walk in walks:
        steps = walk.steps
        if _has_windows(funnel):
            result.untimed += sum(one.time is None and one.at in wanted for one in steps)
            steps = [one for one in steps if one.time is not None]
        quiet = walk.latest is None or as_of is None or as_of - walk.latest > silence
        attempts = list(_attempts(funnel, steps, as_of, quiet=quiet))
        sound = [attempt for attempt in attempts if not attempt.void]
        if not sound:
            result.voided += bool(attempts)
            continue
        best = max(sound, key=lambda attempt: attempt.rank)
        _count(result, funnel, best, steps, ids)
        if len(best.taken) < len(funnel.steps):
            result.open += any(attempt.open for attempt in sound)
        begun = [one.value for one in steps if one.moment == best.moments[0] and one.at in _firsts(funnel)]
        result.groups.append((min(begun, key=lambda value: (value is None, value or "")), len(best.taken)))
    return result


def _has_windows(funnel: Funnel) -> bool:
    own = funnel.order != "any" and any(step.within is not None for step in funnel.steps[1:])
    return funnel.within is not None or own


def _count(result: Conversion, funnel: Funnel, best: Attempt, steps: Sequence[Happening], ids: Sequence[str]) -> None:
    depth = len(best.taken)
    result.depths.append(depth)
    for number in range(1, depth):
        _add_span(result, number + 1, best.taken[number - 1], best.taken[number])
    if depth == len(funnel.steps):
        _add_span(result, 0, best.taken[0], best.taken[-1])
    else:
        later = [one for one in steps if one.moment > best.moments[-1]]
        then = [one.at for one in later if one.moment == later[0].moment]
        result.then.setdefault(depth, []).append(min(then, key=ids.index) if then else "")


def _add_span(result: Conversion, depth: int, before: Happening, after: Happening) -> None:
    if before.time is not None and after.time is not None:
        result.spans.setdefault(depth, []).append(after.time - before.time)


def _firsts(funnel: Funnel) -> set[str]:
    """The touchpoints with which an attempt begins."""
    return {name for step in (funnel.steps if funnel.order == "any" else funnel.steps[:1]) for name in step.at}


def _attempts(funnel: Funnel, steps: Sequence[Happening], as_of: int | None, *, quiet: bool) -> Iterator[Attempt]:
    entries = [one for one in steps if one.at in _firsts(funnel)]
    if funnel.entry == "first":
        entries = [one for one in entries if one.moment == entries[0].moment]
    for entry in {one.moment: one for one in entries}.values():
        taken = _any_order(funnel, steps, entry) if funnel.order == "any" else _in_order(funnel, steps, entry)
        attempt = Attempt(taken)
        attempt.void = any(_excluded(funnel, steps, attempt, name) for name in funnel.exclude)
        attempt.open = _is_open(funnel, steps, attempt, as_of, quiet=quiet)
        yield attempt


# Ordered and strict: of all ways to give each step an event of its own, the one with the earliest moments


def _in_order(funnel: Funnel, steps: Sequence[Happening], entry: Happening) -> list[Happening]:
    begun = [number for number, one in enumerate(steps) if one.moment == entry.moment and one.at in funnel.steps[0].at]
    ways = [way for place in begun for way in _ways(funnel, steps, [place])]
    longest = len(funnel.steps)

    def key(way: list[int]) -> list[tuple[bool, Moment]]:
        moments: list[tuple[bool, Moment]] = [(False, steps[number].moment) for number in way]
        return moments + [(True, ())] * (longest - len(way))

    return [steps[number] for number in min(ways, key=key)]


def _ways(funnel: Funnel, steps: Sequence[Happening], way: list[int]) -> Iterator[list[int]]:
    yield way
    if len(way) == len(funnel.steps):
        return
    wanted, before = funnel.steps[len(way)], steps[way[-1]]
    for number, one in enumerate(steps):
        if number in way or one.at not in wanted.at or one.moment < before.moment:
            continue
        if not (_inside(funnel.within, steps[way[0]], one) and _inside(wanted.within, before, one)):
            continue
        if funnel.order == "strict" and any(before.moment < other.moment < one.moment for other in steps):
            continue
        yield from _ways(funnel, steps, [*way, number])


def _inside(within: timedelta | None, first: Happening, one: Happening) -> bool:
    if within is None:
        return True
    return first.time is not None and one.time is not None and one.time - first.time <= _micros(within)


def _micros(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


# Any order: how many steps can what has happened by then fill?


def _any_order(funnel: Funnel, steps: Sequence[Happening], entry: Happening) -> list[Happening]:
    sets = [set(step.at) for step in funnel.steps]
    so_far: list[Happening] = []
    taken: list[Happening] = []
    for one in steps:
        if one.moment >= entry.moment and _inside(funnel.within, entry, one) and any(one.at in each for each in sets):
            so_far.append(one)
            if _most([other.at for other in so_far], sets) > len(taken):
                taken.append(one)
    return taken


def _most(events: Sequence[str], sets: Sequence[set[str]]) -> int:
    """How many of the steps can have an event each, by trying all."""
    if not sets:
        return 0
    best = _most(events, sets[1:])
    for number, at in enumerate(events):
        # Of events at one touchpoint it does not matter which is taken.
        if at in sets[0] and at not in events[:number]:
            best = max(best, 1 + _most([*events[:number], *events[number + 1 :]], sets[1:]))
    return best


# Void and open


def _excluded(funnel: Funnel, steps: Sequence[Happening], attempt: Attempt, name: str) -> bool:
    between = funnel.exclude[name]
    first, last = between.first or 1, between.last or len(funnel.steps)
    reached = len(attempt.taken)
    if reached < first:
        return False
    for one in steps:
        if one.at != name or one.moment <= attempt.moments[first - 1]:
            continue
        if (one.moment < attempt.moments[last - 1]) if reached >= last else _waited(funnel, steps, attempt, one):
            return True
    return False


def _waited(funnel: Funnel, steps: Sequence[Happening], attempt: Attempt, one: Happening) -> bool:
    """Whether an attempt still waited for its next step when something happened."""
    before = attempt.taken[-1]
    if funnel.order == "strict" and any(before.moment < other.moment < one.moment for other in steps):
        return False
    own = funnel.steps[len(attempt.taken)].within if funnel.order != "any" else None
    return _inside(funnel.within, attempt.taken[0], one) and _inside(own, before, one)


def _is_open(funnel: Funnel, steps: Sequence[Happening], attempt: Attempt, as_of: int | None, *, quiet: bool) -> bool:
    if len(attempt.taken) == len(funnel.steps) or as_of is None:
        return False
    if funnel.order == "strict" and steps[-1].moment > attempt.moments[-1]:
        return False
    own = funnel.steps[len(attempt.taken)].within if funnel.order != "any" else None
    windows = [(funnel.within, attempt.taken[0]), (own, attempt.taken[-1])]
    waits = [as_of - (begun.time or 0) < _micros(within) for within, begun in windows if within is not None]
    return all(waits) if waits else not quiet
