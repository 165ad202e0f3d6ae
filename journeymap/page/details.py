"""A touchpoint in full: what stands beside the map when it is pointed at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from journeymap import around
from journeymap.amounts import count, number, percent, percents, span, times
from journeymap.catalogue import again, day, mark, say, worded
from journeymap.folds import sentence
from journeymap.mapping import Card, Face, Map
from journeymap.marks import Basis, Kind
from journeymap.page.numbers import Number, numbers_of
from journeymap.quantities import FrictionScore, Rate, Signal, middle, together
from journeymap.report import Report, TouchpointFigures, Transition
from journeymap.sections import hurts
from journeymap.words import SIGNAL_WORDS, gains_nothing, impact_words, promise_words, promised_words

MOST_WAYS = 6
CLAIMS = {Basis.GUESSED: mark("guessed"), Basis.EVIDENCED: mark("with evidence"), Basis.MEASURED: mark("measured")}
FEELINGS = {-2: mark("awful"), -1: mark("bad"), 0: mark("neutral"), 1: mark("good"), 2: mark("delighted")}
MARKS = {
    mark("broken"): "\N{MULTIPLICATION X}",
    mark("undecided"): "?",
    mark("ok"): "\N{CHECK MARK}",
    mark("too few"): "-",
}
"""By verdict, the worst first."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of friction: `19.2 % leave`, its interval and n, and its part of the score in whole percent."""

    text: str
    note: str
    part: int
    share: str
    """The same in words."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to or from a touchpoint; `id` is the other end."""

    id: str
    title: str
    text: str
    kind: str
    """`planned`, `unplanned` or `again`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a touchpoint."""

    code: str
    level: str
    text: str
    help: str
    place: str
    """`journeys/shop.yaml:12`, or empty."""


@dataclass(frozen=True, slots=True)
class Detail:
    """All that there is to tell of one touchpoint, in words."""

    card: Card
    stage: str
    tags: tuple[str, ...]
    feeling: str
    numbers: tuple[Number, ...]
    friction: str
    """`silent, score 13 of 100`, or empty."""
    impact: str
    signs: tuple[Sign, ...]
    calm: tuple[Sign, ...]
    """Signs within what is normal."""
    not_measured: str
    promises: tuple[tuple[str, str, str], ...]
    """Mark, verdict and text of each."""
    findings: tuple[Finding, ...]
    pains: tuple[tuple[str, str], ...]
    """Each with what it rests on."""
    instead: str
    """What those do who do not go on as designed, where there is friction; or empty."""
    quotes: tuple[str, ...]
    ideas: tuple[tuple[str, str], ...]
    """Each with what it claims to fix, where there is friction."""
    said: tuple[tuple[str, str], ...]
    """What else the file says, by label."""
    comes: tuple[Way, ...]
    comes_more: str
    goes: tuple[Way, ...]
    goes_more: str


def details(map: Map, report: Report) -> tuple[Detail, ...]:
    """Every touchpoint of the map in its order; cards that stand for several are left out."""
    return tuple(
        _detail(card, column.title, report)
        for column in map.columns
        for card in column.cards
        if card.id in report.touchpoints
    )


def _detail(card: Card, stage: str, report: Report) -> Detail:
    found = report.touchpoints[card.id]
    friction = found.friction
    signs = sorted(friction.signals if friction else (), key=lambda signal: -signal.contribution)
    comes = [walked for walked in report.transitions if walked.to == card.id]
    goes = [walked for walked in report.transitions if walked.from_ == card.id]
    notes = {kind: tuple(note.text for note in card.notes if note.kind is kind) for kind in Kind}
    return Detail(
        card=card,
        stage=stage,
        tags=tuple(_tags(card)),
        feeling=_feeling(card.face) if card.face else "",
        numbers=tuple(numbers_of(found)),
        friction=weight_of(friction) if friction and friction.rank else "",
        impact=_impact(report, found),
        signs=tuple(_sign(each) for each in signs if each.contribution > 0),
        calm=tuple(_sign(each) for each in signs if not each.contribution),
        not_measured=", ".join(say(SIGNAL_WORDS[each]) for each in friction.not_measured) if friction else "",
        promises=tuple(_promises(report, card.id)),
        findings=(*findings_of(report, card.id), *_accepted(report, card.id)),
        pains=tuple((pain.text, CLAIMS[pain.basis]) for pain in card.pains),
        instead=around.instead(report, found, str),
        quotes=found.quotes,
        ideas=ideas_of(found) or tuple((text, "") for text in notes[Kind.IDEA]),
        said=tuple(_said(notes)),
        comes=tuple(_ways(report, comes, lambda walked: walked.from_)),
        comes_more=_more(comes),
        goes=tuple(_ways(report, goes, lambda walked: walked.to)),
        goes_more=_more(goes),
    )


def _feeling(face: Face) -> str:
    return say("{feeling} ({basis})", feeling=say(FEELINGS[max(-2, min(2, face.feels))]), basis=say(CLAIMS[face.basis]))


def weight_of(friction: FrictionScore) -> str:
    """In what friction shows, and its score."""
    return say("{word}, score {score} of 100", word=say(hurts.WORDS[friction.word]), score=number(friction.score, 0))


def _promises(report: Report, touchpoint_id: str) -> Iterator[tuple[str, str, str]]:
    for found in report.judgements:
        if (found.about, found.of) == ("touchpoint", touchpoint_id):
            value = promise_words(found, found.promised)
            text = say("{measure}, {value} promised", measure=promised_words(found), value=value)
            yield MARKS[found.verdict], found.verdict, text


def _tags(card: Card) -> Iterator[str]:
    yield from [say("starts here")] if card.start else []
    yield from [say("ends: won") if card.end == "won" else say("ends: lost")] if card.end else []
    yield from [say("moment of truth")] if card.moment_of_truth else []
    yield from [say("optional")] if card.optional else []
    yield from [say("{touchpoints} inside", touchpoints=times(card.inside, "touchpoint"))] if card.inside else []


def _said(notes: dict[Kind, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    only = worded("only {personas}", personas="")
    told = (
        (say("Expects"), notes[Kind.EXPECTS]),
        (say("Promised"), notes[Kind.PROMISE]),
        (say("Only for"), tuple(note.removeprefix(only) for note in notes[Kind.ONLY_FOR])),
        (say("Tags"), notes[Kind.TAGS]),
    )
    yield from ((label, "; ".join(texts)) for label, texts in told if texts)


def _impact(report: Report, found: TouchpointFigures) -> str:
    friction = found.friction
    if friction is None or friction.rank is None or report.completion is None:
        return ""
    return say("No completions are associated with it.") if gains_nothing(friction) else impact_words(friction)


def _sign(signal: Signal) -> Sign:
    share = signal.share
    return Sign(
        f"{percent(share.value, 1)} {say(SIGNAL_WORDS[signal.signal])}",
        say(
            "{interval}, n={n}; up to {share} is normal",
            interval=percents(share.low, share.high, 1),
            n=count(share.of),
            share=percent(signal.tolerance),
        ),
        round(100 * signal.contribution),
        percent(signal.contribution),
    )


def ideas_of(found: TouchpointFigures) -> tuple[tuple[str, str], ...]:
    """Where there is friction the ideas of the file, each with what it claims."""
    return tuple((idea.text, sentence(around.claim(idea, str))) for idea in found.ideas)


def findings_of(report: Report, touchpoint_id: str) -> Iterator[Finding]:
    """What rules say of a touchpoint and of the ways from it, in the order of the report."""
    return (finding(report, found) for found in report.findings if touchpoint_of(found) == touchpoint_id)


def touchpoint_of(found: dict[str, Any]) -> str:
    """The touchpoint that a finding is about, or empty: one inside of another is `pay.card`."""
    steps: list[Any] = found["ref"][2:]
    names: list[str] = []
    while steps[:1] == ["touchpoints"]:
        names, steps = [*names, *steps[1:2]], steps[2:]
    return ".".join(names)


def finding(report: Report, found: dict[str, Any]) -> Finding:
    """A finding of a touchpoint in words, without its name before it."""
    name = touchpoint_of(found)
    # Of a way from it the end is left.
    message = again(found["message"]).removeprefix(f"{report.touchpoints[name].title} ({name})").lstrip(": ")
    place = f"{found['file']}:{found['line']}" if found["file"] and found["line"] else ""
    return Finding(found["code"], found["level"], sentence(message), sentence(again(found["help"])), place)


def _accepted(report: Report, touchpoint_id: str) -> Iterator[Finding]:
    """What a waiver accepts at a touchpoint."""
    for held in report.waived:
        if held["place"] == touchpoint_id:
            until = say("Accepted until {day}.", day=day(held["until"]))
            yield Finding(held["code"], "accepted", sentence(held["reason"]), until, "")


def _ways(report: Report, walked: list[Transition], other: Callable[[Transition], str]) -> Iterator[Way]:
    for each in sorted(walked, key=lambda way: -middle(way.count))[:MOST_WAYS]:
        kind = mark("again") if each.from_ == each.to else mark("planned") if each.planned else mark("unplanned")
        text = say(
            "{times} by {customers}", times=times(each.count, "time"), customers=times(each.customers, "customer")
        )
        if each.median_seconds is not None:
            text += ", " + say("median {time}", time=span(each.median_seconds))
        if each.late is not None:
            text += "; " + late_words(each.late)
        yield Way(other(each), report.touchpoints[other(each)].title, text, kind)


def late_words(late: Rate) -> str:
    """How many of a way took longer than it promises: `12.5 % later than promised (10.1-15.4 %, n=600)`."""
    interval = percents(late.low, late.high, 1)
    share = percent(late.value, 1)
    return say("{share} later than promised ({interval}, n={n})", share=share, interval=interval, n=count(late.of))


def _more(walked: list[Transition]) -> str:
    rest = sorted(walked, key=lambda way: -middle(way.count))[MOST_WAYS:]
    steps = times(together(way.count for way in rest), "step")
    return say("{ways} with {steps}.", ways=times(len(rest), "more way"), steps=steps) if rest else ""
