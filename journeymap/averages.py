"""Medians and means, each with its n and its interval."""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from math import fsum

from journeymap.behaviour import Seconds
from journeymap.intervals import mean_interval, median_ranks
from journeymap.quantities import Mean, Spread, Time


def time(seconds: Seconds) -> Time | None:
    """Median and p90 of sorted seconds; None of nothing."""
    n = len(seconds)
    if not n:
        return None
    ranks = median_ranks(n)
    low, high = (float(seconds[ranks[0] - 1]), float(seconds[ranks[1] - 1])) if ranks else (None, None)
    return Time(n=n, median_seconds=between(seconds, 0.5), low=low, high=high, p90_seconds=between(seconds, 0.9))


def between(values: Seconds, quantile: float) -> float:
    """A quantile of sorted values by linear interpolation between order statistics (Hyndman and Fan's type 7)."""
    place = (len(values) - 1) * quantile
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return float(values[below]) + (place - below) * float(values[above] - values[below])


def mean(counts: Mapping[int, int]) -> Mean | None:
    """The mean of whole numbers that are counted by value, with Student's interval; None of nothing."""
    n = sum(counts.values())
    if not n:
        return None
    total = sum(value * count for value, count in counts.items())
    squares = sum(value * value * count for value, count in counts.items())
    interval = mean_interval(n, total / n, (squares - total * total / n) / (n - 1)) if n > 1 else None
    low, high = interval or (None, None)
    return Mean(value=total / n, n=n, low=low, high=high)


def spread(counts: Mapping[int, int], fewest: int = 1) -> Spread | None:
    """How whole numbers that are counted by value are spread; None of fewer than `fewest`, and of nothing."""
    found = mean(counts)
    if found is None or found.n < fewest:
        return None
    values = sorted(counts)
    ranks = list(accumulate(counts[value] for value in values))

    def quantile(share: float) -> float:
        place = (found.n - 1) * share
        below = int(place)
        low, high = (values[bisect_right(ranks, rank)] for rank in (below, min(below + 1, found.n - 1)))
        return low + (place - below) * (high - low)

    return Spread(mean=found, median=quantile(0.5), p90=quantile(0.9))


def mean_seconds(seconds: Seconds) -> Mean | None:
    """The mean of durations with Student's interval; None of nothing. Sums are rounded once, so that the order of the values means nothing."""
    values: list[float] = seconds.tolist()
    n = len(values)
    if not n:
        return None
    middle = fsum(values) / n
    interval = mean_interval(n, middle, fsum((value - middle) ** 2 for value in values) / (n - 1)) if n > 1 else None
    low, high = interval or (None, None)
    return Mean(value=middle, n=n, low=low, high=high)
