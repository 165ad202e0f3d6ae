"""JM132: a waiver that waives nothing.

What: `accept` at a touchpoint names a code that is not found there, that no finding has, or that cannot be waived: an error of the
declaration is mended, not waived.
Why: what silences nothing today would silence something else tomorrow, and nobody would see it.
Before: `accept: {JM310: {reason: "until the new shop", until: 2027-01-31}}`, and nobody takes another way any more
After: the waiver is gone
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from journeymap.finding import Finding, Level, Ref
from journeymap.load import Loaded
from journeymap.suggest import suggest
from journeymap.units import shown

CODE = "JM132"
_MEASURED = ("JM3", "JM4")
"""How the codes begin whose errors can be waived: a promise may be broken for a while, a declaration may not."""
_NEVER = "JM13"
"""How the codes begin that are said of waivers and ignores themselves."""


@dataclass(frozen=True, slots=True)
class Waived:
    """Findings after the waivers of a journey."""

    kept: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    faults: tuple[Finding, ...]
    """What is wrong with the waivers themselves."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A waiver that holds: for findings of a code inside of a touchpoint."""

    code: str
    touchpoint: Ref

    @property
    def ref(self) -> Ref:
        return (*self.touchpoint, "accept", self.code)

    def means(self, finding: Finding) -> bool:
        return finding.code == self.code and finding.ref[: len(self.touchpoint)] == self.touchpoint

    def silences(self, finding: Finding) -> bool:
        return self.means(finding) and _can_be_waived(finding)


def apply(
    findings: Iterable[Finding],
    loaded: Loaded,
    today: date | None,
    judged: tuple[str, ...],
    known: Collection[str] | None = None,
) -> Waived:
    """The findings less those that are accepted at their touchpoint until today or longer, each list in its order.

    Where no day is given, every waiver holds. `judged` are the beginnings of the codes that this run could have said: of others,
    nobody can tell whether they were needed. `known` are all codes that there are; where given, a waiver of any other is a fault.
    """
    found = list(findings)
    held = list(_held(loaded, today))
    waived = [finding for finding in found if any(waiver.silences(finding) for waiver in held)]
    faults = [
        Finding(CODE, Level.WARNING, message, help, waiver.ref, loaded.locate(waiver.ref, key=True))
        for waiver in held
        for message, help in _faults(waiver, found, judged, known)
    ]
    return Waived(tuple(finding for finding in found if finding not in waived), tuple(waived), tuple(faults))


def _held(loaded: Loaded, today: date | None) -> Iterator[_Held]:
    journey = loaded.journey
    for touchpoint_id, touchpoint in journey.every.items():
        for code, waiver in touchpoint.accept.items():
            if today is None or waiver.until >= today:
                yield _Held(code, journey.ref(touchpoint_id))


def _can_be_waived(finding: Finding) -> bool:
    if finding.code.startswith(_NEVER):
        return False
    return finding.level is not Level.ERROR or finding.code.startswith(_MEASURED)


def _faults(
    waiver: _Held, found: list[Finding], judged: tuple[str, ...], known: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Why a waiver silences nothing, as (message, help)."""
    meant = [finding for finding in found if waiver.means(finding)]
    if known is not None and waiver.code.startswith(_NEVER):
        yield f"{shown(waiver.code)} cannot be waived", "mend what it tells of a waiver or an ignore, and delete this"
    elif known is not None and waiver.code not in known:
        close = suggest(waiver.code, known)
        cure = f"did you mean {close}?" if close else "write the code that stands in [ ] before the finding, like JM301"
        yield f"{shown(waiver.code)} is no code that can be waived", cure
    elif any(not _can_be_waived(finding) for finding in meant):
        yield (
            f"{waiver.code} is an error here, and errors of the declaration cannot be waived",
            "mend it, then delete this waiver",
        )
    elif not meant and waiver.code.startswith(judged):
        yield (
            f"nothing here is {waiver.code}: this waiver is not needed",
            "delete it, or move it to the touchpoint that is meant",
        )
