"""The numbers of a touchpoint in words, each with its interval and n."""

from collections.abc import Iterator
from dataclasses import dataclass

from journeymap.amounts import TOO_FEW, count, percent, percents, span, times
from journeymap.catalogue import say
from journeymap.quantities import Rate, Score, Time
from journeymap.report import TouchpointFigures
from journeymap.words import interval_words, people, score_words


@dataclass(frozen=True, slots=True)
class Number:
    """One number in words: what it is, how much, and its interval and n; `few` where it is hidden."""

    label: str
    value: str
    note: str = ""
    few: bool = False


def numbers_of(found: TouchpointFigures) -> Iterator[Number]:
    """Visits and what followed, rates, times and scores; nothing where nothing was measured, *too few* where it is hidden."""
    if found.visits is None:
        yield Number(say("Visits"), say(TOO_FEW) if "visits" in found.hidden else say("not measured"), few=True)
    else:
        yield Number(say("Visits"), count(found.visits), _whose(found))
    if None not in (found.went_on, found.elsewhere, found.left, found.open):
        yield Number(say("What followed"), say("{n} went on", n=count(found.went_on or 0)), _fates(found))
    yield from _rate(say("Drop-off"), "drop_off", found.drop_off, found)
    yield from _time(say("Until the next step"), "dwell", found.dwell, found)
    yield from _rate(say("Repeated at once"), "repeats", found.repeats, found)
    yield from _rate(say("Came back later"), "returns", found.returns, found)
    yield from _rate(say("With a signal of trouble"), "errors", found.errors, found)
    yield from _rate(say("Within the service level"), "sla", found.sla, found)
    if found.contact:
        yield from _rate(say("Failed contacts"), "contact", found.contact.failure, found)
        yield from _time(say("Length of a contact"), "contact", found.contact.duration, found)
    for metric in ("csat", "ces", "nps"):
        yield from _score(metric, getattr(found, metric), found)


def _whose(found: TouchpointFigures) -> str:
    told = [times(found.customers, "customer")] if found.customers is not None else []
    told += [times(found.cases, "case")] if found.cases is not None else []
    return ", ".join(told)


def _fates(found: TouchpointFigures) -> str:
    elsewhere, left, open_ = (count(each or 0) for each in (found.elsewhere, found.left, found.open))
    return say("{elsewhere} elsewhere, {left} left, {open} open", elsewhere=elsewhere, left=left, open=open_)


def _rate(label: str, field: str, rate: Rate | None, found: TouchpointFigures) -> Iterator[Number]:
    if rate is not None:
        yield Number(label, percent(rate.value, 1), f"{percents(rate.low, rate.high, 1)}, n={count(rate.of)}")
    elif field in found.hidden:
        yield Number(label, say(TOO_FEW), few=True)


def _time(label: str, field: str, time: Time | None, found: TouchpointFigures) -> Iterator[Number]:
    if time is not None:
        p90 = say("p90 {time}, n={n}", time=span(time.p90_seconds), n=count(time.n))
        if time.low is not None and time.high is not None:
            p90 = f"{say('{low} to {high}', low=span(time.low), high=span(time.high))}, {p90}"
        yield Number(label, say("{time} median", time=span(time.median_seconds)), p90)
    elif field in found.hidden:
        yield Number(label, say(TOO_FEW), few=True)


def _score(metric: str, score: Score | None, found: TouchpointFigures) -> Iterator[Number]:
    if score is not None:
        interval = interval_words(score)
        value = score_words(score).removesuffix(f" ({interval})")
        notes = [interval, people(score)]
        if score.answers_per_visit is not None:
            notes.append(say("{share} of visits answered", share=percent(score.answers_per_visit)))
        yield Number(metric.upper(), value, ", ".join(filter(None, notes)))
    elif metric in found.hidden:
        yield Number(metric.upper(), say(TOO_FEW), few=True)
