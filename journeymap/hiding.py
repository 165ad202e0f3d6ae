"""What is hidden because too few people stand behind it, so that it cannot be worked out from the rest either."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Outer = TypeVar("Outer")
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


def hidden_inside(sizes: Mapping[Key, int], outer: Mapping[Key, Outer], min_group: int) -> tuple[set[Key], set[Outer]]:
    """Of groups inside of larger ones, all of which are told: the groups to hide, and the larger ones.

    In a larger group that is hidden all groups are; in one that is told they add up to a known whole, and so do the larger ones.
    """
    inside: dict[Outer, dict[Key, int]] = {}
    for key, size in sizes.items():
        inside.setdefault(outer[key], {})[key] = size
    dark = hidden({place: sum(parts.values()) for place, parts in inside.items()}, min_group)
    found = {key for place, parts in inside.items() for key in (parts if place in dark else hidden(parts, min_group))}
    return found, dark


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
