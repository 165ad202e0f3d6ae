"""`journeymap compare`."""

from math import isnan
from pathlib import Path
from typing import Any

import click

from journeymap.asked import Asked, Column, Periods, Personas, Segments, Sides
from journeymap.cli.common import Watching, check_ending, deliver, sound_in, speaking
from journeymap.cli.options import FORM, JOURNEY, OUTPUTS, data_options, look_options, segment_of

_ONE_OF = (
    "say what is compared: --before and --after, --segment and --against, --persona and --against-persona, or --by"
)


@click.command("compare")
@JOURNEY
@click.option("--before", metavar="FROM..UNTIL", help="The earlier period, like 2026-06-01..2026-07-01.")
@click.option(
    "--after",
    metavar="FROM..UNTIL",
    help="The later one: cases that begin from the first time on and before the second.",
)
@click.option(
    "--against",
    multiple=True,
    metavar="COL=VALUE",
    help="Compare customers of --segment with those of this; may be repeated.",
)
@click.option(
    "--against-persona", metavar="ID", help="Compare customers who are --persona with those who are this one."
)
@click.option(
    "--by",
    metavar="COL",
    help="Compare the two values of this column at customers' first steps, like the variants of an A/B test.",
)
@data_options
@look_options
@click.option(
    "--points",
    type=click.FloatRange(min=0, max=100),
    default=2.0,
    show_default=True,
    help="The least difference that matters: points of a share and of NPS, percent of a scale, a time or a count.",
)
@FORM
@OUTPUTS
def command(
    journey: Path,
    before: str | None,
    after: str | None,
    against: tuple[str, ...],
    against_persona: str | None,
    by: str | None,
    asked: Asked,
    depth: int,
    lang: str | None,
    points: float,
    form: str | None,
    outputs: tuple[Path, ...],
) -> None:
    """Compare a journey on two sides of its data, and tell what is worse, what is better, and what nobody can say.

    Sides are two periods, two segments, two personas, or the two values of a column. All other options hold for both.
    Without -o the comparison goes to standard output; with it, a few lines.
    """
    from journeymap.pipeline.compared import compared
    from journeymap.pipeline.declared import looked_at
    from journeymap.views import SUFFIXES
    from journeymap.views.comparison import COMPARED

    sides = _sides(asked, before, after, segment_of(against, "--against"), against_persona, by)
    if isnan(points):
        raise click.BadParameter("'nan' is no number of points", param_hint="--points")
    suffixes = SUFFIXES | {".html": "html"}
    for output in outputs if form is None else ():
        check_ending(output, suffixes, "comparisons")
    loaded = looked_at(sound_in(journey, lang), depth=depth)
    if by == loaded.journey.events.customer:
        raise click.BadParameter(f"'{by}' names the customers: name a column with two values", param_hint="--by")
    with Watching() as watch:
        found = compared(loaded, sides, points=points, watch=watch, **asked)
    with speaking(lang):
        deliver(found, outputs, form, COMPARED | {"html": _page}, suffixes)


def _page(found: Any) -> str:
    from journeymap.page.assembly import plain
    from journeymap.views.comparison import markdown

    return plain(found.title, markdown(found))


def _sides(
    asked: Asked,
    before: str | None,
    after: str | None,
    against: dict[str, list[str]],
    against_persona: str | None,
    by: str | None,
) -> Sides:
    """What is compared with what; a usage error where that is nothing, half of something, or two things."""
    named = [before is not None or after is not None, bool(against), against_persona is not None, by is not None]
    if sum(named) != 1:
        raise click.UsageError(_ONE_OF if not any(named) else f"compare one thing at a time: {_ONE_OF}")
    segment, persona = asked["segment"], asked["persona"]
    if by is not None:
        if by in segment:
            raise click.BadParameter(f"--segment says already what stands in '{by}'", param_hint="--by")
        return Column(by)
    if against:
        if not segment:
            raise click.BadParameter("say with --segment whom to compare with them", param_hint="--against")
        if segment == against:
            raise click.BadParameter("it is the same as --segment", param_hint="--against")
        return Segments(segment, against)
    if against_persona is not None:
        if persona is None:
            raise click.BadParameter("say with --persona whom to compare with them", param_hint="--against-persona")
        if persona == against_persona:
            raise click.BadParameter("it is the same as --persona", param_hint="--against-persona")
        return Personas(persona, against_persona)
    return _periods(asked, before, after)


def _periods(asked: Asked, before: str | None, after: str | None) -> Periods:
    for option in ("since", "until"):
        if asked.get(option) is not None:
            raise click.BadParameter("--before and --after say which cases are looked at", param_hint=f"--{option}")
    return Periods(_period("--before", before), _period("--after", after))


def _period(option: str, text: str | None) -> tuple[str, str]:
    first, dots, last = (text or "").partition("..")
    if not (first.strip() and dots and last.strip()):
        given = f"'{text}': " if text else ""
        raise click.BadParameter(f"{given}write FROM..UNTIL, like 2026-06-01..2026-07-01", param_hint=option)
    return first.strip(), last.strip()
