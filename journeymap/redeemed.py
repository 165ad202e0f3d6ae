"""Promises held against a snapshot: shares are judged anew, other measures by what was found when it was made."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from journeymap.judgements import Promise, Seen, judged, promises_of, seen_share
from journeymap.language.observation import Metric
from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.quantities import Rate
from journeymap.report import Judgement, Report, TouchpointFigures, Untold
from journeymap.snapshot import Snapshot

_FIELDS = {"drop_off": "drop_off", "repeat": "repeats", "return": "returns", "error": "errors", "sla": "sla"}
_SIGNALS = {"unplanned": "unplanned", "hand_off": "hand-off"}
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class Redeemed:
    """The promises of a journey, and the report that was made of a snapshot for it."""

    kept: Snapshot
    report: Report
    journey: Journey
    plan: Plan
    former: Mapping[str, str]
    measured: Collection[str]
    """The touchpoints of which the snapshot tells."""

    @cached_property
    def cells(self) -> frozenset[tuple[int, int]]:
        """The surveys that have answers that are told, by touchpoint."""
        number = self.plan.number
        return frozenset(
            (place, number[at])
            for place, name in enumerate(self.journey.surveys)
            if name in self.report.answers
            for at, found in self.report.answers[name].touchpoints.items()
            if found.score is not None and at in number
        )

    @cached_property
    def promises(self) -> list[Promise]:
        """All of them."""
        return list(promises_of(self))

    @cached_property
    def _then(self) -> dict[_Key, Judgement]:
        return {(found.about, found.of, found.measure): found for found in self.kept.promises}

    def judgements(self) -> tuple[Judgement, ...]:
        """Every promise and what became of it."""
        return tuple(
            judged(promise, self._seen(promise), self.kept.min_group, len(self.promises)) for promise in self.promises
        )

    def untold(self) -> Iterator[Untold]:
        """Promises of which the snapshot tells nothing that could be judged."""
        for promise in self.promises:
            if self._seen(promise) is None and not self._was_too_few(promise):
                yield Untold(
                    ref=promise.ref, what=f"the promise of {promise.measure}", why="the snapshot has no such measure"
                )

    def _was_too_few(self, promise: Promise) -> bool:
        found = self._then.get(self._key(promise))
        return found is not None and found.value is None

    def _key(self, promise: Promise) -> _Key:
        of = self.former.get(promise.of, promise.of) if promise.about == "touchpoint" else promise.of
        return promise.about, of, promise.measure

    def _seen(self, promise: Promise) -> Seen | None:
        statements = len(self.promises)
        if promise.measure == "completion":
            found = self.report.completion
            return seen_share((found.count, found.of), statements) if found else None
        ids = [self.plan.ids[number] for number in promise.numbers]
        if promise.about != "journey" and not all(name in self.measured for name in ids):
            return None
        if promise.measure in _FIELDS or promise.measure in {*_SIGNALS, "failure"}:
            rates = [rate for name in ids if (rate := self._rate(self.report.touchpoints[name], promise.measure))]
            if rates:
                return seen_share((sum(rate.count for rate in rates), sum(rate.of for rate in rates)), statements)
            return None
        return self._as_judged(promise, statements)

    def _rate(self, figures: TouchpointFigures, measure: str) -> Rate | None:
        if measure == "failure":
            return figures.contact.failure if figures.contact else None
        if measure in _SIGNALS:
            signals = figures.friction.signals if figures.friction else ()
            return next((found.share for found in signals if found.signal == _SIGNALS[measure]), None)
        found: Rate | None = getattr(figures, _FIELDS[measure])
        return found

    def _as_judged(self, promise: Promise, statements: int) -> Seen | None:
        """What was found then. Its interval is corrected for as many promises as there were: with more now it would be too narrow."""
        found = self._then.get(self._key(promise))
        if found is None or found.value is None or statements > len(self.kept.promises) or not self._still(promise):
            return None
        return Seen(found.value, found.n, found.low, found.high)

    def _still(self, promise: Promise) -> bool:
        """Whether the survey of a score is still there as it was."""
        return promise.measure not in tuple(Metric) or bool(self.report.answers)
