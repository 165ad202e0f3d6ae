"""What two declarations of a journey differ in: touchpoints and ways that are new, gone or changed, and what of them changed, in words.

Touchpoints are the same where they have the same id, or where `renamed_from` says so. Nothing is measured here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from journeymap.amounts import percent, signed, span
from journeymap.catalogue import mark, worded
from journeymap.language.promise import Targets
from journeymap.language.touchpoint import Next, Touchpoint
from journeymap.model import Journey, humanise
from journeymap.plan import Plan
from journeymap.spoken import channel_name, promises_of, sla_words

Way = tuple[str, str]
_TO = " \N{RIGHTWARDS ARROW} "


@dataclass(frozen=True, slots=True)
class Differences:
    """By the ids of the map: those of today, and for what is gone those of before, made different from today's where they are the same."""

    added: frozenset[str]
    removed: Mapping[str, str]
    """From the id on the map to the id before."""
    former: Mapping[str, str]
    """From the id before to the id on the map, of those that are there still."""
    changed: Mapping[str, tuple[str, ...]]
    ways_added: frozenset[Way]
    ways_removed: Mapping[Way, str]
    """What was promised of it: `90 %`, or empty."""
    ways_changed: Mapping[Way, tuple[str, ...]]
    shares_before: Mapping[Way, str]
    """The promised share of a way whose share changed; none where none was."""
    around: tuple[str, ...]
    """What changed of the journey and its stages, in sentences."""


def differences(
    now: Journey, plan: Plan, before: Journey | None, base: Plan | None, declared: Journey | None = None
) -> Differences:
    """All that differs. `before` is None where the journey is new as a whole; `declared` is today's as the file says it, at whatever depth."""
    if before is None or base is None:
        return Differences(frozenset(plan.ids), {}, {}, {}, frozenset(_ways(plan)), {}, {}, {}, ())
    former = former_ids(now.touchpoints, before.touchpoints, declared or now)
    current = {old: new for new, old in former.items()}
    gone = {_apart(old, now): old for old in base.ids if old not in current}
    on_map = current | {old: name for name, old in gone.items()}
    ways, old_ways = _ways(plan), {(on_map[one], on_map[other]): way for (one, other), way in _ways(base).items()}
    both = {name: tuple(_touchpoint(now, before, name, old)) for name, old in former.items()}
    shared = {way: tuple(_way(ways[way], old_ways[way])) for way in ways if way in old_ways}
    return Differences(
        added=frozenset(name for name in plan.ids if name not in former),
        removed=gone,
        former=current,
        changed={name: told for name, told in both.items() if told},
        ways_added=frozenset(way for way in ways if way not in old_ways),
        ways_removed={way: _promised(old_ways[way]) for way in old_ways if way not in ways},
        ways_changed={way: told for way, told in shared.items() if told},
        shares_before={way: _promised(old_ways[way]) for way in shared if ways[way].share != old_ways[way].share},
        around=tuple(_around(now, before)),
    )


def former_ids(now: Iterable[str], before: Collection[str], declared: Journey) -> dict[str, str]:
    """From each id of today that was there before to the id that it had; `pay.card` may have been `checkout.card`.

    An id that is there still is the same touchpoint: `renamed_from` stays in a file for good.
    """
    found: dict[str, str] = {}
    for name in now:
        steps = name.split(".")
        paths = [".".join(steps[: number + 1]) for number in range(len(steps))]
        options = [
            (step, each.renamed_from) if (each := declared.every.get(path)) and each.renamed_from else (step,)
            for path, step in zip(paths, steps, strict=True)
        ]
        old = next((path for each in product(*options) if (path := ".".join(each)) in before), None)
        if old is not None and old not in found.values():
            found[name] = old
    return found


def _apart(old: str, now: Journey) -> str:
    """The id of what is gone, where another touchpoint has it today a different one."""
    return f"{old} removed" if old in now.touchpoints else old


def _ways(plan: Plan) -> dict[Way, Next]:
    return {(plan.ids[source], plan.ids[target]): way for (source, target), way in plan.edges.items()}


# --- touchpoints ---------------------------------------------------------------------------------------------------------


def _touchpoint(now: Journey, before: Journey, name: str, old: str) -> Iterator[str]:
    """What changed of a touchpoint: with both values where they are short, else only what it is."""
    here, there = now.touchpoints[name], before.touchpoints[old]
    if name != old:
        yield f"id {old}{_TO}{name}"
    for label, tell in _TOLD.items():
        one, other = tell(before, old, there), tell(now, name, here)
        if one != other:
            yield worded(label, change=_TO.join(each or worded("none") for each in (one, other)))
    yield from _targets(there.targets, here.targets)
    for field, label in _NAMED.items():
        if getattr(here, field) != getattr(there, field):
            yield worded(label)
    for field, label in _FLAGS.items():
        if getattr(here, field) != getattr(there, field):
            yield worded(label if getattr(here, field) else _NO_LONGER[label])


def _stage(journey: Journey, name: str, _: Touchpoint) -> str:
    stage_id = journey.stage_of(name)
    return journey.stages[stage_id].title or humanise(stage_id)


def _owner(journey: Journey, name: str, touchpoint: Touchpoint) -> str:
    return touchpoint.owner or journey.stages[journey.stage_of(name)].owner or ""


def _feeling(_: Journey, __: str, touchpoint: Touchpoint) -> str:
    feels = touchpoint.feels
    if feels is None:
        return ""
    each = [f"{persona} {signed(value)}" for persona, value in feels.personas.items()]
    return ", ".join([*([] if feels.everyone is None else [signed(feels.everyone)]), *each])


Tell = Callable[[Journey, str, Touchpoint], str]
_TOLD: dict[str, Tell] = {
    mark("name {change}"): lambda journey, name, _: journey.name(name),
    mark("stage {change}"): _stage,
    mark("channel {change}"): lambda journey, _, touchpoint: channel_name(journey, touchpoint.channel),
    mark("owner {change}"): _owner,
    mark("feeling {change}"): _feeling,
    mark("time {change}"): lambda _, __, touchpoint: span(touchpoint.takes.total_seconds()) if touchpoint.takes else "",
    mark("service level {change}"): lambda _, __, touchpoint: sla_words(touchpoint.sla) if touchpoint.sla else "",
}
"""What is told with both values."""
_NAMED = {
    "does": mark("what the customer does"),
    "thinks": mark("thoughts"),
    "expects": mark("what is expected"),
    "says": mark("quote"),
    "sees": mark("evidence that customers see"),
    "by": mark("who acts"),
    "with_": mark("who takes part"),
    "frontstage": mark("frontstage"),
    "backstage": mark("backstage"),
    "support": mark("support"),
    "pains": mark("pains"),
    "ideas": mark("ideas"),
    "ask": mark("surveys"),
    "match": mark("events"),
    "signals": mark("signals of trouble"),
    "only_for": mark("who comes here"),
    "touchpoints": mark("what is inside"),
    "evidence": mark("sources"),
    "tags": mark("tags"),
    "links": mark("links"),
}
"""What is named only."""
_FLAGS = {"moment_of_truth": mark("moment of truth"), "optional": mark("optional"), "repeatable": mark("repeatable")}
_NO_LONGER = {
    "moment of truth": mark("no longer moment of truth"),
    "optional": mark("no longer optional"),
    "repeatable": mark("no longer repeatable"),
}


def _targets(before: Targets, now: Targets) -> Iterator[str]:
    """`drop-off max 8 % → 5 %`, `new target: repeat max 3 %`."""
    one, other = promises_of(before), promises_of(now)
    for measure in dict.fromkeys((*one, *other)):
        old, new = one.get(measure), other.get(measure)
        if old is None:
            yield worded("new target: {target}", target=new)
        elif new is None:
            yield worded("no target any more: {target}", target=old)
        elif old != new:
            yield f"{old}{_TO}{_without(new, old)}"


def _without(text: str, other: str) -> str:
    """A text without the words that it begins with as another one does."""
    words, others = text.split(" "), other.split(" ")
    same = next((n for n, (one, two) in enumerate(zip(words, others, strict=False)) if one != two), len(words) - 1)
    return " ".join(words[same:])


# --- ways, stages, the journey --------------------------------------------------------------------------------------------


def _promised(way: Next) -> str:
    return percent(way.share) if way.share is not None else ""


def _way(now: Next, before: Next) -> Iterator[str]:
    if now.share != before.share:
        yield _TO.join(_promised(each) or worded("no share") for each in (before, now))
    if now.within != before.within:
        times = (span(each.within.total_seconds()) if each.within else worded("any time") for each in (before, now))
        yield worded("within {time}", time=_TO.join(times))
    if now.when != before.when:
        yield worded("when it is taken")


_OF_JOURNEY = (
    mark("title"),
    mark("goal"),
    mark("scenario"),
    mark("expects"),
    "owner",
    mark("state"),
    mark("budget"),
    mark("funnels"),
    mark("personas"),
    mark("weights"),
)
_OF_STAGE = ("title", "goal", "owner", mark("targets"))


def _around(now: Journey, before: Journey) -> Iterator[str]:
    fields = [worded(name) for name in _OF_JOURNEY if getattr(now, name) != getattr(before, name)]
    if fields:
        yield worded("Changed of the journey itself: {fields}.", fields=", ".join(fields))
    for stage_id, stage in now.stages.items():
        title = stage.title or humanise(stage_id)
        if stage_id not in before.stages:
            yield worded("New stage: {title}.", title=title)
            continue
        fields = [worded(name) for name in _OF_STAGE if getattr(stage, name) != getattr(before.stages[stage_id], name)]
        if fields:
            yield worded("Changed of stage {title}: {fields}.", title=title, fields=", ".join(fields))
