"""`journeymap comment`."""

import json
import os
from pathlib import Path

import click

from journeymap.finding import fault
from journeymap.hosts import HOSTS, Host, Place, host_of
from journeymap.units import shown


@click.command("comment")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--host",
    "name",
    type=click.Choice(HOSTS),
    help="Where the pull request is; gitlab in a job of GitLab CI, else github, if not said.",
)
@click.option("--repository", metavar="OWNER/NAME", help="The repository; the one that CI runs for, if not said.")
@click.option(
    "--pull-request",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="The number of the pull request or merge request; the one that CI runs for, if not said.",
)
@click.option("--key", metavar="NAME", help="The name of the comment; that in the file's first line, if not said.")
@click.option(
    "--changes",
    type=click.Path(path_type=Path),
    metavar="JSON",
    help="The same difference as JSON: where nothing changed, no new comment is written, and one that is there is updated.",
)
def command(
    file: Path, name: str | None, repository: str | None, number: int | None, key: str | None, changes: Path | None
) -> None:
    """Write a report on a pull request as a comment, or update the comment that is there already.

    The file is Markdown, as `journeymap diff --format markdown` writes it. The token comes from the environment: GITHUB_TOKEN or GH_TOKEN, on
    GitLab GITLAB_TOKEN. Without a token, or with one that may only read, a line says so and nothing fails.
    """
    from journeymap.pipeline.commented import KEY, comment, commentable

    host = host_of(name or ("gitlab" if os.environ.get("GITLAB_CI") else "github"))
    if key is not None and not KEY.fullmatch(key):
        raise click.BadParameter(f"{shown(key)}: write one word, like checkout", param_hint="--key")
    text = commentable(_read(file), host, key=key, file=str(file))
    new, token = _changed(changes), _token(host)
    if token:
        click.echo(comment(host, _place(host, repository, number), text, token, new=new))
    else:
        click.echo(f"no comment was written: there is no token in {host.TOKENS[0]}")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise fault("JM850", f"it cannot be read: {error.strerror}", "check the path", file=str(file)) from error
    except UnicodeDecodeError as error:
        raise fault("JM850", "it is not UTF-8", "write it with journeymap diff", file=str(file)) from error


def _changed(changes: Path | None) -> bool:
    """What the difference says; of none, that something may have changed."""
    if changes is None:
        return True
    try:
        told = json.loads(changes.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        told = None
    changed = told.get("changed") if isinstance(told, dict) else None
    if not isinstance(changed, bool):
        raise click.BadParameter(
            f"'{changes}': this is not what journeymap diff --format json writes", param_hint="--changes"
        )
    return changed


def _place(host: Host, repository: str | None, number: int | None) -> Place:
    """Where to write: as said, else as CI tells it."""
    from journeymap.web import trusted

    api, here, usual = host.here(os.environ)
    repository, number = repository or here, number or usual
    if not trusted(api):
        raise click.UsageError(f"the address of {host.NAME}'s API begins with https://, and is not {shown(api)}")
    if not host.is_repository(repository):
        said = f"{shown(repository)} is no repository of {host.NAME}" if repository else "say which repository it is"
        raise click.UsageError(f"{said}: --repository OWNER/NAME")
    if number is None:
        raise click.UsageError(f"this run is of no {host.ASKED}: say which one it is with --pull-request N")
    return Place(api.rstrip("/"), repository, number)


def _token(host: Host) -> str:
    """The token of the environment. What is wrong with it is told without showing it."""
    token = next((found for name in host.TOKENS if (found := os.environ.get(name, "").strip())), "")
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise click.UsageError(f"what stands in {host.TOKENS[0]} is no token: it has characters that none has")
    return token
