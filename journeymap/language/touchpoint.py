"""A touchpoint: what customers do there, what was promised, how it is seen in the data, and where it leads."""

from typing import Annotated, Literal

from pydantic import Field

from journeymap.forms import (
    Duration,
    Links,
    Share,
    Text,
    Texts,
    Yes,
    everyone_or_each,
    named,
    one_or_many,
    share_or_more,
    short_for,
    start_or_contact,
    within_or_more,
)
from journeymap.language.observation import Match, Pattern
from journeymap.language.part import Part
from journeymap.language.people import Feels, Idea, Pain, Quote
from journeymap.language.promise import Sla, Targets, Waiver

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
