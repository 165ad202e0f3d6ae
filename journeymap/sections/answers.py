"""What customers answer, by stage, channel and period, and how many of them do."""

from collections.abc import Iterator

from journeymap.amounts import NONE, TOO_FEW, count, percent, times
from journeymap.catalogue import mark, say
from journeymap.chapters.answers import Asked, Part, SurveyAnswers
from journeymap.folds import Fold, head, row
from journeymap.language.observation import Metric
from journeymap.markup import label, prose
from journeymap.quantities import Rate, Score
from journeymap.report import Report
from journeymap.words import channel_words, people, period_words, rate_words, score_words

MOST_PERIODS = 8


def section(report: Report) -> Fold | None:
    """A table by stage and channel, one by period, and how the answers are distributed."""
    if not report.answers:
        return None
    scores = [f"{label(name)} {_score(found.score)}" for name, found in report.answers.items()]
    return Fold(say("Answers"), "; ".join(scores), tuple(_lines(report)))


def _lines(report: Report) -> Iterator[str]:
    yield _head(report, "")
    yield row(say("All"), *(_score(found.score) for found in report.answers.values()))
    yield row(say("Response, of visits"), *(_response(found.response) for found in report.answers.values()))
    yield from _parts(report, mark("Stage {name}"), "stages")
    yield from _parts(report, mark("Channel {name}"), "channels")
    yield ""
    if any({*found.hidden} & {*Metric} for found in report.touchpoints.values()):
        yield say("Answers at touchpoints where too few answered count only where they are enough together.")
        yield ""
    yield from _distributions(report)
    yield from _trend(report)
    yield from _quotes(report)


def _head(report: Report, first: str) -> str:
    return head(first, *(prose(name, cell=True) for name in report.answers))


def _score(score: Score | None) -> str:
    return f"{score_words(score)}, {people(score)}" if score else say(TOO_FEW)


def _response(found: Rate | None) -> str:
    return say("{share} of {n}", share=rate_words(found), n=count(found.of)) if found else NONE


def _parts(report: Report, kind: str, key: str) -> Iterator[str]:
    """A line by stage or channel, where some survey has several of them to compare."""
    parts: list[dict[str, Part]] = [getattr(found, key) for found in report.answers.values()]
    if all(len(found) < 2 for found in parts):
        return
    for name, title in {name: part.title for found in parts for name, part in found.items()}.items():
        cells = [_score(found[name].score) if name in found else NONE for found in parts]
        yield row(say(kind, name=prose(channel_words(title), cell=True)), *cells)


def _distributions(report: Report) -> Iterator[str]:
    for name, found in report.answers.items():
        total = sum(found.distribution.values())
        if total:
            shares = (
                f"{say('(between)') if value == '(between)' else value}: {percent(number / total)}"
                for value, number in found.distribution.items()
            )
            answers = times(total, "answer")
            yield say("- {survey}, {answers}: {shares}", survey=prose(name), answers=answers, shares=", ".join(shares))
        response = ", ".join(_responses(report, found))
        if response:
            yield say("- {survey}, response by touchpoint: {shares}", survey=prose(name), shares=response)
        yield from _beside(report, name, found)


def _responses(report: Report, found: SurveyAnswers) -> Iterator[str]:
    if len(found.touchpoints) > 1:
        for touchpoint, asked in found.touchpoints.items():
            if asked.response:
                yield f"{prose(report.touchpoints[touchpoint].title)} {_response(asked.response)}"


def _beside(report: Report, name: str, found: SurveyAnswers) -> Iterator[str]:
    """What the table of touchpoints does not show, because it shows another survey of the same metric there."""
    for touchpoint, asked in found.touchpoints.items():
        first = _shown_instead(report, touchpoint, asked)
        if first is not None and asked.score:
            yield say(
                "- {touchpoint} is asked {survey} too: {score}. Its table row is of {other}, and so is its friction.",
                touchpoint=prose(report.touchpoints[touchpoint].title),
                survey=prose(name),
                score=_score(asked.score),
                other=prose(first),
            )


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
    weekly = report.retention.unit == "week"
    yield ""
    yield _head(report, say("Week") if weekly else say("Month"))
    for period in sorted(complete)[-MOST_PERIODS:]:
        name = period_words(period)
        told = name if complete[period] else say("{period}, still running", period=name)
        yield row(told, *(_score(points[period]) if period in points else NONE for points in scores))
    if len(complete) > MOST_PERIODS:
        more = times(len(complete) - MOST_PERIODS, "earlier week" if weekly else "earlier month")
        yield ""
        yield say("{things} not listed.", things=more)


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
        yield say("In the words of customers, chosen by chance:")
        yield ""
    for name, touchpoint, asked in said:
        yield f"- {prose(report.touchpoints[touchpoint].title)}, {prose(name)}:"
        yield from (f"  - {prose(quote)}" for quote in asked.quotes)
