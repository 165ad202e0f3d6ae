"""The map, decided: every number already a word, every judgement already a tone.

`Map` is what all styles of `journeymap.styles` draw. Nothing in it is computed later: a style decides only where things stand.
"""

from dataclasses import dataclass, field

from journeymap.marks import Basis, Change, Flow, Kind, Lane, Tone, Verdict
from journeymap.passing import Passages


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
    interval: str = ""
    """Where it lies with 95 % confidence, as the word has it: `75-81 %`, `2.4-2.8`, `+37 to +42`; empty where that is not known."""
    figure: str = ""
    unit: str = ""
    aim: str = ""
    """The word in parts, each may be empty: `4.3`; of CES `ease of 5`, which says which way is good; the target `4.2`."""
    easy_is_high: bool | None = None
    """Of CES whether a higher number is better."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Those who leave the journey at a touchpoint, as shares (0-1) of those who come; at most `most` was promised, in words `aim`: `max 8 %`."""

    share: float | None = None
    low: float | None = None
    high: float | None = None
    sample: str = ""
    most: float | None = None
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """The emotion of a card, -2..2: filled where it was measured, hollow where it is claimed, dashed where it is claimed without evidence."""

    feels: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Pain:
    """What hurts customers, in words; never measured."""

    text: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Note:
    """Something else that the file says of a touchpoint, short enough for a card."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Promised:
    """A target or service level of a card, with what became of it."""

    measure: str
    """As `Judgement.measure` names it."""
    text: str
    """`drop-off max 8 %`."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Act:
    """What stands in a lane of the blueprint: something that is seen or done, or the name tag of who takes part."""

    lane: Lane
    text: str
    actor: str = ""
    """For a name tag the kind of actor: `staff`, `system` or `partner`."""


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
    pains: tuple[Pain, ...]
    rank: int | None
    """The friction rank, 1 is worst; `None` where there is no friction to show."""
    moment_of_truth: bool
    start: bool
    end: str
    """`won`, `lost`, or empty."""
    optional: bool
    text: str
    """The card in one paragraph of words, for who listens instead of looking: everything that the file says to people."""
    notes: tuple[Note, ...] = ()
    acts: tuple[Act, ...] = ()
    inside: int = 0
    """Touchpoints that are folded into this one."""
    place: str = ""
    """The channel as people call it: `Shop app`."""
    promised: tuple[Promised, ...] = ()
    """What was promised here and judged; empty without data."""
    leaving: Leaving | None = None
    number: int = 0
    """The place in the journey, from 1: the same in a part of the map; 0 where nobody counted."""
    worst: int = 0
    """The place among all touchpoints of the journey, the worst first: 1, 2, ...; 0 where nobody ordered them."""
    folded: int = 0
    """The touchpoints that it stands for, where it is no touchpoint itself."""
    change: Change = Change.NONE
    changes: tuple[str, ...] = ()
    """What changed, in words: `owner team-a → team-b`."""
    in_focus: bool = False
    """Whether the map is a close-up of it."""
    comes_from: tuple[str, ...] = ()
    """Where a map in tiers shows it apart from what leads to it: the stages, `6 Settle in`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One stage."""

    id: str
    number: int
    title: str
    subtitle: str
    """`22.1k visits · CSAT 76 %, n=540 · effort 2.6 of 7, n=498`, or empty without data."""
    cards: tuple[Card, ...]
    goal: str = ""
    targets: str = ""
    """What was promised for the stage: `target: drop-off max 10 %, CSAT min 85 %`, with data also what became of it; or empty."""
    text: str = ""
    """The stage in words, for who listens."""


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
    count: int | None = None
    """How often it was walked, so that arrows can be drawn together; `None` without data."""
    share: float | None = None
    """Its share (0-1) of all steps that are told of; without data the promised share of visits, `None` where none is."""
    change: Change = Change.NONE


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
    pain: str = ""
    """What the file says that hurts there."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A small line of the head: `Goal`, and what it is."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of a planned funnel."""

    title: str
    """The touchpoint's name, or `Pay or Pay later`."""
    share: float
    """The share (0-1) of journeys that reach it."""
    word: str
    """The same in words: `83.3 %`."""


@dataclass(frozen=True, slots=True)
class PlannedFunnel:
    """What the plan says to a question about conversion, without data."""

    title: str
    steps: tuple[FunnelStep, ...]


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
    state: str = ""
    """`future` or `draft`; empty for what is so today."""
    facts: tuple[Fact, ...] = ()
    persona: str = ""
    """Whom the map is drawn for, in one sentence, if not for everyone."""
    language: str = ""
    """The language that the texts were translated to, if they were."""
    funnels: tuple[PlannedFunnel, ...] = ()
    ways_left_out: tuple[str, ...] = ()
    """What the picture's arrows leave out or hide, in sentences for the foot of a style that draws arrows."""
    designed: frozenset[tuple[str, str]] = frozenset()
    """Every way on that is designed, as (from, to), whether it is drawn or not."""
    focus: str = ""
    """What the map is a close-up of: `Focus: Pay; 9 of 14 touchpoints not shown`; empty for all of it."""
    base: str = ""
    """What it is compared with: `Compared with main (a07be19): 2 touchpoints new`; empty for nothing."""
    passages: Passages | None = None
    """None where a plan leads back and forth between so many stages that nobody could follow it."""
