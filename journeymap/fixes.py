"""Fixes that somebody asks about: `pay:drop=50%`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from journeymap.finding import Finding, JourneymapError, fault
from journeymap.friction import WEIGHTS, key_of
from journeymap.model import Journey
from journeymap.suggest import suggest
from journeymap.units import Misfit, parse_share, shown

NAME = "drop"
"""The only signal whose fixing completions are associated with: all others show in who leaves, or not at all."""
Otherwise = TypeVar("Otherwise")
_NAMES = {NAME, "drop-off", "drop_off"}
_OTHERS = {name for signal in WEIGHTS if signal != "drop-off" for name in (signal, key_of(signal).rstrip("_"))}


@dataclass(frozen=True, slots=True)
class Asked:
    """A share (0-1) of the exits beyond the tolerance at a touchpoint that is to be fixed."""

    touchpoint: str
    share: float


def parse_fixes(texts: Sequence[str], journey: Journey) -> tuple[Asked, ...]:
    """Fixes from `touchpoint:drop=share`. Raises `JourneymapError` (JM807) with all that is wrong with them."""
    fixes: list[Asked] = []
    faults: list[Finding] = []
    for text in texts:
        try:
            fix = _parsed(text, journey)
            if fix.touchpoint in (other.touchpoint for other in fixes):
                raise fault("JM807", f"'{fix.touchpoint}' is fixed twice", "say once how much of it is fixed")
            fixes.append(fix)
        except JourneymapError as error:
            faults += error.findings
    if faults:
        raise JourneymapError(*faults)
    return tuple(fixes)


def _parsed(text: str, journey: Journey) -> Asked:
    where, _, rest = text.rpartition(":")
    signal, equals, value = rest.partition("=")
    if not (where and signal and equals):
        raise fault("JM807", f"{shown(text)} is no fix", f"write TOUCHPOINT:{NAME}=SHARE, like pay:{NAME}=50%")
    if where not in journey.touchpoints:
        meant = suggest(where, journey.touchpoints)
        cure = f"did you mean '{meant}'?" if meant else f"known: {', '.join(journey.touchpoints)}"
        raise fault("JM807", f"there is no touchpoint {shown(where)}", cure)
    if signal not in _NAMES:
        raise _unknown(signal)
    try:
        return Asked(where, parse_share(_number(value, value)))
    except Misfit:
        cure = f"did you mean {value}%?" if 1 < _number(value, -1) <= 100 else "write 50% or 0.5: 0 to 100 %"
        raise fault("JM807", f"{signal}: {shown(value)} is not a share", cure) from None


def _number(text: str, otherwise: Otherwise) -> float | Otherwise:
    try:
        return float(text)
    except ValueError:
        return otherwise


def _unknown(signal: str) -> JourneymapError:
    if signal in _OTHERS:
        return fault(
            "JM807",
            f"no completions are associated with '{signal}'",
            f"whoever meets it and goes on completes as others do; ask what those who leave are associated with: {NAME}",
        )
    return fault("JM807", f"{shown(signal)} cannot be fixed", f"known: {NAME}")
