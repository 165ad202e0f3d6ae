"""A log, examined: what of it binds to a journey, also where it cannot be measured."""

from collections.abc import Sequence
from pathlib import Path

from journeymap.datasheet import DataSheet, sheet_of
from journeymap.engine import DuckDB, EngineError
from journeymap.finding import JourneymapError, fault
from journeymap.inputs import open_inputs
from journeymap.intake import Watch, unwatched
from journeymap.load import Loaded
from journeymap.pipeline.measured import ALL, MIN_GROUP, measure, moment
from journeymap.profiling import Profile, profile
from journeymap.segment import Segment, Wanted, begun, segment_of
from journeymap.tables import Tables
from journeymap.trust import FIRST, LAST, check_zone, closing_time


def examine(
    loaded: Loaded,
    *,
    events: Sequence[str] = (),
    answers: Sequence[str] = (),
    min_group: int = MIN_GROUP,
    base: Path | None = None,
    persona: str | None = None,
    segment: Wanted = ALL,
    watch: Watch = unwatched,
    cache: bool = False,
    since: str | None = None,
    until: str | None = None,
    as_of: str | None = None,
) -> tuple[DataSheet, JourneymapError | None]:
    """The sheet of a log, and what keeps it from being measured. The arguments are those of `measured.measure`.

    Raises `JourneymapError` (JM5xx) where a file cannot be read, or has not the columns that the journey names.
    """
    base = base or Path.cwd()
    chosen = segment_of(loaded, persona, segment)
    watch("reading the log", 0.0)
    found = _profile(loaded, events, answers, base, chosen)
    data = None
    if not found.stopped:
        report = measure(
            loaded,
            events=events,
            answers=answers,
            min_group=min_group,
            base=base,
            persona=persona,
            segment=segment,
            watch=watch,
            cache=cache,
            since=since,
            until=until,
            as_of=as_of,
        )
        data = report.data
    known = [
        time for name in found.names for time in (name.first, name.last) if time is not None and FIRST <= time <= LAST
    ]
    period = moment(min(known, default=None)), moment(max(known, default=None))
    told = "; ".join(filter(None, (chosen.told(loaded.journey), begun(since, until))))
    sheet = sheet_of(loaded.journey, found, data, min_group=min_group, times=period, segment=told)
    return sheet, JourneymapError(*found.stopped) if found.stopped else None


def _profile(loaded: Loaded, events: Sequence[str], answers: Sequence[str], base: Path, chosen: Segment) -> Profile:
    try:
        with DuckDB() as engine:
            tables = Tables(loaded, engine, open_inputs(loaded, engine, events, answers, base, chosen))
            check_zone(tables)
            files, _ = tables.read()
            tables.bind(closing_time(tables))
            return profile(tables, files, chosen)
    except EngineError as error:
        if not error.outside:
            raise
        told = f"the data cannot be read to its end: {error}"
        raise fault("JM502", told, "look at the files; or give it more memory") from error
