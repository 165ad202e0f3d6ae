"""Counts of visits -> what completions pass through: the absorbing chain solved, and its identity with what was observed checked."""

from collections.abc import Collection

from journeymap import chain as solving
from journeymap.behaviour import Behaviour
from journeymap.chain import chain_of
from journeymap.chapters.chain import Chain, Memory, Station
from journeymap.measures.chain import triple_of
from journeymap.memory import memory

SAME = 1e-9
"""How far the chain may be from the observed completion before it counts as broken."""


def tell(seen: Behaviour, min_group: int, hidden: Collection[str] = ()) -> Chain | None:
    """The chain of a measured journey; None of no finished case, or of too few. Nothing is told of `hidden` touchpoints."""
    size, ids = len(seen.plan.ids), seen.plan.ids
    triples = {triple_of(code, size): count for code, count in seen.measured.chain.triples.items()}
    cases = sum(count for (before, _, _), count in triples.items() if before == size)
    if not cases or cases < min_group:
        return None
    solved = chain_of(triples, size)
    won = sum(count for (_, _, after), count in triples.items() if after == size)
    if not abs(solved.completion - won / cases) <= SAME:
        return Chain(
            completion=solved.completion, holds=False, cases=cases, seconds=None, touchpoints={}, hidden=(), memory=None
        )
    visits = [0] * size
    for (_, here, _), count in triples.items():
        visits[here] += count
    customers = seen.measured.chain.customers
    few = {
        number
        for number in range(size)
        if customers[number] > 0 and (customers[number] < min_group or ids[number] in hidden)
    }
    return Chain(
        completion=solved.completion,
        holds=True,
        cases=cases,
        seconds=solved.seconds(dwell_of(seen)),
        touchpoints=_stations(solved, seen, visits, few),
        hidden=tuple(ids[number] for number in sorted(few)),
        memory=_memory(triples, ids, few),
    )


def _stations(solved: solving.Chain, seen: Behaviour, visits: list[int], few: set[int]) -> dict[str, Station]:
    expected, removal = solved.visits, solved.removal
    return {
        touchpoint_id: Station(visits=float(expected[number]), removal=float(removal[number]), n=visits[number])
        for number, touchpoint_id in enumerate(seen.plan.ids)
        if visits[number] and number not in few
    }


def dwell_of(seen: Behaviour) -> dict[tuple[int, int], float]:
    """The mean time of each way, where it was measured."""
    totals = seen.measured.transitions.durations.totals()
    return {divmod(pair, len(seen.plan.ids)): micros / 1e6 / count for pair, (count, micros) in totals.items()}


def _memory(triples: dict[tuple[int, int, int], int], ids: tuple[str, ...], few: set[int]) -> Memory | None:
    found = memory(triples)
    if found is None:
        return None
    most = None if found.most is None or found.most in few else ids[found.most]
    return Memory(g=found.g, df=found.df, p=found.p, share=found.share, n=found.visits, touchpoint=most)
