"""All that the page says, in words: what its template shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from journeymap.amounts import count, percent, percents, signed, span, times
from journeymap.catalogue import again, day, mark, say
from journeymap.mapping import Map
from journeymap.model import Journey
from journeymap.page.chapters import Chapter, chapters
from journeymap.page.details import Detail, details
from journeymap.page.labels import words
from journeymap.page.numbers import Number
from journeymap.page.offered import Offered, facts, offered
from journeymap.page.prose import html
from journeymap.page.ranking import Hurt, Promise, Worse, hurts, kept, promises, worse
from journeymap.page.tables import Tables, tables
from journeymap.page.trends import Chart, charts
from journeymap.report import Report
from journeymap.words import interval_words, people

STYLES = {"flow": mark("Flow"), "grid": mark("Grid"), "dropoff": mark("Drop-off"), "blueprint": mark("Blueprint")}
"""The pictures in the order of their tabs, and what each is called."""
MOST_FEW = 6
"""So many names of touchpoints of too few are told."""


@dataclass(frozen=True, slots=True)
class Content:
    """A report as its page shows it. `pictures` are SVG files by style, as they are; `data` is what the script knows."""

    map: Map
    report: Report
    whom: str
    summary: str
    few: str
    """The touchpoints of which something is hidden."""
    tiles: tuple[Number, ...]
    """The numbers of the whole journey."""
    lang: str
    """The language of the page's own words."""
    kept: str
    hurts: tuple[Hurt, ...]
    worse: tuple[Worse, ...]
    promises: tuple[Promise, ...]
    offered: Offered
    details: tuple[Detail, ...]
    tables: Tables
    charts: tuple[Chart, ...]
    chapters: tuple[Chapter, ...]
    comparison: Markup
    pictures: dict[str, Markup]
    styles: dict[str, str]
    data: dict[str, Any]


def content(
    journey: Journey, map: Map, report: Report, pictures: Mapping[str, str], *, comparison: str = "", lang: str = "en"
) -> Content:
    """The page of a measured journey. `pictures` holds the SVG of each of `STYLES`, `comparison` is told in Markdown, if there is one."""
    told = tables(map, report)
    return Content(
        map=map,
        report=report,
        whom=_whom(report),
        summary=_summary(report),
        few=_few(report),
        tiles=tuple(_tiles(report)),
        lang=lang,
        kept=kept(report),
        hurts=hurts(report),
        worse=worse(report),
        promises=promises(report),
        offered=offered(map, report, journey),
        details=details(map, report),
        tables=told,
        charts=charts(report),
        chapters=chapters(report),
        comparison=html(comparison.splitlines()) if comparison else Markup(),
        # Our own writer of SVG has escaped every text in them.
        pictures={style: Markup(pictures[style]) for style in STYLES},  # noqa: S704 - as said
        styles=STYLES,
        data={
            "touchpoints": facts(map, report, journey),
            "paths": [[name for name, _ in path.steps] for path in told.paths],
            "words": words(),
        },
    )


def _whom(report: Report) -> str:
    """Which customers were looked at, if not all, and how many were not."""
    if report.persona is None and not report.segment:
        return ""
    outside = report.data.customers_outside
    who = again(report.segment)
    if report.persona is not None:
        who = say("persona {id}: {conditions}", id=report.persona, conditions=who)
    if outside is None:
        return say("Only {who}.", who=who)
    return say("Only {who} ({others} left out).", who=who, others=times(outside, "other customer"))


def _tiles(report: Report) -> Iterator[Number]:
    if rate := report.completion:
        interval = percents(rate.low, rate.high, 1)
        yield Number(say("completion"), percent(rate.value, 1), f"{interval}, n={count(rate.of)}")
    if time := report.cases.time:
        yield Number(say("median time to the goal"), span(time.median_seconds), f"n={count(time.n)}")
    if score := report.nps:
        yield Number("NPS", signed(score.value), ", ".join(filter(None, (interval_words(score), people(score)))))


def _few(report: Report) -> str:
    names = [found.title for found in report.touchpoints.values() if found.hidden]
    more = say("{n} more", n=count(len(names) - MOST_FEW)) if len(names) > MOST_FEW else ""
    told = ", ".join(filter(None, (*names[:MOST_FEW], more)))
    return say("Too few to show: {names}.", names=told) if names else ""


def _summary(report: Report) -> str:
    """Period, customers, how cases ended, what is hidden."""
    seen, cases = report.data, report.cases
    period = say("no times")
    if seen.first and seen.last:
        period = say("{first} to {last} (UTC)", first=day(seen.first), last=day(seen.last))
    told = say(
        "{period}: {customers}, {cases}; {won} won, {lost} lost, {left} left, {open} still open.",
        period=period,
        customers=times(seen.customers, "customer"),
        cases=times(seen.cases, "case"),
        won=count(cases.won),
        lost=count(cases.lost),
        left=count(cases.left),
        open=count(cases.open),
    )
    return f"{told} {say('Intervals are {level}; {privacy}.', level=percent(0.95), privacy=report.privacy)}"
