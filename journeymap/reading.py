"""Files -> the log under names of our own, in the SQL of the embedded engine: columns as text, times as microseconds.

Every function is pure: it takes a `Bind`, which turns a value into the name of a parameter, and returns text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from journeymap.engine import quote
from journeymap.scan import TEXT, Scan

Bind = Callable[[object], str]

DAY = r"\d{4}-\d{2}-\d{2}"
CLOCK = r"[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
NAIVE = f"{DAY}({CLOCK})?"
OFFSET = rf"{DAY}{CLOCK}(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"


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


def time_sql(bind: Bind, column: str, kind: str, zone: str | None) -> tuple[str, str, str]:
    """A column as it was given, as microseconds since 1970 in UTC, and the `TimeState` of one that is no time. Naive times are read in `zone`."""
    source = quote(column)
    if kind == TEXT:
        given = text_sql(column)
        known, bad = _told_sql(bind, given, zone)
    elif kind.startswith("TIMESTAMP WITH TIME ZONE"):
        given, known, bad = source, f"CASE WHEN isfinite({source}) THEN epoch_us({source}) END", f"{TimeState.BAD:d}"
    else:
        # Nanoseconds are cut off, as in a text; a cast would round them.
        given = (
            f"make_timestamp(epoch_ns({source}) // 1000)" if kind == "TIMESTAMP_NS" else f"CAST({source} AS TIMESTAMP)"
        )
        finite = f"CASE WHEN isfinite({given}) THEN {given} END"
        known = "CAST(NULL AS BIGINT)" if zone is None else _in_zone(bind, finite, zone)
        bad = f"{TimeState.NAIVE if zone is None else TimeState.BAD:d}"
    return given, known, bad


def _told_sql(bind: Bind, given: str, zone: str | None) -> tuple[str, str]:
    """A text as microseconds, and the `TimeState` of one that is none. Patterns are dear: the likeliest comes first."""
    offset = (f"regexp_full_match({given}, '{OFFSET}')", f"epoch_us(TRY_CAST({given} AS TIMESTAMPTZ))")
    moment, is_naive = f"TRY_CAST({given} AS TIMESTAMP)", f"regexp_full_match({given}, '{NAIVE}')"
    if zone is None:
        ways = [offset]
        bad = f"CASE WHEN {is_naive} AND {moment} IS NOT NULL THEN {TimeState.NAIVE:d} ELSE {TimeState.BAD:d} END"
    else:
        ways = [(f"right({given}, 1) <> 'Z' AND {is_naive}", _in_zone(bind, moment, zone)), offset]
        bad = f"{TimeState.BAD:d}"
    return f"CASE {' '.join(f'WHEN {test} THEN {value}' for test, value in ways)} END", bad


def _in_zone(bind: Bind, naive: str, zone: str) -> str:
    return f"epoch_us({naive})" if zone == "UTC" else f"epoch_us(timezone({bind(zone)}, {naive}))"


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

    `time` makes the columns `time` and `time_state`. All columns are text but those named in `typed`, which keep a number's type where all files have one.
    """
    parts = []
    state = (
        f"CASE WHEN given IS NULL THEN {TimeState.MISSING:d} WHEN time IS NULL THEN bad ELSE {TimeState.KNOWN:d} END"
    )
    for scan in (only,) if only else scans:
        given, known, bad = (
            time_sql(bind, time, scan.columns[time], zone)
            if time is not None
            else ("NULL", "CAST(NULL AS BIGINT)", f"{TimeState.MISSING:d}")
        )
        chosen = [f"{_column_sql(scans, column, typed=name in typed)} AS {name}" for name, column in columns.items()]
        # The time stands in a query of its own, so that it is made once and not for each word that is said of it.
        inner = f"SELECT {', '.join([*chosen, f'{given} AS given', f'{known} AS time', f'{bad} AS bad'])} FROM {scan_sql(bind, scan)}"
        parts.append(f"SELECT {', '.join([*columns, 'time'])}, {state} AS time_state FROM ({inner})")
    return " UNION ALL ".join(parts)


def _column_sql(scans: Sequence[Scan], column: str, *, typed: bool) -> str:
    if typed and all(is_integer(scan.columns[column]) for scan in scans):
        return f"CAST({quote(column)} AS BIGINT)"
    return text_sql(column)


def is_integer(kind: str) -> bool:
    """Whether an SQL type holds whole numbers of at most 64 bits with a sign."""
    return kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
