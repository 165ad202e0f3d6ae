"""How much friction a touchpoint shows, as a score that can be argued with. The formulas are those of docs/measures.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, prod

from journeymap.intervals import wilson, z_for
from journeymap.report import FrictionScore, Rate, Signal

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
    "low CSAT": Weight(0.15, 0.6, felt=True),
    "high effort": Weight(0.15, 0.6, felt=True),
}

Shares = Mapping[str, Rate]
"""The signals that were measured at one touchpoint."""


def friction(touchpoints: Mapping[str, Shares], visits: Mapping[str, int]) -> dict[str, FrictionScore]:
    """The score of each touchpoint, by id. `visits` are its visits; the order of the mapping breaks ties in rank."""
    cells = sum(rate.of >= ENOUGH for shares in touchpoints.values() for rate in shares.values())
    z = z_for(cells)
    excess = {
        name: {signal: _excess(signal, rate, z) for signal, rate in shares.items() if rate.of >= ENOUGH}
        for name, shares in touchpoints.items()
    }
    affected = {name: sum(weighted for _, weighted in found.values()) * visits[name] for name, found in excess.items()}
    ranked = sorted((name for name in touchpoints if affected[name] > 0), key=lambda name: -affected[name])
    rank = {name: place for place, name in enumerate(ranked, 1)}
    return {
        name: FrictionScore(
            score=100 * (1 - prod(1 - weighted for _, weighted in found.values())),
            rank=rank.get(name),
            affected=affected[name],
            word=_word(found),
            signals=_signals(touchpoints[name], found),
            not_measured=tuple(signal for signal in WEIGHTS if signal not in found),
        )
        for name, found in excess.items()
    }


def _excess(signal: str, rate: Rate, z: float) -> tuple[float, float]:
    """The corrected lower bound of a signal, and w x: what it takes away from a smooth visit."""
    weight = WEIGHTS[signal]
    bound = wilson(rate.count, rate.of, z)[0]
    return bound, weight.severity * max(0.0, (bound - weight.tolerance) / (1 - weight.tolerance))


def _word(found: Mapping[str, tuple[float, float]]) -> str:
    shown = {WEIGHTS[signal].felt for signal, (_, weighted) in found.items() if weighted > 0}
    return {frozenset(): "fine", frozenset({False}): "silent", frozenset({True}): "felt"}.get(
        frozenset(shown), "confirmed"
    )


def _signals(shares: Shares, found: Mapping[str, tuple[float, float]]) -> tuple[Signal, ...]:
    whole = sum(log(1 - weighted) for _, weighted in found.values())
    return tuple(
        Signal(
            signal=signal,
            share=shares[signal],
            tolerance=WEIGHTS[signal].tolerance,
            severity=WEIGHTS[signal].severity,
            bound=bound,
            contribution=log(1 - weighted) / whole if whole else 0.0,
        )
        for signal, (bound, weighted) in found.items()
    )
