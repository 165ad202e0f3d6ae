"""`journeymap preview`."""

import sys
import webbrowser
from datetime import date
from pathlib import Path
from typing import Literal

import click

from journeymap.asked import Asked
from journeymap.cli.common import progress
from journeymap.cli.options import data_options, look_options, today_option
from journeymap.finding import fault

_STYLES = ("flow", "grid", "blueprint", "dropoff")
"""The registry of styles is not asked, because `--help` should not import what draws."""
_PACKAGES = ("starlette", "uvicorn", "watchfiles", "anyio", "h11", "idna")
_USUAL = Path("journeys")


@click.command("preview")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Where to serve it on this machine; 0 is any port that is free. 8391 or the next free one, if not said.",
)
@click.option(
    "--open/--no-open",
    "opened",
    default=None,
    help="Open it in the browser, or do not. On a terminal it is opened, if not said.",
)
@click.option("--style", type=click.Choice(_STYLES), default=_STYLES[0], show_default=True, help="The style at first.")
@click.option(
    "--theme",
    type=click.Choice(["auto", "light", "dark"]),
    default="auto",
    show_default=True,
    help="auto follows the reader's own setting.",
)
@click.option("--no-data", is_flag=True, help="Draw the declaration, even where a journey names a log.")
@data_options
@look_options
@today_option("the real one")
def command(
    paths: tuple[Path, ...],
    port: int | None,
    style: str,
    theme: Literal["auto", "light", "dark"],
    asked: Asked,
    depth: int,
    lang: str | None,
    today: date | None,
    *,
    opened: bool | None,
    no_data: bool,
) -> None:
    """Show journeys on a live page of this machine: the map, and what check says, anew whenever a file is saved.

    Shows the journeys of files and folders; of the folder journeys, else of this one, if none is named. Ctrl-C ends it.
    """
    try:
        from journeymap.preview import Serving, listen
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        cure = "pip install 'journeymap[preview]' brings what is missing; map and check need no more than is there"
        raise fault("JM840", f"the preview is served with {error.name}, which is not installed", cure) from error
    from journeymap.pipeline.previewed import Preview, Wish

    usual = [_USUAL] if _USUAL.is_dir() else [Path()]
    wish = Wish(asked, depth, lang, today, measured=not no_data, theme=theme)
    preview = Preview(paths or usual, wish, ours=not paths)
    serving = Serving(preview, listen(port), {"styles": _STYLES, "style": style, "theme": theme})
    click.echo(serving.address)
    sys.stdout.flush()
    progress("Ctrl-C ends it")
    if sys.stdout.isatty() if opened is None else opened:
        webbrowser.open(serving.address)
    serving.run()
