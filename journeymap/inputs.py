"""Which files are read, and whether they have the columns that the journey names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from journeymap import sources
from journeymap.engine import Engine
from journeymap.finding import Finding, JourneymapError, Level, Location, Ref, fault
from journeymap.language.observation import Survey
from journeymap.load import Loaded
from journeymap.scan import TEXT, Scan
from journeymap.segment import EVERYBODY, Segment
from journeymap.suggest import suggest

MOST_PERSONAS = 62
"""So many are told apart."""
Scans = tuple[Scan, ...]
FileStates = dict[tuple[str, Path], tuple[int, int] | None]
"""By a file's name and path its size and the time of its last change, in nanoseconds; None where it is gone."""


@dataclass(frozen=True)
class Inputs:
    """The event log's files, and for each survey its own files; none where its answers stand in the log."""

    events: Scans
    answers: dict[str, Scans]
    segment: Segment = EVERYBODY
    by: str | None = None
    """The column by which funnels are broken down."""
    personas: tuple[str, ...] = ()
    """The personas by which customers are told apart."""


def strangers(loaded: Loaded, events: Scans) -> dict[str, tuple[str, ...]]:
    """Personas that say which customers they are by columns that the log does not have: those columns."""
    missing = {
        name: tuple(column for column in persona.segment if any(column not in scan.columns for scan in events))
        for name, persona in loaded.journey.personas.items()
    }
    return {name: columns for name, columns in missing.items() if columns}


def told_apart(loaded: Loaded, events: Scans) -> tuple[str, ...]:
    """The personas that say which customers they are, by columns that the log has; of the first ones, as many as a number has bits."""
    unknown = strangers(loaded, events)
    personas = list(loaded.journey.personas.items())[:MOST_PERSONAS]
    return tuple(name for name, persona in personas if persona.segment and name not in unknown)


def state_of(inputs: Inputs) -> FileStates:
    """The state of each file."""
    scans = [scan for scans in (inputs.events, *inputs.answers.values()) for scan in scans]
    return {(scan.name, scan.path): _state(scan.path) for scan in scans}


def _state(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def open_inputs(
    loaded: Loaded,
    engine: Engine,
    events: Sequence[str],
    answers: Sequence[str],
    base: Path,
    segment: Segment = EVERYBODY,
    by: str | None = None,
) -> Inputs:
    """Opens the files that the journey names, or those of the command line (`events`, `answers`, looked up from `base`).

    From then on the engine reads these files and nothing else. Raises `JourneymapError` with every column that is missing.
    """
    journey, beside = loaded.journey, loaded.path.parent
    if not events and not journey.events.from_:
        raise fault(
            "JM512",
            "no event log is named",
            "pass --events FILE, or write events: {from: FILE} in the journey",
            file=loaded.document.file,
        )
    log = _open(engine, events, base) if events else _open(engine, journey.events.from_, beside)
    own = _own_files(loaded, engine, _open(engine, answers, base) if answers else ())
    engine.allow(sorted({path for scans in (log, *own.values()) for scan in scans for path in scan.reads}))
    inputs = Inputs(log, own, segment, by)
    faults = [
        *_event_faults(loaded, inputs),
        *(fault for name in own for fault in _survey_faults(loaded, inputs, name)),
    ]
    if faults:
        raise JourneymapError(*sorted(faults, key=lambda finding: finding.place))
    return inputs


def _own_files(loaded: Loaded, engine: Engine, given: Scans) -> dict[str, Scans]:
    """For each survey the files with its answers: those that were `given`, else its own; none where they stand in the log."""
    surveys = loaded.journey.surveys
    if given and not any(survey.from_ or survey.answer in given[0].columns for survey in surveys.values()):
        raise _unused(loaded, given)
    opened: dict[tuple[str, ...], Scans] = {(): ()}
    own: dict[str, Scans] = {}
    for name, survey in surveys.items():
        if given and (survey.from_ or survey.answer in given[0].columns):
            own[name] = given
        else:
            if survey.from_ not in opened:
                opened[survey.from_] = _open(engine, survey.from_, loaded.path.parent)
            own[name] = opened[survey.from_]
    return own


def _unused(loaded: Loaded, given: Scans) -> JourneymapError:
    """Answers were passed, and no survey of the journey reads them."""
    asked = ", ".join(f"'{survey.answer}' ({name})" for name, survey in loaded.journey.surveys.items())
    cure = (
        f"the surveys' columns are: {asked}; its columns: {', '.join(list(given[0].columns)[:20])}"
        if asked
        else "declare them under surveys:"
    )
    return fault(
        "JM513", f"no survey of the journey has its answers in {given[0].name}", cure, file=loaded.document.file
    )


def _open(engine: Engine, names: Sequence[str], base: Path) -> Scans:
    return tuple(sources.scan(engine, name, path) for name, path in sources.find(names, base))


def event_columns(loaded: Loaded) -> dict[Ref, str]:
    """The columns of the log that the journey needs besides those of surveys, by the place that names them."""
    journey = loaded.journey
    events = journey.events
    columns: dict[Ref, str] = {("events", "customer"): events.customer, ("events", "name"): events.name}
    if not events.order or events.time in events.order:
        columns["events", "time"] = events.time
    columns.update(
        {
            ("events", key): column
            for key, column in (("case", events.case), ("id", events.id), ("channel", events.channel))
            if column is not None
        }
    )
    columns.update({("events", "order", number): column for number, column in enumerate(events.order)})
    for touchpoint_id, touchpoint in journey.touchpoints.items():
        for role, number, pattern in touchpoint.match.patterns() if touchpoint.match else ():
            columns.update(
                {journey.ref(touchpoint_id, "match", role, number, "where", column): column for column in pattern.where}
            )
        for number, pattern in enumerate(touchpoint.signals):
            columns.update(
                {journey.ref(touchpoint_id, "signals", number, "where", column): column for column in pattern.where}
            )
    return columns


def survey_columns(name: str, survey: Survey) -> dict[Ref, str]:
    """The columns of its rows that a survey names, by the place that names them."""
    keys = ("answer", "weight", "at", "comment", "customer", "time", "case")
    columns: dict[Ref, str] = {
        ("surveys", name, key): column for key in keys if (column := getattr(survey, key)) is not None
    }
    columns.update({("surveys", name, "where", column): column for column in survey.where})
    return columns


def _event_faults(loaded: Loaded, inputs: Inputs) -> Iterable[Finding]:
    by: list[tuple[Ref, str]] = [(("--by",), inputs.by)] if inputs.by is not None else []
    for ref, column in (*event_columns(loaded).items(), *inputs.segment.columns(), *by):
        yield from _missing(loaded, inputs.events, ref, column)
    time = loaded.journey.events.time
    for scan in inputs.events:
        yield from _time_faults(loaded, scan, ("events", "time"), time)


def _survey_faults(loaded: Loaded, inputs: Inputs, name: str) -> Iterable[Finding]:
    survey, scans = loaded.journey.surveys[name], inputs.answers[name]
    for ref, column in survey_columns(name, survey).items():
        if scans or ref[-1] not in ("customer", "time", "case"):
            yield from _missing(loaded, scans or inputs.events, ref, column)
    if (
        scans
        and survey.customer is None
        and any(touchpoint.ask.get(name) == () for touchpoint in loaded.journey.touchpoints.values())
    ):
        yield from _missing(loaded, scans, ("surveys", name, "customer"), loaded.journey.events.customer)
    if scans and survey.time is not None:
        for scan in scans:
            yield from _time_faults(loaded, scan, ("surveys", name, "time"), survey.time)


def _missing(loaded: Loaded, scans: Scans, ref: Ref, column: str) -> Iterable[Finding]:
    for scan in scans:
        if column not in scan.columns:
            known = ", ".join(list(scan.columns)[:20])
            close = suggest(column, scan.columns)
            cure = f"did you mean '{close}'? Its columns: {known}" if close else f"its columns: {known}"
            # What the command line asks for stands nowhere in the file.
            place = Location(loaded.document.file, 1) if str(ref[0]).startswith("--") else loaded.locate(ref)
            message = f"{scan.name} has no column '{column}' ({_path(loaded, ref)})"
            yield Finding("JM505", Level.ERROR, message, cure, ref, place)


def _path(loaded: Loaded, ref: Ref) -> str:
    """A path as it stands in the file; as it would stand there where the column is ours by default."""
    written = loaded.document.written(ref)
    return ".".join(map(str, written if written[-1:] == ref[-1:] else ref))


def _time_faults(loaded: Loaded, scan: Scan, ref: Ref, column: str) -> Iterable[Finding]:
    kind = scan.columns.get(column, TEXT)
    if kind != TEXT and not kind.startswith(("TIMESTAMP", "DATE")):
        yield Finding(
            "JM506",
            Level.ERROR,
            f"column '{column}' of {scan.name} holds {kind} values, not times",
            "write times as ISO 8601, like 2026-07-31T14:05:00Z",
            ref,
            loaded.locate(ref),
        )
