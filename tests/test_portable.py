"""The SQL that binds events is ready for other engines: it parses, and is carried to them, without a construct that one of them lacks."""

import re
from collections.abc import Iterator

import pytest
import sqlglot
from journeymap.binding import bound_sql, counted_sql, has_conditions, marked_sql, reason_sql
from journeymap.language.observation import Condition
from journeymap.load import loads
from journeymap.model import Journey
from journeymap.segment import Segment, members_sql
from journeymap.signals import own_signals_sql
from sqlglot import exp

ENGINES = ("spark", "clickhouse", "bigquery", "snowflake", "trino", "postgres")
TEXT = b"""
title: Everything that binds
ignore: [heartbeat]
events: {order: [day, sequence], timezone: UTC}
surveys:
  csat: {answer: score, scale: 1..5, where: {question: csat}}
stages:
  shop:
    touchpoints:
      look: {match: [look, {event: see, where: {page: {starts_with: /shop, contains: item}, new: yes}}]}
      pay:
        match: {start: pay, done: {event: paid, where: {amount: {min: 1, max: 99.5}}}, fail: {event: paid, where: {state: [no, 7, late]}}}
        signals: [error, {event: slow, where: {seconds: {min: 9}}}]
        ask: [csat]
"""
ALIAS = {name: f"c{number}" for number, name in enumerate(("page", "new", "amount", "state", "seconds", "device"))}


def literal(value: object) -> str:
    """A value as it stands in SQL: engines name their parameters differently."""
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


PLAIN = b"""
title: Names say it all
ignore: [heartbeat]
stages:
  shop:
    touchpoints:
      look: {match: [look, see]}
      pay: {match: {start: pay, done: paid}, signals: [error]}
"""


def queries(journey: Journey) -> Iterator[tuple[str, str]]:
    """The queries of the binding."""
    own = has_conditions(journey)
    reason = reason_sql(journey, ["o0", "o1"], 1_767_225_600_000_000, "outside the segment")
    marked = marked_sql(literal, journey, "log", ALIAS, reason, own_signals_sql(literal, journey, ALIAS))
    yield "marked", marked
    yield "bound", bound_sql(marked, own=own)
    yield "counted", bound_sql(counted_sql(marked, own=own), own=own)
    segment = Segment(conditions=((("--segment",), {"device": Condition(one_of=("mobile", "tablet"))}),))
    yield (
        "members",
        f"WITH bound AS ({bound_sql(marked, own=own)}) " + members_sql(literal, segment, ALIAS, ["b.o0"], cases=True),
    )


QUERIES = {
    f"{name}, {which}": query
    for which, text in (("conditions", TEXT), ("names", PLAIN))
    for name, query in queries(loads(text, "journey.yaml").journey)
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("query", QUERIES)
def test_the_binding_is_carried_to_other_engines(query: str, engine: str) -> None:
    (carried,) = sqlglot.transpile(
        QUERIES[query], read="duckdb", write=engine, unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    again = sqlglot.parse_one(carried, read=engine)
    assert not [call.sql() for call in again.find_all(exp.Anonymous)]
    tree = sqlglot.parse_one(QUERIES[query], read="duckdb")
    assert len(list(again.find_all(exp.Case, exp.If))) >= len(list(tree.find_all(exp.Case)))


@pytest.mark.parametrize("query", QUERIES)
def test_the_binding_has_no_word_that_only_one_engine_knows(query: str) -> None:
    tree = sqlglot.parse_one(QUERIES[query], read="duckdb")
    assert not list(tree.find_all(exp.Anonymous))
    assert not re.search(r"QUALIFY|FILTER|REPLACE|EXCLUDE|GROUP BY ALL|::|unnest", QUERIES[query], re.IGNORECASE)
