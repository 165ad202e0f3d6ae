"""The journey as its file says it: frozen models, one per mapping of the language.

This is the language's page: what may be written, and what it means. Field descriptions are the words that editors show
(`journeymap.schema` writes them out). Where a plain word may stand for a fuller form, `journeymap.forms` has it.
"""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from journeymap.forms import (
    Duration,
    Emotion,
    Number,
    Range,
    Scalar,
    Share,
    Text,
    Texts,
    Yes,
    everyone_or_each,
    named,
    nothing_or_more,
    one_or_many,
    share_or_more,
    short_for,
    start_or_contact,
    value_or_bounds,
    won_or_both,
)

DEFAULT_LEAVES_AFTER = timedelta(days=30)
DEFAULT_MAX_BAD_ROWS = 0.001


class Part(BaseModel):
    """One mapping of the file. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Metric(StrEnum):
    """The three questions of customer surveys."""

    CSAT = "csat"
    CES = "ces"
    NPS = "nps"


class Condition(Part):
    """What a property of an event must be: a value, one of several, within bounds, or a text with a certain beginning or part."""

    one_of: tuple[Scalar, ...] = Field(default=(), description="Any of these values.")
    min: Number | None = Field(default=None, description="At least this number.")
    max: Number | None = Field(default=None, description="At most this number.")
    starts_with: Text | None = Field(default=None, description="A text that begins like this.")
    contains: Text | None = Field(default=None, description="A text that has this in it.")


Where = dict[str, Annotated[Condition, value_or_bounds]]


class Pattern(Part):
    """Which events are meant: those of one name, of those the ones that meet all conditions."""

    event: Text = Field(description="The event's name in the log.")
    where: Where = Field(
        default={},
        description="Properties of the event: a value, a list of values, {min, max}, or {starts_with, contains}.",
        examples=[{"result": ["in_stock", "low"]}, {"amount": {"min": 100}}],
    )


Patterns = Annotated[tuple[Annotated[Pattern, short_for("event")], ...], Field(min_length=1), one_or_many]


class Match(Part):
    """Which events are a visit of a touchpoint: `start` makes the visit, `done` and `fail` tell how the contact ended."""

    start: Patterns = Field(description="The event that begins the contact: the visit.")
    done: Patterns = Field(default=(), description="The event that ends the contact well; gives its duration.")
    fail: Patterns = Field(default=(), description="The event that ends the contact badly; gives its failure rate.")

    def patterns(self) -> Iterator[tuple[str, int, Pattern]]:
        """All patterns as (role, number in its list, pattern), roles being `start`, `done` and `fail`."""
        for role in ("start", "done", "fail"):
            for number, pattern in enumerate(getattr(self, role)):
                yield role, number, pattern


class Next(Part):
    """One designed way on."""

    share: Share | None = Field(
        default=None, description="The share of visits that should go this way; the rest leaves."
    )
    within: Duration | None = Field(default=None, description="How soon they should.")
    when: Text | None = Field(default=None, description="Which of them should, in words.")


class Feels(Part):
    """The emotion that the designer claims, -2 (awful) to 2 (delighted): for everyone, or per persona."""

    everyone: Emotion | None = None
    personas: dict[str, Emotion] = {}


class Pain(Part):
    """Something that hurts customers at a touchpoint."""

    text: Text = Field(description="The pain in the customer's words.")
    severity: Literal["low", "medium", "high"] | None = Field(default=None, description="How bad it is.")
    evidence: Texts = Field(default=(), description="Where that is known from: ticket:812, call:2291, a link.")


class Quote(Part):
    """What a customer said."""

    quote: Text = Field(description="The words themselves.")
    by: Text | None = Field(default=None, description="Which persona says it.")
    source: Text | None = Field(default=None, description="Where the quote is from.")


class Targets(Part):
    """What was promised. No operators: each measure knows which way is good."""

    drop_off: Share | None = Field(default=None, description="At most this share of visits may end here for good.")
    repeat: Share | None = Field(
        default=None, description="At most this share of visits may be the same touchpoint at once again."
    )
    csat: Share | None = Field(default=None, description="At least this share of CSAT answers in the good boxes.")
    ces: Number | None = Field(
        default=None, description="The mean effort (or ease) to reach, on the survey's own scale."
    )
    nps: Annotated[Number, Field(ge=-100, le=100)] | None = Field(default=None, description="At least this NPS.")


class Budget(Targets):
    """What the whole journey must keep to."""

    completion: Share | None = Field(
        default=None, description="At least this share of finished cases must reach a won end."
    )
    time: Duration | None = Field(
        default=None, description="The median time from first to last step of a completed case, at most."
    )
    channel_switches: Number | None = Field(
        default=None, description="Changes of channel per case, at most, on average."
    )
    contacts: Number | None = Field(default=None, description="Steps per case, at most, on average.")


class Survey(Part):
    """One question to customers, and where its answers are."""

    metric: Metric | None = Field(
        default=None, description="csat, ces or nps; the survey's name says it where it is one of these."
    )
    answer: Text = Field(description="The column with the answers.")
    scale: Range = Field(description="The scale of the answers, like 1..5.")
    easy: Number | None = Field(default=None, description="CES only: which end of the scale is easy, 1 or 7.")
    good: Range | None = Field(default=None, description="CSAT only: which answers count as satisfied, like 4..5.")
    where: Where = Field(default={}, description="Which rows are answers to this question: columns and their values.")
    from_: Texts = Field(
        default=(), alias="from", description="The file, several or a glob with the answers, if not in the event log."
    )
    customer: Text | None = Field(default=None, description="The column that names the customer.")
    time: Text | None = Field(default=None, description="The column with the time of the answer.")
    case: Text | None = Field(default=None, description="The column that names the case.")
    weight: Text | None = Field(
        default=None, description="The column with survey weights: the headline is weighted by it."
    )
    at: Text | None = Field(default=None, description="The column that names what was asked about.")


class Events(Part):
    """Where the event log is and what its columns are called."""

    from_: Texts = Field(
        default=(), alias="from", description="The file, several files or a glob; relative to this file."
    )
    customer: Text = Field(default="customer", description="The column that names the customer.")
    time: Text = Field(default="time", description="The column with the time of the event.")
    name: Text = Field(default="event", description="The column with the event's name.")
    case: Text | None = Field(
        default=None, description="The column that names the case, if a customer can have several."
    )
    order: Texts = Field(
        default=(), description="The columns that put a case's events in order; the time, if not said."
    )
    id: Text | None = Field(
        default=None, description="The column with a unique id of the event: exact duplicates are dropped by it."
    )
    timezone: Text | None = Field(default=None, description="The zone of times without an offset, like Europe/Berlin.")
    as_of: Text | None = Field(
        default=None, description="When the data was closed, like 2026-07-31T23:59:59Z; else the last event."
    )
    max_bad_rows: Share = Field(
        default=DEFAULT_MAX_BAD_ROWS, description="The share of unreadable rows above which the run stops."
    )


class Channel(Part):
    """A way in which customers and company meet."""

    title: Text | None = Field(default=None, description="The name to show.")
    assisted: Yes = Field(
        default=False, description="Whether a person of the company takes part: a hand-off to it is friction."
    )


class Persona(Part):
    """A kind of customer."""

    is_: Text = Field(alias="is", description="Who this is, in one sentence.")
    demographic: Text | None = Field(default=None, description="Age, place, work.")
    psychographic: Text | None = Field(default=None, description="Values, attitudes.")
    behaviour: Text | None = Field(default=None, description="What they usually do.")


class Touchpoint(Part):
    """One contact between a customer and the company."""

    title: Text | None = Field(default=None, description="The name to show; made from the id if not said.")
    does: Text | None = Field(
        default=None, description="What the customer does.", examples=["Compares prices in the app on the bus"]
    )
    thinks: Text | None = Field(
        default=None, description="What the customer thinks.", examples=["Is it cheaper at the other shop?"]
    )
    feels: Annotated[Feels, everyone_or_each] | None = Field(
        default=None,
        description="The emotion, -2 (awful) to 2 (delighted); or per persona. A claim until answers are measured.",
        examples=[-1, {"linh": 2}],
    )
    says: Annotated[Quote, short_for("quote")] | None = Field(
        default=None, description="A customer's own words: a text, or {quote, by, source}."
    )
    channel: Text | None = Field(default=None, description="Where it happens: app, web, store, hotline, ...")
    by: Literal["customer", "staff", "system", "partner"] | None = Field(
        default=None, description="Who acts; the customer, if not said."
    )
    owner: Text | None = Field(default=None, description="The team that can change it.")
    moment_of_truth: Yes = Field(default=False, description="Whether the relationship is won or lost here.")
    optional: Yes = Field(default=False, description="Whether the default path may pass it by.")
    repeatable: Yes = Field(default=False, description="Whether coming here several times in a row is by design.")
    takes: Duration | None = Field(default=None, description="How long until the next step, as promised.")
    pains: Annotated[tuple[Annotated[Pain, short_for("text")], ...], one_or_many] = Field(
        default=(),
        description="What hurts here: texts, or {text, severity, evidence}.",
        examples=[["The stock count is a day old"]],
    )
    match: Annotated[Match, start_or_contact] | None = Field(
        default=None,
        description="Which events of the log are a visit here: a name, several, {event, where}, or {start, done, fail}.",
        examples=[
            "order_collected",
            ["call_started", "callback"],
            {"event": "stock_checked", "where": {"result": "in_stock"}},
        ],
    )
    next: (
        Annotated[
            dict[str, Annotated[Next, share_or_more]], named("next: pay, next: [pay, cancel] or next: {pay: 90%}")
        ]
        | None
    ) = Field(
        default=None,
        description="Where customers should go from here; the following touchpoint, if not said; [] ends the path.",
        examples=["collect", ["collect", "cancel"], {"collect": "85%"}, {"collect": {"share": "85%", "within": "1d"}}],
    )
    ask: Annotated[dict[str, Texts], named("ask: [csat] or ask: {csat: name in the answers}")] = Field(
        default={},
        description="The surveys asked here: [csat], or {csat: what the answers' at column calls this touchpoint}.",
        examples=[["csat", "nps"]],
    )
    targets: Targets = Field(
        default=Targets(), description="What was promised here.", examples=[{"csat": "85%", "drop_off": "20%"}]
    )


class Stage(Part):
    """A part of the journey with a goal of its own: a column of the map."""

    title: Text | None = Field(default=None, description="The name to show; made from the id if not said.")
    goal: Text | None = Field(default=None, description="What the customer wants to reach in it.")
    owner: Text | None = Field(default=None, description="The team that answers for it.")
    touchpoints: dict[str, Touchpoint] = Field(
        description="The touchpoints by id, in the order of the map.", min_length=1
    )


class Ends(Part):
    """Where a journey is over."""

    won: Texts = Field(default=(), description="Touchpoints at which the customer has what they came for.")
    lost: Texts = Field(default=(), description="Touchpoints at which the customer has given up.")


class Journey(Part):
    """A whole journey file."""

    journeymap: Literal[1] = Field(default=1, description="The version of the language.")
    title: Text = Field(description="The journey's name.", examples=["Buy online, collect in store"])
    goal: Text | None = Field(default=None, description="What the customer wants in the end.")
    owner: Text | None = Field(default=None, description="The team that answers for the journey.")
    lang: Text = Field(default="en", description="The language of the texts, like en or vi.")
    personas: dict[str, Annotated[Persona, short_for("is")]] = Field(
        default={}, description="Kinds of customers by id."
    )
    channels: Annotated[dict[str, Annotated[Channel, nothing_or_more]], named("channels: [app, web]")] = Field(
        default={}, description="The channels by name: a list, or {name: {title, assisted}}."
    )
    surveys: dict[str, Survey] = Field(default={}, description="The questions asked, by name.")
    events: Events = Field(default=Events(), description="Where the event log is and what its columns are called.")
    starts_at: Texts = Field(default=(), description="Where customers should begin; the first touchpoint, if not said.")
    ends_at: Annotated[Ends, won_or_both] = Field(
        default=Ends(),
        description="Where the journey is over: {won: [...], lost: [...]}; the last touchpoint is won, if not said.",
    )
    leaves_after: Duration = Field(
        default=DEFAULT_LEAVES_AFTER, description="The silence after which an unfinished case counts as left."
    )
    new_case_after: Duration | None = Field(
        default=None, description="The silence after which the same customer begins a new case."
    )
    ignore: Texts = Field(default=(), description="Events of the log that are on no map on purpose.")
    budget: Budget = Field(
        default=Budget(), description="What the whole journey must keep to.", examples=[{"completion": "60%"}]
    )
    stages: dict[str, Stage] = Field(description="The stages by id, in the order of the map.", min_length=1)

    @property
    def touchpoints(self) -> dict[str, Touchpoint]:
        """All touchpoints by id, in the order of the design."""
        return {
            touchpoint_id: touchpoint
            for stage in self.stages.values()
            for touchpoint_id, touchpoint in stage.touchpoints.items()
        }

    def stage_of(self, touchpoint_id: str) -> str:
        """The id of the stage in which a touchpoint stands. `KeyError` if there is none."""
        for stage_id, stage in self.stages.items():
            if touchpoint_id in stage.touchpoints:
                return stage_id
        raise KeyError(touchpoint_id)

    def ref(self, touchpoint_id: str, *keys: str | int) -> tuple[str | int, ...]:
        """The place of a touchpoint, or of a key below it, in the file."""
        return ("stages", self.stage_of(touchpoint_id), "touchpoints", touchpoint_id, *keys)

    def name(self, touchpoint_id: str) -> str:
        """The words by which a touchpoint is shown."""
        return self.touchpoints[touchpoint_id].title or humanise(touchpoint_id)


def humanise(identifier: str) -> str:
    """`check-stock` as people read it: `Check stock`."""
    words = identifier.replace("-", " ").replace("_", " ").strip() or identifier
    return words[:1].upper() + words[1:]


def metric_of(name: str, survey: Survey) -> Metric | None:
    """What a survey measures: as it says, else as it is called; `None` if neither tells."""
    if survey.metric is not None:
        return survey.metric
    return Metric(name) if name in set(Metric) else None
