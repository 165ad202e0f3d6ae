"""Funnels: of those who come here, how many get there, how long it takes, and where the others go instead."""

from pydantic import Field

from journeymap.quantities import Figures, Mean, Rate, Real, Time

NOTHING = "(nothing)"
"""Where those went who were not seen again."""
OTHER = "(other)"
"""Where too few went to be told apart."""


class FunnelStep(Figures):
    """One step of a funnel, as far as the attempts that count got. What is named in `hidden` is None because too few customers stand behind it."""

    title: str
    at: tuple[str, ...] = Field(description="The touchpoints of the step; in any order, those of all steps.")
    within_seconds: Real | None = Field(None, description="How soon after the step before.")
    customers: int | None = Field(description="None, too, where nobody can be seen (`unseen`).")
    share_of_previous: Rate | None = None
    share_of_first: Rate | None = None
    mean_seconds: Mean | None = Field(None, description="From the step before, where both have a time.")
    median_seconds: Real | None = None
    planned_share_of_first: Real | None = Field(
        None, description="What the plan says; it knows no windows and no exclusions. None where it has no answer."
    )
    then: dict[str, int] = Field(
        {},
        description="Customers who got no further, by the touchpoint where they were next; (nothing), and (other) where too few were.",
    )
    hidden: tuple[str, ...] = ()


class FunnelGroup(Figures):
    """Customers whose attempt that counts began with a visit that says the same in a column of the log."""

    value: str | None = Field(description="What it says; None where it says nothing.")
    customers: tuple[int | None, ...] = Field(
        description="By step; None where too few customers stand behind it, or where it could be worked out from the others."
    )
    share_of_first: Rate | None = Field(description="Of those at the first step, those who got to the last.")


class Breakdown(Figures):
    """A funnel by what the visit that began the attempt says in a column of the log."""

    column: str
    groups: tuple[FunnelGroup, ...] = Field(description="Those of the most customers, the most first.")
    other: FunnelGroup | None = Field(None, description="All others together, those of too few customers among them.")


class Funnel(Figures):
    """A question about conversion, answered: customers by how far their attempt that counts got."""

    steps: tuple[FunnelStep, ...]
    order: str
    entry: str
    within_seconds: Real | None
    exclude: dict[str, tuple[int, int]] = Field(description="What voids an attempt, between which two steps.")
    asked: tuple[str, ...] = Field(description="The steps as they are asked for, in words.")
    time: Time | None = Field(description="From the first step to the last.")
    void: int | None = Field(
        description="Customers who began, and all of whose attempts are void: they are in no step."
    )
    open: int | None = Field(description="Customers who are not at the last step, and may still get further.")
    untimed: int = Field(
        description="Visits at its steps without a time, not looked at because there are windows to keep."
    )
    unseen: tuple[int, ...] = Field(
        description="The steps at which nobody can be seen: no event is a visit there, or no visit there has the time that a window asks for."
    )
    by: Breakdown | None = None
    hidden: tuple[str, ...] = ()
