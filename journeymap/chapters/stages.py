"""How far cases get, stage by stage, and where they leave."""

from pydantic import Field

from journeymap.quantities import Count, Figures, Rate, Time


class StageFigures(Figures):
    """The cases that get to a stage: cases = onward + won + gone + open, and onward is the sum of moved. What too few stand behind is None.

    Where `cases` is a range, so is `onward`, and the shares are None.

    A case ends in the stage that it got to last, also where it went back after that.
    """

    title: str
    measured: bool = Field(
        description="Whether any touchpoint of the stage says what a visit is; if not, nobody counted."
    )
    cases: Count | None = Field(None, description="Cases with a step in the stage.")
    share: Rate | None = Field(None, description="The same, of all cases.")
    began: Count | None = Field(None, description="Cases whose first step is here.")
    arrival: Time | None = Field(
        None, description="From a case's first step to its first one here, of those that began elsewhere."
    )
    onward: Count | None = Field(
        None, description="Cases that come to a stage after this one where they have not been before."
    )
    moved: dict[str, Count] = Field(
        {},
        description="The same by that stage: a later one, or one that stands before in the design. Those to which too few go are left out.",
    )
    again: int | None = Field(None, description="Cases that come back here from a later stage.")
    won: int | None = Field(None, description="Cases that end here, won.")
    gone: int | None = Field(None, description="Cases that end here for good: lost + left.")
    lost: int | None = Field(None, description="Those of them with a step at a lost end.")
    left: int | None = Field(None, description="Those of them without, who have long been silent.")
    open: int | None = Field(None, description="Cases that are here and may still go on.")
    leaving: Rate | None = Field(None, description="gone / (cases - open).")
