"""Whether the rows can be trusted to mean anything; where not, the run stops and says why."""

from collections import Counter

from journeymap.finding import Finding, JourneymapError, Level, Ref, fault
from journeymap.reading import Parameters, TimeState, log_sql, time_sql, timed_sql
from journeymap.scan import TEXT
from journeymap.suggest import suggest
from journeymap.tables import Fate, Tables
from journeymap.units import shown

BAD = ("no customer", "no name", "no time", "bad time", "no order", "bad order")
"""Reasons to leave a row out that count as bad; in the order in which the first one is told."""
FIRST, LAST = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The years 1 to 9999 in microseconds since 1970: what ISO 8601 can write with four digits, in UTC."""


def check_zone(tables: Tables) -> None:
    """The declared time zone exists (JM509)."""
    if tables.zone is None:
        return
    known = [str(row[0]) for row in tables.engine.rows("SELECT name FROM pg_timezone_names()")]
    if tables.zone not in known:
        close = suggest(tables.zone, known)
        cure = f"did you mean '{close}'?" if close else "write a name like Europe/Berlin"
        ref: Ref = ("events", "timezone")
        raise JourneymapError(
            Finding(
                "JM509", Level.ERROR, f"there is no time zone '{tables.zone}'", cure, ref, tables.loaded.locate(ref)
            )
        )


def asked_time(tables: Tables, option: str, text: str | None) -> int | None:
    """A time that the command line asks for, in microseconds."""
    if text is None:
        return None
    time = _time(tables, text, tables.zone)
    if time is not None:
        return time
    message = f"{option} {shown(text)} is not a time, or has no offset"
    cure = "write it like 2026-07-31 or 2026-07-31T14:00:00Z; without an offset it needs events: {timezone: ...}"
    if _time(tables, text, "UTC") is not None:
        message = f"{option} {shown(text)} has no offset, and the journey says no zone"
        exact = text if ":" in text else f"{text}T00:00:00"
        cure = f"write {exact}Z, or events: {{timezone: Europe/Berlin}} in the journey"
    raise fault("JM506", message, cure, file=tables.loaded.document.file)


def _time(tables: Tables, text: str, zone: str | None) -> int | None:
    bind = Parameters()
    told = timed_sql(time_sql(bind, "told", TEXT, zone), (), f"(SELECT CAST({bind(text)} AS VARCHAR) AS told)")
    ((time,),) = tables.engine.rows(f"SELECT time FROM ({told})", bind.values)
    return int(time) if time is not None and FIRST <= time <= LAST else None


def closing_time(tables: Tables) -> int | None:
    """The declared `as_of` in microseconds."""
    text = tables.loaded.journey.events.as_of
    if text is None:
        return None
    time = _time(tables, text, tables.zone)
    if time is None:
        ref: Ref = ("events", "as_of")
        cure = "write it like 2026-07-31T23:59:59Z, or declare events: {timezone: ...}"
        raise JourneymapError(
            Finding(
                "JM506",
                Level.ERROR,
                f"'{text}' is not a time, or has no offset",
                cure,
                ref,
                tables.loaded.locate(ref),
            )
        )
    return time


def check_rows(tables: Tables, rows: int, summary: list[Fate]) -> None:
    """Stops the run where the rows cannot be trusted to mean anything."""
    events, place = tables.loaded.journey.events, tables.loaded.locate
    if rows == 0:
        raise fault("JM503", "the log has a header and no rows", "check the export", file=tables.inputs.events[0].name)
    _check_times(tables, summary)
    left = Counter({reason: sum(row["rows"] for row in summary if row["reason"] == reason) for reason in BAD})
    if left.total() > events.max_bad_rows * rows:
        told = ", ".join(f"{count:,} with {reason}" for reason, count in left.items() if count)
        message = f"{left.total():,} of {rows:,} rows cannot be used ({told}); at most {events.max_bad_rows:.3%} may be left out{_examples(tables, left)}"
        cure = "mend them, or allow more with events: {max_bad_rows: 1%}"
        raise JourneymapError(Finding("JM507", Level.ERROR, message, cure, ("events",), place(("events",))))
    _check_names(tables, summary)


def _check_times(tables: Tables, summary: list[Fate]) -> None:
    """Every time has an offset or a zone, and is one that can be written (JM506)."""
    events, place = tables.loaded.journey.events, tables.loaded.locate
    naive = sum(row["rows"] for row in summary if row["time"] == TimeState.NAIVE)
    if naive and tables.zone is None:
        cure = "declare the zone they are in: events: {timezone: Europe/Berlin}"
        times = "1 time" if naive == 1 else f"{naive:,} times"
        message = f"{times} in column '{events.time}' without an offset, and no zone is declared"
        raise JourneymapError(Finding("JM506", Level.ERROR, message, cure, ("events", "time"), place(("events",))))
    if any(
        time is not None and not FIRST <= time <= LAST for row in summary for time in (row["earliest"], row["latest"])
    ):
        message = f"a time in column '{events.time}' is before the year 1 or after the year 9999"
        raise JourneymapError(
            Finding("JM506", Level.ERROR, message, "mend it in the log", ("events", "time"), place(("events",)))
        )


def _check_names(tables: Tables, summary: list[Fate]) -> None:
    """Some event of the log is a visit of some touchpoint (JM508)."""
    place = tables.loaded.locate
    if all(row["rule"] is None or row["reason"] is not None for row in summary):
        seen = [
            str(row["name"])
            for row in sorted(summary, key=lambda row: (-row["rows"], str(row["name"])))
            if row["name"] is not None and row["reason"] is None
        ]
        cure = (
            f"the log's names are: {', '.join(dict.fromkeys(seen[:10]))}; write them under match:"
            if seen
            else "check the columns under events:"
        )
        raise JourneymapError(
            Finding(
                "JM508",
                Level.ERROR,
                "no event of the log matches any touchpoint",
                cure,
                ("stages",),
                place(("stages",)),
            )
        )


def _examples(tables: Tables, left: Counter[str]) -> str:
    """Unreadable times, as a part of a sentence."""
    found = bad_times(tables) if left["bad time"] else []
    return "; for example " + ", ".join(f"'{text}'" for text in found) + ", which is not ISO 8601" if found else ""


def bad_times(tables: Tables) -> list[str]:
    """Up to three unreadable times, as they stand in the files, cut to 40 characters."""
    found: list[str] = []
    for scan in tables.inputs.events:
        bind = Parameters()
        time = tables.loaded.journey.events.time
        given = log_sql(bind, (scan,), {"told": time}, time, tables.zone)
        sql = f"SELECT told, min(1) FROM ({given}) WHERE time_state = {TimeState.BAD:d} GROUP BY told ORDER BY told LIMIT 3"
        found += [str(row[0]) for row in tables.engine.rows(sql, bind.values)]
    return [text[:40] for text in found[:3]]
