"""`journeymap report`."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from journeymap.asked import Asked
from journeymap.cli.common import Watching, again, check_ending, deliver, put, sound_in, speaking
from journeymap.cli.options import FORM, JOURNEY, OUTPUTS, data_options, look_options, today_option


@click.command("report")
@JOURNEY
@data_options
@today_option("the day on which the data was closed")
@look_options
@click.option(
    "--quotes",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Quote at most N comments of each survey at each touchpoint, in the customers' own words.",
)
@FORM
@click.option(
    "--by",
    metavar="COL",
    help="Break funnels down by what the visit that began the attempt says in this column of the log.",
)
@click.option(
    "--max-chars",
    type=click.IntRange(min=0),
    default=60_000,
    show_default=True,
    metavar="N",
    help="Leave whole sections out of the Markdown beyond so many characters, and say which; 0 leaves out none.",
)
@click.option(
    "--trace",
    metavar="CUSTOMER",
    help="Instead, tell of one customer, for your own use: their visits, every attempt at every funnel, and which one counts.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="REPORT.json",
    help="The report before, as JSON: what too few did since, and what both would tell of too few together, is told as a range, or not at all.",
)
@OUTPUTS
def command(
    journey: Path,
    asked: Asked,
    today: date | None,
    depth: int,
    lang: str | None,
    quotes: int | None,
    form: str | None,
    by: str | None,
    max_chars: int,
    trace: str | None,
    previous: Path | None,
    outputs: tuple[Path, ...],
) -> None:
    """Measure a journey on its data and tell what was found: verdict, friction, tables, data.

    A file that ends in .html is a page with every map in it, and needs no network.
    Without -o the report goes to standard output; with it, a few lines that name the worst.
    """
    from journeymap.pipeline.declared import looked_at
    from journeymap.pipeline.measured import measure
    from journeymap.views import SUFFIXES, VIEWS, markdown

    if trace is not None:
        from journeymap.pipeline.traced import traced

        _alone(previous=previous, persona=asked["persona"], segment=asked["segment"], format=form, by=by)
        one = looked_at(sound_in(journey, lang), depth=depth, planned=False)
        _put_trace(traced(one, trace, events=asked["events"], answers=asked["answers"]), outputs)
        return
    suffixes = SUFFIXES | {".html": "html"}
    for output in outputs if form is None else ():
        check_ending(output, suffixes, "reports")
    loaded = looked_at(sound_in(journey, lang), depth=depth, persona=asked["persona"], planned=False)
    column = _column(by, loaded.journey.events.customer, asked=bool(loaded.journey.funnels))
    with Watching() as watch:
        report = measure(loaded, today=today, quotes=quotes or 0, by=column, previous=previous, watch=watch, **asked)

    views = VIEWS | {
        "markdown": partial(markdown.view, max_chars=max_chars, again=again()),
        "html": _page(loaded, asked["persona"], lang),
    }
    with speaking(lang):
        deliver(report, outputs, form, views, suffixes)


def _page(loaded: Any, persona: str | None, lang: str | None) -> Callable[[Any], str]:
    """How the page is told: what draws is imported only then."""

    def view(report: Any) -> str:
        from journeymap.pipeline.paged import paged

        return paged(loaded, report, persona=persona or "", language=lang or "")

    return view


def _put_trace(told: str, outputs: tuple[Path, ...]) -> None:
    for output in outputs or (None,):
        put(output, told)


def _alone(**others: object) -> None:
    for name, given in others.items():
        if given:
            raise click.BadParameter(f"it tells of one customer, in words: leave --{name} out", param_hint="--trace")


def _column(by: str | None, customer: str, *, asked: bool) -> str | None:
    """The column to break down by; it tells groups apart and not customers."""
    if by is not None and not asked:
        raise click.BadParameter("the journey asks no funnels to break down", param_hint="--by")
    if by == customer:
        raise click.BadParameter(
            f"'{by}' names the customers: name a column that many of them share", param_hint="--by"
        )
    return by
