"""What a rule is given, and how it speaks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from journeymap.amounts import count, percent, percents
from journeymap.catalogue import mark, say, sayable
from journeymap.finding import Evidence, Finding, Level, Ref
from journeymap.lens import WHOLLY, at_depth
from journeymap.load import Loaded
from journeymap.model import Journey
from journeymap.places import Document
from journeymap.plan import Plan
from journeymap.quantities import Rate, Signal

if TYPE_CHECKING:  # the report's numbers are not needed to check a plan
    from journeymap.report import Report


@dataclass(frozen=True)
class Declared:
    """A journey as it is declared."""

    loaded: Loaded
    plan: Plan
    today: date | None = None
    """The day by which waivers and reviews are judged; where none is given, nothing is said of them."""
    translations: Mapping[str, Document] = field(default_factory=dict)
    """The translations that stand beside the file, by language."""
    base: Any = None
    """The values of the same file at another revision, as `journeymap.document` reads them; None where none is compared."""
    base_translations: Mapping[str, Any] = field(default_factory=dict)
    """The values of the translations at that revision, by language."""

    @property
    def journey(self) -> Journey:
        """The journey itself."""
        return self.loaded.journey

    @cached_property
    def seen(self) -> Journey:
        """The journey wholly opened: the touchpoints of its plan."""
        return at_depth(self.journey, WHOLLY)

    def say(
        self, code: str, level: Level, ref: Ref, message: str, help: str, *evidence: Evidence, key: bool = False
    ) -> Finding:
        """A finding at a place of the file."""
        return Finding(code, level, message, help, ref, self.loaded.locate(ref, key=key), evidence)


@dataclass(frozen=True)
class Judged(Declared):
    """A journey as it was measured."""

    report: "Report" = field(kw_only=True)

    def name(self, touchpoint_id: str) -> str:
        """How findings call a touchpoint."""
        return f"{self.journey.name(touchpoint_id)} ({touchpoint_id})"

    def signal(self, code: str, signal: str, what: str, help: str) -> Iterator[Finding]:
        """A finding for each touchpoint that shows a signal of friction beyond its tolerance.

        `what` is a sentence with the places {name}, {count}, {of}, {share}.
        """
        for touchpoint_id, figures in self.report.touchpoints.items():
            for found in figures.friction.signals if figures.friction else ():
                if found.signal == signal and found.contribution > 0:
                    message = say(what, name=self.name(touchpoint_id), **_words(found))
                    yield self.say(
                        code,
                        Level.WARNING,
                        self.journey.ref(touchpoint_id),
                        message,
                        say(help),
                        evidence(signal, found.share),
                        key=True,
                    )


def _words(found: Signal) -> dict[str, str]:
    share = found.share
    told = say(
        "{share}, {interval}; up to {normal} is normal",
        share=percent(share.value),
        interval=percents(share.low, share.high),
        normal=percent(found.tolerance),
    )
    return {"count": count(share.count), "of": count(share.of), "share": told}


SHOWS = {
    "drop_off": mark("visits end here for good"),
    "slow": mark("visits take longer than promised"),
    "low_csat": mark("answers are not satisfied"),
    "high_effort": mark("answers say that it is hard"),
}
"""What visits or answers do that show a sign of friction."""


def share_words(share: Rate, what: str = "") -> str:
    """A share of one side: `58 of 412 visits end here for good (14 %, 11-18 %)`."""
    values = {"n": count(share.count), "of": count(share.of), "share": percent(share.value)}
    interval = percents(share.low, share.high)
    if not what:
        return say("{n} of {of} ({share}, {interval})", interval=interval, **values)
    return say("{n} of {of} {what} ({share}, {interval})", what=say(what), interval=interval, **values)


@sayable
def lately_words(periods: int, unit: str) -> str:
    """The latest periods: `latest week`, `latest 3 months`."""
    if unit == "week":
        return say("latest week") if periods == 1 else say("latest {n} weeks", n=count(periods))
    return say("latest month") if periods == 1 else say("latest {n} months", n=count(periods))


def evidence(measure: str, share: Rate) -> Evidence:
    """A rate as evidence."""
    return Evidence(measure, share.value, share.of, share.count, share.low, share.high)
