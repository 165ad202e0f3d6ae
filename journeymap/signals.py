"""Signals of trouble: rows of the log that are no step, and the touchpoints whose `signals` they meet, as text like `,3,7`."""

from collections.abc import Iterator, Mapping

from journeymap.binding import where_sql
from journeymap.language.observation import Pattern
from journeymap.model import Journey
from journeymap.reading import Bind


def patterns(journey: Journey) -> Iterator[tuple[int, Pattern]]:
    """Every pattern of `signals` as (touchpoint's number, pattern), in the order of the design."""
    for number, touchpoint in enumerate(journey.touchpoints.values()):
        for pattern in touchpoint.signals:
            yield number, pattern


def plain_signals(journey: Journey) -> dict[str, str]:
    """By event name the touchpoints of whose trouble it tells without conditions. One name may tell of trouble at several."""
    plain: dict[str, str] = {}
    for number, pattern in patterns(journey):
        if not pattern.where:
            plain[pattern.event] = f"{plain.get(pattern.event, '')},{number}"
    return plain


def own_signals_sql(bind: Bind, journey: Journey, alias: Mapping[str, str]) -> str:
    """The touchpoints whose signals with conditions a row of the log `l` meets. `alias` maps a property to our name of its column."""
    parts = [
        f"CASE WHEN l.name = {bind(pattern.event)} AND {where_sql(bind, pattern.where, alias)} THEN ',{number:d}' ELSE '' END"
        for number, pattern in patterns(journey)
        if pattern.where
    ]
    return " || ".join(parts) or "''"


def spoken_of(signals: str) -> frozenset[int]:
    """The touchpoints' numbers in such a text."""
    return frozenset(int(number) for number in signals.split(",") if number)
