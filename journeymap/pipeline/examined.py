"""A log, examined: what of it binds to a journey, also where it cannot be measured."""

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from journeymap.asked import Asked
from journeymap.datasheet import DataSheet, sheet_of
from journeymap.engine import DuckDB, EngineError
from journeymap.finding import JourneymapError, fault
from journeymap.inputs import open_inputs
from journeymap.intake import Watch, unwatched
from journeymap.load import Loaded
from journeymap.pipeline.measured import MIN_GROUP, measure, moment
from journeymap.profiling import Profile, profile
from journeymap.segment import Segment, begun, segment_of
from journeymap.tables import Tables
from journeymap.trust import FIRST, LAST, check_zone, closing_time


def examine(
    loaded: Loaded, *, base: Path | None = None, watch: Watch = unwatched, **asked: Unpack[Asked]
) -> tuple[DataSheet, JourneymapError | None]:
    """The sheet of a log, and what keeps it from being measured. The arguments are those of `measured.measure`.

    Raises `JourneymapError` (JM5xx) where a file cannot be read, or has not the columns that the journey names.
    """
    base = base or Path.cwd()
    chosen = segment_of(loaded, asked.get("persona"), asked.get("segment", {}))
    watch("reading the log", 0.0)
    found = _profile(loaded, asked.get("events", ()), asked.get("answers", ()), base, chosen)
    data = None
    if not found.stopped:
        report = measure(loaded, base=base, watch=watch, **asked)
        data = report.data
    known = [
        time for name in found.names for time in (name.first, name.last) if time is not None and FIRST <= time <= LAST
    ]
    period = moment(min(known, default=None)), moment(max(known, default=None))
    told = "; ".join(filter(None, (chosen.told(loaded.journey), begun(asked.get("since"), asked.get("until")))))
    sheet = sheet_of(
        loaded.journey, found, data, min_group=asked.get("min_group", MIN_GROUP), times=period, segment=told
    )
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
