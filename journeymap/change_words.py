"""The words of a change, with what a reviewer should not miss of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from journeymap.amounts import count, percent, percents, span
from journeymap.difference import Callout, Change, JourneyDifference
from journeymap.number_words import Name, Phrase, Sentence, promise
from journeymap.value_words import TO, cut, led, values
from journeymap.words import measure_words, measured_words

_KEYS = {
    "does": "what the customer does", "thinks": "thoughts", "feels": "feeling", "sees": "evidence that customers see", "expects": "what is expected",
    "says": "quote", "by": "who acts", "with": "who takes part", "evidence": "sources", "match": "events", "signals": "signals of trouble", "ask": "surveys",
    "only_for": "who comes here", "lang": "language", "reviewed": "last review", "review_every": "time between reviews", "based_on": "what it is based on",
    "starts_at": "where it starts", "ends_at": "where it ends", "events": "log", "leaves_after": "silence after which who is unfinished has left",
    "new_case_after": "silence after which a new case begins", "ignore": "events on no map", "sla.within": "time", "sla.share": "share",
    "takes": "promised time",
}  # fmt: skip
"""What keys are called, where that is not their name."""
_SIGNS = {"added": "+", "removed": "-"}


@dataclass(frozen=True, slots=True)
class Line:
    """One change as a line: its sign (`+`, `-`, `~`, or `!` for what is no change of the file's words), the words, and whether it is called out."""

    sign: str
    words: Phrase
    called: bool = False


def lines(journey: JourneyDifference) -> list[Line]:
    """All changes of a journey, in the order of the map; ways to and from what is new or gone are told with that."""
    ends = {
        change.of for change in journey.changes if change.about == "touchpoint" and change.kind in ("added", "removed")
    }
    left = {_subject(callout): callout for callout in journey.callouts}
    found = list(_of_file(journey))
    for change in journey.changes:
        if change.about == "way" and ends & {change.of, change.name}:
            continue
        callout = left.pop((change.about, change.of_stage, change.of, change.name), None)
        words = (*_PHRASES.get(change.about, _value)(journey, change), *(_called(callout) if callout else ()))
        found.append(Line(_SIGNS.get(change.kind, "~"), words, callout is not None))
    return [*found, *(Line("!", _alone(journey, callout), called=True) for callout in left.values())]


def _of_file(journey: JourneyDifference) -> Iterator[Line]:
    if journey.state in ("new", "removed"):
        yield Line(
            "+" if journey.state == "new" else "-",
            ("journey ", Name(journey.id), ": ", Name(journey.title or journey.file)),
        )
    elif journey.file_before is not None and journey.file_before != journey.file:
        yield Line("~", ("the file ", Name(journey.file_before), " is ", Name(journey.file), " now"))


def _subject(callout: Callout) -> tuple[str, bool, str, str]:
    """What a callout is about, as changes have it."""
    kinds = {
        "loosened": "promise",
        "milder": "weight",
        "extended": "waiver",
        "way walked": "way",
        "touchpoint visited": "touchpoint",
        "accepted": "waiver",
        "ignored": "ignore",
    }
    return (kinds[callout.kind], callout.of_stage, callout.of, callout.name)


def where(journey: str, of: str) -> Phrase:
    """`checkout` › `card-form`, or the journey alone."""
    return (Name(journey), " › ", Name(of)) if of else (Name(journey),)


# --- what changed --------------------------------------------------------------------------------------------------------


def _noun(change: Change) -> str:
    return "stage " if change.of_stage else "touchpoint " if change.of else "journey "


def _thing(journey: JourneyDifference, change: Change) -> Phrase:
    """A stage or a touchpoint that is new, gone, renamed or moved."""
    named = (_noun(change), *where(journey.id, change.of))
    if change.kind == "renamed":
        return (*named, " was called ", Name(change.before))
    if change.kind == "moved" and change.name == "stage":
        return (*named, " moved from stage ", Name(change.before), " to ", Name(change.after))
    if change.kind == "moved":
        return (*named, " moved: it stands ", *_after(change.after), ", and stood ", *_after(change.before))
    before, after = change.beside or ("", "")
    if before and after:
        return (*named, " (between ", Name(before), " and ", Name(after), ")")
    return (*named, *((" (after ", Name(before), ")") if before else (" (before ", Name(after), ")") if after else ()))


def _after(name: str | None) -> Phrase:
    return ("after ", Name(name)) if name else ("first",)


def _way(journey: JourneyDifference, change: Change) -> Phrase:
    named = ("way ", *where(journey.id, change.of), TO, Name(change.name))
    before, after = change.before or {}, change.after or {}
    if change.kind != "changed":
        share = (before or after).get("share")
        return (*named, *((f" ({percent(share)} promised)",) if share is not None else ()))
    return (*named, ": ", *_terms(before, after))


def _terms(before: Mapping[str, Any], after: Mapping[str, Any]) -> Phrase:
    told: list[str] = []
    tell: dict[str, Callable[[Any], str]] = {"share": lambda value: promise("sla", value), "within": span, "when": Name}
    for key, words in tell.items():
        old, new = before.get(key), after.get(key)
        if old != new:
            told += [
                *([", "] if told else []),
                f"{key} ",
                "none" if old is None else words(old),
                TO,
                "none" if new is None else words(new),
            ]
    return tuple(told)


def _promise(journey: JourneyDifference, change: Change) -> Phrase:
    noun = "service level" if change.name.startswith("sla.") else "target" if change.of else "budget"
    unit = {"sla.within": "time", "takes": "time", "sla.share": "sla"}.get(change.name, change.name)
    about = "stage" if change.of_stage else "touchpoint" if change.of else "journey"
    name = _KEYS.get(change.name) or measured_words(change.name, about)
    named = (f"{noun} ", *where(journey.id, change.of), f" {name}")
    old, new = (None if each is None else promise(unit, each) for each in (change.before, change.after))
    if change.kind in ("added", "removed"):
        return (*named, f" {new or old}", *((" (removed)",) if change.kind == "removed" else ()))
    return (*named, f" {change.kind} {old}{TO}{new}")


def _value(journey: JourneyDifference, change: Change) -> Phrase:
    """A key with what it said before and says now."""
    key = _KEYS.get(change.name, change.name.replace("_", " "))
    about = "counting" if change.about == "events" else change.about
    named = (f"{about} ", *where(journey.id, change.of), f": {key}")
    return (*named, *led(change.before, change.after))


def _declared(journey: JourneyDifference, change: Change) -> Phrase:
    family, _, name = change.name.partition(".")
    named = (f"{family.removesuffix('s')} ", Name(journey.id), " › ", Name(name))
    if change.kind != "changed":
        return named
    return (*named, ": ", *values(change.before, change.after))


def _weight(journey: JourneyDifference, change: Change) -> Phrase:
    signal, _, part = change.name.partition(".")
    old, new = (percent(each) if part == "tolerance" else f"{each:g}" for each in (change.before, change.after))
    return ("weight ", Name(journey.id), f": {part} of {measure_words(signal)} {change.kind} {old}{TO}{new}")


def _waiver(journey: JourneyDifference, change: Change) -> Phrase:
    said, was = change.after or change.before, change.before
    named = ("waiver ", *where(journey.id, change.of), f": {change.name} ")
    longer = (f"until {was['until']}{TO}",) if was and change.after and was["until"] != said["until"] else ("until ",)
    return (*named, *longer, f"{said['until']}, ", Name(cut(said["reason"])))


_PHRASES: dict[str, Callable[[JourneyDifference, Change], Phrase]] = {
    "stage": _thing, "touchpoint": _thing, "way": _way, "promise": _promise, "declared": _declared, "weight": _weight, "waiver": _waiver,
}  # fmt: skip
"""By what a change is about what tells it; all others are a key with two values."""


# --- what is called out --------------------------------------------------------------------------------------------------


def _called(callout: Callout) -> Phrase:
    """What a reviewer should know of a change, as the end of its line."""
    if callout.kind == "way walked":
        return (f": {_share(callout)}",)
    if callout.kind == "touchpoint visited":
        return (
            (": visited by too few to tell of",)
            if callout.count is None
            else (f": {count(callout.count)} visits in these data",)
        )
    if callout.kind == "accepted":
        return (": it silences ", Sentence(callout.message))
    owner = ("; ask its owner, ", Name(callout.owner)) if callout.owner else ()
    return (_LOOSENED.get((callout.as_before, callout.as_now), ""), *owner)


_LOOSENED: dict[tuple[str | None, str | None], str] = {
    ("broken", "ok"): " in the change that would break it",
    ("broken", "undecided"): " in the change that would break it",
    ("broken", "broken"): ", and it is broken all the same",
    ("broken", None): ": it would be broken",
    ("undecided", "ok"): ": it would be undecided",
    ("undecided", None): ": it was undecided",
    ("ok", "ok"): ", though what was promised before holds",
    ("ok", None): ", though it holds",
}
"""By what is true of the old promise and of the new one what is said; nothing where that is not known."""


def _share(callout: Callout) -> str:
    if callout.value is None or callout.low is None or callout.high is None or callout.n is None:
        return "too few to tell of still take it, or nobody"
    return f"{percent(callout.value)} of those who go on still take it ({percents(callout.low, callout.high)}, n={count(callout.n)})"


def _alone(journey: JourneyDifference, callout: Callout) -> Phrase:
    """What is silenced by no change of its own."""
    by = f"accepted until {callout.until}" if callout.until else "ignored"
    return (*where(journey.id, callout.of), f": {callout.name} is {by}: ", Sentence(callout.message))
