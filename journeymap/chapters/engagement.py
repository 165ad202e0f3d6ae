"""How often customers come, on which channels, and where they change them."""

from pydantic import Field

from journeymap.quantities import Difference, Figures, Rate, Spread


class Switch(Figures):
    """Cases that change their channel on the way from one channel, or touchpoint, to another, against those that go on from there and do not.

    Both groups are of cases that have a step after the one where they part, so that nobody counts as not having completed because they left there.
    It is said what goes together, not what causes what.
    """

    from_: str = Field(alias="from")
    to: str
    to_end: bool = Field(
        description="Whether `to` is a touchpoint where the journey is over: what becomes of these cases is known then."
    )
    cases: int
    customers: int
    share: Rate | None = Field(description="Of the cases that go on from there; None where the others are too few.")
    completion: Rate | None = Field(description="Won cases among those that are not open.")
    otherwise: Rate | None = Field(description="The same for the cases that go on from there and do not switch so.")
    difference: Difference | None = Field(description="completion less otherwise.")


class Engagement(Figures):
    """Frequency, recency, and channels."""

    visits: Spread | None = Field(None, description="Visits per customer.")
    active_days: Spread | None = Field(None, description="Days with a step, per customer with a step that has a time.")
    recency_days: Spread | None = Field(
        None, description="Whole days of 24 hours from a customer's last step to as_of."
    )
    once: Rate | None = Field(None, description="Customers with one visit only.")
    channels: dict[str, Rate] = Field(
        {},
        description="Share of all visits by channel: (none) without one; (other) for unknown ones and those of too few.",
    )
    channel_switches: tuple[Switch, ...] = Field((), description="By pair of channels, the most cases first.")
    touchpoint_switches: tuple[Switch, ...] = Field((), description="By pair of touchpoints, the most cases first.")
    switches_hidden: int = Field(0, description="Pairs of too few customers to be shown.")
