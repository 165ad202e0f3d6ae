"""Conformance a second time: Dijkstra on (position, touchpoint) for every case alone, then the words, move by move, as docs/measures.md defines them."""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

BEGIN, FINISH = "<begin>", "<finish>"
State = tuple[int, str]
Move = tuple[str, str, int]
"""keep, extra or missing; its touchpoint; and how many steps of the path come before it."""


@dataclass
class Net:
    """The designed graph over the touchpoints that can be seen. `following[BEGIN]` are the starts; FINISH follows where a walk may end."""

    ids: list[str]
    following: dict[str, set[str]]

    def ordered(self, here: str) -> list[str]:
        """What follows, in the order of the design."""
        return [one for one in self.ids if one in self.following[here]]


def net_of(
    ids: Sequence[str], following: Mapping[str, set[str]], starts: set[str], ends: set[str], unseen: set[str]
) -> Net:
    """Bridges the touchpoints that nobody can see."""

    def beyond(targets: Iterable[str], passed: frozenset[str]) -> set[str]:
        found: set[str] = set()
        for target in targets:
            if target not in unseen:
                found.add(target)
            elif target not in passed:
                found |= beyond(following[target], passed | {target})
                found |= {FINISH} if target in ends else set()
        return found

    seen = [one for one in ids if one not in unseen]
    bridged = {one: beyond(following[one], frozenset()) | ({FINISH} if one in ends else set()) for one in seen}
    return Net(seen, bridged | {BEGIN: beyond(starts, frozenset())})


def costs_to_go(net: Net, path: Sequence[str], *, waiting: bool) -> dict[State, int]:
    """The least cost from each state to the end, by Dijkstra against the moves."""
    states = [(position, here) for position in range(len(path) + 1) for here in (BEGIN, *net.ids)]
    before: dict[State, list[tuple[State, int]]] = {}
    for state in states:
        for _, cost, after in steps_from(net, path, state):
            before.setdefault(after, []).append((state, cost))
    queue = [(0, state) for state in states if is_over(net, path, state, waiting=waiting)]
    known: dict[State, int] = {}
    while queue:
        cost, state = heapq.heappop(queue)
        if state not in known:
            known[state] = cost
            for earlier, more in before.get(state, []):
                heapq.heappush(queue, (cost + more, earlier))
    return known


def is_over(net: Net, path: Sequence[str], state: State, *, waiting: bool) -> bool:
    position, here = state
    return position == len(path) and (waiting or FINISH in net.following[here])


def steps_from(net: Net, path: Sequence[str], state: State) -> list[tuple[Move, int, State]]:
    """The moves of a state in the order in which ties are decided: keep, extra, missing by design."""
    position, here = state
    found: list[tuple[Move, int, State]] = []
    if position < len(path):
        step = path[position]
        if step in net.following[here]:
            found.append((("keep", step, position), 0, (position + 1, step)))
        found.append((("extra", step, position), 1, (position + 1, here)))
    found += [(("missing", one, position), 1, (position, one)) for one in net.ordered(here)]
    return found


def aligned(net: Net, path: Sequence[str], *, waiting: bool) -> tuple[int, list[Move]]:
    """The cost and the moves of the alignment that is taken."""
    known = costs_to_go(net, path, waiting=waiting)
    state: State = (0, BEGIN)
    moves: list[Move] = []
    while not is_over(net, path, state, waiting=waiting) or known[state]:
        for move, cost, after in steps_from(net, path, state):
            if after in known and known[state] == cost + known[after]:
                moves.append(move)
                state = after
                break
    return known[0, BEGIN], moves


def shortest(net: Net) -> int | None:
    """Touchpoints on the shortest designed walk."""
    return costs_to_go(net, (), waiting=False).get((0, BEGIN))


def on_a_walk(net: Net) -> set[str]:
    """The touchpoints that some designed walk passes."""

    def reached(begin: str) -> set[str]:
        found, left = {begin}, [begin]
        while left:
            for one in net.following.get(left.pop(), set()):
                if one not in found:
                    found.add(one)
                    left.append(one)
        return found

    return {one for one in net.ids if one in reached(BEGIN) and FINISH in reached(one)}


def said(net: Net, path: Sequence[str], moves: Sequence[Move]) -> list[tuple[str, str, str | None]]:
    """(kind, touchpoint, from) of each deviation."""
    words: list[tuple[str, str, str | None]] = []
    extra = [move for move in moves if move[0] == "extra"]
    missing = [(number, move) for number, move in enumerate(moves) if move[0] == "missing"]
    for move in list(extra):
        pair = next((one for one in missing if one[1][1] == move[1]), None)
        if pair is not None:
            extra.remove(move)
            missing.remove(pair)
            words.append(("wrong order", move[1], None))
    kept_places = [number for number, move in enumerate(moves) if move[0] == "keep"]
    kept = {moves[number][1] for number in kept_places}
    kept |= {here for _, here, _ in words}
    walked = on_a_walk(net)
    start = ended = False
    for _, here, position in extra:
        after = path[position + 1] if position + 1 < len(path) else None
        if position == 0:
            start = True
        elif here in kept:
            words.append(("too many repeats", here, None))
        elif here not in walked:
            words.append(("unplanned touchpoint", here, None))
        elif here not in net.following[path[position - 1]]:
            words.append(("unplanned transition", here, path[position - 1]))
        elif after is not None and after not in net.following[here]:
            words.append(("unplanned transition", after, here))
        else:
            words.append(("unplanned touchpoint", here, None))
    for number, move in missing:
        if not kept_places or number > kept_places[-1]:
            ended = True
        elif number < kept_places[0]:
            start = True
        else:
            words.append(("skipped touchpoint", move[1], None))
    words += [("wrong start", path[0], None)] if start else []
    words += [("ended early", path[-1], None)] if ended else []
    return words


def conformance_of(
    net: Net,
    cases: Sequence[tuple[str, Sequence[str], bool]],
    mean_of: Any,
    rate: Any,
) -> dict[str, Any] | None:
    """The chapter: cases are (customer, path, still open). `mean_of` and `rate` are the oracle's."""
    length = shortest(net)
    if length is None or not cases:
        return None
    fits: list[Fraction] = []
    seen: dict[tuple[str, str, str | None], list[tuple[int, str]]] = {}
    for number, (customer, path, waiting) in enumerate(cases):
        cost, moves = aligned(net, path, waiting=waiting)
        assert cost == sum(move[0] != "keep" for move in moves)
        fits.append(1 - Fraction(cost, len(path) + length))
        for deviation in said(net, path, moves):
            seen.setdefault(deviation, []).append((number, customer))
    kinds = Counter({kind: 0 for kind, _, _ in seen})
    for (kind, _, _), found in seen.items():
        kinds[kind] += len(found)
    return {
        "fitness": mean_of(fits, (Fraction(0), Fraction(1))),
        "conforming": rate(sum(fit == 1 for fit in fits), len(fits)),
        "cases": len(fits),
        "deviations": dict(kinds),
        "top": [
            {
                "kind": kind,
                "touchpoint": here,
                "from": source,
                "count": len(found),
                "cases": len({number for number, _ in found}),
                "customers": len({customer for _, customer in found}),
                "accepted": False,
            }
            for (kind, here, source), found in seen.items()
        ],
        "others": 0,
        "hidden": 0,
    }
