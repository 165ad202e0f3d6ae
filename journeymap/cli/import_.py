"""`journeymap import`."""

from pathlib import Path

import click

from journeymap.cli.common import put, tell_written


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["mermaid", "csv"]), help="The file's format; told by its name if not said."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The journey file to write; standard output if not said.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def command(file: Path, form: str | None, output: Path | None, *, force: bool) -> None:
    """Make a journey file from a Mermaid journey or a table of touchpoints. What is lost or guessed is told on standard error."""
    from journeymap.exchange import SUFFIXES
    from journeymap.markup import clean
    from journeymap.pipeline.exchanged import imported, keep

    chosen = form or SUFFIXES.get(file.suffix.lower())
    if chosen is None:
        raise click.UsageError(f"'{clean(str(file))}' ends in none of {', '.join(SUFFIXES)}; name a --format")
    made = imported(file, chosen)
    if output is None:
        put(None, made.text)
    else:
        keep(output, made.text, force=force)
    for sentence in made.lost:
        click.echo(clean(sentence), err=True)
    if output is not None:
        tell_written(output)
