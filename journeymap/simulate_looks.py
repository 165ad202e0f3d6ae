"""How made-up rows look: names, channels and properties that bind to the touchpoint they are made for."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, product

from journeymap.language.observation import Condition, Pattern, Where
from journeymap.model import Journey

Look = tuple[str, ...]
"""A row without who and when: the event's name, its channel, its properties; as `Looks.columns` says."""

_CHANNEL = "channel"
_ELSEWHERE = ("page_viewed", "app_opened", "push_received", "search_typed")
_MOST_LOOKS = 64


@dataclass(frozen=True)
class Looks:
    """How the events of a journey look: by touchpoint for its `start`, `done` and `fail`, and its signals; and those that are on no map.

    `people` are the values that tell customers apart, by the place of their column in a look: those of nobody, then those of each persona.
    """

    columns: tuple[str, ...]
    of: list[tuple[tuple[Look, ...], ...]]
    signals: list[tuple[Look, ...]]
    unbound: tuple[Look, ...]
    people: tuple[dict[int, list[str]], ...]

    def worn(self, look: Look, number: int) -> Look:
        """A look as a customer's rows have it: the customer of a number is always the same persona, or none."""
        kind, turn = number % len(self.people), number // len(self.people)
        own = {place: values[turn % len(values)] for place, values in self.people[kind].items()}
        return tuple(own.get(place, text) for place, text in enumerate(look)) if own else look


_Pattern = tuple[str, str, Pattern]
"""A touchpoint, a role and what its events are."""


def looks_of(journey: Journey, taken: tuple[str, ...]) -> Looks:
    """How each event of a journey may look, so that it binds to its own touchpoint and to no earlier one.

    Columns in `taken` (customer, time, ...) are not made here. Where a journey leaves no such look, because an earlier touchpoint
    takes the same events, the rows meet their own `match` and bind to the earlier one.
    """
    touchpoints = journey.touchpoints
    steps = [
        (key, role, pattern)
        for key, point in touchpoints.items()
        if point.match
        for role, _, pattern in point.match.patterns()
    ]
    signals = [(key, "signal", pattern) for key, point in touchpoints.items() for pattern in point.signals]
    channel = journey.events.channel or _CHANNEL
    used = [channel] if journey.events.channel or any(point.channel for point in touchpoints.values()) else []
    needed = dict.fromkeys(chain(used, *(pattern.where for _, _, pattern in (*steps, *signals))))
    personas = [persona.segment for persona in journey.personas.values() if persona.segment]
    telling = [name for name in dict.fromkeys(chain(*personas)) if name not in needed and name not in taken]
    properties = (*(name for name in needed if name not in taken), *telling)
    found = _steps(journey, steps, channel, properties)
    trouble = _signals(steps, signals, properties)
    return Looks(
        (journey.events.name, *properties),
        [tuple(found.get((key, role), ()) for role in ("start", "done", "fail")) for key in touchpoints],
        [tuple(trouble.get(key, ())) for key in touchpoints],
        _unbound(journey, steps, signals, properties),
        _people(personas, telling, 1 + len(properties) - len(telling)),
    )


def _steps(
    journey: Journey, steps: list[_Pattern], channel: str, properties: tuple[str, ...]
) -> dict[tuple[str, str], tuple[Look, ...]]:
    """The looks of each touchpoint and role."""
    found: dict[tuple[str, str], tuple[Look, ...]] = {}
    for key, role, pattern in steps:
        drafts = list(islice(_drafts(pattern, {channel: journey.touchpoints[key].channel or ""}), _MOST_LOOKS))
        own = [draft for draft in drafts if _owner(steps, pattern.event, draft) == (key, role)] or drafts[:1]
        own = [draft for draft in own if draft.keys() == own[0].keys()]
        found[key, role] = found.get((key, role), ()) + tuple(
            dict.fromkeys(_look(pattern.event, draft, properties) for draft in own)
        )
    return found


def _signals(steps: list[_Pattern], signals: list[_Pattern], properties: tuple[str, ...]) -> dict[str, list[Look]]:
    """The looks of each touchpoint's signals: those that are no step."""
    found: dict[str, list[Look]] = {}
    for key, _, pattern in signals:
        tried = islice(_drafts(pattern, {}), _MOST_LOOKS)
        free = [draft for draft in tried if _owner(steps, pattern.event, draft) is None]
        found.setdefault(key, []).extend(dict.fromkeys(_look(pattern.event, draft, properties) for draft in free))
    return found


def _unbound(
    journey: Journey, steps: list[_Pattern], signals: list[_Pattern], properties: tuple[str, ...]
) -> tuple[Look, ...]:
    """The looks of what is on no map."""
    misses = [(pattern.event, dict.fromkeys(pattern.where, "other")) for _, _, pattern in steps if pattern.where]
    foreign = [*misses, *((name, dict[str, str]()) for name in (*journey.ignore, *_ELSEWHERE))]
    free = [(name, draft) for name, draft in foreign if _owner([*steps, *signals], name, draft) is None]
    return tuple(dict.fromkeys(_look(name, draft, properties) for name, draft in free))


def _people(personas: list[Where], telling: list[str], first: int) -> tuple[dict[int, list[str]], ...]:
    """The values of nobody, and of each persona, in the columns that tell them apart; the first of these has the place `first`."""
    nobody = {}
    for place, column in enumerate(telling, first):
        known = [segment[column] for segment in personas if column in segment]
        nobody[place] = ["" if any(_meets(condition, "other") for condition in known) else "other"]
    each = [
        {first + telling.index(column): values_for(segment[column]) for column in segment if column in telling}
        for segment in personas
    ]
    return (nobody, *(nobody | own for own in each))


def _look(name: str, draft: dict[str, str], properties: tuple[str, ...]) -> Look:
    return (name, *(draft.get(column, "") for column in properties))


def _drafts(pattern: Pattern, channel: dict[str, str]) -> Iterator[dict[str, str]]:
    """Property values that meet a pattern: with the touchpoint's channel, and without for when that is another's condition."""
    for base in (channel, {}):
        for values in product(*(values_for(condition) for condition in pattern.where.values())):
            yield base | dict(zip(pattern.where, values, strict=True))


def _owner(patterns: list[_Pattern], name: str, draft: dict[str, str]) -> tuple[str, str] | None:
    """The touchpoint and role that such a row binds to: the first in the order of the design."""
    for key, role, pattern in patterns:
        if pattern.event == name and all(
            _meets(condition, draft.get(column, "")) for column, condition in pattern.where.items()
        ):
            return key, role
    return None


def values_for(condition: Condition) -> list[str]:
    """Some values that meet a condition, or one that does not where it contradicts itself."""
    values = [text_of(value) for value in condition.one_of]
    if condition.min is not None and condition.max is not None:
        values += [text_of(condition.min + (condition.max - condition.min) * part) for part in (0.25, 0.5, 0.75, 0, 1)]
    elif condition.min is not None:
        values += [text_of(condition.min + more) for more in (0, 0.5, 1)]
    elif condition.max is not None:
        values += [text_of(condition.max - less) for less in (0, 0.5, 1)]
    prefix, part = condition.starts_with or "", condition.contains or ""
    if prefix or part:
        values.append(prefix if part in prefix else prefix + part)
    return [value for value in values if _meets(condition, value)] or values[:1] or ["other"]


def _meets(condition: Condition, text: str) -> bool:
    if not text or (condition.one_of and not any(_equals(value, text) for value in condition.one_of)):
        return False
    if condition.min is not None or condition.max is not None:
        low, high = (
            (-math.inf if condition.min is None else condition.min),
            (math.inf if condition.max is None else condition.max),
        )
        number = _number(text)
        if number is None or not low <= number <= high:
            return False
    return text.startswith(condition.starts_with or "") and (condition.contains or "") in text


def _equals(value: object, text: str) -> bool:
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    return _number(text) == value if isinstance(value, int | float) else text == value


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def text_of(value: object) -> str:
    """A value as a file holds it: `true`, `4`, `4.5`, `in_stock`."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
