"""What if: some drop-offs fixed at once, in the chain of finished cases, or in the plan where there is no data."""

from collections.abc import Sequence
from math import isnan
from typing import Any

from pydantic import Field

from journeymap.amounts import percent
from journeymap.chain import Chain
from journeymap.chained import dwell_of
from journeymap.figures import Figures as Counted
from journeymap.finding import JourneymapError, fault
from journeymap.fixes import Asked
from journeymap.friction import ENOUGH, weights_of
from journeymap.impact import Chains, Crowd, Fix, bounds, outcome
from journeymap.model import Journey
from journeymap.outlook import Loss, losses_of, sums_of
from journeymap.plan import Plan
from journeymap.quantities import Figures, Rate, Real, Text, rate


class Change(Figures):
    """A number now and then, and by how much it differs: with the 95 % interval of a bootstrap over customers, where one can be told."""

    now: Real
    then: Real
    difference: Real
    low: Real | None = None
    high: Real | None = None


class Fixed(Figures):
    """What is fixed: a share of the exits beyond the tolerance."""

    touchpoint: str
    title: str
    share: Real
    tolerance: Real = Field(description="The share of visits whose leaving is normal, and is not fixed; 0 of a plan.")
    leave: Real = Field(description="The share of visits that leaves now.")
    left: Rate | None = Field(description="The same as counted, of finished cases; None of a plan.")


class WhatIf(Figures):
    """What fixes are associated with. Of a plan there are no cases and no intervals: it is a promise."""

    journeymap: int = 1
    title: str
    persona: str | None = None
    segment: Text = ""
    privacy: Text = Field("", description="What is hidden, in words; nothing of a plan.")
    measured: bool
    fixes: tuple[Fixed, ...]
    cases: int | None = Field(description="Finished cases; None of a plan.")
    completion: Change = Field(description="The share of cases that complete (0-1).")
    completions: Change | None = Field(description="How many complete, of `cases`.")
    contacts: Change | None = Field(description="Visits of a case; None where some would circle for ever.")
    seconds: Change | None = Field(description="Time to completion of those that complete, where all ways are timed.")


def measured(figures: Counted, asked: Sequence[Asked], said: dict[str, Any]) -> WhatIf:
    """The answer of a log; `said` is who was looked at. Raises `JourneymapError` (JM808) with all that keeps it from being told."""
    journey, plan = figures.journey, figures.plan
    crowd = Crowd(figures.seen, figures.min_group)
    if not crowd.holds:
        raise fault("JM808", "too few cases are finished to tell", "take more data; or ask the plan, with --no-data")
    tolerance = weights_of(journey)["drop-off"].tolerance
    fixes = [crowd.fix(plan.number[one.touchpoint], one.share, tolerance) for one in asked]
    _refuse(
        [
            _unseen(journey, plan, one.touchpoint) or _idle(figures, crowd, fix)
            for one, fix in zip(asked, fixes, strict=True)
        ]
    )
    now, then = outcome(crowd.chain, ()), outcome(crowd.chain, fixes)
    again = [(outcome(chains, ()), outcome(chains, fixes)) for chains in crowd.again()]
    interval = bounds([after.completion - before.completion for before, after in again])
    return WhatIf(
        title=journey.title,
        **said,
        measured=True,
        fixes=tuple(_fixed(crowd, journey, one, fix) for one, fix in zip(asked, fixes, strict=True)),
        cases=crowd.cases,
        completion=_change(now.completion.item(), then.completion.item(), interval),
        completions=_change(now.completion.item(), then.completion.item(), interval, crowd.cases),
        contacts=None
        if isnan(then.visits.item())
        else _change(
            now.visits.item(), then.visits.item(), bounds([after.visits - before.visits for before, after in again])
        ),
        seconds=_seconds(figures, crowd.chain, fixes),
    )


def _fixed(crowd: Crowd, journey: Journey, asked: Asked, fix: Fix) -> Fixed:
    left, visits = crowd.left(fix.touchpoint), crowd.visits(fix.touchpoint)
    return Fixed(
        touchpoint=asked.touchpoint,
        title=journey.name(asked.touchpoint),
        share=fix.share,
        tolerance=fix.tolerance,
        leave=left / visits,
        left=rate(left, visits),
    )


def _change(
    now: float, then: float, interval: tuple[float | None, float | None] = (None, None), times: int = 1
) -> Change:
    low, high = (None if bound is None else times * bound for bound in interval)
    before, after = times * now, times * then
    return Change(now=before, then=after, difference=after - before, low=low, high=high)


def _seconds(figures: Counted, chain: Chains, fixes: Sequence[Fix]) -> Change | None:
    dwell, moves = dwell_of(figures.seen), chain.moves.copy()
    for fix in fixes:
        moves[:, fix.touchpoint] += fix.share * fix.beyond(chain)
    if isnan(outcome(chain, fixes).visits.item()):
        return None
    now, then = (Chain(chain.starts[0], ways[0], chain.won[0]).seconds(dwell) for ways in (chain.moves, moves))
    return None if now is None or then is None else _change(now, then)


def _refuse(reasons: Sequence[tuple[str, str]]) -> None:
    if found := [reason for reason in reasons if reason != _FINE]:
        raise JourneymapError(*(fault("JM808", *reason).findings[0] for reason in found))


_FINE = ("", "")


def _unseen(journey: Journey, plan: Plan, touchpoint_id: str) -> tuple[str, str] | None:
    if plan.number[touchpoint_id] in plan.ends:
        return f"'{touchpoint_id}' is an end of the journey: nobody drops off there", "fix what comes before it"
    if journey.touchpoints[touchpoint_id].match is None:
        cure = "say under match which events are a visit; or ask the plan, with --no-data"
        return f"'{touchpoint_id}' says no events: nobody knows who leaves there", cure
    return None


def _idle(figures: Counted, crowd: Crowd, fix: Fix) -> tuple[str, str]:
    """Why nothing can be told of a fix."""
    name, visits = figures.plan.ids[fix.touchpoint], crowd.visits(fix.touchpoint)
    if crowd.few(fix.touchpoint) or visits < ENOUGH:
        return f"too few finished cases were at '{name}' to tell", "take more data; or ask the plan, with --no-data"
    share = crowd.left(fix.touchpoint) / visits
    if share <= fix.tolerance:
        told = f"nothing to gain at '{name}': {percent(share, 1)} leave, tolerance {percent(fix.tolerance)}"
        return told, "fix where more leave than is normal; weights: {drop_off: {tolerance: 2%}} says what is"
    if not crowd.walked(fix):
        cure = "look at its next: who is kept there goes on as those did who went on as designed"
        return f"nobody went on from '{name}' as designed, so it cannot be told what would come of others", cure
    return _FINE


def planned(journey: Journey, plan: Plan, asked: Sequence[Asked], said: dict[str, Any]) -> WhatIf:
    """The answer of the plan: all lose as many as it says, and where it does not as their target allows. Nothing of it is chance, so there is no tolerance.

    Raises `JourneymapError` (JM808).
    """
    losses = losses_of(journey, plan)
    _refuse([_kept(plan, one, losses) for one in asked])
    numbers = {plan.number[one.touchpoint]: one.share for one in asked}
    fixed = {number: share * losses[number] for number, share in numbers.items()}
    now, then = sums_of(journey, plan, losses), sums_of(journey, plan, losses, fixed)
    return WhatIf(
        title=journey.title,
        **said,
        measured=False,
        fixes=tuple(
            Fixed(
                touchpoint=one.touchpoint,
                title=journey.name(one.touchpoint),
                share=one.share,
                tolerance=0,
                leave=losses[plan.number[one.touchpoint]],
                left=None,
            )
            for one in asked
        ),
        cases=None,
        completion=_change(now.completion, then.completion),
        completions=None,
        contacts=_change(now.contacts, then.contacts),
        seconds=None if now.seconds is None or then.seconds is None else _change(now.seconds, then.seconds),
    )


def _kept(plan: Plan, asked: Asked, losses: Loss) -> tuple[str, str]:
    """Why nothing can be told of a fix in the plan."""
    number, name = plan.number[asked.touchpoint], asked.touchpoint
    if number in plan.ends:
        return f"'{name}' is an end of the journey: nobody drops off there", "fix what comes before it"
    if not [way for way in plan.following(number) if way != number]:
        return f"the plan does not say how it goes on from '{name}'", "name what follows under next"
    if not losses[number]:
        cure = "say how many may: promise shares under next, or targets: {drop_off: 20%}; or ask data, with --events"
        return f"the plan says of nobody that they leave at '{name}'", cure
    return _FINE
