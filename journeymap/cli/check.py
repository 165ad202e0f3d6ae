"""`journeymap check`."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from journeymap.cli import COULD_NOT_RUN, FINE, FOUND, exit_code
from journeymap.cli.common import coloured, journeys_in, put, today_option
from journeymap.finding import Finding, JourneymapError, Level
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
@click.option("--base", metavar="REV", help="A git revision to compare with: ids that were renamed are told.")
@today_option("the real one")
@click.option("-v", "--verbose", is_flag=True, help="Tell what each plan adds up to, and how much of it is known.")
def command(
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    fail_on: str,
    base: str | None,
    today: date | None,
    *,
    verbose: bool,
) -> int:
    """Judge the declaration of journey files, of files that they share and of translations; or of all in a folder.

    Exits with 1 if something is found at the level of --fail-on or above.
    """
    files = [file for path in paths for file in journeys_in(path)]
    findings, sums, journeys, unread = _judged(files, today or datetime.now().astimezone().date(), base)
    if form == "text" and output is None:
        click.echo(text.view(findings, [], colour=coloured(sys.stdout)), nl=False)
    else:
        said = format_of(form)(findings, [str(file) for file in files])
        put(output, said.encode(errors="replace").decode())  # the name of a file may hold what is no Unicode
    if verbose:
        click.echo(sums, nl=False, err=form != "text" or output is not None)
    if form == "text":
        _summarise(journeys, findings)
    failed = any(_WEIGHT[finding.level] <= _WEIGHT[Level(fail_on)] for finding in findings)
    return COULD_NOT_RUN if unread else FOUND if failed else FINE


def _judged(files: Sequence[Path], today: date, base: str | None) -> tuple[list[Finding], str, int, bool]:
    """All that is to be said, what the plans add up to, how many journeys there are, and whether a file could not be read at all."""
    from journeymap.pipeline.declared import files_at, judged
    from journeymap.summing import summed_up

    findings: list[Finding] = []
    sums: list[str] = []
    broken, unread = 0, False
    for file in files:
        try:
            before, spoken = files_at(file, base) if base is not None and file.exists() else (None, {})
            checked = judged(file, today=today, base=before, base_translations=spoken)
            findings += checked.findings
            sums += [summed_up(checked.case)] if checked.case else []
        except JourneymapError as error:
            findings += error.findings
            broken += 1
            unread = unread or exit_code(error) == COULD_NOT_RUN
    # What several files share is at fault once.
    return list(dict.fromkeys(findings)), "".join(sums), len(sums) + broken, unread


def _summarise(journeys: int, findings: Sequence[Finding]) -> None:
    count = {level: sum(finding.level is level for finding in findings) for level in Level}
    told = ", ".join(f"{number} {level.value}{'' if number == 1 else 's'}" for level, number in count.items() if number)
    click.echo(f"{journeys} journey{'' if journeys == 1 else 's'} checked: {told or 'nothing to say'}", err=True)
