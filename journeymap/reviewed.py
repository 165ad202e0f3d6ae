"""What a review of a change says first, and in which order: the verdict, what broke or changed, where to look twice."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from journeymap.amounts import count, times
from journeymap.catalogue import date_words
from journeymap.change_words import Line, lines
from journeymap.difference import Difference, JourneyDifference, Judged, Number, Side
from journeymap.number_words import Name, Phrase, Sentence
from journeymap.value_words import cut

MOST = 10
"""So many rows, changes and findings stand at the top; all others are folded."""
_NAMED = 5
"""So many journeys are named in the head."""
PROMISES = ("JM401", "JM402")
"""What is found of promises stands in the table."""
_STATES = ("ok", "undecided", "broken", "accepted", "hidden", "too few", "gone")
Row = tuple[JourneyDifference, Number]


def rows(found: Difference) -> list[Row]:
    """What broke or changed: broken, undecided, changed, inside each in the order of the map. Promises only, if any of them did.

    What is broken stands there whether this change broke it or not; what is undecided as before is folded.
    """
    told = [(journey, one) for journey in found.journeys for one in journey.numbers]
    top = [row for row in told if row[1].promised and (row[1].changed or row[1].status == "broken")]
    top = top or [row for row in told if row[1].changed]
    order = ("broken", "undecided")
    return sorted(top, key=lambda row: order.index(row[1].status) if row[1].status in order else len(order))


def promised(found: Difference) -> list[Row]:
    """All promises in the order of the map."""
    return [(journey, one) for journey in found.journeys for one in journey.numbers if one.promised]


def others(found: Difference) -> list[Row]:
    """What else changed."""
    return [(journey, one) for journey in found.journeys for one in journey.numbers if not one.promised]


def all_lines(found: Difference) -> list[Line]:
    """All changes of the journey files."""
    return [line for journey in found.journeys for line in lines(journey)]


def first(told: list[Line]) -> list[Line]:
    """Those that stand at the top, in their order: all that are called out, as far as there is room, then the first of the others."""
    called = [line for line in told if line.called][:MOST]
    rest = [line for line in told if not line.called][: MOST - len(called)]
    return [line for line in told if any(line is each for each in (*called, *rest))]


def findings(found: Difference, state: str) -> list[tuple[JourneyDifference, Judged]]:
    """Findings that are new, fixed or kept; promises and errors aside."""
    told = [(journey, one) for journey in found.journeys for one in journey.findings]
    return [
        (journey, one) for journey, one in told if one.state == state and one.code not in PROMISES and not _bars(one)
    ]


def errors(found: Difference) -> list[tuple[JourneyDifference, Judged]]:
    """What keeps a journey from being measured here, new or not."""
    return [(journey, one) for journey in found.journeys for one in journey.findings if _bars(one)]


def _bars(one: Judged) -> bool:
    return one.level == "error" and one.state != "fixed" and one.code not in PROMISES


def state_of(one: Number) -> str:
    """What is to be said of a promise here, in a word."""
    if one.here is None or one.here.verdict is None:
        return "gone"
    return "hidden" if one.here.value is None else "accepted" if one.status == "accepted" else one.here.verdict


def states(told: Iterable[Row]) -> str:
    """How many promises are in which state: `33 ok, 2 undecided, 1 broken`."""
    counts = Counter(state_of(one) for _, one in told)
    return ", ".join(f"{counts[state]} {state}" for state in _STATES if counts[state])


# --- the head ------------------------------------------------------------------------------------------------------------


def heading(found: Difference) -> tuple[str, Phrase]:
    """The verdict: its sign, and its words with the journeys that it is about."""
    if not found.changed:
        return ("✅", ("Nothing changed",)) if not found.broken else ("❌", ("Nothing changed: ", _broken(found)))
    as_before = found.verdict == "undecided" and not any(one.status == "undecided" for _, one in rows(found))
    sign, words = _VERDICTS["changed" if as_before else found.verdict](found)
    return sign, (words, *_journeys(found))


def _broken(found: Difference) -> str:
    return f"{times(found.broken, 'promise')} broken as before"


def _state(found: Difference) -> str:
    parts = [f"{times(found.broken, 'promise')} broken"] if found.broken else []
    parts += (
        [f"{found.undecided} undecided" if parts else f"{times(found.undecided, 'promise')} undecided"]
        if found.undecided
        else []
    )
    parts += [f"{found.accepted} accepted"] if found.accepted else []
    return ", ".join(parts)


def _changed(found: Difference) -> tuple[str, str]:
    promises = sum(journey.promises for journey in found.journeys)
    changes = times(len(all_lines(found)), "change")
    if not found.measured:
        return "Δ", f"{changes}, not held against data"
    others = [f"{found.accepted} accepted"] if found.accepted else []
    others += [f"{found.undecided} undecided as before"] if found.undecided else []
    return "✅", ", ".join([changes, "no promise broken" if promises else "and nothing is promised", *others])


_VERDICTS = {
    "faulty": lambda found: ("❌", f"{times(found.errors, 'error')} in the journey files"),
    "broken": lambda found: ("❌", _state(found)),
    "undecided": lambda found: ("⚠️", _state(found)),
    "changed": _changed,
}


def _journeys(found: Difference) -> Iterator[str]:
    """The journeys that the verdict is about: those with rows, else those that changed."""
    faulty = [journey.id for journey in found.journeys if found.verdict == "faulty" and _has_errors(journey)]
    named = faulty or list(dict.fromkeys(journey.id for journey, _ in rows(found)))
    named = named or [journey.id for journey in found.journeys if journey.state != "same"]
    for number, name in enumerate(named[:_NAMED]):
        yield from (": " if number == 0 else ", ", Name(cut(name)))
    if len(named) > _NAMED:
        yield f" and {len(named) - _NAMED} more"


def _has_errors(journey: JourneyDifference) -> bool:
    return any(map(_bars, journey.findings))


def sentences(found: Difference) -> Iterator[str]:
    """What the change does to promises, in words."""
    if found.errors:
        yield "A journey with errors is not measured: mend them first."
    if found.broke:
        yield f"This change breaks {times(found.broke, 'promise')}."
    elif any(one.status == "broken" and not one.changed and one.base is None for _, one in promised(found)):
        yield "Nothing tells whether this change broke what is broken: the base is not measured."
    elif found.broken and found.changed:
        yield "This change breaks no promise: what is broken was broken before."
    if found.mended:
        yield f"It mends {times(found.mended, 'promise')}."
    before = sum(one.status == "undecided" and not one.changed for _, one in promised(found))
    if before and found.changed:
        yield f"{times(before, 'promise')} {'is' if before == 1 else 'are'} as undecided as before."


def sides(found: Difference) -> Phrase:
    """What is compared: `8c41f2d (here) against a07be19 (main)`, and on which data."""
    here, against = _side(found.here), _side(found.base)
    return (
        here[0][:1].upper() + here[0][1:] if not isinstance(here[0], Name) else here[0],
        *here[1:],
        " against ",
        *against,
        *_data(found),
        ".",
    )


def _side(side: Side) -> Phrase:
    if not side.commit:
        return ("the working tree",) if side.name == "working tree" else ("folder ", Name(cut(side.name)))
    short = side.commit[:7]
    return (Name(short),) if side.commit.startswith(side.name) else (Name(short), " (", Name(cut(side.name)), ")")


def _data(found: Difference) -> Phrase:
    logs = [journey.here_log for journey in found.journeys if journey.here_log]
    if not logs:
        return (", the declarations alone: no data are read",)
    days = sorted(moment[:10] for log in logs for moment in (log.first, log.last) if moment)
    window = (
        " to ".join(dict.fromkeys(date_words(date.fromisoformat(each)) for each in (days[0], days[-1])))
        if days
        else "no times"
    )
    size = f"about {times(logs[0].cases, 'case')}" if len(logs) == 1 else f"{len(logs)} journeys measured"
    return (f", both on the same data: {window} (UTC), {size}",)


def data_lines(found: Difference) -> Iterator[Phrase]:
    """The data of each journey: window, rows, customers, checksum; and what of it differs by the change."""
    for journey in found.journeys:
        here, base = journey.here_log, journey.base_log
        log = here or base
        if log is None:
            continue
        files = (part for file in log.files for part in (", ", Name(file)))
        named = (
            Name(journey.id),
            *files,
            f": {count(log.rows)} rows, {times(log.customers, 'customer')}, {times(log.cases, 'case')}",
        )
        yield (
            *named,
            f", {count(log.unbound)} rows on no map, closed at {log.as_of or 'no time'}, checksum ",
            Name(log.checksum),
        )
        if here and base and journey.alike:
            yield (
                Name(journey.id),
                ": both sides bind and count these data alike; what differs is what is promised and said",
            )
        elif here and base:
            yield (
                Name(journey.id),
                f": as the base binds them, {times(base.cases, 'case')}, {count(base.unbound)} rows on no map, checksum ",
                Name(base.checksum),
            )


def notes(found: Difference) -> Iterator[Phrase]:
    """What could not be told."""
    yield from ((Sentence(note),) for note in found.notes)
    for journey in found.journeys:
        yield from ((Name(journey.id), ": ", Sentence(note)) for note in journey.notes)
    if any(
        journey.promises != journey.promises_before
        for journey in found.journeys
        if journey.here_log and journey.base_log
    ):
        yield (
            "Intervals are adjusted for all promises of a side, and their number differs: that alone can decide a close one.",
        )


def legend(told: Iterable[Row], found: Difference) -> Iterator[Phrase]:
    """What the signs of a table mean, as far as they are in it."""
    told = list(told)
    statuses = {one.status for _, one in told}
    checks = max((journey.promises for journey, _ in told), default=0)
    if "broken" in statuses:
        yield (
            f"❌ the whole 95 % interval (adjusted for {times(checks, 'check')}) is past the promise: that is broken.",
        )
    if "undecided" in statuses:
        yield ("⚠️ the interval includes the promise: not enough to say.",)
    if "accepted" in statuses:
        yield ("☑️ broken, and accepted for a while.",)
    for journey, one in told:
        if one.status == "undecided" and one.more:
            yield (Name(journey.id), *((" › ", Name(one.of)) if one.of else ()), f": {one.more}.")
    if any(one.close for _, one in told):
        yield (f"few people: fewer than {found.min_group} make the difference; it is not told.",)
