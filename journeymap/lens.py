"""A journey as somebody looks at it -> a journey without touchpoints inside of touchpoints, which all later steps can take as it is.

Folded, a touchpoint with others inside is one: all of their events are visits of it. Opened, the others stand in its place, under dotted
ids (`pay.card`), and its ways become theirs: who comes to it comes to the first of them, and where they end, its own `next` goes on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from journeymap.language.observation import Between, Funnel, FunnelStep, Match, Pattern
from journeymap.language.people import Feels
from journeymap.language.touchpoint import Next, Touchpoint
from journeymap.model import Journey, Stage

WHOLLY = 99
"""A depth at which everything is open."""
_FREE = Next()


def at_depth(journey: Journey, depth: int = 1) -> Journey:
    """The journey with what stands inside of touchpoints folded below a depth: at 1 the outermost are shown, at 2 those inside of them."""
    if not any(touchpoint.touchpoints for touchpoint in journey.touchpoints.values()):
        return journey
    tops = [_Spot(touchpoint_id, touchpoint, None, depth) for touchpoint_id, touchpoint in journey.touchpoints.items()]
    level = _Level(tops, set(journey.ends_at.won) | set(journey.ends_at.lost))
    for spot in tops:
        spot.level = level
    leaves = {leaf.path: leaf for spot in tops for leaf in spot.leaves}
    flat = {path: leaf.shown for path, leaf in leaves.items()}
    stages = {
        stage_id: stage.model_copy(
            update={
                "touchpoints": {
                    path: touchpoint for path, touchpoint in flat.items() if path.partition(".")[0] in stage.touchpoints
                }
            }
        )
        for stage_id, stage in journey.stages.items()
    }
    return journey.model_copy(update={"stages": stages, **_named_anew(journey, {spot.path: spot for spot in tops})})


def _named_anew(journey: Journey, tops: "Mapping[str, _Spot]") -> dict[str, object]:
    """What names touchpoints at the top of the file, by the ids that they have now."""

    def first(name: str) -> str:
        return tops[name].entry if name in tops else name

    def last(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(path for name in names for path in (tops[name].exits if name in tops else [name]))

    won = journey.ends_at.won or tuple(name for name in tops if name not in journey.ends_at.lost)[-1:]
    return {
        "starts_at": tuple(first(name) for name in journey.starts_at),
        "ends_at": journey.ends_at.model_copy(update={"won": last(won), "lost": last(journey.ends_at.lost)}),
        "funnels": {name: _funnel_anew(tops, given) for name, given in journey.funnels.items()},
    }


def _funnel_anew(tops: "Mapping[str, _Spot]", given: Funnel) -> Funnel:
    """A funnel by the ids that touchpoints have now. Steps in a row that are folded into one are one step; what is excluded, and folded into one with a
    step or all of whose steps are, cannot be told apart from it and is left out.
    """
    steps: list[FunnelStep] = []
    place: list[int] = []
    for number, step in enumerate(given.steps):
        at = tuple(dict.fromkeys(path for name in step.at for path in _leaves_named(tops, name)))
        same = bool(steps) and set(at) == set(steps[-1].at) and set(step.at) != set(given.steps[number - 1].at)
        steps += [] if same else [step.model_copy(update={"at": at})]
        place.append(len(steps))
    taken = {path: name for step in given.steps for name in step.at for path in _leaves_named(tops, name)}
    exclude: dict[str, Between] = {}
    for name, between in given.exclude.items():
        ends = [None if end is None else place[min(end, len(place)) - 1] for end in (between.first, between.last)]
        first, last = ends
        if (first or 1) < (last or len(steps)):
            paths = [path for path in _leaves_named(tops, name) if taken.get(path, name) == name]
            exclude |= dict.fromkeys(paths, Between(first=first, last=last))
    return given.model_copy(update={"steps": tuple(steps), "exclude": exclude})


def _leaves_named(tops: "Mapping[str, _Spot]", name: str) -> list[str]:
    """What is shown of a touchpoint, wherever it stands: all that is inside of it, or what it is folded into."""
    top = tops.get(name.partition(".")[0])
    paths = [leaf.path for leaf in top.leaves] if top else []
    inside = [path for path in paths if path == name or path.startswith(f"{name}.")]
    return inside or [path for path in paths if name.startswith(f"{path}.")] or [name]


@dataclass
class _Level:
    """Touchpoints that stand beside one another, and those of them where the journey is over."""

    spots: "list[_Spot]"
    ends: set[str]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {spot.name: place for place, spot in enumerate(self.spots)}

    def find(self, name: str) -> "_Spot | None":
        place = self._places.get(name)
        return None if place is None else self.spots[place]

    def after(self, spot: "_Spot") -> "Iterator[_Spot]":
        """What follows by default: the next one, and past it for as long as what follows is optional."""
        for place in range(self._places[spot.name] + 1, len(self.spots)):
            other = self.spots[place]
            yield other
            if not other.touchpoint.optional:
                return


class _Spot:
    """A touchpoint in its place: within which other one, open to what depth."""

    def __init__(self, path: str, touchpoint: Touchpoint, outer: "_Spot | None", depth: int) -> None:
        self.path, self.touchpoint, self.outer = path, touchpoint, outer
        self.name = path.rpartition(".")[2]
        self.level = _Level([self], set())
        self.inner = _Level([], set())
        if depth > 1:
            self.inner.spots = [
                _Spot(f"{path}.{name}", each, self, depth - 1) for name, each in touchpoint.touchpoints.items()
            ]
            for spot in self.inner.spots:
                spot.level = self.inner

    @property
    def leaves(self) -> "list[_Spot]":
        """What is shown of it: itself, or all that are inside."""
        return [leaf for spot in self.inner.spots for leaf in spot.leaves] or [self]

    @property
    def entry(self) -> str:
        """Where who comes to it arrives."""
        return self.leaves[0].path

    @property
    def exits(self) -> list[str]:
        """Where it is over: itself, or those inside from which a way leads out of it."""
        return [leaf.path for leaf in self.leaves if leaf is self or leaf.is_exit_of(self)]

    def is_exit_of(self, outer: "_Spot") -> bool:
        """Whether a way leads from here out of an outer touchpoint."""
        level, spot = self.level, self
        while spot is not outer:
            if not spot.leads_out:
                return False
            spot = spot.outer or outer
            level = spot.level
        return level is outer.level

    @property
    def leads_out(self) -> bool:
        """Whether its path goes on with that of the touchpoint around it."""
        if self.touchpoint.next is not None:
            return not self.touchpoint.next
        following = list(self.level.after(self))
        return not following or following[-1].touchpoint.optional

    @cached_property
    def ways(self) -> dict[str, Next]:
        """Where it leads, by the ids that are shown."""
        given = self.touchpoint.next
        if given:
            found = {spot.entry: way for name, way in given.items() if (spot := self._meant(name)) is not None}
        elif given is None and self.outer is None and self.name in self.level.ends:
            found = {}
        else:
            found = {} if given is not None else {spot.entry: _FREE for spot in self.level.after(self)}
            if self.outer is not None and self.leads_out:
                found |= self.outer.ways
        if self.touchpoint.repeatable and self.inner.spots:
            found.setdefault(self.entry, _FREE)
        return found

    def _meant(self, name: str) -> "_Spot | None":
        """The touchpoint of that name: beside this one, else beside what is around it."""
        return self.level.find(name) or (self.outer._meant(name) if self.outer else None)  # noqa: SLF001  # its own kind

    @property
    def shown(self) -> Touchpoint:
        """The touchpoint as it is shown: folded, with the ways that it has now, and what it has from those around it."""
        touchpoint = _folded(self.touchpoint) if self.touchpoint.touchpoints else self.touchpoint
        spot = self
        while spot.outer is not None:
            touchpoint = _within(spot.outer.touchpoint, touchpoint, last=spot is spot.level.spots[-1])
            spot = spot.outer
        return touchpoint.model_copy(update={"next": self.ways})


def _within(outer: Touchpoint, touchpoint: Touchpoint, *, last: bool) -> Touchpoint:
    """A touchpoint with what holds for it because it stands in another; what is asked about that is asked at its last."""
    update: dict[str, object] = {
        key: getattr(outer, key) for key in ("channel", "owner", "only_for") if not getattr(touchpoint, key)
    }
    if last:
        update["ask"] = {**outer.ask, **touchpoint.ask}
    return touchpoint.model_copy(update=update)


def _folded(touchpoint: Touchpoint) -> Touchpoint:
    """A touchpoint that stands for all inside of it."""
    inner = list(_all_inside(touchpoint))
    matches = [each.match for each in inner if each.match is not None]
    start = _once(pattern for match in matches for pattern in match.start)
    match = Match.model_construct(
        start=start,
        done=_once(pattern for match in matches for pattern in match.done),
        fail=_once(pattern for match in matches for pattern in match.fail),
    )
    return touchpoint.model_copy(
        update={
            "match": match if start else touchpoint.match,
            "signals": _once(pattern for each in (touchpoint, *inner) for pattern in each.signals),
            "ask": {name: said for each in (*reversed(inner), touchpoint) for name, said in each.ask.items()},
            "moment_of_truth": touchpoint.moment_of_truth or any(each.moment_of_truth for each in inner),
            "pains": touchpoint.pains or tuple(pain for each in inner for pain in each.pains),
        }
    )


def _all_inside(touchpoint: Touchpoint) -> Iterator[Touchpoint]:
    for each in touchpoint.touchpoints.values():
        yield each
        yield from _all_inside(each)


def _once(patterns: Iterator[Pattern]) -> tuple[Pattern, ...]:
    found: list[Pattern] = []
    for pattern in patterns:
        if pattern not in found:
            found.append(pattern)
    return tuple(found)


def for_persona(journey: Journey, persona: str, *, planned: bool) -> Journey:
    """The journey of one persona: her feelings and her words. `planned` leaves out where by design only others come.

    The shares of ways that are left out go to the other ways in proportion. `KeyError` if there is no such persona.
    """
    others = {
        touchpoint_id
        for touchpoint_id, touchpoint in journey.touchpoints.items()
        if planned and touchpoint.only_for and persona not in touchpoint.only_for
    }
    stages = {
        stage_id: stage.model_copy(
            update={
                "touchpoints": {
                    name: _hers(touchpoint, persona, others)
                    for name, touchpoint in stage.touchpoints.items()
                    if name not in others
                }
            }
        )
        for stage_id, stage in journey.stages.items()
    }
    return journey.model_copy(
        update={"stages": _with_something(stages), "personas": {persona: journey.personas[persona]}}
    )


def _with_something(stages: dict[str, Stage]) -> dict[str, Stage]:
    return {stage_id: stage for stage_id, stage in stages.items() if stage.touchpoints}


def _hers(touchpoint: Touchpoint, persona: str, others: set[str]) -> Touchpoint:
    feels = touchpoint.feels
    if feels is not None:
        own = feels.personas.get(persona, feels.everyone)
        feels = None if own is None else Feels(everyone=own)
    says = touchpoint.says
    says = None if says is not None and says.by not in (None, persona) else says
    ways = touchpoint.next
    if ways is not None and others & ways.keys():
        ways = _shared_out(ways, others)
    return touchpoint.model_copy(update={"feels": feels, "says": says, "next": ways})


def _shared_out(ways: dict[str, Next], others: set[str]) -> dict[str, Next]:
    kept = {name: way for name, way in ways.items() if name not in others}
    lost = sum(way.share or 0.0 for name, way in ways.items() if name in others)
    total = sum(way.share or 0.0 for way in kept.values())
    if not total or any(way.share is None for way in kept.values()):
        return kept
    return {
        name: way.model_copy(update={"share": min(1.0, (way.share or 0.0) * (1 + lost / total))})
        for name, way in kept.items()
    }
