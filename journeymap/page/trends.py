"""Answers and retention over time, as small charts: places of lines and marks on a sheet of fixed size."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from journeymap.amounts import TOO_FEW, count, number, percent, signed
from journeymap.catalogue import say
from journeymap.report import Report
from journeymap.words import direction_words, people, period_words, rate_words, score_words

WIDTH, HEIGHT = 340, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 10, 10, 22
_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100)
_MOST_LINES = 4
_FEWEST = 2
"""One period is no trend."""


@dataclass(frozen=True, slots=True)
class Value:
    """One period: its name, its value with interval, or none where too few stand behind it, and both in words."""

    period: str
    word: str
    complete: bool
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on the sheet, and what it says; hollow while its period is running."""

    x: float
    y: float
    text: str
    hollow: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with everything in px; `text` says the same in words."""

    title: str
    unit: str
    lines: tuple[tuple[float, str], ...]
    """Heights of the lines behind, with the word of each."""
    bands: tuple[str, ...]
    strokes: tuple[str, ...]
    dots: tuple[Dot, ...]
    first: str
    last: str
    text: str


def charts(report: Report) -> tuple[Chart, ...]:
    """A chart of each survey that was answered in two periods or more, and of retention."""
    return tuple(filter(None, (*_answered(report), _retained(report))))


def _answered(report: Report) -> Iterator[Chart | None]:
    for name, found in report.answers.items():
        scores = [each.score for each in found.trend if each.score]
        values = [
            Value(
                period_words(each.period),
                f"{score_words(each.score)}, {people(each.score)}" if each.score else say(TOO_FEW),
                each.complete,
                *((each.score.value, each.score.low, each.score.high) if each.score else ()),
            )
            for each in found.trend
        ]
        if scores:
            metric = scores[0].metric
            direction = direction_words(scores[0].direction)
            yield _chart(f"{metric.upper()}{'' if name == metric else f' ({name})'}", direction, values, _TICKS[metric])


def _retained(report: Report) -> Chart | None:
    if not any(each.returned or (each.retention and each.retention.count) for each in report.retention.periods):
        return None
    values = [
        Value(
            period_words(each.period),
            say("{share} of {n}", share=rate_words(each.retention), n=count(each.retention.of))
            if each.retention
            else say(TOO_FEW),
            each.complete,
            *((each.retention.value, each.retention.low, each.retention.high) if each.retention else ()),
        )
        # Nobody knows who came before the first period, and nobody is lost while one is running.
        for each in report.retention.periods[1:]
        if each.complete
    ]
    return _chart(
        say("Retention by week") if report.retention.unit == "week" else say("Retention by month"),
        say("customers of the period before who came again"),
        values,
        _share,
    )


def _share(value: float) -> str:
    return percent(value, 0 if round(100 * value, 6).is_integer() else 1)


_TICKS: dict[str, Callable[[float], str]] = {"csat": _share, "ces": number, "nps": signed}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where periods and values stand: `size` periods side by side, lines from `low` to `high` times `step`."""

    size: int
    step: float
    low: int
    high: int

    def x(self, place: int) -> float:
        return round(_LEFT + place * (WIDTH - _LEFT - _RIGHT) / max(1, self.size - 1), 1)

    def y(self, value: float) -> float:
        share = (value / self.step - self.low) / (self.high - self.low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def _sheet(values: Sequence[Value]) -> _Sheet:
    known = [bound for each in values for bound in (each.value, each.low, each.high) if bound is not None]
    least, most = min(known), max(known)
    step = next((step for step in _STEPS if ceil(most / step) - floor(least / step) <= _MOST_LINES), _STEPS[-1])
    low = floor(least / step)
    return _Sheet(len(values), step, low, max(ceil(most / step), low + 1))


def _chart(title: str, unit: str, values: Sequence[Value], tick: Callable[[float], str]) -> Chart | None:
    if sum(each.value is not None for each in values) < _FEWEST:
        return None
    sheet = _sheet(values)
    runs = list(_runs(values))
    told = [f"{each.period}{_running(each)}: {each.word}" for each in values]
    lines = [round(place * sheet.step, 6) for place in range(sheet.low, sheet.high + 1)]
    return Chart(
        title,
        unit,
        tuple((sheet.y(line), tick(line)) for line in lines),
        tuple(filter(None, (_band(run, values, sheet) for run in runs))),
        tuple(
            " ".join(f"{sheet.x(place)},{sheet.y(values[place].value or 0)}" for place in run)
            for run in runs
            if len(run) > 1
        ),
        tuple(
            Dot(sheet.x(place), sheet.y(each.value), told[place], not each.complete)
            for place, each in enumerate(values)
            if each.value is not None
        ),
        values[0].period,
        values[-1].period,
        "; ".join(told),
    )


def _running(value: Value) -> str:
    return "" if value.complete else f", {say('still running')}"


def _runs(values: Sequence[Value]) -> Iterator[list[int]]:
    """Periods in a row of which something is known."""
    run: list[int] = []
    for place, each in enumerate(values):
        if each.value is not None:
            run.append(place)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _band(run: list[int], values: Sequence[Value], sheet: _Sheet) -> str:
    """The outline of the intervals: upper ends there, lower ends back."""
    bounds = [(sheet.x(place), values[place].low, values[place].high) for place in run]
    sure = [(at, low, high) for at, low, high in bounds if low is not None and high is not None]
    there = [f"{at},{sheet.y(high)}" for at, _, high in sure]
    back = [f"{at},{sheet.y(low)}" for at, low, _ in reversed(sure)]
    return " ".join((*there, *back)) if len(sure) > 1 else ""
