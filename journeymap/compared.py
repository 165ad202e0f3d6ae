"""What the customers of two sides did -> what is worse, what is better, and what nobody can say. The tests are those of `contrasts`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from journeymap import contrasts
from journeymap.averages import between
from journeymap.clusters import Did, Sums, sums
from journeymap.comparison import Contrast, Seen
from journeymap.crowds import EVERYWHERE, Crowd, Place, Waits
from journeymap.intervals import mean_interval, wilson
from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.yardsticks import TIME, Way, Yardstick, yardsticks

ENOUGH = 100
"""Customers on each side; fewer give no verdict."""
POINTS = 2.0
"""The least difference that matters, if nothing else is said: in points, or percent."""
VERDICTS = ("worse", "better", "no proof", "too few")
"""In the order in which they are told."""


_SIZE = {"points": 100.0}
"""What a value of 1 is in its unit."""


@dataclass(frozen=True)
class _Half:
    """A measure on one side: the sums of its customers; of a time, how it is spread."""

    sums: Sums
    spread: contrasts.Spread | None = None
    weighted: bool = False

    def seen(self, way: Way) -> Seen:
        """The value with its interval."""
        low, high = self._interval(way) or (None, None)
        plain = way.unit == "share" and not self.weighted
        count = int(self.sums.x) if plain else None
        return Seen(
            value=self.value(way),
            count=count,
            n=int(self.sums.m) if way.unit == "count" else self.sums.n,
            low=low,
            high=high,
        )

    def value(self, way: Way) -> float:
        """In its unit."""
        return self.spread.quantile(0.5) if self.spread else float(self.sums.value) * _SIZE.get(way.unit, 1.0)

    def _interval(self, way: Way) -> tuple[float, float] | None:
        if self.spread:
            found = self.spread.medians()
            return found[int(0.025 * len(found))], found[len(found) - 1 - int(0.025 * len(found))]
        if way.unit == "share":
            count, of = self.share
            return wilson(count, of, share=float(self.sums.value))
        mean, variance, customers = self.mean(way)
        return mean_interval(customers, mean, variance * customers) if customers > 1 else None

    @property
    def is_flat(self) -> bool:
        """Of a mean or a median: whether all customers have the same."""
        if self.spread:
            return self.spread.quantile(0.0) == self.spread.quantile(1.0)
        return self.sums.customers > 1 and self.sums.variance == 0

    @property
    def share(self) -> contrasts.Share:
        """In effective numbers."""
        of = self.sums.effective
        return float(self.sums.value) * of, of

    def mean(self, way: Way) -> contrasts.Mean:
        """In its unit."""
        size = _SIZE.get(way.unit, 1.0)
        variance = self.sums.variance if self.sums.customers > 1 else 0.0
        return float(self.sums.value) * size, max(0.0, variance) * size * size, self.sums.customers


class _Pair(NamedTuple):
    """A measure on both sides, tested where there are enough customers; None where nobody was seen."""

    asked: Yardstick
    base: _Half | None
    here: _Half | None

    @property
    def halves(self) -> list[_Half]:
        return [half for half in (self.base, self.here) if half is not None]

    @property
    def customers(self) -> int:
        """The fewer of both sides."""
        return min(half.sums.customers for half in self.halves) if len(self.halves) == 2 else 0

    @property
    def says_nothing(self) -> bool:
        """Whether nobody shows it; or every customer of both sides shows the same."""
        way = self.asked.way
        values = {half.value(way) for half in self.halves}
        if way.unit == "share":
            return values == {0} or (values == {1} and len(self.halves) == 2)
        return len(values) == 1 and len(self.halves) == 2 and all(half.is_flat for half in self.halves)

    @property
    def tested(self) -> contrasts.Contrast | None:
        """The difference, in the unit of the measure; None where a side was not seen."""
        if self.base is None or self.here is None:
            return None
        way = self.asked.way
        if self.here.spread and self.base.spread:
            return contrasts.of_medians(self.here.spread, self.base.spread)
        if way.unit == "share":
            return contrasts.of_shares(self.here.share, self.base.share)
        return contrasts.of_means(self.here.mean(way), self.base.mean(way))


@dataclass(frozen=True)
class Found:
    """All measures in the order of their verdicts; how many were tested; how many say nothing."""

    contrasts: tuple[Contrast, ...]
    family: int
    unseen: int


def compare(journey: Journey, plan: Plan, base: Crowd, here: Crowd, min_group: int, points: float = POINTS) -> Found:
    """Every measure of both sides. `points` is the least difference that matters.

    Where fewer than `min_group` customers stand behind a measure on one side, neither side is shown: what is hidden could be worked out from the other.
    """
    sides = [(crowd, crowd.at()) for crowd in (base, here)]
    asked = [one for one in yardsticks(journey, plan) if not all(_is_everything(one, cells) for _, cells in sides)]
    pairs = [_Pair(one, *(_half(journey, one, *side) for side in sides)) for one in asked]
    found = _verdicts([pair for pair in pairs if pair.halves], min_group, points)
    told = [one for one in found if one is not None]
    family = sum(one.test is not None for one in told)
    return Found(tuple(sorted(told, key=lambda one: VERDICTS.index(one.verdict))), family, len(found) - len(told))


Shares = tuple[Yardstick, Counter[Did], Counter[Did]]
"""A share, and the customers of both sides by what they did: those that it is held against, and those that are looked at."""


def weigh(shares: Sequence[Shares], min_group: int, points: float = POINTS) -> list[Contrast | None]:
    """Shares of both sides, by the same tests, and as one family; None for what says nothing."""
    pairs = [_Pair(asked, *(_Half(sums(side)) if side else None for side in sides)) for asked, *sides in shares]
    return _verdicts(pairs, min_group, points)


def _is_everything(asked: Yardstick, cells: dict[Place, Counter[Did]]) -> bool:
    """Whether all answers to a survey were given at one touchpoint: they are told of the whole journey."""
    measure, number, at = asked.place
    return (
        asked.survey is not None
        and at != EVERYWHERE
        and cells.get(asked.place) == cells.get((measure, number, EVERYWHERE))
    )


def _half(journey: Journey, asked: Yardstick, crowd: Crowd, cells: dict[Place, Counter[Did]]) -> _Half | None:
    """A measure of one side; None where nobody was seen."""
    if asked.place == TIME:
        return _Half(*_waits(crowd.waits)) if len(crowd.waits.micros) else None
    weighted = asked.survey is not None and journey.surveys[asked.survey].weight is not None
    return _Half(sums(cells[asked.place]), weighted=weighted) if asked.place in cells else None


def _waits(waits: Waits) -> tuple[Sums, contrasts.Spread]:
    seconds = waits.seconds()
    below = waits.below(between(seconds, 0.5))
    return below, contrasts.Spread(lambda share: between(seconds, share), below.effective)


def _verdicts(pairs: list[_Pair], min_group: int, points: float) -> list[Contrast | None]:
    """What is to be told of each, in their order; None for what says nothing."""
    hidden = [any(half.sums.customers < min_group for half in pair.halves) for pair in pairs]
    silent = [not hide and pair.says_nothing for pair, hide in zip(pairs, hidden, strict=True)]
    least = max(ENOUGH, min_group)
    tested = [
        None if nothing or pair.customers < least else pair.tested for pair, nothing in zip(pairs, silent, strict=True)
    ]
    family = sum(test is not None for test in tested)
    chances = iter(contrasts.adjusted([test.p for test in tested if test is not None]))
    told: list[Contrast | None] = []
    for pair, hide, nothing, test in zip(pairs, hidden, silent, tested, strict=True):
        if test is not None:
            told.append(_judged(pair, test, next(chances), family, points))
        elif nothing:
            told.append(None)
        else:
            told.append(_told(pair) if not hide else _told(pair._replace(base=None, here=None)))
    return told


def _told(pair: _Pair) -> Contrast:
    """What was seen on both sides, without a verdict."""
    asked, way = pair.asked, pair.asked.way
    base, here = (half and half.seen(way) for half in (pair.base, pair.here))
    return Contrast(
        measure=asked.place[0],
        of=asked.of,
        survey=asked.survey,
        title=asked.title,
        unit=way.unit,
        better="more" if way.more else "less",
        base=base,
        looked_at=here,
        verdict="too few",
    )


def _judged(pair: _Pair, test: contrasts.Contrast, q: float, family: int, points: float) -> Contrast:
    way = pair.asked.way
    matters = _matters(pair, points)
    proven = q <= contrasts.ALPHA and abs(test.value) >= matters * (1 - 1e-9)
    return _told(pair).model_copy(
        update={
            "difference": round(test.value, 6),
            "low": round(test.low, 6),
            "high": round(test.high, 6),
            "test": test.test,
            "p": _short(test.p),
            "q": _short(q),
            "matters": round(matters, 6),
            "visible": round(max(matters, contrasts.smallest(test.error, family)), 6),
            "verdict": ("better" if (test.value > 0) == way.more else "worse") if proven else "no proof",
        }
    )


def _matters(pair: _Pair, points: float) -> float:
    """The least difference that matters: points of a share and of NPS; percent of a scale, and of the mean of both times or counts."""
    unit = pair.asked.way.unit
    if unit == "points":
        return points
    whole = {"share": 1.0, "scale": pair.asked.width}.get(unit)
    if whole is None:
        whole = sum(abs(half.value(pair.asked.way)) for half in pair.halves) / 2
    return points / 100 * whole


def _short(chance: float) -> float:
    """Three digits: what stands behind them differs from machine to machine."""
    return float(f"{chance:.3g}")
