"""What commands share: languages, colours, progress, what they write."""

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any, Self

import click
from click.core import ParameterSource

from journeymap import catalogue
from journeymap.finding import Finding, JourneymapError, fault
from journeymap.lint import text as told
from journeymap.markup import clean, is_obeyed
from journeymap.outputs import write, write_all


def sound_in(journey: Path, lang: str | None) -> Any:
    """A sound journey in a language; where only the tool itself speaks it, with the texts of its own language, and a note says so."""
    from journeymap.pipeline.declared import is_only_spoken, sound

    try:
        return sound(journey, lang=lang)
    except JourneymapError as error:
        if lang is None or [it.code for it in error.findings] != ["JM152"] or not is_only_spoken(journey, lang):
            raise
        beside = f"{journey.stem}.{catalogue.language_of(lang)}{journey.suffix}"
        click.echo(
            f"note: {error.findings[0].message}: its texts stay as they are; {beside} beside it can hold them", err=True
        )
        return sound(journey)


@contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """The tool's own words in a language; where it does not speak it, a note says so."""
    if lang is not None and catalogue.language_of(lang) is None:
        known = ", ".join(catalogue.languages())
        click.echo(f"note: the words of journeymap itself are English: it speaks {known}, not {lang!a}", err=True)
    with catalogue.speaking(lang):
        yield


_NOT_AGAIN = ("output", "outputs", "form", "no_cache", "max_chars")
"""Options that do not change what is found."""


def again() -> str:
    """The command that is running, as it would be typed to find the same again."""
    running = click.get_current_context()
    words = ["journeymap", running.info_name or ""]
    for parameter in running.command.params:
        name = parameter.name or ""
        if running.get_parameter_source(name) is not ParameterSource.COMMANDLINE or name in _NOT_AGAIN:
            continue
        given = running.params[name]
        for value in given if isinstance(given, tuple) else (given,):
            option = parameter.opts[:1] if parameter.param_type_name == "option" else []
            words += option if value is True else [*option, str(value)]
    return shlex.join(words)


def show(findings: Iterable[Finding]) -> None:
    """Findings on standard error, in colour on a terminal."""
    click.echo(told(findings, colour=coloured(sys.stderr)), err=True, nl=False, color=True)


def coloured(stream: IO[Any]) -> bool:
    """Whether a stream shows colours: a terminal, and nobody has said no."""
    return bool(stream.isatty()) and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def progress(message: str) -> None:
    """What is happening, on a terminal; silence elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\x1b[2m{message}\x1b[0m" if coloured(sys.stderr) else message, err=True)


class Watching:
    """A bar on a terminal that tells what is happening and how far it is, once that takes longer than two seconds; silence elsewhere, and where
    nothing is said of what happens.
    """

    PATIENCE, EVERY, WIDTH = 2.0, 0.2, 24

    def __init__(self) -> None:
        self._what, self._share = "", 0.0
        self._done = Event()
        self._thread = Thread(target=self._show, daemon=True)

    def __call__(self, what: str, share: float) -> None:
        """What is happening now."""
        self._what, self._share = what, share

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def _show(self) -> None:
        if self._done.wait(self.PATIENCE):
            return
        while not self._done.wait(self.EVERY):
            if not self._what:
                continue
            filled = round(self.WIDTH * self._share)
            bar = "#" * filled + "." * (self.WIDTH - filled)
            click.echo(f"\r\x1b[K[{bar}] {self._share:4.0%} {self._what}", err=True, nl=False, color=True)
        if self._what:
            click.echo("\r\x1b[K", err=True, nl=False, color=True)


def check_ending(output: Path, endings: Iterable[str], what: str) -> None:
    """That the name of a file tells its format; `what` are the files called, like `reports`."""
    if output.suffix not in endings:
        raise click.BadParameter(f"'{output}': {what} end in {', '.join(endings)}; or name a --format", param_hint="-o")


def put(out: Path | None, content: str, *, commands: bool = False) -> None:
    """Writes a result to a file, whole or not at all; to standard output if no file is named.

    Raises `JourneymapError` (JM809) where a CI runner reads standard output and would obey what is meant for others, to the byte;
    `commands` are meant for it.
    """
    data = content.encode()
    if out is None:
        if not commands and _RUNNERS & os.environ.keys() and is_obeyed(content):
            raise fault(
                "JM809", "the CI runner would take words of this for its commands", "write it to a file: -o FILE"
            )
        stream = sys.stdout.buffer
        stream.write(data)
        stream.flush()
    else:
        write(out, data)


_RUNNERS = {"GITHUB_ACTIONS", "GITEA_ACTIONS", "FORGEJO_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"}
"""What those who obey what is printed set in the environment."""


def tell_written(path: Path) -> None:
    """Says that a file was written."""
    click.echo(f"wrote {clean(str(path))}")


def deliver(
    found: Any,
    outputs: Sequence[Path],
    form: str | None,
    views: Mapping[str, Callable[[Any], str]],
    suffixes: Mapping[str, str],
) -> None:
    """Tells what was found in every file asked for, all of them or none, and a few lines on standard output; without files all of it there.

    `form` is a format of `views` where one is named, else `suffixes` has that of each file.
    """
    told = {output: views[form or suffixes[output.suffix]](found).encode() for output in outputs}
    write_all(told)
    put(None, views["text" if outputs else form or "markdown"](found))
    for output in outputs:
        tell_written(output)
