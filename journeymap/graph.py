"""What the designed and the walked graph say about themselves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from math import exp, log

from journeymap.plan import Plan

Counts = Mapping[tuple[int, int], int]
"""How often each transition was walked, by touchpoints' numbers."""
_Following = Mapping[int, Sequence[int]]
"""Where the edges of each touchpoint lead; those without any may be left out."""

_START, _WON = -1, -2


def unreachable(plan: Plan) -> list[int]:
    """Touchpoints that no designed path from a start reaches."""
    reached = _reached(_following(plan.edges), plan.starts)
    return [number for number in range(len(plan.ids)) if number not in reached]


def stranded(plan: Plan) -> list[int]:
    """Touchpoints that are no end and from which no designed path reaches one."""
    ending = _reached(_following((target, source) for source, target in plan.edges), plan.ends)
    return [number for number in range(len(plan.ids)) if number not in ending]


def after(plan: Plan, sources: Iterable[int], *, straight: bool = False) -> set[int]:
    """Touchpoints that a designed path leads to from one of the sources, by a step or more; `straight`: by just one."""
    following = _following(plan.edges)
    first = {target for source in sources for target in following.get(source, ())}
    return first if straight else set(_reached(following, first))


def loops(ids: Iterable[object], walked: Counts) -> list[list[int]]:
    """The groups of touchpoints that customers walk in circles (strongly connected, or followed by themselves), in the order of the design."""
    following, before = _following(walked), _following((target, source) for source, target in walked)
    found, grouped = list[list[int]](), set[int]()
    # Kosaraju: from the touchpoint that was left last, the way back leads to its group and to groups that are known.
    for number in reversed(_left(following, range(len(list(ids))))):
        if number not in grouped:
            group = _reached(before, [number], grouped)
            grouped.update(group)
            if len(group) > 1 or number in following.get(number, ()):
                found.append(sorted(group))
    return sorted(found)


def dominating(plan: Plan, walked: Counts, starts: Iterable[int]) -> list[int]:
    """Touchpoints that every walked path from a start to a won end passes; none if no path gets there."""
    edges = [*walked, *((_START, start) for start in starts), *((end, _WON) for end in plan.won)]
    following = _following(edges)
    came_from = _reached(following, [_START])
    if _WON not in came_from:
        return []
    path = [_WON]
    while path[-1] != _START:
        path.append(came_from[path[-1]])
    path.reverse()
    # What every path passes stands on this one. A place of it is passed by all if no way from before it leads to behind it.
    place = {number: here for here, number in enumerate(path)}
    farthest, found, off = 0, list[int](), set[int]()
    for here, number in enumerate(path):
        found += [number] if here == farthest else []
        beside = [number]
        while beside:
            for target in following.get(beside.pop(), ()):
                if target in place:
                    farthest = max(farthest, place[target])
                elif target not in off:
                    off.add(target)
                    beside.append(target)
    return found[1:-1]


def likeliest_path(
    plan: Plan, walked: Counts, starts: Mapping[int, int], visits: Mapping[int, int]
) -> tuple[list[int], float]:
    """The path from a start to a won end with the greatest product of shares, and that product; ([], 0) if there is none.

    Source: Dijkstra, "A note on two problems in connexion with graphs" (1959). Of equally likely paths the one is taken that was found first.
    """
    ways = _lengths(plan, walked, starts, visits)
    found, came_from = dict[int, float](), dict[int, int]()
    nearest, left, turn = {_START: 0.0}, [(0.0, 0, _START)], 0
    while left:
        length, _, here = heappop(left)
        if here in found:
            continue
        found[here] = length
        if here == _WON:
            break
        for target, more in ways.get(here, {}).items():
            if target not in found and length + more < nearest.get(target, float("inf")):
                nearest[target], came_from[target], turn = length + more, here, turn + 1
                heappush(left, (length + more, turn, target))
    if _WON not in found:
        return [], 0.0
    path = [came_from[_WON]]
    while path[-1] != _START:
        path.append(came_from[path[-1]])
    return path[-2::-1], exp(-found[_WON])


def _lengths(
    plan: Plan, walked: Counts, starts: Mapping[int, int], visits: Mapping[int, int]
) -> dict[int, dict[int, float]]:
    """How long each way is: less the logarithm of its share. To a won end leads one more, of no length."""
    total = sum(starts.values())
    shares = {(_START, start): count / total for start, count in starts.items() if count}
    shares |= {
        (source, target): count / visits[source]
        for (source, target), count in sorted(walked.items())
        if count and source != target
    }
    ways: dict[int, dict[int, float]] = {}
    for (source, target), share in shares.items():
        ways.setdefault(source, {})[target] = max(0.0, -log(share))
    for end in sorted(plan.won):
        ways.setdefault(end, {})[_WON] = 0.0
    return ways


def _following(edges: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    following: dict[int, list[int]] = {}
    for source, target in edges:
        following.setdefault(source, []).append(target)
    return following


def _reached(following: _Following, sources: Iterable[int], barred: Collection[int] = ()) -> dict[int, int]:
    """What some touchpoints and the paths from them come to, each with the one before it on a path (itself, for a source); past none that is barred."""
    came_from = {source: source for source in sources}
    left = list(came_from)
    while left:
        here = left.pop()
        for target in following.get(here, ()):
            if target not in came_from and target not in barred:
                came_from[target] = here
                left.append(target)
    return came_from


def _left(following: _Following, numbers: Iterable[int]) -> list[int]:
    """All touchpoints in the order in which a search in depth leaves them for good."""
    found, seen = list[int](), set[int]()
    for number in numbers:
        path = [] if number in seen else [(number, iter(following.get(number, ())))]
        seen.add(number)
        while path:
            here, ways = path[-1]
            fresh = next((target for target in ways if target not in seen), None)
            if fresh is None:
                found.append(here)
                path.pop()
            else:
                seen.add(fresh)
                path.append((fresh, iter(following.get(fresh, ()))))
    return found
