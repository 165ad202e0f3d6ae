"""What a log looks like before anything is measured: its names, days, hours and customers, as counts."""

from collections import Counter
from dataclasses import dataclass

from journeymap.finding import Finding, JourneymapError
from journeymap.reading import Parameters, scan_sql, text_sql
from journeymap.scan import Scan
from journeymap.segment import Segment
from journeymap.tables import Fate, Tables
from journeymap.trust import bad_times, check_rows

DAY = 86_400_000_000
"""Microseconds."""
_LINES = (".csv", ".tsv", ".jsonl", ".ndjson")


@dataclass(frozen=True)
class Name:
    """An event name and its rows that were not left out. `touchpoints` are those that they bind to, as numbers of the design, with how many do.

    Times are microseconds since 1970 (UTC); None where no row has one.
    """

    name: str
    rows: int
    touchpoints: dict[int, int]
    signals: int
    ignored: int
    first: int | None
    last: int | None

    @property
    def unbound(self) -> int:
        """Rows that are nothing to the journey."""
        return self.rows - sum(self.touchpoints.values()) - self.signals - self.ignored


@dataclass(frozen=True)
class Profile:
    """A log in counts of rows. `days` count from 1970 (UTC), `hours` are those of the declared zone, else of UTC."""

    files: tuple[tuple[str, int], ...]
    torn: tuple[str, ...]
    """Files of lines of which the last has no end."""
    names: tuple[Name, ...]
    left_out: dict[str, int]
    bad_times: tuple[str, ...]
    days: dict[int, int]
    hours: tuple[int, ...]
    midnights: int
    """Rows at the very beginning of a day."""
    customers: dict[int, int]
    """From a number of rows to how many customers have as many."""
    answering: dict[str, tuple[int, int]]
    """Of each survey with files of its own that name customers: rows with a customer, and those whose customer is in the log."""
    stopped: tuple[Finding, ...]
    """What keeps the log from being measured."""


def profile(tables: Tables, files: list[tuple[str, int]], segment: Segment) -> Profile:
    """The profile of a log that is bound; of a segment's customers, where it can be measured. Raises `JourneymapError` where a file cannot be read."""
    fates = tables.fates()
    try:
        check_rows(tables, sum(rows for _, rows in files), fates)
        stopped: tuple[Finding, ...] = ()
    except JourneymapError as error:
        stopped = error.findings
    if segment and not stopped:
        tables.keep(segment)
        fates = tables.fates()
    left = Counter[str]()
    for row in fates:
        if row["reason"] is not None:
            left[row["reason"]] += row["rows"]
    days, hours, midnights = _clock(tables)
    return Profile(
        files=tuple(files),
        torn=tuple(scan.name for scan in tables.inputs.events if _is_torn(scan)),
        names=_names(fates),
        left_out=dict(sorted(left.items())),
        bad_times=tuple(bad_times(tables)) if left["bad time"] else (),
        days=days,
        hours=hours,
        midnights=midnights,
        customers=_customers(tables),
        answering=_answering(tables),
        stopped=stopped,
    )


def _is_torn(scan: Scan) -> bool:
    """Whether the last line of a file of lines does not end, as one that was cut off."""
    if not scan.path.name.lower().endswith(_LINES):
        return False
    with scan.path.open("rb") as stream:
        stream.seek(-1, 2)
        return stream.read(1) not in b"\r\n"


def _names(fates: list[Fate]) -> tuple[Name, ...]:
    """The names, the most frequent first."""
    kept: dict[str, list[Fate]] = {}
    for row in fates:
        if row["reason"] is None:
            kept.setdefault(row["name"], []).append(row)
    found = []
    for name, rows in kept.items():
        touchpoints = Counter[int]()
        for row in rows:
            if row["rule"] is not None:
                touchpoints[row["rule"] // 4] += row["rows"]
        loose = [row for row in rows if row["rule"] is None]
        found.append(
            Name(
                name,
                sum(row["rows"] for row in rows),
                dict(sorted(touchpoints.items())),
                sum(row["rows"] for row in loose if row["signal"]),
                sum(row["rows"] for row in loose if not row["signal"] and row["ignored"]),
                min((row["earliest"] for row in rows if row["earliest"] is not None), default=None),
                max((row["latest"] for row in rows if row["latest"] is not None), default=None),
            )
        )
    return tuple(sorted(found, key=lambda name: (-name.rows, name.name)))


def _clock(tables: Tables) -> tuple[dict[int, int], tuple[int, ...], int]:
    """Rows by day and by hour of the day, and how many are at midnight."""
    bind = Parameters()
    local = f"timezone({bind(tables.zone or 'UTC')}, make_timestamptz(time))"
    sql = f"""SELECT time // {DAY} AS day, hour(local) AS hour, count(*), count(*) FILTER (local = date_trunc('day', local))
        FROM (SELECT time, {local} AS local FROM ({tables.bound(bind)}) WHERE reason IS NULL AND time IS NOT NULL) GROUP BY ALL"""
    days, hours, midnights = Counter[int](), Counter[int](), 0
    for day, hour, rows, starts in tables.rows(sql, bind):
        days[int(day)] += rows
        hours[hour] += rows
        midnights += starts
    return dict(sorted(days.items())), tuple(hours[hour] for hour in range(24)), midnights


def _customers(tables: Tables) -> dict[int, int]:
    bind = Parameters()
    each = f"SELECT count(*) AS rows FROM ({tables.bound(bind)}) WHERE reason IS NULL GROUP BY customer"
    return {
        int(rows): int(count)
        for rows, count in tables.rows(f"SELECT rows, count(*) FROM ({each}) GROUP BY rows ORDER BY rows", bind)
    }


def _answering(tables: Tables) -> dict[str, tuple[int, int]]:
    found = {}
    for name, scans in tables.inputs.answers.items():
        survey = tables.journey.surveys[name]
        column = survey.customer or tables.journey.events.customer
        if not scans or any(column not in scan.columns for scan in scans):
            continue
        bind = Parameters()
        given = " UNION ALL ".join(f"SELECT {text_sql(column)} AS given FROM {scan_sql(bind, scan)}" for scan in scans)
        log = f"SELECT customer FROM ({tables.bound(bind)}) WHERE reason IS NULL AND customer IS NOT NULL"
        sql = f"SELECT count(given), count(*) FILTER (given IN ({log})) FROM ({given})"
        ((rows, known),) = tables.rows(sql, bind, scans)
        found[name] = (int(rows), int(known))
    return found
