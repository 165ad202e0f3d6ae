"""Two revisions of journeys, compared on the same data in one process."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Unpack

from journeymap.amounts import times
from journeymap.asked import Asked
from journeymap.callouts import callouts
from journeymap.changes import changes
from journeymap.counterparts import Counterparts, counterparts
from journeymap.difference import Difference, JourneyDifference, Judged, Log, Number, State
from journeymap.finding import Finding, Level
from journeymap.intake import Watch, unwatched
from journeymap.load import Loaded
from journeymap.pipeline.declared import judged_journey
from journeymap.pipeline.finished import MEASURED
from journeymap.pipeline.held import Halves, held
from journeymap.pipeline.measured import MIN_GROUP
from journeymap.pipeline.paired import Draft, Pair, ids, paired
from journeymap.pipeline.revised import Revision, revisions
from journeymap.recurring import Said, recurring, rounded, silenced
from journeymap.rejudged import Half, numbers, three_digits

_NOWHERE = Counterparts({}, {})


@dataclass(frozen=True)
class Sheet:
    """A journey of both sides with what its maps are drawn from; None where there is nothing to draw."""

    told: JourneyDifference
    base: Loaded | None
    here: Loaded | None
    halves: Halves


@dataclass(frozen=True)
class _Wanted:
    """What is asked of the data, if any is looked at, and by which day waivers and reviews are judged."""

    asked: Asked
    today: date | None
    watch: Watch
    data: bool


def diffed(
    base: str,
    here: str | None,
    paths: Sequence[Path] = (),
    *,
    today: date | None = None,
    data: bool = True,
    watch: Watch = unwatched,
    **asked: Unpack[Asked],
) -> tuple[Difference, tuple[Sheet, ...]]:
    """What changed between two revisions (or two folders), as `revised.revisions` takes them, what it does to the numbers, and what maps are drawn from.

    Both sides are measured on the files that are asked for, else on those that the journey of here names, as they lie in the working tree.
    `today` is the day by which waivers and reviews are judged: the one on which the data was closed, if not said. Without `data` nothing is measured.
    Raises `JourneymapError` where a side cannot be found, or where the data that was asked for cannot be used.
    """
    with revisions(base, here, paths) as (old, new):
        wanted = _Wanted(asked, today, watch, data)
        pairs = paired(old, new)
        sheets = tuple(_sheet(name, pair, old, new, wanted) for name, pair in zip(ids(pairs), pairs, strict=True))
        return _together(old, new, [sheet.told for sheet in sheets], asked.get("min_group", MIN_GROUP)), sheets


def _sheet(name: str, pair: Pair, old: Revision, new: Revision, wanted: _Wanted) -> Sheet:
    was, is_ = pair
    before, now = was.loaded if was else None, is_.loaded if is_ else None
    same = counterparts(now.declared, before.declared) if before and now else _NOWHERE
    wrong, wrong_here = _errors(before), _errors(now)
    halves = Halves()
    if wanted.data:
        sound, sound_here = None if wrong else before, None if wrong_here else now
        halves = held(sound, sound_here, old, new, today=wanted.today, watch=wanted.watch, **wanted.asked)
    day = wanted.today or halves.day
    said_before = _said(was, None, day) + halves.base_said
    said = _said(is_, before, day) + halves.here_said
    notes = (*_unread(was, is_, wrong), *halves.notes)
    told = _told(name, pair, same, halves, (said_before, said), wanted.asked.get("min_group", MIN_GROUP))
    return Sheet(told.model_copy(update={"notes": notes}), before, now, halves)


def _errors(loaded: Loaded | None) -> list[Finding]:
    """What keeps a journey that can be read from being measured."""
    return [one for one in judged_journey(loaded).said if one.level is Level.ERROR] if loaded else []


def _said(draft: Draft | None, before: Loaded | None, day: date | None) -> Said:
    """What is to be said of a declaration; where it cannot be read, what is wrong with it."""
    if draft is None:
        return Said()
    if draft.loaded is None:
        return Said(draft.faults, draft.faults)
    checked = judged_journey(draft.loaded, today=day, base=before.own.value if before else None)
    return Said(checked.said, checked.findings, checked.waived)


def _unread(was: Draft | None, is_: Draft | None, wrong: Sequence[Finding]) -> Iterator[str]:
    if was and was.loaded is None:
        yield (
            f"The base cannot be read: {_placed(was.faults[0])}. Nothing tells what changed since, and all that is found here is told as new."
        )
    elif wrong:
        yield f"The base has {times(len(wrong), 'error')}, so it is not measured: {_placed(wrong[0])}."
    if is_ and is_.loaded is None:
        yield "The journey cannot be read here, so nothing else is told of it."


def _placed(finding: Finding) -> str:
    at = finding.location
    return f"{f'{at.file}:{at.line}: ' if at else ''}{finding.message} ({finding.code})"


def _told(
    name: str, pair: Pair, same: Counterparts, halves: Halves, said: tuple[Said, Said], min_group: int
) -> JourneyDifference:
    was, is_ = pair
    before, now = was.loaded if was else None, is_.loaded if is_ else None
    found = changes(now, before, same) if before and now else ()
    judged = _judged(pair, same, said)
    called = [*callouts(found, halves.here, halves.base, same, min_group)]
    called += silenced(now, said[1], said[0], same) if before and now else []
    if min_group:
        judged = tuple(one.model_copy(update={"message": rounded(one.message)}) for one in judged)
        called = [one.model_copy(update={"message": rounded(one.message)}) for one in called]
    values = numbers(halves.here, halves.base, same, min_group, known=was is not None) if now else ()
    differs = bool(found or called or any(one.state != "kept" for one in judged) or any(one.changed for one in values))
    return JourneyDifference(
        id=name,
        title=now.journey.title if now else before.journey.title if before else "",
        state=_state(was, is_, differs=differs),
        file=is_.name if is_ else was.name if was else "",
        file_before=was.name if was else None,
        changes=found,
        callouts=tuple(called),
        numbers=values,
        promises=len(halves.here.report.judgements) if halves.here else 0,
        promises_before=len(halves.base.report.judgements) if halves.base else 0,
        findings=judged,
        base_log=_log(halves.base, min_group),
        here_log=_log(halves.here, min_group),
        alike=halves.alike,
    )


def _judged(pair: Pair, same: Counterparts, said: tuple[Said, Said]) -> tuple[Judged, ...]:
    """What became of findings; those of a journey that is gone, or cannot be read any more, are not fixed."""
    is_ = pair[1]
    if is_ is None:
        return ()
    found = recurring(said[1], said[0], same)
    return found if is_.loaded else tuple(one for one in found if one.state != "fixed")


def _state(was: Draft | None, is_: Draft | None, *, differs: bool) -> State:
    if was is None or is_ is None:
        return "removed" if is_ is None else "unreadable" if is_.loaded is None else "new"
    if is_.loaded is None:
        return "unreadable"
    return "changed" if differs or was.name != is_.name else "same"


def _log(half: Half | None, min_group: int) -> Log | None:
    if half is None:
        return None
    data = half.report.data
    counts = {"customers": data.customers, "cases": data.cases, "unbound": data.unbound}
    return Log(
        files=tuple(file.name for file in data.files),
        rows=data.rows,
        first=data.first,
        last=data.last,
        as_of=data.as_of,
        checksum=data.checksum,
        **{name: three_digits(count) if min_group else count for name, count in counts.items()},
    )


# --- all journeys together -----------------------------------------------------------------------------------------------


def _together(old: Revision, new: Revision, journeys: list[JourneyDifference], min_group: int) -> Difference:
    journeys = list(_once(journeys))
    values = [one for journey in journeys for one in journey.numbers]
    count = {status: sum(one.status == status for one in values) for status in ("broken", "undecided", "accepted")}
    changed = any(journey.state != "same" for journey in journeys)
    errors = sum(_is_error(one) for journey in journeys for one in journey.findings)
    verdicts = (
        ("faulty", errors),
        ("broken", count["broken"]),
        ("undecided", count["undecided"]),
        ("changed", changed),
    )
    hidden = f"groups of fewer than {min_group} are hidden, counts are rounded to three digits"
    return Difference(
        changed=changed,
        verdict=next((word for word, holds in verdicts if holds), "unchanged"),
        errors=errors,
        **count,
        broke=sum(one.status == "broken" and one.changed and not _was_broken(one) for one in values),
        mended=sum(_was_broken(one) and _is_kept(one) for one in values),
        base=old.side,
        here=new.side,
        measured=any(journey.here_log or journey.base_log for journey in journeys),
        privacy=hidden if min_group else "nothing is hidden: for the analyst's own use",
        min_group=min_group,
        journeys=tuple(journeys),
        notes=tuple(_notes(old, new)),
    )


def _is_error(one: Judged) -> bool:
    """Whether it keeps a journey from being measured."""
    return one.level == "error" and one.state != "fixed" and not one.code.startswith(MEASURED)


def _was_broken(one: Number) -> bool:
    return one.base is not None and one.base.verdict == "broken"


def _is_kept(one: Number) -> bool:
    """Whether it holds, and by the same promise as before."""
    return (
        one.here is not None
        and one.here.verdict == "ok"
        and one.base is not None
        and one.here.promised == one.base.promised
    )


def _once(journeys: Iterable[JourneyDifference]) -> Iterator[JourneyDifference]:
    """What is found in a file that journeys share is told with the first of them only."""
    seen: set[Judged] = set()
    for journey in journeys:
        kept = tuple(one for one in journey.findings if one not in seen or one.place is None)
        seen.update(journey.findings)
        yield journey.model_copy(update={"findings": kept})


def _notes(old: Revision, new: Revision) -> Iterator[str]:
    if not old.journeys:
        yield "There is no journey at the base: all of them are new. If that is not so, name another base."
    if not new.journeys:
        yield "There is no journey any more."
    for folder in dict.fromkeys((*old.submodules, *new.submodules)):
        yield f"{folder} is a submodule, a repository of its own: what is in it is not compared."
