"""What one revision of a journey says otherwise than another: every key of the language, in the order of the map. Nothing is measured here.

Of a touchpoint that is new or gone only that is told, and its ways: not everything that stands in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from journeymap.counterparts import Counterparts, Pair, moved, woven
from journeymap.difference import About, Change, Kind, Place
from journeymap.finding import Ref
from journeymap.friction import key_of, weights_of
from journeymap.language.touchpoint import Next
from journeymap.load import Loaded
from journeymap.model import Journey
from journeymap.promised import Promise, Way, budgets, more_is_looser, owner_of, promised, terms, ways

Keys = Mapping[About, tuple[str, ...]]
OF_JOURNEY: Keys = {
    "wording": ("title", "goal", "scenario", "expects", "lang"),
    "design": ("owner", "reviewed", "review_every", "state", "based_on", "starts_at", "ends_at"),
    "events": ("events", "leaves_after", "new_case_after", "ignore"),
}
OF_STAGE: Keys = {"wording": ("title", "goal"), "design": ("owner",)}
OF_TOUCHPOINT: Keys = {
    "wording": (
        "title", "does", "thinks", "feels", "sees", "expects", "says", "frontstage", "backstage", "support", "evidence", "pains", "ideas", "tags", "links",
    ),
    "design": ("channel", "by", "with", "owner", "moment_of_truth", "optional", "repeatable", "only_for"),
    "events": ("match", "signals", "ask"),
}  # fmt: skip
"""By what they are about the keys that are told with what they said before."""
DECLARED = ("personas", "channels", "actors", "surveys", "funnels")
"""What a journey declares by name."""


@dataclass(frozen=True, slots=True)
class _Both:
    """Both revisions of a journey; of each its places."""

    here: Loaded
    base: Loaded
    same: Counterparts

    def place(self, ref: Ref, *, base: bool = False) -> Place:
        """Where something stands."""
        found = (self.base if base else self.here).locate(ref, key=True)
        return Place(file=found.file, line=found.line, base=base)


@dataclass(frozen=True, slots=True)
class _About:
    """A journey, a stage or a touchpoint on both sides: its id here, where it stands, and who answers for it."""

    both: _Both
    of: str = ""
    of_stage: bool = False
    ref: Ref = ()
    was: Ref = ()
    owner: str = ""

    def say(self, kind: Kind, about: About, name: str, before: Any, after: Any, *keys: str) -> Change:
        """A change; its place is here unless it is gone."""
        base = kind == "removed"
        place = self.both.place((*(self.was if base else self.ref), *keys), base=base)
        owner = self.owner if about in ("promise", "weight", "waiver") else ""
        return Change(
            kind=kind,
            about=about,
            of=self.of,
            of_stage=self.of_stage,
            name=name,
            before=before,
            after=after,
            owner=owner,
            place=place,
        )


def changes(here: Loaded, base: Loaded, same: Counterparts) -> tuple[Change, ...]:
    """All that the journey files say otherwise: of the journey, then stage by stage and touchpoint by touchpoint, what is gone where it stood."""
    both = _Both(here, base, same)
    now, old = here.declared, base.declared
    walked = _Ways(ways(now), {_renamed(way, same): next_ for way, next_ in ways(old).items()})
    orders = moved(list(now.every), list(old.every), same.touchpoints)
    found = list(_of_journey(both, now, old))
    for stage in woven(now.stages, list(old.stages), same.stages):
        found += _of_stage(both, stage)
        for pair in _inside(both, stage):
            found += _of_touchpoint(both, pair, walked, orders)
    return tuple(found)


def _inside(both: _Both, stage: Pair) -> list[Pair]:
    """The touchpoints of a stage."""
    now, old = both.here.declared, both.base.declared
    new = [name for name in now.every if now.stage_of(name) == stage[0]]
    gone = [name for name in old.every if old.stage_of(name) == stage[1]]
    # What is elsewhere today is told there, and what came from elsewhere here.
    pairs = woven(new, gone, both.same.touchpoints)
    former = {name: before for before, name in both.same.touchpoints.items()}
    return [(name, former.get(name) if name is not None else before) for name, before in pairs]


# --- the journey and its stages ------------------------------------------------------------------------------------------


def _of_journey(both: _Both, now: Journey, old: Journey) -> Iterator[Change]:
    about = _About(both, owner=now.owner or "")
    one, other = _plain(old), _plain(now)
    yield from _keys(about, OF_JOURNEY, one, other)
    yield from _promises(about, budgets(old.budget, ("budget",)), budgets(now.budget, ("budget",)), now)
    yield from _weights(about, old, now)
    for family in DECLARED:
        yield from _declared(about, family, one.get(family, {}), other.get(family, {}))


def _weights(about: _About, old: Journey, now: Journey) -> Iterator[Change]:
    """What counts as friction: more that is normal, or a milder view of the rest, is looser."""
    usual, here = weights_of(old), weights_of(now)
    for signal in here:
        key = key_of(signal).rstrip("_")
        for name, looser in (("tolerance", True), ("severity", False)):
            before, after = getattr(usual[signal], name), getattr(here[signal], name)
            if before != after:
                kind: Kind = "loosened" if (after > before) is looser else "tightened"
                yield about.say(kind, "weight", f"{key}.{name}", before, after, "weights", key, name)


def _declared(about: _About, family: str, old: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for new, before in woven(now, list(old), {name: name for name in old if name in now}):
        name = new if new is not None else str(before)
        one, other = old.get(name, {}), now.get(name, {})
        if new is None or before is None:
            yield about.say(
                "removed" if new is None else "added", "declared", f"{family}.{name}", None, None, family, name
            )
        elif one != other:
            keys = [key for key in dict.fromkeys((*one, *other)) if one.get(key) != other.get(key)]
            was, is_ = ({key: each[key] for key in keys if key in each} for each in (one, other))
            yield about.say("changed", "declared", f"{family}.{name}", was, is_, family, name)


def _of_stage(both: _Both, stage: Pair) -> Iterator[Change]:
    new, old = stage
    now, was = both.here.declared, both.base.declared
    stages = now.stages[new] if new is not None else None
    owner = (stages and stages.owner) or now.owner or ""
    about = _About(both, new if new is not None else str(old), True, ("stages", str(new)), ("stages", str(old)), owner)
    if new is None or old is None:
        yield about.say("removed" if new is None else "added", "stage", "", None, None)
        return
    if new != old:
        yield about.say("renamed", "stage", "", old, new)
    yield from _keys(about, OF_STAGE, _plain(was.stages[old]), _plain(now.stages[new]))
    yield from _promises(
        about, budgets(was.stages[old].targets, ("targets",)), budgets(now.stages[new].targets, ("targets",)), now
    )


# --- touchpoints ---------------------------------------------------------------------------------------------------------


def _of_touchpoint(both: _Both, pair: Pair, walked: "_Ways", orders: set[str]) -> Iterator[Change]:
    new, old = pair
    now, was = both.here.declared, both.base.declared
    name = new if new is not None else str(old)
    about = _About(
        both, name, ref=now.ref(new) if new else (), was=was.ref(old) if old else (), owner=owner_of(now, new)
    )
    if new is None or old is None:
        beside = _beside(now, name) if old is None else ()
        said = about.say("removed" if new is None else "added", "touchpoint", "", None, None)
        yield said.model_copy(update={"beside": beside})
    else:
        yield from _moves(about, both, new, old, orders)
        one, other = was.every[old], now.every[new]
        before, after = _plain(one), _plain(other)
        yield from _keys(about, OF_TOUCHPOINT, before, after)
        yield from _promises(about, promised(one), promised(other), now)
        yield from _waivers(about, before.get("accept", {}), after.get("accept", {}))
    yield from walked.of(about)


def _beside(journey: Journey, name: str) -> tuple[str, ...]:
    """The touchpoints before and after one, at its depth; empty words where there is none."""
    around = name.rpartition(".")[0]
    level = [each for each in journey.every if each.rpartition(".")[0] == around]
    at = level.index(name)
    return (level[at - 1] if at else "", level[at + 1] if at + 1 < len(level) else "")


def _moves(about: _About, both: _Both, new: str, old: str, orders: set[str]) -> Iterator[Change]:
    now, was = both.here.declared, both.base.declared
    if new != old:
        yield about.say("renamed", "touchpoint", "", old, new)
    here, there = now.stage_of(new), was.stage_of(old)
    if "." in new or both.same.stages.get(there) == here:
        if new in orders:
            yield about.say("moved", "touchpoint", "place", _beside(was, old)[0] or None, _beside(now, new)[0] or None)
    else:
        yield about.say("moved", "touchpoint", "stage", there, here)


def _waivers(about: _About, old: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for code in dict.fromkeys((*old, *now)):
        before, after = old.get(code), now.get(code)
        if before != after:
            yield about.say(_waived(before, after), "waiver", code, before, after, "accept", code)


def _waived(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> Kind:
    if before is None or after is None:
        return "added" if before is None else "removed"
    if before["until"] == after["until"]:
        return "changed"
    return "loosened" if after["until"] > before["until"] else "tightened"


# --- keys and promises ---------------------------------------------------------------------------------------------------


def _plain(part: BaseModel) -> dict[str, Any]:
    """What a part of the file says, by its keys; nothing of what is usual."""
    said: dict[str, Any] = part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return said


def _keys(about: _About, groups: Keys, old: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for group, keys in groups.items():
        for key in keys:
            before, after = old.get(key), now.get(key)
            if before != after:
                yield about.say("changed", group, key, before, after, *([key] if after is not None else []))


def _promises(
    about: _About, old: Mapping[str, Promise], now: Mapping[str, Promise], journey: Journey
) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *now)):
        before, after = old.get(name), now.get(name)
        keys = (after or before or Promise(0, ())).keys
        one, other = (each.value if each else None for each in (before, after))
        if one != other:
            yield about.say(_kind(name, one, other, journey), "promise", name, one, other, *keys)


def _kind(name: str, before: float | None, after: float | None, journey: Journey) -> Kind:
    if before is None or after is None:
        return "added" if before is None else "removed"
    return "loosened" if (after > before) is more_is_looser(name, journey) else "tightened"


# --- ways ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ways:
    """The designed ways of both sides, by the ids of here."""

    now: Mapping[Way, Next]
    old: Mapping[Way, Next]
    sources: dict[str, list[Way]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for way in dict.fromkeys((*self.now, *self.old)):
            self.sources.setdefault(way[0], []).append(way)

    def of(self, about: _About) -> Iterator[Change]:
        """What changed of the ways that lead on from a touchpoint."""
        for way in self.sources.get(about.of, ()):
            now, old = self.now.get(way), self.old.get(way)
            if now is None or old is None:
                kind: Kind = "removed" if now is None else "added"
                yield about.say(kind, "way", way[1], terms(old), terms(now), "next", way[1].rpartition(".")[2])
            elif terms(now) != terms(old):
                yield about.say("changed", "way", way[1], terms(old), terms(now), "next", way[1].rpartition(".")[2])


def _renamed(way: Way, same: Counterparts) -> Way:
    one, other = (same.touchpoints.get(each, each) for each in way)
    return one, other
