"""The shapes of finished numbers: each with its n and, where it is a rate or a mean, its interval."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WrapValidator

from journeymap.catalogue import Saying
from journeymap.intervals import newcombe, wilson

Real = Annotated[
    float,
    AfterValidator(lambda value: round(value, 6)),
    PlainSerializer(lambda value: int(value) if value == int(value) else value, return_type=float),
]
"""A number of at most six decimals: the same text on every machine."""


Text = Annotated[str, WrapValidator(lambda text, plain: text if isinstance(text, Saying) else plain(text))]
"""Words of the tool: English in JSON, and said again in another language where people read them."""


class Figures(BaseModel):
    """A group of numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class Range(Figures):
    """A count that is not told exactly, because with it the count of a small group could be worked out: at least `low`, at most `high`.

    Anybody could work out the two from the numbers that are told.
    """

    low: int
    high: int


Count = int | Range
"""A count, exact or as a range. Exact wherever nothing is hidden."""


def middle(count: Count) -> float:
    """A count as one number, to draw it and to put counts in order."""
    return (count.low + count.high) / 2 if isinstance(count, Range) else count


def least(count: Count) -> int:
    """What a count is at least."""
    return count.low if isinstance(count, Range) else count


def exact(count: Count | None) -> int | None:
    """A count that is told exactly; None of all others."""
    return count if isinstance(count, int) else None


def together(counts: Iterable[Count]) -> Count:
    """The sum of counts: a range as soon as one of them is."""
    counts = list(counts)
    low, high = (
        sum(getattr(count, end) if isinstance(count, Range) else count for count in counts) for end in ("low", "high")
    )
    return low if low == high else Range(low=low, high=high)


class Rate(Figures):
    """`count` of `of` as a share (0-1), with its 95 % Wilson interval."""

    value: Real
    count: int
    of: int
    low: Real
    high: Real


def rate(count: int, of: int) -> Rate | None:
    """A share with its Wilson interval; None of nothing."""
    if not of:
        return None
    low, high = wilson(count, of)
    return Rate(value=count / of, count=count, of=of, low=low, high=high)


class Difference(Figures):
    """How much greater one share is than another (-1 to 1), with its 95 % interval (Newcombe). The two rates stand beside it."""

    value: Real
    low: Real
    high: Real


def difference(one: Rate, other: Rate) -> Difference:
    """One share less another, of different customers."""
    low, high = newcombe(one.count, one.of, other.count, other.of)
    return Difference(value=one.count / one.of - other.count / other.of, low=low, high=high)


class Mean(Figures):
    """A mean of `n` values with its 95 % interval."""

    value: Real
    n: int
    low: Real | None = Field(description="None where n is 1: one value has no interval.")
    high: Real | None


class Time(Figures):
    """Seconds: median with its 95 % interval from order statistics, 90th percentile, and how many durations."""

    n: int
    median_seconds: Real
    low: Real | None
    high: Real | None
    p90_seconds: Real


class Spread(Figures):
    """How numbers are spread over `mean.n` customers: mean with its interval, median and 90th percentile."""

    mean: Mean
    median: Real
    p90: Real


class Score(Figures):
    """What the answers to one survey say: CSAT as a share (0-1), CES as a mean on its scale, NPS in points (-100 to 100)."""

    survey: str
    metric: str
    scale: str
    direction: str = Field(description="Which way is good, in words: 4..5 = satisfied, 5 = easy, 9..10 = promoter.")
    value: Real
    n: int = Field(description="Answers counted.")
    low: Real | None
    high: Real | None
    mean: Mean | None = Field(None, description="CSAT: the mean on the scale.")
    counts: dict[str, int] = Field(
        description="Answers by group: good and other; easy, middle and hard; promoters, passives and detractors."
    )
    low_effort: Rate | None = Field(None, description="CES: the share on the easy side of the middle.")
    answers_per_visit: Real | None = Field(
        None, description="Answers / visits: the response rate, above 1 where answers come without a visit."
    )
    unweighted: Real | None = Field(None, description="With weights: the value without them.")
    effective_n: Real | None = Field(None, description="With weights: (sum w)^2 / sum w^2.")


class Signal(Figures):
    """One sign of friction at a touchpoint."""

    signal: str
    share: Rate
    tolerance: Real
    severity: Real
    bound: Real = Field(description="The lower Wilson bound, corrected for the number of cells.")
    contribution: Real = Field(description="Its part of the score; all parts add up to 1.")


class Gain(Figures):
    """Completions that a fix is associated with, with the 95 % interval of a bootstrap over customers."""

    share: Real = Field(description="How much of the exits beyond the tolerance is fixed (0-1).")
    completions: Real = Field(description="Completions more, of `cases`. Associated with the fix, not caused by it.")
    low: Real | None = Field(description="None of too few customers.")
    high: Real | None


class Impact(Figures):
    """What fixing the drop-off of a touchpoint is associated with, in the chain of finished cases: exits beyond the tolerance go on as designed."""

    cases: int = Field(description="Finished cases.")
    visits: int = Field(description="Their visits here.")
    left: int = Field(description="Those of them that were the last of their case, which is neither won nor lost.")
    tolerance: Real = Field(description="The share of them that is normal.")
    gains: tuple[Gain, ...]


class FrictionScore(Figures):
    """How much friction a touchpoint shows, 0-100, and what it is made of."""

    score: Real
    rank: int | None = Field(
        description="1 is the touchpoint whose fixing is associated with the most completions; after those with any, "
        "the others by visits affected. None where there is no friction."
    )
    affected: Real = Field(description="Visits beyond the tolerances, weighted by severity.")
    impact: Impact | None = Field(
        None,
        description="None where no more leave than is normal, where nobody went on as designed, and where there are too few.",
    )
    word: str = Field(description="confirmed, silent, felt or fine.")
    signals: tuple[Signal, ...]
    not_measured: tuple[str, ...]
