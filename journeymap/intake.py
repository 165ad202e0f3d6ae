"""Has the engine bind rows to touchpoints; hands over what is measured, and tells what was read and what was left out."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from journeymap import entries
from journeymap.arrays import bits_for, part_of
from journeymap.binding import Role
from journeymap.chunk import Chunk
from journeymap.clock import Clock
from journeymap.engine import DuckDB, Engine, EngineError
from journeymap.entries import AnswerRows
from journeymap.finding import Finding, JourneymapError, Level, fault
from journeymap.framing import NEVER, frame_of
from journeymap.inputs import FileStates, Inputs, open_inputs, state_of, strangers, told_apart
from journeymap.load import Loaded
from journeymap.periods import MONTHS, Calendar, Turn, calendar_of
from journeymap.plan import Plan
from journeymap.reading import TimeState
from journeymap.segment import EVERYBODY, OUTSIDE, Segment
from journeymap.tables import Fate, Tables
from journeymap.trust import BAD, FIRST, asked_time, check_rows, check_zone, closing_time
from journeymap.units import shown


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
    kinds: tuple[str, ...] = ()
    """What the codes of `Rows.kind` stand for; one more is the rest, and again one more where a row says nothing."""
    outside: int = 0
    """Customers with a step who are not of the segment that is looked at."""
    calendar: Calendar = MONTHS
    closed: int | None = None
    """What closed the data, whoever is looked at; None where no row has a time."""
    words: dict[int, str] = field(default_factory=dict)
    """What customers said, by the codes of their comments; nothing where nobody asks for it."""
    personas: tuple[str, ...] | None = None
    """The personas by which customers are told apart; None where nobody asks."""
    strangers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of the others that say which customers they are, the columns that the log does not have."""
    turn: Turn | None = None
    """When answers are lately, and when they were earlier."""
    settled_turn: Turn | None = None
    """The same of visits."""


@dataclass(frozen=True)
class Taken:
    """Everything that the measures need, and the facts about the data. `as_of` is what closed the data; None where no row has a time."""

    parts: Sequence[Callable[[], Chunk]]
    """What reads each part of the customers; several may read at once."""
    facts: Facts
    as_of: int | None
    words: Callable[[Collection[int]], dict[int, str]]
    """What customers said, by the codes of their comments; while this is open."""
    time: Callable[[str, str], int | None]
    """A time that an option asks for, in microseconds; while this is open. Raises `JourneymapError` (JM506) where it is none."""
    shared: int = 0
    """Customers who are also of the segment beside the one that is looked at."""

    @property
    def chunks(self) -> Iterator[Chunk]:
        """Part after part."""
        return (part() for part in self.parts)


Watch = Callable[[str, float], None]
"""Is told what is happening, and how much of the whole is done (0-1)."""


def unwatched(_what: str, _share: float) -> None:
    """Nobody looks on."""


@dataclass(frozen=True)
class Request:
    """What is to be read, and of whom. `events` and `answers` override what the journey says, and are looked up from `base`.

    A segment of fewer customers than `min_group`, or of none, is not measured. `quotes` is how many comments of each survey at each touchpoint are
    asked for; `customer` is the only one that is read, if said.
    """

    base: Path
    events: Sequence[str] = ()
    answers: Sequence[str] = ()
    segment: Segment = EVERYBODY
    min_group: int = 0
    customer: str | None = None
    by: str | None = None
    """The column by which funnels are broken down."""
    since: str | None = None
    until: str | None = None
    """Only cases are looked at whose first step is at `since` or later, and before `until`."""
    as_of: str | None = None
    """When the data was closed; overrides what the journey says."""
    watch: Watch = unwatched
    quotes: int = 0
    parted: bool = False
    """Whether customers are told apart by persona, and lately from earlier."""


@contextmanager
def take(loaded: Loaded, plan: Plan, request: Request) -> Iterator[Taken]:
    """Reads and binds; the chunks can be taken while this is open. Raises `JourneymapError` (JM5xx) with all that stands in the way."""
    try:
        with DuckDB() as engine:
            inputs = _opened(engine, loaded, request)
            before = state_of(inputs)
            yield _take(engine, loaded, plan, request, inputs)
            _check_unchanged(before, state_of(inputs))
    except EngineError as error:
        if not error.outside:
            raise
        raise fault(
            "JM502", f"the data cannot be read to its end: {error}", "look at the files; or give it more memory"
        ) from error


def _opened(engine: Engine, loaded: Loaded, request: Request) -> Inputs:
    request.watch("reading the log", 0.0)
    inputs = open_inputs(loaded, engine, request.events, request.answers, request.base, request.segment, request.by)
    is_one = request.segment.persona is not None
    return replace(inputs, personas=told_apart(loaded, inputs.events)) if request.parted and not is_one else inputs


def _check_unchanged(before: FileStates, after: FileStates) -> None:
    """A log is read more than once: rows of two states of a file must not be mixed (JM515)."""
    for (name, path), state in before.items():
        if after[name, path] != state:
            raise fault(
                "JM515", "the file changed while it was read", "run it again, on a copy that stays as it is", file=name
            )


def _take(engine: Engine, loaded: Loaded, plan: Plan, request: Request, inputs: Inputs) -> Taken:
    watch = request.watch
    tables = Tables(loaded, engine, inputs)
    check_zone(tables)
    files, dropped = tables.read()
    closed = asked_time(tables, "--as-of", request.as_of)
    closed = closing_time(tables) if closed is None else closed
    window = _window(tables, request)
    tables.bind(closed)
    fates = tables.fates()
    check_rows(tables, sum(rows for _, rows in files), fates)
    begin, end = _period(fates)
    as_of = closed if closed is not None else end
    calendar = calendar_of(begin, as_of, tables.zone)
    outside = _choose(tables, request)
    fates = tables.fates() if request.segment else fates
    watch("binding events to touchpoints", 0.1)
    tables.quoted = request.quotes > 0
    tables.part_bits = bits_for(sum(rows for _, rows in files))
    kinds = tables.code_kinds()
    entries.add_steps(tables, plan)
    spoken = entries.add_signals(tables)
    answers = {
        name: entries.add_answers(tables, plan, number, name) for number, name in enumerate(loaded.journey.surveys)
    }
    frame = frame_of(loaded.journey, plan, as_of, spoken, calendar, (begin, end) if request.parted else (None, None))
    frame = replace(frame, quotes=request.quotes, window=window)
    first, last = _period(fates)
    facts = Facts(tuple(files), _counts(fates), dropped, first, last, answers, kinds, outside, calendar, as_of)
    facts = _with_parts(facts, loaded, inputs, frame.clock) if request.parted else facts
    told = as_of if last is not None or closed is not None else None
    shared = tables.also_of(Segment(conditions=request.segment.beside)) if request.segment.beside else 0
    words, time = partial(entries.words, tables, plan), partial(asked_time, tables)
    return Taken(_parts(tables, frame, watch), facts, told, words, time, shared)


def _with_parts(facts: Facts, loaded: Loaded, inputs: Inputs, clock: Clock) -> Facts:
    """The same with what the parts are in which customers are told: personas, unless one is looked at, and the latest periods."""
    facts = replace(facts, turn=clock.turn, settled_turn=clock.settled_turn)
    if inputs.segment.persona is not None:
        return facts
    return replace(facts, personas=inputs.personas, strangers=strangers(loaded, inputs.events))


def _parts(tables: Tables, frame: Chunk, watch: Watch) -> list[Callable[[], Chunk]]:
    parts = 2**tables.part_bits

    def read(number: int) -> Chunk:
        watch("measuring", 0.45 + 0.5 * number / parts)
        rows, own, who, members = part_of(tables, number)
        return replace(frame, rows=rows, own=own, who=who, members=members).looked_at()

    return [partial(read, number) for number in range(parts)]


def _window(tables: Tables, request: Request) -> tuple[int, int] | None:
    """From when on, and before when, cases begin that are looked at; None for all. Raises `JourneymapError` (JM506, JM519)."""
    if request.since is None and request.until is None:
        return None
    since, until = asked_time(tables, "--since", request.since), asked_time(tables, "--until", request.until)
    if since is not None and until is not None and since >= until:
        message = f"no case begins from {request.since} on and before {request.until}"
        raise fault("JM519", message, "write the earlier time after --since", file=tables.loaded.document.file)
    return FIRST if since is None else since, NEVER if until is None else until


def _choose(tables: Tables, request: Request) -> int:
    """Leaves out who is not of the segment; returns how many customers that are.

    Raises `JourneymapError` where too few are left (JM518), or where the one who is asked for is not there (JM530).
    """
    if request.customer is not None and not tables.keep_one(request.customer):
        message = f"no visit in the log is of customer {shown(request.customer)}"
        cure = f"write the id as it stands in the column {shown(tables.journey.events.customer)}"
        raise fault("JM530", message, cure, file=tables.loaded.document.file)
    if not request.segment:
        return 0
    inside, outside = tables.keep(request.segment)
    if inside < max(1, request.min_group):
        told = f"fewer than {request.min_group} customers of the log are" if inside else "no customer of the log is"
        cure = "take a larger segment" if inside else _what_there_is(tables, request)
        raise _of_nobody(tables, request.segment, f"{told} of this segment", cure)
    return outside


def _what_there_is(tables: Tables, request: Request) -> str:
    """What could be written instead of the conditions of a segment that nobody meets."""
    found = {
        column: tables.common(column, max(1, request.min_group))
        for column in dict.fromkeys(column for _, column in request.segment.columns())
        if column in tables.alias
    }
    told = [f"{shown(column)} says {' or '.join(map(shown, values))}" for column, values in found.items() if values]
    if not told:
        return "look at its conditions, and at the columns of the log"
    return f"in the log, {'; '.join(told)}; capital letters matter, and a customer's first step decides"


def _of_nobody(tables: Tables, segment: Segment, message: str, cure: str) -> JourneymapError:
    """The fault of a segment: where a persona says it, there."""
    loaded = tables.loaded
    if segment.persona is None:
        return fault("JM518", message, cure, file=loaded.document.file)
    ref = ("personas", segment.persona, "segment")
    return JourneymapError(Finding("JM518", Level.ERROR, message, cure, ref, loaded.locate(ref, key=True)))


def _period(fates: list[Fate]) -> tuple[int | None, int | None]:
    """The first and the last time of all rows that count."""
    times = [
        row[key] for row in fates if row["reason"] is None for key in ("earliest", "latest") if row[key] is not None
    ]
    return min(times, default=None), max(times, default=None)


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
        rows_without_time=sum(row["rows"] for row in kept if row["time"] == TimeState.MISSING),
        unreadable_times_kept=sum(row["rows"] for row in kept if row["time"] >= TimeState.BAD),
        ambiguous=sum(row["rows"] for row in kept if row["ambiguous"]),
    )
