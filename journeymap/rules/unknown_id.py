"""JM110: an id that does not exist.

What: a key names a touchpoint (`next`, `starts_at`, `ends_at`, `funnels`), a survey (`ask`), a persona (`feels`, `says`, `only_for`), a channel
or an actor (`with`) that is not declared. `next` inside of a touchpoint names one beside it there, or one outside. Where no channels or no
actors are declared, any word may stand.
Why: the map would be drawn without it, and nobody would see why.
Before: `next: colect`
After: `next: collect`
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from journeymap.finding import Finding, Level, Ref
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey
from journeymap.rewrites import renamed
from journeymap.rule import Declared
from journeymap.suggest import suggest
from journeymap.words import quoted

CODE = "JM110"
FREE = ("channel", "actor")
"""What may be any word where none is declared."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that stands somewhere, and what it may be."""

    kind: str
    name: str
    ref: Ref
    known: Mapping[str, object]
    key: bool = False


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each name."""
    for said in (*_of_the_journey(case.journey), *_of_touchpoints(case.journey)):
        if said.name not in said.known and (said.known or said.kind not in FREE):
            close = suggest(said.name, said.known)
            help = f"did you mean '{close}'?" if close else _declared(said.kind, list(said.known))
            message = f"there is no {said.kind} {quoted(said.name)}"
            found = case.say(CODE, Level.ERROR, said.ref, message, help, key=said.key)
            edits = renamed(case.loaded.document, said.ref, said.name, close) if close else ()
            yield replace(found, edits=edits, safe=False)


def _declared(kind: str, known: Sequence[str]) -> str:
    names = ", ".join(known[:12])
    return f"declared: {names}" if names else f"declare it under {kind}s:"


def _of_the_journey(journey: Journey) -> Iterator[_Name]:
    outermost, every = journey.touchpoints, journey.every
    places: dict[Ref, tuple[str, ...]] = {
        ("starts_at",): journey.starts_at,
        ("ends_at", "won"): journey.ends_at.won,
        ("ends_at", "lost"): journey.ends_at.lost,
    }
    for ref, names in places.items():
        for number, name in enumerate(names):
            yield _Name("touchpoint", name, (*ref, number), outermost)
    for funnel_id, funnel in journey.funnels.items():
        at: Ref = ("funnels", funnel_id)
        for number, step in enumerate(funnel.steps):
            for place, name in enumerate(step.at):
                yield _Name("touchpoint", name, (*at, "steps", number, "at", place), every)
        for name in funnel.exclude:
            yield _Name("touchpoint", name, (*at, "exclude", name), every, key=True)


def _of_touchpoints(journey: Journey) -> Iterator[_Name]:
    outermost = journey.touchpoints
    for touchpoint_id, touchpoint in journey.every.items():
        ref = journey.ref(touchpoint_id)
        beside = _beside(outermost, touchpoint_id)
        for name in touchpoint.next or ():
            yield _Name("touchpoint", name, (*ref, "next", name), beside, key=True)
        for name in touchpoint.ask:
            yield _Name("survey", name, (*ref, "ask", name), journey.surveys, key=True)
        yield from _people(journey, touchpoint, ref)
        if touchpoint.channel:
            yield _Name("channel", touchpoint.channel, (*ref, "channel"), journey.channels)
        for number, name in enumerate(touchpoint.with_):
            yield _Name("actor", name, (*ref, "with", number), journey.actors)


def _people(journey: Journey, touchpoint: Touchpoint, ref: Ref) -> Iterator[_Name]:
    for name in touchpoint.feels.personas if touchpoint.feels else ():
        yield _Name("persona", name, (*ref, "feels", name), journey.personas, key=True)
    if touchpoint.says and touchpoint.says.by:
        yield _Name("persona", touchpoint.says.by, (*ref, "says", "by"), journey.personas)
    for number, name in enumerate(touchpoint.only_for):
        yield _Name("persona", name, (*ref, "only_for", number), journey.personas)


def _beside(outermost: Mapping[str, Touchpoint], touchpoint_id: str) -> Mapping[str, object]:
    """What `next` can name: the touchpoints beside this one, then those beside the one around it, out to the stages."""
    *around, _ = touchpoint_id.split(".")
    level, found = outermost, outermost
    for step in around:
        level = level[step].touchpoints
        found = {**level, **found}
    return found
