"""The engine's tables between the files and the arrays: `log`, `names`, `bound`, `customers` and `cases`."""

from typing import Any

from journeymap import sources
from journeymap.binding import (
    NO_TIME,
    Parameters,
    Role,
    TimeState,
    bound_sql,
    is_integer,
    log_sql,
    names_of,
    number_sql,
    reason_sql,
)
from journeymap.engine import Engine, EngineError
from journeymap.finding import JourneymapError
from journeymap.inputs import Inputs, Scans, event_columns
from journeymap.load import Loaded
from journeymap.segment import OUTSIDE, Segment, members_sql
from journeymap.signals import signals_sql

Fate = dict[str, Any]
"""What became of the rows of one name: the columns of `Tables.fates`."""

_COUNTED = "reason IS NULL AND (rule IS NOT NULL OR signals IS NOT NULL)"
"""The rows that are anything to the journey."""


class Tables:
    """The tables of one run. `columns` maps our names of the log's columns to its own, `alias` a property to our name of its column."""

    def __init__(self, loaded: Loaded, engine: Engine, inputs: Inputs) -> None:
        self.loaded, self.engine, self.inputs = loaded, engine, inputs
        self.journey, self.zone = loaded.journey, loaded.journey.events.timezone
        self.numbers = [column for column in self.journey.events.order if column != self.journey.events.time]
        self.alias, self.columns = self._names_of_our_own()
        self.timed = all(self.journey.events.time in scan.columns for scan in inputs.events)

    def _names_of_our_own(self) -> tuple[dict[str, str], dict[str, str]]:
        """From a property to our name of its column, and from our names of columns to those of the log."""
        events = self.journey.events
        columns = {"customer": events.customer, "name": events.name}
        columns |= {
            ours: given
            for ours, given in (("case_key", events.case), ("event_id", events.id), ("channel", events.channel))
            if given is not None
        }
        columns |= {f"o{number}": column for number, column in enumerate(self.numbers)}
        properties = [column for ref, column in event_columns(self.loaded).items() if "where" in ref]
        properties += [column for _, column in self.inputs.segment.columns()]
        surveys = [survey for name, survey in self.journey.surveys.items() if not self.inputs.answers[name]]
        properties += [
            column
            for survey in surveys
            for column in (survey.answer, survey.weight, survey.at, survey.comment, *survey.where)
            if column is not None
        ]
        alias = {column: f"c{number}" for number, column in enumerate(dict.fromkeys(properties))}
        return alias, columns | {ours: column for column, ours in alias.items()}

    def read(self) -> tuple[list[tuple[str, int]], int]:
        """Makes the table `log`; returns each file's rows, and how many duplicates were dropped."""
        typed = frozenset(f"o{number}" for number in range(len(self.numbers)))
        counts = []
        for number, scan in enumerate(self.inputs.events):
            bind = Parameters()
            sql = log_sql(
                bind,
                self.inputs.events,
                self.columns,
                self.journey.events.time if self.timed else None,
                self.zone,
                typed,
                only=scan,
            )
            verb = "INSERT INTO log" if number else "CREATE TEMP TABLE log AS"
            counts.append((scan.name, self.run((scan,), f"{verb} {sql}", bind)))
        if "event_id" not in self.columns:
            return counts, 0
        same = ["event_id", "customer", "name", "time", *(["case_key"] if "case_key" in self.columns else [])]
        every = [*self.columns, "time", "time_state"]
        self.engine.run(
            "CREATE TEMP TABLE once AS SELECT * FROM log QUALIFY event_id IS NULL "
            f"OR row_number() OVER (PARTITION BY {', '.join(same)} ORDER BY {', '.join(every)}) = 1"
        )
        self.engine.run("DROP TABLE log")
        self.engine.run("ALTER TABLE once RENAME TO log")
        return counts, sum(rows for _, rows in counts) - int(self.engine.rows("SELECT count(*) FROM log")[0][0])

    def run(self, scans: Scans, sql: str, bind: Parameters) -> int:
        """Runs a statement that reads files; what is wrong with a file becomes a finding. Returns how many rows it made."""
        try:
            made = self.engine.rows(sql, bind.values)
        except EngineError as error:
            text = str(error)
            scan = next((scan for scan in scans if str(scan.path) in text), scans[0])
            raise JourneymapError(sources.explain(scan.name, scan.path, text)) from error
        return int(made[0][0])

    def bind(self, closed: int | None) -> None:
        """Makes the tables `names` and `bound`."""
        table = list(zip(*names_of(self.journey), strict=True)) or [(), (), (), ()]
        bind = Parameters()
        values = ", ".join(
            f"unnest({bind(list(column))}::{kind}[])"
            for column, kind in zip(table, ("VARCHAR", "INTEGER", "INTEGER", "BOOLEAN"), strict=True)
        )
        self.engine.run("CREATE TEMP TABLE names (name VARCHAR, rule INTEGER, touchpoints INTEGER, ignored BOOLEAN)")
        self.engine.run(f"INSERT INTO names SELECT {values}", bind.values)
        bind = Parameters()
        orders = [f"o{number}" for number in range(len(self.numbers))]
        bound = bound_sql(bind, self.journey, "log", self.alias, reason_sql(self.journey, orders, closed))
        self.engine.run(
            f"CREATE TEMP TABLE bound AS {signals_sql(bind, self.journey, bound, self.alias)}",
            bind.values,
        )

    def keep(self, segment: Segment) -> tuple[int, int]:
        """Leaves out all rows of customers who are not of a segment; returns how many customers with a step are in it, and how many are not."""
        steps = f"SELECT count(DISTINCT customer) FROM bound WHERE reason IS NULL AND rule % 4 = {Role.START:d}"
        everybody = int(self.engine.rows(steps)[0][0])
        bind = Parameters()
        members = members_sql(bind, segment, self.alias, self.orders, cases="case_key" in self.columns)
        self.engine.run(f"CREATE TEMP TABLE members AS {members}", bind.values)
        reason = f"CASE WHEN reason IS NULL AND customer NOT IN (SELECT customer FROM members) THEN '{OUTSIDE}' ELSE reason END"
        self.engine.run(f"CREATE TEMP TABLE inside AS SELECT * REPLACE ({reason} AS reason) FROM bound")
        self.engine.run("DROP TABLE bound")
        self.engine.run("ALTER TABLE inside RENAME TO bound")
        inside = int(self.engine.rows("SELECT count(*) FROM members")[0][0])
        return inside, everybody - inside

    def fates(self) -> list[Fate]:
        """Rows by name and fate."""
        keys = (
            "name",
            "reason",
            "rule",
            "signal",
            "ignored",
            "ambiguous",
            "rows",
            "missing",
            "bad",
            "naive",
            "earliest",
            "latest",
        )
        sql = f"""SELECT name, reason, rule, signals IS NOT NULL, ignored, hits > 1, count(*), count(*) FILTER (time_state = {TimeState.MISSING:d}),
            count(*) FILTER (time_state >= {TimeState.BAD:d}), count(*) FILTER (time_state = {TimeState.NAIVE:d}), min(time), max(time)
            FROM bound GROUP BY ALL"""
        return [dict(zip(keys, row, strict=True)) for row in self.engine.rows(sql)]

    def code(self) -> None:
        """Makes the tables `customers` and `cases`: integers for texts, the same ones in each run."""
        self.engine.run(
            "CREATE TEMP TABLE customers AS SELECT customer, CAST(row_number() OVER (ORDER BY customer) - 1 AS INTEGER) AS code "
            f"FROM (SELECT DISTINCT customer FROM bound WHERE {_COUNTED})"
        )
        if "case_key" in self.columns:
            self.engine.run(
                "CREATE TEMP TABLE cases AS SELECT customer, case_key, "
                "CAST(row_number() OVER (ORDER BY customer, case_key) - 1 AS INTEGER) AS code "
                f"FROM (SELECT DISTINCT customer, coalesce(case_key, '') AS case_key FROM bound WHERE {_COUNTED})"
            )

    @property
    def case(self) -> tuple[str, str]:
        """How a row's case code is called, and the join that finds it."""
        if "case_key" not in self.columns:
            return "-1", ""
        return (
            "coalesce(k.code, -2)",
            "LEFT JOIN cases k ON k.customer = b.customer AND k.case_key = coalesce(b.case_key, '')",
        )

    @property
    def orders(self) -> list[str]:
        """The order columns as SQL numbers, in the declared order; the time where it is one of them."""
        if not self.journey.events.order:
            return []
        names = {column: f"o{number}" for number, column in enumerate(self.numbers)}
        return [
            f"coalesce(b.time, {NO_TIME})" if column not in names else self._order(column, names[column])
            for column in self.journey.events.order
        ]

    def _order(self, column: str, ours: str) -> str:
        """Whole numbers stay whole: not every one of 16 digits and more is a DOUBLE."""
        if all(is_integer(scan.columns[column]) for scan in self.inputs.events):
            return f"b.{ours}"
        ((whole,),) = self.engine.rows(
            f"SELECT bool_and(regexp_full_match({ours}, '[+-]?\\d+') AND TRY_CAST({ours} AS BIGINT) IS NOT NULL) "
            "FROM bound WHERE reason IS NULL"
        )
        return f"CAST(b.{ours} AS BIGINT)" if whole else f"({number_sql(f'CAST(b.{ours} AS VARCHAR)')})"
