"""`journeymap check`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from journeymap.cli import COULD_NOT_RUN, FINE, FOUND, exit_code
from journeymap.cli.common import coloured, put
from journeymap.finding import Finding, JourneymapError, Level, fault
from journeymap.formats import FORMATS, format_of, text

_WEIGHT = {Level.ERROR: 0, Level.WARNING: 1, Level.HINT: 2}


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file to write instead of standard output.",
)
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default="error",
    show_default=True,
    help="Exit with 1 from this level on.",
)
def command(paths: tuple[Path, ...], form: str, output: Path | None, fail_on: str) -> int:
    """Judge the declaration of journey files, or of all in a folder.

    Exits with 1 if something is found at the level of --fail-on or above.
    """
    files = [file for path in paths for file in _journeys(path)]
    findings, unread = _judged(files)
    if form == "text" and output is None:
        click.echo(text.view(findings, [], colour=coloured(sys.stdout)), nl=False)
    else:
        said = format_of(form)(findings, [str(file) for file in files])
        put(output, said.encode(errors="replace").decode())  # the name of a file may hold what is no Unicode
    if form == "text":
        _summarise(len(files), findings)
    failed = any(_WEIGHT[finding.level] <= _WEIGHT[Level(fail_on)] for finding in findings)
    return COULD_NOT_RUN if unread else FOUND if failed else FINE


def _judged(files: Sequence[Path]) -> tuple[list[Finding], bool]:
    """All that is to be said, and whether a file could not be read at all."""
    from journeymap.pipeline.declared import check

    findings: list[Finding] = []
    unread = False
    for file in files:
        try:
            findings += check(file)[1]
        except JourneymapError as error:
            findings += error.findings
            unread = unread or exit_code(error) == COULD_NOT_RUN
    return findings, unread


def _summarise(files: int, findings: Sequence[Finding]) -> None:
    count = {level: sum(finding.level is level for finding in findings) for level in Level}
    told = ", ".join(f"{number} {level.value}{'' if number == 1 else 's'}" for level, number in count.items() if number)
    click.echo(f"{files} journey{'' if files == 1 else 's'} checked: {told or 'nothing to say'}", err=True)


def _journeys(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(
        file
        for file in path.rglob("*.y*ml")
        if file.suffix in (".yaml", ".yml") and not any(part.startswith(".") for part in file.parts[len(path.parts) :])
    )
    if not found:
        raise fault("JM009", "there is no .yaml file in this folder", "name a journey file", file=str(path))
    return found
