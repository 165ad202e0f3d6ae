"""The engine's tables -> arrays: rows of the log, and answers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymap.binding import NO_TIME, UNBOUND, Parameters, Role, answers_sql, log_sql
from journeymap.engine import Columns
from journeymap.inputs import Scans
from journeymap.language.observation import Survey
from journeymap.plan import Plan
from journeymap.steps import Own, Rows
from journeymap.tables import Tables

WORD = "[^ \\t\\n\\f\\r]"
"""What a comment has that is not blank."""


@dataclass(frozen=True)
class AnswerRows:
    """What became of a survey's rows: how many there are, and how many were left out, by reason."""

    rows: int
    left_out: dict[str, int]
    comments: int = 0
    """Rows with a comment in words."""


def log_rows(tables: Tables, plan: Plan) -> Rows:
    """The rows that are steps or close contacts."""
    bind = Parameters()
    chosen = f"b.rule AS rule, {_channel_sql(bind, tables, plan)} AS channel"
    columns = _bound_columns(tables, bind, chosen, "b.rule IS NOT NULL")
    size = len(columns["rule"])
    return Rows(
        customer=columns["customer"],
        case=_integers(columns["case_code"]),
        touchpoint=(columns["rule"] // 4).astype(np.int16),
        role=(columns["rule"] % 4).astype(np.int8),
        time=columns["time"].astype(np.int64),
        survey=np.full(size, -1, dtype=np.int16),
        value=np.zeros(size),
        weight=np.ones(size),
        channel=columns["channel"].astype(np.int16),
        order=tuple(columns[f"o{number}"] for number in range(len(tables.orders))),
    )


def _channel_sql(bind: Parameters, tables: Tables, plan: Plan) -> str:
    """The number of a row's own channel: -1 where it names none, one more than the last where the journey does not know it."""
    if "channel" not in tables.columns:
        return "-1"
    names = f"{bind(list(plan.channel_names))}::VARCHAR[]"
    known = f"WHEN list_contains({names}, b.channel) THEN list_position({names}, b.channel) - 1"
    return f"CASE WHEN b.channel IS NULL THEN -1 {known} ELSE {len(plan.channel_names):d} END"


def signal_rows(tables: Tables) -> tuple[Rows, tuple[frozenset[int], ...]]:
    """The rows that are signals, and the sets of touchpoints that they speak of: a row's `survey` is the number of its set."""
    found = tables.engine.rows(
        "SELECT DISTINCT signals FROM bound WHERE reason IS NULL AND signals IS NOT NULL ORDER BY signals"
    )
    texts = [str(row[0]) for row in found]
    bind = Parameters()
    chosen = f"list_position({bind(texts)}::VARCHAR[], b.signals) - 1 AS spoken"
    columns = _bound_columns(tables, bind, chosen, "b.signals IS NOT NULL")
    size = len(columns["customer"])
    rows = Rows(
        customer=columns["customer"],
        case=_integers(columns["case_code"]),
        touchpoint=np.full(size, UNBOUND, dtype=np.int16),
        role=np.full(size, Role.SIGNAL, dtype=np.int8),
        time=columns["time"].astype(np.int64),
        survey=columns["spoken"].astype(np.int16),
        value=np.zeros(size),
        weight=np.ones(size),
        channel=np.full(size, -1, dtype=np.int16),
        order=tuple(columns[f"o{number}"] for number in range(len(tables.orders))),
    )
    return rows, tuple(frozenset(map(int, text.split(","))) for text in texts)


def _bound_columns(tables: Tables, bind: Parameters, chosen: str, which: str) -> Columns:
    """Of the bound rows that count: customer, case, time, order columns, and what is chosen besides."""
    case, join = tables.case
    orders = "".join(f", {order} AS o{number}" for number, order in enumerate(tables.orders))
    return tables.engine.columns(
        f"SELECT c.code AS customer, {case} AS case_code, {chosen}, coalesce(b.time, {NO_TIME}) AS time{orders} "
        f"FROM bound b JOIN customers c ON c.customer = b.customer {join} WHERE b.reason IS NULL AND {which}",
        bind.values,
    )


def answer_rows(tables: Tables, plan: Plan, number: int, name: str) -> tuple[AnswerRows, Rows, Own]:
    """A survey's answers: what became of its rows, those that stand in the log, and those that stand alone."""
    survey, scans = tables.journey.surveys[name], tables.inputs.answers[name]
    bind = Parameters()
    timed = bool(scans) and survey.time is not None
    table, alias, join, case = _survey_table(tables, bind, survey, scans)
    chosen = answers_sql(bind, plan.number, tables.journey, name, table, alias, timed=timed, own=bool(scans))
    tables.engine.run("DROP TABLE IF EXISTS chosen")
    tables.run(scans or tables.inputs.events, f"CREATE TEMP TABLE chosen AS {chosen}", bind)
    left = {
        str(state): int(count)
        for state, count in tables.engine.rows(
            "SELECT state, count(*) FROM chosen WHERE state <> '' GROUP BY state ORDER BY state"
        )
    }
    comment = f"count(*) FILTER (regexp_matches(remark, '{WORD}'))" if survey.comment else "0"
    ((rows, comments),) = tables.engine.rows(f"SELECT count(*), {comment} FROM chosen")
    orders = "".join(f", {order} AS o{place}" for place, order in enumerate(tables.orders)) if not scans else ""
    columns = tables.engine.columns(
        f"SELECT coalesce(c.code, -1) AS customer, {case} AS case_code, coalesce(b.time, {NO_TIME}) AS time, value, share, asked"
        f"{', coalesce(b.rule // 4, ' + str(UNBOUND) + ') AS touchpoint' if not scans else ''}{orders} "
        f"FROM chosen b LEFT JOIN customers c ON c.customer = b.customer {join} WHERE state = ''"
    )
    alone = np.ones(len(columns["asked"]), dtype=bool) if scans else (columns["asked"] >= 0) | (columns["customer"] < 0)
    answers = AnswerRows(int(rows), left, int(comments))
    return answers, _in_log(tables, number, columns, ~alone), _alone(number, columns, alone)


def _survey_table(
    tables: Tables, bind: Parameters, survey: Survey, scans: Scans
) -> tuple[str, dict[str, str], str, str]:
    """The rows to choose from, our names of the properties, and the join that finds the case with its code."""
    case, join = tables.case
    if not scans:
        columns = {"answer": survey.answer, "weight": survey.weight, "at": survey.at, "remark": survey.comment}
        given = [
            f"{tables.alias[column]} AS {_SAFE.get(ours, ours)}"
            for ours, column in columns.items()
            if column is not None
        ]
        return f"(SELECT *, {', '.join(given)} FROM bound WHERE reason IS NULL)", tables.alias, join, case
    events = tables.journey.events
    customer = survey.customer or (events.customer if all(events.customer in scan.columns for scan in scans) else None)
    columns = {
        "answer": survey.answer,
        "weight": survey.weight,
        "at": survey.at,
        "remark": survey.comment,
        "customer": customer,
        "case_key": survey.case,
    }
    alias = {column: f"c{place}" for place, column in enumerate(survey.where)}
    wanted = {_SAFE.get(ours, ours): column for ours, column in columns.items() if column is not None} | {
        ours: column for column, ours in alias.items()
    }
    table = f"({log_sql(bind, scans, wanted, survey.time, tables.zone)})"
    if customer is None:
        table = f"(SELECT *, CAST(NULL AS VARCHAR) AS customer FROM {table})"
    if tables.inputs.segment:
        table = f"(SELECT * FROM {table} WHERE customer IN (SELECT customer FROM members))"
    return (table, alias, join, case) if survey.case and events.case else (table, alias, "", "-1")


def _in_log(tables: Tables, survey: int, columns: Columns, chosen: Any) -> Rows:
    """Answers that stand in rows of the log, as rows among the others."""
    size = int(np.count_nonzero(chosen))
    return Rows(
        customer=columns["customer"][chosen],
        case=_integers(columns["case_code"][chosen]),
        touchpoint=columns["touchpoint"][chosen].astype(np.int16)
        if "touchpoint" in columns
        else np.zeros(size, dtype=np.int16),
        role=np.full(size, Role.ANSWER, dtype=np.int8),
        time=columns["time"][chosen].astype(np.int64),
        survey=np.full(size, survey, dtype=np.int16),
        value=columns["value"][chosen],
        weight=columns["share"][chosen].astype(np.float64),
        channel=np.full(size, -1, dtype=np.int16),
        order=tuple(columns[f"o{number}"][chosen] if size else np.zeros(0) for number in range(len(tables.orders))),
    )


_SAFE = {"at": "at_name"}
"""Names of ours that are words of SQL."""


def _alone(survey: int, columns: Columns, chosen: Any) -> Own:
    return Own(
        customer=columns["customer"][chosen].astype(np.int64),
        case=_integers(columns["case_code"][chosen]),
        time=columns["time"][chosen].astype(np.int64),
        survey=np.full(int(np.count_nonzero(chosen)), survey, dtype=np.int16),
        value=columns["value"][chosen],
        weight=columns["share"][chosen].astype(np.float64),
        asked=columns["asked"][chosen].astype(np.int64),
    )


def _integers(column: Any) -> Any:
    return column.astype(np.int64)
