"""What is promised: targets, budgets, service levels; what counts as friction, and what is accepted for a while."""

from typing import Annotated, Literal

from pydantic import Field

from journeymap.forms import Day, Duration, Number, Satisfied, Share, Text
from journeymap.language.part import Part

SignalName = Literal[
    "drop_off", "slow", "repeat", "return", "unplanned", "hand_off", "failure", "error", "low_csat", "high_effort"
]
"""The signs of friction, as the file calls them."""


class Targets(Part):
    """What was promised. No operators: each measure knows which way is good."""

    drop_off: Share | None = Field(
        default=None, description="At most this share of visits may end here for good.", examples=["5%"]
    )
    repeat: Share | None = Field(
        default=None,
        description="At most this share of visits may be the same touchpoint at once again.",
        examples=["4%"],
    )
    return_: Share | None = Field(
        default=None,
        alias="return",
        description="At most this share of visits may be a coming back from elsewhere.",
        examples=["3%"],
    )
    unplanned: Share | None = Field(
        default=None,
        description="At most this share of those who go on may take a way that is not designed.",
        examples=["5%"],
    )
    hand_off: Share | None = Field(
        default=None,
        description="At most this share of those who go on may need an assisted channel that is not designed.",
        examples=["2%"],
    )
    failure: Share | None = Field(default=None, description="At most this share of contacts may fail.", examples=["1%"])
    error: Share | None = Field(
        default=None, description="At most this share of visits may show a signal of trouble.", examples=["1%"]
    )
    time: Duration | None = Field(
        default=None,
        description="At most this median time: to the next step at a touchpoint, to the goal in the budget.",
        examples=["2m"],
    )
    csat: Satisfied | None = Field(
        default=None, description="At least this share of CSAT answers in the good boxes.", examples=["85%"]
    )
    ces: Number | None = Field(
        default=None, description="The mean effort (or ease) to reach, on the survey's own scale.", examples=[2.9]
    )
    nps: Annotated[Number, Field(ge=-100, le=100)] | None = Field(
        default=None, description="At least this NPS.", examples=[45]
    )


class Budget(Targets):
    """What the whole journey must keep to."""

    completion: Share | None = Field(
        default=None, description="At least this share of finished cases must reach a won end.", examples=["55%"]
    )
    channel_switches: Annotated[Number, Field(ge=0)] | None = Field(
        default=None, description="Changes of channel per case, at most, on average.", examples=[3]
    )
    contacts: Annotated[Number, Field(ge=0)] | None = Field(
        default=None, description="Steps per case, at most, on average.", examples=[9]
    )


class Sla(Part):
    """How soon the company must be done with a contact: what a service level agreement says."""

    within: Duration = Field(description="The longest that a contact may take.", examples=["5m"])
    share: Share = Field(
        default=0.9, description="The share of contacts that must keep to it; 90 %, if not said.", examples=["95%"]
    )


class Weight(Part):
    """How much a sign of friction counts."""

    tolerance: Share | None = Field(default=None, description="The share that is taken as normal.", examples=["10%"])
    severity: Annotated[Number, Field(ge=0, le=1)] | None = Field(
        default=None,
        description="How bad it is where it happens: 0 (does not count) to 1 (the customer is lost).",
        examples=[0.5],
    )


class Weights(Part):
    """What friction is made of; what is not said keeps its usual weight."""

    drop_off: Weight = Field(
        default=Weight(), description="Visits that are the last of their case.", examples=[{"tolerance": "10%"}]
    )
    slow: Weight = Field(
        default=Weight(), description="Visits that take longer than promised.", examples=[{"tolerance": "20%"}]
    )
    repeat: Weight = Field(
        default=Weight(), description="The same touchpoint at once again.", examples=[{"severity": 0.2}]
    )
    return_: Weight = Field(
        default=Weight(), alias="return", description="Coming back from elsewhere.", examples=[{"severity": 0.3}]
    )
    unplanned: Weight = Field(
        default=Weight(), description="Going on to where the design does not lead.", examples=[{"tolerance": "10%"}]
    )
    hand_off: Weight = Field(
        default=Weight(),
        description="Going on to an assisted channel that is not designed.",
        examples=[{"tolerance": "5%", "severity": 0.6}],
    )
    failure: Weight = Field(default=Weight(), description="Contacts that fail.", examples=[{"severity": 0.9}])
    error: Weight = Field(
        default=Weight(), description="Visits with a signal of trouble.", examples=[{"severity": 0.4}]
    )
    low_csat: Weight = Field(
        default=Weight(), description="Answers that are not in the good boxes.", examples=[{"tolerance": "20%"}]
    )
    high_effort: Weight = Field(
        default=Weight(), description="Answers on the hard side of the middle.", examples=[{"tolerance": "20%"}]
    )


class Waiver(Part):
    """A finding that is accepted for a while: with a reason, and an end."""

    reason: Text = Field(description="Why it is accepted.", examples=["until the new payment provider"])
    until: Day = Field(description="The last day on which it is, like 2027-01-31.", examples=["2027-01-31"])
