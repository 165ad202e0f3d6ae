"""The journey as its file says it: frozen models, one per mapping of the language.

This is the language's page: what may be written, and what it means. Field descriptions are the words that editors show
(`journeymap.schema` writes them out). Where a plain word may stand for a fuller form, `journeymap.forms` has it.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from journeymap.forms import (
    Day,
    Duration,
    Text,
    Texts,
    named,
    nothing_or_more,
    short_for,
    won_or_both,
)
from journeymap.language.observation import Events, Funnel, Survey
from journeymap.language.part import Part
from journeymap.language.people import Actor, Channel, Persona
from journeymap.language.promise import Budget, Targets, Weights
from journeymap.language.touchpoint import Touchpoint

DEFAULT_LEAVES_AFTER = timedelta(days=30)


class Stage(Part):
    """A part of the journey with a goal of its own: a column of the map."""

    title: Text | None = Field(
        default=None, description="The name to show; made from the id if not said.", examples=["Reserve and pay"]
    )
    goal: Text | None = Field(
        default=None, description="What the customer wants to reach in it.", examples=["Be sure that the phone is mine"]
    )
    owner: Text | None = Field(default=None, description="The team that answers for it.", examples=["team-checkout"])
    targets: Targets = Field(
        default=Targets(),
        description="What was promised for all touchpoints of the stage together.",
        examples=[{"drop_off": "20%"}],
    )
    touchpoints: dict[str, Touchpoint] = Field(
        description="The touchpoints by id, in the order of the map.",
        min_length=1,
        examples=[{"pay": {"does": "Pays with the wallet and waits for the tick"}}],
    )


class Ends(Part):
    """Where a journey is over."""

    won: Texts = Field(
        default=(), description="Touchpoints at which the customer has what they came for.", examples=["collect"]
    )
    lost: Texts = Field(default=(), description="Touchpoints at which the customer has given up.", examples=["cancel"])


class Declarations(Part):
    """What a journey and the files that it includes can both declare."""

    journeymap: Literal[1] = Field(default=1, description="The version of the language.", examples=[1])
    lang: Text = Field(default="en", description="The language of the texts, like en or vi.", examples=["en", "vi"])
    include: Texts = Field(
        default=(),
        description="Files with shared channels, personas, actors, surveys and touchpoints; relative to this file.",
        examples=["shared/channels.yaml"],
    )
    personas: dict[str, Annotated[Persona, short_for("is")]] = Field(
        default_factory=dict,
        description="Kinds of customers by id: a sentence, or {is, segment, ...}.",
        examples=[
            {"linh": "Linh, 24, office worker in Hanoi"},
            {"linh": {"is": "Linh, 24, office worker in Hanoi", "segment": {"device": "mobile"}}},
        ],
    )
    channels: Annotated[dict[str, Annotated[Channel, nothing_or_more]], named("channels: [app, web]")] = Field(
        default_factory=dict,
        description="The channels by name: a list, or {name: {title, assisted}}.",
        examples=[["app", "email", "sms", "store", "hotline"], {"store": {"title": "Store", "assisted": True}}],
    )
    actors: dict[str, Annotated[Actor, short_for("is")]] = Field(
        default_factory=dict,
        description="Who and what takes part on the company's side, by id: a text, or {is, kind}.",
        examples=[{"agent": "Agent at the hotline"}, {"psp": {"is": "Payment provider", "kind": "partner"}}],
    )
    surveys: dict[str, Survey] = Field(
        default_factory=dict,
        description="The questions asked, by name.",
        examples=[{"csat": {"answer": "csat_score", "scale": "1..5", "good": "4..5"}}],
    )


class Shared(Declarations):
    """A file that journeys `include`, or `use` touchpoints of."""

    touchpoints: dict[str, Touchpoint] = Field(
        default_factory=dict,
        description="Touchpoints for journeys to use, by id: use: this-file.yaml#id.",
        examples=[{"wallet": {"does": "Pays with the wallet and waits for the tick", "channel": "app"}}],
    )


class Journey(Declarations):
    """A whole journey file."""

    title: Text = Field(description="The journey's name.", examples=["Buy online, collect in store"])
    goal: Text | None = Field(
        default=None,
        description="What the customer wants in the end.",
        examples=["Have the new phone in hand today, without queueing"],
    )
    scenario: Text | None = Field(
        default=None,
        description="The situation in which the customer sets out.",
        examples=["The old phone broke on the way to work"],
    )
    expects: Text | None = Field(
        default=None,
        description="What the customer expects of the journey as a whole.",
        examples=["In and out of the store in five minutes"],
    )
    state: Literal["current", "future", "draft"] = Field(
        default="current",
        description="Whether this is how it is, how it shall be, or not agreed yet.",
        examples=["future"],
    )
    based_on: Text | None = Field(
        default=None,
        description="The journey file of the current state that this one changes; relative to this file.",
        examples=["click-and-collect.yaml"],
    )
    owner: Text | None = Field(
        default=None, description="The team that answers for the journey.", examples=["cx-retail"]
    )
    reviewed: Day | None = Field(
        default=None, description="The day on which it was last looked through.", examples=["2026-07-01"]
    )
    review_every: Duration | None = Field(
        default=None, description="How often it must be looked through, like 90d.", examples=["90d"]
    )
    events: Events = Field(
        default=Events(),
        description="Where the event log is and what its columns are called.",
        examples=[{"from": "log/*.parquet", "customer": "user_id"}],
    )
    starts_at: Texts = Field(
        default=(),
        description="Where customers should begin; the first touchpoint, if not said.",
        examples=["browse", ["browse", "hotline"]],
    )
    ends_at: Annotated[Ends, won_or_both] = Field(
        default=Ends(),
        description="Where the journey is over: {won: [...], lost: [...]}; the last touchpoint is won, if not said.",
        examples=[{"won": ["collect"], "lost": ["cancel"]}, "collect"],
    )
    leaves_after: Duration = Field(
        default=DEFAULT_LEAVES_AFTER,
        description="The silence after which an unfinished case counts as left.",
        examples=["3d"],
    )
    new_case_after: Duration | None = Field(
        default=None, description="The silence after which the same customer begins a new case.", examples=["14d"]
    )
    ignore: Texts = Field(
        default=(),
        description="Events of the log that are on no map on purpose.",
        examples=[["app_opened", "push_received"]],
    )
    budget: Budget = Field(
        default=Budget(),
        description="What the whole journey must keep to.",
        examples=[{"completion": "55%", "time": "1d"}],
    )
    funnels: dict[str, Funnel] = Field(
        default_factory=dict,
        description="Questions about conversion, by name.",
        examples=[{"bought": {"steps": ["browse", "pay", "collect"], "within": "14d"}}],
    )
    weights: Weights = Field(
        default=Weights(),
        description="What counts as friction, and how much.",
        examples=[{"drop_off": {"tolerance": "10%"}, "repeat": {"severity": 0.2}}],
    )
    stages: dict[str, Stage] = Field(
        description="The stages by id, in the order of the map.",
        min_length=1,
        examples=[{"find": {"touchpoints": {"browse": {"does": "Compares models and prices in the app"}}}}],
    )

    @cached_property
    def touchpoints(self) -> dict[str, Touchpoint]:
        """All touchpoints by id, in the order of the design."""
        return {
            touchpoint_id: touchpoint
            for stage in self.stages.values()
            for touchpoint_id, touchpoint in stage.touchpoints.items()
        }

    @cached_property
    def every(self) -> dict[str, Touchpoint]:
        """All touchpoints and those inside of them, each after the one around it: `pay`, `pay.card`, `pay.code`."""
        return {
            path: touchpoint
            for touchpoint_id, outer in self.touchpoints.items()
            for path, touchpoint in _unfolded(touchpoint_id, outer)
        }

    @cached_property
    def _stages(self) -> dict[str, str]:
        return {
            touchpoint_id: stage_id
            for stage_id, stage in reversed(self.stages.items())
            for touchpoint_id in stage.touchpoints
        }

    def stage_of(self, touchpoint_id: str) -> str:
        """The id of the stage in which a touchpoint stands. `KeyError` if there is none."""
        return self._stages.get(touchpoint_id) or self._stages[touchpoint_id.partition(".")[0]]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values, which does not remember what was worked out from these."""
        copied = super().model_copy(update=update, deep=deep)
        for name in ("touchpoints", "every", "_stages"):
            copied.__dict__.pop(name, None)
        return copied

    def ref(self, touchpoint_id: str, *keys: str | int) -> tuple[str | int, ...]:
        """The place of a touchpoint, or of a key below it, in the file: that of `pay.card` is inside of `pay`."""
        inside = [step for name in touchpoint_id.split(".") for step in ("touchpoints", name)]
        return ("stages", self.stage_of(touchpoint_id), *inside, *keys)

    def name(self, touchpoint_id: str) -> str:
        """The words by which a touchpoint is shown."""
        touchpoint = self.touchpoints.get(touchpoint_id) or self.every[touchpoint_id]
        return touchpoint.title or humanise(touchpoint_id.rpartition(".")[2])


def _unfolded(path: str, touchpoint: Touchpoint) -> Iterator[tuple[str, Touchpoint]]:
    yield path, touchpoint
    for inner_id, inner in touchpoint.touchpoints.items():
        yield from _unfolded(f"{path}.{inner_id}", inner)


def humanise(identifier: str) -> str:
    """`check-stock` as people read it: `Check stock`."""
    words = identifier.replace("-", " ").replace("_", " ").strip() or identifier
    return words[:1].upper() + words[1:]
