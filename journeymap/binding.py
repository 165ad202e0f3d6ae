"""A journey -> the SQL that turns rows of files into steps and answers. The only generated SQL.

Every function is pure: it takes a `Bind`, which turns a value into the name of a parameter, and returns text. A query's
building blocks are, from the inside out: a *scan* (a file), the *log* (scans with the columns that a journey needs, under
names of our own), and *bound* rows (the log with the touchpoint, the role and the reason to leave a row out).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from journeymap.engine import quote
from journeymap.language.observation import Condition, Pattern
from journeymap.model import Journey
from journeymap.scan import TEXT, Scan

Bind = Callable[[object], str]

DAY = r"\d{4}-\d{2}-\d{2}"
CLOCK = r"[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
NAIVE = f"{DAY}({CLOCK})?"
OFFSET = rf"{DAY}{CLOCK}(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"
NUMBER = r" *[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})? *"
EXACT = 2**53
"""Beyond it, not every whole number is a DOUBLE: such a number is compared as text."""
NO_TIME = -(2**63)
"""Stands for an unknown time: numpy's integers know no NULL. Sorts before every time."""
UNBOUND = 32_000
"""The touchpoint of a signal, and of an answer's row that is no visit itself: after all touchpoints of the design."""


class Role(IntEnum):
    """What a row of the log is; rows that are equal in all else stand in this order."""

    START = 0
    DONE = 1
    FAIL = 2
    SIGNAL = 3
    ANSWER = 4


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


def time_sql(bind: Bind, column: str, kind: str, zone: str | None) -> tuple[str, str]:
    """A column as microseconds since 1970 in UTC, and its `TimeState`. Naive times are read in `zone`."""
    source = quote(column)
    if kind == TEXT:
        given = text_sql(column)
        naive = (
            f"TRY_CAST({given} AS TIMESTAMP)"
            if zone is None
            else _in_zone(bind, f"TRY_CAST({given} AS TIMESTAMP)", zone)
        )
        is_naive = f"regexp_full_match({given}, '{NAIVE}')"
        known = f"CASE WHEN regexp_full_match({given}, '{OFFSET}') THEN epoch_us(TRY_CAST({given} AS TIMESTAMPTZ)) WHEN {is_naive} THEN {naive} END"
        if zone is None:
            known = known.replace(f" WHEN {is_naive} THEN {naive}", "")
            bad = f"CASE WHEN {is_naive} AND {naive} IS NOT NULL THEN {TimeState.NAIVE:d} ELSE {TimeState.BAD:d} END"
        else:
            bad = f"{TimeState.BAD:d}"
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
    state = f"CASE WHEN {given} IS NULL THEN {TimeState.MISSING:d} WHEN {known} IS NULL THEN {bad} ELSE {TimeState.KNOWN:d} END"
    return known, state


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
    for scan in (only,) if only else scans:
        known, state = (
            time_sql(bind, time, scan.columns[time], zone)
            if time is not None
            else ("CAST(NULL AS BIGINT)", f"{TimeState.MISSING:d}")
        )
        chosen = [f"{_column_sql(scans, given, typed=name in typed)} AS {name}" for name, given in columns.items()]
        parts.append(
            f"SELECT {', '.join([*chosen, f'{known} AS time', f'{state} AS time_state'])} FROM {scan_sql(bind, scan)}"
        )
    return " UNION ALL ".join(parts)


def _column_sql(scans: Sequence[Scan], column: str, *, typed: bool) -> str:
    if typed and all(is_integer(scan.columns[column]) for scan in scans):
        return f"CAST({quote(column)} AS BIGINT)"
    return text_sql(column)


def is_integer(kind: str) -> bool:
    """Whether an SQL type holds whole numbers of at most 64 bits with a sign."""
    return kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


def condition_sql(bind: Bind, column: str, condition: Condition) -> str:
    """Whether a text column meets a condition. NULL meets none."""
    number = number_sql(column)
    tests = []
    if condition.one_of:
        tests.append(" OR ".join(_equal_sql(bind, column, number, value) for value in condition.one_of))
    if condition.min is not None:
        tests.append(f"{number} >= {bind(condition.min)}")
    if condition.max is not None:
        tests.append(f"{number} <= {bind(condition.max)}")
    if condition.starts_with is not None:
        tests.append(f"starts_with({column}, {bind(condition.starts_with)})")
    if condition.contains is not None:
        tests.append(f"contains({column}, {bind(condition.contains)})")
    return " AND ".join(f"({test})" for test in tests)


def _equal_sql(bind: Bind, column: str, number: str, value: object) -> str:
    if isinstance(value, bool):
        return f"lower({column}) = '{str(value).lower()}'"
    if isinstance(value, int | float) and abs(value) <= EXACT:
        return f"{number} = {bind(float(value))}"
    return f"{column} = {bind(str(value))}"


def where_sql(bind: Bind, where: Mapping[str, Condition], alias: Mapping[str, str]) -> str:
    """Whether a row meets all conditions on its properties; `alias` maps a property to our name of its column."""
    tests = [condition_sql(bind, alias[column], condition) for column, condition in where.items()]
    return " AND ".join(f"coalesce({test}, false)" for test in tests) or "true"


def patterns(journey: Journey) -> Iterator[tuple[int, Role, Pattern]]:
    """Every pattern of the journey as (touchpoint's number, role, pattern), in the order in which they are tried."""
    for number, touchpoint in enumerate(journey.touchpoints.values()):
        if touchpoint.match is not None:
            for role, _, pattern in touchpoint.match.patterns():
                yield number, Role[role.upper()], pattern


def rule_of(touchpoint: int, role: Role) -> int:
    """A touchpoint and a role in one number; the smaller rule wins."""
    return touchpoint * 4 + role


def names_of(journey: Journey, signals: Mapping[str, str]) -> list[tuple[str, int | None, int, bool, str]]:
    """The table of event names: name, its rule without conditions, how many touchpoints take it so, whether it is ignored, its `signals`."""
    rules: dict[str, list[int]] = {name: [] for name in (*journey.ignore, *signals)}
    for touchpoint, role, pattern in patterns(journey):
        if not pattern.where:
            rules.setdefault(pattern.event, []).append(rule_of(touchpoint, role))
    return [
        (
            name,
            min(found, default=None),
            len({rule // 4 for rule in found}),
            name in journey.ignore,
            signals.get(name, ""),
        )
        for name, found in sorted(rules.items())
    ]


def marked_sql(bind: Bind, journey: Journey, log: str, alias: Mapping[str, str], reason: str, signals: str) -> str:
    """The log with what each row says by itself: `reason` to leave it out, and what it is by patterns with conditions: `own_rule` (the first
    that it meets, or NULL), `own_hits` (how many touchpoints it meets so, and not by its name alone), and `own_signals`.
    """
    conditional: dict[int, list[tuple[int, Pattern]]] = {}
    for touchpoint, role, pattern in patterns(journey):
        if pattern.where:
            conditional.setdefault(touchpoint, []).append((rule_of(touchpoint, role), pattern))
    rules, hits = list[str](), list[str]()
    for touchpoint, found in conditional.items():
        plain = [
            pattern.event for number, _, pattern in patterns(journey) if number == touchpoint and not pattern.where
        ]
        tests = [
            (rule, f"l.name = {bind(pattern.event)} AND {where_sql(bind, pattern.where, alias)}")
            for rule, pattern in found
        ]
        rules += [f"WHEN {test} THEN {rule}" for rule, test in tests]
        known = "".join(f" AND l.name <> {bind(event)}" for event in plain)
        hits.append(f"CASE WHEN ({' OR '.join(test for _, test in tests)}){known} THEN 1 ELSE 0 END")
    rule = f"CASE {' '.join(rules)} END" if rules else "CAST(NULL AS INTEGER)"
    facts = f"{rule} AS own_rule, {' + '.join(hits) or '0'} AS own_hits, {signals} AS own_signals, {reason} AS reason"
    return f"SELECT l.*, {facts} FROM {log} l"


def bound_sql(marked: str) -> str:
    """Marked rows with what they are in the end: `rule` (NULL if a row binds nowhere), `hits` (how many touchpoints it matches), `ignored`, and
    `signals` (the touchpoints of whose trouble it tells, like `,3,7`; NULL where it is a step, or tells of none).
    """
    rule = "CASE WHEN m.own_rule < n.rule OR n.rule IS NULL THEN m.own_rule ELSE n.rule END"
    signals = f"CASE WHEN {rule} IS NULL THEN nullif(coalesce(n.signals, '') || m.own_signals, '') END"
    facts = f"{rule} AS rule, coalesce(n.touchpoints, 0) + m.own_hits AS hits, coalesce(n.ignored, false) AS ignored, {signals} AS signals"
    return f"SELECT m.*, {facts} FROM ({marked}) m LEFT JOIN names n ON m.name = n.name"


def reason_sql(journey: Journey, orders: Sequence[str], closed: int | None) -> str:
    """Why a row of the log is left out; NULL if it is not. `orders` are the SQL numbers that the order columns give, by name."""
    events = journey.events
    tests = [("l.customer IS NULL", "no customer"), ("l.name IS NULL", "no name")]
    if not events.order or events.time in events.order:
        tests += [
            (f"time_state = {TimeState.MISSING:d}", "no time"),
            (f"time_state <> {TimeState.KNOWN:d}", "bad time"),
        ]
    tests += [(f"{name} IS NULL", "no order") for name in orders] + [
        (f"{number_sql(f'CAST({name} AS VARCHAR)')} IS NULL", "bad order") for name in orders
    ]
    if closed is not None:
        tests.append((f"time > {closed:d}", "after as_of"))
    return "CASE " + " ".join(f"WHEN {test} THEN '{reason}'" for test, reason in tests) + " END"


def number_sql(column: str) -> str:
    """A text column as a finite number; NULL if it is none. The engine alone would take `1_0` and `+-4` too."""
    number = f"CASE WHEN regexp_full_match({column}, '{NUMBER}') THEN TRY_CAST({column} AS DOUBLE) END"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def answers_sql(
    bind: Bind,
    plan_number: Mapping[str, int],
    journey: Journey,
    name: str,
    table: str,
    alias: Mapping[str, str],
    *,
    timed: bool,
    own: bool,
) -> str:
    """A survey's chosen rows: `state` (empty if the answer counts), `asked` (the touchpoint that its `at` column names, or -1), value, weight."""
    survey = journey.surveys[name]
    value, weight = number_sql("answer"), number_sql("weight") if survey.weight else "1.0"
    asked = _asked_sql(bind, plan_number, journey, name) if survey.at else "-1"
    tests = [
        ("answer IS NULL", "blank"),
        (f"{value} IS NULL", "not a number"),
        (f"{value} NOT BETWEEN {bind(survey.scale.low)} AND {bind(survey.scale.high)}", "off the scale"),
    ]
    if survey.weight:
        tests.append((f"NOT coalesce({weight} > 0, false)", "no weight"))
    if own:
        tests.append((f"{asked} < 0 AND customer IS NULL", "no customer"))
    if timed:
        tests += [
            (f"{asked} < 0 AND time_state = {TimeState.MISSING:d}", "no time"),
            (f"{asked} < 0 AND time_state <> {TimeState.KNOWN:d}", "bad time"),
        ]
    state = "CASE " + " ".join(f"WHEN {test} THEN '{reason}'" for test, reason in tests) + " ELSE '' END"
    return f"SELECT *, {value} AS value, {weight} AS share, {asked} AS asked, {state} AS state FROM {table} WHERE {where_sql(bind, survey.where, alias)}"


def _asked_sql(bind: Bind, number: Mapping[str, int], journey: Journey, name: str) -> str:
    tests = [
        f"WHEN list_contains({bind(list(touchpoint.ask[name]))}, at_name) THEN {number[touchpoint_id]}"
        for touchpoint_id, touchpoint in journey.touchpoints.items()
        if touchpoint.ask.get(name)
    ]
    return f"CASE {' '.join(tests)} ELSE -1 END" if tests else "-1"
