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
    Links,
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
    within_or_more,
    won_or_both,
)
from journeymap.language.observation import Events, Funnel, Match, Pattern, Survey
from journeymap.language.part import Part
from journeymap.language.people import Actor, Channel, Feels, Idea, Pain, Persona, Quote
from journeymap.language.promise import Budget, Sla, Targets, Waiver, Weights

DEFAULT_LEAVES_AFTER = timedelta(days=30)
MAX_NESTED = 3
"""How deep touchpoints stand in touchpoints of one file: deeper ones are files of their own."""


class Next(Part):
    """One designed way on: nothing, a share, or {share, within, when}."""

    share: Share | None = Field(
        default=None, description="The share of visits that should go this way; the rest leaves.", examples=["85%"]
    )
    within: Duration | None = Field(default=None, description="How soon they should.", examples=["1d"])
    when: Text | None = Field(default=None, description="Which of them should, in words.", examples=["in stock"])


class Touchpoint(Part):
    """One contact between a customer and the company."""

    title: Text | None = Field(
        default=None, description="The name to show; made from the id if not said.", examples=["Pay in the app"]
    )
    does: Text | None = Field(
        default=None, description="What the customer does.", examples=["Pays with the wallet and waits for the tick"]
    )
    thinks: Text | None = Field(
        default=None, description="What the customer thinks.", examples=["Did it go through? I see no tick."]
    )
    feels: Annotated[Feels, everyone_or_each] | None = Field(
        default=None,
        description="The emotion, -2 (awful) to 2 (delighted), or {persona: number}. A claim until answers are measured.",
        examples=[-1, {"linh": 0, "minh": -1}],
    )
    sees: Texts = Field(
        default=(),
        description="What the customer sees and touches: screens, letters, signs (physical evidence).",
        examples=["The amount, and a button to pay", ["The amount", "The logo of the wallet"]],
    )
    expects: Text | None = Field(
        default=None,
        description="What the customer expects to happen.",
        examples=["To see at once that the payment went through"],
    )
    says: Annotated[Quote, short_for("quote")] | None = Field(
        default=None,
        description="A customer's own words: a text, or {quote, by, source}.",
        examples=[
            "I paid twice, and nobody could see it",
            {"quote": "I paid twice, and nobody could see it", "by": "linh", "source": "call:2291"},
        ],
    )
    channel: Text | None = Field(
        default=None,
        description="Where it happens: a channel of this file, or any name while it declares none.",
        examples=["app"],
    )
    by: Literal["customer", "staff", "system", "partner"] | None = Field(
        default=None, description="Who acts; the customer, if not said.", examples=["customer"]
    )
    with_: Texts = Field(
        default=(), alias="with", description="The actors that take part, by id.", examples=["agent", ["agent", "psp"]]
    )
    owner: Text | None = Field(default=None, description="The team that can change it.", examples=["team-payments"])
    moment_of_truth: Yes = Field(
        default=False, description="Whether the relationship is won or lost here.", examples=[True]
    )
    optional: Yes = Field(default=False, description="Whether the default path may pass it by.", examples=[True])
    repeatable: Yes = Field(
        default=False, description="Whether coming here several times in a row is by design.", examples=[True]
    )
    takes: Duration | None = Field(
        default=None, description="How long until the next step, as promised.", examples=["2m"]
    )
    sla: Annotated[Sla, within_or_more] | None = Field(
        default=None,
        description="The longest that a contact may take: a duration (for 90 % of them), or {within, share}.",
        examples=["5m", {"within": "5m", "share": "95%"}],
    )
    frontstage: Texts = Field(
        default=(),
        description="What the company does here in the customer's sight.",
        examples=["Agent looks up the payment"],
    )
    backstage: Texts = Field(
        default=(), description="What the company does out of sight.", examples=["Finance approves the refund"]
    )
    support: Texts = Field(
        default=(), description="The systems and partners that make it possible.", examples=["Payment provider"]
    )
    evidence: Texts = Field(
        default=(),
        description="Where all of this is known from: interview:linh-3, study:2026-04, a link.",
        examples=["interview:linh-3", ["study:2026-04", "ticket:977"]],
    )
    pains: Annotated[tuple[Annotated[Pain, short_for("text")], ...], one_or_many] = Field(
        default=(),
        description="What hurts here: texts, or {text, severity, evidence}.",
        examples=[
            "The wallet times out and charges anyway",
            [{"text": "The wallet times out and charges anyway", "severity": "high", "evidence": "ticket:977"}],
        ],
    )
    ideas: Annotated[tuple[Annotated[Idea, short_for("text")], ...], one_or_many] = Field(
        default=(),
        description="What could make it better: texts, or {text, fixes, owner, evidence}.",
        examples=[
            "Show a tick as soon as the money has moved",
            [
                {
                    "text": "Show a tick at once",
                    "fixes": "repeat",
                    "owner": "team-payments",
                    "evidence": "test:checkout-7",
                }
            ],
        ],
    )
    match: Annotated[Match, start_or_contact] | None = Field(
        default=None,
        description="Which events of the log are a visit here: a name, several, {event, where}, or {start, done, fail}.",
        examples=[
            "payment_started",
            ["payment_started", "payment_retried"],
            {"event": "payment_started", "where": {"method": "wallet"}},
            {"start": "payment_started", "done": "payment_confirmed", "fail": "payment_failed"},
        ],
    )
    signals: Annotated[tuple[Annotated[Pattern, short_for("event")], ...], one_or_many] = Field(
        default=(),
        description="Events that tell of trouble here without being a step: a name, several, or {event, where}.",
        examples=["rage_click", ["rage_click", {"event": "error_shown", "where": {"page": "payment"}}]],
    )
    next: (
        Annotated[
            dict[str, Annotated[Next, share_or_more]], named("next: pay, next: [pay, cancel] or next: {pay: 90%}")
        ]
        | None
    ) = Field(
        default=None,
        description="Where customers should go from here: an id, several, or {id: share}; the following touchpoint, if not said;"
        " [] ends the path.",
        examples=[
            "collect",
            ["collect", "cancel"],
            {"collect": "85%"},
            {"collect": {"share": "85%", "within": "1d", "when": "in stock"}},
        ],
    )
    ask: Annotated[dict[str, Texts], named("ask: [csat] or ask: {csat: name in the answers}")] = Field(
        default_factory=dict,
        description="The surveys asked here: [csat], or {csat: what the answers' at column calls this touchpoint}.",
        examples=[["csat", "ces"], {"ces": "security screening"}],
    )
    targets: Targets = Field(
        default=Targets(), description="What was promised here.", examples=[{"drop_off": "5%", "ces": 2.9}]
    )
    accept: dict[str, Waiver] = Field(
        default_factory=dict,
        description="Findings that are accepted here for a while, by code: {JM301: {reason, until}}.",
        examples=[{"JM301": {"reason": "until the new payment provider", "until": "2027-01-31"}}],
    )
    use: Text | None = Field(
        default=None,
        description="A touchpoint that is declared elsewhere (wallet, or shared/payment.yaml#wallet), or a whole journey or"
        " stage as sub-journey (checkout.yaml, checkout.yaml#pay). What is said here counts more.",
        examples=["shared/payment.yaml#wallet", "shared/checkout.yaml"],
    )
    touchpoints: dict[str, "Touchpoint"] = Field(
        default_factory=dict,
        description="Touchpoints inside of this one, by id: a sub-journey, drawn folded or open by --depth.",
        examples=[{"card": {"does": "Types the number of the card"}, "code": {"does": "Types the code from the bank"}}],
    )
    only_for: Texts = Field(
        default=(), description="The personas that come here; all, if not said.", examples=["linh", ["linh", "minh"]]
    )
    renamed_from: Text | None = Field(
        default=None,
        description="The id that this touchpoint had before: its history goes on under the new one.",
        examples=["checkout"],
    )
    tags: Texts = Field(default=(), description="Words to find it by.", examples=["payment", ["payment", "legal"]])
    links: Links = Field(
        default=(),
        description="Where there is more to read: https:// addresses.",
        examples=["https://example.org/board/42"],
    )


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
