"""JM140: nobody owns it.

What: neither the touchpoint nor its stage nor the journey names an `owner`. A draft (`state: draft`) need not have one.
Why: friction is found again and again, and mended by whoever can be asked.
Before: `title: Buy online, collect in store`, and no `owner` anywhere
After: `owner: cx-retail` below the title; a stage or a touchpoint may have another
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level, Ref
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM140"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for the journey if nothing in it has an owner, else one for each stage or touchpoint without."""
    journey = case.journey
    if journey.state == "draft" or journey.owner:
        return
    if not _owned(journey):
        cure = "name the team that answers for it: owner: cx-retail"
        yield case.say(CODE, Level.HINT, ("title",), "nobody owns this journey", cure, key=True)
        return
    for ref, what in _ownerless(journey):
        cure = "add owner: the team that can change it"
        yield case.say(CODE, Level.HINT, ref, f"nobody owns {what}", cure, key=True)


def _owned(journey: Journey) -> bool:
    return any(stage.owner or any(map(_has_owner, stage.touchpoints.values())) for stage in journey.stages.values())


def _ownerless(journey: Journey) -> Iterator[tuple[Ref, str]]:
    """The widest parts in which nothing has an owner."""
    for stage_id, stage in journey.stages.items():
        if stage.owner:
            continue
        ref: Ref = ("stages", stage_id)
        found = [part for at, inner in stage.touchpoints.items() for part in _inside((*ref, "touchpoints", at), inner)]
        if not any(_has_owner(touchpoint) for touchpoint in stage.touchpoints.values()):
            yield ref, f"the stage {quoted(stage_id)}"
        else:
            yield from found


def _inside(ref: Ref, touchpoint: Touchpoint) -> Iterator[tuple[Ref, str]]:
    if not _has_owner(touchpoint):
        yield ref, f"the touchpoint {quoted(str(ref[-1]))}"
    elif not touchpoint.owner:
        for inner_id, inner in touchpoint.touchpoints.items():
            yield from _inside((*ref, "touchpoints", inner_id), inner)


def _has_owner(touchpoint: Touchpoint) -> bool:
    return bool(touchpoint.owner) or any(map(_has_owner, touchpoint.touchpoints.values()))
