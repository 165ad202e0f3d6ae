"""What the head and the foot of a map tell of the journey as a whole: its goal, its promises, its planned funnels."""

from collections.abc import Iterator, Mapping
from datetime import date

from journeymap.language.observation import Funnel
from journeymap.mapping import Fact, FunnelStep, PlannedFunnel
from journeymap.model import Journey
from journeymap.outlook import funnel_outlook
from journeymap.plan import Plan
from journeymap.spoken import sentences, target_words
from journeymap.words import percent, span

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date) -> str:
    """`31 Jul 2026`: no locale, the same everywhere."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def facts(
    journey: Journey, persona: str = "", segment: str = "", verdicts: Mapping[str, str] | None = None
) -> Iterator[Fact]:
    """The small lines of the head; with the id of a persona also what is said of that persona, and of whom the numbers are.

    `verdicts` are what became of the budget, by measure.
    """
    for label, text in (
        ("Goal", journey.goal),
        ("Scenario", journey.scenario),
        ("Expects", journey.expects),
        ("Based on", journey.based_on),
        ("Budget", target_words(journey.budget, verdicts=verdicts)),
        ("Owner", _answering(journey)),
        ("Persona", _about(journey, persona)),
        ("Only", segment),
    ):
        if text:
            yield Fact(label, text)


def _answering(journey: Journey) -> str:
    """Who answers for the journey, and when they last looked through it."""
    reviewed = [f"reviewed {day(journey.reviewed)}"] if journey.reviewed else []
    every = [f"due every {span(journey.review_every.total_seconds())}"] if journey.review_every else []
    return ", ".join([*([journey.owner] if journey.owner else []), *reviewed, *every])


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
            titles = [" or ".join(_title(journey, at) for at in step.at) for step in funnel.steps]
            steps = (FunnelStep(title, share, percent(share, 1)) for title, share in zip(titles, shares, strict=True))
            yield PlannedFunnel(", ".join([name, *asked_of(funnel)]), tuple(steps))


def asked_of(funnel: Funnel) -> list[str]:
    """What a funnel asks beside its steps, in words: the plan knows no clock and no refunds, but whoever reads its share should."""
    said = [f"within {span(funnel.within.total_seconds())}"] if funnel.within else []
    said += [
        f"step {number} within {span(step.within.total_seconds())}"
        for number, step in enumerate(funnel.steps, 1)
        if step.within
    ]
    said += ["first try only"] if funnel.entry == "first" else []
    said += [f"not by way of {' or '.join(funnel.exclude)}"] if funnel.exclude else []
    return said


def unplanned_funnels(journey: Journey) -> Iterator[str]:
    """The funnels that the plan has no answer to, in a sentence each."""
    for name, funnel in journey.funnels.items():
        if funnel.order != "ordered":
            yield f"Funnel {name}: its order is {funnel.order}, and the plan is worked out for ordered funnels only."


def _title(journey: Journey, touchpoint_id: str) -> str:
    return journey.name(touchpoint_id) if touchpoint_id in journey.touchpoints else touchpoint_id
