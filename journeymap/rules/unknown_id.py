"""JM110: an id that does not exist.

What: `next`, `starts_at`, `ends_at`, `ask`, `channel`, a persona in `feels` or `says` names something that is not declared.
Why: the map would be drawn without it, and nobody would see why.
Before: `next: colect`
After: `next: collect`
"""

from collections.abc import Iterable, Iterator, Mapping

from journeymap.finding import Finding, Level, Ref
from journeymap.model import Journey
from journeymap.rule import Declared
from journeymap.suggest import suggest
from journeymap.words import quoted

CODE = "JM110"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each name."""
    journey = case.journey
    known: dict[str, Mapping[str, object]] = {
        "touchpoint": journey.touchpoints,
        "survey": journey.surveys,
        "channel": journey.channels,
        "persona": journey.personas,
    }
    for kind, name, ref in _names(journey):
        if name not in known[kind] and not (kind == "channel" and not journey.channels):
            close = suggest(name, known[kind])
            help = f"did you mean '{close}'?" if close else _declared(kind, known[kind])
            yield case.say(CODE, Level.ERROR, ref, f"there is no {kind} {quoted(name)}", help)


def _declared(kind: str, known: Iterable[str]) -> str:
    names = ", ".join(list(known)[:12])
    return f"declared: {names}" if names else f"declare it under {kind}s:"


def _names(journey: Journey) -> Iterator[tuple[str, str, Ref]]:
    for key, names in (
        ("starts_at", journey.starts_at),
        ("ends_at", journey.ends_at.won),
        ("ends_at", journey.ends_at.lost),
    ):
        for number, name in enumerate(names):
            inner: Ref = (key,) if key == "starts_at" else (key, "won" if names is journey.ends_at.won else "lost")
            yield "touchpoint", name, (*inner, number)
    for touchpoint_id, touchpoint in journey.touchpoints.items():
        ref = journey.ref(touchpoint_id)
        for name in touchpoint.next or ():
            yield "touchpoint", name, (*ref, "next", name)
        for name in touchpoint.ask:
            yield "survey", name, (*ref, "ask", name)
        for name in touchpoint.feels.personas if touchpoint.feels else ():
            yield "persona", name, (*ref, "feels", name)
        if touchpoint.says and touchpoint.says.by:
            yield "persona", touchpoint.says.by, (*ref, "says", "by")
        if touchpoint.channel:
            yield "channel", touchpoint.channel, (*ref, "channel")
