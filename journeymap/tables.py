"""The engine's tables between the files and the steps: `names`, `members`, and the log itself where it has to be copied."""

from functools import cached_property
from typing import Any

from journeymap import sources
from journeymap.binding import (
    NO_TIME,
    Role,
    bound_sql,
    counted_sql,
    has_conditions,
    marked_sql,
    names_of,
    number_sql,
    reason_sql,
)
from journeymap.engine import Engine, EngineError
from journeymap.finding import JourneymapError
from journeymap.inputs import Inputs, Scans, event_columns
from journeymap.load import Loaded
from journeymap.reading import Parameters, is_integer, log_sql, scan_sql
from journeymap.scan import Scan
from journeymap.segment import OUTSIDE, Segment, members_sql
from journeymap.signals import own_signals_sql, plain_signals

MOST_KINDS = 1_000
"""So many different values of a column are told apart."""
MOST_NAMED = 10
"""So many of them are named where none is the one that is asked for."""
Fate = dict[str, Any]
"""What became of the rows of one name: the columns of `Tables.fates`."""

_NAMES = {"name": "VARCHAR", "rule": "INTEGER", "touchpoints": "INTEGER", "ignored": "BOOLEAN", "signals": "VARCHAR"}
"""The columns of the table `names`."""


class Tables:
    """The tables of one run. `columns` maps our names of the log's columns to its own, `alias` a property to our name of its column."""

    def __init__(self, loaded: Loaded, engine: Engine, inputs: Inputs) -> None:
        self.loaded, self.engine, self.inputs = loaded, engine, inputs
        self.journey, self.zone = loaded.journey, loaded.journey.events.timezone
        self.numbers = [column for column in self.journey.events.order if column != self.journey.events.time]
        self.alias, self.columns = self._names_of_our_own()
        self.timed = all(self.journey.events.time in scan.columns for scan in inputs.events)
        self._copied, self._chosen, self._own = False, False, has_conditions(loaded.journey)
        self._closed: int | None = None
        self.quoted = False
        """Whether somebody asks for what customers say in words."""
        self.part_bits = 0
        """The entries are in two to the power of so many parts."""

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
        properties += [column for name in self.inputs.personas for column in self.journey.personas[name].segment]
        properties += [self.inputs.by] if self.inputs.by is not None else []
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
        """Counts each file's rows, and the duplicates that are dropped.

        Files that are dear to read, and logs whose duplicates have to be found, are read once into the table `log`; others stay where they are.
        """
        if "event_id" not in self.columns and all(scan.columnar for scan in self.inputs.events):
            return [(scan.name, self._count(scan)) for scan in self.inputs.events], 0
        counts = []
        for number, scan in enumerate(self.inputs.events):
            bind = Parameters()
            verb = "INSERT INTO log" if number else "CREATE TEMP TABLE log AS"
            ((made,),) = self.rows(f"{verb} {self._log_sql(bind, scan)}", bind, (scan,))
            counts.append((scan.name, int(made)))
        self._copied = True
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

    def _count(self, scan: Scan) -> int:
        bind = Parameters()
        return int(self.rows(f"SELECT count(*) FROM {scan_sql(bind, scan)}", bind, (scan,))[0][0])

    def _log_sql(self, bind: Parameters, only: Scan | None = None) -> str:
        typed = frozenset(f"o{number}" for number in range(len(self.numbers)))
        time = self.journey.events.time if self.timed else None
        return log_sql(bind, self.inputs.events, self.columns, time, self.zone, typed, only=only)

    def rows(self, sql: str, bind: Parameters, scans: Scans | None = None) -> list[tuple[Any, ...]]:
        """The rows of a statement that reads files (those of the log, if not said); what is wrong with a file becomes a finding."""
        try:
            return self.engine.rows(sql, bind.values)
        except EngineError as error:
            text, read = str(error), scans or self.inputs.events
            named = next((scan for scan in read if str(scan.path) in text), None)
            if named is None and error.outside:
                raise
            scan = named or read[0]
            raise JourneymapError(sources.explain(scan.name, scan.path, text)) from error

    def write(self, name: str, sql: str, bind: Parameters, scans: Scans | None = None) -> None:
        """Writes rows to the engine's folder, as `name`, in parts by their column `part`."""
        bind_to = bind(str(self.engine.folder / name))
        # Hashes and times have no dictionary that would be worth looking for.
        form = "FORMAT parquet, PARTITION_BY (part), COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 100"
        self.rows(f"COPY ({sql}) TO {bind_to} ({form})", bind, scans)

    def bind(self, closed: int | None) -> None:
        """Makes the table `names`, and closes the log."""
        table = list(zip(*names_of(self.journey, plain_signals(self.journey)), strict=True)) or [()] * len(_NAMES)
        bind = Parameters()
        values = ", ".join(
            f"unnest({bind(list(column))}::{kind}[])" for column, kind in zip(table, _NAMES.values(), strict=True)
        )
        self.engine.run(f"CREATE TEMP TABLE names ({', '.join(f'{name} {kind}' for name, kind in _NAMES.items())})")
        self.engine.run(f"INSERT INTO names SELECT {values}", bind.values)
        self._closed = closed

    def marked(self, bind: Parameters, *, everybody: bool = False) -> str:
        """The query of the rows of the log with what they say by themselves; of `everybody`, also where some customers were chosen."""
        orders = [f"o{number}" for number in range(len(self.numbers))]
        log = "log" if self._copied else f"({self._log_sql(bind)})"
        reason = reason_sql(self.journey, orders, self._closed, OUTSIDE if self._chosen and not everybody else None)
        signals = own_signals_sql(bind, self.journey, self.alias)
        return marked_sql(bind, self.journey, log, self.alias, reason, signals)

    def bound(self, bind: Parameters) -> str:
        """The query of the bound rows: the log with `rule`, `hits`, `ignored`, `reason` and `signals`."""
        return bound_sql(self.marked(bind), own=self._own)

    def keep(self, segment: Segment) -> tuple[int, int]:
        """Leaves out all rows of customers who are not of a segment; returns how many customers with a step are in it, and how many are not."""
        bind = Parameters()
        steps = f"reason IS NULL AND rule % 4 = {Role.START:d}"
        ((everybody,),) = self.rows(f"SELECT count(DISTINCT customer) FROM ({self.bound(bind)}) WHERE {steps}", bind)
        bind = Parameters()
        bound = f"WITH bound AS ({self.bound(bind)}) "
        members = members_sql(bind, segment, self.alias, self.orders, cases="case_key" in self.columns)
        ((inside,),) = self.rows(f"CREATE TEMP TABLE members AS {bound}{members}", bind)
        self._chosen = True
        return int(inside), int(everybody) - int(inside)

    def common(self, column: str, least: int) -> list[str]:
        """What a column of the log says at steps of so many customers and more, whoever is looked at: those of the most customers."""
        bind = Parameters()
        value, bound = self.alias[column], bound_sql(self.marked(bind, everybody=True), own=self._own)
        steps = f"reason IS NULL AND rule % 4 = {Role.START:d} AND {value} IS NOT NULL"
        counted = f"SELECT {value} AS value, count(DISTINCT customer) AS customers FROM ({bound}) WHERE {steps} GROUP BY value"
        ranked = f"SELECT value FROM ({counted}) WHERE customers >= {least:d} ORDER BY customers DESC, value LIMIT {MOST_NAMED:d}"
        return [str(found) for (found,) in self.rows(ranked, bind)]

    def also_of(self, segment: Segment) -> int:
        """How many of the customers who are kept are of another segment as well."""
        bind = Parameters()
        bound = f"WITH bound AS ({self.bound(bind)}) "
        members = members_sql(bind, segment, self.alias, self.orders, cases="case_key" in self.columns)
        ((count,),) = self.rows(f"{bound}SELECT count(*) FROM ({members})", bind)
        return int(count)

    def keep_one(self, customer: str) -> bool:
        """Leaves out all rows of all others; returns whether the customer has a step."""
        bind = Parameters()
        self.engine.run(f"CREATE TEMP TABLE members AS SELECT {bind(customer)}::VARCHAR AS customer", bind.values)
        self._chosen = True
        bind = Parameters()
        steps = f"reason IS NULL AND rule % 4 = {Role.START:d}"
        return bool(self.rows(f"SELECT 1 FROM ({self.bound(bind)}) WHERE {steps} LIMIT 1", bind))

    def code_kinds(self) -> tuple[str, ...]:
        """Makes the table `kinds` of what steps say in the column by which funnels are broken down; returns that, in the order of the codes and of texts.

        Of very many only those of the most customers have a code of their own.
        """
        if self.inputs.by is None:
            return ()
        bind = Parameters()
        column = self.alias[self.inputs.by]
        steps = f"reason IS NULL AND rule % 4 = {Role.START:d} AND {column} IS NOT NULL"
        ranked = (
            f"SELECT {column} AS value, count(DISTINCT customer) AS customers FROM ({self.bound(bind)}) WHERE {steps} "
            f"GROUP BY value ORDER BY customers DESC, value LIMIT {MOST_KINDS:d}"
        )
        coded = f"SELECT value, CAST(row_number() OVER (ORDER BY value) - 1 AS INTEGER) AS code FROM ({ranked})"
        self.rows(f"CREATE TEMP TABLE kinds AS {coded}", bind)
        return tuple(str(value) for (value,) in self.engine.rows("SELECT value FROM kinds ORDER BY code"))

    @property
    def kind(self) -> tuple[str, str]:
        """The code of what a row `b` says there, and the join that finds it: one more than the last for the rest, and again one more for nothing."""
        if self.inputs.by is None:
            return "-1", ""
        column = f"b.{self.alias[self.inputs.by]}"
        rest = f"(SELECT count(*) FROM kinds) + CASE WHEN {column} IS NULL THEN 1 ELSE 0 END"
        return f"coalesce(k.code, {rest})", f"LEFT JOIN kinds k ON k.value = {column}"

    def fates(self) -> list[Fate]:
        """Rows by name, fate and `TimeState`."""
        keys = ("name", "reason", "rule", "signal", "ignored", "ambiguous", "rows", "time", "earliest", "latest")
        bind = Parameters()
        # There are few names: what a name means is looked up after the rows are counted.
        counted = bound_sql(counted_sql(self.marked(bind), own=self._own), own=self._own)
        facts = "name, reason, rule, signals IS NOT NULL, ignored, hits > 1, counted, time_state, earliest, latest"
        return [dict(zip(keys, row, strict=True)) for row in self.rows(f"SELECT {facts} FROM ({counted})", bind)]

    @cached_property
    def orders(self) -> list[str]:
        """The order columns as SQL numbers, in the declared order; the time where it is one of them."""
        if not self.journey.events.order:
            return []
        names = {column: f"o{number}" for number, column in enumerate(self.numbers)}
        return [
            f"coalesce(b.time, {NO_TIME})" if column not in names else self._order(column, names[column])
            for column in self.journey.events.order
        ]

    @property
    def order_kinds(self) -> list[str]:
        """The SQL type of each of `orders`."""
        return ["BIGINT" if not order.startswith("(") else "DOUBLE" for order in self.orders]

    def _order(self, column: str, ours: str) -> str:
        """Whole numbers stay whole: not every one of 16 digits and more is a DOUBLE."""
        if all(is_integer(scan.columns[column]) for scan in self.inputs.events):
            return f"b.{ours}"
        bind = Parameters()
        ((whole,),) = self.rows(
            f"SELECT bool_and(regexp_full_match({ours}, '[+-]?\\d+') AND TRY_CAST({ours} AS BIGINT) IS NOT NULL) "
            f"FROM ({self.bound(bind)}) WHERE reason IS NULL",
            bind,
        )
        return f"CAST(b.{ours} AS BIGINT)" if whole else f"({number_sql(f'CAST(b.{ours} AS VARCHAR)')})"
