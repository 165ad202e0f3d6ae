"""A journey file -> `Journey`, with the place of every key; or everything that is wrong with it, at once.

JM001-JM009 are said of the YAML and the file, by `journeymap.document` and `journeymap.project`, JM111-JM113 of what it includes and
uses, by `journeymap.gather`, JM102-JM106 of what does not fit, by `journeymap.misfits` and `journeymap.ids`; here:

JM101  the file holds no mapping
JM106  there is no value
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from journeymap.complaint import unspaced
from journeymap.document import MAX_FAULTS, read
from journeymap.finding import Finding, JourneymapError, Location, Ref
from journeymap.gather import gather, is_shared
from journeymap.ids import id_faults
from journeymap.misfits import called, explain
from journeymap.model import Journey, Shared
from journeymap.places import Document
from journeymap.project import Named, bytes_of
from journeymap.rewrites import unjoined
from journeymap.translation import translated_into
from journeymap.units import shown


@dataclass(frozen=True)
class Loaded:
    """A journey, and the document that it was read from: with all that the file includes and uses."""

    journey: Journey
    """The journey: as the file says it, or as somebody looks at it (`journeymap.lens`)."""
    declared: Journey
    """The journey as the file says it."""
    document: Document
    path: Path
    own: Document
    """The file alone, as it is written."""
    others: tuple[Document, ...] = ()
    """The other files that it is made of."""
    lang: str | None = None
    """The language into which it was translated; None where it speaks its own."""

    def locate(self, ref: Ref, *, key: bool = False) -> Location:
        """The place of a value (or of its key), in whatever file it stands."""
        return self.document.location(ref, key=key)


def load(path: Path, name: str | None = None, *, lang: str | None = None) -> Loaded:
    """The journey in a file. `name` is what findings call the file, its path if not said; `lang` asks for a translation.

    Raises `JourneymapError` with every fault: JM0xx for the YAML, JM1xx for what does not fit the language.
    """
    name = name or str(path)
    return loads(bytes_of(Named(path, name)), name, path, lang=lang)


def loads(data: bytes, name: str, path: Path | None = None, *, lang: str | None = None) -> Loaded:
    """The journey in the bytes of a file; what it includes is looked for beside `path`. Raises as `load` does."""
    with _collector_resting():
        return _loaded(read(data, name), path or Path(name), lang)


def load_any(path: Path, name: str | None = None, data: bytes | None = None) -> Loaded | Document:
    """The journey in a file, or the document of one that journeys share. Raises as `load` does.

    `data` is what stands in the file, where that is not saved yet.
    """
    name = name or str(path)
    return loads_any(bytes_of(Named(path, name)) if data is None else data, name, path)


def loads_any(data: bytes, name: str, path: Path) -> Loaded | Document:
    """As `load_any`, of the bytes of a file."""
    with _collector_resting():
        document = read(data, name)
        return _shared(document, path) if is_shared(document.value) else _loaded(document, path, None)


def _shared(document: Document, path: Path) -> Document:
    gathered = gather(document, path, _faults)
    findings = [*gathered.findings, *_faults(gathered.document)]
    if findings or document.faults:
        raise JourneymapError(*_once(document.faults, findings))
    return gathered.document


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Nothing that a load builds is garbage: looking through it again and again took a fifth of the time.

    What was built is put among what is old already, by freezing and thawing: else it would be looked through at the end.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _loaded(document: Document, path: Path, lang: str | None) -> Loaded:
    if not isinstance(document.value, dict):
        cure = unspaced(str(document.value)) or "begin with 'title:' and 'stages:'"
        finding = replace(_no_journey(document, shown(document.value), cure), edits=unjoined(document, ()))
        raise JourneymapError(*document.faults, finding)
    if is_shared(document.value):
        cure = "name a journey that includes it; or add 'title:' and 'stages:'"
        raise JourneymapError(*document.faults, _no_journey(document, "a file of parts that journeys share", cure))
    gathered = gather(document, path, _faults, translated_into(lang))
    journey, findings = _fitting(gathered.document, Journey)
    findings = [*gathered.findings, *findings]
    if journey is None or findings or document.faults:
        raise JourneymapError(*_once(document.faults, findings))
    spoken = journey.model_copy(update={"lang": lang}) if lang is not None else journey
    return Loaded(spoken, spoken, gathered.document, path, document, gathered.files, lang)


def _no_journey(document: Document, what: str, cure: str) -> Finding:
    return document.error("JM101", (), f"a journey is a mapping (key: value), not {what}", cure)


Model = TypeVar("Model", bound=BaseModel)


def _fitting(document: Document, model: type[Model]) -> tuple[Model | None, list[Finding]]:
    """A document as its model, and all in it that does not fit."""
    findings = [*islice(id_faults(document), MAX_FAULTS + 1), *islice(_empty_values(document), MAX_FAULTS + 1)]
    try:
        return model.model_validate(document.value, by_alias=True, by_name=False), findings
    except ValidationError as error:
        return None, findings + explain(document, model, error)


def _faults(document: Document) -> list[Finding]:
    """All in a journey or a shared file that does not fit the language."""
    if not isinstance(document.value, dict):
        return [_no_journey(document, shown(document.value), "begin with 'touchpoints:', 'channels:' or the like")]
    return _fitting(document, _model_of(document))[1]


def _model_of(document: Document) -> type[BaseModel]:
    return Shared if is_shared(document.value) else Journey


def _once(faults: Sequence[Finding], findings: Sequence[Finding]) -> list[Finding]:
    """All findings in the order of the file. Where the YAML or a key is at fault, what follows from that is not said."""
    unknown = [finding for finding in findings if finding.code == "JM102"]
    spoken_for = {finding.place[:3]: finding for finding in (*unknown, *faults)}
    more = [finding for finding in dict.fromkeys(findings) if spoken_for.get(finding.place[:3], finding) is finding]
    found = sorted([*faults, *more], key=lambda finding: finding.place)
    if len(found) > MAX_FAULTS:
        rest = replace(
            found[MAX_FAULTS], code="JM006", message="there are more faults than these", help="mend these first"
        )
        return [*found[:MAX_FAULTS], rest]
    return found


def _empty_values(document: Document) -> Iterator[Finding]:
    for ref in document.empty:
        key = document.span(ref, key=True)
        bare = key is not None and isinstance(ref[-1], str) and not document.text[key[1] :].lstrip().startswith(":")
        cure = "write something after it, indent what belongs to it deeper, or delete it"
        if bare:
            cure = unspaced(str(ref[-1])) or "write 'key: value' in { }, or a list in [ ]"
        finding = document.error("JM106", ref, f"{called(ref)} is empty", cure, key=True)
        yield replace(finding, edits=unjoined(document, ref, key=True) if bare else ())
