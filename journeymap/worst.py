"""The touchpoints of a journey, the worst first: what `map --top` shows in full."""

from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey
from journeymap.report import Report, TouchpointFigures

_SEVERITIES = {"high": 3, "medium": 2, None: 2, "low": 1}
_LAST = float("inf")


def worst_first(journey: Journey, report: Report | None = None) -> list[str]:
    """The ids. What was measured counts before what is claimed; what is equal stays in the order of the design.

    With data: the friction rank, then who leaves, then who is not satisfied. Then, and without data: pains by their severity, the feeling,
    the share that may leave by promise, moments of truth.
    """
    names = list(journey.touchpoints)
    claimed = {name: _claimed(journey.touchpoints[name]) for name in names}
    if report is None:
        return sorted(names, key=lambda name: claimed[name])
    return sorted(names, key=lambda name: (*_measured(report.touchpoints[name]), *claimed[name]))


def _measured(found: TouchpointFigures) -> tuple[float, float, float]:
    rank = found.friction.rank if found.friction else None
    drop_off = found.drop_off.value if found.drop_off else 0.0
    return rank or _LAST, -drop_off, found.csat.value if found.csat else 1.0


def _claimed(touchpoint: Touchpoint) -> tuple[float, float, float, bool]:
    pains = sum(_SEVERITIES[pain.severity] for pain in touchpoint.pains)
    feels = touchpoint.feels
    felt = [] if feels is None else [*feels.personas.values(), *([] if feels.everyone is None else [feels.everyone])]
    return -pains, min(felt, default=0), -(touchpoint.targets.drop_off or 0.0), not touchpoint.moment_of_truth
