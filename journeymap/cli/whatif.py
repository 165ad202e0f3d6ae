"""`journeymap whatif`."""

from pathlib import Path

import click

from journeymap.asked import Asked
from journeymap.cli.common import Watching, put, sound_in, speaking, tell_written
from journeymap.cli.options import JOURNEY, data_options, look_options

_SUFFIXES = {".md": "markdown", ".json": "json", ".txt": "text"}


@click.command("whatif")
@JOURNEY
@click.option(
    "--fix",
    "fixes",
    multiple=True,
    required=True,
    metavar="ID:drop=SHARE",
    help="How much is fixed of the drop-off beyond what is normal, like pay:drop=50%; may be repeated, they are fixed at once.",
)
@data_options
@look_options
@click.option("--no-data", is_flag=True, help="Ask the plan, even where the journey names a log.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    help="Told by the file's name if not said; else text.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; standard output if not said.",
)
def command(
    journey: Path,
    fixes: tuple[str, ...],
    asked: Asked,
    depth: int,
    lang: str | None,
    form: str | None,
    output: Path | None,
    *,
    no_data: bool,
) -> None:
    """Tell what fixing drop-offs is associated with: completions, contacts, time. Of a log where there is one, else of the plan."""
    from journeymap.pipeline.declared import looked_at
    from journeymap.pipeline.supposed import suppose
    from journeymap.views.whatif import WHATIFS

    if output is not None and form is None and output.suffix not in _SUFFIXES:
        raise click.BadParameter(
            f"'{output}': answers end in {', '.join(_SUFFIXES)}; or name a --format", param_hint="-o"
        )
    loaded = sound_in(journey, lang)
    measured = bool(asked["events"] or loaded.journey.events.from_) and not no_data
    for option in ("segment", "since", "until"):
        if asked[option] and not measured:
            raise click.BadParameter(
                "there is no log to look for them in; name one with --events", param_hint=f"--{option}"
            )
    loaded = looked_at(loaded, depth=depth, persona=asked["persona"], planned=not measured)
    with Watching() as watch:
        found = suppose(loaded, fixes, data=measured, watch=watch, **asked)
    with speaking(lang):
        put(output, WHATIFS[form or (_SUFFIXES[output.suffix] if output else "text")](found))
    if output is not None:
        tell_written(output)
