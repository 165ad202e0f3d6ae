"""The touchpoints: how many come, how many leave for good, what they answer; and, folded, what became of each visit."""

from collections.abc import Iterator

from journeymap.amounts import NONE, TOO_FEW, count, counted, number, span, times
from journeymap.catalogue import say
from journeymap.folds import Fold, row
from journeymap.markup import label, prose
from journeymap.quantities import Score, Time
from journeymap.report import Report, TouchpointFigures
from journeymap.words import direction_words, people, rate_words, score_words

MOST = 15
_METRICS = ("csat", "ces", "nps")


def section(report: Report) -> Iterator[str]:
    """A row for each touchpoint; of many, for those with friction and the first of the others."""
    answered = any(any(_answers(found)) for found in report.touchpoints.values())
    heads = ["", say("Touchpoint"), say("Visits"), say("Drop-off"), *([say("They answer")] if answered else [])]
    yield f"## {say('Touchpoints')}"
    yield ""
    yield f"{row(*heads)}\n|--:|---|--:|--:|{'---|' * answered}"
    for found in _shown(report):
        rank = count(found.friction.rank) if found.friction and found.friction.rank else ""
        answers = [_told(found)] if answered else []
        yield row(rank, prose(found.title, cell=True), _visits(found), _drop_off(found), *answers)
    yield ""
    yield " ".join(_notes(report))


def _shown(report: Report) -> list[TouchpointFigures]:
    every = list(report.touchpoints.values())
    ranks = [found.friction.rank or len(every) if found.friction else len(every) for found in every]
    first = {place for _, place in sorted((rank, place) for place, rank in enumerate(ranks))[:MOST]}
    return [found for place, found in enumerate(every) if place in first]


def _notes(report: Report) -> Iterator[str]:
    yield say("The number in front is the friction rank.")
    if len(report.touchpoints) > MOST:
        more = times(len(report.touchpoints) - MOST, "more touchpoint")
        yield say("{touchpoints} below.", touchpoints=more)
    scores = [getattr(found, metric) for found in report.touchpoints.values() for metric in _METRICS]
    for metric, direction in {score.metric: score.direction for score in scores if score}.items():
        yield f"{metric.upper()}: {direction_words(direction)}."


def fold(report: Report) -> Fold:
    """What became of the visits of each touchpoint."""
    heads = (say("Touchpoint"), say("Visits"), say("Went on"), say("Elsewhere"), say("Left"), say("Open"))
    shown = list(report.touchpoints.values())
    many = len(shown) > MOST
    also = (say("Drop-off"), say("They answer")) if many else ()
    lines = [f"{row(*heads, say('Until the next step'), *also)}\n|---|{'--:|' * 6}{'--:|---|' * many}"]
    for found in shown:
        fates = (found.went_on, found.elsewhere, found.left, found.open)
        unknown = TOO_FEW if "visits" in found.hidden else NONE
        more = (_drop_off(found), _told(found)) if many else ()
        counts = (counted(value, unknown) for value in fates)
        lines.append(row(prose(found.title, cell=True), _visits(found), *counts, _time(found.dwell), *more))
    lines += ["", say("Went on + elsewhere + left + open = visits; open visits are in no rate.")]
    return Fold(say("What became of the visits"), _gist(shown), tuple(lines))


def _gist(shown: list[TouchpointFigures]) -> str:
    times = [(found.dwell, found.title) for found in shown if found.dwell]
    if not times:
        return ""
    longest, title = max(times, key=lambda one: one[0].median_seconds)
    return say(
        "the longest wait is at {touchpoint}, median {time}, n={n}",
        touchpoint=label(title),
        time=span(longest.median_seconds),
        n=count(longest.n),
    )


def _visits(found: TouchpointFigures) -> str:
    return counted(found.visits, TOO_FEW if "visits" in found.hidden else NONE)


def _drop_off(found: TouchpointFigures) -> str:
    if "drop_off" in found.hidden:
        return say(TOO_FEW)
    return rate_words(found.drop_off) if found.drop_off else NONE


def _time(time: Time | None) -> str:
    if time is None:
        return NONE
    return say(
        "{median}, p90 {p90} (n={n})", median=span(time.median_seconds), p90=span(time.p90_seconds), n=count(time.n)
    )


def _told(found: TouchpointFigures) -> str:
    return "; ".join(_answers(found)) or NONE


def _answers(found: TouchpointFigures) -> Iterator[str]:
    for metric in _METRICS:
        score: Score | None = getattr(found, metric)
        if score is not None:
            mean = say(", mean {mean}", mean=number(score.mean.value)) if score.mean else ""
            yield f"{metric.upper()} {score_words(score)}{mean}, {people(score)}"
        elif metric in found.hidden:
            yield f"{metric.upper()} {say(TOO_FEW)}"
