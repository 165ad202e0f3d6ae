"""`journeymap diff`."""

import os
import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import click

from journeymap.asked import Asked
from journeymap.cli import FINE, FOUND
from journeymap.cli.common import Watching, check_ending, put
from journeymap.cli.options import FORM, OUTPUTS, data_options, today_option
from journeymap.markup import clean

_FORMS = {".md": "markdown", ".html": "html", ".json": "json", ".txt": "text"}
_LEVELS = ("error", "warning", "hint")
_NEVER = "never"
_KEY = re.compile(r"[A-Za-z0-9_.]+(-[A-Za-z0-9_.]+)*")
_LEAST_CHARS = 2_000
_MIN_GROUP = 10
_LONGEST = 500


class Key(click.ParamType[str]):
    """A name that can stand in a comment of HTML."""

    name = "key"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The key, or a usage error."""
        text = str(value)
        if not _KEY.fullmatch(text) or len(text) > 64:
            self.fail(f"'{text}': write up to 64 letters, digits, '_', '.' and single '-'", param, ctx)
        return text


class LinkBase(click.ParamType[str]):
    """The address that permalinks begin with."""

    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address, or a usage error."""
        from journeymap.number_words import LINKED

        if value and not LINKED.fullmatch(str(value)):
            self.fail(f"'{value}': write an address like https://github.com/owner/name/blob", param, ctx)
        return str(value)


class Room(click.ParamType[int]):
    """How many characters a report may have."""

    name = "integer"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error."""
        found = int(str(value)) if re.fullmatch(r"[0-9]{1,9}", str(value)) else -1
        if found < 0 or 0 < found < _LEAST_CHARS:
            self.fail(f"'{value}': write {_LEAST_CHARS} or more, or 0 for any length", param, ctx)
        return found


@click.command("diff")
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--path",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Look only at this journey file, or at the journeys in this folder; may be repeated. The working directory, if not said.",
)
@click.option("--no-data", is_flag=True, help="Compare the declarations, even where journeys name a log.")
@data_options
@today_option("the day on which the data was closed")
@click.option(
    "--fail-on",
    type=click.Choice([*_LEVELS, _NEVER]),
    default=_NEVER,
    show_default=True,
    help="Exit with 1 from this level on, if a finding is new.",
)
@FORM
@OUTPUTS
@click.option(
    "--key",
    type=Key(),
    help="The name in the hidden first line of Markdown, by which one comment is found again; made from --path, if not said.",
)
@click.option(
    "--max-chars",
    type=Room(),
    default=60_000,
    show_default=True,
    metavar="N",
    help="How long Markdown may be: it loses whole sections until it fits. 0 for any length.",
)
@click.option(
    "--link-base",
    type=LinkBase(),
    metavar="URL",
    help="What permalinks begin with, like https://github.com/owner/name/blob; what GitHub's and GitLab's runners say, if not said.",
)
@click.option(
    "--maps",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Draw each journey that changed, before and after, into this folder.",
)
@click.option(
    "--maps-url", type=LinkBase(), metavar="URL", help="Where that folder will be found: Markdown links to it."
)
def command(
    base: str,
    head: str | None,
    paths: tuple[Path, ...],
    asked: Asked,
    today: date | None,
    fail_on: str,
    form: str | None,
    outputs: tuple[Path, ...],
    maps: Path | None,
    maps_url: str | None,
    *,
    no_data: bool,
    **wording: Any,
) -> int:
    """Compare the journeys of two git revisions (or of two folders) on the same data: what changed, and what it does to the numbers.

    Without HEAD with what lies in the working tree. `main...` is where your branch left main.

    \b
    journeymap diff main
    journeymap diff v1 v2 --path journeys/shop.yaml --events log.csv -o diff.md -o diff.html
    journeymap diff before/ after/ --format text
    """  # noqa: D301 - click's own mark before lines that are not wrapped
    for output in outputs if form is None else ():
        check_ending(output, _FORMS, "differences")
    if maps_url and maps is None:
        raise click.BadParameter("say with --maps where to draw them", param_hint="--maps-url")
    from journeymap.pipeline.diffed import diffed

    with Watching() as watch:
        found, sheets = diffed(base, head, paths, today=today, data=not no_data, watch=watch, **asked)
    _check_asked(asked, found)
    forms: dict[Path | None, str] = {output: form or _FORMS[output.suffix] for output in outputs} or {
        None: form or "markdown"
    }
    drawn: list[Any] = []
    if maps is not None or "html" in forms.values():
        from journeymap.pipeline.sided import pictures

        drawn = list(pictures(found, sheets))
    named = _put_maps(drawn, maps) if maps is not None else []
    linked = tuple((name, *(f"{maps_url}/{quote(file)}" if file else "" for file in files)) for name, *files in named)
    wording["key"] = wording["key"] or _key(paths, found)
    again = _again(found, paths, asked, today, no_data=no_data)
    told = _told(again, linked if maps_url else (), **wording)
    for place, each in forms.items():
        # The name of a file may hold what is no Unicode.
        put(place, _written(each, found, told, drawn).encode(errors="replace").decode())
    for place in (*outputs, *(maps / file for _, *files in named for file in files if file and maps)):
        click.echo(f"wrote {clean(str(place))}", err=not outputs)
    return FOUND if _fails(found, fail_on) else FINE


def _check_asked(asked: Asked, found: Any) -> None:
    for option in ("persona", "segment", "since", "until", "as_of"):
        if asked[option] and not found.measured:
            # A journey that names a log of its own says itself why it was not measured.
            why = next((note for journey in found.journeys for note in journey.notes), "")
            raise click.BadParameter(
                f"it is said of a log, and none was measured{f'. {why}' if why else '; name one with --events'}",
                param_hint=f"--{option.replace('_', '-')}",
            )


def _written(form: str, found: Any, told: Any, drawn: Sequence[tuple[str, str, str]]) -> str:
    from journeymap.views import diff, diff_html, diff_text

    views: dict[str, Callable[[], str]] = {
        "markdown": lambda: diff.markdown(found, told),
        "html": lambda: diff_html.html(found, told.links, drawn),
        "json": lambda: diff_text.json(found),
        "text": lambda: diff_text.text(found),
    }
    return views[form]()


def _told(
    command: list[str],
    linked: Any,
    *,
    key: str,
    max_chars: int,
    link_base: str | None,
) -> Any:
    """What stands in Markdown beside the difference itself."""
    from journeymap.number_words import Links
    from journeymap.views.diff import Told

    whole = shlex.join([*command, "--max-chars", "0"])
    return Told(
        key=key,
        links=Links(_link_base() if link_base is None else link_base),
        command=shlex.join(command),
        whole=whole if len(whole) < _LONGEST else "the same with --max-chars 0",
        maps=linked,
        max_chars=max_chars,
    )


def _key(paths: Sequence[Path], found: Any) -> str:
    """A key from the names of the paths, else of the journeys' folder: several comments of one pull request tell each other apart by it."""
    folders = {PurePosixPath(journey.file).parent.name for journey in found.journeys}
    names = [path.stem for path in paths] or (list(folders) if len(folders) == 1 else [])
    key = "-".join(filter(None, (re.sub(r"[^A-Za-z0-9_.]+", "-", name).strip("-") for name in names)))[:64].strip("-")
    return key if _KEY.fullmatch(key) else "journeymap"


def _link_base() -> str:
    """What the runners of code hosts say of where the repository's files are shown; empty elsewhere."""
    from journeymap.number_words import LINKED

    known = (("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "/blob"), ("CI_PROJECT_URL", None, "/-/blob"))
    for server, repository, end in known:
        parts = [os.environ.get(name, "") for name in (server, repository) if name is not None]
        if all(parts) and LINKED.fullmatch(url := f"{'/'.join(parts)}{end}"):
            return url
    return ""


def _again(found: Any, paths: Sequence[Path], asked: Asked, today: date | None, *, no_data: bool) -> list[str]:
    """The command that makes the same, whatever branches are called by then."""
    sides = [
        side.commit[:7] or side.name for side in (found.base, found.here) if side.commit or side.name != "working tree"
    ]
    given: list[tuple[str, Iterable[str]]] = [
        ("--path", map(str, paths)),
        *((f"--{name}", asked[name]) for name in ("events", "answers")),
        *(
            (f"--{name.replace('_', '-')}", [value])
            for name in ("persona", "since", "until", "as_of")
            if (value := asked[name])
        ),
        ("--today", [today.isoformat()] if today else []),
        ("--segment", (f"{column}={value}" for column, values in asked["segment"].items() for value in values)),
    ]
    options = [word for option, values in given for value in values for word in (option, value)]
    if asked["min_group"] != _MIN_GROUP:
        options += ["--min-group", str(asked["min_group"])] if asked["min_group"] else ["--no-privacy"]
    return ["journeymap", "diff", *sides, *options, *(["--no-data"] if no_data else [])]


def _put_maps(drawn: Sequence[tuple[str, str, str]], folder: Path) -> list[tuple[str, str, str]]:
    """Writes the maps, all or none; returns the names of their files by journey, an empty one where there is no map."""
    from journeymap.outputs import write_all

    named = []
    for name, before, after in drawn:
        stem = name.replace("/", "-")
        named.append((name, f"{stem}-before.svg" if before else "", f"{stem}-after.svg" if after else ""))
    pictures = zip(drawn, named, strict=True)
    write_all(
        {
            folder / file: svg.encode()
            for (_, *svgs), (_, *files) in pictures
            for file, svg in zip(files, svgs, strict=True)
            if file
        }
    )
    return named


def _fails(found: Any, fail_on: str) -> bool:
    """Whether anything is new at a level or above."""
    weighty = _LEVELS[: _LEVELS.index(fail_on) + 1] if fail_on != _NEVER else ()
    return any(one.state == "new" and one.level in weighty for journey in found.journeys for one in journey.findings)
