"""`journeymap data`."""

from pathlib import Path

import click

from journeymap.asked import Asked
from journeymap.cli.common import Watching, put
from journeymap.cli.options import JOURNEY, data_options, look_options


@click.command("data")
@JOURNEY
@data_options
@look_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    journey: Path,
    asked: Asked,
    depth: int,
    lang: str | None,
    form: str,
) -> None:
    """Tell what of a log binds to a journey, what does not, and what looks wrong.

    Also of a log that is too bad to be measured: then with what stands in the way.
    """
    from journeymap.pipeline.declared import looked_at, sound
    from journeymap.pipeline.examined import examine
    from journeymap.views.sheet import SHEETS

    loaded = looked_at(sound(journey, lang=lang), depth=depth, persona=asked["persona"], planned=False)
    with Watching() as watch:
        sheet, stopped = examine(loaded, watch=watch, **asked)
    put(None, SHEETS[form](sheet))
    if stopped is not None:
        raise stopped
