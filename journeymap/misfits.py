"""What does not fit the language, in words: pydantic's errors as findings.

JM102  a key that the language does not know
JM103  a key is missing
JM106  a value does not fit its key
"""

import re
import types
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from journeymap.complaint import unspaced
from journeymap.document import MAX_FAULTS, scalar
from journeymap.finding import Edit, Finding, Ref
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey, Stage
from journeymap.places import Document
from journeymap.rewrites import rewritten, unjoined
from journeymap.suggest import suggest
from journeymap.units import Misfit, shown

_HOMES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("a touchpoint", Touchpoint),
    ("a stage", Stage),
    ("the journey itself", Journey),
)
_KINDS = {
    "string_type": ("a text", "write a text"),
    "int_type": ("a whole number", "write a whole number"),
    "float_type": ("a number", "write a number, without a sign or a unit"),
    "bool_type": ("true or false", "write true or false"),
    "tuple_type": ("a list", "write [a, b]"),
    "dict_type": ("a mapping (key: value)", "write 'name:' and below it, indented, what belongs to it; without '- '"),
    "model_type": ("a mapping (key: value)", "write 'key: value' below it, indented; {keys}"),
}
_BOUNDS = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}
_PAGE = "docs/journey-file.md"
_MANY = 12
"""How many keys a message names, the usual ones first."""
_USUAL = (
    *(
        "title",
        "goal",
        "owner",
        "does",
        "thinks",
        "feels",
        "says",
        "channel",
        "match",
        "pains",
        "ask",
        "targets",
        "next",
    ),
    *("touchpoints", "stages", "personas", "channels", "surveys", "events", "starts_at", "ends_at", "budget"),
)
_SPOKEN = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}


def explain(document: Document, model: type[BaseModel], error: ValidationError) -> list[Finding]:
    """Pydantic's errors as findings. A misspelt key hides the 'missing' that it causes."""
    details = error.errors(include_url=False)[: MAX_FAULTS + 1]
    extra: dict[Ref, list[str]] = {}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            extra.setdefault(_written(document, detail)[:-1], []).append(str(detail["loc"][-1]))
    empty = set(document.empty)
    findings = []
    for detail in details:
        ref = _written(document, detail)
        if detail["type"] == "extra_forbidden":
            findings.append(_unknown_key(document, model, ref, detail))
        elif detail["type"] == "missing":
            field = str(detail["loc"][-1])
            if not any(suggest(key, [field]) or key.startswith(f"{field}:") for key in extra.get(ref, ())):
                findings.append(
                    document.error("JM103", ref, f"'{field}' is missing {_in(ref)}", f"add '{field}:'", key=True)
                )
        elif ref not in empty and not _by_its_items(detail):
            findings.append(_wrong_value(document, model, ref, detail))
    return findings


def _written(document: Document, detail: ErrorDetails) -> Ref:
    """The path in the file of what an error is about. Pydantic's has levels of the fuller form, and an id can be called like one."""
    loc = detail["loc"]
    shorter = (loc[:skip] + loc[skip + 1 :] for skip in range(len(loc)))
    paths = [document.written(path) for path in (loc, *shorter)]
    return next((path for path in paths if document.at(path) is detail["input"]), paths[0])


def _by_its_items(detail: ErrorDetails) -> bool:
    """Whether something is too short only because faulty items do not count: those have findings of their own."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def called(ref: Ref) -> str:
    """What a message calls the thing at a path."""
    if not ref:
        return "the journey"
    keys = [shown(step) for step in ref if isinstance(step, str)]
    return f"an item of {keys[-1]}" if isinstance(ref[-1], int) and keys else keys[-1]


def _in(ref: Ref) -> str:
    return f"in {called(ref)}" if ref else "at the top of the file"


def _unknown_key(document: Document, model: type[BaseModel], ref: Ref, detail: ErrorDetails) -> Finding:
    known = _keys_at(document, model, detail["loc"][:-1])
    word = str(detail["loc"][-1])
    home = next((home for home, other in _HOMES if word in other.model_fields), None)
    close = suggest(word, known)
    if cure := unspaced(word):
        pass
    elif home:
        cure = f"'{word}' belongs to {home}; {_known(known)}"
    elif close:
        cure = f"did you mean '{close}'?"
    else:
        cure = _known(known) if known else "delete it"
    finding = document.error("JM102", ref, f"unknown field {shown(word)}", cure, key=True)
    if edits := unjoined(document, ref, key=True):
        return replace(finding, edits=edits)
    return replace(finding, edits=rewritten(document, ref, "" if home else close or "", key=True), safe=False)


def _known(keys: Sequence[str]) -> str:
    more = f", ...; all keys: {_PAGE}" if len(keys) > _MANY else ""
    return f"known here: {', '.join(keys[:_MANY])}{more}"


def _keys_at(document: Document, model: type[BaseModel], loc: Sequence[int | str]) -> list[str]:
    """The keys that the language knows at a path of the model, in all forms that may be written there, the usual ones first."""
    here: list[Any] = [model]
    forms: list[Any] = []
    for end, step in enumerate(loc, 1):
        forms = [] if document.written(loc[:end]) != document.written(loc[: end - 1]) else [*forms, *here]
        here = [inner for kind in here for inner in _into(kind, step)]
    fields = [field for kind in (*forms, *here) for inner in _models(kind) for field in inner.model_fields.items()]
    keys = dict.fromkeys(field.alias or name for name, field in fields)
    return sorted(keys, key=lambda key: _USUAL.index(key) if key in _USUAL else len(_USUAL))


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


def _wrong_value(document: Document, model: type[BaseModel], ref: Ref, detail: ErrorDetails) -> Finding:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    name = called(ref)
    if kind == "value_error" and isinstance(misfit := context["error"], Misfit):
        ref = (*ref, *misfit.at)
        return replace(
            document.error("JM106", ref, misfit.what, misfit.cure), edits=rewritten(document, ref, misfit.instead)
        )
    if kind in _KINDS:
        cure, edits = _cure(document, model, ref, detail)
        message = f"{name} should be {_KINDS[kind][0]}, not {shown(given)}"
        return replace(document.error("JM106", ref, message, cure), edits=edits)
    if kind in ("literal_error", "enum"):
        options = re.findall(r"'([^']+)'", str(context["expected"])) or [str(context["expected"])]
        close = suggest(str(given), options)
        cure = (
            f"did you mean '{close}'?"
            if close
            else f"write {', '.join(options[:-1])}{' or ' if options[1:] else ''}{options[-1]}"
        )
        finding = document.error("JM106", ref, f"{name} cannot be {shown(given)}", cure)
        return replace(finding, edits=rewritten(document, ref, close or ""), safe=False)
    if kind == "too_short" and context["min_length"] > 1:
        message = f"{name} needs at least {context['min_length']} items"
        return document.error("JM106", ref, message, "add what is missing, or delete it")
    if kind in ("string_pattern_mismatch", "too_short"):
        return document.error("JM106", ref, f"{name} is empty", "put something in it, or delete it")
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        message = f"{name} is {shown(given)}, but must be {words} {context[bound]:g}"
        return document.error("JM106", ref, message, f"write a number of {words} {context[bound]:g}")
    return document.error("JM106", ref, f"{name} does not fit: {detail['msg']}", f"see {_PAGE} on this key")


def _cure(document: Document, model: type[BaseModel], ref: Ref, detail: ErrorDetails) -> tuple[str, tuple[Edit, ...]]:
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
    if kind == "int_type" and "feels" in ref:
        return "write -2 (awful), -1, 0, 1 or 2 (delighted)", ()
    return _KINDS[kind][1].replace("{keys}", _known(_keys_at(document, model, detail["loc"]))), ()
