"""The forms in which people write: a plain word or a fuller form.

Each form is one annotation that does three things: it turns the plain word (`next: collect`) into the fuller form
(`next: {collect: {}}`) before it is validated, tells editors that both may be written, and tells people so in words.
Whatever follows meets one form only.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from journeymap.units import Misfit, Scale, parse_date, parse_duration, parse_scale, parse_share, shown

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

_DURATION: Schema = {
    "type": "string",
    "pattern": r"^([0-9]+(\.[0-9]+)?[smhdw]|P(?=.)([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?)$",
    "patternErrorMessage": "write a duration: 90s, 5m, 2h, 3d, 2w or ISO 8601",
    "examples": ["90s", "5m", "2h", "3d", "2w", "PT5M"],
}
_SHARE: Schema = {
    "type": ["string", "number"],
    "pattern": r"^0*(100(\.0*)?|[0-9]{1,2}(\.[0-9]*)?) *%$",
    "patternErrorMessage": "write a share: 25% or 0.25",
    "minimum": 0,
    "maximum": 1,
    "examples": ["25%", 0.25],
}
_SCALE: Schema = {
    "type": ["string", "array"],
    "pattern": r"^-?[0-9]+(\.[0-9]+)? *\.\. *-?[0-9]+(\.[0-9]+)?$",
    "patternErrorMessage": "write a scale: 1..5",
    "items": {"type": "number"},
    "minItems": 2,
    "maxItems": 2,
    "examples": ["1..5", "4..5"],
}
_HIGHEST_MEAN = 10
"""Scales of satisfaction go no further."""
_TEXT: Schema = {"type": "string", "pattern": r"\S"}
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_EMOTION: Schema = {"type": "integer", "minimum": -2, "maximum": 2}
_DAY: Schema = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "patternErrorMessage": "write a day: 2026-07-31",
    "examples": ["2026-07-31"],
}

_ADDRESS: Schema = {
    "type": "string",
    "pattern": r"^https://[^\s/]\S*$",
    "patternErrorMessage": "write the whole address: https://example.org/board/42",
}
_LINK: Schema = _ADDRESS | {
    "type": ["string", "array"],
    "items": _ADDRESS,
    "examples": ["https://example.org/board/42"],
}


@dataclass(frozen=True)
class Called:
    """What people call a kind of value: an annotation for `journeymap.keys`, which means nothing to pydantic."""

    words: str


def no_mean(value: object) -> object:
    """What may be a share of satisfied answers; a number that is a mean of theirs may not."""
    if type(value) in (int, float) and 1 < float(str(value)) <= _HIGHEST_MEAN:
        cure = "write the share of satisfied answers that it takes, like 85%: CSAT is told so, and not as a mean"
        raise Misfit(f"{shown(value)} is not a share", cure)
    return value


Text = Annotated[str, Field(pattern=r"\S"), Called("text")]
Duration = Annotated[timedelta, BeforeValidator(parse_duration), WithJsonSchema(_DURATION), Called("duration")]
Share = Annotated[float, BeforeValidator(parse_share), WithJsonSchema(_SHARE), Called("share")]
Satisfied = Annotated[Share, BeforeValidator(no_mean)]
Range = Annotated[Scale, BeforeValidator(parse_scale), WithJsonSchema(_SCALE), Called("scale")]
Day = Annotated[date, BeforeValidator(parse_date), WithJsonSchema(_DAY), Called("day")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False), Called("number")]
Yes = Annotated[bool, Field(strict=True), Called("`true` or `false`")]
Emotion = Annotated[int, Field(strict=True, ge=-2, le=2), Called("-2 to 2")]


def _scalar(value: object) -> object:
    if isinstance(value, str | int | float):
        return value
    raise Misfit(f"{shown(value)} cannot be compared", "write a word, a number, true or false")


def _links(value: object) -> object:
    links = each(value)
    for number, link in enumerate(links):
        if not isinstance(link, str) or not re.fullmatch(r"https://[^\s/]\S*", link):
            raise Misfit(
                f"{shown(link)} is no https:// address",
                "write the whole address, like https://example.org/board/42",
                (number,) if isinstance(value, list) else (),
            )
    return tuple(links)


Links = Annotated[Any, BeforeValidator(_links), WithJsonSchema(_LINK), Called("https:// address, or a list of them")]
Scalar = Annotated[Any, BeforeValidator(_scalar), WithJsonSchema(_SCALAR), Called("value")]


@dataclass(frozen=True)
class Form:
    """Another way to write a value: `expand` turns it into the fuller form; `schema` adds it to that of the fuller form,
    and `words`, with the fuller form in place of {}, tell of both.
    """

    expand: Callable[[Any], object]
    schema: Callable[[Schema], Schema]
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """What pydantic validates by."""
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        """What pydantic writes out: a mark. `journeymap.schema` puts `schema` in its place once all models are known."""
        FORMS.append(self)
        mark = len(FORMS) - 1
        return {"allOf": [handler(core)], "form": mark}


FORMS: list[Form] = []
"""The forms that marks in a written schema mean, by number."""


def _or(plain: Schema) -> Callable[[Schema], Schema]:
    return lambda full: {"anyOf": [plain, full]}


def each(value: object) -> list[Any]:
    """One thing stands for a list of one, and nothing for an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def named(example: str) -> Form:
    """`a`, `[a, b]`, `[a: detail]` and `{a: detail}` all stand for a mapping from name to detail, `None` where nothing is said."""

    def expand(value: object) -> object:
        if isinstance(value, dict):
            return value
        names: dict[str, object] = {}
        for number, item in enumerate(each(value)):
            if not isinstance(item, str | dict):
                is_number = type(item) in (int, float)
                cure = f"write it in quotes: '{item}'" if is_number else f"write {example}"
                raise Misfit(f"{shown(item)} is no name", cure, (number,), instead="'{}'" if is_number else "")
            for name, detail in item.items() if isinstance(item, dict) else [(item, None)]:
                if name in names:
                    raise Misfit(f"{shown(name)} stands in this list twice", "keep one of the two", (number,))
                names[name] = detail
        return names

    return Form(
        expand,
        lambda full: {"anyOf": [_TEXT, {"type": "array", "items": {"anyOf": [_TEXT, full]}}, full]},
        "name, list of names, or {}",
    )


def short_for(key: str) -> Form:
    """A plain text stands for `{key: text}`."""
    return Form(lambda value: {key: value} if isinstance(value, str) else value, _or(_TEXT), "text, or {}")


def _condition(value: object) -> object:
    if value in ({}, []):
        raise Misfit("this condition is empty", "write a value, a list, {min, max} or {starts_with, contains}")
    return value if isinstance(value, dict) else {"one_of": each(value)}


def _feels(value: object) -> object:
    return {"personas": value} if isinstance(value, dict) else {"everyone": value}


def _match(value: object) -> object:
    contact = isinstance(value, dict) and value.keys() & {"start", "done", "fail"}
    return value if contact else {"start": value}


def _step(value: object) -> object:
    return value if isinstance(value, dict) else {"at": value}


def _between(value: object) -> object:
    if value is None:
        return {}
    if isinstance(value, list):
        cure = "write [1, 3] for: after step 1 and before step 3"
        if len(value) != 2:
            raise Misfit("this needs the numbers of two steps", cure)
        for at, number in enumerate(value):
            if type(number) is not int or number < 1:
                raise Misfit(f"{shown(number)} is not the number of a step", cure, (at,))
        return {"first": value[0], "last": value[1]}
    return value


one_or_many = Form(each, lambda full: {"anyOf": [full["items"], full]}, "{}, or a list of them")
nothing_or_more = Form(lambda value: {} if value is None else value, lambda full: full, "{}")
share_or_more = Form(
    lambda value: value if isinstance(value, dict) else {"share": value}, _or(_SHARE), "nothing, share, or {}"
)
value_or_bounds = Form(
    _condition,
    lambda full: {"anyOf": [_SCALAR, full["properties"]["one_of"] | {"minItems": 1}, full | {"minProperties": 1}]},
    "value, list of values, or {}",
)
everyone_or_each = Form(
    _feels,
    lambda _: _EMOTION | {"type": ["integer", "object"], "additionalProperties": _EMOTION},
    "-2 to 2, or by persona",
)
start_or_contact = Form(
    _match, lambda full: {"anyOf": [full["properties"]["start"], full]}, "event, list of events, {event, where}, or {}"
)
within_or_more = Form(
    lambda value: value if isinstance(value, dict) else {"within": value}, _or(_DURATION), "duration, or {}"
)
at_or_more = Form(_step, lambda full: {"anyOf": [full["properties"]["at"], full]}, "name, list of names, or {}")
anywhere_or_more = Form(
    _between,
    _or({"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2}),
    "nothing, [step, step], or {}",
)
won_or_both = Form(
    lambda value: {"won": value} if isinstance(value, str | list) else value,
    _or({"type": ["string", "array"], "items": _TEXT}),
    "name, list of names, or {}",
)

Texts = Annotated[tuple[Text, ...], one_or_many]
