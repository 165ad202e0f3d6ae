"""The report for people, as a pull request shows it: a screen of verdict, promises, friction and touchpoints; the rest folded."""

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from journeymap.amounts import count, percent, times
from journeymap.catalogue import day, moment, say, written
from journeymap.folds import Fold
from journeymap.markup import code, prose
from journeymap.report import Report
from journeymap.sections import SECTIONS, data, findings, hurts, promises, subgroups, touchpoints
from journeymap.verdict import headline, mark_of, outcome
from journeymap.words import people, score_words

MOST_CHARS = 60_000
"""A comment on GitHub holds 65,536 characters; what is put around it needs some."""


class _Part(NamedTuple):
    """A part of the report: what it is called where it is left out, and its Markdown."""

    name: str
    text: str
    first: bool = False
    """Whether it stays before all others."""


def view(report: Report, *, max_chars: int = MOST_CHARS, again: str = "") -> str:
    """Markdown; the same bytes for the same report.

    Of more than `max_chars` characters whole parts are left out, the last first, and it is said which; 0 leaves out nothing. The head stays in any
    case. `again` is the command that makes the report again.
    """
    head, parts = "\n".join(_head(report)), list(_parts(report, again))
    kept = set(range(len(parts)))
    if max_chars and len(_joined(head, parts, kept, max_chars)) > max_chars:
        kept = set()
        # The way to the rest is worth more than any part of it.
        for place in sorted(range(len(parts)), key=lambda place: parts[place].first, reverse=True):
            if len(_joined(head, parts, kept | {place}, max_chars)) <= max_chars:
                kept.add(place)
    return _joined(head, parts, kept, max_chars)


def _joined(head: str, parts: Sequence[_Part], kept: Container[int], most: int) -> str:
    texts = [head, *(part.text for place, part in enumerate(parts) if place in kept)]
    left = [part.name for place, part in enumerate(parts) if place not in kept]
    if left:
        whole = code("--max-chars 0")
        texts.append(
            say(
                "Left out beyond {most} characters: {names}. All of it: {option}.",
                most=count(most),
                names=", ".join(left),
                option=whole,
            )
        )
    return "\n\n".join(texts) + "\n"


def _parts(report: Report, again: str) -> Iterator[_Part]:
    for name, lines in (
        (say("Promises"), promises.section(report)),
        (say("Where it hurts"), hurts.section(report)),
        (say("Touchpoints"), touchpoints.section(report)),
    ):
        if text := "\n".join(lines):
            yield _Part(name, text)
    seen = [id(finding) for finding in (*hurts.told(report), *promises.told(report), *subgroups.told(report))]
    told = {place for place, finding in enumerate(report.findings) if id(finding) in seen}
    folds = [findings.fold(report.findings, told), *(section(report) for section in SECTIONS)]
    for fold in (*folds, data.section(report)):
        if fold is not None:
            yield _Part(fold.title, fold.markdown())
    if again:
        fold = _reproduce(report, again)
        yield _Part(fold.title, fold.markdown(), first=True)


def _head(report: Report) -> Iterator[str]:
    mark = mark_of(report)
    yield say(
        "# {verdict}: {title}",
        verdict=f"{mark} {headline(report)}" if mark else headline(report),
        title=prose(report.title),
    )
    yield ""
    yield f"**{outcome(report, prose)}**"
    yield ""
    if report.persona is not None or report.segment:
        yield _whom(report)
        yield ""
    yield " ".join(_numbers(report))


def _numbers(report: Report) -> Iterator[str]:
    seen, cases = report.data, report.cases
    period = say("no times")
    if seen.first and seen.last:
        period = say("{first} to {last} (UTC)", first=day(seen.first), last=day(seen.last))
    yield say(
        "{period}: {customers}, {cases}; {won} won, {lost} lost, {left} left, {open} still open.",
        period=period,
        customers=times(seen.customers, "customer"),
        cases=times(seen.cases, "case"),
        won=count(cases.won),
        lost=count(cases.lost),
        left=count(cases.left),
        open=count(cases.open),
    )
    if report.nps:
        yield f"NPS {score_words(report.nps)}, {people(report.nps)}."
    yield say("Intervals are {level}; {privacy}.", level=percent(0.95), privacy=report.privacy)
    yield say("Data {checksum}.", checksum=code(seen.checksum))


def _reproduce(report: Report, again: str) -> Fold:
    lines = [code(again)]
    if report.data.as_of:
        lines += [
            "",
            say(
                "On the same data: checksum {checksum}, closed at {time}.",
                checksum=code(report.data.checksum),
                time=moment(report.data.as_of),
            ),
        ]
    return Fold(say("To reproduce"), "", tuple(lines))


def _whom(report: Report) -> str:
    """Which customers were looked at, and how many were not."""
    who = [say("persona {id}", id=code(report.persona))] if report.persona is not None else []
    told = ": ".join([*who, written(report.segment, prose)])
    outside = report.data.customers_outside
    if outside is None:
        return say("Only {whom}", whom=told)
    return say("Only {whom} ({customers} left out)", whom=told, customers=times(outside, "other customer"))
