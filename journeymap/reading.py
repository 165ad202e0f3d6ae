"""Files -> the log under names of our own, in the SQL of the embedded engine: columns as text, times as microseconds.

Every function is pure: it takes a `Bind`, which turns a value into the name of a parameter, and returns text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from journeymap.engine import quote
from journeymap.scan import TEXT, Scan

Bind = Callable[[object], str]

DAY = r"\d{4}-\d{2}-\d{2}"
CLOCK = r"[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
NAIVE = f"{DAY}({CLOCK})?"
OFFSET = rf"{DAY}{CLOCK}(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"


_FIRST_ALIKE, _LAST_ALIKE = "TIMESTAMP '0001-01-01'", "TIMESTAMP '9999-12-31 23:59:59.999999'"
"""Between these, the engine tells a time by a year of four digits."""


class TimeState(IntEnum):
    """What became of a time."""

    KNOWN = 0
    MISSING = 1
    BAD = 2
    NAIVE = 3
    """A good time without an offset where no zone is declared."""


@dataclass
class Parameters:
    """The values of one query. Called with a value, it returns how the SQL names it."""

    values: dict[str, object] = field(default_factory=dict)

    def __call__(self, value: object) -> str:
        """The name of a new parameter."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"${name}"


def scan_sql(bind: Bind, scan: Scan) -> str:
    """What stands behind FROM for a file."""
    sql = scan.sql
    for value in scan.parameters:
        sql = sql.replace("?", bind(value), 1)
    return sql


def text_sql(column: str) -> str:
    """A column as text; an empty one is none."""
    return f"nullif(CAST({quote(column)} AS VARCHAR), '')"


class TimeSql(NamedTuple):
    """A column of times in four steps, each in the names of those before it."""

    given: str
    """As it was given."""
    moment: str
    """`given` as the engine reads it, whatever it says of a zone; NULL where that is no time."""
    known: str
    """Microseconds since 1970 in UTC."""
    bad: str
    """The `TimeState` of one that is no time."""


def time_sql(bind: Bind, column: str, kind: str, zone: str | None) -> TimeSql:
    """A column of an SQL type as times. Naive times are read in `zone`."""
    source = quote(column)
    if kind == TEXT:
        return TimeSql(text_sql(column), "TRY_CAST(given AS TIMESTAMP)", *_told_sql(bind, zone))
    if kind.startswith("TIMESTAMP WITH TIME ZONE"):
        return TimeSql(source, "given", "CASE WHEN isfinite(given) THEN epoch_us(given) END", f"{TimeState.BAD:d}")
    # Nanoseconds are cut off, as in a text; a cast would round them.
    given = f"make_timestamp(epoch_ns({source}) // 1000)" if kind == "TIMESTAMP_NS" else f"CAST({source} AS TIMESTAMP)"
    if zone is None:
        return TimeSql(given, "given", "CAST(NULL AS BIGINT)", f"{TimeState.NAIVE:d}")
    finite = "CASE WHEN isfinite(given) THEN given END"
    return TimeSql(given, "given", _in_zone(bind, finite, zone), f"{TimeState.BAD:d}")


def _told_sql(bind: Bind, zone: str | None) -> tuple[str, str]:
    """A text as microseconds, and the `TimeState` of one that is none.

    What the engine would tell as it is given is a time of our pattern, and patterns are dear: the likeliest comes first, and what needs none.
    """
    alike = f"moment BETWEEN {_FIRST_ALIKE} AND {_LAST_ALIKE} AND CAST(moment AS VARCHAR)"
    is_naive = f"regexp_full_match(given, '{NAIVE}')"
    in_utc = [
        (f"right(given, 1) = 'Z' AND {alike} = replace(left(given, -1), 'T', ' ')", "epoch_us(moment)"),
        (f"regexp_full_match(given, '{OFFSET}')", "epoch_us(TRY_CAST(given AS TIMESTAMPTZ))"),
    ]
    if zone is None:
        ways = in_utc
        bad = f"CASE WHEN {is_naive} AND moment IS NOT NULL THEN {TimeState.NAIVE:d} ELSE {TimeState.BAD:d} END"
    else:
        naive = _in_zone(bind, "moment", zone)
        tests = (f"{alike} = given", f"{alike} = replace(given, 'T', ' ')")
        ways = [(test, naive) for test in tests]
        ways += [in_utc[0], (f"right(given, 1) <> 'Z' AND {is_naive}", naive), in_utc[1]]
        bad = f"{TimeState.BAD:d}"
    return f"CASE {' '.join(f'WHEN {test} THEN {value}' for test, value in ways)} END", bad


def _in_zone(bind: Bind, naive: str, zone: str) -> str:
    return f"epoch_us({naive})" if zone == "UTC" else f"epoch_us(timezone({bind(zone)}, {naive}))"


def timed_sql(times: TimeSql, chosen: Sequence[str], source: str) -> str:
    """What is `chosen` of a source, with `given`, `time` and `bad`. Each step stands in a query of its own, so that it is made once."""
    given = f"SELECT {', '.join([*chosen, f'{times.given} AS given'])} FROM {source}"
    moment = f"SELECT *, {times.moment} AS moment FROM ({given})"
    return f"SELECT *, {times.known} AS time, {times.bad} AS bad FROM ({moment})"


_NO_TIMES = TimeSql("NULL", "NULL", "CAST(NULL AS BIGINT)", f"{TimeState.MISSING:d}")


def log_sql(
    bind: Bind,
    scans: Sequence[Scan],
    columns: Mapping[str, str],
    time: str | None,
    zone: str | None,
    typed: frozenset[str] = frozenset(),
    only: Scan | None = None,
) -> str:
    """The rows of all files (or of `only` one of them) with the same columns: `columns` maps our names to those of the files.

    `time` makes the columns `time` and `time_state`, `customer` also `nobody`: whether there is none.

    All columns are text but those named in `typed`, which keep a number's type where all files have one.
    """
    parts, nobody = [], ["nobody"] if "customer" in columns else []
    state = (
        f"CASE WHEN given IS NULL THEN {TimeState.MISSING:d} WHEN time IS NULL THEN bad ELSE {TimeState.KNOWN:d} END"
    )
    for scan in (only,) if only else scans:
        found = _NO_TIMES if time is None else time_sql(bind, time, scan.columns[time], zone)
        chosen = [f"{_column_sql(scans, column, typed=name in typed)} AS {name}" for name, column in columns.items()]
        # Said of the column itself, so that statistics of a file can answer it without its values.
        chosen += [
            f"({quote(columns['customer'])} IS NULL OR CAST({quote(columns['customer'])} AS VARCHAR) = '') AS nobody"
            for _ in nobody
        ]
        inner = timed_sql(found, chosen, scan_sql(bind, scan))
        parts.append(f"SELECT {', '.join([*columns, *nobody, 'time'])}, {state} AS time_state FROM ({inner})")
    return " UNION ALL ".join(parts)


def _column_sql(scans: Sequence[Scan], column: str, *, typed: bool) -> str:
    if typed and all(is_integer(scan.columns[column]) for scan in scans):
        return f"CAST({quote(column)} AS BIGINT)"
    return text_sql(column)


def is_integer(kind: str) -> bool:
    """Whether an SQL type holds whole numbers of at most 64 bits with a sign."""
    return kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
