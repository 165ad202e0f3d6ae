"""The journey as tables: touchpoints with all their numbers, ways, and the paths that most cases share."""

from collections.abc import Iterator
from dataclasses import dataclass

from journeymap.amounts import NONE, TOO_FEW, count, percent, percents, span, times
from journeymap.catalogue import mark, say
from journeymap.mapping import Map
from journeymap.quantities import Count, Rate, Score, middle, together
from journeymap.report import Report, TouchpointFigures
from journeymap.words import HIDDEN_WAYS, interval_words, people, score_words

MOST_WAYS = 60
MOST_PATHS = 8
_NUMBERS = (
    mark("Visits"),
    mark("Went on"),
    mark("Elsewhere"),
    mark("Left"),
    mark("Open"),
    mark("Drop-off"),
    mark("Median until next step"),
    "CSAT",
    "CES",
    "NPS",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A word, its interval and n below it, and the number that it is sorted by; the latter two are empty for none."""

    text: str
    sort: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A touchpoint's row."""

    id: str
    rank: str
    title: str
    stage: str
    channel: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Walked:
    """A way's row."""

    source: str
    target: str
    cells: tuple[Cell, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Path:
    """A path that cases share: how many, and through which touchpoints (ids and names)."""

    cases: str
    share: str
    part: float
    """Its share (0-100)."""
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """All of them; `measures` heads the numbers of `touchpoints`."""

    measures: tuple[str, ...]
    touchpoints: tuple[Line, ...]
    ways: tuple[Walked, ...]
    late: bool
    """Whether any way is promised within a time: how many are late is then the last number of each."""
    ways_left_out: tuple[str, ...]
    paths: tuple[Path, ...]
    paths_left_out: str
    likeliest: tuple[tuple[str, str], ...]


def tables(map: Map, report: Report) -> Tables:
    """Touchpoints in the order of the map, ways and paths by how often they are walked."""
    lines = list(_lines(map, report))
    used = [place for place, _ in enumerate(_NUMBERS) if any(line.cells[place].text != NONE for line in lines)]
    ways = sorted(report.transitions, key=lambda walked: -middle(walked.count))
    top = report.variants.top[:MOST_PATHS]
    others = report.cases.total - sum(variant.cases for variant in top)
    return Tables(
        measures=tuple(_NUMBERS[place] for place in used),
        touchpoints=tuple(
            Line(line.id, line.rank, line.title, line.stage, line.channel, tuple(line.cells[place] for place in used))
            for line in lines
        ),
        ways=tuple(_walked(report, late=any(walked.late for walked in ways[:MOST_WAYS]))),
        late=any(walked.late for walked in ways[:MOST_WAYS]),
        ways_left_out=tuple(_ways_left_out(report, together(walked.count for walked in ways[MOST_WAYS:]))),
        paths=tuple(
            Path(
                say("{n} of {cases}", n=count(variant.cases), cases=times(report.cases.total, "case")),
                percent(variant.cases / report.cases.total, 1),
                round(100 * variant.cases / report.cases.total, 1),
                _steps(report, variant.path),
            )
            for variant in top
        ),
        paths_left_out=say(
            "{paths} in all; {cases} took others.",
            paths=times(report.variants.total, "different path"),
            cases=times(others, "case"),
        ),
        likeliest=_steps(report, report.graph.likeliest_path),
    )


def _steps(report: Report, path: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, report.touchpoints[name].title) for name in path)


def _lines(map: Map, report: Report) -> Iterator[Line]:
    for column in map.columns:
        for card in column.cards:
            if found := report.touchpoints.get(card.id):
                rank = str(found.friction.rank) if found.friction and found.friction.rank else ""
                yield Line(card.id, rank, card.title, column.title, card.place or card.channel, tuple(_cells(found)))


def _cells(found: TouchpointFigures) -> Iterator[Cell]:
    unknown = Cell(say(TOO_FEW) if "visits" in found.hidden else NONE)
    for value in (found.visits, found.went_on, found.elsewhere, found.left, found.open):
        yield unknown if value is None else Cell(count(value), str(value))
    yield _share(found.drop_off, few="drop_off" in found.hidden)
    time = found.dwell
    if time is None:
        yield Cell(say(TOO_FEW) if "dwell" in found.hidden else NONE)
    else:
        yield Cell(
            span(time.median_seconds),
            str(time.median_seconds),
            say("p90 {time}, n={n}", time=span(time.p90_seconds), n=count(time.n)),
        )
    for metric in ("csat", "ces", "nps"):
        yield _score(getattr(found, metric), few=metric in found.hidden)


def _share(rate: Rate | None, *, few: bool = False) -> Cell:
    if rate is None:
        return Cell(say(TOO_FEW) if few else NONE)
    return Cell(percent(rate.value, 1), str(rate.value), f"{percents(rate.low, rate.high, 1)}, n={count(rate.of)}")


def _score(score: Score | None, *, few: bool) -> Cell:
    if score is None:
        return Cell(say(TOO_FEW) if few else NONE)
    interval = interval_words(score)
    told = score_words(score).removesuffix(f" ({interval})")
    return Cell(told, str(score.value), ", ".join(filter(None, (interval, people(score)))))


def _walked(report: Report, *, late: bool) -> Iterator[Walked]:
    for walked in sorted(report.transitions, key=lambda walked: -middle(walked.count))[:MOST_WAYS]:
        medians = [
            Cell(NONE) if seconds is None else Cell(span(seconds), str(seconds))
            for seconds in (walked.median_seconds, walked.p90_seconds)
        ]
        yield Walked(
            walked.from_,
            walked.to,
            (
                Cell(count(walked.count), str(round(middle(walked.count)))),
                Cell(count(walked.customers), str(round(middle(walked.customers)))),
                *medians,
                *([_share(walked.late)] if late else []),
            ),
            mark("planned") if walked.planned else mark("unplanned"),
        )


def _ways_left_out(report: Report, steps: Count) -> Iterator[str]:
    yield say("{steps} went ways that are not on the map.", steps=times(report.graph.unplanned, "step"))
    if steps:
        yield say(
            "{ways} with {steps} not listed.",
            ways=times(len(report.transitions) - MOST_WAYS, "more way"),
            steps=times(steps, "step"),
        )
    if report.transitions_hidden:
        yield say(HIDDEN_WAYS)
