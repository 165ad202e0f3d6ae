"""Results of measures as named arrays, and back: the form in which they are kept, and in which two of them are compared byte for byte."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

import numpy as np

from journeymap.paths import Paths
from journeymap.sorting import Ints
from journeymap.tally import Pile

Result = TypeVar("Result")
Arrays = Mapping[str, Ints]


def flat(result: Any, name: str = "") -> dict[str, Ints]:
    """A result as arrays by name. Equal results have equal arrays, however they were added up: paths and durations are put in order."""
    if isinstance(result, Pile | Paths):
        return {f"{name}.{key}": value for key, value in result.arrays().items()}
    if isinstance(result, Counter):
        counted = sorted((list(key) if isinstance(key, tuple) else key, count) for key, count in result.items())
        return {name: np.frombuffer(json.dumps(counted).encode(), dtype=np.uint8)}
    if is_dataclass(result):
        parts = (flat(getattr(result, field.name), f"{name}.{field.name}") for field in fields(result))
        return {key: value for part in parts for key, value in part.items()}
    return {name: np.asarray(result)}


def unflat(kind: type[Result], arrays: Arrays, name: str = "") -> Result:
    """The result that arrays were made of. Raises `KeyError` or `ValueError` where they were not made of such a one."""
    made: Any
    shaped: Any = kind
    if kind is Pile or kind is Paths:
        made = shaped.from_arrays({key: arrays[f"{name}.{key}"] for key in shaped.ARRAYS})
    elif getattr(kind, "__origin__", kind) is Counter:
        counted = json.loads(arrays[name].tobytes())
        made = Counter({tuple(key) if isinstance(key, list) else key: count for key, count in counted})
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        made = kind(**{field.name: unflat(hints[field.name], arrays, f"{name}.{field.name}") for field in fields(kind)})
    elif kind is int:
        made = int(arrays[name])
    else:
        made = arrays[name]
    found: Result = made
    return found
