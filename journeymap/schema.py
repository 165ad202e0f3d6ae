"""The JSON Schemas in `schemas/`: of the journey file, for editors, and of the report and the answer to a what-if, for programs.

Editors help best with a flat schema: no `$ref`, no `anyOf`, no null; one list of types at each place, and beside it what
holds for each of them. So the journey's schema takes more than the loader does where both would need a choice
(`match: {where: ...}` without an event), and never less: every unknown key is refused by both.

There is no `default` in it: editors would write `optional: false` for whoever picks `optional`. Where a value is usual it is an example.
"""

import json
from functools import reduce
from typing import Any

from pydantic import BaseModel

from journeymap.comparison import Comparison
from journeymap.difference import Difference
from journeymap.forms import FORMS, Schema
from journeymap.language.touchpoint import MAX_NESTED
from journeymap.model import Journey, Shared
from journeymap.report import Report
from journeymap.snippets import SNIPPETS, VALUES
from journeymap.supposing import WhatIf

_DRAFT = "http://json-schema.org/draft-07/schema#"
_NAMES = ("properties", "additionalProperties", "items")
_ORDER = (
    "$schema",
    "title",
    "description",
    "type",
    "enum",
    "const",
    "pattern",
    "patternErrorMessage",
    "minimum",
    "maximum",
    "examples",
    "defaultSnippets",
)
_ID: Schema = {
    "pattern": r"^(?!-)[^\x00-,./:-@[-^`{-\x7f]+$",  # `\w` and `\p` mean other letters in other languages
    "patternErrorMessage": "an id is made of letters, digits, - and _; the words to show are its title",
    "doNotSuggest": True,
}
_WIDTH = 160
"""Up to how many characters a part of the schema stands on one line."""
_WRITTEN: dict[str, tuple[type[BaseModel], str]] = {
    "journey": (Journey, "One journey: what the map shows, what was promised, and how it will be measured."),
    "shared": (Shared, "What several journeys have in common: channels, personas, actors, surveys, touchpoints."),
}
"""The files that people write: what they are read as, and what they are. No titles: editors would put them above the words on every key."""
_TOLD: dict[str, type[BaseModel]] = {"report": Report, "whatif": WhatIf, "compare": Comparison, "diff": Difference}
"""What is told as JSON."""
NAMES = (*_WRITTEN, *_TOLD)
"""The schemas that there are."""


def editor_schema(name: str) -> Schema:
    """The schema of a file that people write, a `journey` or `shared`: what editors complete, explain and underline."""
    model, description = _WRITTEN[name]
    written = model.model_json_schema(by_alias=True, mode="validation")
    head = {"$schema": _DRAFT, "description": description}
    return _sorted(_offered(_flat(written, written["$defs"])) | head)


def schema_text(name: str) -> str:
    """The text of `schemas/NAME.schema.json`, for each of `NAMES`. `ValueError` for any other name."""
    if name in _WRITTEN:
        return _told(editor_schema(name)) + "\n"
    if name in _TOLD:
        schema = {"$schema": _DRAFT} | _TOLD[name].model_json_schema(by_alias=True, mode="serialization")
        return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    raise ValueError(f"no schema is called {name!r}; there are {', '.join(NAMES[:-1])} and {NAMES[-1]}")


def _told(value: Any, indent: str = "") -> str:
    """JSON in which whatever has room on a line stands on one: a key of the language is a line of a review."""
    line, deeper = json.dumps(value, ensure_ascii=False), indent + " "
    if len(indent) + len(line) <= _WIDTH:
        return line
    if isinstance(value, dict):
        inner = [f"{json.dumps(key)}: {_told(part, deeper)}" for key, part in value.items()]
        return "{\n" + ",\n".join(deeper + part for part in inner) + f"\n{indent}}}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(deeper + _told(part, deeper) for part in value) + f"\n{indent}]"
    return line


def _flat(node: Any, definitions: dict[str, Any], inside: tuple[str, ...] = ()) -> Schema:
    """A schema without references and choices. What stands at the place itself counts more than what it refers to.

    `inside` are the definitions around it: touchpoints stand in touchpoints, as deep as the loader takes them.
    """
    flat = {
        key: value for key, value in node.items() if key not in ("$ref", "$defs", "anyOf", "title", "default", *_NAMES)
    }
    if "properties" in node:
        flat["properties"] = {
            name: _flat(inner, definitions, inside)
            for name, inner in node["properties"].items()
            if not (name == "touchpoints" and inside.count("Touchpoint") == MAX_NESTED)
        }
    if "items" in node:
        flat["items"] = _flat(node["items"], definitions, inside)
    if "additionalProperties" in node:
        more = node["additionalProperties"]
        flat["additionalProperties"] = _flat(more, definitions, inside) if isinstance(more, dict) else more
    if isinstance(usual := node.get("default"), str | int | float) and not isinstance(usual, bool):
        flat["usual"] = usual
    if "form" in node:
        del flat["form"], flat["allOf"]
        (full,) = node["allOf"]
        inside = (*inside, full["$ref"].removeprefix("#/$defs/")) if "$ref" in full else inside
        flat = _flat(FORMS[node["form"]].schema(_resolved(full, definitions)), definitions, inside) | flat
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        flat = _flat(definitions[name], definitions, (*inside, name)) | flat
    if "anyOf" in node:
        choices = [_flat(choice, definitions, inside) for choice in node["anyOf"] if choice != {"type": "null"}]
        flat = reduce(_either, choices) | flat
    return flat


def _resolved(node: Schema, definitions: dict[str, Any]) -> Schema:
    """What a reference refers to: the schema of the fuller form."""
    if "$ref" in node:
        return _resolved(definitions[node["$ref"].removeprefix("#/$defs/")], definitions)
    return node


def _either(one: Schema, other: Schema) -> Schema:
    """What takes all that one of two schemas takes; each keyword holds for one type of value, so most stand side by side."""
    types = [*_types(one), *(kind for kind in _types(other) if kind not in _types(one))]
    both = one | other | {"type": types if len(types) > 1 else types[0]}
    shared = set(_types(one)) & set(_types(other))
    if set(_types(one)) != set(_types(other)):
        both.pop("enum", None)  # it would hold for values of the other's types as well
    if "object" in shared:
        both["properties"] = one.get("properties", {}) | other.get("properties", {})
        both["required"] = [key for key in one.get("required", ()) if key in other.get("required", ())]
        both["additionalProperties"] = _more(
            one.get("additionalProperties", True), other.get("additionalProperties", True)
        )
    if "array" in shared and one.get("items") != other.get("items"):
        both["items"] = _either(one["items"], other["items"])
    for key, kind in (("pattern", "string"), ("minItems", "array"), ("minProperties", "object")):
        if kind in shared and one.get(key) != other.get(key):
            del both[key]
    if "pattern" not in both:
        both.pop("patternErrorMessage", None)
    return {key: value for key, value in both.items() if value != []}


def _more(one: Any, other: Any) -> Any:
    if one is False or other is False:
        return one or other
    return True if one is True or other is True else _either(one, other)


def _types(schema: Schema) -> list[str]:
    kind = schema.get("type", [])
    return kind if isinstance(kind, list) else [kind]


def _offered(schema: Schema, name: str = "", depth: int = 0) -> Schema:
    """What editors offer, at the key `name`: examples that can be a line of a list, and snippets.

    A touchpoint inside of a touchpoint offers nothing to fill in: each level is a copy, and three of them are enough to check.
    """
    kept = {key: value for key, value in schema.items() if key not in ("usual", "examples")}
    if depth < 2:
        usual = [schema["usual"]] if "usual" in schema else []
        common = VALUES.get(name, ()) if depth else ()
        examples = [] if schema.keys() & {"enum", "const"} else [*usual, *schema.get("examples", []), *common]
        kept["examples"] = [
            example for at, example in enumerate(examples) if _is_plain(example) and example not in examples[:at]
        ]
        kept["defaultSnippets"] = [snippet._asdict() for snippet in SNIPPETS.get(name, ())]
    for key in ("items", "additionalProperties"):
        if isinstance(kept.get(key), dict):
            kept[key] = _offered(kept[key], "", depth)
    if name in ("stages", "touchpoints"):
        kept["propertyNames"] = _ID
    if "properties" in kept:
        kept["properties"] = {
            inner: _offered(part, inner, depth + (inner == "touchpoints")) for inner, part in kept["properties"].items()
        }
    return {key: value for key, value in kept.items() if value != []}


def _is_plain(example: Any) -> bool:
    """Whether an editor can show an example on one line: others would be listed as `[object Object]`."""
    return all(not isinstance(item, dict | list) for item in (example if isinstance(example, list) else [example]))


def _sorted(schema: Schema) -> Schema:
    """Words for people first; fields stay in the order of the models."""
    first = {key: schema[key] for key in _ORDER if key in schema}
    rest = {key: schema[key] for key in schema if key not in _ORDER}
    for key in ("items", "additionalProperties"):
        if isinstance(rest.get(key), dict):
            rest[key] = _sorted(rest[key])
    if "properties" in rest:
        rest["properties"] = {name: _sorted(inner) for name, inner in rest["properties"].items()}
    return first | rest
