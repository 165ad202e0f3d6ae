"""Medians and means, each with its n and its interval."""

from collections.abc import Mapping

from journeymap.behaviour import Seconds
from journeymap.intervals import mean_interval, median_ranks
from journeymap.quantities import Mean, Time


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
