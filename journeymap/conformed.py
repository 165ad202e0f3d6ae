"""Counts of deviations -> numbers: fitness, conforming cases, and the deviations of most cases."""

from collections.abc import Callable, Collection, Mapping
from math import fsum

from journeymap.alignment import FAR, automaton_of
from journeymap.behaviour import Behaviour
from journeymap.chapters import conformance as words
from journeymap.chapters.conformance import KINDS, OWN_CODE, Conformance, Deviation
from journeymap.deviations import Codes, Kind
from journeymap.intervals import mean_interval
from journeymap.quantities import Mean, rate

TOP = 100
_WORDS: Mapping[Kind, str] = {kind: getattr(words, kind.name) for kind in Kind}
_CODES: Mapping[str, tuple[str, ...]] = {
    words.TRANSITION: ("JM310", "JM305"),
    words.REPEATS: ("JM303", "JM304"),
    words.ENDED: ("JM301",),
}
"""The codes whose waivers accept a kind of deviation; of all other kinds it is `OWN_CODE`."""


def tell(
    seen: Behaviour, min_group: int, hidden: Collection[str] = (), vague: Collection[tuple[str, ...]] = ()
) -> Conformance | None:
    """The conformance of a measured journey; None where no designed walk gets to an end, or where there are too few cases.

    Deviations at `hidden` touchpoints are hidden too, and those that are to be `vague`.
    """
    shortest = automaton_of(seen.plan).shortest
    costs = seen.measured.conformance.costs
    total = costs.total()
    conforming = rate(sum(count for (cost, _), count in costs.items() if not cost), total)
    if shortest >= FAR or conforming is None or total < min_group:
        return None
    found = _deviations(seen)
    shown = [
        deviation
        for deviation in found
        if deviation.customers >= min_group
        and not {deviation.touchpoint, deviation.from_} & {*hidden}
        and ("deviation", deviation.from_, deviation.touchpoint) not in vague
    ]
    top = shown[:TOP] if min_group else shown
    kinds = {
        word: sum(deviation.count for deviation in shown if deviation.kind == word)
        for word in KINDS
        if any(deviation.kind == word for deviation in shown)
    }
    return Conformance(
        fitness=_fitness(costs, shortest),
        conforming=conforming,
        cases=total,
        deviations=kinds,
        top=tuple(top),
        others=len(shown) - len(top),
        hidden=len(found) - len(shown),
    )


def _fitness(costs: Mapping[tuple[int, int], int], shortest: int) -> Mean:
    """The mean over cases, with Student's interval, clipped to 0-1. Sums are exact but for their last rounding: in any order the same."""
    n = sum(costs.values())
    fits = [(1 - cost / (steps + shortest), count) for (cost, steps), count in costs.items()]
    value = fsum(fit * count for fit, count in fits) / n
    spread = fsum(count * (fit - value) ** 2 for fit, count in fits)
    low, high = (mean_interval(n, value, spread / (n - 1)) if n > 1 else None) or (None, None)
    return Mean(
        value=value, n=n, low=low if low is None else max(0.0, low), high=high if high is None else min(1.0, high)
    )


def accept(found: Conformance, accepts: Callable[[str, str], bool]) -> Conformance:
    """The same, with the deviations marked that a waiver accepts: `accepts` tells of a code and a touchpoint's id."""
    top = tuple(deviation.model_copy(update={"accepted": _accepted(deviation, accepts)}) for deviation in found.top)
    return found.model_copy(update={"top": top})


def _accepted(deviation: Deviation, accepts: Callable[[str, str], bool]) -> bool:
    place = deviation.from_ or deviation.touchpoint
    return any(accepts(code, place) for code in _CODES.get(deviation.kind, (OWN_CODE,)))


def _deviations(seen: Behaviour) -> list[Deviation]:
    """All deviations, those of most cases first."""
    measured, ids = seen.measured.conformance, seen.plan.ids
    codes, found = Codes(len(ids)), list[Deviation]()
    told = [(codes.told(int(code)), int(code)) for code in measured.counts.nonzero()[0]]
    for (kind, touchpoint, source), code in sorted(
        told, key=lambda each: (-int(measured.cases[each[1]]), KINDS.index(_WORDS[each[0][0]]), each[1])
    ):
        found.append(
            Deviation(
                kind=_WORDS[kind],
                touchpoint=ids[touchpoint],
                from_=None if source is None else ids[source],
                count=int(measured.counts[code]),
                cases=int(measured.cases[code]),
                customers=int(measured.customers[code]),
            )
        )
    return found
