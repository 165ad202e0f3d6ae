"""The keys of the language as people ask for them: what each means, what may be written there, what holds if it is not said, examples.

All of it is read from the models: this is what `journeymap explain KEY` prints and `docs/journey-file.md` is written from.
"""

import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from journeymap.forms import Called, Form
from journeymap.language.observation import Between, Condition, Events, Funnel, FunnelStep, Match, Pattern, Survey
from journeymap.language.part import Part
from journeymap.language.people import Actor, Channel, Idea, Pain, Persona, Quote
from journeymap.language.promise import Budget, Sla, Targets, Waiver, Weight, Weights
from journeymap.language.touchpoint import Next, Touchpoint
from journeymap.model import Ends, Journey, Shared, Stage
from journeymap.units import format_duration
from journeymap.yaml_text import yaml_text

MAPPINGS: dict[type[Part], str] = {
    Journey: "journey",
    Stage: "stage",
    Touchpoint: "touchpoint",
    Quote: "quote",
    Pain: "pain",
    Idea: "idea",
    Next: "way on",
    Targets: "targets",
    Sla: "service level",
    Waiver: "waiver",
    Match: "contact",
    Pattern: "event",
    Condition: "condition",
    Persona: "persona",
    Channel: "channel",
    Actor: "actor",
    Ends: "ends",
    Budget: "budget",
    Weights: "weights",
    Weight: "weight",
    Events: "log",
    Survey: "survey",
    Funnel: "funnel",
    FunnelStep: "funnel step",
    Between: "part of a funnel",
    Shared: "shared file",
}
"""Every mapping of the language, and what it is called."""
WIDTH = 100
"""Characters up to which an example stands on one line."""

Caller = Callable[[type[Part]], str]
"""How to call a mapping where its keys may be written."""


@dataclass(frozen=True)
class Key:
    """One key of a mapping. `written` says in words what may stand there, `default` what holds without it; both may hold `code`."""

    of: str
    name: str
    meaning: str
    written: str
    default: str
    examples: tuple[Any, ...]
    inside: type[Part] | None
    """The mapping whose keys may stand there."""

    def texts(self) -> list[str]:
        """Each example as YAML, without the last line break."""
        return [yaml_text({self.name: example}, width=WIDTH).rstrip("\n") for example in self.examples]

    def told(self) -> str:
        """The key as a page of the manual, in plain text."""
        lines = [f"{self.name} ({self.of}): {self.meaning}", f"Write: {self.written}"]
        if self.default:
            lines.append(f"If not said: {self.default}")
        examples = [f"  {line}" for text in self.texts() for line in text.splitlines()]
        told = [*lines, "Examples:" if self.examples[1:] else "Example:", *examples]
        return "".join(f"{line}\n" for line in told).replace("`", "")


def braced(model: type[Part]) -> str:
    """A mapping by its keys: `{share, within, when}`."""
    return f"{{{', '.join(_name(name, field) for name, field in model.model_fields.items())}}}"


def by_name(model: type[Part]) -> str:
    """A mapping by its keys, the first three if there are many."""
    names = [_name(name, field) for name, field in model.model_fields.items()]
    return braced(model) if len(names) <= 5 else f"{{{', '.join(names[:3])}, ...}}"


def keys_of(model: type[Part], call: Caller = by_name) -> list[Key]:
    """The keys of a mapping, in the order of the model."""
    return [_key(model, name, field, call) for name, field in model.model_fields.items()]


def keys_called(word: str) -> list[Key]:
    """The keys of that name in all mappings; what a budget has from targets is told once."""
    found = [key for model in MAPPINGS for key in keys_of(model) if key.name == word]
    return [key for number, key in enumerate(found) if key.meaning not in {other.meaning for other in found[:number]}]


def all_keys() -> list[str]:
    """The names of all keys of the language, sorted, each once."""
    return sorted({_name(name, field) for model in MAPPINGS for name, field in model.model_fields.items()})


def _key(model: type[Part], name: str, field: FieldInfo, call: Caller) -> Key:
    kind = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return Key(
        MAPPINGS[model],
        _name(name, field),
        field.description or "",
        _written(kind, call),
        _default(field),
        tuple(field.examples or ()),
        _inside(kind),
    )


def _inside(kind: Any) -> type[Part] | None:
    """The mapping of the language that a type holds."""
    if isinstance(kind, type):
        return kind if issubclass(kind, Part) and kind in MAPPINGS else None
    *_, last = [None, *filter(None, map(_inside, get_args(kind)))]
    return last


def _name(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _written(kind: Any, call: Caller) -> str:
    """What may be written for a type, in words."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        words = _written(inner[0], call)
        for mark in inner[1:]:
            if isinstance(mark, Called):
                words = mark.words
            elif isinstance(mark, Form):
                words = mark.words.replace("{}", words, 1)
        return words
    if origin in (Union, types.UnionType):
        return " or ".join(_written(choice, call) for choice in inner if choice is not type(None))
    if origin is Literal:
        return _one_of(inner)
    if origin is dict:
        return f"by name: {_written(inner[1], call)}"
    if origin is tuple:
        return _written(inner[0], call)
    if issubclass(kind, Part):
        return call(kind)
    return _one_of(kind) if issubclass(kind, StrEnum) else "whole number"


def _one_of(words: Iterable[object]) -> str:
    *most, last = [f"`{word}`" for word in words]
    return f"{', '.join(most)} or {last}" if most else last


def _default(field: FieldInfo) -> str:
    """What holds where nothing is said, as it would be written; nothing where that is nothing."""
    value = field.get_default()
    if field.is_required():
        return "must be said"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, timedelta):
        return f"`{format_duration(value)}`"
    if isinstance(value, float):
        return f"`{100 * value:g}%`"  # the only numbers with a default are shares
    return f"`{value}`" if isinstance(value, str | int) else ""
