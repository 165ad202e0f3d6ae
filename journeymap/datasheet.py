"""What an analyst wants to know of a log before the first report: what binds, what does not, and what looks wrong."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from journeymap.lint import plain
from journeymap.model import Journey, humanise
from journeymap.oddities import oddities
from journeymap.profiling import Profile
from journeymap.quantities import Figures
from journeymap.report import AnswerFigures, Data, SourceFigures
from journeymap.suggest import suggest
from journeymap.words import quoted

RARE = "(rare names)"


class Binding(Figures):
    """A touchpoint with `match`, and the rows of the log that bind to it."""

    id: str
    title: str
    rows: int
    names: dict[str, int] = Field(description="Rows by the name of the event.")
    why: str = Field(
        "", description="Why nothing binds, where nothing does; else the names under match that no row has."
    )


class Oddity(Figures):
    """Something that looks wrong, and what to do about it."""

    message: str
    help: str


class DataSheet(Figures):
    """A log and a journey beside each other. Counts are rows; of names with fewer than `min_group` rows only their sum is told."""

    journeymap: int = 1
    title: str
    segment: str = Field("", description="Which customers were looked at, in words; empty for all.")
    files: tuple[SourceFigures, ...]
    rows: int
    bound: int
    signals: int
    ignored: int
    unbound: int
    customers: int
    first: str | None
    last: str | None
    touchpoints: tuple[Binding, ...]
    unbound_names: dict[str, int]
    left_out: dict[str, int]
    bad_times: tuple[str, ...] = Field(description="Up to three times that cannot be read.")
    answers: dict[str, AnswerFigures]
    oddities: tuple[Oddity, ...]
    stopped: tuple[dict[str, Any], ...] = Field(description="The findings that keep the log from being measured.")
    checksum: str | None = Field(description="That of the report; None where there is none.")


def sheet_of(
    journey: Journey,
    profile: Profile,
    data: Data | None,
    *,
    min_group: int,
    times: tuple[str | None, str | None],
    segment: str,
) -> DataSheet:
    """The sheet of a profiled log; `data` is what a report says of it, None where it was not measured."""
    bound = sum(sum(name.touchpoints.values()) for name in profile.names)
    return DataSheet(
        title=journey.title,
        segment=segment,
        files=tuple(SourceFigures(name=name, rows=rows) for name, rows in profile.files),
        rows=sum(rows for _, rows in profile.files),
        bound=bound,
        signals=sum(name.signals for name in profile.names),
        ignored=sum(name.ignored for name in profile.names),
        unbound=sum(name.unbound for name in profile.names),
        customers=sum(profile.customers.values()),
        first=times[0],
        last=times[1],
        touchpoints=tuple(_bindings(journey, profile, min_group)),
        unbound_names=_told({name.name: name.unbound for name in profile.names if name.unbound}, min_group),
        left_out=profile.left_out,
        bad_times=profile.bad_times,
        answers=data.answers if data else {},
        oddities=tuple(Oddity(message=message, help=cure) for message, cure in oddities(journey, profile, data)),
        stopped=tuple(plain(finding) for finding in profile.stopped),
        checksum=data.checksum if data else None,
    )


def _bindings(journey: Journey, profile: Profile, min_group: int) -> Iterator[Binding]:
    """Every touchpoint with `match`, in the order of the design."""
    for number, (key, touchpoint) in enumerate(journey.touchpoints.items()):
        if touchpoint.match is None:
            continue
        names = {name.name: name.touchpoints[number] for name in profile.names if number in name.touchpoints}
        wanted = list(dict.fromkeys(pattern.event for _, _, pattern in touchpoint.match.patterns()))
        yield Binding(
            id=key,
            title=touchpoint.title or humanise(key),
            rows=sum(names.values()),
            names=_told(names, min_group),
            why=_why(wanted, list(journey.touchpoints), profile, min_group, binds=bool(names)),
        )


def _why(wanted: list[str], ids: list[str], profile: Profile, min_group: int, *, binds: bool) -> str:
    """Why nothing binds to a touchpoint that wants these names, or, where something `binds`, which of them no row has."""
    there = [name for name in profile.names if name.name in wanted]
    lost = [name for name in wanted if name not in {each.name for each in there}]
    if lost and (binds or not there):
        loose = [name.name for name in profile.names if name.unbound >= max(1, min_group)]
        close = next((found for name in lost if (found := suggest(name, loose))), None)
        return f"no row is called {', '.join(map(quoted, lost))}" + (
            f"; did you mean {quoted(close)}?" if close else ""
        )
    if binds:
        return ""
    taken = {ids[number] for name in there for number in name.touchpoints}
    if taken and all(not name.unbound for name in there):
        return f"{', '.join(quoted(name.name) for name in there)} binds to {', '.join(sorted(taken))}, which stands before it in the design"
    return f"no row called {', '.join(quoted(name.name) for name in there)} meets the conditions under match"


def _told(names: dict[str, int], min_group: int) -> dict[str, int]:
    """Names, the most frequent first; rare ones could be somebody's, so they are one number."""
    shown = {name: rows for name, rows in names.items() if rows >= min_group}
    rare = sum(names.values()) - sum(shown.values())
    return dict(sorted(shown.items(), key=lambda item: (-item[1], item[0]))) | ({RARE: rare} if rare else {})
