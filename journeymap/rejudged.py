"""What was promised and measured, on both sides of a change: each measure beside itself, in the order of the map.

Both sides are of the same data, so that one less the other can be of very few people: what so few make differ is hidden as they are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from journeymap.counterparts import Counterparts, woven
from journeymap.difference import Number, Place, Seen, Status
from journeymap.finding import Finding
from journeymap.language.promise import Budget
from journeymap.load import Loaded
from journeymap.promised import more_is_looser
from journeymap.quantities import Mean, Rate, Score, Time
from journeymap.report import Judgement, Report, TouchpointFigures
from journeymap.rules import promises
from journeymap.waivers import Held
from journeymap.words import SHARES

Level = Literal["journey", "stage", "touchpoint"]
Spot = tuple[Level, str]
Measured = Rate | Score | Mean | Time | int | None


@dataclass(frozen=True)
class Half:
    """One side of a change, measured: the journey as it was looked at, its numbers, and what of the findings about them is accepted."""

    loaded: Loaded
    report: Report
    waived: Sequence[tuple[Finding, Held]]


_OF_TOUCHPOINT: dict[str, Callable[[TouchpointFigures], Measured]] = {
    "visits": lambda found: found.visits,
    "drop_off": lambda found: found.drop_off,
    "repeat": lambda found: found.repeats,
    "return": lambda found: found.returns,
    "error": lambda found: found.errors,
    "failure": lambda found: found.contact.failure if found.contact else None,
    "sla": lambda found: found.sla,
    "time": lambda found: found.dwell,
    "csat": lambda found: found.csat,
    "ces": lambda found: found.ces,
    "nps": lambda found: found.nps,
}
_OF_JOURNEY: dict[str, Callable[[Report], Measured]] = {
    "cases": lambda report: report.cases.total,
    "completion": lambda report: report.completion,
    "time": lambda report: report.cases.time,
    "contacts": lambda report: report.cases.contacts,
    "channel_switches": lambda report: report.cases.channel_switches,
    "nps": lambda report: report.nps,
}
COUNTS = ("cases", "visits")
"""The measures that are counts."""
_ALSO: Mapping[Level, tuple[str, ...]] = {
    "journey": ("cases", "completion"),
    "stage": (),
    "touchpoint": ("visits", "drop_off", "csat", "ces", "nps"),
}
"""What is told where it differs, though nothing is promised of it."""
_MEASURES = (*dict.fromkeys((*COUNTS, *(info.alias or name for name, info in Budget.model_fields.items()), "sla")),)
"""All measures, in their order at one place."""
_DIGITS = {"csat": 4, "ces": 2, "nps": 1, "time": 0, "contacts": 2, "channel_switches": 2}
"""To how many decimals values are told; shares to four. With n of three digits nobody can work a count out."""


def numbers(
    here: Half | None, base: Half | None, same: Counterparts, min_group: int, *, known: bool
) -> tuple[Number, ...]:
    """Every promise of either side, and what else differs: nothing, where the journey is `known` at the base but one side was not measured."""
    return tuple(_Both(here, base, same, min_group, known and (here is None or base is None)).numbers())


@dataclass(frozen=True)
class _Both:
    here: Half | None
    base: Half | None
    same: Counterparts
    min_group: int
    unknown: bool
    """Whether nothing tells what differs."""

    def numbers(self) -> Iterator[Number]:
        now = {(one.about, one.of, one.measure): one for one in self.here.report.judgements} if self.here else {}
        old = {
            (one.about, self._current(one.about, one.of), one.measure): one
            for one in (self.base.report.judgements if self.base else ())
        }
        for (about, of), (_, before) in self._spots():
            for measure in _MEASURES:
                key = (about, of, measure)
                if key in now or key in old or measure in _ALSO[about]:
                    found = self._number((about, of), before, measure, now.get(key), old.get(key))
                    if found is not None and (found.promised or found.changed):
                        yield found

    def _current(self, about: str, of: str) -> str:
        names = {"stage": self.same.stages, "touchpoint": self.same.touchpoints}.get(about, {})
        return names.get(of, of)

    def _spots(self) -> Iterator[tuple[Spot, Spot]]:
        """All places here, each with what it was at the base, in the order of the map; what is gone where it stood."""
        yield ("journey", ""), ("journey", "")
        now, old = (half.loaded.journey.stages if half else {} for half in (self.here, self.base))
        for new_stage, old_stage in woven(now, list(old), self.same.stages):
            name, was = new_stage or old_stage or "", old_stage or new_stage or ""
            yield ("stage", name), ("stage", was)
            inside = now[new_stage].touchpoints if new_stage in now else {}
            before = list(old[old_stage].touchpoints) if old_stage in old else []
            former = {new: before_ for before_, new in self.same.touchpoints.items()}
            for new, gone in woven(inside, before, self.same.touchpoints):
                yield ("touchpoint", new or gone or ""), ("touchpoint", former.get(new or "", gone or new or ""))

    def _number(
        self, spot: Spot, before: str, measure: str, now: Judgement | None, old: Judgement | None
    ) -> Number | None:
        here, base = self._seen(self.here, now, *spot, measure), self._seen(self.base, old, spot[0], before, measure)
        if (here is None and base is None) or (now is None and old is None and (here is None or base is None)):
            return None
        close = here is not None and base is not None and _close(here, base, measure, self.min_group)
        differs = _differs(here, base, measure)
        until, was_until = _until(self.here, now), _until(self.base, old)
        judged = until != was_until or (differs and not (close and _judged(here) == _judged(base)))
        judged = judged and not self.unknown
        shown, was = self._told(here, measure), self._told(base, measure)
        if close and was is not None and differs:
            was = was.model_copy(update={"value": None, "low": None, "high": None, "n": None})
        elif close and was is not None and shown is not None:
            was = was.model_copy(update={"n": shown.n})
        if measure in COUNTS and shown is not None and was is not None and shown.value == was.value:
            judged = False
        change = None
        if shown and was and shown.value is not None and was.value is not None:
            change = shown.value - was.value
        return Number(
            about=spot[0],
            of=spot[1],
            title=(now or old).title if now or old else self._title(*spot),  # type: ignore[union-attr]  # one of them is there
            measure=measure,
            base=was,
            here=shown,
            change=change,
            close=close and differs,
            changed=judged,
            status=_status(shown, differs=judged, until=until),
            better=self._better(measure),
            promised=now is not None or old is not None,
            until=until,
            more=promises.more_words(now) if now is not None and now.verdict == "undecided" else "",
            place=self._place(now, old),
        )

    def _better(self, measure: str) -> Literal["more", "less", ""]:
        half = self.here or self.base
        if measure in COUNTS or half is None:
            return ""
        return "less" if more_is_looser("sla.share" if measure == "sla" else measure, half.loaded.declared) else "more"

    def _title(self, about: Level, of: str) -> str:
        journey = self.here.loaded.journey if self.here else None
        return journey.name(of) if journey and about == "touchpoint" and of in journey.touchpoints else ""

    def _seen(self, half: Half | None, found: Judgement | None, about: Level, of: str, measure: str) -> Seen | None:
        """A measure as a side has it, exactly."""
        if half is None:
            return None
        if found is not None:
            return Seen(
                value=found.value, n=found.n if found.value is not None else None, low=found.low, high=found.high,
                promised=found.promised, verdict=found.verdict,
            )  # fmt: skip
        return _unjudged(half.report, about, of, measure)

    def _told(self, seen: Seen | None, measure: str) -> Seen | None:
        """The same as it may be told."""
        if seen is None or not self.min_group:
            return seen
        digits = _DIGITS.get(measure, 4)
        update = {
            name: None if (value := getattr(seen, name)) is None else round(value, digits)
            for name in ("value", "low", "high")
        }
        if measure in COUNTS and seen.value is not None:
            update["value"] = float(three_digits(round(seen.value)))
        return seen.model_copy(update={**update, "n": None if seen.n is None else three_digits(seen.n)})

    def _place(self, now: Judgement | None, old: Judgement | None) -> Place | None:
        for half, found, base in ((self.here, now, False), (self.base, old, True)):
            if half is not None and found is not None:
                at = half.loaded.locate(found.ref, key=True)
                return Place(file=at.file, line=at.line, base=base)
        return None


def _until(half: Half | None, found: Judgement | None) -> str | None:
    """Until when a broken promise is accepted."""
    if half is None or found is None or found.verdict != "broken":
        return None
    held = (each for finding, each in half.waived if finding.code == promises.CODE and finding.ref == found.ref)
    return next((each.waiver.until.isoformat() for each in held), None)


def three_digits(value: int) -> int:
    """A count of which only the first three digits are told."""
    return round(value, min(0, 3 - len(str(value))))


def _unjudged(report: Report, about: Level, of: str, measure: str) -> Seen | None:
    """What a report says of a measure of which nothing is promised there."""
    found: Measured = None
    if about == "journey" and measure in _OF_JOURNEY:
        found = _OF_JOURNEY[measure](report)
    elif about == "touchpoint" and measure in _OF_TOUCHPOINT and of in report.touchpoints:
        found = _OF_TOUCHPOINT[measure](report.touchpoints[of])
    match found:
        case None:
            return None
        case int():
            return Seen(value=found, n=found)
        case Rate():
            return Seen(value=found.value, n=found.of, low=found.low, high=found.high)
        case Time():
            return Seen(value=found.median_seconds, n=found.n, low=found.low, high=found.high)
        case _:
            return Seen(value=found.value, n=found.n, low=found.low, high=found.high)


def _close(here: Seen, base: Seen, measure: str, min_group: int) -> bool:
    """Whether so few make the difference that they could be told from it."""
    if here.value is None or base.value is None or here.n is None or base.n is None:
        return False
    apart = {abs(here.n - base.n)}
    if measure in SHARES:
        apart.add(abs(round(here.value * here.n) - round(base.value * base.n)))
    return any(0 < size < min_group for size in apart)


def _differs(here: Seen | None, base: Seen | None, measure: str) -> bool:
    if here is None or base is None:
        return here is not base
    step = 0.001 if measure in SHARES else 1.0 if measure in (*COUNTS, "time") else 0.1
    values = [None if seen.value is None else round(seen.value / step) for seen in (here, base)]
    return values[0] != values[1] or _judged(here) != _judged(base)


def _judged(seen: Seen | None) -> tuple[float | None, str | None] | None:
    """What is promised, and what became of it."""
    return (seen.promised, seen.verdict) if seen else None


def _status(here: Seen | None, *, differs: bool, until: str | None) -> Status:
    if here is None or here.verdict is None:
        return "changed" if here is not None else "gone"
    if here.verdict == "broken":
        return "accepted" if until else "broken"
    if here.verdict == "undecided":
        return "undecided"
    return "changed" if differs else here.verdict
