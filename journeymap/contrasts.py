"""Two sides held against each other: how great a difference is, how likely by chance, and how small one could have been seen.

Plain functions of numbers of two independent groups of customers, the one that is looked at and the one that it is held against. All are symmetric:
with the sides swapped, a difference and its interval change their sign, and nothing else changes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

from journeymap.intervals import TAIL, newcombe, student_t, student_tail, z_for

ALPHA = 0.05
"""Of reports in which nothing has changed, at most this share calls anything changed; of what is called changed, at most this share is expected not to be."""
POWER = 0.8
"""How likely the smallest change that could have been seen is to be seen."""
FEW = 5
"""Where an expected count is smaller, a test of shares goes over all tables instead of the normal distribution."""
_GRID = 250
"""So many equally likely medians of each side are held against those of the other."""
_TIE = 1 + 1e-7
"""Tables that are as likely as the one that was seen, but for rounding, are no less likely."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference with its 95 % interval, the chance `p` of one as great where there is none, and its standard error where there is none."""

    value: float
    low: float
    high: float
    p: float
    error: float
    test: str


Share = tuple[float, float]
"""How many, of how many, in effective numbers: those of independent visits or answers that would tell as much."""
Mean = tuple[float, float, int]
"""A mean, the variance of that mean, and of how many customers."""


def of_shares(here: Share, there: Share) -> Contrast:
    """A share less another: Newcombe's interval; the two-proportion z test with a pooled share, Fisher's exact test where an expected count is under 5."""
    (count, of), (other, of_other) = here, there
    low, high = newcombe(count, of, other, of_other)
    every, shown = of + of_other, count + other
    exact = min(of, of_other) * min(shown, every - shown) / every < FEW
    p = fisher(_whole(here), _whole(there)) if exact else two_proportions(here, there)
    # With two successes and two failures more, as a share of nobody or of everybody has an error too.
    pooled = (shown + 2) / (every + 4)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / of_other))
    return Contrast(count / of - other / of_other, low, high, p, error, "fisher" if exact else "two proportions")


def _whole(share: Share) -> tuple[int, int]:
    of = max(1, round(share[1]))
    return min(of, round(share[0] / share[1] * of)), of


def two_proportions(here: Share, there: Share) -> float:
    """The two-sided chance of shares so far apart where both are one, by the normal distribution with the pooled share."""
    (count, of), (other, of_other) = here, there
    pooled = (count + other) / (of + of_other)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / of_other))
    return erfc(abs(count / of - other / of_other) / error / sqrt(2)) if error else 1.0


def fisher(here: tuple[int, int], there: tuple[int, int]) -> float:
    """The two-sided chance by Fisher's exact test: of all tables with these sums, those that are no likelier than the one that was seen.

    Weights of neighbouring tables are quotients of whole numbers; they start from 1 at the likeliest one, so that nothing overflows.
    """
    (count, of), (other, of_other) = here, there
    shown = count + other
    least, most = max(0, shown - of_other), min(of, shown)
    likeliest = min(most, max(least, (of + 1) * (shown + 1) // (of + of_other + 2)))
    weights = {likeliest: 1.0}
    for k in range(likeliest, most):
        weights[k + 1] = weights[k] * ((shown - k) * (of - k)) / ((k + 1) * (of_other - shown + k + 1))
    for k in range(likeliest, least, -1):
        weights[k - 1] = weights[k] * (k * (of_other - shown + k)) / ((shown - k + 1) * (of - k + 1))
    seen = weights[count] * _TIE
    return min(
        1.0, sum(weight for weight in sorted(weights.values()) if weight <= seen) / sum(sorted(weights.values()))
    )


def of_means(here: Mean, there: Mean) -> Contrast:
    """A mean less another: Welch's test and interval, with the degrees of freedom of Welch and Satterthwaite."""
    (mean, variance, n), (other, other_variance, m) = here, there
    value, squared = mean - other, variance + other_variance
    if not squared:
        return Contrast(value, value, value, 0.0 if value else 1.0, 0.0, "welch")
    part = variance / squared
    df = 1 / (part**2 / (n - 1) + (1 - part) ** 2 / (m - 1))
    error = sqrt(squared)
    half = student_t(1 - TAIL, df) * error
    return Contrast(value, value - half, value + half, student_tail(abs(value) / error, df), error, "welch")


@dataclass(frozen=True, slots=True)
class Spread:
    """Values as `quantile` tells them, and how many independent ones would tell as much of their median."""

    quantile: Callable[[float], float]
    n: float

    def medians(self) -> list[float]:
        """The medians of samples that are drawn from the values with replacement, as equally likely ones.

        The median of a sample of n is the value at a Beta(n/2, n/2) quantile, which is next to normal with variance 1 / 4n from a hundred values on: the
        bootstrap's distribution without its draws, and so without a seed.
        """
        places = (0.5 + NormalDist().inv_cdf((step + 0.5) / _GRID) / (2 * sqrt(self.n)) for step in range(_GRID))
        return [self.quantile(min(1.0, max(0.0, place))) for place in places]


def of_medians(here: Spread, there: Spread) -> Contrast:
    """A median less another, by the bootstrap: percentile interval, and twice the share of samples on the other side of no difference."""
    value = here.quantile(0.5) - there.quantile(0.5)
    others = there.medians()
    found = sorted(one - other for one in here.medians() for other in others)
    size, cut = len(found), int(TAIL * len(found))
    low, high = found[cut], found[size - 1 - cut]
    tail = min(bisect_right(found, 0), size - bisect_left(found, 0))
    p = min(1.0, 2 * max(1, tail) / size)
    return Contrast(value, low, high, p, (high - low) / (2 * NormalDist().inv_cdf(1 - TAIL)), "bootstrap")


def adjusted(chances: Sequence[float]) -> list[float]:
    """Each chance corrected for all of them: called changed where it is at most 5 %, so few of the calls are wrong (Benjamini and Hochberg 1995)."""
    size = len(chances)
    ranked = sorted(range(size), key=lambda place: -chances[place])
    found, least = [1.0] * size, 1.0
    for rank, place in zip(range(size, 0, -1), ranked, strict=True):
        least = min(least, chances[place] * (size / rank))
        found[place] = least
    return found


def smallest(error: float, statements: int) -> float:
    """The smallest difference that is seen with 80 % chance where it is the only one among so many statements."""
    return (z_for(statements) + NormalDist().inv_cdf(POWER)) * error
