"""What was read, and what became of it."""

from collections.abc import Iterator

from journeymap.amounts import count, times
from journeymap.catalogue import mark, moment, say
from journeymap.folds import Fold
from journeymap.markup import code
from journeymap.report import Data, Report

MOST = 10
REASONS = {
    "no customer": mark("no customer"),
    "no name": mark("no name"),
    "no time": mark("no time"),
    "bad time": mark("bad time"),
    "no order": mark("no order"),
    "bad order": mark("bad order"),
    "after as_of": mark("after the closing of the data"),
    "outside the segment": mark("outside the segment"),
    "blank": mark("blank"),
    "not a number": mark("not a number"),
    "off the scale": mark("off the scale"),
    "no weight": mark("no weight"),
}


def section(report: Report) -> Fold:
    """Files, rows, what is bound, what is not, what was left out, and what is odd."""
    data = report.data
    rows, left = times(data.rows, "row"), sum(data.left_out.values())
    gist = say("{rows}, {unbound} on no map, {left} left out", rows=rows, unbound=count(data.unbound), left=count(left))
    return Fold(say("The data"), gist, tuple(f"- {line}" for line in _lines(data)))


def _lines(data: Data) -> Iterator[str]:
    for file in data.files:
        yield f"{code(file.name)}: {times(file.rows, 'row')}"
    yield say(
        "{steps} at touchpoints, {ends} of contacts, {ignored} ignored on purpose, {unbound} on no map",
        steps=times(data.steps, "step"),
        ends=times(data.contact_rows, "end"),
        ignored=count(data.ignored),
        unbound=count(data.unbound),
    )
    if data.inner_steps:
        yield say(
            "{steps} inside of touchpoints that are one visit with the step before",
            steps=times(data.inner_steps, "step"),
        )
    if data.signal_rows:
        yield say(
            "{signals} of trouble, {n} without a visit before",
            signals=times(data.signal_rows, "signal"),
            n=count(data.signals_unattached),
        )
    if data.unbound_names:
        yield say("On no map: {names}", names=_names(data))
    yield from _left_out(data)
    yield from _oddities(data)
    yield from _surveys(data)
    yield say("Data closed at {time}", time=moment(data.as_of)) if data.as_of else say("Data closed at no time")


def _left_out(data: Data) -> Iterator[str]:
    if data.left_out:
        rows = ", ".join(
            say("{n} with {reason}", n=count(rows), reason=say(REASONS.get(reason, reason)))
            for reason, rows in data.left_out.items()
        )
        yield say("Left out: {rows}", rows=rows)


def _names(data: Data) -> str:
    shown = [
        f"{say('(rare names)') if name == '(rare names)' else code(name)} {count(rows)}"
        for name, rows in list(data.unbound_names.items())[:MOST]
    ]
    more = len(data.unbound_names) - len(shown)
    return ", ".join(shown) + (say(" and {names}", names=times(more, "more name")) if more else "")


def _oddities(data: Data) -> Iterator[str]:
    """What is odd, where something is."""
    if data.ties:
        yield say(
            "{pairs} of neighbouring steps share their place in the order (put in the order of the map)",
            pairs=times(data.ties, "pair"),
        )
    if data.rows_without_time:
        yield say("{rows} without a time keep their place", rows=times(data.rows_without_time, "row"))
    if data.clock_faults:
        yield say("{steps} run against the clock", steps=times(data.clock_faults, "step"))
    if data.duplicates_dropped or data.duplicates_kept:
        yield say(
            "{duplicates} dropped, {kept} kept",
            duplicates=times(data.duplicates_dropped, "duplicate"),
            kept=count(data.duplicates_kept),
        )
    if data.ambiguous:
        yield say(
            "{rows} match more than one touchpoint (the first of the design counts)", rows=times(data.ambiguous, "row")
        )


def _surveys(data: Data) -> Iterator[str]:
    for name, answers in data.answers.items():
        reasons = ", ".join(f"{count(rows)} {say(REASONS.get(why, why))}" for why, rows in answers.left_out.items())
        words = f", {times(answers.comments, 'comment')}" if answers.comments is not None else ""
        yield (
            say(
                "Survey {name}: {rows}, {counted} counted, {stray} belong to no touchpoint, left out: {reasons}",
                name=code(name),
                rows=times(answers.rows, "row"),
                counted=count(answers.counted),
                stray=count(answers.unattached),
                reasons=reasons or say("none"),
            )
            + words
        )
