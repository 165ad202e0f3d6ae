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
from journeymap.language.promise import Waiver
from journeymap.load import Loaded
from journeymap.model import Journey
from journeymap.suggest import suggest
from journeymap.units import shown

CODE = "JM132"
_MEASURED = ("JM3", "JM4")
"""How the codes begin whose errors can be waived: a promise may be broken for a while, a declaration may not."""
_NEVER = "JM13"
"""How the codes begin that are said of waivers and ignores themselves."""


@dataclass(frozen=True, slots=True)
class Held:
    """A waiver that holds: for findings of a code at a touchpoint, or inside of it."""

    code: str
    touchpoint: str
    """Its id."""
    around: Ref
    """Its place in the file."""
    waiver: Waiver

    @property
    def ref(self) -> Ref:
        """The place of the waiver itself."""
        return (*self.around, "accept", self.code)

    def means(self, finding: Finding) -> bool:
        """Whether a finding is one of those that the waiver names."""
        return self.covers(finding.code, finding.ref)

    def covers(self, code: str, ref: Ref) -> bool:
        """Whether it is for a code at a place."""
        return code == self.code and ref[: len(self.around)] == self.around

    def plain(self) -> dict[str, str]:
        """What a report says of it."""
        until = self.waiver.until.isoformat()
        return {"code": self.code, "place": self.touchpoint, "reason": self.waiver.reason, "until": until}


@dataclass(frozen=True, slots=True)
class Waived:
    """Findings after the waivers of a journey, each list in its order."""

    kept: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Held], ...]
    """Findings that are accepted, each with the first waiver that says so."""
    faults: tuple[Finding, ...]
    """What is wrong with the waivers themselves."""


def apply(
    findings: Iterable[Finding],
    loaded: Loaded,
    today: date | None,
    judged: tuple[str, ...],
    known: Collection[str] | None = None,
) -> Waived:
    """The findings less those that are accepted, at their touchpoint or one around it, until today or longer.

    Where no day is given, every waiver holds. `judged` are the beginnings of the codes that this run could have said: of others,
    nobody can tell whether they were needed. `known` are all codes that there are; where given, a waiver of any other is a fault.
    """
    found = list(findings)
    held = list(standing(loaded.declared, today))
    by = [next((each for each in held if each.means(finding) and _can_be_waived(finding)), None) for finding in found]
    faults = [
        Finding(CODE, Level.WARNING, message, help, each.ref, place)
        for each in held
        for place in [loaded.locate(each.ref, key=True)]
        # What one journey does not need of a shared touchpoint, another one may.
        for message, help in _faults(each, found, judged if place.file == loaded.own.file else (), known)
    ]
    return Waived(
        tuple(finding for finding, each in zip(found, by, strict=True) if each is None),
        tuple((finding, each) for finding, each in zip(found, by, strict=True) if each is not None),
        tuple(faults),
    )


def standing(journey: Journey, today: date | None) -> Iterator[Held]:
    """The waivers that hold on a day; where none is given, all of them."""
    for touchpoint_id, touchpoint in journey.every.items():
        for code, waiver in touchpoint.accept.items():
            if today is None or waiver.until >= today:
                yield Held(code, touchpoint_id, journey.ref(touchpoint_id), waiver)


def _can_be_waived(finding: Finding) -> bool:
    if finding.code.startswith(_NEVER):
        return False
    return finding.level is not Level.ERROR or finding.code.startswith(_MEASURED)


def _faults(
    held: Held, found: list[Finding], judged: tuple[str, ...], known: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Why a waiver silences nothing, as (message, help)."""
    meant = [finding for finding in found if held.means(finding)]
    if known is not None and held.code.startswith(_NEVER):
        yield f"{shown(held.code)} cannot be waived", "mend what it tells of a waiver or an ignore, and delete this"
    elif known is not None and held.code not in known:
        close = suggest(held.code, known)
        cure = f"did you mean {close}?" if close else "write the code that stands in [ ] before the finding, like JM301"
        yield f"{shown(held.code)} is no code that can be waived", cure
    elif any(not _can_be_waived(finding) for finding in meant):
        yield (
            f"{held.code} is an error here, and errors of the declaration cannot be waived",
            "mend it, then delete this waiver",
        )
    elif not meant and held.code.startswith(judged):
        yield (
            f"nothing here is {held.code}: this waiver is not needed",
            "delete it, or move it to the touchpoint that is meant",
        )
