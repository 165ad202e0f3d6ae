"""What stands at the top: where it hurts most, and the promises that are not kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from journeymap.catalogue import say
from journeymap.page.details import MARKS, Finding, findings_of, weight_of
from journeymap.report import Judgement, Report
from journeymap.rules import FRICTION_CODES
from journeymap.words import TOO_FEW, count, gains_nothing, impact_words, promise_words, promised_words, times


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
    pains: tuple[str, ...]


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
    return tuple(sorted(_hurts(report), key=lambda hurt: hurt.rank))


def _hurts(report: Report) -> Iterator[Hurt]:
    for name, found in report.touchpoints.items():
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
            tuple(each for each in findings_of(report, name) if each.code in FRICTION_CODES),
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
