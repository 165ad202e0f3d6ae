"""What the designed and the walked graph say about themselves. The only module that knows networkx.

Whether a touchpoint is reached at all is a walk of a few lines: every command asks for that, and networkx takes longer to import than all of them need.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from typing import TYPE_CHECKING

from journeymap.plan import Plan

if TYPE_CHECKING:
    import networkx as nx

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
    import networkx as nx

    graph = _graph(ids, walked)
    return sorted(
        sorted(group)
        for group in nx.strongly_connected_components(graph)
        if len(group) > 1 or graph.has_edge(*[next(iter(group))] * 2)
    )


def dominating(plan: Plan, walked: Counts, starts: Iterable[int]) -> list[int]:
    """Touchpoints that every walked path from a start to a won end passes; none if no path gets there."""
    import networkx as nx

    graph = _graph(plan.ids, walked)
    graph.add_edges_from((_START, start) for start in starts)
    graph.add_edges_from((end, _WON) for end in plan.won)
    if _START not in graph or _WON not in graph or not nx.has_path(graph, _START, _WON):
        return []
    dominators = nx.immediate_dominators(graph, _START)
    passed, here = list[int](), dominators[_WON]
    while here is not None and here != _START:
        passed.append(here)
        here = dominators[here]
    return passed[::-1]


def likeliest_path(
    plan: Plan, walked: Counts, starts: Mapping[int, int], visits: Mapping[int, int]
) -> tuple[list[int], float]:
    """The path from a start to a won end with the greatest product of shares, and that product; ([], 0) if there is none."""
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    total = sum(starts.values())
    shares = {(_START, start): count / total for start, count in starts.items() if count}
    shares |= {
        (source, target): count / visits[source]
        for (source, target), count in sorted(walked.items())
        if count and source != target
    }
    graph.add_weighted_edges_from((source, target, max(0.0, -log(share))) for (source, target), share in shares.items())
    graph.add_weighted_edges_from((end, _WON, 0.0) for end in sorted(plan.won) if end in graph)
    if _START not in graph or _WON not in graph or not nx.has_path(graph, _START, _WON):
        return [], 0.0
    path = nx.dijkstra_path(graph, _START, _WON)
    length = nx.path_weight(graph, path, "weight")
    return path[1:-1], exp(-length)


def _graph(ids: Iterable[object], edges: Iterable[tuple[int, int]]) -> "nx.DiGraph[int]":
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(number for number, _ in enumerate(ids))
    graph.add_edges_from(sorted(edges))
    return graph


def _following(edges: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    following: dict[int, list[int]] = {}
    for source, target in edges:
        following.setdefault(source, []).append(target)
    return following


def _reached(following: _Following, sources: Iterable[int]) -> dict[int, int]:
    """What some touchpoints and the paths from them come to, each with the one before it on a path (itself, for a source)."""
    came_from = {source: source for source in sources}
    left = list(came_from)
    while left:
        here = left.pop()
        for target in following.get(here, ()):
            if target not in came_from:
                came_from[target] = here
                left.append(target)
    return came_from
