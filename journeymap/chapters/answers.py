"""What customers answer: in all, by touchpoint, stage, channel and period, and how many of them do."""

from pydantic import Field

from journeymap.quantities import Figures, Rate, Score


class Asked(Figures):
    """A survey at one touchpoint."""

    score: Score | None = Field(description="None where too few answered.")
    response: Rate | None = Field(
        description="Visits with an answer / visits; None where the answers name their touchpoint, and belong to no visit."
    )
    quotes: tuple[str, ...] = Field(
        (), description="Some comments in words, where they are asked for and enough answered."
    )


class Part(Figures):
    """A survey at one stage, or on one channel."""

    title: str
    score: Score | None = Field(
        description="None where too few answered, and on a channel where it would tell of such."
    )


class PeriodScore(Figures):
    """A survey in one month or week."""

    period: str = Field(description="2026-05; a week as ISO 8601 numbers it, 2026-W21.")
    first_day: str
    complete: bool = Field(description="Whether it was over when the data was closed.")
    score: Score | None = Field(description="None where too few answered.")


class SurveyAnswers(Figures):
    """The answers to one survey that belong to a touchpoint."""

    score: Score | None = Field(
        description="Of all but those at touchpoints of too few that are too few together; None where they are too few."
    )
    response: Rate | None = Field(description="At all touchpoints that ask: visits with an answer / visits.")
    distribution: dict[str, int] = Field(
        description="Answers by value on the scale, where it has no more than 21; (between) for those that are no whole number."
    )
    touchpoints: dict[str, Asked]
    stages: dict[str, Part] = Field(description="By the stage's id.")
    channels: dict[str, Part] = Field(
        description="By the channel of the visit, else that of the touchpoint: (none) without one, (other) for unknown ones."
    )
    trend: tuple[PeriodScore, ...] = Field(
        description="By the answer's own time, else that of its visit. Complete periods, and those that are still running."
    )
    undated: int | None = Field(description="Answers in no period; None where they are too few.")
