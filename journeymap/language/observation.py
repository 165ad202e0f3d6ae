"""What is observed: which events and answers belong where."""

from collections.abc import Iterator
from enum import StrEnum
from math import inf, nextafter
from typing import Annotated, Literal

from pydantic import Field

from journeymap.forms import (
    Duration,
    Number,
    Range,
    Scalar,
    Share,
    Text,
    Texts,
    anywhere_or_more,
    at_or_more,
    named,
    one_or_many,
    short_for,
    value_or_bounds,
)
from journeymap.language.part import Part
from journeymap.units import Scale

DEFAULT_MAX_BAD_ROWS = 0.001


class Metric(StrEnum):
    """The three questions of customer surveys."""

    CSAT = "csat"
    CES = "ces"
    NPS = "nps"


class Condition(Part):
    """What a property of an event must be: a value, a list of values, {min, max}, or {starts_with, contains}."""

    one_of: tuple[Scalar, ...] = Field(default=(), description="Any of these values.", examples=[["in_stock", "low"]])
    min: Number | None = Field(default=None, description="At least this number.", examples=[100])
    max: Number | None = Field(default=None, description="At most this number.", examples=[500])
    starts_with: Text | None = Field(default=None, description="A text that begins like this.", examples=["pickup_"])
    contains: Text | None = Field(default=None, description="A text that has this in it.", examples=["phone"])


Where = dict[str, Annotated[Condition, value_or_bounds]]


class Pattern(Part):
    """Which events are meant: those of one name, of those the ones that meet all conditions."""

    event: Text = Field(description="The event's name in the log.", examples=["stock_checked"])
    where: Where = Field(
        default_factory=dict,
        description="Properties of the event: a value, a list of values, {min, max}, or {starts_with, contains}.",
        examples=[{"result": "in_stock"}, {"result": ["in_stock", "low"]}, {"amount": {"min": 100}}],
    )


Patterns = Annotated[tuple[Annotated[Pattern, short_for("event")], ...], Field(min_length=1), one_or_many]


class Match(Part):
    """Which events are a visit of a touchpoint: `start` makes the visit, `done` and `fail` tell how the contact ended."""

    start: Patterns = Field(
        description="The event that begins the contact, the visit: a name, several, or {event, where}.",
        examples=["payment_started", ["payment_started", "payment_retried"]],
    )
    done: Patterns = Field(
        default=(),
        description="The event that ends the contact well, written like start; gives its duration.",
        examples=["payment_confirmed"],
    )
    fail: Patterns = Field(
        default=(),
        description="The event that ends the contact badly, written like start; gives its failure rate.",
        examples=["payment_failed"],
    )

    def patterns(self) -> Iterator[tuple[str, int, Pattern]]:
        """All patterns as (role, number in its list, pattern), roles being `start`, `done` and `fail`."""
        for role in ("start", "done", "fail"):
            for number, pattern in enumerate(getattr(self, role)):
                yield role, number, pattern


class Between(Part):
    """The part of a funnel in which something must not happen: [1, 3], or {first: 1, last: 3}; all of it, if not said."""

    first: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        default=None, description="From after this step on.", examples=[1]
    )
    last: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        default=None, description="Up to before this step.", examples=[3]
    )


class FunnelStep(Part):
    """One step of a funnel: a touchpoint or alternatives, with a window of its own."""

    at: Annotated[tuple[Text, ...], Field(min_length=1), one_or_many] = Field(
        description="The touchpoint, or several that count alike.", examples=["pay", ["pay", "hotline"]]
    )
    within: Duration | None = Field(default=None, description="How soon after the step before.", examples=["2h"])


class Funnel(Part):
    """A question about conversion: how many of those who come here get there?"""

    steps: Annotated[tuple[Annotated[FunnelStep, at_or_more], ...], Field(min_length=2)] = Field(
        description="The steps: touchpoints, lists of alternatives, or {at, within}.",
        examples=[["browse", "pay", "collect"], ["browse", ["pay", "hotline"], {"at": "collect", "within": "1d"}]],
    )
    within: Duration | None = Field(
        default=None, description="How soon after the first step, the last included.", examples=["14d"]
    )
    order: Literal["ordered", "strict", "any"] = Field(
        default="ordered",
        description="strict allows nothing in between, any takes the steps in any order.",
        examples=["ordered"],
    )
    entry: Literal["any", "first"] = Field(
        default="any",
        description="Whether every first step begins an attempt, or only a customer's first.",
        examples=["first"],
    )
    exclude: Annotated[dict[str, Annotated[Between, anywhere_or_more]], named("exclude: [refund]")] = Field(
        default_factory=dict,
        description="Touchpoints that void an attempt: [refund] anywhere, {refund: [1, 3]} between two steps.",
        examples=[["cancel"], {"cancel": [1, 3]}, {"cancel": {"first": 1, "last": 3}}],
    )


class Survey(Part):
    """One question to customers, and where its answers are."""

    metric: Metric | None = Field(
        default=None,
        description="csat, ces or nps; the survey's name says it where it is one of these.",
        examples=["ces"],
    )
    answer: Text = Field(description="The column with the answers.", examples=["score"])
    scale: Range = Field(description="The scale of the answers, like 1..5.", examples=["1..7"])
    easy: Number | None = Field(
        default=None, description="CES only: which end of the scale is easy, 1 or 7.", examples=[1]
    )
    good: Range | None = Field(
        default=None, description="CSAT only: which answers count as satisfied, like 4..5.", examples=["4..5"]
    )
    where: Where = Field(
        default_factory=dict,
        description="Which rows are answers to this question: columns and their values.",
        examples=[{"question": "ces"}],
    )
    from_: Texts = Field(
        default=(),
        alias="from",
        description="The file, several or a glob with the answers, if not in the event log.",
        examples=["answers.csv"],
    )
    customer: Text | None = Field(
        default=None, description="The column that names the customer.", examples=["customer"]
    )
    time: Text | None = Field(
        default=None, description="The column with the time of the answer.", examples=["answered_at"]
    )
    case: Text | None = Field(default=None, description="The column that names the case.", examples=["order_id"])
    weight: Text | None = Field(
        default=None, description="The column with survey weights: the headline is weighted by it.", examples=["weight"]
    )
    at: Text | None = Field(
        default=None, description="The column that names what was asked about.", examples=["asked_about"]
    )
    comment: Text | None = Field(
        default=None,
        description="The column with comments in words: counted, and never shown unless asked for.",
        examples=["remark"],
    )


class Events(Part):
    """Where the event log is and what its columns are called."""

    from_: Texts = Field(
        default=(),
        alias="from",
        description="The file, several files or a glob; relative to this file.",
        examples=["log/*.parquet", ["web.csv", "hotline.csv"]],
    )
    customer: Text = Field(default="customer", description="The column that names the customer.", examples=["user_id"])
    time: Text = Field(default="time", description="The column with the time of the event.", examples=["timestamp"])
    name: Text = Field(default="event", description="The column with the event's name.", examples=["event_name"])
    case: Text | None = Field(
        default=None,
        description="The column that names the case, if a customer can have several.",
        examples=["order_id"],
    )
    order: Texts = Field(
        default=(),
        description="The columns that put a case's events in order; the time, if not said.",
        examples=["sequence", ["day", "sequence"]],
    )
    channel: Text | None = Field(
        default=None,
        description="The column with the channel of the event, where it can differ from that of its touchpoint.",
        examples=["device"],
    )
    id: Text | None = Field(
        default=None,
        description="The column with a unique id of the event: exact duplicates are dropped by it.",
        examples=["event_id"],
    )
    timezone: Text | None = Field(
        default=None, description="The zone of times without an offset, like Europe/Berlin.", examples=["Europe/Berlin"]
    )
    as_of: Text | None = Field(
        default=None,
        description="When the data was closed, like 2026-07-31T23:59:59Z; else the last event.",
        examples=["2026-07-31T23:59:59Z"],
    )
    max_bad_rows: Share = Field(
        default=DEFAULT_MAX_BAD_ROWS,
        description="The share of unreadable rows above which the run stops.",
        examples=["1%"],
    )


def metric_of(name: str, survey: Survey) -> Metric | None:
    """What a survey measures: as it says, else as it is called; `None` if neither tells."""
    if survey.metric is not None:
        return survey.metric
    return Metric(name) if name in set(Metric) else None


def satisfied(survey: Survey) -> Scale:
    """The answers that count as satisfied: as declared, else the two highest of the scale."""
    return survey.good or Scale(survey.scale.high - 1, survey.scale.high)


def content(name: str, survey: Survey) -> tuple[float, float]:
    """The least and the greatest answer of somebody who is content: satisfied, does not find it hard, is no detractor."""
    metric, scale = metric_of(name, survey), survey.scale
    if metric is Metric.CES:
        middle = (scale.low + scale.high) / 2
        return (-inf, middle) if survey.easy == scale.low else (middle, inf)
    if metric is Metric.NPS:
        return nextafter(6, inf), inf
    good = satisfied(survey)
    return good.low, good.high
