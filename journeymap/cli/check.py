"""`journeymap check`."""

import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import click

from journeymap.asked import Asked
from journeymap.cli import COULD_NOT_RUN, FINE, FOUND, exit_code
from journeymap.cli.common import Watching, coloured, put
from journeymap.cli.options import data_options, today_option
from journeymap.finding import Finding, JourneymapError, Level
from journeymap.formats import FORMATS, format_of, text
from journeymap.lint import placed
from journeymap.markup import clean
from journeymap.units import shown

_WEIGHT = {Level.ERROR: 0, Level.WARNING: 1, Level.HINT: 2}


class Also(click.ParamType[tuple[str, Path]]):
    """A format and a file, as in `junit=report.xml`."""

    name = "also"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """The name of the format and the file, or a usage error."""
        form, _, file = str(value).partition("=")
        if form not in FORMATS or not file:
            self.fail(f"{shown(value)}: write FORMAT=FILE, with one of {', '.join(FORMATS)}", param, ctx)
        return form, Path(file)


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
    "--also",
    multiple=True,
    type=Also(),
    metavar="FORMAT=FILE",
    help="Write what is found into a file in another format too, like junit=report.xml; may be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default="error",
    show_default=True,
    help="Exit with 1 from this level on.",
)
@click.option(
    "--data",
    "measured",
    is_flag=True,
    help="Judge budgets and targets too, on the log that each journey names; --events says another one.",
)
@data_options
@click.option("--base", metavar="REV", help="A git revision to compare with: ids that were renamed are told.")
@today_option("the real one")
@click.option("-v", "--verbose", is_flag=True, help="Tell what each plan adds up to, and how much of it is known.")
def command(
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    also: tuple[tuple[str, Path | None], ...],
    fail_on: str,
    base: str | None,
    today: date | None,
    asked: Asked,
    *,
    measured: bool,
    verbose: bool,
) -> int:
    """Judge the declaration of journey files, of files that they share and of translations; or of all in a folder.

    With --data or --events also what they promise, on what was measured: budgets, targets and service levels.
    Exits with 1 if something is found at the level of --fail-on or above.
    """
    from journeymap.project import journeys_in

    files = [file for path in paths for file in journeys_in(path)]
    gate = _Gate(today, base, asked if measured or asked["events"] else None, sums=verbose)
    if gate.asked is None:
        _check_unasked(asked)
    # A declaration is judged at once: nothing to watch.
    with Watching() if gate.asked else nullcontext(lambda _what, _share: None) as watch:
        found = _judged(files, gate, watch)
    if form == "text" and output is None:
        click.echo(text.view(found.findings, [], colour=coloured(sys.stdout)), nl=False)
    else:
        also = ((form, output), *also)
    for other, out in also:
        said = format_of(other)(found.findings, [str(file) for file in files])
        put(
            out, said.encode(errors="replace").decode(), commands=other == "github"
        )  # the name of a file may hold what is no Unicode
    if verbose:
        click.echo("".join(found.sums), nl=False, err=form != "text" or output is not None)
    if form == "text":
        _summarise(found)
    failed = any(_WEIGHT[finding.level] <= _WEIGHT[Level(fail_on)] for finding in found.findings)
    return COULD_NOT_RUN if found.unread else FOUND if failed else FINE


@dataclass(frozen=True, slots=True)
class _Gate:
    """What is judged by: the day, an older revision, and what is asked of the logs; None where no log is looked at."""

    today: date | None
    base: str | None
    asked: Asked | None
    sums: bool
    """Whether it is to be told what plans add up to."""


@dataclass(slots=True)
class _Found:
    """All that is to be said, by journey what its plan adds up to and what the data say of its promises, and what went wrong."""

    findings: list[Finding] = field(default_factory=list)
    journeys: int = 0
    sums: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    broken: int = 0
    """Journeys that could not be judged."""
    unread: bool = False
    """Whether a file could not be read at all."""


def _judged(files: Sequence[Path], gate: _Gate, watch: Callable[[str, float], None]) -> _Found:
    found = _Found()
    for file in files:
        try:
            _judge(file, gate, watch, found)
        except JourneymapError as error:
            found.findings += error.findings
            found.broken += 1
            found.unread = found.unread or exit_code(error) == COULD_NOT_RUN
    # What several files share is at fault once.
    found.findings = list(dict.fromkeys(found.findings))
    return found


def _judge(file: Path, gate: _Gate, watch: Callable[[str, float], None], found: _Found) -> None:
    """One file: its declaration, and where that is sound and a log is to be looked at, its promises."""
    from journeymap.pipeline.declared import files_at, judged

    before, spoken = files_at(file, gate.base) if gate.base is not None and file.exists() else (None, {})
    today = gate.today or datetime.now().astimezone().date()
    checked = judged(file, today=today, base=before, base_translations=spoken)
    said = checked.findings
    if checked.case and gate.asked is not None and all(finding.level is not Level.ERROR for finding in said):
        loaded = checked.case.loaded
        if gate.asked["events"] or loaded.journey.events.from_:
            from journeymap.pipeline.gated import hold

            findings, verdict = hold(loaded, today=gate.today, watch=watch, **gate.asked)
            said = sorted([*said, *findings], key=lambda finding: finding.place)
            found.verdicts.append(f"{placed(file)}: {clean(verdict)}")
        else:
            found.verdicts.append(
                f"{placed(file)}: no log to hold it against: name one under events: from, or with --events"
            )
    found.findings += said
    found.journeys += checked.case is not None
    if checked.case and gate.sums:
        from journeymap.summing import summed_up

        found.sums.append(summed_up(checked.case))


def _check_unasked(asked: Asked) -> None:
    for option in ("answers", "persona", "segment", "since", "until", "as_of"):
        if asked[option]:
            raise click.BadParameter(
                "it is said of a log: add --data, or name a log with --events",
                param_hint=f"--{option.replace('_', '-')}",
            )


def _summarise(found: _Found) -> None:
    count = {level: sum(finding.level is level for finding in found.findings) for level in Level}
    told = ", ".join(f"{number} {level.value}{'' if number == 1 else 's'}" for level, number in count.items() if number)
    journeys = found.journeys + found.broken
    for verdict in found.verdicts:
        click.echo(verdict, err=True)
    click.echo(f"{journeys} journey{'' if journeys == 1 else 's'} checked: {told or 'nothing to say'}", err=True)
