"""What the graph says, on graphs small enough to see."""

import pytest
from journeymap import graph
from journeymap.language.touchpoint import Next
from journeymap.plan import Plan


def plan(edges: list[tuple[int, int]], size: int = 4, won: int = 3) -> Plan:
    return Plan(
        ids=tuple("abcdef"[:size]),
        starts=frozenset({0}),
        won=frozenset({won}),
        lost=frozenset(),
        edges=dict.fromkeys(edges, Next()),
    )


def test_unreachable_and_stranded() -> None:
    found = plan([(0, 1), (1, 3), (2, 3), (1, 4)], size=5)
    assert graph.unreachable(found) == [2]
    assert graph.stranded(found) == [4]


@pytest.mark.parametrize(
    ("walked", "loops"),
    [
        ({(0, 1): 5, (1, 2): 5}, []),
        ({(0, 1): 5, (1, 0): 1, (2, 2): 3}, [[0, 1], [2]]),
    ],
)
def test_loops(walked: dict[tuple[int, int], int], loops: list[list[int]]) -> None:
    assert graph.loops("abc", walked) == loops


def test_dominating_touchpoints_are_on_every_way() -> None:
    walked = {(0, 1): 9, (0, 2): 1, (1, 3): 9, (2, 3): 1}
    assert graph.dominating(plan([]), walked, [0]) == [0, 3]
    assert graph.dominating(plan([]), {(0, 1): 9, (1, 3): 9}, [0]) == [0, 1, 3]
    assert graph.dominating(plan([]), {(0, 1): 9}, [0]) == []


def test_the_likeliest_path_is_the_product_of_shares() -> None:
    walked = {(0, 1): 60, (0, 2): 40, (1, 3): 30, (2, 3): 40}
    path, share = graph.likeliest_path(plan([]), walked, {0: 100}, {0: 100, 1: 60, 2: 40, 3: 70})
    assert path == [0, 2, 3]
    assert share == pytest.approx(0.4)
    assert graph.likeliest_path(plan([]), {}, {0: 1}, {0: 1}) == ([], 0.0)
