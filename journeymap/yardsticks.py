"""What two sides of a journey are compared by: its measures in the order in which they are told, and which way each of them is good."""

from collections.abc import Iterator
from typing import NamedTuple

from journeymap.crowds import EVERYWHERE, Place
from journeymap.language.observation import Metric, Survey, metric_of
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey
from journeymap.plan import Plan


class Way(NamedTuple):
    """How a measure is compared: the unit of its value, and whether more is better."""

    unit: str
    more: bool = False


_WAYS = {
    "completion": Way("share", more=True),
    "time": Way("seconds"),
    "contacts": Way("count"),
    "csat": Way("share", more=True),
    "nps": Way("points", more=True),
    "funnel": Way("share", more=True),
    "drop_off": Way("share"),
    "failure": Way("share"),
    "error": Way("share"),
    "repeat": Way("share"),
    "return": Way("share"),
    "visits": Way("count"),
}
TIME: Place = ("time", 0, EVERYWHERE)


class Yardstick(NamedTuple):
    """A measure that is compared: where, and which way is good."""

    place: Place
    way: Way
    of: str = ""
    title: str = ""
    survey: str | None = None
    width: float = 1.0
    """How wide its scale is."""


def yardsticks(journey: Journey, plan: Plan) -> Iterator[Yardstick]:
    """Every measure in the order in which it is told: of the journey, of its funnels, of its touchpoints."""
    for measure in ("completion", "time", "contacts"):
        yield Yardstick((measure, 0, EVERYWHERE), _WAYS[measure])
    surveys = list(enumerate(journey.surveys.items()))
    for number, (name, survey) in surveys:
        yield _of_survey(number, name, survey, EVERYWHERE)
    for number, (name, question) in enumerate(zip(journey.funnels, plan.questions, strict=True)):
        if not any(step <= plan.unseen for step in question.steps):
            yield Yardstick(("funnel", number, EVERYWHERE), _WAYS["funnel"], name, name)
    for at, touchpoint_id in enumerate(plan.ids):
        touchpoint, title = journey.touchpoints[touchpoint_id], journey.name(touchpoint_id)
        for measure in _able(touchpoint, at, plan):
            yield Yardstick((measure, 0, at), _WAYS[measure], touchpoint_id, title)
        for number, (name, survey) in surveys:
            if name in touchpoint.ask:
                yield _of_survey(number, name, survey, at)._replace(of=touchpoint_id, title=title)


def _of_survey(number: int, name: str, survey: Survey, at: int) -> Yardstick:
    metric = metric_of(name, survey) or Metric.CSAT
    easy = Way("scale", more=survey.easy == survey.scale.high)
    way = easy if metric is Metric.CES else _WAYS[metric.value]
    return Yardstick((metric.value, number, at), way, survey=name, width=survey.scale.high - survey.scale.low)


def _able(touchpoint: Touchpoint, at: int, plan: Plan) -> Iterator[str]:
    """The measures of behaviour that a touchpoint can show."""
    match = touchpoint.match
    if match is None:
        return
    if at not in plan.ends:
        yield "drop_off"
    if match.done and match.fail and at not in plan.composites:
        yield "failure"
    if touchpoint.signals:
        yield "error"
    yield from ("repeat", "return", "visits")
