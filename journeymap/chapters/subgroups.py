"""Where a persona does worse than the others, and where customers do worse lately than before."""

from pydantic import Field

from journeymap.quantities import Difference, Figures, Rate


class Lately(Figures):
    """The latest periods, and how many there are before them."""

    since: str = Field(description="The first day.")
    until: str = Field(description="The last day.")
    unit: str = Field(description="week or month.")
    periods: int
    before: int = Field(description="Periods before them, with which they are compared.")


class Worse(Figures):
    """A sign of friction that one side shows more than the other. Where customers come more than once, intervals are as wide as so few customers make them."""

    touchpoint: str
    signal: str = Field(description="drop_off, slow, low_csat or high_effort.")
    survey: str | None = Field(None, description="The survey that was answered.")
    persona: str | None = Field(
        None, description="Who shows it more than all others; None where it is all customers, lately."
    )
    seen: Rate = Field(description="Of the persona; or lately.")
    others: Rate = Field(description="Of all others; or before.")
    difference: Difference
    p: float = Field(description="The chance of a difference as great, or greater, where there is none.")
    q: float = Field(description="p, corrected for all that was tested (Benjamini-Hochberg).")


class Subgroups(Figures):
    """What was tested of personas and of the latest periods, and what of it is worse."""

    personas: dict[str, int | None] = Field(
        {}, description="How many customers are a persona whose segment the log knows; None where they are too few."
    )
    unknown: dict[str, tuple[str, ...]] = Field(
        {}, description="Personas that the log cannot tell apart: the columns of their segment that it does not have."
    )
    lately: Lately | None = Field(None, description="Of answers; None where too few periods are over.")
    settled: Lately | None = Field(
        None, description="Of visits: the periods of which it is known what followed. None where they are too few."
    )
    family: int = Field(0, description="How many differences were tested: the chances are corrected for so many.")
    too_few: int = Field(0, description="How many were not, with fewer than 100 customers on one side.")
    worse: tuple[Worse, ...] = ()
