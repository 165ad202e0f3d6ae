"""What the page can be filtered by, and what its script knows of each touchpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from journeymap.drawing.text import clean
from journeymap.mapping import Map
from journeymap.marks import Verdict
from journeymap.model import Journey
from journeymap.report import Report
from journeymap.spoken import persona_name

Choice = tuple[str, str]
"""An id and its name."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from; a choice of fewer than two things is none."""

    stages: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    personas: tuple[Choice, ...]
    friction: bool
    broken: bool


def offered(map: Map, report: Report, journey: Journey) -> Offered:
    """Stages, channels and personas that tell touchpoints apart, and whether there is friction and a broken promise."""
    facts = list(_facts(map, report, journey))
    cards = [card for column in map.columns for card in column.cards if card.channel]
    apart = any(touchpoint.only_for for touchpoint in journey.touchpoints.values())
    personas = tuple((name, persona_name(journey, name)) for name in journey.personas) if apart else ()
    return Offered(
        _several(tuple((column.id, f"{column.number} {column.title}") for column in map.columns)),
        _several(tuple({card.channel: card.place or card.channel for card in cards}.items())),
        personas,
        any(each["friction"] for each in facts),
        any(each["broken"] for each in facts),
    )


def _several(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return choices if len(choices) > 1 else ()


def facts(map: Map, report: Report, journey: Journey) -> list[dict[str, Any]]:
    """By touchpoint: `id`, `title`, `stage`, `channel`, `personas` (none for all), `friction` and `broken`."""
    return list(_facts(map, report, journey))


def _facts(map: Map, report: Report, journey: Journey) -> Iterator[dict[str, Any]]:
    for column in map.columns:
        for card in column.cards:
            if card.id not in report.touchpoints:
                continue
            friction = report.touchpoints[card.id].friction
            yield {
                "id": card.id,
                "title": clean(card.title),
                "stage": column.id,
                "channel": card.channel,
                "personas": list(journey.touchpoints[card.id].only_for),
                "friction": bool(friction and friction.rank),
                "broken": any(each.verdict is Verdict.BROKEN for each in card.promised),
            }
