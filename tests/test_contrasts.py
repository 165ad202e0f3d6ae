"""Laws of the tests behind a comparison, and a bootstrap that draws beside ours, which does not."""

from collections.abc import Callable
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.averages import between
from journeymap.contrasts import Contrast, Spread, adjusted, fisher, of_means, of_medians, of_shares, smallest

shares = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
means = st.tuples(st.floats(-100, 100), st.floats(0, 50), st.integers(2, 500))
chances = st.lists(st.floats(0, 1), max_size=30)


def spread(values: list[float]) -> Spread:
    found = np.sort(np.array(values))
    return Spread(lambda share: between(found, share), len(found))


def is_flipped(one: Contrast, other: Contrast) -> bool:
    signs = [one.value + other.value, one.low + other.high, one.high + other.low]
    return (
        signs == pytest.approx([0, 0, 0], abs=1e-9)
        and one.p == pytest.approx(other.p, rel=1e-9)
        and one.error == pytest.approx(other.error)
        and one.test == other.test
    )


@settings(max_examples=50)
@given(shares, shares)
def test_swapped_shares_change_their_sign(here: tuple[int, int], there: tuple[int, int]) -> None:
    assert is_flipped(of_shares(here, there), of_shares(there, here))


@settings(max_examples=15)
@given(means, means)
def test_swapped_means_change_their_sign(here: tuple[float, float, int], there: tuple[float, float, int]) -> None:
    assert is_flipped(of_means(here, there), of_means(there, here))


def test_swapped_medians_change_their_sign() -> None:
    draw = np.random.default_rng(7)
    here, there = spread(list(draw.exponential(10, 150))), spread(list(draw.exponential(12, 220)))
    assert is_flipped(of_medians(here, there), of_medians(there, here))


@pytest.mark.parametrize(
    ("test", "side"),
    [
        (of_shares, (40, 100)),
        (of_shares, (0, 100)),
        (of_shares, (100, 100)),
        (of_means, (3.5, 0.2, 120)),
        (of_means, (3.5, 0.0, 120)),
        (of_medians, spread([float(number) for number in range(100)])),
    ],
)
def test_a_side_is_no_different_from_itself(test: Callable[..., Contrast], side: object) -> None:
    found = test(side, side)
    assert (found.value, found.p) == (0, 1)
    assert found.low == -found.high


@settings(max_examples=50)
@given(shares, shares)
def test_fisher_beside_a_sum_over_all_tables(here: tuple[int, int], there: tuple[int, int]) -> None:
    """By whole numbers: the ways to draw each table."""
    shown = here[0] + there[0]
    ways = {
        k: comb(here[1], k) * comb(there[1], shown - k)
        for k in range(max(0, shown - there[1]), min(here[1], shown) + 1)
    }
    rare = sum(way for way in ways.values() if way * 10**7 <= ways[here[0]] * (10**7 + 1))
    assert fisher(here, there) == pytest.approx(rare / sum(ways.values()), rel=1e-9)


def test_which_test_is_taken() -> None:
    """An expected count under five: 100 x 9 / 200."""
    assert of_shares((4, 100), (5, 100)).test == "fisher"
    assert of_shares((5, 100), (5, 100)).test == "two proportions"
    assert of_shares((96, 100), (95, 100)).test == "fisher"


def test_means_without_any_spread() -> None:
    found = of_means((5.0, 0.0, 100), (4.0, 0.0, 100))
    assert (found.value, found.low, found.high, found.p) == (1, 1, 1, 0)


@given(chances)
def test_corrected_chances_keep_their_order(given: list[float]) -> None:
    found = adjusted(given)
    assert all(corrected >= chance for corrected, chance in zip(found, given, strict=True))
    pairs = sorted(zip(given, found, strict=True))
    assert [corrected for _, corrected in pairs] == sorted(found)


@given(chances, st.integers(0, 29), st.floats(0, 1))
def test_no_chance_is_less_likely_called_because_another_is_smaller(given: list[float], at: int, less: float) -> None:
    if at >= len(given):
        return
    smaller = [*given[:at], given[at] * less, *given[at + 1 :]]
    assert all(after <= before + 1e-12 for before, after in zip(adjusted(given), adjusted(smaller), strict=True))


def test_the_smallest_difference_that_is_seen() -> None:
    """(1.959964 + 0.841621) x the standard error for one statement; for 40 the quantile is 3.227218."""
    assert smallest(1.0, 1) == pytest.approx(2.801585, abs=1e-6)
    assert smallest(0.5, 40) == pytest.approx((3.227218 + 0.841621) / 2, abs=1e-6)


@pytest.mark.parametrize(("n", "m"), [(100, 100), (137, 410)])
def test_medians_are_those_of_a_bootstrap_that_draws(n: int, m: int) -> None:
    draw = np.random.default_rng(n)
    here, there = np.sort(draw.lognormal(3, 1, n)), np.sort(draw.lognormal(3.1, 1, m))
    found = of_medians(spread(list(here)), spread(list(there)))
    drawn = [np.median(draw.choice(side, (3_000, len(side))), axis=1) for side in (here, there)]
    low, high = np.quantile(drawn[0] - drawn[1], [0.025, 0.975])
    width = high - low
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.08 * width)
    tail = 2 * min(np.mean(drawn[0] <= drawn[1]), np.mean(drawn[0] >= drawn[1]))
    assert found.p == pytest.approx(tail, abs=0.04)


def test_medians_far_apart_are_as_unlikely_as_the_grid_can_tell() -> None:
    found = of_medians(
        spread([float(value) for value in range(100)]), spread([float(value) for value in range(500, 700)])
    )
    assert found.p == 2 / 250**2
    assert found.value == 49.5 - 599.5
