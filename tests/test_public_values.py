"""Our formulas beside what public tools compute: statsmodels 0.15.0, SciPy 1.17.1, NumPy. The values of the first two are copied: they are not needed here."""

from math import exp, log

import networkx as nx
import numpy as np
import pytest
from journeymap.averages import between
from journeymap.graph import dominating, likeliest_path, loops, stranded, unreachable
from journeymap.intervals import chi_square_tail, mean_interval, median_ranks, newcombe, student_t, wilson
from journeymap.plan import Plan

WILSON = [
    (42, 50, 0.71485783937, 0.91662579322),
    (0, 12, 0.0, 0.242494006655),
    (12, 12, 0.757505993345, 1.0),
    (3, 7, 0.158219855251, 0.749541635472),
    (170, 200, 0.793944207158, 0.892864064378),
    (1, 1_000_000, 1.76525e-07, 5.664912e-06),
    (5, 9, 0.266651293495, 0.811221478902),
    (499_999, 1_000_000, 0.499019019894, 0.500978980114),
]
"""By statsmodels.stats.proportion.proportion_confint(count, of, method="wilson")."""
NEWCOMBE = [
    (42, 50, 30, 50, 0.063887079194, 0.398008792347),
    (3, 7, 170, 200, -0.69515708878, -0.095600203067),
    (0, 12, 12, 12, -1.0, -0.657061686994),
    (10, 100, 12, 100, -0.110040657003, 0.069614983174),
]
"""By statsmodels.stats.proportion.confint_proportions_2indep(..., method="newcomb", compare="diff")."""
STUDENT = [
    (0.975, 1, 12.7062047362),
    (0.975, 2, 4.3026527297),
    (0.975, 9, 2.2621571628),
    (0.975, 49, 2.0095752371),
    (0.9995, 4, 8.6103015814),
    (0.975, 1234, 1.9618882635),
]
"""By scipy.stats.t.ppf(quantile, df)."""
CHI_SQUARE = [
    (3.841458820694124, 1, 0.04999999999999989),
    (10, 3, 0.01856613546304325),
    (24.3, 27, 0.613628009168681),
    (644, 5, 6.271132405324748e-137),
    (0.5, 10, 0.999993388289439),
    (120, 100, 0.08440668109369177),
]
"""By scipy.stats.chi2.sf(value, df)."""
MEDIAN = [(6, 1), (9, 2), (10, 2), (25, 8), (71, 27), (100, 40), (1001, 470)]
"""By scipy.stats.binom.ppf(0.025, n, 0.5): the lower order statistic of the median's interval."""


@pytest.mark.parametrize(("count", "of", "low", "high"), WILSON)
def test_wilson(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=2e-12)


@pytest.mark.parametrize(("count", "of", "other", "of_other", "low", "high"), NEWCOMBE)
def test_newcombe(count: int, of: int, other: int, of_other: int, low: float, high: float) -> None:
    assert newcombe(count, of, other, of_other) == pytest.approx((low, high), abs=2e-12)


@pytest.mark.parametrize(("quantile", "df", "value"), STUDENT)
def test_student(quantile: float, df: float, value: float) -> None:
    assert student_t(quantile, df) == pytest.approx(value, abs=2e-9)


@pytest.mark.parametrize(("value", "df", "tail"), CHI_SQUARE)
def test_chi_square(value: float, df: float, tail: float) -> None:
    assert chi_square_tail(value, df) == pytest.approx(tail, rel=1e-9)


@pytest.mark.parametrize(("n", "rank"), MEDIAN)
def test_ranks_of_the_median(n: int, rank: int) -> None:
    assert median_ranks(n) == (rank, n + 1 - rank)


def test_a_mean_of_answers() -> None:
    """scipy.stats.t.interval(0.95, n - 1, mean, sem) of the golden answers of CES."""
    answers = np.repeat([1, 2, 3, 4, 5, 6], [10, 20, 12, 5, 2, 1])
    found = mean_interval(len(answers), answers.mean(), answers.var(ddof=1))
    assert found == pytest.approx((2.1093690635942943, 2.7706309364057056), abs=1e-9)


@pytest.mark.parametrize("quantile", [0.5, 0.9, 0.33, 0.0, 1.0])
def test_quantiles_are_those_of_numpy(quantile: float) -> None:
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    assert between(values, quantile) == pytest.approx(float(np.quantile(values, quantile)))


@pytest.mark.parametrize("seed", range(20))
def test_graph_facts_are_those_of_brute_force(seed: int) -> None:
    """What is said of a graph, beside matrices and networkx."""
    draw = np.random.default_rng(seed)
    size = 7
    matrix = draw.random((size, size)) < 0.25
    edges = {(int(a), int(b)): None for a, b in np.argwhere(matrix)}
    plan = Plan(tuple("abcdefg"), frozenset({0}), frozenset({6}), frozenset(), edges)
    reach = np.linalg.matrix_power(np.eye(size, dtype=int) + matrix, size) > 0
    assert unreachable(plan) == [number for number in range(size) if not reach[0, number]]
    assert stranded(plan) == [number for number in range(size) if not reach[number, 6]]
    walked = dict.fromkeys(edges, 1)
    groups = {frozenset(np.flatnonzero(reach[number] & reach[:, number]).tolist()) for number in range(size)}
    expected = sorted(
        sorted(group) for group in groups if len(group) > 1 or matrix[next(iter(group)), next(iter(group))]
    )
    assert loops(plan.ids, walked) == expected
    graph = nx.DiGraph(list(edges))
    graph.add_nodes_from(range(size))

    def needed(number: int) -> bool:
        rest = graph.subgraph(set(range(size)) - {number})
        return number in (0, 6) or not nx.has_path(rest, 0, 6)

    passed = [number for number in range(size) if needed(number)] if nx.has_path(graph, 0, 6) else []
    assert sorted(dominating(plan, walked, [0])) == passed


@pytest.mark.parametrize("seed", range(20))
def test_the_likeliest_path_is_that_of_networkx(seed: int) -> None:
    draw = np.random.default_rng(seed)
    walked = {(int(a), int(b)): int(draw.integers(1, 9)) for a, b in np.argwhere(draw.random((12, 12)) < 0.2)}
    visits = {number: sum(count for (source, _), count in walked.items() if source == number) for number in range(12)}
    plan = Plan(tuple("abcdefghijkl"), frozenset({0}), frozenset({11}), frozenset(), {})
    graph = nx.DiGraph()
    graph.add_nodes_from(range(12))
    graph.add_weighted_edges_from((a, b, -log(count / visits[a])) for (a, b), count in walked.items() if a != b)
    path, share = likeliest_path(plan, walked, {0: 5}, visits)
    if nx.has_path(graph, 0, 11):
        assert (path[0], path[-1]) == (0, 11)
        assert share == pytest.approx(exp(-nx.dijkstra_path_length(graph, 0, 11)))
        assert share == pytest.approx(exp(-nx.path_weight(graph, path, "weight")))
    else:
        assert (path, share) == ([], 0.0)
