"""What is asked of a log, as the command line and programs say it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypedDict


class Asked(TypedDict, total=False):
    """Arguments of `pipeline.measured.measure` and `pipeline.examined.examine`, which tell what they mean."""

    events: Sequence[str]
    answers: Sequence[str]
    persona: str | None
    segment: Mapping[str, Sequence[str]]
    since: str | None
    until: str | None
    as_of: str | None
    min_group: int
    cache: bool


class Periods(NamedTuple):
    """Two periods, each from a time on and before another one, as in the log."""

    before: tuple[str, str]
    after: tuple[str, str]


class Segments(NamedTuple):
    """Two segments, each columns of the log and the values of which one must stand there."""

    looked_at: Mapping[str, Sequence[str]]
    against: Mapping[str, Sequence[str]]


class Personas(NamedTuple):
    """Two personas, by their ids."""

    looked_at: str
    against: str


class Column(NamedTuple):
    """The two values of a column: the variants of an experiment."""

    name: str


Sides = Periods | Segments | Personas | Column
"""What is compared with what."""
