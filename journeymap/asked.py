"""What is asked of a log, as the command line and programs say it."""

from collections.abc import Mapping, Sequence
from typing import TypedDict


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
