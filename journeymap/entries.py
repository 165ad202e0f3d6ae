"""Bound rows and answers -> files of `entries` and of answers that stand alone: nothing but numbers, in parts of whole customers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from journeymap.binding import NO_TIME, UNBOUND, Role, answers_sql, where_sql
from journeymap.inputs import Scans
from journeymap.language.observation import Survey
from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.reading import Parameters, log_sql
from journeymap.signals import spoken_of
from journeymap.tables import Tables

WORD = "[^ \\t\\n\\f\\r]"
"""What a comment has that is not blank."""


@dataclass(frozen=True)
class Column:
    """A column of `entries`: its SQL type, and its value in rows that say nothing of it. A column that no row needs is left out."""

    name: str
    kind: str
    usual: float
    needed: bool = True


@dataclass(frozen=True)
class AnswerRows:
    """What became of a survey's rows: how many there are, and how many were left out, by reason."""

    rows: int
    left_out: dict[str, int]
    comments: int = 0
    """Rows with a comment in words."""


ENTRIES = ("steps", "signals", "answers-*")
ALONE = ("alone-*",)
"""Where rows are written, and answers that stand alone."""
NOBODY = 0
"""Stands for the customer of an answer that names none, whose `known` is 0."""
_REMARK = f"CASE WHEN regexp_matches(remark, '{WORD}') THEN CAST(md5_number_lower(remark) >> 1 AS BIGINT) ELSE -1 END"
"""The code of a comment in words."""


def alone_columns(tables: Tables) -> tuple[Column, ...]:
    """The columns of answers that stand alone."""
    return (
        Column("who", "UBIGINT", NOBODY),
        Column("guard", "USMALLINT", 0),
        Column("known", "TINYINT", 0),
        Column("walk", "BIGINT", -1),
        Column("time", "BIGINT", NO_TIME),
        Column("survey", "SMALLINT", -1),
        Column("value", "DOUBLE", 0),
        Column("weight", "DOUBLE", 1),
        Column("asked", "SMALLINT", -1),
        Column("remark", "BIGINT", -1, needed=tables.quoted),
    )


def columns_of(tables: Tables) -> tuple[Column, ...]:
    """The columns of `entries` for one journey and its log. `who` and `guard` are 80 bits that stand for a customer, `walk` stands for a case."""
    journey = tables.journey
    answered = any(not tables.inputs.answers[name] for name in journey.surveys)
    signalled = any(touchpoint.signals for touchpoint in journey.touchpoints.values())
    return (
        Column("who", "UBIGINT", NOBODY),
        Column("guard", "USMALLINT", 0),
        Column("walk", "BIGINT", -1, needed="case_key" in tables.columns),
        Column("touchpoint", "SMALLINT", UNBOUND),
        Column("role", "TINYINT", Role.START),
        Column("time", "BIGINT", NO_TIME),
        Column("survey", "SMALLINT", -1, needed=answered or signalled),
        Column("value", "DOUBLE", 0, needed=answered),
        Column("weight", "DOUBLE", 1, needed=answered),
        Column("channel", "SMALLINT", -1, needed="channel" in tables.columns),
        Column("remark", "BIGINT", -1, needed=answered and tables.quoted),
        Column("kind", "INTEGER", -1, needed=tables.inputs.by is not None),
        Column("persona", "BIGINT", 0, needed=bool(tables.inputs.personas)),
        *(Column(f"o{number}", tables.order_kinds[number], 0) for number in range(len(tables.orders))),
    )


def _write(
    tables: Tables,
    name: str,
    columns: tuple[Column, ...],
    bind: Parameters,
    chosen: Mapping[str, str],
    source: str,
    scans: Scans | None = None,
) -> None:
    """Writes rows to the engine's folder, in parts by customer."""
    values = [
        f"CAST({chosen.get(column.name, str(column.usual))} AS {column.kind}) AS {column.name}"
        for column in columns
        if column.needed
    ]
    part = f"CAST({chosen['who']} >> {64 - tables.part_bits} AS INTEGER)" if tables.part_bits else "0"
    tables.write(name, f"SELECT {', '.join(values)}, {part} AS part {source}", bind, scans)


def _places(tables: Tables) -> dict[str, str]:
    """What every bound row `b` says: who it was, when, and where it stands in the order."""
    return {
        "who": WHO,
        "guard": "CAST(md5_number(b.customer) & 65535 AS USMALLINT)",
        "walk": WALK if "case_key" in tables.columns else "-1",
        "time": f"coalesce(b.time, {NO_TIME})",
        **{f"o{number}": order for number, order in enumerate(tables.orders)},
    }


WHO = "CAST(md5_number(b.customer) >> 64 AS UBIGINT)"
"""The last eight bytes of the MD5 of a customer's id, the least first: the same for every version of the engine, so that what is drawn by it is, too."""
WALK = "CAST(hash(b.customer, coalesce(b.case_key, '')) >> 1 AS BIGINT)"


def _source(tables: Tables, bind: Parameters, which: str, join: str = "") -> str:
    """Bound rows that count."""
    return f"FROM ({tables.bound(bind)}) b {join} WHERE b.reason IS NULL AND {which}"


def add_steps(tables: Tables, plan: Plan) -> None:
    """The rows that are steps or close contacts."""
    bind = Parameters()
    kind, kinds = tables.kind
    chosen = {
        "kind": kind,
        "persona": _persona_sql(bind, tables),
        "touchpoint": "b.rule // 4",
        "role": "b.rule % 4",
        "channel": _channel_sql(bind, tables, plan),
        **_places(tables),
    }
    _write(tables, "steps", columns_of(tables), bind, chosen, _source(tables, bind, "b.rule IS NOT NULL", kinds))


def _persona_sql(bind: Parameters, tables: Tables) -> str:
    """The personas whose conditions a row `b` meets: a bit each, in the order of the file."""
    alias = {column: f"b.{ours}" for column, ours in tables.alias.items()}
    bits = [
        f"CASE WHEN {where_sql(bind, persona.segment, alias)} THEN {1 << place:d} ELSE 0 END"
        for place, (name, persona) in enumerate(tables.journey.personas.items())
        if name in tables.inputs.personas
    ]
    return " + ".join(bits) or "0"


def _channel_sql(bind: Parameters, tables: Tables, plan: Plan) -> str:
    """The number of a row's own channel: -1 where it names none, one more than the last where the journey does not know it."""
    if "channel" not in tables.columns:
        return "-1"
    names = f"{bind(list(plan.channel_names))}::VARCHAR[]"
    known = f"WHEN list_contains({names}, b.channel) THEN list_position({names}, b.channel) - 1"
    return f"CASE WHEN b.channel IS NULL THEN -1 {known} ELSE {len(plan.channel_names):d} END"


def add_signals(tables: Tables) -> tuple[frozenset[int], ...]:
    """The rows that are signals; returns the sets of touchpoints that they speak of: a row's `survey` is the number of its set."""
    if not any(touchpoint.signals for touchpoint in tables.journey.touchpoints.values()):
        return ()
    bind = Parameters()
    which = "reason IS NULL AND signals IS NOT NULL"
    found = tables.rows(f"SELECT DISTINCT signals FROM ({tables.bound(bind)}) WHERE {which} ORDER BY signals", bind)
    texts = [str(row[0]) for row in found]
    bind = Parameters()
    chosen = {
        "role": str(int(Role.SIGNAL)),
        "survey": f"list_position({bind(texts)}::VARCHAR[], b.signals) - 1",
        **_places(tables),
    }
    _write(tables, "signals", columns_of(tables), bind, chosen, _source(tables, bind, "b.signals IS NOT NULL"))
    return tuple(spoken_of(text) for text in texts)


def add_answers(tables: Tables, plan: Plan, number: int, name: str) -> AnswerRows:
    """A survey's answers: those that stand in the log among its rows, those that stand alone in `own`; returns what became of its rows."""
    survey, scans = tables.journey.surveys[name], tables.inputs.answers[name]
    read = scans or tables.inputs.events
    if scans and not all(scan.columnar for scan in scans):
        bind = Parameters()
        tables.engine.run("DROP TABLE IF EXISTS answers")
        tables.rows(f"CREATE TEMP TABLE answers AS {_own_sql(tables, bind, survey, scans)}", bind, scans)
    bind = Parameters()
    comment = f"count(*) FILTER (regexp_matches(remark, '{WORD}'))" if survey.comment else "0"
    states = tables.rows(
        f"SELECT state, count(*), {comment} FROM ({_chosen_sql(tables, bind, plan, name)}) GROUP BY state ORDER BY state",
        bind,
        read,
    )
    for alone in (False, True):
        if alone or not scans:
            _add(tables, plan, number, name, alone=alone)
    left = {str(state): int(count) for state, count, _ in states if state}
    return AnswerRows(sum(int(row[1]) for row in states), left, sum(int(row[2]) for row in states))


def words(tables: Tables, plan: Plan, codes: Collection[int]) -> dict[int, str]:
    """Comments by their codes."""
    found: dict[int, str] = {}
    for name, survey in tables.journey.surveys.items():
        if survey.comment and codes:
            bind = Parameters()
            chosen = f"SELECT {_REMARK} AS code, remark FROM ({_chosen_sql(tables, bind, plan, name, held=False)})"
            which = f"list_contains({bind(sorted(codes))}::BIGINT[], code)"
            sql = f"SELECT code, min(remark) FROM ({chosen}) WHERE {which} GROUP BY code"
            found.update(tables.rows(sql, bind, tables.inputs.answers[name] or tables.inputs.events))
    return found


def _add(tables: Tables, plan: Plan, number: int, name: str, *, alone: bool) -> None:
    """Puts answers where they belong: those of the log stand alone where they name their touchpoint."""
    scans = tables.inputs.answers[name]
    survey = tables.journey.surveys[name]
    bind = Parameters()
    chosen = {
        "known": "CASE WHEN b.customer IS NULL THEN 0 ELSE 1 END",
        "survey": str(number),
        "value": "value",
        "weight": "share",
        "asked": "asked",
        "remark": _REMARK if survey.comment else "-1",
        "touchpoint": f"coalesce(b.rule // 4, {UNBOUND})" if not scans else str(UNBOUND),
        "role": f"CASE WHEN b.rule % 4 = {Role.START:d} THEN {Role.OWN_ANSWER:d} ELSE {Role.ANSWER:d} END",
        "channel": "-1" if alone else _channel_sql(bind, tables, plan),
        **_places(tables),
    }
    if scans:
        by_case = survey.case is not None and tables.journey.events.case is not None
        chosen |= {
            "who": f"coalesce({WHO}, {NOBODY})",
            "guard": f"coalesce({chosen['guard']}, 0)",
            "walk": f"CASE WHEN b.customer IS NULL THEN -2 ELSE {WALK} END" if by_case else "-1",
        }
    which = "" if scans else f" AND {'' if alone else 'NOT '}(asked >= 0)"
    source = f"FROM ({_chosen_sql(tables, bind, plan, name)}) b WHERE state = ''{which}"
    columns, kind = (alone_columns(tables), "alone") if alone else (columns_of(tables), "answers")
    _write(tables, f"{kind}-{number}", columns, bind, chosen, source, scans or tables.inputs.events)


def _chosen_sql(tables: Tables, bind: Parameters, plan: Plan, name: str, *, held: bool = True) -> str:
    """A survey's rows, with what they say and what is wrong with them. Files that are dear to read are held in a table while the survey is read."""
    survey, scans = tables.journey.surveys[name], tables.inputs.answers[name]
    if not scans:
        table, alias = _in_log_sql(tables, bind, survey), tables.alias
    else:
        alias = {column: f"c{place}" for place, column in enumerate(survey.where)}
        read_once = held and not all(scan.columnar for scan in scans)
        table = "answers" if read_once else f"({_own_sql(tables, bind, survey, scans)})"
    timed = bool(scans) and survey.time is not None
    return answers_sql(bind, plan.number, tables.journey, name, table, alias, timed=timed, own=bool(scans))


def _in_log_sql(tables: Tables, bind: Parameters, survey: Survey) -> str:
    columns = {"answer": survey.answer, "weight": survey.weight, "at_name": survey.at, "remark": survey.comment}
    given = [f"{tables.alias[column]} AS {ours}" for ours, column in columns.items() if column is not None]
    return f"(SELECT *, {', '.join(given)} FROM ({tables.bound(bind)}) WHERE reason IS NULL)"


def _own_sql(tables: Tables, bind: Parameters, survey: Survey, scans: Scans) -> str:
    """The rows of a survey's own files, under our names."""
    wanted = {
        ours: column for ours, column in _own_columns(tables.journey, survey, scans).items() if column is not None
    }
    wanted |= {f"c{place}": column for place, column in enumerate(survey.where)}
    sql = log_sql(bind, scans, wanted, survey.time, tables.zone)
    if "customer" not in wanted:
        sql = f"SELECT *, CAST(NULL AS VARCHAR) AS customer FROM ({sql})"
    if tables.inputs.segment:
        sql = f"SELECT * FROM ({sql}) WHERE customer IN (SELECT customer FROM members)"
    return sql


def _own_columns(journey: Journey, survey: Survey, scans: Scans) -> dict[str, str | None]:
    customer = survey.customer
    usual = journey.events.customer
    if customer is None and all(usual in scan.columns for scan in scans):
        customer = usual
    return {
        "answer": survey.answer,
        "weight": survey.weight,
        "at_name": survey.at,
        "remark": survey.comment,
        "customer": customer,
        "case_key": survey.case,
    }
