"""A journey file, mended: what certainly was meant is written, round by round, because faults hide one another.

A correction is kept only if the file is better for it: it can be read further, or no more is said of it than before, and no other key
or value has changed. A file that cannot be read after all corrections stays as it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from journeymap import outputs
from journeymap.correction import Correction, Mended
from journeymap.document import read
from journeymap.edits import Moves, apart, applied, by_line, changed, text_of, undone
from journeymap.finding import Edit, Finding, JourneymapError, Level, fault
from journeymap.gather import is_shared
from journeymap.lines import Lines
from journeymap.load import loads, loads_any
from journeymap.pipeline.declared import judged_journey
from journeymap.places import Document
from journeymap.project import Named, bytes_of
from journeymap.tidy import KINDS
from journeymap.tokens import keeps_the_rest, tokens
from journeymap.translation import language_of

MAX_ROUNDS = 100
_ITEM = re.compile(r"\n[ \t]*- ")
_TAB_WIDTHS = (2, 4, 8)
"""How wide a tab may have looked to who wrote it. The first is what is written where all mean the same."""


def mend(path: Path, *, unsafe: bool = False) -> Mended:
    """A journey, a shared file or a translation with all corrections that are certain; with `unsafe` also those that are likely. Nothing is written.

    Raises `JourneymapError` (JM009) where the file cannot be read.
    """
    name = str(path)
    data = bytes_of(Named(path, name))
    job = _Job(path, name, unsafe=unsafe)
    found = job.mended(data, _TAB_WIDTHS[0])
    meant = _meant([found, *(job.mended(data, width) for width in _TAB_WIDTHS[1:])]) if found.tabs else found
    if meant is None:
        return Mended(path, data, data, (), _left(job.reading(data)), "its tabs can be read in more than one way")
    if meant.reading.document is None:
        why = "what remains must be mended first" if meant.corrections else ""
        return Mended(path, data, data, (), _left(meant.reading), why)
    job.tidy(meant)
    corrections = sorted(meant.corrections, key=lambda one: (one.location.line, one.location.column))
    return Mended(path, data, meant.reading.data, tuple(corrections), _left(meant.reading))


def _left(reading: "_Reading") -> tuple[Finding, ...]:
    """What remains for a person: errors, and what may be corrected; warnings and hints are `check`'s to tell."""
    return tuple(finding for finding in reading.findings if finding.level is Level.ERROR or finding.edits)


def keep(mended: Mended) -> None:
    """Writes a file that was mended over itself. Raises `JourneymapError` (JM009, JM802) where that must not be."""
    name = str(mended.path)
    if bytes_of(Named(mended.path, name)) != mended.before:
        raise fault("JM802", "the file was changed by somebody else just now", "run the command again", file=name)
    outputs.write_over(mended.path, mended.after)


@dataclass(frozen=True)
class _Reading:
    """What can be read in the bytes of a file, and what is said of it."""

    data: bytes
    document: Document | None
    findings: tuple[Finding, ...]
    fits: bool
    """Whether it is what it should be: a journey, a shared file, a translation."""

    @property
    def stage(self) -> int:
        """How far it got: 0 it is no YAML, 1 it is something else than it should be, 2 it is well."""
        return (self.document is not None) + self.fits

    @property
    def end(self) -> tuple[int, int]:
        """The line and column of the last finding: where the reading stopped, if it did."""
        place = self.findings[-1].location if self.findings else None
        return (place.line, place.column) if place else (0, 0)

    @cached_property
    def doubles(self) -> int:
        """How many keys stand twice."""
        return sum(finding.code == "JM003" for finding in self.findings)

    def is_no_worse_than(self, before: "_Reading") -> bool:
        """Whether it got further than before, or as far and no more is to be said."""
        if self.stage != before.stage:
            return self.stage > before.stage
        if self.stage == 0 and self.end > before.end:
            return True
        return len(self.findings) <= len(before.findings) and self.doubles <= before.doubles


@dataclass
class _Found:
    """How far the mending has come."""

    first: Lines
    """The lines of the file as it was."""
    reading: _Reading
    corrections: list[Correction]
    back: list[Moves]
    """The way back to the places of the first text: round by round, the first round first."""
    tabs: bool = False
    """Whether tabs were replaced."""

    def take(self, reading: _Reading, edits: Sequence[Edit], told: Iterable[Correction]) -> None:
        """Goes on with what edits have made."""
        self.reading = reading
        self.corrections += told
        self.back.append(Moves(undone(edits)))


def _meant(found: Sequence[_Found]) -> _Found | None:
    """The one that was meant, of those with tabs of several widths: what reads best, if that is the same whatever the width."""
    every = [one for one in found if not _swallows(one.reading.document)] or found
    best = max((found.reading.stage, -len(found.reading.findings)) for found in every)
    good = [found for found in every if (found.reading.stage, -len(found.reading.findings)) == best]
    values = [repr(found.reading.document and found.reading.document.value) for found in good]
    return good[0] if len(set(values)) == 1 else None


def _swallows(document: Document | None) -> bool:
    """Whether a text has swallowed an item of a list, which no one means."""
    if document is None:
        return False
    sources = (document.text[token.start : token.end] for token in tokens(document) if not token.is_key)
    return any(_ITEM.search(source) for source in sources if source[:1] not in ("'", '"', "|", ">"))


@dataclass(frozen=True)
class _Job:
    """What does not change while a file is mended."""

    path: Path
    name: str
    unsafe: bool

    def mended(self, data: bytes, width: int) -> _Found:
        """All rounds that mend faults, with tabs of a width."""
        found = _Found(Lines(text_of(data)), self.reading(data), [], [])
        for _ in range(MAX_ROUNDS):
            if not self._round(found, width):
                break
        return found

    def tidy(self, found: _Found) -> None:
        """Mends what is no fault, kind by kind, where no value changes."""
        for kind in KINDS:
            before, document = found.reading, found.reading.document
            tidying = list(kind(document)) if document else []
            if document is None or not tidying:
                continue
            edits = [edit for edit, _ in tidying]
            after = self.reading(applied(before.data, edits))
            same = after.document is not None and repr(after.document.value) == repr(document.value)
            if same and len(after.findings) <= len(before.findings):
                told = [self._told(found, document.text, [edit], message) for edit, message in tidying]
                found.take(after, edits, told)

    def reading(self, data: bytes) -> _Reading:
        """What is said of the bytes of the file."""
        document = None
        try:
            document = read(data, self.name)
            findings = self._judged(data, document)
        except JourneymapError as error:
            return _Reading(data, document, tuple(error.findings), fits=False)
        return _Reading(data, document, tuple(findings), fits=True)

    def _judged(self, data: bytes, document: Document) -> Sequence[Finding]:
        if language_of(self.path):
            if document.faults:
                raise JourneymapError(*document.faults)
            return ()
        if is_shared(document.value):
            loads_any(data, self.name, self.path)
            return ()
        return judged_journey(loads(data, self.name, self.path)).findings

    def _round(self, found: _Found, width: int) -> bool:
        """Mends all that can be at once, or if that does harm, the first that can be alone. Whether anything was mended."""
        mendable = [
            finding
            for finding in found.reading.findings
            if finding.edits and (finding.safe or self.unsafe) and self._is_here(finding)
        ]
        return bool(mendable) and (
            self._try(found, mendable, width)
            or (len(mendable) > 1 and any(self._try(found, [finding], width) for finding in mendable))
        )

    def _is_here(self, finding: Finding) -> bool:
        """Whether a finding is about this file, and not about one that it includes."""
        return finding.location is not None and finding.location.file == self.name

    def _try(self, found: _Found, findings: Sequence[Finding], width: int) -> bool:
        """Mends some findings, if that makes nothing worse."""
        before, text = found.reading, text_of(found.reading.data)
        chosen = apart([_widened(finding, text, width) for finding in findings])
        edits = sorted((edit for finding in chosen for edit in finding.edits), key=lambda edit: edit.start)
        after = self.reading(applied(before.data, edits))
        wrong = {(finding.code, finding.ref) for finding in after.findings if finding.ref}
        if any((finding.code, finding.ref) in wrong for finding in chosen) or not after.is_no_worse_than(before):
            return False
        if before.document and after.document and not keeps_the_rest(before.document, after.document, edits):
            return False
        found.tabs = found.tabs or any(text[edit.start : edit.end] == "\t" for edit in edits)
        told = [
            self._told(found, text, some, finding.message, finding.code)
            for finding in chosen
            for some in by_line(text, finding.edits)
        ]
        found.take(after, edits, told)
        return True

    def _told(self, found: _Found, text: str, edits: Sequence[Edit], message: str, code: str = "") -> Correction:
        """Edits of one line as a correction of the first text."""
        start, end = edits[0].start, edits[-1].end
        now = changed(
            text[start:end], [replace(edit, start=edit.start - start, end=edit.end - start) for edit in edits]
        )
        for back in reversed(found.back):
            start, end = back(start), back(end)
        location = found.first.location(self.name, (start, end))
        if text[edits[0].start : edits[-1].end] == "":  # the parser often sees only in the next line what is missing
            message = "a space is missing here"
        return Correction(location, message, text[edits[0].start : edits[-1].end], now, code)


def _widened(finding: Finding, text: str, width: int) -> Finding:
    """A finding whose edits make tabs as wide as asked for."""
    edits = tuple(
        replace(edit, text=" " * width) if text[edit.start : edit.end] == "\t" else edit for edit in finding.edits
    )
    return replace(finding, edits=edits)
