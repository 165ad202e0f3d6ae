"""What all chunks of a run share: what the journey says of how its rows are read as cases and answers."""

from datetime import timedelta

from journeymap.chunk import Chunk
from journeymap.clock import Clock
from journeymap.language.observation import content
from journeymap.model import Journey
from journeymap.periods import Calendar
from journeymap.plan import Plan
from journeymap.records import NO_ANSWERS, NO_ROWS

NEVER = 2**62
"""A time after all others."""


def frame_of(
    journey: Journey,
    plan: Plan,
    as_of: int | None,
    spoken: tuple[frozenset[int], ...],
    calendar: Calendar,
    span: tuple[int | None, int | None],
) -> Chunk:
    """An empty chunk. `as_of` closed the data, `spoken` are the sets of touchpoints that signals speak of.

    `span` is the first and the last time of the data, where somebody asks how the latest periods differ.
    """
    silence, (begin, end) = journey.new_case_after, span
    clock = Clock(
        NEVER if as_of is None else as_of,
        _micros(journey.leaves_after),
        None if silence is None else _micros(silence),
        calendar,
        None if begin is None or end is None else (begin, end),
    )
    asks = tuple(
        frozenset(
            plan.number[touchpoint_id]
            for touchpoint_id, touchpoint in journey.touchpoints.items()
            if touchpoint.ask.get(name) == ()
        )
        for name in journey.surveys
    )
    surveys = list(enumerate(journey.surveys.values()))
    timeless = frozenset(number for number, survey in surveys if survey.time is None)
    by_case = frozenset(
        number for number, survey in surveys if survey.case is not None and journey.events.case is not None
    )
    takes = {
        number: _micros(touchpoint.takes)
        for number, touchpoint in enumerate(journey.touchpoints.values())
        if touchpoint.takes is not None
    }
    fine = tuple(content(name, survey) for name, survey in journey.surveys.items())
    return Chunk(plan, clock, NO_ROWS, NO_ANSWERS, asks, timeless, by_case, spoken, takes=takes, content=fine)


def _micros(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
