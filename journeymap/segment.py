"""Which customers are looked at: all of them, a persona's, or those of a segment that is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from journeymap.binding import NO_TIME, Role, where_sql
from journeymap.catalogue import say
from journeymap.finding import Finding, JourneymapError, Level, Ref
from journeymap.language.observation import Condition, Where
from journeymap.load import Loaded
from journeymap.model import Journey
from journeymap.persona import persona_of
from journeymap.reading import Bind

Wanted = Mapping[str, Sequence[str]]
"""A segment that is asked for: columns of the log, and the texts of which one must stand there."""
OUTSIDE = "outside the segment"
"""Why rows of the other customers are left out."""


@dataclass(frozen=True)
class Segment:
    """The customers whose first step meets all conditions. `conditions` are the persona's, with their place, and those that were asked for."""

    persona: str | None = None
    words: str = ""
    """The conditions that were asked for, as people write them."""
    conditions: tuple[tuple[Ref, Where], ...] = ()
    beside: tuple[tuple[Ref, Where], ...] = ()
    """The conditions of another segment, where it is to be counted who is of both."""

    def columns(self) -> Iterator[tuple[Ref, str]]:
        """The columns of the log that it needs, by the place that names them."""
        for ref, where in (*self.conditions, *self.beside):
            for column in where:
                yield (*ref, column), column

    def told(self, journey: Journey) -> str:
        """Which customers these are, in words; nothing where they are all."""
        who = [journey.personas[self.persona].is_] if self.persona is not None else []
        return "; ".join([*who, *([self.words] if self.words else [])])

    def __bool__(self) -> bool:
        return bool(self.conditions)


EVERYBODY = Segment()


def begun(since: str | None, until: str | None) -> str:
    """Which cases are looked at, in words; nothing where they are all."""
    if since and until:
        return say("cases that began from {since} on and before {until}", since=since, until=until)
    if since:
        return say("cases that began from {since} on", since=since)
    return say("cases that began before {until}", until=until) if until else ""


def segment_of(loaded: Loaded, persona: str | None, wanted: Wanted) -> Segment:
    """The segment of a persona, of columns and their values, or of both together.

    Raises `JourneymapError` where there is no such persona (JM153), or none whose rows the file tells apart (JM517).
    """
    conditions: list[tuple[Ref, Where]] = []
    if persona is not None:
        conditions.append((("personas", persona, "segment"), _where_of(loaded, persona)))
    if wanted:
        conditions.append(
            (("--segment",), {column: Condition(one_of=tuple(texts)) for column, texts in wanted.items()})
        )
    words = ", ".join(f"{column} = {' or '.join(texts)}" for column, texts in wanted.items())
    return Segment(persona, words, tuple(conditions))


def _where_of(loaded: Loaded, name: str) -> Where:
    persona = persona_of(loaded, name)
    if not persona.segment:
        ref: Ref = ("personas", name)
        cure = "write which customers they are, like segment: {device: mobile}"
        message = f"persona '{name}' does not say which customers of the log they are"
        raise JourneymapError(Finding("JM517", Level.ERROR, message, cure, ref, loaded.locate(ref, key=True)))
    return persona.segment


def members_sql(bind: Bind, segment: Segment, alias: Mapping[str, str], orders: Sequence[str], *, cases: bool) -> str:
    """The customers of a segment: those with a first step that meets all conditions; of several that tie, one is enough.

    `orders` are the order columns as SQL numbers of `bound b`. With `cases` the time orders across the cases of a customer.
    """
    time = f"coalesce(b.time, {NO_TIME})"
    keys = [time, *orders] if cases else [*orders, time]
    tests = " AND ".join(where_sql(bind, where, alias) for _, where in segment.conditions)
    first = f"rank() OVER (PARTITION BY b.customer ORDER BY {', '.join([*keys, 'b.rule // 4'])})"
    return (
        f"SELECT DISTINCT customer FROM (SELECT b.customer, {first} AS place, ({tests}) AS member FROM bound b "
        f"WHERE b.reason IS NULL AND b.rule % 4 = {Role.START:d}) WHERE place = 1 AND member"
    )
