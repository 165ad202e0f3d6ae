"""JM124: keys that contradict one another.

What: `match` or `signals` at a touchpoint with touchpoints inside, to which its events belong; an end that is both won and lost; a persona
that feels or says something where it does not come (`only_for`), or is named there twice.
Why: one of the two is ignored, and nobody can say which was meant.
Before: `pay: {match: paid, touchpoints: {card: {}, cash: {}}}`
After: `pay: {touchpoints: {card: {match: paid_by_card}, cash: {match: paid_in_cash}}}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level, Ref
from journeymap.language.touchpoint import Touchpoint
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM124"
Fault = tuple[Ref, Level, str, str]


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each contradiction."""
    journey = case.journey
    for number, end in enumerate(journey.ends_at.lost):
        if end in journey.ends_at.won:
            message = f"{quoted(end)} is both a won and a lost end"
            yield case.say(CODE, Level.ERROR, ("ends_at", "lost", number), message, "keep one of the two")
    for touchpoint_id, touchpoint in journey.every.items():
        for keys, level, message, help in (*_of_events(touchpoint), *_of_personas(touchpoint)):
            key = len(keys) == 1 or keys[0] == "feels"
            yield case.say(CODE, level, journey.ref(touchpoint_id, *keys), message, help, key=key)


def _of_events(touchpoint: Touchpoint) -> Iterator[Fault]:
    for key in ("match", "signals"):
        if touchpoint.touchpoints and getattr(touchpoint, key):
            message = f"'{key}' stands at a touchpoint with others inside, to which its events belong"
            cure = f"move it to the one inside where they happen, such as {quoted(next(iter(touchpoint.touchpoints)))}"
            yield (key,), Level.ERROR, message, cure


def _of_personas(touchpoint: Touchpoint) -> Iterator[Fault]:
    only = touchpoint.only_for
    for number, name in enumerate(only):
        if name in only[:number]:
            yield (
                ("only_for", number),
                Level.WARNING,
                f"{quoted(name)} stands here a second time",
                "keep one of the two",
            )
    if not only:
        return
    cure = "add the persona to only_for:, or delete it here"
    for name in touchpoint.feels.personas if touchpoint.feels else ():
        if name not in only:
            yield (
                ("feels", name),
                Level.WARNING,
                f"{quoted(name)} feels something where only_for says they do not come",
                cure,
            )
    if touchpoint.says and touchpoint.says.by and touchpoint.says.by not in only:
        message = f"{quoted(touchpoint.says.by)} says something where only_for says they do not come"
        yield ("says", "by"), Level.WARNING, message, cure
