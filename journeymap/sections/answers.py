"""What customers answer, by stage, channel and period, and how many of them do."""

from collections.abc import Iterator

from journeymap.chapters.answers import Asked, Part, SurveyAnswers
from journeymap.markup import prose
from journeymap.quantities import Score
from journeymap.report import Report
from journeymap.words import NONE, TOO_FEW, count, people, percent, rate_words, score_words, times

MOST_PERIODS = 8


def section(report: Report) -> Iterator[str]:
    """A table by stage and channel, one by period, and how the answers are distributed."""
    if not report.answers:
        return
    yield "## Answers"
    yield ""
    yield from _head(report, "")
    yield _row("All", [_score(found.score) for found in report.answers.values()])
    yield _row("Response, of visits", [_response(found) for found in report.answers.values()])
    yield from _parts(report, "Stage", "stages")
    yield from _parts(report, "Channel", "channels")
    yield ""
    yield from _distributions(report)
    yield from _trend(report)
    yield from _quotes(report)


def _head(report: Report, first: str) -> Iterator[str]:
    yield _row(first, [prose(name, cell=True) for name in report.answers])
    yield f"|---|{'--:|' * len(report.answers)}"


def _row(first: str, cells: list[str]) -> str:
    return f"| {first} | {' | '.join(cells)} |"


def _score(score: Score | None) -> str:
    return f"{score_words(score)}, {people(score)}" if score else TOO_FEW


def _response(found: SurveyAnswers) -> str:
    return f"{rate_words(found.response)} of {count(found.response.of)}" if found.response else NONE


def _parts(report: Report, kind: str, key: str) -> Iterator[str]:
    """A line by stage or channel, where some survey has several of them to compare."""
    parts: list[dict[str, Part]] = [getattr(found, key) for found in report.answers.values()]
    if all(len(found) < 2 for found in parts):
        return
    for name, title in {name: part.title for found in parts for name, part in found.items()}.items():
        cells = [_score(found[name].score) if name in found else NONE for found in parts]
        yield _row(f"{kind} {prose(title, cell=True)}", cells)


def _distributions(report: Report) -> Iterator[str]:
    for name, found in report.answers.items():
        total = sum(found.distribution.values())
        if total:
            shares = (f"{value}: {percent(number / total)}" for value, number in found.distribution.items())
            yield f"- {prose(name)}, {times(total, 'answer')}: {', '.join(shares)}"
        response = ", ".join(_responses(report, found))
        if response:
            yield f"- {prose(name)}, response by touchpoint: {response}"
        yield from _beside(report, name, found)


def _responses(report: Report, found: SurveyAnswers) -> Iterator[str]:
    if len(found.touchpoints) > 1:
        for touchpoint, asked in found.touchpoints.items():
            if asked.response:
                where = prose(report.touchpoints[touchpoint].title)
                yield f"{where} {rate_words(asked.response)} of {count(asked.response.of)}"


def _beside(report: Report, name: str, found: SurveyAnswers) -> Iterator[str]:
    """What the table of touchpoints does not show, because it shows another survey of the same metric there."""
    for touchpoint, asked in found.touchpoints.items():
        first = _shown_instead(report, touchpoint, asked)
        if first is not None and asked.score:
            where = prose(report.touchpoints[touchpoint].title)
            yield f"- {where} is asked {prose(name)} too: {_score(asked.score)}. Its table row is of {prose(first)}, and so is its friction."


def _shown_instead(report: Report, touchpoint: str, asked: Asked) -> str | None:
    if asked.score is None:
        return None
    shown: Score | None = getattr(report.touchpoints[touchpoint], asked.score.metric)
    return shown.survey if shown is not None and shown.survey != asked.score.survey else None


def _trend(report: Report) -> Iterator[str]:
    """A line by period, where some survey has two periods to compare."""
    scores = [{point.period: point.score for point in found.trend} for found in report.answers.values()]
    if all(sum(score is not None for score in points.values()) < 2 for points in scores):
        return
    complete = {point.period: point.complete for found in report.answers.values() for point in found.trend}
    yield ""
    yield from _head(report, report.retention.unit.capitalize())
    for period in sorted(complete)[-MOST_PERIODS:]:
        running = "" if complete[period] else ", still running"
        yield _row(f"{period}{running}", [_score(points[period]) if period in points else NONE for points in scores])
    if len(complete) > MOST_PERIODS:
        yield ""
        yield f"{times(len(complete) - MOST_PERIODS, f'earlier {report.retention.unit}')} not listed."


def _quotes(report: Report) -> Iterator[str]:
    """What customers say, where it is asked for."""
    said = [
        (name, touchpoint, asked)
        for name, found in report.answers.items()
        for touchpoint, asked in found.touchpoints.items()
        if asked.quotes
    ]
    if said:
        yield ""
        yield "In the words of customers, chosen by chance:"
        yield ""
    for name, touchpoint, asked in said:
        yield f"- {prose(report.touchpoints[touchpoint].title)}, {prose(name)}:"
        yield from (f"  - {prose(quote)}" for quote in asked.quotes)
