"""What stands at the top: where it hurts most, and the promises that are not kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from journeymap import around
from journeymap.amounts import TOO_FEW, count, times
from journeymap.catalogue import say
from journeymap.page.details import MARKS, Finding, finding, ideas_of, touchpoint_of, weight_of
from journeymap.report import Judgement, Report
from journeymap.sections import hurts as told
from journeymap.sections import subgroups
from journeymap.words import gains_nothing, impact_words, promise_words, promised_words


@dataclass(frozen=True, slots=True)
class Hurt:
    """A touchpoint with friction, in the order of the ranks."""

    rank: int
    id: str
    title: str
    weight: str
    """What it shows in, and its score."""
    impact: str
    findings: tuple[Finding, ...]
    """What weighs most first."""
    worse: tuple[Finding, ...]
    """A persona that does worse here, and what has become worse."""
    instead: str
    quotes: tuple[str, ...]
    ideas: tuple[tuple[str, str], ...]
    """Each with what it claims to fix."""
    pains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worse:
    """What a persona shows more than the others, or all customers more than before; `id` is the touchpoint."""

    id: str
    title: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what became of it; `id` is the touchpoint's, or empty."""

    mark: str
    verdict: str
    id: str
    where: str
    measure: str
    promised: str
    seen: str
    n: str

    @property
    def open(self) -> bool:
        """Whether somebody should look at it."""
        return self.verdict in ("broken", "undecided")


def hurts(report: Report) -> tuple[Hurt, ...]:
    """Every touchpoint with a friction rank, the first rank first."""
    return tuple(_hurts(report, worse(report)))


def worse(report: Report) -> tuple[Worse, ...]:
    """Where a persona does worse than the others, and what has become worse lately, in the order of the report."""
    found = [(touchpoint_of(each), each) for each in subgroups.told(report)]
    return tuple(Worse(name, report.touchpoints[name].title, finding(report, each)) for name, each in found)


def _hurts(report: Report, worse: tuple[Worse, ...]) -> Iterator[Hurt]:
    for name in told.worst(report):
        found = report.touchpoints[name]
        friction = found.friction
        if friction is None or friction.rank is None:
            continue
        nothing = report.completion is None or gains_nothing(friction)
        yield Hurt(
            friction.rank,
            name,
            found.title,
            weight_of(friction),
            "" if nothing else impact_words(friction),
            tuple(finding(report, each) for each in told.findings(report, name)),
            tuple(each.finding for each in worse if each.id == name),
            around.instead(report, found, str),
            found.quotes,
            ideas_of(found)[: around.MOST_IDEAS],
            found.pains,
        )


def promises(report: Report) -> tuple[Promise, ...]:
    """Every promise, the broken ones first, then the undecided."""
    return tuple(map(_promise, sorted(report.judgements, key=lambda judged: list(MARKS).index(judged.verdict))))


def _promise(found: Judgement) -> Promise:
    seen = promise_words(found, found.value, 1) if found.value is not None else say(TOO_FEW)
    if found.value is not None and found.low is not None and found.high is not None:
        low, high = promise_words(found, found.low, 1), promise_words(found, found.high, 1)
        seen = say("{seen} ({low} to {high})", seen=seen, low=low, high=high)
    where = {"journey": say("the journey"), "stage": say("stage {title}", title=found.title)}.get(
        found.about, found.title
    )
    return Promise(
        MARKS[found.verdict],
        found.verdict,
        found.of if found.about == "touchpoint" else "",
        where,
        promised_words(found),
        promise_words(found, found.promised, 1),
        seen,
        count(found.n) if found.n else "",
    )


def kept(report: Report) -> str:
    """`20 promises: 2 broken, 4 undecided, 14 ok`; empty where nothing was promised."""
    verdicts = [found.verdict for found in report.judgements]
    told = ", ".join(f"{count(verdicts.count(each))} {say(each)}" for each in MARKS if each in verdicts)
    return f"{times(len(verdicts), 'promise')}: {told}" if verdicts else ""
