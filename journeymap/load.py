"""A journey file -> `Journey`, with the place of every key; or everything that is wrong with it, at once.

JM001-JM009 are said of the YAML and the file, by `journeymap.document` and `journeymap.project`, JM111-JM113 of what it includes and
uses, by `journeymap.gather`; here:

JM101  the file holds no mapping
JM102  a key that the language does not know
JM103  a key is missing
JM104  a stage or touchpoint has a name that cannot be an id
JM105  a touchpoint stands in two stages
JM106  a value does not fit its key, or there is none
"""

import gc
import re
import types
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from journeymap.complaint import unspaced
from journeymap.document import MAX_FAULTS, Document, read, scalar
from journeymap.finding import Edit, Finding, JourneymapError, Level, Location, Ref
from journeymap.gather import gather, is_shared
from journeymap.model import Journey, Shared, Stage, Touchpoint
from journeymap.project import Named, bytes_of
from journeymap.rewrites import rewritten, unjoined
from journeymap.suggest import suggest
from journeymap.translation import translated_into
from journeymap.units import Misfit, shown

_ID = re.compile(r"\w[\w-]*")
_HOMES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("a touchpoint", Touchpoint),
    ("a stage", Stage),
    ("the journey itself", Journey),
)
_KINDS = {
    "string_type": ("a text", "write a text"),
    "int_type": (
        "a whole number",
        "write -2 (awful), -1, 0, 1 or 2 (delighted)",
    ),  # feels is the one whole number of the language
    "float_type": ("a number", "write a number, without a sign or a unit"),
    "bool_type": ("true or false", "write true or false"),
    "dict_type": ("a mapping (key: value)", "write 'name:' and below it, indented, what belongs to it; without '- '"),
    "model_type": ("a mapping (key: value)", "write 'key: value' below it, indented; keys are {keys}"),
}
_BOUNDS = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}
_SPOKEN = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}


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
        return _loads(data, name, path or Path(name), lang)


def load_shared(path: Path, name: str | None = None, data: bytes | None = None) -> Document | None:
    """The document of a file that journeys share; None if the file is a journey. Raises as `load` does.

    `data` is what stands in the file, where that is not saved yet.
    """
    name = name or str(path)
    return loads_shared(bytes_of(Named(path, name)) if data is None else data, name, path)


def loads_shared(data: bytes, name: str, path: Path) -> Document | None:
    """As `load_shared`, of the bytes of a file."""
    document = read(data, name)
    if not is_shared(document.value):
        return None
    gathered = gather(document, path, _faults)
    findings = [*gathered.findings, *_faults(gathered.document)]
    if findings or document.faults:
        raise JourneymapError(*_once(document.faults, findings))
    return gathered.document


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Nothing that a load builds is garbage: looking through it again and again took a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _loads(data: bytes, name: str, path: Path, lang: str | None) -> Loaded:
    document = read(data, name)
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
    return _finding(document, "JM101", (), f"a journey is a mapping (key: value), not {what}", cure)


Model = TypeVar("Model", bound=BaseModel)


def _fitting(document: Document, model: type[Model]) -> tuple[Model | None, list[Finding]]:
    """A document as its model, and all in it that does not fit."""
    findings = [*islice(_id_faults(document), MAX_FAULTS + 1), *islice(_empty_values(document), MAX_FAULTS + 1)]
    try:
        return model.model_validate(document.value, by_alias=True, by_name=False), findings
    except ValidationError as error:
        return None, findings + _explain(document, error)


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


def _finding(document: Document, code: str, ref: Ref, message: str, cure: str, *, key: bool = False) -> Finding:
    return Finding(code, Level.ERROR, message, cure, ref, document.location(ref, key=key))


def _id_faults(document: Document) -> Iterator[Finding]:
    """Ids that cannot be ids, and touchpoints that stand in two stages."""
    seen: dict[str, Ref] = {}
    stages = document.value.get("stages")
    for stage_id, stage in stages.items() if isinstance(stages, dict) else ():
        yield from _id_fault(document, ("stages", stage_id))
        touchpoints = stage.get("touchpoints") if isinstance(stage, dict) else None
        for touchpoint_id in touchpoints if isinstance(touchpoints, dict) else ():
            ref: Ref = ("stages", stage_id, "touchpoints", touchpoint_id)
            yield from _id_fault(document, ref)
            if touchpoint_id in seen:
                first = document.location(seen[touchpoint_id], key=True)
                message = f"a touchpoint {shown(touchpoint_id)} stands in another stage already"
                cure = f"give one of the two another id; the first is in line {first.line}"
                yield _finding(document, "JM105", ref, message, cure, key=True)
            seen.setdefault(touchpoint_id, ref)


def _id_fault(document: Document, ref: Ref) -> Iterator[Finding]:
    identifier = str(ref[-1])
    if not _ID.fullmatch(identifier):
        composed = unicodedata.normalize("NFC", identifier)
        example = re.sub(r"[\W_]+", "-", composed.lower()).strip("-") or "check-stock"
        cure = (
            unspaced(identifier)
            or f"use letters, digits, - and _ only: {example[:60]}; the words to show are its title"
        )
        finding = _finding(document, "JM104", ref, f"{shown(identifier)} cannot be an id", cure, key=True)
        yield replace(finding, edits=unjoined(document, ref, key=True))


def _empty_values(document: Document) -> Iterator[Finding]:
    for ref in document.empty:
        key = document.span(ref, key=True)
        bare = key is not None and isinstance(ref[-1], str) and not document.text[key[1] :].lstrip().startswith(":")
        cure = "write something after it, indent what belongs to it deeper, or delete it"
        if bare:
            cure = unspaced(str(ref[-1])) or "write 'key: value' in { }, or a list in [ ]"
        finding = _finding(document, "JM106", ref, f"{_called(ref)} is empty", cure, key=True)
        yield replace(finding, edits=unjoined(document, ref, key=True) if bare else ())


def _explain(document: Document, error: ValidationError) -> list[Finding]:
    """Pydantic's errors as findings. A misspelt key hides the 'missing' that it causes."""
    details = error.errors(include_url=False)[: MAX_FAULTS + 1]
    extra: dict[Ref, list[str]] = {}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            extra.setdefault(document.written(detail["loc"])[:-1], []).append(str(detail["loc"][-1]))
    empty = set(document.empty)
    findings = []
    for detail in details:
        ref = document.written(detail["loc"])
        if detail["type"] == "extra_forbidden":
            findings.append(_unknown_key(document, ref, detail))
        elif detail["type"] == "missing":
            field = str(detail["loc"][-1])
            if not any(suggest(key, [field]) or key.startswith(f"{field}:") for key in extra.get(ref, ())):
                findings.append(
                    _finding(document, "JM103", ref, f"'{field}' is missing {_in(ref)}", f"add '{field}:'", key=True)
                )
        elif ref not in empty and not (
            detail["type"] == "too_short" and detail["input"]
        ):  # too short by its faulty items only
            findings.append(_wrong_value(document, ref, detail))
    return findings


def _called(ref: Ref) -> str:
    """What a message calls the thing at a path."""
    if not ref:
        return "the journey"
    keys = [shown(step) for step in ref if isinstance(step, str)]
    return f"an item of {keys[-1]}" if isinstance(ref[-1], int) and keys else keys[-1]


def _in(ref: Ref) -> str:
    return f"in {_called(ref)}" if ref else "at the top of the file"


def _unknown_key(document: Document, ref: Ref, detail: ErrorDetails) -> Finding:
    known = _keys_at(document, detail["loc"][:-1])
    word = str(detail["loc"][-1])
    home = next((home for home, model in _HOMES if word in model.model_fields), None)
    close = suggest(word, known)
    if cure := unspaced(word):
        pass
    elif home:
        cure = f"'{word}' belongs to {home}; known here: {', '.join(known)}"
    elif close:
        cure = f"did you mean '{close}'?"
    else:
        cure = f"known here: {', '.join(known)}" if known else "delete it"
    finding = _finding(document, "JM102", ref, f"unknown field {shown(word)}", cure, key=True)
    if edits := unjoined(document, ref, key=True):
        return replace(finding, edits=edits)
    return replace(finding, edits=rewritten(document, ref, "" if home else close or "", key=True), safe=False)


def _keys_at(document: Document, loc: Sequence[int | str]) -> list[str]:
    """The keys that the language knows at a path of the model, in all forms that may be written there."""
    here: list[Any] = [_model_of(document)]
    forms: list[Any] = []
    for end, step in enumerate(loc, 1):
        forms = [] if document.written(loc[:end]) != document.written(loc[: end - 1]) else [*forms, *here]
        here = [inner for kind in here for inner in _into(kind, step)]
    models = [model for kind in (*forms, *here) for model in _models(kind)]
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def _into(kind: Any, step: int | str) -> list[Any]:
    """The types of what stands at a key, or a number, of a type."""
    if get_origin(kind) in (Annotated, Union, types.UnionType):
        return [inner for choice in get_args(kind) for inner in _into(choice, step)]
    if get_origin(kind) is dict:
        return [get_args(kind)[1]]
    if get_origin(kind) is tuple:
        return [get_args(kind)[0]]
    models = _models(kind)
    return [
        field.annotation
        for model in models
        for name, field in model.model_fields.items()
        if step == (field.alias or name)
    ]


def _models(kind: Any) -> list[type[BaseModel]]:
    if get_origin(kind) in (Annotated, Union, types.UnionType):
        return [model for choice in get_args(kind) for model in _models(choice)]
    return [kind] if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def _wrong_value(document: Document, ref: Ref, detail: ErrorDetails) -> Finding:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    name = _called(ref)
    if kind == "value_error" and isinstance(misfit := context["error"], Misfit):
        ref = (*ref, *misfit.at)
        finding = _finding(document, "JM106", ref, misfit.what, misfit.cure)
        return replace(finding, edits=rewritten(document, ref, misfit.instead))
    if kind in _KINDS:
        cure, edits = _cure(document, ref, detail)
        message = f"{name} should be {_KINDS[kind][0]}, not {shown(given)}"
        return replace(_finding(document, "JM106", ref, message, cure), edits=edits)
    if kind in ("literal_error", "enum"):
        options = re.findall(r"'([^']+)'", str(context["expected"])) or [str(context["expected"])]
        close = suggest(str(given), options)
        cure = (
            f"did you mean '{close}'?"
            if close
            else f"write {', '.join(options[:-1])}{' or ' if options[1:] else ''}{options[-1]}"
        )
        finding = _finding(document, "JM106", ref, f"{name} cannot be {shown(given)}", cure)
        return replace(finding, edits=rewritten(document, ref, close or ""), safe=False)
    if kind in ("string_pattern_mismatch", "too_short"):
        return _finding(document, "JM106", ref, f"{name} is empty", "put something in it, or delete it")
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        message = f"{name} is {shown(given)}, but must be {words} {context[bound]:g}"
        return _finding(document, "JM106", ref, message, f"write a number of {words} {context[bound]:g}")
    return _finding(
        document, "JM106", ref, f"{name} does not fit: {detail['msg']}", "see the journey language's page on this field"
    )


def _cure(document: Document, ref: Ref, detail: ErrorDetails) -> tuple[str, tuple[Edit, ...]]:
    """What to write instead of a value of the wrong kind, and the edits that do."""
    kind, given = detail["type"], detail["input"]
    if isinstance(given, str):
        if kind == "bool_type" and (plain := _SPOKEN.get(given.lower())):
            return f"write {plain}", rewritten(document, ref, plain)
        if kind == "bool_type" and given in ("true", "false"):
            return f"write it without quotes: {given}", rewritten(document, ref, given)
        if kind in ("float_type", "int_type") and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", given):
            fits = isinstance(scalar(given), int if kind == "int_type" else int | float)
            return f"write it without quotes: {given}", rewritten(document, ref, given if fits else "")
        if kind in ("dict_type", "model_type") and (cure := unspaced(given)):
            return cure, unjoined(document, ref)
    elif kind == "string_type" and type(given) in (int, float, bool) and (span := document.span(ref)):
        return f"write it in quotes: '{document.text[span[0] : span[1]]}'", rewritten(document, ref, "'{}'")
    return _KINDS[kind][1].replace("{keys}", ", ".join(_keys_at(document, detail["loc"]))), ()
