"""Has the engine bind rows to touchpoints; hands over what is measured, and tells what was read and what was left out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from journeymap.arrays import AnswerRows, answer_rows, log_rows, signal_rows
from journeymap.binding import Role
from journeymap.engine import DuckDB, Engine, EngineError
from journeymap.finding import fault
from journeymap.inputs import open_inputs
from journeymap.load import Loaded
from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.segment import EVERYBODY, OUTSIDE, Segment
from journeymap.steps import Chunk, Clock, Own, Rows
from journeymap.tables import Fate, Tables
from journeymap.trust import BAD, check_rows, check_zone, closing_time

_NEVER = 2**62
"""A time after all others."""


@dataclass(frozen=True)
class Counts:
    """What became of the log's rows."""

    contact_rows: int
    signal_rows: int
    ignored: int
    unbound_names: dict[str, int]
    left_out: dict[str, int]
    rows_without_time: int
    unreadable_times_kept: int
    ambiguous: int


@dataclass(frozen=True)
class Facts:
    """What was read. Times are microseconds since 1970 (UTC), None where no row has one."""

    files: tuple[tuple[str, int], ...]
    counts: Counts
    duplicates_dropped: int
    first: int | None
    last: int | None
    answers: dict[str, AnswerRows]
    checksum: str
    outside: int = 0
    """Customers with a step who are not of the segment that is looked at."""


@dataclass(frozen=True)
class Taken:
    """Everything that the measures need, and the facts about the data."""

    chunk: Chunk
    facts: Facts


@dataclass(frozen=True)
class Request:
    """What is to be read, and of whom. `events` and `answers` override what the journey says, and are looked up from `base`.

    A segment of fewer customers than `min_group`, or of none, is not measured.
    """

    base: Path
    events: Sequence[str] = ()
    answers: Sequence[str] = ()
    segment: Segment = EVERYBODY
    min_group: int = 0


def take(loaded: Loaded, plan: Plan, request: Request) -> Taken:
    """Reads and binds. Raises `JourneymapError` (JM5xx) with all that stands in the way."""
    try:
        return _take(DuckDB(), loaded, plan, request)
    except EngineError as error:
        if not error.outside:
            raise
        raise fault(
            "JM502", f"the data cannot be read to its end: {error}", "look at the files; or give it more memory"
        ) from error


def _take(engine: Engine, loaded: Loaded, plan: Plan, request: Request) -> Taken:
    inputs = open_inputs(loaded, engine, request.events, request.answers, request.base, request.segment)
    tables = Tables(loaded, engine, inputs)
    check_zone(tables)
    files, dropped = tables.read()
    closed = closing_time(tables)
    tables.bind(closed)
    fates = tables.fates()
    check_rows(tables, sum(rows for _, rows in files), fates)
    as_of = closed if closed is not None else _period(fates)[1]
    outside = _choose(tables, request)
    fates = tables.fates() if request.segment else fates
    tables.code()
    read = [answer_rows(tables, plan, number, name) for number, name in enumerate(loaded.journey.surveys)]
    first, last = _period(fates)
    signals, spoken = signal_rows(tables)
    rows = [log_rows(tables, plan), signals, *(in_log for _, in_log, _ in read)]
    chunk = _chunk(loaded.journey, plan, rows, [alone for _, _, alone in read], as_of, spoken)
    return Taken(
        chunk,
        Facts(
            files=tuple(files),
            counts=_counts(fates),
            duplicates_dropped=dropped,
            first=first,
            last=last,
            answers={name: found for name, (found, _, _) in zip(loaded.journey.surveys, read, strict=True)},
            checksum=_checksum(engine, chunk),
            outside=outside,
        ),
    )


def _choose(tables: Tables, request: Request) -> int:
    """Leaves out who is not of the segment; returns how many customers that are. Raises `JourneymapError` (JM518) where too few are left."""
    if not request.segment:
        return 0
    inside, outside = tables.keep(request.segment)
    if inside < max(1, request.min_group):
        told = f"fewer than {request.min_group} customers of the log are" if inside else "no customer of the log is"
        cure = "look at its conditions, and at the columns of the log" if not inside else "take a larger segment"
        raise fault("JM518", f"{told} of this segment", cure, file=tables.loaded.document.file)
    return outside


def _period(fates: list[Fate]) -> tuple[int | None, int | None]:
    """The first and the last time of all rows that count."""
    times = [
        row[key] for row in fates if row["reason"] is None for key in ("earliest", "latest") if row[key] is not None
    ]
    return min(times, default=None), max(times, default=None)


def _chunk(
    journey: Journey,
    plan: Plan,
    rows: list[Rows],
    own: list[Own],
    as_of: int | None,
    spoken: tuple[frozenset[int], ...],
) -> Chunk:
    silence = journey.new_case_after
    clock = Clock(
        _NEVER if as_of is None else as_of,
        _micros(journey.leaves_after),
        None if silence is None else _micros(silence),
    )
    asks = tuple(
        frozenset(
            plan.number[touchpoint_id]
            for touchpoint_id, touchpoint in journey.touchpoints.items()
            if touchpoint.ask.get(name) == ()
        )
        for name in journey.surveys
    )
    surveys = list(enumerate(journey.surveys.items()))
    timeless = frozenset(number for number, (_, survey) in surveys if survey.time is None)
    by_case = frozenset(
        number for number, (_, survey) in surveys if survey.case is not None and journey.events.case is not None
    )
    return Chunk(plan, clock, _joined(rows).arranged(), _all(own), asks, timeless, by_case, spoken)


def _counts(fates: list[Fate]) -> Counts:
    kept = [row for row in fates if row["reason"] is None]
    unbound, left = Counter[str](), Counter[str]()
    for row in kept:
        if row["rule"] is None and not row["signal"] and not row["ignored"]:
            unbound[row["name"]] += row["rows"]
    for row in fates:
        if row["reason"] is not None:
            left[row["reason"]] += row["rows"]
    return Counts(
        contact_rows=sum(row["rows"] for row in kept if row["rule"] is not None and row["rule"] % 4 != Role.START),
        signal_rows=sum(row["rows"] for row in kept if row["signal"]),
        ignored=sum(row["rows"] for row in kept if row["rule"] is None and not row["signal"] and row["ignored"]),
        unbound_names=dict(sorted(unbound.items(), key=lambda item: (-item[1], item[0]))),
        left_out={reason: left[reason] for reason in (*BAD, "after as_of", OUTSIDE) if left[reason]},
        rows_without_time=sum(row["missing"] for row in kept),
        unreadable_times_kept=sum(row["bad"] for row in kept),
        ambiguous=sum(row["rows"] for row in kept if row["ambiguous"]),
    )


def _checksum(engine: Engine, chunk: Chunk) -> str:
    """A fingerprint of what was measured: the same for the same rows in any order, file format and engine version."""
    hashes = np.array(
        [int(row[0]) for row in engine.rows("SELECT md5_number_lower(customer) FROM customers ORDER BY code")] or [0],
        dtype=np.uint64,
    )
    rows, own = chunk.rows, chunk.own
    total = _mixed(
        hashes[rows.customer],
        rows.time,
        rows.touchpoint,
        rows.role,
        rows.survey,
        rows.channel,
        rows.value.view(np.int64),
    )
    whom = np.where(own.customer >= 0, hashes[np.maximum(own.customer, 0)], np.uint64(0))
    return f"{(total + _mixed(whom, own.time, own.asked, own.survey, own.value.view(np.int64))) % 2**64:016x}"


def _mixed(*columns: Any) -> int:
    """The sum over all rows of a hash of each row (Stafford's variant 13 of a 64-bit finaliser), modulo 2**64."""
    state = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        state = (state ^ column.astype(np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state ^= state >> np.uint64(31)
    return int(state.sum(dtype=np.uint64))


def _micros(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _joined(parts: list[Rows]) -> Rows:
    """Rows one after the other."""
    parts = [part for part in parts if len(part)] or parts[:1]
    if len(parts) == 1:
        return parts[0]
    plain = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Rows.__dataclass_fields__
        if name != "order"
    }
    return Rows(
        **plain, order=tuple(np.concatenate(columns) for columns in zip(*(part.order for part in parts), strict=True))
    )


def _all(parts: list[Own]) -> Own:
    """Answers one after the other."""
    nothing = {
        name: np.zeros(0, dtype=np.float64 if name in ("value", "weight") else np.int64)
        for name in Own.__dataclass_fields__
    }
    return Own(**{name: np.concatenate([nothing[name], *(getattr(part, name) for part in parts)]) for name in nothing})
