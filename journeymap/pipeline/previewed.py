"""Journeys as they stand in their files right now, for a page that shows them while they are written.

A file is looked at anew when something that it is made of has changed. While it has an error, its last good map stays.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any

from journeymap.asked import Asked
from journeymap.catalogue import speaking
from journeymap.drawing.vector import Theme
from journeymap.finding import Finding, JourneymapError, Level
from journeymap.intake import Watch, unwatched
from journeymap.load import Loaded, load
from journeymap.mapping import Map
from journeymap.model import Journey
from journeymap.noted import Noted, State, has_changed, noting
from journeymap.pipeline.declared import is_only_spoken, judged, looked_at
from journeymap.pipeline.drawn import decided, rendered
from journeymap.pipeline.edited import Edited
from journeymap.project import folders_in, journeys_in
from journeymap.report import Report
from journeymap.styles import STYLES

_WORDS = {"does", "thinks", "says", "sees", "pains", "ideas", "frontstage", "backstage", "support", "evidence", "links"}
"""Of a touchpoint, what nothing is measured or judged by."""
_KEPT = 64
"""How many drawings are kept: a page asks for one again when its reader goes back to it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How journeys are to be looked at."""

    asked: Asked = field(default_factory=Asked)
    depth: int = 1
    lang: str | None = None
    today: date | None = None
    """The day by which reviews and waivers are judged; the real one, if not said."""
    measured: bool = True
    """Whether a log is read where there is one."""
    theme: Theme = "auto"


@dataclass(frozen=True, slots=True)
class Sight:
    """What there is to see of a file."""

    key: str
    """A name for it that every address can hold, the same in every run."""
    path: Path
    findings: tuple[Finding, ...] = ()
    title: str = ""
    map: Map | None = None
    """The map as the file says it, or the last good one; None where there was none yet, or it is no journey."""
    is_old: bool = False
    """Whether the map is of before the fault."""
    unmeasured: Loaded | None = None
    """The journey, where its numbers are still to be read from a log."""
    number: int = 0
    """Grows with every change."""

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to see: of a sound shared file or translation there is not."""
        return self.map is not None or bool(self.findings)


@dataclass(slots=True)
class _File:
    """A file, what is seen of it, and what that was made of."""

    sight: Sight
    noted: Noted | None = None
    """None before it was looked at for the first time."""
    translations: frozenset[str] = frozenset()
    moved: bool = False
    """Whether something beside these files has changed: which translations there are, or a log."""
    measured: "_Measured | None" = None

    def is_due(self, texts: dict[Path, State]) -> bool:
        """Whether what is seen is not what stands there; `texts` as in `has_changed`."""
        return self.moved or self.noted is None or has_changed(self.noted, texts)


@dataclass(frozen=True, slots=True)
class _Measured:
    """The numbers of a journey, and what they depend on."""

    report: Report
    bare: dict[str, Any]
    logs: Noted


class Preview:
    """The journeys in files and folders, as they stand there. With `ours`, files in folders that look like no journey are passed over.

    Raises `JourneymapError` (JM009) where a folder has no YAML file.
    """

    def __init__(self, paths: Iterable[Path], wish: Wish, *, ours: bool = False) -> None:
        self._wish, self._ours = wish, ours
        self._folders, self._named = list[Path](), list[Path]()
        for path in paths:
            (self._folders if path.is_dir() else self._named).append(path)
        for folder in self._folders:
            journeys_in(folder)
        self._files: dict[Path, _File] = {}
        self._number = 0
        self._drawn: dict[tuple[str, int, str], bytes] = {}
        self._drawing = Lock()

    # --- what is there

    @property
    def sights(self) -> list[Sight]:
        """All that is to be seen, in the order of the files."""
        return [file.sight for file in list(self._files.values()) if file.sight.is_shown]

    def sight(self, key: str) -> Sight | None:
        """What there is to see of one file; None where there is no such file."""
        return next((sight for sight in self.sights if sight.key == key), None)

    def folders(self) -> list[Path]:
        """The folders in which something may change that is seen: those of all files that were read or looked for, links followed."""
        found = {folder for each in self._folders for folder in folders_in(each)}
        noted = [path for file in list(self._files.values()) for path in (file.noted or ())]
        for path in (*self._named, *noted):
            with suppress(OSError, RuntimeError):
                found |= {path.parent, path.resolve().parent}
        return sorted(folder for folder in found if folder.is_dir())

    # --- what has changed

    def look(self) -> list[str]:
        """The keys of all files that are to be looked at anew. Files that are gone are forgotten."""
        found = list(dict.fromkeys(self._found()))
        beside = _by_folder(found)
        known = self._files
        self._files = {path: known.get(path) or _File(Sight(_key(path), path)) for path in found}
        texts: dict[Path, State] = {}
        return [file.sight.key for path, file in self._files.items() if self._is_due(file, beside[path.parent], texts)]

    def _found(self) -> Iterator[Path]:
        yield from self._named
        for folder in self._folders:
            with suppress(JourneymapError):
                yield from (path for path in journeys_in(folder) if not self._ours or self._is_ours(path))

    def _is_ours(self, path: Path) -> bool:
        """Whether it looks like a journey, or did so before."""
        if path in self._files:
            return True
        try:
            return Edited(path, path.read_text(encoding="utf-8-sig", errors="replace")).is_ours
        except OSError:
            return False

    def _is_due(self, file: _File, beside: Collection[str], texts: dict[Path, State]) -> bool:
        translations = frozenset(name for name in beside if name.startswith(f"{file.sight.path.stem}."))
        if file.measured is not None and has_changed(file.measured.logs, texts):
            file.measured, file.moved = None, True
        if translations != file.translations:
            file.translations, file.moved = translations, True
        return file.is_due(texts)

    # --- what is seen

    def redraw(self, key: str) -> None:
        """Looks at a file anew, unless that was done since it was said to be due."""
        file = self._file(key)
        if file is None or not file.is_due({}):
            return
        file.moved = False
        with noting() as noted:
            noted[file.sight.path] = None
            sight = self._seen(file)
        file.noted = noted
        self._show(file, sight)

    def measure(self, key: str, watch: Watch = unwatched) -> None:
        """Reads the numbers of a journey, where they are still to be read, and puts them on its map; what keeps them away is a finding."""
        file = self._file(key)
        if file is None or file.sight.unmeasured is None:
            return
        before, loaded = file.sight, file.sight.unmeasured
        with noting() as logs:
            sight, report = self._with_numbers(before, loaded, watch)
        if file.sight is before:
            (file.noted or {}).update(logs)
            file.measured = _Measured(report, _bare(loaded.journey), logs) if report else None
            self._show(file, sight)

    def svg(self, key: str, style: str) -> bytes | None:
        """The map of a file in one of the styles; None where there is none. Raises `JourneymapError` (JM801) where it cannot be drawn."""
        sight = self.sight(key)
        if sight is None or sight.map is None or style not in STYLES:
            return None
        place = (key, sight.number, style)
        with self._drawing:
            if place not in self._drawn:
                with speaking(self._wish.lang):
                    self._drawn[place] = rendered(sight.map, style=style, theme=self._wish.theme)
                for old in list(self._drawn)[:-_KEPT]:
                    del self._drawn[old]
            return self._drawn[place]

    def _file(self, key: str) -> _File | None:
        return next((file for file in list(self._files.values()) if file.sight.key == key), None)

    def _show(self, file: _File, sight: Sight) -> None:
        self._number += 1
        file.sight = replace(sight, number=self._number)

    def _seen(self, file: _File) -> Sight:
        before, wish = file.sight, self._wish
        findings: tuple[Finding, ...] = ()
        try:
            checked = judged(before.path, today=wish.today or datetime.now().astimezone().date())
            findings = tuple(checked.findings)
            if checked.case is None:
                return Sight(before.key, before.path, findings)
            if any(finding.level is Level.ERROR for finding in findings):
                return _old(before, findings)
            return self._mapped(file, checked.case.loaded, findings)
        except JourneymapError as error:
            return _old(before, (*findings, *error.findings))

    def _mapped(self, file: _File, loaded: Loaded, findings: tuple[Finding, ...]) -> Sight:
        """A sound journey: with its numbers where nothing changed that they depend on, else for now without."""
        wish, path = self._wish, file.sight.path
        if wish.lang is not None and not is_only_spoken(path, wish.lang):
            loaded = load(path, lang=wish.lang)
        wanted = wish.measured and bool(wish.asked.get("events") or loaded.journey.events.from_)
        loaded = looked_at(loaded, depth=wish.depth, persona=wish.asked.get("persona"), planned=not wanted)
        held = file.measured
        report = held.report if wanted and held is not None and held.bare == _bare(loaded.journey) else None
        if report is not None:
            findings = self._with_measures(findings, loaded, report)
        unmeasured = loaded if wanted and report is None else None
        return Sight(
            file.sight.key,
            path,
            findings,
            loaded.journey.title,
            self._decided(loaded, report),
            unmeasured=unmeasured,
        )

    def _with_numbers(self, before: Sight, loaded: Loaded, watch: Watch) -> tuple[Sight, Report | None]:
        # Imported late, as below: a journey without a log needs no engine.
        from journeymap.pipeline.measured import measure  # noqa: PLC0415

        told = replace(before, unmeasured=None)
        try:
            report = measure(loaded, today=self._wish.today, watch=watch, **self._wish.asked)
            findings = self._with_measures(before.findings, loaded, report)
            return replace(told, findings=findings, map=self._decided(loaded, report)), report
        except JourneymapError as error:
            return replace(told, findings=(*before.findings, *error.findings)), None

    def _with_measures(self, findings: tuple[Finding, ...], loaded: Loaded, report: Report) -> tuple[Finding, ...]:
        from journeymap.pipeline.finished import judged_measures  # noqa: PLC0415

        asked = self._wish.asked
        day = self._wish.today or (date.fromisoformat(report.data.as_of[:10]) if report.data.as_of else None)
        some = bool(asked.get("persona") or asked.get("segment") or asked.get("since") or asked.get("until"))
        measured, _ = judged_measures(loaded, report, day, some=some)
        return tuple(sorted((*findings, *measured), key=lambda finding: finding.place))

    def _decided(self, loaded: Loaded, report: Report | None) -> Map:
        wish = self._wish
        with speaking(wish.lang):
            return decided(loaded, report, persona=wish.asked.get("persona") or "", language=wish.lang or "")


def _old(before: Sight, findings: tuple[Finding, ...]) -> Sight:
    """A file with a fault: what was seen before it."""
    return replace(before, findings=findings, is_old=before.map is not None, unmeasured=None)


def _key(path: Path) -> str:
    return blake2b(os.fsencode(path), digest_size=8).hexdigest()


def _by_folder(paths: Iterable[Path]) -> dict[Path, list[str]]:
    """The names of the YAML files of each folder of these paths: a translation stands beside its journey."""
    found: dict[Path, list[str]] = {}
    for path in paths:
        if path.parent not in found:
            with suppress(OSError):
                found[path.parent] = [each.name for each in path.parent.iterdir() if each.suffix == path.suffix]
            found.setdefault(path.parent, [])
    return found


def _bare(journey: Journey) -> dict[str, Any]:
    """A journey without its mere words."""
    said = journey.model_dump(exclude={"goal", "scenario", "expects"})
    for stage in said["stages"].values():
        for touchpoint in stage["touchpoints"].values():
            for word in _WORDS:
                touchpoint.pop(word, None)
    return said
