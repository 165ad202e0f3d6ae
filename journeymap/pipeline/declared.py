"""A journey file, judged; and a journey as somebody wants to look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from journeymap import catalogue, waivers
from journeymap.document import read
from journeymap.finding import Finding, JourneymapError, Level
from journeymap.ignores import silenced, without_ignored
from journeymap.lens import WHOLLY, at_depth, for_persona
from journeymap.load import Loaded, load, load_any
from journeymap.persona import persona_of
from journeymap.plan import plan_of
from journeymap.revisions import read_at
from journeymap.rule import Declared
from journeymap.rules import codes, declared_codes, judge_declaration
from journeymap.translation import language_of, read_translations, translations_of
from journeymap.waivers import Held


@dataclass(frozen=True)
class Checked:
    """What is to be said about a file, and what it was judged by: None where that is not a journey."""

    findings: list[Finding]
    case: Declared | None = None
    said: tuple[Finding, ...] = ()
    """All that rules say of it, silenced or not."""
    waived: tuple[tuple[Finding, Held], ...] = ()
    """What of that is accepted, and by which waiver."""


def judged(
    path: Path,
    name: str | None = None,
    *,
    data: bytes | None = None,
    today: date | None = None,
    base: Any = None,
    base_translations: Mapping[str, Any] = MappingProxyType({}),
) -> Checked:
    """What is to be said about a journey, a shared file or a translation. Raises `JourneymapError` where it cannot be read.

    `data` is what stands in the file, where that is not saved yet. `base` and `base_translations` are the values of the same files at
    another revision.
    """
    if language_of(path) is not None:
        return Checked([])  # a translation is judged with the journey that it is of
    loaded = load_any(path, name, data)
    if not isinstance(loaded, Loaded):
        return Checked([])  # a shared file that loads is sound
    case, faults = case_of(loaded, today=today, base=base)
    return _judged(replace(case, base_translations=base_translations), faults)


def judged_journey(loaded: Loaded, *, today: date | None = None, base: Any = None) -> Checked:
    """As `judged`, of a journey that is loaded already; if not said, on no day in particular."""
    return _judged(*case_of(loaded, today=today, base=base))


def _judged(case: Declared, faults: list[Finding]) -> Checked:
    loaded = case.loaded
    said, known = declared_codes(case), codes()
    told = judge_declaration(case)
    left = waivers.apply(told, loaded, case.today, said, known)
    kept = without_ignored((*left.kept, *left.faults), loaded.own, said, known)
    for other in loaded.others:
        kept = silenced(kept, other)
    return Checked(sorted([*faults, *kept], key=lambda finding: finding.place), case, tuple(told), left.waived)


def check(
    path: Path, name: str | None = None, *, today: date | None = None, base: Any = None
) -> tuple[Loaded, list[Finding]]:
    """A journey and what is to be said about its declaration. Raises `JourneymapError` where it cannot be read.

    `today` is the day by which reviews and waivers are judged, `base` the values of the same file at another revision.
    """
    checked = judged(path, name, today=today, base=base)
    return checked.case.loaded if checked.case else load(path, name), checked.findings


def case_of(loaded: Loaded, *, today: date | None = None, base: Any = None) -> tuple[Declared, list[Finding]]:
    """A journey as the rules of the declaration see it, and the faults of what stands beside it.

    The plan is that of the wholly opened journey.
    """
    translations, faults = read_translations(loaded.own, loaded.path)
    plan = plan_of(at_depth(loaded.journey, WHOLLY))
    return Declared(loaded, plan, today, translations, base), faults


def files_at(path: Path, revision: str) -> tuple[Any, dict[str, Any]]:
    """What a file and its translations said at a git revision, as in `values_at`."""
    spoken = {lang: values_at(other, revision) for lang, other in translations_of(path).items()}
    return values_at(path, revision), spoken


def values_at(path: Path, revision: str) -> Any:
    """What a file said at a git revision; None where it was not there, or was no YAML: then there is nothing to compare with.

    Raises `JourneymapError` (JM82x) where git does not know.
    """
    data = read_at(path, revision)
    try:
        return None if data is None else read(data, str(path)).value
    except JourneymapError:
        return None


def sound(path: Path, name: str | None = None, *, lang: str | None = None) -> Loaded:
    """A journey that has no error. Raises `JourneymapError` with all of its errors."""
    loaded = load(path, name)
    case, _ = case_of(loaded)
    errors = [finding for finding in judge_declaration(case) if finding.level is Level.ERROR]
    if errors:
        raise JourneymapError(*errors)
    return loaded if lang is None else load(path, name, lang=lang)


def is_only_spoken(path: Path, lang: str) -> bool:
    """Whether the tool itself speaks a language, and no file beside a journey holds its texts in it."""
    spoken = catalogue.language_of(lang)
    return spoken is not None and spoken not in translations_of(path)


def looked_at(loaded: Loaded, *, depth: int = 1, persona: str | None = None, planned: bool = True) -> Loaded:
    """A journey at a depth, and as one persona goes through it; `planned` as in `journeymap.lens`. Raises `JourneymapError` (JM153)."""
    journey = loaded.journey
    if persona is not None:
        persona_of(loaded, persona)
        journey = for_persona(journey, persona, planned=planned)
    return replace(loaded, journey=at_depth(journey, depth))
