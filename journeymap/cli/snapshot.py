"""`journeymap snapshot`."""

from pathlib import Path

import click

from journeymap.asked import Asked
from journeymap.cli.common import Watching, put
from journeymap.cli.options import JOURNEY, data_options


@click.command("snapshot")
@JOURNEY
@data_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, like shop.snapshot.json; standard output if not said.",
)
def command(journey: Path, asked: Asked, output: Path | None) -> None:
    """Measure a journey, and keep what may be told in a small file that can be committed: other commands take it with --events, in the place of a log."""
    from journeymap.pipeline.declared import looked_at, sound
    from journeymap.pipeline.measured import measure
    from journeymap.pipeline.snapshots import taken

    for option in ("persona", "segment", "since", "until"):
        if asked[option]:
            raise click.BadParameter("a snapshot is of all customers", param_hint=f"--{option}")
    if not asked["min_group"]:
        raise click.BadParameter("what is committed must tell of nobody", param_hint="--no-privacy")
    if output is not None and output.suffix != ".json":
        raise click.BadParameter(f"'{output}': snapshots end in .json", param_hint="-o")
    loaded = looked_at(sound(journey), planned=False)
    with Watching() as watch:
        report = measure(loaded, watch=watch, **asked)
    put(output, taken(loaded, report, **asked))
    if output is not None:
        click.echo(f"wrote {output}")
