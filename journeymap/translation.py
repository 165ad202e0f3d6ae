"""The texts of a journey in another language: `shop.vi.yaml` beside `shop.yaml` holds texts only, under the same ids.

A translation follows the file that it is of, key by key: `stages: {buy: {title: ..., touchpoints: {pay: {does: ...}}}}`. Where the
file has a fuller form, the plain text stands for it: `pains: [...]` in the order of the file, `says: ...` for the quote.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from journeymap.document import read
from journeymap.finding import Finding, JourneymapError, Ref, fault
from journeymap.places import Document
from journeymap.project import Named, bytes_of
from journeymap.suggest import suggest
from journeymap.units import shown

_TEXTS = (
    *("title", "goal", "scenario", "expects", "is", "demographic", "psychographic", "behaviour", "does", "thinks"),
    *("says", "sees", "pains", "ideas", "frontstage", "backstage", "support", "when"),
)
"""The keys whose values are texts for people."""
_LISTED = ("sees", "pains", "ideas", "frontstage", "backstage", "support")
"""Those of them that hold several; one alone may stand without a list."""
_NESTS = ("stages", "touchpoints", "personas", "channels", "actors", "next")
"""The keys under which ids stand that have texts."""
_WORDS = ("text", "quote", "is")
"""The key of a fuller form that holds the words for which a plain text can stand."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Change = Callable[[Ref, str], str]


def texts(value: Any) -> dict[Ref, str]:
    """Every text for people in the values of a journey, a shared file or a translation, by its place in the plain form."""
    found: dict[Ref, str] = {}
    _changed(value, (), found.setdefault)
    return found


def _changed(value: Any, ref: Ref, change: Change) -> Any:
    """The values with every text for people changed."""
    if not isinstance(value, dict):
        return value
    made = {}
    for key, inner in value.items():
        at = (*ref, key)
        if key in _TEXTS:
            made[key] = _said(inner, (*at, 0) if key in _LISTED and not isinstance(inner, list) else at, change)
        elif key in _NESTS and isinstance(inner, dict):
            made[key] = {name: _one(key, each, (*at, name), change) for name, each in inner.items()}
        else:
            made[key] = inner
    return made


def _one(family: str, value: Any, ref: Ref, change: Change) -> Any:
    """What stands at an id: a persona or an actor may be a plain text."""
    if family in ("personas", "actors") and isinstance(value, str):
        return change((*ref, "is"), value)
    return _changed(value, ref, change)


def _said(value: Any, ref: Ref, change: Change) -> Any:
    if isinstance(value, list):
        return [_said(item, (*ref, number), change) for number, item in enumerate(value)]
    if isinstance(value, dict):
        return {
            key: change(ref, inner) if key in _WORDS and isinstance(inner, str) else inner
            for key, inner in value.items()
        }
    return change(ref, value) if isinstance(value, str) else value


def language_of(path: Path) -> str | None:
    """The language of a translation, `vi` of `shop.vi.yaml`, if the file that it is of stands beside it."""
    stem, _, lang = path.stem.rpartition(".")
    return lang if stem and _LANGUAGE.fullmatch(lang) and path.with_name(stem + path.suffix).is_file() else None


def translations_of(path: Path) -> dict[str, Path]:
    """The translations that stand beside a file, by language, sorted."""
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return {}
    found = {
        other.stem.removeprefix(f"{path.stem}."): other
        for other in beside
        if other.suffix == path.suffix and other.stem.startswith(f"{path.stem}.")
    }
    return {lang: other for lang, other in found.items() if _LANGUAGE.fullmatch(lang)}


def translated_into(lang: str | None) -> Callable[[Document, Path], Document]:
    """What puts the texts of a language in the place of a file's own; those that are not translated stay."""

    def overlay(document: Document, path: Path) -> Document:
        own = document.value.get("lang", "en") if isinstance(document.value, dict) else lang
        if lang is None or lang == own:
            return document
        found = translations_of(path)
        if lang not in found:
            if is_whole(document.value):
                raise _missing(lang, found, document.file, path)
            return document
        said = texts(translation(document.file, path, found[lang]).value)
        return replace(document, value=_changed(document.value, (), said.get))

    return overlay


def translation(name: str, path: Path, other: Path) -> Document:
    """The document of a translation. `name` is what findings call the file at `path`. Raises `JourneymapError`."""
    called = name.removesuffix(path.name) + other.name
    return read(bytes_of(Named(other, called)), called)


def is_whole(value: Any) -> bool:
    """Whether the values are those of a journey: its missing translation is an error, that of a shared file is none."""
    return isinstance(value, dict) and "stages" in value


def _missing(lang: str, found: dict[str, Path], file: str, path: Path) -> Exception:
    close = suggest(lang, found)
    known = f"there are: {', '.join(found)}" if found else f"write one: {path.stem}.{lang}{path.suffix} beside it"
    cure = f"did you mean {close}?" if close else known
    return fault("JM152", f"there is no translation into {shown(lang)}", cure, file=file)


def read_translations(document: Document, path: Path) -> tuple[dict[str, Document], list[Finding]]:
    """The translations that stand beside a file, by language, and what is wrong with those that cannot be read."""
    found, faults = dict[str, Document](), list[Finding]()
    for lang, other in translations_of(path).items():
        try:
            found[lang] = translation(document.file, path, other)
        except JourneymapError as error:
            faults += error.findings
    return found, faults


@dataclass(frozen=True)
class Coverage:
    """How much of a file is translated into a language."""

    lang: str
    document: Document
    missing: tuple[Ref, ...]
    """The texts of the file that the translation has not, in the order of the file."""
    of: int
    """How many texts the file has."""


def coverage(document: Document, translations: Mapping[str, Document]) -> Iterator[Coverage]:
    """For each language, what is translated of a file."""
    own = texts(document.value)
    for lang, other in translations.items():
        said = texts(other.value)
        yield Coverage(lang, other, tuple(ref for ref in own if ref not in said), len(own))


def strays(document: Document, other: Document) -> Iterator[tuple[Ref, str, str]]:
    """What stands in a translation and is no text of the file: where, what is wrong, what to do."""
    yield from _strays(other.value, document.value, (), texts(document.value))


def _strays(value: Any, source: Any, ref: Ref, own: Mapping[Ref, str]) -> Iterator[tuple[Ref, str, str]]:
    if not isinstance(value, dict):
        if ref == ():
            yield ref, "a translation is a mapping (key: value)", "write texts under the keys of the file that it is of"
        return
    for key, inner in value.items():
        at = (*ref, key)
        in_family = bool(ref) and ref[-1] in _NESTS and not (len(ref) > 1 and ref[-2] in _NESTS)
        known = source if isinstance(source, dict) else {}
        if key not in known and not (key in _TEXTS and at in own):
            close = suggest(key, known)
            cure = f"did you mean '{close}'?" if close else "delete it, or put it back there"
            yield at, f"{shown(key)} is not in the file that this translates", cure
        elif in_family or key in _NESTS:
            if isinstance(inner, str) and (*at, "is") in own:
                continue
            yield from _strays(inner, known.get(key), at, own)
        elif key not in _TEXTS:
            yield at, f"{shown(key)} is no text for people", "delete it: a translation holds texts only"
        else:
            yield from (
                (each, "this text is not in the file that this translates", "delete it")
                for each in map(ref.__add__, texts({key: inner}))
                if each not in own
            )


def outdated(own: Any, other: Any, own_before: Any, other_before: Any) -> list[Ref]:
    """The texts of a file (its values now and before) that have changed, while their translation has not."""
    now, said, before, said_before = map(texts, (own, other, own_before, other_before))
    return [
        ref
        for ref, text in now.items()
        if ref in before and before[ref] != text and ref in said and said_before.get(ref) == said[ref]
    ]
