"""Which places of a journey file hold names, of what, and what a name there can mean.

All of it looks at the values of a file as they are written, so that it helps while the file still has findings.
"""

from collections.abc import Iterator
from typing import Any

from journeymap.finding import Ref
from journeymap.places import Document

_VALUES: dict[Ref, str] = {
    ("starts_at",): "touchpoints",
    ("ends_at",): "touchpoints",
    ("ends_at", "won"): "touchpoints",
    ("ends_at", "lost"): "touchpoints",
    ("funnels", "*", "steps"): "touchpoints",
    ("funnels", "*", "steps", "at"): "touchpoints",
    ("funnels", "*", "exclude"): "touchpoints",
    ("@", "next"): "touchpoints",
    ("@", "ask"): "surveys",
    ("@", "channel"): "channels",
    ("@", "with"): "actors",
    ("@", "only_for"): "personas",
    ("@", "says", "by"): "personas",
    ("@", "use"): "use",
    ("include",): "file",
    ("based_on",): "file",
}
"""Where a value is a name, and of what. `@` stands for a touchpoint wherever it stands, `*` for any name."""
_KEYS: dict[Ref, str] = {
    ("@", "next"): "touchpoints",
    ("@", "ask"): "surveys",
    ("@", "feels"): "personas",
    ("funnels", "*", "exclude"): "touchpoints",
}
"""Where the keys of a mapping are names."""


def meaning(ref: Ref, *, is_key: bool) -> str | None:
    """Of what a value is a name, or a key: `touchpoints`, `surveys`, ..., `use`, `file`; None where it is none."""
    pattern = _pattern(ref)
    return _KEYS.get(pattern[:-1]) if is_key else _VALUES.get(pattern)


def _pattern(ref: Ref) -> Ref:
    """A path without ids and numbers."""
    words = tuple(step for step in _below(ref) if isinstance(step, str))
    return ("funnels", "*", *words[2:]) if words[:1] == ("funnels",) else words


def _below(ref: Ref) -> Ref:
    """A path with `@` for the way to the innermost touchpoint on it."""
    at = len(_touchpoint(ref))
    return ("@", *ref[at:]) if at else ref


def _touchpoint(ref: Ref) -> Ref:
    """The path of the innermost touchpoint on a path; empty if there is none."""
    at = 2 if ref[:1] == ("stages",) else 0
    while ref[at : at + 1] == ("touchpoints",) and len(ref) > at + 1:
        at += 2
    return ref[:at] if at and ref[at - 2 : at - 1] == ("touchpoints",) else ()


def value_at(document: Document, ref: Ref) -> Any:
    """The value at a path of a document; None where there is none."""
    value = document.value
    for step in ref:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def mapping_at(value: Any, key: str) -> dict[str, Any]:
    """The mapping at a key of a value; an empty one where there is none."""
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def top_level(value: Any) -> Iterator[Ref]:
    """The paths of the touchpoints of a journey or of a shared file that stand in no other."""
    for stage_id, stage in mapping_at(value, "stages").items():
        for touchpoint_id in mapping_at(stage, "touchpoints"):
            yield ("stages", stage_id, "touchpoints", touchpoint_id)
    for touchpoint_id in mapping_at(value, "touchpoints"):
        yield ("touchpoints", touchpoint_id)


def in_sight(value: Any, ref: Ref) -> Iterator[tuple[str, Ref]]:
    """The touchpoints that a name at a path can mean, by that name: those beside its touchpoint, then those around it.

    Funnels see into touchpoints: those inside of `pay` have names like `pay.card`.
    """
    if ref[:1] == ("funnels",):
        for outer in top_level(value):
            yield from _unfolded(str(outer[-1]), outer, _inner(value, outer))
        return
    around = _touchpoint(ref)
    while len(around) > 4 or (around[:1] == ("touchpoints",) and len(around) > 2):
        yield from ((name, (*around[:-1], name)) for name in _inner(value, around[:-1]))
        around = around[:-2]
    yield from ((str(outer[-1]), outer) for outer in top_level(value))


def _unfolded(name: str, ref: Ref, value: dict[str, Any]) -> Iterator[tuple[str, Ref]]:
    yield name, ref
    for inner_name in mapping_at(value, "touchpoints"):
        inner = mapping_at(value["touchpoints"], inner_name)
        yield from _unfolded(f"{name}.{inner_name}", (*ref, "touchpoints", inner_name), inner)


def _inner(value: Any, ref: Ref) -> dict[str, Any]:
    """The mapping at a path without numbers; an empty one where there is none."""
    for step in ref:
        value = mapping_at(value, str(step))
    return value if isinstance(value, dict) else {}


def names_in(value: Any) -> dict[str, Any]:
    """The names that a mapping declares, or the text or list that stands for one, each with what is said of it."""
    if isinstance(value, dict):
        return value
    items = value if isinstance(value, list) else [value]
    return {
        name: said
        for item in items
        for name, said in (item.items() if isinstance(item, dict) else [(item, None)] if isinstance(item, str) else ())
    }
