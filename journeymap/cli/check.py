"""`journeymap check`."""

import sys
from pathlib import Path

import click

from journeymap.cli import COULD_NOT_RUN, FINE, FOUND, exit_code
from journeymap.cli.common import coloured
from journeymap.finding import Finding, JourneymapError, Level, fault
from journeymap.lint import as_json, text

_WEIGHT = {Level.ERROR: 0, Level.WARNING: 1, Level.HINT: 2}


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default="error",
    show_default=True,
    help="Exit with 1 from this level on.",
)
def command(paths: tuple[Path, ...], form: str, fail_on: str) -> int:
    """Judge the declaration of journey files, or of all in a folder.

    Exits with 1 if something is found at the level of --fail-on or above.
    """
    from journeymap.pipeline.declared import check

    findings: list[Finding] = []
    unread = False
    files = [file for path in paths for file in _journeys(path)]
    for file in files:
        try:
            findings += check(file)[1]
        except JourneymapError as error:
            findings += error.findings
            unread = unread or exit_code(error) == COULD_NOT_RUN
    click.echo(
        as_json(findings) if form == "json" else text(findings, colour=coloured(sys.stdout)),
        nl=False,
    )
    failed = any(_WEIGHT[finding.level] <= _WEIGHT[Level(fail_on)] for finding in findings)
    if form == "text":
        count = {level: sum(finding.level is level for finding in findings) for level in Level}
        told = ", ".join(
            f"{number} {level.value}{'' if number == 1 else 's'}" for level, number in count.items() if number
        )
        click.echo(
            f"{len(files)} journey{'' if len(files) == 1 else 's'} checked: {told or 'nothing to say'}", err=True
        )
    return COULD_NOT_RUN if unread else FOUND if failed else FINE


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
