"""How far cases get, decided: the stops, ribbons and words of the drop-off style, as a part of `mapping.Map`."""

from dataclasses import dataclass
from enum import StrEnum


class Passing(StrEnum):
    """What cases do after a stage, or before it. Words say it wherever a colour does."""

    BEGINS = "begins"
    ONWARD = "onward"
    DETOUR = "detour"
    """Into a stage that the plan lets customers pass by, as at least one in three do; or out of it."""
    BACK = "back"
    """To a stage that stands before this one in the design, for the first time."""
    OPEN = "open"
    """Still on the way."""
    LEAVES = "leaves"
    WON = "won"


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Cases that go from one stage to another, or end."""

    source: str
    """The stage's id; empty for those that begin at `target`."""
    target: str
    """The stage's id; empty where the case ends, and for the goal."""
    kind: Passing
    weight: float
    """The cases as a share (0-1) of all."""
    label: str
    """`61 %` of the stage, or empty."""
    remark: str
    """What the label means, where that is not plain: `take the detour`."""
    text: str
    """`1 Find to 2 Buy: 4,180 cases, 83.6 % of those in Find (82.5-84.6 %)`."""


@dataclass(frozen=True, slots=True)
class Way:
    """A line below a stage: what becomes of those who do not go on."""

    kind: Passing
    text: str
    strong: bool = False
    """Whether it is the number itself; other lines explain it."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage in which cases arrive, or the goal."""

    id: str
    """The stage's id; empty for the goal."""
    title: str
    """`2  Buy`."""
    value: str
    """`4,180`, `too few`, `not measured`; without data the promised share: `84 %`."""
    notes: tuple[str, ...]
    """`84 % of all · after 1.4 h`."""
    height: float | None
    """The cases as a share (0-1) of all; None where nobody knows, or where they are too few to tell."""
    detour: bool
    ways: tuple[Way, ...]
    text: str
    """The stop in words, for who listens."""


@dataclass(frozen=True, slots=True)
class Passages:
    """How far cases get, and where they leave."""

    summary: str
    """What there is to see, in a sentence or two."""
    stops: tuple[Stop, ...]
    goal: Stop | None
    """None where no touchpoint is a won end."""
    ribbons: tuple[Ribbon, ...]
    """In the order of the stages that they come from, then of those they go to; those of too few customers left out."""
    notes: tuple[str, ...] = ()
