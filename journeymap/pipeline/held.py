"""Both sides of a change held against the same data, which is read once where both bind it alike."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Unpack

from journeymap.asked import Asked
from journeymap.figures import Figures
from journeymap.finding import JourneymapError
from journeymap.intake import Facts, Request, Watch
from journeymap.load import Loaded
from journeymap.model import Journey
from journeymap.pipeline.declared import looked_at
from journeymap.pipeline.finished import judged_measures, judged_on
from journeymap.pipeline.measured import counted, reported
from journeymap.pipeline.remembered import counting
from journeymap.pipeline.revised import Revision
from journeymap.pipeline.snapshots import asked_of, snapshot_in, told_by
from journeymap.plan import plan_of
from journeymap.recurring import Said
from journeymap.rejudged import Half
from journeymap.report import Report
from journeymap.rule import Judged
from journeymap.rules import judge_measures


@dataclass(frozen=True)
class Halves:
    """Both sides, measured as far as they could be, and what is to be said of it."""

    base: Half | None = None
    here: Half | None = None
    base_said: Said = field(default_factory=Said)
    here_said: Said = field(default_factory=Said)
    alike: bool = False
    """Whether both bind and count alike."""
    day: date | None = None
    """The day by which waivers were judged."""
    notes: tuple[str, ...] = ()


Taken = tuple[Figures, Facts, int | None, Request]


def held(
    base: Loaded | None,
    here: Loaded | None,
    old: Revision,
    new: Revision,
    *,
    today: date | None,
    watch: Watch,
    **asked: Unpack[Asked],
) -> Halves:
    """A journey of both sides, measured on one log: the one that is asked for, else that of the journey here, else that of the base.

    Raises `JourneymapError` (JM5xx) where a log that was asked for cannot be used here; of one that a journey names it is only told.
    """
    first = here or base
    if first is None or not (asked.get("events") or first.journey.events.from_):
        return Halves()
    # Where data is looked for is a matter of today's files, whatever the revision.
    place = new if here else old
    path = place.top / first.document.file
    sides = [_on(loaded, first.journey, path) if loaded else None for loaded in (base, here)]
    if (kept := snapshot_in(sides[1] or sides[0] or first, Path.cwd(), asked.get("events", ()))) is not None:
        return _of_snapshot(kept, sides, today, asked)
    notes: list[str] = []
    taken: list[Taken | None] = [None, None]
    for number in (1, 0):
        loaded = sides[number]
        try:
            taken[number] = _counted(loaded, sides[1], taken[1], watch, asked) if loaded else None
        except JourneymapError as error:
            if asked.get("events") and number == 1:
                raise
            notes.append(_unmeasured(error, here=number == 1))
    halves = [_half(sides[number], found, today, asked) for number, found in enumerate(taken)]
    (one, one_said, day), (other, other_said, other_day) = halves
    alike = taken[0] is not None and taken[1] is not None and taken[0][0].measured is taken[1][0].measured
    return Halves(one, other, one_said, other_said, alike, other_day or day, tuple(notes))


def _of_snapshot(kept: Path, sides: Sequence[Loaded | None], today: date | None, asked: Asked) -> Halves:
    """Both sides told by a snapshot, as far as each still counts by its rules."""
    asked_of(kept, **asked)
    halves, notes = [], []
    for number, loaded in enumerate(sides):
        try:
            seen = looked_at(loaded, planned=False) if loaded else None
            halves.append(_judged(seen, told_by(kept, seen) if seen else None, today, some=False))
        except JourneymapError as error:
            if number == 1:
                raise
            notes.append(_unmeasured(error, here=False))
            halves.append((None, Said(), None))
    (one, one_said, day), (other, other_said, other_day) = halves
    return Halves(
        one, other, one_said, other_said, one is not None and other is not None, other_day or day, tuple(notes)
    )


def _unmeasured(error: JourneymapError, *, here: bool) -> str:
    first = error.findings[0]
    at = f"{first.location.file}: " if first.location else ""
    return f"{'Not measured here' if here else 'The base cannot be measured on this data'} ({first.code}): {at}{first.message}; {first.help}."


def _on(loaded: Loaded, other: Journey, path: Path) -> Loaded:
    """A journey that names the data files which another one names."""

    def renamed(journey: Journey) -> Journey:
        surveys = {
            name: survey.model_copy(
                update={"from_": other.surveys[name].from_ if name in other.surveys else survey.from_}
            )
            for name, survey in journey.surveys.items()
        }
        events = journey.events.model_copy(update={"from_": other.events.from_})
        return journey.model_copy(update={"events": events, "surveys": surveys})

    return replace(loaded, journey=renamed(loaded.journey), declared=renamed(loaded.declared), path=path)


def _counted(loaded: Loaded, here: Loaded | None, taken: Taken | None, watch: Watch, asked: Asked) -> Taken:
    """What is counted on a side; what the other one has counted already where both count alike."""
    seen = looked_at(loaded, persona=asked.get("persona"), planned=False)
    if here is not None and taken is not None and here is not loaded:
        other = looked_at(here, persona=asked.get("persona"), planned=False)
        if _rules(seen.journey) == _rules(other.journey):
            figures = Figures(seen.journey, plan_of(seen.journey), taken[0].measured, taken[0].min_group)
            return figures, *taken[1:]
    return counted(seen, plan_of(seen.journey), watch=watch, **asked)


def _rules(journey: Journey) -> str:
    """All that the counts depend on, in the order of the file: touchpoints are counted by their numbers in it."""
    kept: Mapping[str, Any] = counting(journey)
    return json.dumps(kept)


def _half(
    loaded: Loaded | None, taken: Taken | None, today: date | None, asked: Asked
) -> tuple[Half | None, Said, date | None]:
    if loaded is None or taken is None:
        return None, Said(), None
    seen = looked_at(loaded, persona=asked.get("persona"), planned=False)
    some = any(asked.get(part) for part in ("persona", "segment", "since", "until"))
    return _judged(seen, reported(seen, *taken, today=today), today, some=some)


def _judged(
    seen: Loaded | None, report: Report | None, today: date | None, *, some: bool
) -> tuple[Half | None, Said, date | None]:
    """A side with what is to be said of it."""
    if seen is None or report is None:
        return None, Said(), None
    day = judged_on(report, today)
    kept, left = judged_measures(seen, report, day, some=some)
    said = judge_measures(Judged(seen, plan_of(seen.journey), report=report))
    ordered, left_over = (sorted(found, key=lambda finding: finding.place) for found in (said, kept))
    return Half(seen, report, left.waived), Said(ordered, left_over, left.waived), day
