"""Confidence intervals. Plain functions of counts; 95 % if not said otherwise."""

from functools import cache
from math import exp, lgamma, log, pi, sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)


TAIL = 0.025
"""What may lie beyond each end of an interval."""


def tail_for(statements: int) -> float:
    """The tail of each of so many statements, so that all of them hold together with 95 % (Bonferroni)."""
    return TAIL / max(1, statements)


def z_for(statements: int) -> float:
    """The two-sided 95 % quantile of the normal distribution, corrected for so many statements."""
    return NormalDist().inv_cdf(1 - tail_for(statements))


def wilson(count: float, of: float, z: float = Z95, share: float | None = None) -> tuple[float, float]:
    """The interval of a share, `count` / `of` (Wilson 1927). `of` must be above 0; `share` replaces the quotient where it is weighted."""
    if of <= 0:
        raise ValueError("a share of nothing has no interval")
    p = count / of if share is None else share
    middle = p + z * z / (2 * of)
    half = z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return (max(0.0, (middle - half) / scale) if p > 0 else 0.0, min(1.0, (middle + half) / scale) if p < 1 else 1.0)


def at_least(count: int, of: int, share: float) -> float:
    """The chance that `count` or more of `of` are so, where each is with the chance `share` (0-1): the exact tail of the binomial distribution.

    Source: Clopper and Pearson (1934), by the incomplete beta function (DLMF 8.17.5).
    """
    return _beta(count, of - count + 1, share) if count and 0 < share < 1 else float(not count or share >= 1)


def newcombe(count: float, of: float, other: float, of_other: float, z: float = Z95) -> tuple[float, float]:
    """The interval of the difference of two independent shares, `count` / `of` less `other` / `of_other`; effective numbers need not be whole.

    Source: Newcombe, "Interval estimation for the difference between independent proportions" (1998), method 10.
    """
    (low, high), (other_low, other_high) = wilson(count, of, z), wilson(other, of_other, z)
    here, there = count / of, other / of_other
    below = sqrt((here - low) ** 2 + (other_high - there) ** 2)
    above = sqrt((high - here) ** 2 + (there - other_low) ** 2)
    return here - there - below, here - there + above


def mean_interval(n: float, mean: float, variance: float, tail: float = TAIL) -> tuple[float, float] | None:
    """Student's interval of a mean of `n` values with the sample variance (n - 1 below the line); None for fewer than two values."""
    if n <= 1:
        return None
    half = student_t(1 - tail, n - 1) * sqrt(variance / n)
    return mean - half, mean + half


def nps_interval(promoters: float, detractors: float, n: float, z: float = Z95) -> tuple[float, float]:
    """The adjusted Wald interval of an NPS in points: three answers, 3/4 of them promoters and 3/4 detractors, are added; clipped to +-100.

    Source: Rocks, "Interval estimation for the Net Promoter Score" (2016).
    """
    size, p, d = n + 3, promoters + 0.75, detractors + 0.75
    score = (p - d) / size
    half = z * sqrt(((p + d) / size - score * score) / size)
    return max(-100.0, 100 * (score - half)), min(100.0, 100 * (score + half))


@cache
def median_ranks(n: int, tail: float = TAIL) -> tuple[int, int] | None:
    """The order statistics (1-based) between which the median lies with at least 95 %: the largest r with P(Bin(n, 1/2) < r) <= tail."""
    # What lies five standard deviations and more below the middle weighs less than 1e-21 and is skipped.
    first = max(0, int(n / 2 - 5 * sqrt(n)))
    weight = exp(lgamma(n + 1) - lgamma(first + 1) - lgamma(n - first + 1) - n * log(2))
    below, r = 0.0, 0
    for k in range(first, n // 2 + 1):
        below += weight
        if below > tail:
            break
        r = k + 1
        weight *= (n - k) / (k + 1)
    return (r, n + 1 - r) if r else None


@cache
def student_t(quantile: float, df: float) -> float:
    """A quantile above one half of Student's t distribution, by Newton's method.

    The normal quantile is below it, and from there the distribution function bends down: every step stays below, and comes nearer.
    """
    t = NormalDist().inv_cdf(quantile)
    scale = exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(df * pi)
    for _ in range(200):
        step = (quantile - _t_cdf(t, df)) / (scale * (1 + t * t / df) ** (-(df + 1) / 2))
        t += step
        if abs(step) <= 1e-9 * t:  # the next one would be the square of it
            break
    return t


def student_tail(t: float, df: float) -> float:
    """The chance that a value of Student's t distribution is `t` or more away from 0, on either side."""
    return _beta(df / 2, 0.5, df / (df + t * t)) if t else 1.0


def _t_cdf(t: float, df: float) -> float:
    return 1 - student_tail(t, df) / 2


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz's method; DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    tiny, c, d = 1e-300, 1.0, 1 / (1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / ((1 + step * d) or tiny)
            c = (1 + step / c) or tiny
            total *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * total


def chi_square_tail(value: float, df: float) -> float:
    """The chance that a chi-square variable of so many degrees of freedom is `value` or more: the regularised gamma function Q(df/2, value/2).

    By its series below the mean, by its continued fraction above (Lentz's method; DLMF 8.7.1 and 8.9.2).
    """
    a, x = df / 2, value / 2
    if x <= 0:
        return 1.0
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while term > total * 1e-17:
            n += 1
            term *= x / n
            total += term
        return max(0.0, 1 - front * total)
    tiny, b = 1e-300, x + 1 - a
    c, d = 1 / tiny, 1 / b
    fraction = d
    for k in range(1, 1_000_000):
        step = k * (a - k)
        b += 2
        d = 1 / ((step * d + b) or tiny)
        c = (b + step / c) or tiny
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return min(1.0, front * fraction)
