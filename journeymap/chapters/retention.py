"""How many customers come again, and how many stay away, from period to period."""

from pydantic import Field

from journeymap.quantities import Count, Figures, Rate


class Period(Figures):
    """One month or week: end = start - lost + new + returned. What too few customers stand behind is None; in the first period, where nobody
    knows who came before, all but its end is.
    """

    period: str = Field(description="2026-05; a week as ISO 8601 numbers it, 2026-W21.")
    first_day: str
    complete: bool = Field(description="Whether it was over when the data was closed; if not, nobody is lost yet.")
    start: int | None = Field(description="Customers who were active in the period before.")
    end: int | None = Field(description="Customers who are active in this one: those with a step in it.")
    new: Count | None = Field(description="Those of them whose first step in the log it is.")
    returned: Count | None = Field(description="Those of them who came before, but not in the period before.")
    lost: int | None = Field(description="Of `start`, those who are not active.")
    retention: Rate | None = Field(description="(end - new - returned) / start.")
    churn: Rate | None = Field(description="lost / start.")


class Retention(Figures):
    """Periods in the order of the time, those without anybody before or in them left out."""

    unit: str = Field("month", description="month or week.")
    timezone: str = Field("UTC", description="The zone whose days these are.")
    periods: tuple[Period, ...] = ()
    undated: int | None = Field(0, description="Customers without a step that has a time; None where they are too few.")
