"""`journeymap report`."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from journeymap.cli.common import JOURNEY, Watching, data_options, look_options, put, segment_of, today_option


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
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json", "text"]),
    help="Told by the file's name if not said; else markdown.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file to write; may be repeated.",
)
def command(
    journey: Path,
    events: tuple[str, ...],
    answers: tuple[str, ...],
    persona: str | None,
    segment: tuple[str, ...],
    min_group: int,
    today: date | None,
    depth: int,
    lang: str | None,
    quotes: int | None,
    form: str | None,
    outputs: tuple[Path, ...],
    *,
    no_cache: bool,
    no_privacy: bool,
) -> None:
    """Measure a journey on its data and tell what was found: verdict, friction, tables, data.

    Without -o the report goes to standard output; with it, a few lines that name the worst.
    """
    from journeymap.pipeline.declared import looked_at, sound
    from journeymap.pipeline.measured import measure
    from journeymap.views import SUFFIXES, VIEWS

    for output in outputs if form is None else ():
        _check_name(output, SUFFIXES)
    wanted = segment_of(segment)
    loaded = looked_at(sound(journey, lang=lang), depth=depth, persona=persona, planned=False)
    with Watching() as watch:
        report = measure(
            loaded,
            events=events,
            answers=answers,
            min_group=0 if no_privacy else min_group,
            persona=persona,
            segment=wanted,
            today=today,
            quotes=quotes or 0,
            watch=watch,
            cache=not no_cache,
        )
    for output in outputs:
        put(output, VIEWS[form or SUFFIXES[output.suffix]](report))
    put(None, VIEWS["text" if outputs else form or "markdown"](report))
    for output in outputs:
        click.echo(f"wrote {output}")


def _check_name(output: Path, suffixes: Iterable[str]) -> None:
    if output.suffix not in suffixes:
        raise click.BadParameter(
            f"'{output}': reports end in {', '.join(suffixes)}; or name a --format", param_hint="-o"
        )
