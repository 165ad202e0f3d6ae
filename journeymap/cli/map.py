"""`journeymap map`."""

from pathlib import Path
from typing import Literal

import click

from journeymap.asked import Asked
from journeymap.cli.common import JOURNEY, Watching, data_options, look_options, progress, put

_STYLES = {
    "flow": "who goes where",
    "grid": "feelings, scores, who leaves, pains and ideas, stage by stage",
    "blueprint": "what the company does for it, on stage and behind",
    "dropoff": "how far they get, and where they leave",
}
"""What each style shows; the registry of styles is not asked, because `--help` should not import what draws."""
_SUFFIXES = {".svg": "svg", ".gv": "gv", ".dot": "gv"}


@click.command("map")
@JOURNEY
@data_options
@look_options
@click.option("--no-data", is_flag=True, help="Draw the declaration, even where the journey names a log.")
@click.option(
    "--format", "form", type=click.Choice(["svg", "gv"]), help="The output's format; told by its name if not said."
)
@click.option(
    "--style",
    type=click.Choice(list(_STYLES)),
    default="flow",
    show_default=True,
    help="; ".join(f"{style}: {what}" for style, what in _STYLES.items()) + ".",
)
@click.option(
    "--theme",
    type=click.Choice(["auto", "light", "dark"]),
    default="auto",
    show_default=True,
    help="auto follows the reader's own setting.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; standard output if not said.",
)
def command(
    journey: Path,
    asked: Asked,
    depth: int,
    lang: str | None,
    form: str | None,
    style: str,
    theme: Literal["auto", "light", "dark"],
    output: Path | None,
    *,
    no_data: bool,
) -> None:
    """Draw a journey: measured where there is a log, else as it is declared."""
    from journeymap.pipeline.declared import looked_at, sound
    from journeymap.pipeline.drawn import draw

    chosen = form or _form_of(output)
    loaded = sound(journey, lang=lang)
    measured = bool(asked["events"] or loaded.journey.events.from_) and not no_data
    _check_asked(asked, measured=measured)
    loaded = looked_at(loaded, depth=depth, persona=asked["persona"], planned=not measured)
    report = None
    if measured:
        from journeymap.pipeline.measured import measure

        with Watching() as watch:
            report = measure(loaded, watch=watch, **asked)
    progress("drawing ...")
    put(
        output,
        draw(
            loaded, report, form=chosen, theme=theme, style=style, persona=asked["persona"] or "", language=lang or ""
        ),
    )
    if output is not None:
        click.echo(f"wrote {output}")


def _form_of(output: Path | None) -> str:
    if output is None:
        return "svg"
    if output.suffix not in _SUFFIXES:
        raise click.BadParameter(f"'{output}': maps end in {', '.join(_SUFFIXES)}; or name a --format", param_hint="-o")
    return _SUFFIXES[output.suffix]


def _check_asked(asked: Asked, *, measured: bool) -> None:
    for option in ("segment", "since", "until"):
        if asked[option] and not measured:
            raise click.BadParameter(
                "there is no log to look for them in; name one with --events", param_hint=f"--{option}"
            )
