"""What the head and the foot of a map tell of the journey as a whole: its goal, its promises, its planned funnels."""

from collections.abc import Iterable, Iterator, Mapping

from journeymap.amounts import percent, span
from journeymap.catalogue import again, date_words, mark, worded
from journeymap.language.observation import Funnel
from journeymap.mapping import Fact, FunnelStep, PlannedFunnel
from journeymap.model import Journey
from journeymap.outlook import funnel_outlook
from journeymap.plan import Plan
from journeymap.spoken import sentences, target_words


def facts(
    journey: Journey, persona: str = "", segment: str = "", verdicts: Mapping[str, str] | None = None
) -> Iterator[Fact]:
    """The small lines of the head; with the id of a persona also what is said of that persona, and of whom the numbers are.

    `verdicts` are what became of the budget, by measure.
    """
    for label, text in (
        (mark("Goal"), journey.goal),
        (mark("Scenario"), journey.scenario),
        (mark("Expects"), journey.expects),
        (mark("Based on"), journey.based_on),
        (mark("Budget"), target_words(journey.budget, verdicts=verdicts)),
        (mark("Owner"), _answering(journey)),
        (mark("Persona"), _about(journey, persona)),
        (mark("Only"), again(segment)),
    ):
        if text:
            yield Fact(worded(label), text)


def _answering(journey: Journey) -> str:
    """Who answers for the journey, and when they last looked through it."""
    told = [journey.owner] if journey.owner else []
    told += [worded("reviewed {day}", day=date_words(journey.reviewed))] if journey.reviewed else []
    if journey.review_every:
        told.append(worded("due every {time}", time=span(journey.review_every.total_seconds())))
    return ", ".join(told)


def _about(journey: Journey, name: str) -> str:
    """What is told of a persona beside who they are."""
    persona = journey.personas.get(name)
    told = [persona.demographic, persona.psychographic, persona.behaviour] if persona else []
    return sentences(text or "" for text in told)


def planned_funnels(journey: Journey, plan: Plan) -> Iterator[PlannedFunnel]:
    """What the plan says to each funnel that it can answer: the ordered ones."""
    for name, funnel in journey.funnels.items():
        if funnel.order == "ordered":
            shares = funnel_outlook(journey, plan, funnel)
            titles = [_any_of(_title(journey, at) for at in step.at) for step in funnel.steps]
            steps = (FunnelStep(title, share, percent(share, 1)) for title, share in zip(titles, shares, strict=True))
            yield PlannedFunnel(", ".join([name, *asked_of(funnel)]), tuple(steps))


def asked_of(funnel: Funnel) -> list[str]:
    """What a funnel asks beside its steps, in words: the plan knows no clock and no refunds, but whoever reads its share should."""
    said = [worded("within {time}", time=span(funnel.within.total_seconds()))] if funnel.within else []
    said += [
        worded("step {number} within {time}", number=number, time=span(step.within.total_seconds()))
        for number, step in enumerate(funnel.steps, 1)
        if step.within
    ]
    said += [worded("first try only")] if funnel.entry == "first" else []
    said += [worded("not by way of {touchpoints}", touchpoints=_any_of(funnel.exclude))] if funnel.exclude else []
    return said


def _any_of(names: Iterable[str]) -> str:
    first, *others = names
    for other in others:
        first = worded("{one} or {other}", one=first, other=other)
    return first


_UNPLANNED = {
    "strict": mark("Funnel {name}: its order is strict, and the plan is worked out for ordered funnels only."),
    "any": mark("Funnel {name}: its order is any, and the plan is worked out for ordered funnels only."),
}


def unplanned_funnels(journey: Journey) -> Iterator[str]:
    """The funnels that the plan has no answer to, in a sentence each."""
    for name, funnel in journey.funnels.items():
        if funnel.order != "ordered":
            yield worded(_UNPLANNED[funnel.order], name=name)


def _title(journey: Journey, touchpoint_id: str) -> str:
    return journey.name(touchpoint_id) if touchpoint_id in journey.touchpoints else touchpoint_id
