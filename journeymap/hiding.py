"""What is hidden because too few people stand behind it, so that it cannot be worked out from the rest either."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

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


Place = tuple[str, int]
Arcs = Mapping[Key, tuple[Place, Place, int]]
"""By name: from a place, to a place, and how many people go; nobody, too, where somebody could."""


def hidden_arcs(arcs: Arcs[Key], min_group: int) -> set[Key]:
    """Of people who go from place to place the counts to hide: those of fewer than `min_group`, and as many of the others as keep them from being worked
    out, where it is known of each place how many come and go.

    What goes along a hidden arc can be worked out exactly where no other hidden arcs join its two ends; and of each place all that is hidden there together.
    """
    found = {name for name, (_, _, size) in arcs.items() if 0 < size < min_group}
    small = frozenset(found)
    while True:
        more = _missing_sum(arcs, found, min_group)
        if more is None:
            more = _missing_way(arcs, found, small)
        if more is None:
            return found
        found.add(more)


def _missing_sum(arcs: Arcs[Key], hidden: set[Key], min_group: int) -> Key | None:
    """What to hide beside too few: the smallest that makes them enough, else the largest; None where nothing is to be done."""
    sums: Counter[Place] = Counter()
    for name in hidden:
        source, target, size = arcs[name]
        sums.update({source: size, target: size})
    for place in sorted(place for place, size in sums.items() if size < min_group):
        shown = [name for name in arcs if name not in hidden and place in arcs[name][:2]]
        enough = [name for name in shown if arcs[name][2] + sums[place] >= min_group]
        if enough:
            return min(enough, key=lambda name: arcs[name][2])
        if shown:
            return max(shown, key=lambda name: arcs[name][2])
    return None


def _missing_way(arcs: Arcs[Key], hidden: set[Key], small: Iterable[Key]) -> Key | None:
    """What to hide so that a second way joins the ends of a small arc: the smallest beside one of them; None where nothing is to be done."""
    for name in (name for name in arcs if name in small):
        source, target, _ = arcs[name]
        near, far = (_joined(arcs, hidden - {name}, place) for place in (source, target))
        if target in near:
            continue
        shown = [other for other in arcs if other not in hidden]
        across = [other for other in shown if len(near & set(arcs[other][:2])) == 1 == len(far & set(arcs[other][:2]))]
        beside = [other for other in shown if len((near | far) & set(arcs[other][:2])) == 1]
        if across or beside:
            return min(across or beside, key=lambda other: arcs[other][2])
    return None


def _joined(arcs: Arcs[Key], names: Iterable[Key], start: Place) -> set[Place]:
    """The places that arcs, taken either way, lead to."""
    beside: dict[Place, set[Place]] = {}
    for name in names:
        source, target, _ = arcs[name]
        beside.setdefault(source, set()).add(target)
        beside.setdefault(target, set()).add(source)
    seen, waiting = {start}, [start]
    while waiting:
        fresh = beside.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen
