"""What completions pass through: the absorbing chain of the finished cases, and whether one step of memory is enough for it."""

from pydantic import Field

from journeymap.quantities import Figures, Real


class Station(Figures):
    """A touchpoint in the chain."""

    visits: Real = Field(description="Expected visits in a case.")
    removal: Real = Field(
        description="The share of completions that pass here (0-1): lost if whoever comes here left. Associated with it, not caused by it."
    )
    n: int = Field(description="Visits of finished cases that this rests on.")


class Memory(Figures):
    """The likelihood-ratio test of one step of memory against two (Anderson and Goodman 1957)."""

    g: Real
    df: int
    p: Real
    share: Real = Field(
        description="How much of what is open about the next step the step before settles (0-1), less what chance alone would."
    )
    n: int = Field(description="Visits tested.")
    touchpoint: str | None = Field(description="The touchpoint that adds most to it; None where it is too few.")


class Chain(Figures):
    """Finished cases as an absorbing Markov chain: a model, so its numbers have an n and no interval."""

    completion: Real
    holds: bool = Field(
        description="Whether the chain reproduces the observed completion; if not, nothing of it is told."
    )
    cases: int = Field(description="Finished cases.")
    seconds: Real | None = Field(
        description="Expected time to completion of those that complete, from the mean time of each way."
    )
    touchpoints: dict[str, Station] = Field(description="Those that were visited, in the order of the design.")
    hidden: tuple[str, ...] = Field(description="Touchpoints of too few customers to be shown.")
    memory: Memory | None = Field(description="None where no touchpoint was reached in two ways often enough.")
