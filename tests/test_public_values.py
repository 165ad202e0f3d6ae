"""Our formulas beside what public tools compute: statsmodels 0.15.0, SciPy 1.17.1, NumPy. The values of the first two are copied: they are not needed here."""

from collections import Counter
from math import exp, log

import networkx as nx
import numpy as np
import pytest
from journeymap.averages import between
from journeymap.clusters import sums
from journeymap.contrasts import adjusted, fisher, of_means, two_proportions
from journeymap.graph import dominating, likeliest_path, loops, stranded, unreachable
from journeymap.intervals import chi_square_tail, mean_interval, median_ranks, newcombe, student_t, student_tail, wilson
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
TWO_PROPORTIONS = [
    (42, 50, 30, 50, 0.007526315166457887),
    (170, 200, 140, 200, 0.000328016315013527),
    (10, 100, 12, 100, 0.6512800661041753),
    (500, 10_000, 560, 10_000, 0.05825780603351623),
    (0, 300, 40, 300, 5.888668049571978e-11),
]
"""By statsmodels.stats.proportion.proportions_ztest([count, other], [of, of_other])."""
FISHER = [
    (3, 7, 1, 9, 0.2615384615384615),
    (1, 100, 8, 100, 0.03489915197211575),
    (0, 120, 3, 150, 0.2565055762081784),
    (2, 1000, 9, 1200, 0.07680532391110896),
    (5, 5, 0, 5, 0.007936507936507938),
    (0, 10, 0, 12, 1.0),
    (100, 100, 990, 1000, 0.6125532515448737),
    (7, 20, 7, 20, 1.0),
    (3, 100, 150_000, 1_000_000, 0.00019814056719798064),
]
"""By scipy.stats.fisher_exact([[count, of - count], [other, of_other - other]])."""
STUDENT_TAIL = [
    (2.0, 10, 0.07338803477074037),
    (0.5, 1.5, 0.68056711066994),
    (4.2, 37.7, 0.00015701930319750255),
    (12.0, 250.3, 1.6508954732875587e-26),
]
"""By 2 * scipy.stats.t.sf(t, df)."""
ADJUSTED = [
    (
        [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34],
        [0.015, 0.06, 0.126, 0.126, 0.126, 0.15, 0.158571428571, *[0.294642857143] * 7, 0.34],
    ),
    ([0.04, 0.04, 0.01], [0.04, 0.04, 0.03]),
    ([0.9, 1.0, 0.5, 0.0], [1.0, 1.0, 1.0, 0.0]),
    ([], []),
]
"""By statsmodels.stats.multitest.multipletests(chances, method="fdr_bh")."""


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


@pytest.mark.parametrize(("count", "of", "other", "of_other", "p"), TWO_PROPORTIONS)
def test_two_proportions(count: int, of: int, other: int, of_other: int, p: float) -> None:
    assert two_proportions((count, of), (other, of_other)) == pytest.approx(p, rel=1e-12)


@pytest.mark.parametrize(("count", "of", "other", "of_other", "p"), FISHER)
def test_fisher(count: int, of: int, other: int, of_other: int, p: float) -> None:
    assert fisher((count, of), (other, of_other)) == pytest.approx(p, rel=1e-9)
    assert fisher((other, of_other), (count, of)) == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize(("t", "df", "tail"), STUDENT_TAIL)
def test_both_tails_of_student(t: float, df: float, tail: float) -> None:
    assert student_tail(t, df) == pytest.approx(tail, rel=1e-11)


@pytest.mark.parametrize(("chances", "expected"), ADJUSTED)
def test_benjamini_and_hochberg(chances: list[float], expected: list[float]) -> None:
    assert adjusted(chances) == pytest.approx(expected, abs=1e-11)


def test_welch() -> None:
    """scipy.stats.ttest_ind(one, other, equal_var=False), its confidence interval and its p."""
    one = np.repeat([1, 2, 3, 4, 5, 6, 7], [30, 41, 22, 14, 9, 3, 1])
    other = np.repeat([1, 2, 3, 4, 5, 6, 7], [21, 30, 30, 18, 14, 7, 4])
    sides = [(float(each.mean()), float(each.var(ddof=1)) / len(each), len(each)) for each in (one, other)]
    found = of_means(sides[0], sides[1])
    assert (found.low, found.high) == pytest.approx((-0.9319695739867977, -0.17878311418524578), abs=1e-9)
    assert found.p == pytest.approx(0.004015020122428691, rel=1e-9)


def test_the_variance_of_a_share_of_visits_where_customers_are_drawn() -> None:
    """statsmodels.api.OLS(visits, constant).fit(cov_type="cluster", cov_kwds={"groups": customers}): the square of its standard error."""
    found = sums(Counter({(0, 1, 1): 40, (1, 1, 1): 11, (1, 2, 2): 20, (2, 2, 2): 9, (0, 3, 3): 12, (4, 5, 5): 3}))
    assert (found.customers, found.n, float(found.value)) == (95, 160, 0.38125)
    assert found.variance == pytest.approx(0.0021233489665579263, rel=1e-12)
    assert found.effective == pytest.approx(0.38125 * 0.61875 / 0.0021233489665579263, rel=1e-12)


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
