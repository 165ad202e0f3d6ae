"""The map, decided: every number already a word, every judgement already a tone.

`Map` is what all styles of `journeymap.styles` draw. Nothing in it is computed later: a style decides only where things stand.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Tone(StrEnum):
    """What a colour means. Never the only carrier of a meaning: words, signs or line styles say it too."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    PLAIN = "plain"
    """Measured, but nothing to judge it by, or too few answers for a verdict."""
    HIDDEN = "hidden"
    """Fewer than the smallest group that may be shown: no number, no bar."""


class Flow(StrEnum):
    """The three kinds of arrows."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"
    LOOP = "loop"
    """Back to where this case has been before in the order of the design."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One score of a card: a bar, its words and its sample.

    `value`, `low`, `high` and `target` are shares (0-1) of the bar's length, `None` where nothing was measured:
    the bar is solid to `low`, pale from `low` to `high`. A target alone (no data) is a tick on a hollow bar.
    """

    metric: str
    """`CSAT`, `CES` or `NPS`."""
    word: str
    """What stands beside the bar: `78%`, `ease 4.3 of 5`, `+42`, `too few`, `nobody asked`; without data the target: `target 85%`."""
    sample: str
    """`n=540`, or empty."""
    tone: Tone
    value: float | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """The emotion of a card, -2..2. `measured` is false for what the file only claims: such a face is drawn hollow and dashed."""

    feels: int
    measured: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One touchpoint."""

    id: str
    title: str
    channel: str
    """The channel's name (`app`, `hotline`, ...), or empty: chooses the icon."""
    owner: str
    voice: str
    """What the customer does, in one sentence; styles may leave it out."""
    face: Face | None
    bars: tuple[Bar, ...]
    visits: str
    """`13.6k`, `too few`, or empty without data."""
    drop_off: str
    """`24%`, `too few`, or empty where there is none to tell; without data a promise: `max 8%`."""
    drop_off_tone: Tone
    pain: str
    rank: int | None
    """The friction rank, 1 is worst; `None` where there is no friction to show."""
    moment_of_truth: bool
    start: bool
    end: str
    """`won`, `lost`, or empty."""
    optional: bool
    text: str
    """The card in one paragraph of words, for who listens instead of looking."""


@dataclass(frozen=True, slots=True)
class Column:
    """One stage."""

    id: str
    number: int
    title: str
    subtitle: str
    """`22.1k customers · CSAT 76%`, or the stage's goal without data."""
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """Where customers go from one card to another (or to the same one: a repeat)."""

    source: str
    target: str
    flow: Flow
    weight: float
    """The stroke's width as a share (0-1) of the widest arrow; 0 without data is the thinnest."""
    label: str
    """`8.7k`, or the promised share without data: `90%`; may be empty."""
    text: str
    """`Pay to Ready text: 870 times by 812 customers, planned, median 4 min`."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One number of the whole journey, at the top right."""

    value: str
    label: str
    note: str = ""
    """Small, beside or below: the interval and n."""


@dataclass(frozen=True, slots=True)
class Friction:
    """One entry of the explanation at the foot; `rank` is the number on the card's badge."""

    rank: int
    title: str
    lines: tuple[str, ...]
    """One or two short lines of evidence."""


@dataclass(frozen=True, slots=True)
class Map:
    """A journey's map, ready to be drawn."""

    title: str
    subtitle: str
    """Whose journey, which period, how many cases, the data's name."""
    headlines: tuple[Headline, ...]
    columns: tuple[Column, ...]
    arrows: tuple[Arrow, ...]
    friction: tuple[Friction, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """What the picture leaves out or hides, in sentences for the foot."""
    measured: bool = False
    """Whether there is data: without it the same map shows the declaration and says so."""
    lang: str = "en"
