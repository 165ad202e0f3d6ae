"""Two revisions of journeys on the same data. `diff --format json` is this model, written out.

`base` is what is compared with, `here` what is looked at. Ids are those of here; what is gone keeps the id that it had.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from journeymap.quantities import Figures, Real

Counted = Annotated[int, Field(ge=0)]
Kind = Literal["added", "removed", "renamed", "moved", "tightened", "loosened", "changed"]
"""What became of something. Tightened and loosened are of what is promised: less is allowed now, or more."""
About = Literal["journey", "stage", "touchpoint", "way", "promise", "wording", "design", "events", "declared", "weight", "waiver"]  # fmt: skip
Verdict = Literal["ok", "broken", "undecided", "too few"]
State = Literal["new", "removed", "changed", "same", "unreadable"]
Status = Literal["broken", "undecided", "changed", "accepted", "ok", "too few", "gone"]
"""What became of a number, for who reads in this order. Accepted: broken, and a waiver says until when that is known."""


class Place(Figures):
    """Where something stands."""

    file: str = Field(description="Its path in the repository, or in its folder.")
    line: int
    base: bool = Field(False, description="Whether this is a line of the base; else it is one of here.")


class Change(Figures):
    """One thing that a journey file says otherwise."""

    kind: Kind
    about: About = Field(
        description="promise: a target, a budget, a service level; wording: words for people; design: who, where and when; events: how rows are bound and"
        " counted; declared: a persona, channel, actor, survey or funnel; way: from `of` to `name`."
    )
    of: str = Field(description="The id of the touchpoint or stage; empty for the journey.")
    of_stage: bool = Field(False, description="Whether `of` is a stage.")
    name: str = Field("", description="The key, the measure, where a way leads, or the id of what is declared.")
    before: Any = Field(
        None, description="As the file said it; shares are 0-1, times seconds. None where there was nothing."
    )
    after: Any = None
    beside: tuple[str, ...] = Field(
        (), description="Of a touchpoint that is new the one before it and the one after it."
    )
    owner: str = Field("", description="Of a promise the team that answers for it.")
    place: Place


class Seen(Figures):
    """A measure as one side has it, with its 95 % interval; that of a promise is adjusted for all promises of the side."""

    value: Real | None = Field(description="None where it is hidden, or nobody was seen.")
    n: Counted | None = Field(
        description="Cases, visits or answers, rounded to three digits unless nothing is hidden; None where it is hidden."
    )
    low: Real | None = None
    high: Real | None = None
    promised: Real | None = Field(None, description="What is promised on this side; None for nothing.")
    verdict: Verdict | None = Field(None, description="None where nothing is promised on this side.")


class Number(Figures):
    """One measure on both sides."""

    about: Literal["journey", "stage", "touchpoint"]
    of: str
    title: str
    measure: str
    base: Seen | None = Field(description="None where it is not measured, or not there.")
    here: Seen | None
    change: Real | None = Field(None, description="Here less base; None where one of them is not known.")
    close: bool = Field(
        False,
        description="Whether the sides differ by too few people to tell the one beside the other; the base's value is hidden then.",
    )
    status: Status
    changed: bool = Field(description="Whether value, promise or verdict differ, as far as they are told.")
    better: Literal["more", "less", ""] = Field(description="Which way is good; empty for plain counts.")
    promised: bool = Field(description="Whether anything is promised of it, on either side.")
    until: str | None = Field(None, description="Of what is accepted the last day on which it is.")
    more: str = Field("", description="Of what is undecided how much more data would decide it.")
    place: Place | None = None


class Callout(Figures):
    """Something about a change that whoever reviews it should not miss."""

    kind: Literal["loosened", "milder", "extended", "way walked", "touchpoint visited", "accepted", "ignored"] = Field(
        description="loosened: a promise that was loosened or taken back; milder: a sign of friction that counts less; extended: a waiver;"
        " way walked: a removed way that customers take; touchpoint visited: a removed"
        " touchpoint to which they came; accepted, ignored: what would be found, and is silenced by this change."
    )
    of: str = Field(description="The id of the touchpoint or stage; empty for the journey.")
    of_stage: bool = False
    name: str = Field("", description="The measure, where the way leads, or the code of the finding.")
    before: Real | None = Field(None, description="What was promised.")
    after: Real | None = Field(None, description="What is promised now; None for nothing.")
    as_before: Verdict | None = Field(None, description="What is measured here, judged by what was promised before.")
    as_now: Verdict | None = None
    owner: str = ""
    count: Counted | None = Field(None, description="Who take the way, or visits; None where too few, or nobody, did.")
    n: Counted | None = Field(None, description="Of how many who go on.")
    value: Real | None = None
    low: Real | None = None
    high: Real | None = None
    reason: str = Field("", description="Why it is accepted, in the words of the file.")
    until: str | None = None
    message: str = Field("", description="What would be found.")
    place: Place


class Judged(Figures):
    """A finding, and whether it is new."""

    state: Literal["new", "fixed", "kept"]
    code: str
    level: Literal["error", "warning", "hint"]
    message: str
    help: str
    of: str = Field(description="The id of the touchpoint or stage that it is about; empty for none.")
    ref: tuple[str | int, ...]
    place: Place | None


class Log(Figures):
    """The data that a side was measured on."""

    files: tuple[str, ...]
    rows: int
    first: str | None
    last: str | None
    as_of: str | None
    customers: Counted
    cases: Counted
    unbound: Counted = Field(description="Rows on no map.")
    checksum: str = Field(description="Of what is bound: the same for the same histories, bound alike.")


class JourneyDifference(Figures):
    """One journey on both sides."""

    id: str = Field(
        description="The name of its file, without the ending; with its folders where two are called the same."
    )
    title: str
    state: State
    file: str = Field(description="Where it stands here; where it stood, if it is removed.")
    file_before: str | None = Field(description="Where it stood; None where it is new.")
    changes: tuple[Change, ...] = Field(description="In the order of the map.")
    callouts: tuple[Callout, ...] = ()
    numbers: tuple[Number, ...] = Field((), description="All promises, and what else differs; in the order of the map.")
    promises: Counted = Field(0, description="Promises that are judged here.")
    promises_before: Counted = 0
    findings: tuple[Judged, ...] = ()
    base_log: Log | None = None
    here_log: Log | None = None
    alike: bool = Field(False, description="Whether both sides bind and count the same: then one reading serves both.")
    notes: tuple[str, ...] = Field((), description="What could not be told, in sentences.")


class Side(Figures):
    """One of the two revisions."""

    name: str = Field(description="As it was asked for; `working tree` for what lies in the folder.")
    commit: str = Field(description="The whole hash; empty for folders, and for what is not committed.")


class Difference(Figures):
    """Two revisions of journeys on the same data."""

    journeymap: int = 1
    changed: bool = Field(description="False where no journey, no number and no finding differs.")
    verdict: Literal["faulty", "broken", "undecided", "changed", "unchanged"] = Field(
        description="The first of these that holds here. faulty: a journey has errors, and is not measured; broken: a promise is, and that is not accepted."
    )
    errors: Counted = Field(description="Errors of journeys here; broken promises are not among them.")
    broken: Counted
    undecided: Counted
    accepted: Counted
    broke: Counted = Field(description="Promises that are broken here and were not at the base.")
    mended: Counted = Field(description="Promises that were broken at the base and are not here.")
    base: Side
    here: Side
    measured: bool = Field(description="Whether any journey was held against data.")
    privacy: str = Field(description="What is hidden, in words.")
    min_group: int = Field(description="Groups of fewer people are hidden; 0 hides nothing.")
    journeys: tuple[JourneyDifference, ...] = Field(description="By the names of their files; the same ones included.")
    notes: tuple[str, ...] = ()
