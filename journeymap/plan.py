"""The plan of a journey: which touchpoints follow which by design, where it starts and where it ends.

Integers stand for touchpoints everywhere after this step: their number in the order of the design.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from journeymap.language.observation import Funnel
from journeymap.language.touchpoint import Next
from journeymap.model import Journey

_FREE = Next()


@dataclass(frozen=True)
class Question:
    """A funnel by numbers. Windows are in microseconds, None for any time."""

    steps: tuple[frozenset[int], ...]
    """The touchpoints of each step."""
    order: str
    """ordered, strict or any."""
    first_only: bool
    """Whether only a customer's first attempt counts."""
    within: int | None
    windows: tuple[int | None, ...]
    """For each step how soon after the one before it."""
    exclude: tuple[tuple[int, int, int], ...]
    """Touchpoints that void an attempt: after the first of these steps, and before the last; steps count from 1."""

    @property
    def timed(self) -> bool:
        """Whether any window is to be kept."""
        return self.within is not None or any(window is not None for window in self.windows)

    @property
    def entries(self) -> frozenset[int]:
        """The touchpoints at which an attempt begins."""
        return frozenset().union(*self.steps) if self.order == "any" else self.steps[0]


@dataclass(frozen=True, eq=False)
class Plan:
    """The designed graph. `edges` holds every designed transition with its promises.

    A plan is equal to nothing but itself, so that what is worked out of it can be kept beside it.
    """

    ids: tuple[str, ...]
    starts: frozenset[int]
    won: frozenset[int]
    lost: frozenset[int]
    edges: dict[tuple[int, int], Next]
    channels: tuple[int, ...] = ()
    """For each touchpoint the number of its channel in `channel_names`, -1 where none is declared."""
    channel_names: tuple[str, ...] = ()
    logged: bool = False
    """Whether the log names the channel of each event."""
    assisted: frozenset[int] = frozenset()
    """The channels at which a person of the company takes part."""
    composites: frozenset[int] = frozenset()
    """Touchpoints with others inside: several steps in a row there are one visit."""
    unseen: frozenset[int] = frozenset()
    """Touchpoints that say no events: nobody can see whether they are visited."""
    questions: tuple[Question, ...] = ()
    """The funnels, in the order of the file."""
    stages: tuple[int, ...] = ()
    """For each touchpoint the number of its stage."""

    @cached_property
    def number(self) -> dict[str, int]:
        """From a touchpoint's id to its number."""
        return {touchpoint_id: number for number, touchpoint_id in enumerate(self.ids)}

    @property
    def ends(self) -> frozenset[int]:
        """Where the journey is over, won or lost."""
        return self.won | self.lost

    def following(self, number: int) -> list[int]:
        """The designed next touchpoints, in the order of the design."""
        return self._following.get(number, [])

    @cached_property
    def _following(self) -> dict[int, list[int]]:
        following: dict[int, list[int]] = {}
        for source, target in sorted(self.edges):
            following.setdefault(source, []).append(target)
        return following


def plan_of(journey: Journey) -> Plan:
    """The plan that a journey declares.

    Where a touchpoint has no `next`, the path goes on to the following touchpoint, and past it for as long as what follows is
    optional; an end has nothing after it unless it says so. A repeatable touchpoint may follow itself. Ids that do not
    exist are left out: the rules of the declaration have told of them.
    """
    touchpoints = journey.touchpoints
    ids = tuple(touchpoints)
    number = {touchpoint_id: position for position, touchpoint_id in enumerate(ids)}
    lost = frozenset(number[end] for end in journey.ends_at.lost if end in number)
    won = frozenset(number[end] for end in journey.ends_at.won if end in number)
    if not won and not journey.ends_at.won:
        won = frozenset(position for position in _last_on_the_path(len(ids), lost))
    edges: dict[tuple[int, int], Next] = {}
    optional = [touchpoint.optional for touchpoint in touchpoints.values()]
    for source, touchpoint in enumerate(touchpoints.values()):
        if touchpoint.next is not None:
            edges.update({(source, number[target]): way for target, way in touchpoint.next.items() if target in number})
        elif source not in won | lost:
            edges.update({(source, target): _FREE for target in _default_next(optional, source)})
        if touchpoint.repeatable:
            edges.setdefault((source, source), _FREE)
    starts = frozenset(number[start] for start in journey.starts_at if start in number) or frozenset({0})
    names = _channel_names(journey)
    return Plan(
        ids,
        starts,
        won,
        lost,
        edges,
        tuple(names.index(point.channel) if point.channel else -1 for point in touchpoints.values()),
        names,
        journey.events.channel is not None,
        frozenset(names.index(name) for name, channel in journey.channels.items() if channel.assisted),
        frozenset(source for source, touchpoint in enumerate(touchpoints.values()) if touchpoint.touchpoints),
        frozenset(source for source, touchpoint in enumerate(touchpoints.values()) if touchpoint.match is None),
        tuple(_question(funnel, number) for funnel in journey.funnels.values()),
        tuple(place for place, stage in enumerate(journey.stages.values()) for _ in stage.touchpoints),
    )


def _question(funnel: Funnel, number: Mapping[str, int]) -> Question:
    # The first step follows no other; in any order none is known to follow another.
    followers = funnel.steps[1:] if funnel.order != "any" else ()
    return Question(
        steps=tuple(frozenset(number[at] for at in step.at if at in number) for step in funnel.steps),
        order=funnel.order,
        first_only=funnel.entry == "first",
        within=_micros(funnel.within),
        windows=(None, *(_micros(step.within) for step in followers)) if followers else (None,) * len(funnel.steps),
        exclude=tuple(_exclusions(funnel, number)),
    )


def _exclusions(funnel: Funnel, number: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
    for name, between in funnel.exclude.items():
        first, last = between.first or 1, min(between.last or len(funnel.steps), len(funnel.steps))
        if name in number and first < last:
            yield number[name], first, last


def _micros(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(microseconds=1)


def _last_on_the_path(count: int, lost: frozenset[int]) -> list[int]:
    return [position for position in range(count) if position not in lost][-1:]


def _channel_names(journey: Journey) -> tuple[str, ...]:
    """The declared channels, and after them those that only touchpoints name."""
    named = (touchpoint.channel for touchpoint in journey.touchpoints.values() if touchpoint.channel)
    return tuple(dict.fromkeys((*journey.channels, *named)))


def _default_next(optional: Sequence[bool], source: int) -> list[int]:
    targets = []
    for position in range(source + 1, len(optional)):
        targets.append(position)
        if not optional[position]:
            break
    return targets
