"""Friction that is put into made-up data on purpose."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from journeymap.finding import fault
from journeymap.language.observation import metric_of
from journeymap.model import Journey
from journeymap.plan import Plan, plan_of
from journeymap.units import parse_share

KINDS = {
    "drop": "share of visits that leave there, in place of the planned share: drop=0.3",
    "slow": "factor on the time to the next step: slow=5",
    "repeat": "share of visits that go on, but to the same touchpoint at once again: repeat=0.2",
    "return": "share of visits that are come back to after the next touchpoint: return=0.2",
    "unplanned": "share of visits that go on, but to a touchpoint that is not designed, nor the one before: unplanned=0.2",
    "hand_off": "share of visits that go on, but to a touchpoint on an assisted channel that is not designed: hand_off=0.2",
    "fail": "share of contacts that end with a `fail` event: fail=0.2",
    "error": "share of visits with a signal of trouble: error=0.1",
    "csat": "points by which CSAT answers shift on their scale, cut off at its ends: csat=-1",
    "ces": "points by which CES answers shift on their scale, cut off at its ends (where 1 is easy, + is harder): ces=+2",
    "nps": "points by which NPS answers shift on 0..10, cut off at its ends: nps=-3",
}
"""What can be planted, and what its value means. `slow` also lifts a promised `within`."""

_SHARES = ("drop", "repeat", "return", "unplanned", "hand_off", "fail", "error")


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
    fault_of = _unasked if plant.kind in ("csat", "ces", "nps") else _IDLE.get(plant.kind, _without_way_on)
    if found := fault_of(plant, journey):
        raise fault("JM804", *found)


Fault = tuple[str, str] | None
"""Why a plant could change nothing, and what it needs."""


def _unasked(plant: Plant, journey: Journey) -> Fault:
    asked = [key for key, other in journey.touchpoints.items() if plant.kind in _metrics(journey, other.ask)]
    if plant.touchpoint in asked:
        return None
    return f"'{plant.touchpoint}' asks for no {plant.kind}", f"asked at: {', '.join(asked) or 'no touchpoint'}"


def _without_signals(plant: Plant, journey: Journey) -> Fault:
    if journey.touchpoints[plant.touchpoint].signals:
        return None
    return f"'{plant.touchpoint}' has no events that tell of trouble", "write signals: [event_name]"


def _without_fail(plant: Plant, journey: Journey) -> Fault:
    match = journey.touchpoints[plant.touchpoint].match
    if match and match.fail:
        return None
    return f"'{plant.touchpoint}' has no events that say fail", "write match: {start: ..., done: ..., fail: ...}"


def _without_way_on(plant: Plant, journey: Journey) -> Fault:
    plan = plan_of(journey)
    if plan.following(plan.number[plant.touchpoint]):
        return None
    return f"nothing follows '{plant.touchpoint}' by design", f"'{plant.kind}' needs a touchpoint with a way on"


def _repeatable(plant: Plant, journey: Journey) -> Fault:
    plan = plan_of(journey)
    number = plan.number[plant.touchpoint]
    if number not in plan.following(number):
        return _without_way_on(plant, journey)
    return f"'{plant.touchpoint}' is repeated by design", "'repeat' needs a touchpoint that is not"


def _with_way_back(plant: Plant, journey: Journey) -> Fault:
    plan = plan_of(journey)
    number = plan.number[plant.touchpoint]
    following = [other for other in plan.following(number) if other != number and other not in plan.ends]
    if any(number not in plan.following(other) for other in following):
        return None
    return _without_way_on(plant, journey) or (
        f"all that follows '{plant.touchpoint}' is an end, or has a designed way back",
        "'return' needs a touchpoint that nobody should come back to from the next one",
    )


def _without_desk(plant: Plant, journey: Journey) -> Fault:
    plan = plan_of(journey)
    if unforeseen(plan, plan.number[plant.touchpoint]):
        return _without_way_on(plant, journey)
    cure = "write channels: {hotline: {assisted: true}}, and a touchpoint on it"
    return f"no touchpoint on an assisted channel is unforeseen at '{plant.touchpoint}'", cure


_IDLE = {
    "error": _without_signals,
    "fail": _without_fail,
    "repeat": _repeatable,
    "return": _with_way_back,
    "hand_off": _without_desk,
}
"""What asks whether a kind of plant could change nothing; of the others, whether there is a way on."""


def strangers_of(plan: Plan, number: int) -> tuple[int, ...]:
    """The touchpoints to which no way from one is designed, those aside at which the journey is won."""
    known = {number, *plan.following(number), *plan.won}
    return tuple(other for other in range(len(plan.ids)) if other not in known)


def unforeseen(plan: Plan, number: int) -> tuple[int, ...]:
    """Those of `strangers_of` that are on an assisted channel."""
    return tuple(other for other in strangers_of(plan, number) if plan.channels[other] in plan.assisted)


def _metrics(journey: Journey, surveys: Iterable[str]) -> set[str]:
    return {str(metric_of(name, journey.surveys[name])) for name in surveys if name in journey.surveys}
