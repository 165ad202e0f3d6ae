"""`journeymap map`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from journeymap.asked import Asked
from journeymap.cli.common import Watching, progress, put, sound_in, speaking, tell_written
from journeymap.cli.options import JOURNEY, data_options, look_options

_STYLES = {
    "flow": "who goes where",
    "grid": "feelings, scores, who leaves, pains and ideas, stage by stage",
    "blueprint": "what the company does for it, on stage and behind",
    "dropoff": "how far they get, and where they leave",
}
"""What each style shows; the registry of styles is not asked, because `--help` should not import what draws."""
_SUFFIXES = {".svg": "svg", ".png": "png", ".pdf": "pdf", ".gv": "gv", ".dot": "gv", ".md": "md"}
_FORMS = tuple(dict.fromkeys(_SUFFIXES.values()))
_BINARY = ("png", "pdf")
_MOST_TOP = 60
"""No map shows more touchpoints in full."""


class Percent(click.ParamType[float]):
    """A share as people say it: 5%, or 5."""

    name = "percent"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share (0-1), or a usage error."""
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", str(value).strip(), re.ASCII)
        number = float(found[1]) if found else -1.0
        if found and 0 < number < 1 and not found[2]:
            self.fail(
                f"'{value}': write it in percent, with the sign, like {100 * number:g}% or {number:g}%", param, ctx
            )
        if not 0 <= number <= 100:
            self.fail(f"'{value}' is not a share: write it in percent, like 5%", param, ctx)
        return number / 100


@dataclass(frozen=True)
class _Target:
    """One file to write, or standard output where there is no path."""

    path: Path | None
    form: str
    style: str


@click.command("map")
@JOURNEY
@data_options
@look_options
@click.option("--no-data", is_flag=True, help="Draw the declaration, even where the journey names a log.")
@click.option(
    "--style",
    type=click.Choice(list(_STYLES)),
    default="flow",
    show_default=True,
    help="; ".join(f"{style}: {what}" for style, what in _STYLES.items()) + ".",
)
@click.option("--all", "every", is_flag=True, help="Draw every style, into the folder that -o names.")
@click.option("--focus", metavar="ID", help="Show one touchpoint with those one step before and after it.")
@click.option(
    "--top",
    type=click.IntRange(1, _MOST_TOP),
    metavar="N",
    help="Show the N worst touchpoints in full, and fold the others of each stage. Worst is the friction rank;"
    " without data the pains by their severity, then the feeling, then who may leave by promise.",
)
@click.option(
    "--min-share",
    type=Percent(),
    metavar="PERCENT",
    help="Draw the ways with at least this share of all steps (without data: this promised share), and no others."
    " If not said, the fewest ways that carry 90 % of all steps.",
)
@click.option(
    "--base",
    metavar="REV",
    help="A git revision to compare the declaration with: what is new, changed and gone since is marked.",
)
@click.option(
    "--theme",
    type=click.Choice(["auto", "light", "dark"]),
    default="auto",
    show_default=True,
    help="auto follows the reader's own setting; in PNG and PDF it is light.",
)
@click.option(
    "--scale",
    type=click.FloatRange(0.25, 4),
    metavar="FACTOR",
    help="How many px of a PNG for each px of the map, from 0.25 to 4; 2, if not said.",
)
@click.option(
    "--format",
    "forms",
    multiple=True,
    type=click.Choice(_FORMS),
    help="The format of standard output, or of a file whose ending tells none; with --all that of the files,"
    " and may be repeated. svg, if not said. md is the map as tables.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file to write, whose ending tells the format (.svg .png .pdf .gv .md); may be repeated. Standard output,"
    " if not said. With --all a folder.",
)
def command(
    journey: Path,
    asked: Asked,
    depth: int,
    lang: str | None,
    style: str,
    base: str | None,
    theme: Literal["auto", "light", "dark"],
    scale: float | None,
    forms: tuple[str, ...],
    outputs: tuple[Path, ...],
    *,
    no_data: bool,
    every: bool,
    **closer: Any,
) -> None:
    """Draw a journey: measured where there is a log, else as it is declared.

    \b
    journeymap map shop.yaml -o shop.svg -o shop.png -o shop.pdf
    journeymap map shop.yaml --all -o maps --format svg --format md
    journeymap map shop.yaml --focus pay --min-share 2% -o pay.svg
    """  # noqa: D301 - click's own mark before lines that are not wrapped
    from journeymap.pipeline.drawn import SCALE, decided, rendered

    _check_style(every=every)
    targets = _everything(journey, outputs, forms) if every else _asked_for(outputs, forms, style)
    if scale is not None and not any(target.form == "png" for target in targets):
        raise click.BadParameter("none of the files is a PNG", param_hint="--scale")
    loaded, then, report = _read(journey, asked, lang, base, depth=depth, no_data=no_data)
    with speaking(lang):
        map = decided(loaded, report, persona=asked["persona"] or "", language=loaded.lang or "", base=then, **closer)
        progress("drawing ...")
        look: dict[str, Any] = {"theme": theme, "scale": scale or SCALE}
        drawn = {each.path: rendered(map, each.form, style=each.style, **look) for each in targets}
    _write(drawn)


def _write(drawn: dict[Path | None, bytes]) -> None:
    from journeymap.outputs import write_all

    write_all({path: data for path, data in drawn.items() if path is not None})
    if None in drawn:
        put(None, drawn[None].decode())
    for path in filter(None, drawn):
        tell_written(path)


def _read(
    journey: Path, asked: Asked, lang: str | None, base: str | None, *, depth: int, no_data: bool
) -> tuple[Any, Any, Any]:
    """The journey as it is to be looked at, what it is compared with, and what was measured of it, if that is wanted."""
    from journeymap.pipeline.declared import looked_at
    from journeymap.pipeline.marked import base_of

    loaded = sound_in(journey, lang)
    measured = bool(asked["events"] or loaded.journey.events.from_) and not no_data
    _check_asked(asked, measured=measured)
    seen: dict[str, Any] = {"depth": depth, "persona": asked["persona"], "planned": not measured}
    loaded = looked_at(loaded, **seen)
    # Before anything is measured: a revision that is not there is known at once.
    then = base_of(journey, base, lang=lang, **seen) if base is not None else None
    return loaded, then, _measured(loaded, asked) if measured else None


def _measured(loaded: Any, asked: Asked) -> Any:
    from journeymap.pipeline.measured import measure

    with Watching() as watch:
        return measure(loaded, watch=watch, **asked)


def _check_asked(asked: Asked, *, measured: bool) -> None:
    for option in ("segment", "since", "until"):
        if asked[option] and not measured:
            raise click.BadParameter(
                "there is no log to look for them in; name one with --events", param_hint=f"--{option}"
            )


def _check_style(*, every: bool) -> None:
    said = click.get_current_context().get_parameter_source("style")
    if every and said is not click.core.ParameterSource.DEFAULT:
        raise click.BadParameter("--all draws every style: leave it out", param_hint="--style")


# --- where it goes ------------------------------------------------------------------------------------------------------


def _everything(journey: Path, outputs: Sequence[Path], forms: Sequence[str]) -> list[_Target]:
    """Every style in every format, and the tables once, in one folder: `airport-flow.svg`, `airport.md`."""
    if len(outputs) != 1 or (outputs[0].suffix in _SUFFIXES and not _is_folder(outputs[0])):
        raise click.BadParameter("name one folder for the styles with -o, like -o maps", param_hint="--all")
    folder, targets = outputs[0], []
    for form in dict.fromkeys(forms or ("svg",)):
        styles = ("",) if form == "md" else tuple(_STYLES)
        for style in styles:
            name = "-".join(filter(None, (journey.stem, style)))
            targets.append(_Target(folder / f"{name}.{form}", form, style or "flow"))
    return targets


def _asked_for(outputs: Sequence[Path], forms: Sequence[str], style: str) -> list[_Target]:
    if len(forms) > 1:
        raise click.BadParameter(
            "one format for one output: name a file for each with -o, or draw --all", param_hint="--format"
        )
    form = forms[0] if forms else None
    if not outputs or [str(output) for output in outputs] == ["-"]:
        if form in _BINARY:
            raise click.BadParameter(f"{form} is no text: name a file with -o, like map.{form}", param_hint="--format")
        return [_Target(None, form or "svg", style)]
    for number, output in enumerate(outputs):
        if output in outputs[:number]:
            raise click.BadParameter(f"'{output}' is named twice", param_hint="-o")
    return [_Target(output, _form_of(output, form), style) for output in outputs]


def _form_of(output: Path, form: str | None) -> str:
    told = _SUFFIXES.get(output.suffix)
    if str(output) == "-":
        raise click.BadParameter("'-' is standard output: it stands alone", param_hint="-o")
    if _is_folder(output):
        raise click.BadParameter(f"'{output}' is a folder: name a file in it, or draw --all", param_hint="-o")
    if told is None and form is None:
        endings = ", ".join(_SUFFIXES)
        raise click.BadParameter(f"'{output}': maps end in {endings}; or name a --format", param_hint="-o")
    if told is not None and form not in (None, told):
        raise click.BadParameter(f"'{output}' tells its format by its ending; leave it out", param_hint="--format")
    return told or form or "svg"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, say: writing tells
        return False
