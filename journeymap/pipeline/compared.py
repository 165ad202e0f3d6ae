"""A journey, measured on two sides and compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

import numpy as np

from journeymap.asked import Asked, Column, Periods, Personas, Segments, Sides
from journeymap.binding import NO_TIME, Role
from journeymap.catalogue import joined
from journeymap.chunk import Chunk
from journeymap.compared import POINTS, compare
from journeymap.comparison import Comparison, Side
from journeymap.crowds import Crowd, crowd_of
from journeymap.finding import JourneymapError, fault
from journeymap.intake import Request, Taken, Watch, take, unwatched
from journeymap.load import Loaded
from journeymap.pipeline.measured import MIN_GROUP, moment
from journeymap.plan import Plan, plan_of
from journeymap.segment import Segment, begun, segment_of
from journeymap.sorting import Ints, changes
from journeymap.steps import LEFT, LOST, OPEN, WON
from journeymap.units import shown
from journeymap.weighed import Weighed, notes, verdict
from journeymap.words import privacy_words

MOST = 10
"""So many values of a column are named where they are not two."""


@dataclass(frozen=True)
class _Part:
    """One side, measured: what it is called and who it is; its customers; what closed it, in microseconds."""

    name: str
    told: str
    crowd: Crowd
    closed: int | None

    def side(self) -> Side:
        """Its cases."""
        endings = self.crowd.endings
        return Side(
            name=self.name,
            told=self.told,
            customers=self.crowd.customers,
            cases=int(endings.sum()),
            won=int(endings[WON]),
            lost=int(endings[LOST]),
            left=int(endings[LEFT]),
            open=int(endings[OPEN]),
            as_of=moment(self.closed),
        )


@dataclass(frozen=True)
class _Parts:
    """Both sides; how many customers are on both; how long both are seen after a period's end, and how long the periods are (microseconds)."""

    base: _Part
    here: _Part
    shared: int
    after: int | None = None
    lengths: tuple[int, int] | None = None


def compared(
    loaded: Loaded,
    sides: Sides,
    *,
    base: Path | None = None,
    points: float = POINTS,
    watch: Watch = unwatched,
    **asked: Unpack[Asked],
) -> Comparison:
    """A journey compared on two sides of its data, or of the files given here. The arguments are those of `measured.measure`, and hold for both sides.

    `points` is the least difference that matters. Raises `JourneymapError` (JM5xx) where the data cannot be used, or the sides cannot be compared.
    """
    run = _Run(loaded, plan_of(loaded.journey), base or Path.cwd(), watch, asked)
    parts = _of_periods(run, sides) if isinstance(sides, Periods) else _of_groups(run, sides)
    least = asked.get("min_group", MIN_GROUP)
    _check_sizes(run, parts, least)
    watch("comparing", 0.95)
    found = compare(loaded.journey, run.plan, parts.base.crowd, parts.here.crowd, least, points)
    alone = (part.crowd.customers - parts.shared for part in (parts.base, parts.here))
    few = any(0 < customers < least for customers in (parts.shared, *alone))
    weighed = Weighed(
        base=parts.base.side(),
        looked_at=parts.here.side(),
        shared=None if parts.shared and few else parts.shared,
        after=parts.after,
        lengths=parts.lengths,
        points=points,
        found=found,
    )
    return Comparison(
        title=loaded.journey.title,
        kind={Periods: "periods", Personas: "personas"}.get(type(sides), "segments"),
        whom=run.whom(sides),
        base=weighed.base,
        looked_at=weighed.looked_at,
        verdict=verdict(found),
        privacy=privacy_words(least),
        min_group=least,
        shared=weighed.shared,
        points=points,
        family=found.family,
        unseen=found.unseen,
        notes=tuple(notes(loaded.journey, weighed)),
        contrasts=found.contrasts,
    )


def _check_sizes(run: "_Run", parts: _Parts, least: int) -> None:
    """That enough customers are on both sides to tell anything of."""
    for part in (parts.base, parts.here):
        if part.crowd.customers < max(1, least):
            told = f"fewer than {least} customers are" if part.crowd.customers else "no customer is"
            raise run.fault("JM523", f"{told} on the side {shown(part.name)} ({part.told})", "take a larger side")


@dataclass(frozen=True)
class _Run:
    """What both sides have in common."""

    loaded: Loaded
    plan: Plan
    base: Path
    watch: Watch
    asked: Asked

    def fault(self, code: str, message: str, cure: str) -> JourneymapError:
        """What stands in the way, of the journey's file."""
        return fault(code, message, cure, file=self.loaded.document.file)

    def segment(self, persona: str | None, columns: Mapping[str, Sequence[str]]) -> Segment:
        """A side, of a persona and of columns."""
        return segment_of(self.loaded, persona, columns)

    def request(self, segment: Segment, *, by: str | None = None, windowed: bool = True) -> Request:
        """What is read."""
        asked = self.asked
        return Request(
            self.base,
            asked.get("events", ()),
            asked.get("answers", ()),
            segment,
            asked.get("min_group", MIN_GROUP),
            by=by,
            since=asked.get("since") if windowed else None,
            until=asked.get("until") if windowed else None,
            as_of=asked.get("as_of"),
        )

    def whom(self, sides: Sides) -> str:
        """Whom both sides are taken from, in words."""
        persona = None if isinstance(sides, Personas) else self.asked.get("persona")
        columns = {} if isinstance(sides, Segments) else self.asked.get("segment", {})
        told = self.segment(persona, columns).told(self.loaded.journey)
        window = begun(self.asked.get("since"), self.asked.get("until"))
        return joined(part for part in (told, window) if part)


def _of_periods(run: _Run, sides: Periods) -> _Parts:
    """Both periods from one reading of the log, each as the data stood equally long after its end: neither had longer to finish."""
    run.watch("reading the log", 0.0)
    common = run.segment(run.asked.get("persona"), run.asked.get("segment", {}))
    crowds: list[Crowd] = []
    shared = 0
    with take(run.loaded, run.plan, run.request(common, windowed=False)) as taken:
        windows = _windows(run, taken, sides)
        closed = _closed(run, taken, sides, windows)
        after = closed - windows[1][1]
        ends = [windows[0][1] + after, closed]
        for chunk in taken.chunks:
            parts = [as_it_stood(chunk, window, end) for window, end in zip(windows, ends, strict=True)]
            found = [crowd_of(part, run.loaded.journey) for part in parts]
            crowds = [one + more for one, more in zip(crowds, found, strict=True)] if crowds else found
            shared += len(np.intersect1d(parts[0].steps.rows.customer, parts[1].steps.rows.customer))
    named = zip(("before", "after"), sides, crowds, ends, strict=True)
    before, later = (_Part(name, begun(*period), crowd, end) for name, period, crowd, end in named)
    return _Parts(before, later, shared, after, (windows[0][1] - windows[0][0], windows[1][1] - windows[1][0]))


Window = tuple[int, int]
"""From a time on, and before another one."""


def _windows(run: _Run, taken: Taken, sides: Periods) -> tuple[Window, Window]:
    """Both periods in microseconds. Raises `JourneymapError` where one is none (JM519), or they overlap (JM520)."""
    found: list[Window] = []
    for option, (begin, end) in zip(("--before", "--after"), sides, strict=True):
        times = [taken.time(option, text) or 0 for text in (begin, end)]
        if times[0] >= times[1]:
            message = f"{option}: no case begins from {begin} on and before {end}"
            raise run.fault("JM519", message, "write the earlier time first, like 2026-06-01..2026-07-01")
        found.append((times[0], times[1]))
    if found[0][1] > found[1][0]:
        message = f"--before ends at {sides.before[1]}, after --after begins at {sides.after[0]}"
        raise run.fault("JM520", message, "take the earlier period for --before, and periods that do not overlap")
    return found[0], found[1]


def _closed(run: _Run, taken: Taken, sides: Periods, windows: tuple[Window, Window]) -> int:
    """What closed the data. Raises `JourneymapError` where the later period is not over by then (JM521)."""
    if taken.as_of is None or windows[1][1] > taken.as_of:
        closed = f"the data closes at {moment(taken.as_of)}" if taken.as_of is not None else "the data has no times"
        cure = f"end it earlier; or, if the log is complete until then, pass --as-of {sides.after[1]}"
        raise run.fault("JM521", f"--after ends at {sides.after[1]}, and {closed}", cure)
    return taken.as_of


def as_it_stood(chunk: Chunk, window: Window, closed: int) -> Chunk:
    """The cases that begin in a window, in the data as it stood at a time. Answers of their own files that have no time are in no period."""
    rows = chunk.rows.at(np.flatnonzero(chunk.rows.time <= closed))
    own = chunk.own.at(np.flatnonzero((chunk.own.time != NO_TIME) & (chunk.own.time <= closed)))
    clock = replace(chunk.clock, as_of=closed)
    return replace(chunk, rows=rows, own=own, clock=clock, window=window).looked_at()


def _of_groups(run: _Run, sides: Segments | Personas | Column) -> _Parts:
    """Both groups of customers, each read from the log as `report` does."""
    persona, columns = run.asked.get("persona"), run.asked.get("segment", {})
    both: list[tuple[str | None, Mapping[str, Sequence[str]]]]
    if isinstance(sides, Column):
        first, second = _values(run, sides.name)
        sides = Segments({sides.name: [second]}, {sides.name: [first]})
        both = [(persona, {**columns, **which}) for which in (sides.against, sides.looked_at)]
        names = [_words(sides.against), _words(sides.looked_at)]
    elif isinstance(sides, Segments):
        both = [(persona, which) for which in (sides.against, sides.looked_at)]
        names = [_words(sides.against), _words(sides.looked_at)]
    else:
        both = [(name, columns) for name in (sides.against, sides.looked_at)]
        names = [sides.against, sides.looked_at]
    segments = [run.segment(*which) for which in both]
    parts, shared = [], 0
    for place, (name, segment) in enumerate(zip(names, segments, strict=True)):
        beside = segments[0].conditions if place else ()
        try:
            with take(run.loaded, run.plan, run.request(replace(segment, beside=beside))) as taken:
                shared = taken.shared
                crowd = _crowd(run, taken, 0.1 + 0.4 * place)
                parts.append(_Part(name, segment.told(run.loaded.journey), crowd, taken.as_of))
        except JourneymapError as error:
            raise _of_side(name, error) from error
    return _Parts(parts[0], parts[1], shared)


def _of_side(name: str, error: JourneymapError) -> JourneymapError:
    """What is said of a segment, with the side that it is of."""
    (finding, *others) = error.findings
    if finding.code != "JM518" or others:
        return error
    return JourneymapError(replace(finding, code="JM523", message=f"{shown(name)}: {finding.message}"))


def _words(columns: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"{column} = {' or '.join(texts)}" for column, texts in columns.items())


def _crowd(run: _Run, taken: Taken, share: float) -> Crowd:
    total: Crowd | None = None
    for chunk in taken.chunks:
        run.watch("measuring", share)
        found = crowd_of(chunk, run.loaded.journey)
        total = found if total is None else total + found
    if total is None:
        raise ValueError("nothing to measure")
    return total


def _values(run: _Run, column: str) -> tuple[str, str]:
    """The two values of a column at the first steps of customers, in the order of the texts. Raises `JourneymapError` (JM522) where they are not two."""
    whose = run.segment(run.asked.get("persona"), run.asked.get("segment", {}))
    found: Counter[int] = Counter()
    with take(run.loaded, run.plan, run.request(whose, by=column)) as taken:
        values = taken.facts.kinds
        for chunk in taken.chunks:
            found.update(_first_kinds(chunk).tolist())
    known = {values[kind]: customers for kind, customers in sorted(found.items()) if kind < len(values)}
    if len(known) == 2:
        first, second = known
        return first, second
    least = max(1, run.asked.get("min_group", MIN_GROUP))
    told = [shown(value) for value, customers in known.items() if customers >= least][:MOST]
    more = f", like {', '.join(told)}" if told else ""
    count = "no value" if not known else "one value" if len(known) == 1 else f"{len(known)} values"
    message = f"the column {shown(column)} has {count} at customers' first steps{more}: a comparison has two sides"
    cure = f"name the two, like --segment {column}=B --against {column}=A"
    raise run.fault("JM522", message, cure)


def _first_kinds(chunk: Chunk) -> Ints:
    """What the first step of each customer says in the column that is asked for."""
    rows = chunk.rows.of_role(Role.START)
    rows = rows.at(rows.across_cases())
    kinds: Ints = rows.kind[np.flatnonzero(changes(rows.customer))]
    return kinds
