"""Friction that is put into made-up data on purpose."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from journeymap.finding import fault
from journeymap.language.observation import metric_of
from journeymap.model import Journey
from journeymap.plan import plan_of
from journeymap.units import parse_share

KINDS = {
    "drop": "share of visits that leave there, in place of the planned share: drop=0.3",
    "slow": "factor on the time to the next step: slow=5",
    "repeat": "share of visits that go on, but to the same touchpoint at once again: repeat=0.2",
    "return": "share of visits that are come back to after the next touchpoint: return=0.2",
    "unplanned": "share of visits that go on, but to a touchpoint that is not designed: unplanned=0.2",
    "fail": "share of contacts that end with a `fail` event: fail=0.2",
    "error": "share of visits with a signal of trouble: error=0.1",
    "csat": "points by which CSAT answers shift on their scale, cut off at its ends: csat=-1",
    "ces": "points by which CES answers shift on their scale, cut off at its ends (where 1 is easy, + is harder): ces=+2",
    "nps": "points by which NPS answers shift on 0..10, cut off at its ends: nps=-3",
}
"""What can be planted, and what its value means. `slow` also lifts a promised `within`."""

_SHARES = ("drop", "repeat", "return", "unplanned", "fail", "error")


@dataclass(frozen=True, slots=True)
class Plant:
    """Friction put in on purpose: what of `KINDS`, how much, and where."""

    touchpoint: str
    kind: str
    value: float


def parse_plant(text: str, journey: Journey) -> Plant:
    """A plant from `touchpoint:kind=value`. Raises `JourneymapError` (JM804) that says what to write instead."""
    where, _, rest = text.rpartition(":")
    kind, equals, value = rest.partition("=")
    if not (where and kind and equals):
        raise fault("JM804", f"'{text}' is no plant", "write TOUCHPOINT:KIND=VALUE, like pay:drop=0.3")
    if where not in journey.touchpoints:
        raise fault("JM804", f"there is no touchpoint '{where}'", _meant(where, journey.touchpoints))
    if kind not in KINDS:
        raise fault("JM804", f"'{kind}' cannot be planted", _meant(kind, KINDS))
    plant = Plant(where, kind, _value(kind, value))
    _refuse_if_idle(plant, journey)
    return plant


def _meant(word: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(names)}"


def _value(kind: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if kind in _SHARES:
        try:
            return parse_share(text if math.isnan(number) else number)
        except ValueError:
            cure = f"did you mean {text}%?" if 1 < number <= 100 else "write 30% or 0.3"
            raise fault("JM804", f"{kind}: '{text}' is not a share", cure) from None
    if kind == "slow":
        if not 0 < number <= 1_000:
            raise fault("JM804", f"slow: '{text}' is not a factor", "write 5 for five times as long, up to 1000")
    elif not math.isfinite(number):
        raise fault("JM804", f"{kind}: '{text}' is not a number of points", "write +2 or -1")
    return number


def _refuse_if_idle(plant: Plant, journey: Journey) -> None:
    """A plant that could change nothing is a mistake."""
    point, plan = journey.touchpoints[plant.touchpoint], plan_of(journey)
    if plant.kind in ("csat", "ces", "nps"):
        asked = [key for key, other in journey.touchpoints.items() if plant.kind in _metrics(journey, other.ask)]
        if plant.touchpoint not in asked:
            raise fault(
                "JM804",
                f"'{plant.touchpoint}' asks for no {plant.kind}",
                f"asked at: {', '.join(asked) or 'no touchpoint'}",
            )
    elif plant.kind == "error":
        if not point.signals:
            raise fault(
                "JM804", f"'{plant.touchpoint}' has no events that tell of trouble", "write signals: [event_name]"
            )
    elif plant.kind == "fail":
        if not (point.match and point.match.fail):
            raise fault(
                "JM804",
                f"'{plant.touchpoint}' has no events that say fail",
                "write match: {start: ..., done: ..., fail: ...}",
            )
    elif plant.kind == "error":
        if not point.signals:
            raise fault(
                "JM804", f"'{plant.touchpoint}' has no events that tell of trouble", "write signals: [event_name]"
            )
    elif not plan.following(plan.number[plant.touchpoint]):
        raise fault(
            "JM804",
            f"nothing follows '{plant.touchpoint}' by design",
            f"'{plant.kind}' needs a touchpoint with a way on",
        )


def _metrics(journey: Journey, surveys: Iterable[str]) -> set[str]:
    return {str(metric_of(name, journey.surveys[name])) for name in surveys if name in journey.surveys}
