"""`journeymap simulate`."""

from pathlib import Path

import click

from journeymap.cli.common import progress
from journeymap.cli.options import JOURNEY
from journeymap.lint import placed


@click.command("simulate")
@JOURNEY
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder for the files."
)
@click.option("--customers", type=click.IntRange(min=1), default=2000, show_default=True)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed makes the same files."
)
@click.option(
    "--plant",
    "plants",
    multiple=True,
    metavar="ID:KIND=VALUE",
    help="Friction to plant, like pay:drop=0.3, check-stock:slow=5 or hotline:ces=+2.",
)
@click.option(
    "--format", "form", type=click.Choice(["csv", "csv.gz", "jsonl", "parquet"]), default="csv", show_default=True
)
def command(journey: Path, output: Path, customers: int, seed: int, plants: tuple[str, ...], form: str) -> None:
    """Make up events and answers that follow a journey's plan, with the disorder of real logs, and friction where it is planted."""
    from journeymap.lens import WHOLLY
    from journeymap.pipeline.declared import looked_at, sound
    from journeymap.pipeline.made_up import make_up

    loaded = looked_at(sound(journey), depth=WHOLLY)
    progress(f"making up {customers:,} customers ...")
    for path in make_up(loaded, output, customers=customers, seed=seed, plants=plants, form=form):
        click.echo(placed(path))
