"""Findings of two revisions: which are new, which are fixed, which are kept; and what is silenced that was not.

A finding is the same where its code and what it is about are: never by its line, and a renamed touchpoint keeps its findings.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from journeymap.amounts import count
from journeymap.counterparts import Counterparts, spot
from journeymap.difference import Callout, Judged, Place
from journeymap.finding import Finding
from journeymap.load import Loaded
from journeymap.rejudged import three_digits
from journeymap.waivers import Held

_COUNT = re.compile(r"\d{1,3}(,\d{3})+")
_NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True)
class Said:
    """What rules say of one side: everything, what is left when all that is silenced is taken away, and what waivers silence."""

    all: Sequence[Finding] = ()
    kept: Sequence[Finding] = ()
    waived: Sequence[tuple[Finding, Held]] = ()

    @property
    def silenced(self) -> list[Finding]:
        """What is accepted or ignored."""
        return [finding for finding in self.all if finding not in self.kept]

    def __add__(self, other: "Said") -> "Said":
        """Both, one after the other."""
        return Said((*self.all, *other.all), (*self.kept, *other.kept), (*self.waived, *other.waived))


def recurring(here: Said, base: Said, same: Counterparts) -> tuple[Judged, ...]:
    """The findings of here with what became of them, then those of the base that are fixed. What is only silenced is not fixed."""
    found = list(here.kept)
    pairs = _paired([*found, *here.silenced], base.kept, same)
    told = [_judged(finding, "kept" if number in pairs.values() else "new") for number, finding in enumerate(found)]
    fixed = [finding for number, finding in enumerate(base.kept) if number not in pairs]
    return (*told, *(_judged(finding, "fixed", same) for finding in fixed))


def silenced(loaded: Loaded, here: Said, base: Said, same: Counterparts) -> Iterator[Callout]:
    """What would be found in a journey, and is accepted or ignored since the base."""
    found = here.silenced
    before = _paired(found, base.silenced, same).values()
    for number, finding in enumerate(found):
        if number not in before and finding.location is not None:
            held = next((each for other, each in here.waived if other == finding), None)
            at, place = spot(finding.ref), loaded.locate(held.ref, key=True) if held else finding.location
            yield Callout(
                kind="accepted" if held else "ignored",
                of=at.touchpoint or at.stage,
                of_stage=bool(at.stage and not at.touchpoint),
                name=finding.code,
                reason=held.waiver.reason if held else "",
                until=held.waiver.until.isoformat() if held else None,
                message=finding.message,
                place=Place(file=place.file, line=place.line),
            )


def _paired(here: Sequence[Finding], base: Sequence[Finding], same: Counterparts) -> dict[int, int]:
    """From the number of a finding of the base to that of the same one here.

    Several of one code at one place are told apart by their words, as long as those are the same but for numbers; what is left over pairs in its order.
    """
    pairs: dict[int, int] = {}
    for words in (True, False):
        left: dict[Hashable, list[int]] = {}
        for number, finding in enumerate(here):
            if number not in pairs.values():
                left.setdefault(_key(finding, same, base=False, words=words), []).append(number)
        for number, finding in enumerate(base):
            others = left.get(_key(finding, same, base=True, words=words))
            if number not in pairs and others:
                pairs[number] = others.pop(0)
    return pairs


def _key(finding: Finding, same: Counterparts, *, base: bool, words: bool) -> Hashable:
    said = _NUMBER.sub("", finding.message) if words or not finding.ref else ""
    return (finding.code, same.key(finding.ref, base=base), said)


def _judged(finding: Finding, state: str, same: Counterparts | None = None) -> Judged:
    at, place = spot(finding.ref), finding.location
    of = at.touchpoint or at.stage
    if same is not None:
        of = same.touchpoints.get(at.touchpoint, at.touchpoint) or same.stages.get(at.stage, at.stage)
    return Judged(
        state=state,
        code=finding.code,
        level=finding.level.value,
        message=finding.message,
        help=finding.help,
        of=of,
        ref=finding.ref,
        place=Place(file=place.file, line=place.line, base=same is not None) if place else None,
    )


def rounded(message: str) -> str:
    """A message with its counts told to three digits, as all other counts are."""
    return _COUNT.sub(lambda each: count(three_digits(int(each[0].replace(",", "")))), message)
