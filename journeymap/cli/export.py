"""`journeymap export`."""

from pathlib import Path

import click

from journeymap.cli.common import put, tell_written
from journeymap.cli.options import JOURNEY, look_options


@click.command("export")
@JOURNEY
@look_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "flowchart", "csv"]),
    help="mermaid is a journey diagram, csv a table of touchpoints; told by the output's name if not said.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; standard output if not said.",
)
def command(journey: Path, depth: int, lang: str | None, form: str | None, output: Path | None) -> None:
    """Write a journey in another format. What that cannot hold is told on standard error."""
    from journeymap.exchange import SUFFIXES
    from journeymap.markup import clean
    from journeymap.pipeline.declared import looked_at, sound
    from journeymap.pipeline.exchanged import exported

    chosen = form or (SUFFIXES.get(output.suffix.lower()) if output else None)
    if chosen is None:
        raise click.UsageError(f"name a --format, or a file with -o that ends in {', '.join(SUFFIXES)}")
    made = exported(looked_at(sound(journey, lang=lang), depth=depth), chosen)
    for sentence in made.lost:
        click.echo(clean(sentence), err=True)
    put(output, made.text)
    if output is not None:
        tell_written(output)
