"""What is hidden because too few people stand behind it, so that it cannot be worked out from the rest either."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")
OTHER = "(other)"
"""Names that the journey does not know, and those of too few customers."""


def hidden(sizes: Mapping[Key, int], min_group: int, also: int = 0) -> set[Key]:
    """Of groups that add up to a known whole, those to hide: the ones of fewer than `min_group`, and then the smallest of the others (of equals the last)
    until what is hidden, with `also` others that are not told, is not too few.
    """
    found = {key for key, size in sizes.items() if 0 < size < min_group}
    rest = sorted((key for key in sizes if sizes[key] and key not in found), key=lambda key: -sizes[key])
    while rest and 0 < also + sum(sizes[key] for key in found) < min_group:
        found.add(rest.pop())
    return found


@dataclass(frozen=True, slots=True)
class Parts(Generic[Key]):
    """Groups inside of larger ones inside of a whole: those that are told, those that count in the larger ones, and those that count in the whole."""

    told: frozenset[Key]
    inside: frozenset[Key]
    whole: frozenset[Key]


def parts_told(sizes: Mapping[Key, int], outer: Mapping[Key, Hashable], min_group: int) -> Parts[Key]:
    """What of groups may be told and counted, so that none of fewer than `min_group` is the difference of what is told.

    Groups that are too few count in the larger one only if they are enough together, and else in the whole if all such are enough together: to leave a few
    answers out of a sum costs less than to hide what another group says.
    """
    told = frozenset(key for key, size in sizes.items() if size >= max(1, min_group))
    inside = told | _enough((key for key in sizes if key not in told), sizes, outer, min_group)
    whole = inside | _enough((key for key in sizes if key not in inside), sizes, dict.fromkeys(sizes), min_group)
    return Parts(told, inside, whole)


def _enough(
    keys: Iterable[Key], sizes: Mapping[Key, int], outer: Mapping[Key, Hashable], min_group: int
) -> frozenset[Key]:
    """Those that are enough together with the others of the same larger group."""
    rest = list(keys)
    together = Counter[Hashable]()
    for key in rest:
        together[outer[key]] += sizes[key]
    return frozenset(key for key in rest if together[outer[key]] >= min_group)


def joined(cells: Iterable[tuple[str, int, int]], min_group: int) -> dict[str, int]:
    """Counts by name from (name, count, customers), those of too few customers as one.

    With so few that it could be worked out, the next smallest joins them.
    """
    cells = list(cells)
    places = {name: place for place, (name, _, _) in enumerate(cells)}
    ranked = sorted((cell for cell in cells if cell[1]), key=lambda cell: (-cell[2], -cell[1], places[cell[0]]))
    small = [cell for cell in ranked if cell[2] < min_group or cell[0] == OTHER]
    large = [cell for cell in ranked if cell not in small]
    while small and large and max(customers for _, _, customers in small) < min_group:
        small.append(large.pop())
    shown: Counter[str] = Counter()
    for name, count, _ in sorted(large, key=lambda cell: places[cell[0]]):
        shown[name] += count
    for _, count, _ in small:
        shown[OTHER] += count
    return dict(shown)
