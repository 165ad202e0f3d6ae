"""How far cases walk as designed: fitness, and in words where they do not."""

from pydantic import Field

from journeymap.quantities import Figures, Mean, Rate

SKIPPED = "skipped touchpoint"
UNPLANNED = "unplanned touchpoint"
TRANSITION = "unplanned transition"
REPEATS = "too many repeats"
ORDER = "wrong order"
START = "wrong start"
ENDED = "ended early"
KINDS = (SKIPPED, UNPLANNED, TRANSITION, REPEATS, ORDER, START, ENDED)
"""What deviations are called; see docs/measures.md."""
OWN_CODE = "JM340"
"""The code whose findings tell of deviations that no other code tells of."""


class Deviation(Figures):
    """A way in which cases do not walk as designed, and where."""

    kind: str = Field(description=f"{', '.join(KINDS)}.")
    touchpoint: str
    from_: str | None = Field(alias="from", description="Of an unplanned transition, where it comes from.")
    count: int = Field(description="How often it was seen.")
    cases: int
    customers: int
    accepted: bool = Field(default=False, description="Whether a waiver of the matching code stands at its place.")


class Conformance(Figures):
    """How far cases walk as designed: each aligned with the designed walk that it costs least to make of it."""

    fitness: Mean = Field(
        description="1 - cost / (steps + touchpoints of the shortest designed walk), the mean over the cases."
    )
    conforming: Rate = Field(description="Cases that walk as designed.")
    cases: int
    deviations: dict[str, int] = Field(description="How often each kind was seen, at the places that are not hidden.")
    top: tuple[Deviation, ...] = Field(description="The deviations of most cases.")
    others: int = Field(description="Deviations of fewer cases than those of `top`.")
    hidden: int = Field(description="Deviations of too few customers to be shown.")
