"""How much friction a touchpoint shows, as a score that can be argued with. The formulas are those of docs/measures.md."""

import keyword
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log, prod

from journeymap.intervals import wilson, z_for
from journeymap.language import promise
from journeymap.model import Journey
from journeymap.quantities import FrictionScore, Impact, Rate, Signal

ENOUGH = 30
"""Fewer visits or answers give no verdict."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of a signal is normal (`tolerance`, a share), and how bad it is beyond that (`severity`, 0-1)."""

    tolerance: float
    severity: float
    felt: bool = False
    """Whether customers say it (an answer) rather than show it (a behaviour)."""


WEIGHTS = {
    "drop-off": Weight(0.05, 1.0),
    "slow": Weight(0.10, 0.5),
    "repeat": Weight(0.05, 0.6),
    "return": Weight(0.05, 0.6),
    "unplanned": Weight(0.05, 0.4),
    "hand-off": Weight(0.03, 0.7),
    "failure": Weight(0.01, 0.8),
    "error": Weight(0.01, 0.8),
    "low CSAT": Weight(0.15, 0.6, felt=True),
    "high effort": Weight(0.15, 0.6, felt=True),
}

Weighting = Mapping[str, Weight]
"""The weight of each signal."""


def weights_of(journey: Journey) -> Weighting:
    """The usual weights, and where the journey says others, those."""
    return {signal: _weight(usual, getattr(journey.weights, key_of(signal))) for signal, usual in WEIGHTS.items()}


def key_of(signal: str) -> str:
    """The field of the file's `weights` that is about a signal."""
    key = signal.lower().replace("-", "_").replace(" ", "_")
    return f"{key}_" if keyword.iskeyword(key) else key


def _weight(usual: Weight, said: promise.Weight) -> Weight:
    given = {key: value for key in ("tolerance", "severity") if (value := getattr(said, key)) is not None}
    return replace(usual, **given)


Shares = Mapping[str, Rate]
"""The signals that were measured at one touchpoint."""


def friction(
    touchpoints: Mapping[str, Shares], visits: Mapping[str, int], weights: Weighting = WEIGHTS
) -> dict[str, FrictionScore]:
    """The score of each touchpoint, by id, without its rank. `visits` are its visits."""
    cells = sum(rate.of >= ENOUGH for shares in touchpoints.values() for rate in shares.values())
    z = z_for(cells)
    excess = {
        name: {signal: _excess(weights[signal], rate, z) for signal, rate in shares.items() if rate.of >= ENOUGH}
        for name, shares in touchpoints.items()
    }
    affected = {name: sum(weighted for _, weighted in found.values()) * visits[name] for name, found in excess.items()}
    return {
        name: FrictionScore(
            score=100 * (1 - prod(1 - weighted for _, weighted in found.values())),
            rank=None,
            affected=affected[name],
            word=_word(found),
            signals=_signals(touchpoints[name], found, weights),
            not_measured=tuple(signal for signal in WEIGHTS if signal not in found),
        )
        for name, found in excess.items()
    }


def leaking(scores: Mapping[str, FrictionScore]) -> list[str]:
    """Touchpoints that more leave than is normal."""
    return [
        name
        for name, found in scores.items()
        if any(signal.signal == "drop-off" and signal.contribution > 0 for signal in found.signals)
    ]


def ranked(scores: Mapping[str, FrictionScore], impacts: Mapping[str, Impact]) -> dict[str, FrictionScore]:
    """The scores with what fixing them is associated with, and their ranks: the most completions gained first.

    Then those without any, by visits affected. Equal ones keep the order of the mapping.
    """
    gains = {name: max(gain.completions for gain in found.gains) for name, found in impacts.items()}
    shown = [name for name, found in scores.items() if found.affected > 0]
    order = sorted(shown, key=lambda name: (-gains.get(name, 0), 0 if gains.get(name) else -scores[name].affected))
    rank = {name: place for place, name in enumerate(order, 1)}
    return {
        name: found.model_copy(update={"rank": rank.get(name), "impact": impacts.get(name)})
        for name, found in scores.items()
    }


def _excess(weight: Weight, rate: Rate, z: float) -> tuple[float, float]:
    """The corrected lower bound of a signal, and w x: what it takes away from a smooth visit."""
    bound = wilson(rate.count, rate.of, z)[0]
    beyond = max(0.0, bound - weight.tolerance)
    return bound, weight.severity * beyond / (1 - weight.tolerance) if beyond else 0.0


def _word(found: Mapping[str, tuple[float, float]]) -> str:
    shown = {WEIGHTS[signal].felt for signal, (_, weighted) in found.items() if weighted > 0}
    return {frozenset(): "fine", frozenset({False}): "silent", frozenset({True}): "felt"}.get(
        frozenset(shown), "confirmed"
    )


def _signals(shares: Shares, found: Mapping[str, tuple[float, float]], weights: Weighting) -> tuple[Signal, ...]:
    whole = sum(log(1 - weighted) for _, weighted in found.values())
    return tuple(
        Signal(
            signal=signal,
            share=shares[signal],
            tolerance=weights[signal].tolerance,
            severity=weights[signal].severity,
            bound=bound,
            contribution=log(1 - weighted) / whole if weighted else 0.0,
        )
        for signal, (bound, weighted) in found.items()
    )
