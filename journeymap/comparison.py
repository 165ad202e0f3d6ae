"""Two sides of a journey, compared. `compare --format json` is this model, written out."""

from pydantic import Field

from journeymap.quantities import Figures, Real, Text


class Side(Figures):
    """Customers, and what became of their cases. Cases that are open are in no measure of cases."""

    name: str = Field(description="What the tables call it: before, after, device = mobile.")
    told: Text = Field(description="Which customers or cases these are, in words.")
    customers: int
    cases: int
    won: int
    lost: int
    left: int
    open: int
    as_of: str | None = Field(description="The side is measured as the data stood then.")


class Seen(Figures):
    """A measure on one side, with its 95 % interval. Where customers come more than once, it is as wide as so few customers make it."""

    value: Real
    count: int | None = Field(None, description="Of a share without weights: how many of n.")
    n: int = Field(description="Visits, cases, answers or customers.")
    low: Real | None = Field(None, description="None where one customer alone stands behind a mean.")
    high: Real | None = None


class Contrast(Figures):
    """One measure on both sides. A side is None where too few customers stand behind one of the two, or where nobody was seen."""

    measure: str
    of: str = Field(description="The id of the touchpoint, or the name of the funnel; empty for the whole journey.")
    survey: str | None = Field(None, description="The survey that was answered.")
    title: str = Field(description="Where: the name of the touchpoint or funnel; empty for the whole journey.")
    unit: str = Field(description="share (0-1), points (of NPS), scale (of CES), seconds, or count (a mean).")
    better: str = Field(description="more or less.")
    base: Seen | None = Field(None, description="The side that is compared with.")
    looked_at: Seen | None = Field(None, description="The side that is looked at.")
    difference: Real | None = Field(
        None, description="The value that is looked at less the one that it is compared with."
    )
    low: Real | None = Field(
        None, description="The 95 % interval of the difference; for one measure, not for all together."
    )
    high: Real | None = None
    test: str | None = Field(None, description="two proportions, fisher, welch or bootstrap.")
    p: float | None = Field(None, description="The chance of a difference as great, or greater, where there is none.")
    q: float | None = Field(None, description="p, corrected for all measures that were tested (Benjamini-Hochberg).")
    matters: Real | None = Field(None, description="The least difference that matters, in the unit.")
    visible: Real | None = Field(
        None, description="The smallest difference that would have been seen with 80 % chance, were it the only one."
    )
    verdict: str = Field(description="worse, better, no proof or too few.")


class Comparison(Figures):
    """A journey, measured on two sides and compared."""

    journeymap: int = 1
    title: str
    kind: str = Field(description="periods, segments or personas.")
    whom: Text = Field("", description="Whom both sides are taken from, in words; empty for all.")
    base: Side
    looked_at: Side
    verdict: Text
    privacy: Text = Field(description="What is hidden, in words.")
    min_group: int = Field(description="Groups of fewer people are hidden; 0 hides nothing.")
    shared: int | None = Field(description="Customers who are on both sides; None where they are too few to tell.")
    points: Real = Field(
        description="The least difference that matters: points of a share and of NPS, percent of a scale, of a time and of a count."
    )
    family: int = Field(description="How many measures were tested: the chances are corrected for so many.")
    unseen: int = Field(description="Measures that say the same of every customer on both sides, and are not listed.")
    notes: tuple[Text, ...] = Field(description="What to know before believing it, in sentences.")
    contrasts: tuple[Contrast, ...] = Field(
        description="Worse, then better, then the rest; inside in the order of the map."
    )
