"""`journeymap fix`."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from journeymap.cli import COULD_NOT_RUN, FINE, FOUND
from journeymap.cli.common import coloured, put, show
from journeymap.correction import Mended, unified
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.lint import placed, text
from journeymap.markup import inert


@click.command("fix")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unsafe", is_flag=True, help="Also write what was probably meant: each 'did you mean' of check.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change, as a unified diff.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if anything would change.")
def command(paths: tuple[Path, ...], *, unsafe: bool, diff: bool, only_check: bool) -> int:
    """Correct the text of journey files, or of all in a folder, where it is certain what was meant.

    Comments, the order and every other character stay as they are; what no one can be certain of is left to you and listed. Exits
    with 1 if errors remain.
    """
    from journeymap.pipeline.mended import keep, mend

    mended: list[Mended] = []
    unread: list[Finding] = []
    for path in _files(paths):
        try:
            one = mend(path, unsafe=unsafe)
            if one.corrections and not (diff or only_check):
                keep(one)
            mended.append(one)
        except JourneymapError as error:
            unread += error.findings
    for one in mended:
        if diff:
            _print(unified(one))
        else:
            click.echo(_told(one, "fixable" if only_check else "fixed"), nl=False, color=True)
    show(unread)
    click.echo(_summary(mended, unsafe=unsafe, written=not (diff or only_check)), err=True)
    failed = any(one.corrections for one in mended) if only_check else not diff and _errors(mended)
    return COULD_NOT_RUN if unread else FOUND if failed else FINE


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Every file once. What a link in a folder leads to is only taken where it is in that folder too."""
    from journeymap.project import journeys_in

    seen = set()
    for path in paths:
        for file in journeys_in(path):
            real = Path(os.path.realpath(file))
            if file != path and not real.is_relative_to(os.path.realpath(path)):
                click.echo(f"{placed(Location(str(file), 1))}: left alone: this link leads out of the folder", err=True)
            elif real not in seen:
                seen.add(real)
                yield file


def _told(mended: Mended, word: str) -> str:
    lines = [f"{correction.told(word)}\n" for correction in mended.corrections]
    if mended.given_up:
        lines.append(f"{placed(Location(str(mended.path), 1))}: left alone: {mended.given_up}\n")
    return "".join([*lines, text(mended.left, colour=coloured(sys.stdout))])


def _print(diff: str) -> None:
    """A diff to the byte into a file or a pipe; without what acts on a terminal on one."""
    if sys.stdout.isatty():
        click.echo(inert(diff), nl=False)
    else:
        put(None, diff.encode(errors="replace").decode())


def _errors(mended: Sequence[Mended]) -> bool:
    return any(finding.level is Level.ERROR for one in mended for finding in one.left)


def _summary(mended: Sequence[Mended], *, unsafe: bool, written: bool) -> str:
    changed = [one for one in mended if one.corrections]
    made = sum(len(one.corrections) for one in changed)
    left = sum(len(one.left) for one in mended)
    likely = 0 if unsafe else sum(one.likely for one in mended)
    parts = [
        f"{_count(len(mended), 'file')} looked at",
        f"{'' if written else 'would make '}{_count(made, 'correction')} in {_count(len(changed), 'file')}"
        if made
        else "nothing to correct",
        *([f"{_count(left, 'finding')} left for you"] if left else []),
        *([f"--unsafe may correct {likely} of them"] if likely else []),
    ]
    return ", ".join(parts)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
