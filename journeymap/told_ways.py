"""Which touchpoints, beginnings and ways between touchpoints are told, exactly or as a range, so that no small group can be worked out."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from journeymap.behaviour import Behaviour
from journeymap.deviations import Codes
from journeymap.disclosure import Flags
from journeymap.ways_network import Network
from journeymap.ways_told import NOTHING, Before, Pair, ToldWays

Paths = Sequence[tuple[list[int], int]]
"""Paths by the numbers of their touchpoints, each with its cases."""


def told_ways(seen: Behaviour, min_group: int, paths: Paths = (), before: Before = NOTHING) -> ToldWays:
    """The ways that may be told. `paths` are told with their cases.

    Of touchpoints at which the sums alone tell a small group, the one of fewer customers is hidden.
    """
    hidden = _hidden(seen, min_group, before)
    while True:
        # A path is told where all of its touchpoints are.
        shown = [(path, cases) for path, cases in paths if not hidden[path].any()]
        least = _least(seen, shown, min_group, before) if min_group else {}
        network = Network(seen, min_group, hidden, least, before)
        told, lost = network.told()
        if not lost or hidden.all():
            return told
        few = min(lost, key=lambda number: (int(seen.measured.visits.customers[number]), -number))
        hidden[few] = True
        _enough(seen, min_group, hidden)


def _least(seen: Behaviour, paths: Paths, min_group: int, before: Before) -> dict[Pair, int]:
    """How often at least each way was walked, as the paths, the deviations and the changes of channel tell."""
    size, least = len(seen.plan.ids), Counter[Pair]()
    for path, cases in paths:
        for pair, often in Counter(pairwise(path)).items():
            least[pair] += often * cases
    switching, deviations = seen.measured.switches.touchpoints.switching, seen.measured.conformance
    for code in np.flatnonzero(switching.customers >= min_group).tolist():
        way = code // size, code % size
        if _is_told("switch", way, seen, before):
            least[way] = max(least[way], int(switching.cases[code]))
    codes = Codes(size)
    for code in np.flatnonzero(deviations.customers >= min_group).tolist():
        _, target, source = codes.told(code)
        if source is not None and _is_told("deviation", (source, target), seen, before):
            least[source, target] = max(least[source, target], int(deviations.cases[code]))
    return least


def _is_told(kind: str, way: Pair, seen: Behaviour, before: Before) -> bool:
    """Whether a deviation or a change of channel may be told."""
    return (kind, seen.plan.ids[way[0]], seen.plan.ids[way[1]]) not in before.vague


def _hidden(seen: Behaviour, min_group: int, before: Before) -> Flags:
    """The touchpoints of too few customers, and as many more, of those that are visited, as keep their visits from being worked out from those of all."""
    customers = seen.measured.visits.customers
    hidden: Flags = (customers > 0) & (customers < min_group)
    hidden[[*before.hide]] = True
    _enough(seen, min_group, hidden)
    return hidden


def _enough(seen: Behaviour, min_group: int, hidden: Flags) -> None:
    """Hides more touchpoints, those of the fewest customers first, until they are enough together."""
    customers = seen.measured.visits.customers
    # A funnel tells how many come to its steps, whatever is hidden here.
    asked = frozenset().union(*(step for question in seen.plan.questions for step in question.steps))
    rest = sorted(
        np.flatnonzero(~hidden & (customers > 0)).tolist(),
        key=lambda number: (number not in asked, -int(customers[number]), number),
    )
    while rest and hidden.any() and (hidden.sum() < 2 or customers[hidden].sum() < min_group):
        hidden[rest.pop()] = True
