"""`journeymap init`."""

import shlex
from pathlib import Path

import click

from journeymap.cli.common import progress
from journeymap.markup import clean


@click.command("init")
@click.argument("directory", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", help="The journey's title; made from the folder's name if not said.")
@click.option("--ci", type=click.Choice(["github", "gitlab", "none"]), default="github", show_default=True)
def command(directory: Path, title: str | None, ci: str) -> None:
    """Begin a project that works at once: a journey to change, editor settings, a check in CI and made-up data.

    Nothing that is there already is changed.
    """
    from journeymap.pipeline.started import start

    progress("making up 1,000 customers ...")
    started = start(directory, title=" ".join(clean(title or "").split()) or None, ci=None if ci == "none" else ci)
    for path in started.written:
        click.echo(f"wrote {clean(str(directory / path))}")
    for path in started.kept:
        click.echo(f"kept {clean(str(directory / path))}, which was there already")
    if started.note:
        click.echo(started.note)
    click.echo("\nNext:")
    here = [f"cd -- {shlex.quote(clean(str(directory)))}"] if directory != Path() else []
    for line in (*here, *(_FIRST if started.has_first else _FIRST[:1])):
        click.echo(f"  {line}")


_DATA = "--events data/events.csv --answers data/answers.csv"
_FIRST = (
    "journeymap check journeys",
    f"journeymap map journeys/first.yaml {_DATA} -o out/map.svg",
    f"journeymap report journeys/first.yaml {_DATA} -o out/report.md",
)
