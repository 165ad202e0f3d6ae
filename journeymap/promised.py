"""What a journey promises, by measure and by way, as numbers; who answers for it, and which way a promise is looser."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from journeymap.language.observation import Metric, metric_of
from journeymap.language.promise import Targets
from journeymap.language.touchpoint import Next, Touchpoint
from journeymap.lens import WHOLLY, at_depth
from journeymap.model import Journey
from journeymap.plan import plan_of

Way = tuple[str, str]
_MORE_IS_LOOSER = {"completion": False, "csat": False, "nps": False, "sla.share": False}
"""Whether a promise of more lets more happen; where nothing is said it does."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: a share (0-1), seconds or a number, and the keys under which it stands."""

    value: float
    keys: tuple[str, ...]


def budgets(targets: Targets, keys: tuple[str, ...]) -> dict[str, Promise]:
    """All that is promised there, by measure."""
    fields = {info.alias or name: getattr(targets, name) for name, info in type(targets).model_fields.items()}
    return {name: Promise(_number(value), (*keys, name)) for name, value in fields.items() if value is not None}


def promised(touchpoint: Touchpoint) -> dict[str, Promise]:
    """All that is promised at a touchpoint: targets, a service level, how long it takes."""
    found = budgets(touchpoint.targets, ("targets",))
    if touchpoint.sla is not None:
        found["sla.within"] = Promise(touchpoint.sla.within.total_seconds(), ("sla",))
        found["sla.share"] = Promise(touchpoint.sla.share, ("sla",))
    if touchpoint.takes is not None:
        found["takes"] = Promise(touchpoint.takes.total_seconds(), ("takes",))
    return found


def _number(value: Any) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else float(value)


def more_is_looser(measure: str, journey: Journey) -> bool:
    """Whether a greater number promises less: so of what may at most happen, not of what must at least be reached."""
    if measure == "ces":
        asked = [survey for name, survey in journey.surveys.items() if metric_of(name, survey) is Metric.CES]
        return not (asked and asked[0].easy == asked[0].scale.high)
    return _MORE_IS_LOOSER.get(measure, True)


def owner_of(journey: Journey, touchpoint_id: str | None) -> str:
    """The team that answers for a touchpoint: its own, that of the one around it, of its stage, of the journey."""
    if touchpoint_id is None:
        return ""
    around = touchpoint_id
    while around:
        if owner := journey.every[around].owner:
            return owner
        around = around.rpartition(".")[0]
    return journey.stages[journey.stage_of(touchpoint_id)].owner or journey.owner or ""


def terms(way: Next | None) -> dict[str, Any] | None:
    """What is promised of a way: a share, seconds, a condition in words."""
    if way is None:
        return None
    within = way.within.total_seconds() if way.within is not None else None
    return {
        key: value for key, value in (("share", way.share), ("within", within), ("when", way.when)) if value is not None
    }


def ways(journey: Journey) -> dict[Way, Next]:
    """Every designed way between touchpoints of the map, and between those inside of one touchpoint."""
    found: dict[Way, Next] = {}
    for depth, inner in ((1, False), (WHOLLY, True)):
        plan = plan_of(at_depth(journey, depth))
        for (source, target), way in plan.edges.items():
            one, other = plan.ids[source], plan.ids[target]
            around = one.rpartition(".")[0]
            if bool(around) is inner and other.rpartition(".")[0] == around:
                found[one, other] = way
    return found
