"""A journey -> the SQL that turns rows of the log into steps and answers, in words that all engines know.

Every function is pure: it takes a `Bind`, which turns a value into the name of a parameter, and returns text. A query's
building blocks are, from the inside out: the *log* (see `reading`), *marked* rows (with what each says by itself, and the reason to leave
it out) and *bound* rows (with the touchpoint and the role).
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum

from journeymap.language.observation import Condition, Pattern
from journeymap.model import Journey
from journeymap.reading import Bind, TimeState

NUMBER = r"^ *[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})? *$"
GREATEST = "1.7976931348623157e308"
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
    OWN_ANSWER = 5
    """An answer in a row that is a visit itself."""
    OUTSIDE = 6
    """A visit of a case that is not looked at: it still has its own answers, signals and ends of contacts."""


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
        tests.append(f"strpos({column}, {bind(condition.contains)}) > 0")
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


def has_conditions(journey: Journey) -> bool:
    """Whether some pattern has conditions, so that a row's name alone does not say what it is."""
    signals = [pattern for touchpoint in journey.touchpoints.values() for pattern in touchpoint.signals]
    return any(pattern.where for pattern in (*(found for _, _, found in patterns(journey)), *signals))


def marked_sql(bind: Bind, journey: Journey, log: str, alias: Mapping[str, str], reason: str, signals: str) -> str:
    """The log with what each row says by itself: `reason` to leave it out. And where the journey `has_conditions`, what it is by patterns that have
    some: `own_rule` (the first that it meets, or NULL), `own_hits` (how many touchpoints it meets so, and not by its name alone), and `own_signals`.
    """
    if not has_conditions(journey):
        return f"SELECT l.*, {reason} AS reason FROM {log} l"
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


def counted_sql(marked: str, *, own: bool) -> str:
    """Marked rows, counted by name and by what they say by themselves; the `earliest` and the `latest` of their times. `own` as in `bound_sql`."""
    keys = "name, reason, time_state" + (", own_rule, own_hits, own_signals" if own else "")
    return f"SELECT {keys}, count(*) AS counted, min(time) AS earliest, max(time) AS latest FROM ({marked}) c GROUP BY {keys}"


def bound_sql(marked: str, *, own: bool) -> str:
    """Marked rows with what they are in the end: `rule` (NULL if a row binds nowhere), `hits` (how many touchpoints it matches), `ignored`, and
    `signals` (the touchpoints of whose trouble it tells, like `,3,7`; NULL where it is a step, or tells of none).

    `own` is whether the journey `has_conditions`: without them a row's name says it all, and nothing has to be asked of the row itself.
    """
    rule, hits, signals = "n.rule", "coalesce(n.touchpoints, 0)", "n.signals"
    if own:
        rule = "CASE WHEN m.own_rule < n.rule OR n.rule IS NULL THEN m.own_rule ELSE n.rule END"
        hits, signals = f"{hits} + m.own_hits", "coalesce(n.signals, '') || m.own_signals"
    signals = f"CASE WHEN {rule} IS NULL THEN nullif({signals}, '') END"
    facts = f"{rule} AS rule, {hits} AS hits, coalesce(n.ignored, false) AS ignored, {signals} AS signals"
    return f"SELECT m.*, {facts} FROM ({marked}) m LEFT JOIN names n ON m.name = n.name"


def reason_sql(journey: Journey, orders: Sequence[str], closed: int | None, outside: str | None) -> str:
    """Why a row of the log is left out; NULL if it is not. `orders` are the SQL numbers that the order columns give, by name.

    With `outside`, customers who are not in the table `members` are left out for that reason.
    """
    events = journey.events
    tests = [("l.nobody", "no customer"), ("l.name IS NULL", "no name")]
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
    if outside is not None:
        tests.append(("l.customer NOT IN (SELECT customer FROM members)", outside))
    return "CASE " + " ".join(f"WHEN {test} THEN '{reason}'" for test, reason in tests) + " END"


def number_sql(column: str) -> str:
    """A text column as a finite number; NULL if it is none. The engine alone would take `1_0` and `+-4` too."""
    number = f"CASE WHEN regexp_matches({column}, '{NUMBER}') THEN TRY_CAST({column} AS DOUBLE) END"
    return f"CASE WHEN abs({number}) <= {GREATEST} THEN {number} END"


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
