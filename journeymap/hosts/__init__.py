"""Code hosts: where the comments of a pull request are, and how one is written or changed there.

To add one: write a module here with what `Host` asks for and name it in `HOSTS`.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from journeymap.web import Answer, Call

HOSTS = ("github", "gitlab")
"""The names of all hosts, the default first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A pull request: the address of the host's API, the repository, and the number."""

    api: str
    repository: str
    number: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as the host tells it. `by_app` says that a program wrote it: an app, or a token that belongs to no person."""

    name: str
    author: str
    by_app: bool
    text: str


class Host(Protocol):
    """What a module of a host has. Calls are only said here; `journeymap.web` makes them."""

    NAME: str
    """What people call it."""
    ASKED: str
    """What it calls a pull request."""
    LIMIT: int
    """How many characters a comment may have."""
    TOKENS: tuple[str, ...]
    """The environment variables that may hold a token, in the order in which they are looked at."""

    LEAVE: str
    """What a token needs that may write comments."""

    def here(self, environment: Mapping[str, str]) -> tuple[str, str, int | None]:
        """The API, the repository and the number that a run of the host's CI tells of; empty and None where it does not."""

    def is_repository(self, name: str) -> bool:
        """Whether a repository can be called that."""

    def headers(self, token: str) -> dict[str, str]:
        """What every call says."""

    def listing(self, place: Place, page: int) -> Call:
        """Asks for a page of comments, the oldest first; pages count from 1."""

    def comments(self, answer: Answer) -> list[Comment]:
        """The comments of such a page."""

    def has_more(self, answer: Answer) -> bool:
        """Whether another page follows."""

    def asking_who(self, place: Place) -> Call:
        """Asks whose the token is."""

    def author(self, answer: Answer) -> str:
        """Whose it is, as comments name their author; empty where it is nobody's."""

    def writing(self, place: Place, text: str) -> Call:
        """Writes a comment."""

    def changing(self, place: Place, comment: Comment, text: str) -> Call:
        """Changes one."""

    def written(self, answer: Answer) -> str:
        """The name of the comment that was just written or changed."""


def host_of(name: str) -> Host:
    """A host of `HOSTS`."""
    return cast("Host", importlib.import_module(f"journeymap.hosts.{name}"))


def text_of(content: object, *keys: str) -> str:
    """A text or a number inside of what a host said; empty where it said something else."""
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    return str(content) if isinstance(content, str | int) and not isinstance(content, bool) else ""


def id_of(content: object) -> str:
    """The number that something has, as it may stand in an address; empty where it is none."""
    found = text_of(content, "id")
    return found if found.isascii() and found.isdecimal() else ""
