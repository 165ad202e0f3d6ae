"""The numbers of a journey, finished: each with its n and its interval. `report --format json` is this model, written out."""

from typing import Any

from pydantic import Field

from journeymap.chapters.answers import SurveyAnswers
from journeymap.chapters.chain import Chain
from journeymap.chapters.conformance import Conformance
from journeymap.chapters.engagement import Engagement
from journeymap.chapters.funnels import Funnel
from journeymap.chapters.retention import Retention
from journeymap.chapters.stages import StageFigures
from journeymap.chapters.subgroups import Subgroups
from journeymap.quantities import Count, Figures, FrictionScore, Mean, Rate, Real, Score, Text, Time

LEFT = "(left)"
"""Who goes nowhere any more, among those who did something instead."""


class Instead(Figures):
    """What some of those did who did not go on as designed."""

    to: str = Field(description="The touchpoint that they went to next; (left) for those who left.")
    share: Rate = Field(description="Of the visits that were not followed by a designed next touchpoint.")


class Mending(Figures):
    """An idea of the file at a touchpoint with friction."""

    text: str
    fixes: tuple[str, ...] = Field(description="The signs of friction that it claims to fix, as the file calls them.")
    seen: tuple[str, ...] = Field(description="Those of them that customers show here beyond what is normal.")
    owner: str | None


class Contact(Figures):
    """Contacts with a beginning and an end at a touchpoint that matches {start, done, fail}."""

    failure: Rate | None
    duration: Time | None
    unclosed: int
    unopened: int


class TouchpointFigures(Figures):
    """What was seen at one touchpoint. Fields named in `hidden` are None because the group is too small to show;
    counts of a touchpoint without `match` are None because nobody counted.
    """

    title: str
    stage: str
    pains: tuple[str, ...] = Field((), description="What the file says that hurts here.")
    visits: int | None
    customers: int | None
    cases: int | None
    went_on: Count | None
    elsewhere: Count | None
    left: int | None
    open: int | None
    drop_off: Rate | None
    dwell: Time | None
    repeats: Rate | None
    returns: Rate | None
    errors: Rate | None = Field(
        None, description="Visits with a signal of trouble; None where no signals are declared."
    )
    sla: Rate | None = Field(None, description="Contacts that took no longer than the service level allows.")
    channels: dict[str, int] = Field(
        {},
        description="Visits by channel, where the log names one: (none) where there is none; (other) for unknown ones, and for those of too few.",
    )
    csat: Score | None = None
    ces: Score | None = None
    nps: Score | None = None
    contact: Contact | None = None
    friction: FrictionScore | None = None
    instead: tuple[Instead, ...] = Field(
        (), description="Where there is friction: what most of those did who did not go on as designed."
    )
    ideas: tuple[Mending, ...] = Field(
        (), description="Where there is friction: the ideas of the file, those first that claim to fix what is seen."
    )
    quotes: tuple[str, ...] = Field(
        (), description="Where there is friction: comments of some who were not content, where they are asked for."
    )
    hidden: tuple[str, ...] = ()


class Transition(Figures):
    """Customers who went from one touchpoint to another (or to the same one) in one step."""

    from_: str = Field(alias="from")
    to: str
    count: Count
    customers: Count
    median_seconds: Real | None
    p90_seconds: Real | None
    planned: bool
    late: Rate | None = Field(
        None, description="Of those with a known time, how many took longer than `within` promises for this way."
    )


class Variant(Figures):
    """A path that cases share."""

    path: tuple[str, ...]
    cases: int


class Variants(Figures):
    """How many different paths there are, and the ones that most cases share; the rest together is `other`."""

    total: int
    top: tuple[Variant, ...]
    other: int


class Cases(Figures):
    """How cases ended; they sum to the total."""

    total: int
    won: int
    lost: int
    left: int
    open: int
    time: Time | None = Field(description="From the first to the last step of won cases.")
    contacts: Mean | None = Field(description="Steps per case.")
    channel_switches: Mean | None = Field(description="Changes of declared channel per case.")


class GraphFacts(Figures):
    """What the designed and the walked graph say."""

    unreachable: tuple[str, ...] = Field(description="Touchpoints that no designed path from a start reaches.")
    never_visited: tuple[str, ...]
    loops: tuple[tuple[str, ...], ...] = Field(
        description="Touchpoints that customers walk in circles, by group, in the order of the design."
    )
    unplanned: Count = Field(description="Steps taken on paths that are not designed.")
    dominating: tuple[str, ...] = Field(
        description="Touchpoints that every walked path from the starts to a won end passes."
    )
    likeliest_path: tuple[str, ...]
    likeliest_share: Real | None = Field(
        description="The product of the shares of its transitions, and of starting there."
    )


class SourceFigures(Figures):
    """One input file."""

    name: str
    rows: int


class AnswerFigures(Figures):
    """What became of a survey's rows."""

    rows: int
    counted: int
    left_out: dict[str, int]
    unattached: int
    comments: int | None = Field(None, description="Rows with a comment in words; None where no column is declared.")


class Data(Figures):
    """What was read, and what became of it."""

    files: tuple[SourceFigures, ...]
    rows: int
    steps: int
    inner_steps: int = Field(description="Steps inside of a composite touchpoint that belong to the visit before them.")
    contact_rows: int = Field(description="Rows that close a contact: done and fail.")
    signal_rows: int = Field(description="Rows that tell of trouble and are no step.")
    signals_unattached: int = Field(description="Those of them that belong to no visit.")
    ignored: int
    unbound: int
    unbound_names: dict[str, int]
    left_out: dict[str, int]
    rows_without_time: int
    unreadable_times_kept: int
    ambiguous: int = Field(description="Rows that match more than one touchpoint.")
    ties: int
    clock_faults: int
    duplicates_dropped: int
    duplicates_kept: int
    customers: int
    customers_outside: int | None = Field(
        None,
        description="Customers who are not of the segment that was looked at; None where all were, or where it is too few.",
    )
    cases: int
    first: str | None
    last: str | None
    as_of: str | None
    checksum: str
    answers: dict[str, AnswerFigures]


class Judgement(Figures):
    """A promise and what became of it: ok, broken, undecided or too few."""

    ref: tuple[str | int, ...]
    about: str = Field(description="touchpoint, stage or journey.")
    of: str = Field(description="The id of the touchpoint or stage; empty for the journey.")
    title: str = Field(description="The name of the touchpoint or stage.")
    measure: str
    promised: Real
    verdict: str
    value: Real | None
    n: int
    low: Real | None
    high: Real | None


class Untold(Figures):
    """What a snapshot does not tell of the journey as it is now."""

    ref: tuple[str | int, ...] = Field(description="The place in the journey's file.")
    what: str
    why: str


class FromSnapshot(Figures):
    """That the numbers are those of a snapshot."""

    name: str = Field(description="The file.")
    untold: tuple[Untold, ...] = ()


class Report(Figures):
    """A journey, measured."""

    journeymap: int = 1
    title: str
    persona: str | None = Field(None, description="The id of the persona whose customers were looked at.")
    segment: Text = Field("", description="Which customers were looked at, in words; empty for all.")
    verdict: Text
    privacy: Text = Field(description="What is hidden, in words.")
    previous: str | None = Field(None, description="The checksum of the report before that this one was held against.")
    rules: str = Field(
        "", description="By which rules of the journey, and of how many customers groups are hidden, as a hash."
    )
    snapshot: FromSnapshot | None = Field(None, description="None where events were read.")
    data: Data
    cases: Cases
    completion: Rate | None
    nps: Score | None
    starts: dict[str, Count] = Field(description="Cases by first touchpoint; those of too few customers left out.")
    ends: dict[str, int] = Field(description="Cases by last touchpoint: left + open of each that is not hidden.")
    touchpoints: dict[str, TouchpointFigures]
    transitions: tuple[Transition, ...]
    transitions_hidden: Count = Field(
        description="Pairs of touchpoints that too few customers walked to be shown. How many there are would help to find out which."
    )
    variants: Variants
    funnels: dict[str, Funnel] = Field({}, description="The journey's questions about conversion, answered, by name.")
    graph: GraphFacts
    retention: Retention = Retention()
    engagement: Engagement = Engagement()
    answers: dict[str, SurveyAnswers] = Field({}, description="By survey, those without answers left out.")
    conformance: Conformance | None = Field(
        None, description="None where no designed walk gets to an end, or where there are too few cases."
    )
    chain: Chain | None = Field(None, description="None where too few cases are finished.")
    stages: dict[str, StageFigures] = Field(
        {},
        description="How far cases get, by stage in the order of the design; a stage of lost ends alone is left out.",
    )
    subgroups: Subgroups = Field(
        Subgroups(), description="Where a persona does worse than the others, and what has turned worse."
    )
    judgements: tuple[Judgement, ...]
    findings: tuple[dict[str, Any], ...]
    waived: tuple[dict[str, Any], ...] = Field(
        (), description="Findings that are accepted for a while: code, place, reason, until."
    )
