"""GitHub, and GitHub Enterprise: comments of pull requests are those of issues."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from journeymap.hosts import Comment, Place, id_of, text_of
from journeymap.web import Answer, Call

NAME = "GitHub"
ASKED = "pull request"
LIMIT = 65_536
TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
LEAVE = "it needs pull-requests: write, which a pull request from a fork never has"

_NAME = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_NEXT = re.compile(r'rel="?next"?')


def here(environment: Mapping[str, str]) -> tuple[str, str, int | None]:
    """As a runner of GitHub Actions tells it; the number stands in the file of the event."""
    api = environment.get("GITHUB_API_URL") or "https://api.github.com"
    return api, environment.get("GITHUB_REPOSITORY", ""), _number(environment.get("GITHUB_EVENT_PATH", ""))


def _number(path: str) -> int | None:
    """The number of the pull request that the event is about."""
    try:
        event = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    number = text_of(event, "pull_request", "number")
    return int(number) if number.isdecimal() else None


def is_repository(name: str) -> bool:
    """OWNER/NAME."""
    return bool(_NAME.fullmatch(name)) and not {".", ".."} & set(name.split("/"))


def headers(token: str) -> dict[str, str]:
    """The token, and the version of the API that this is written for."""
    return {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }


def listing(place: Place, page: int) -> Call:
    """A hundred comments a page. The page is counted here: an address that an answer names gets no token."""
    return Call("GET", f"{place.api}/repos/{place.repository}/issues/{place.number}/comments?per_page=100&page={page}")


def comments(answer: Answer) -> list[Comment]:
    """An app, and what runs in Actions, is a user of the type `Bot`."""
    return [
        Comment(
            id_of(entry),
            text_of(entry, "user", "login"),
            text_of(entry, "user", "type") == "Bot",
            text_of(entry, "body"),
        )
        for entry in (answer.content if isinstance(answer.content, list) else [])
    ]


def has_more(answer: Answer) -> bool:
    """By the header `Link`."""
    return bool(_NEXT.search(answer.headers.get("link", "")))


def asking_who(place: Place) -> Call:
    """The user of the token. The token of a run, and that of an app, are nobody's: GitHub refuses."""
    return Call("GET", f"{place.api}/user")


def author(answer: Answer) -> str:
    """The login."""
    return text_of(answer.content, "login") if answer.status == 200 else ""


def writing(place: Place, text: str) -> Call:
    """A comment of the issue that the pull request is."""
    return Call("POST", f"{place.api}/repos/{place.repository}/issues/{place.number}/comments", {"body": text})


def changing(place: Place, comment: Comment, text: str) -> Call:
    """Comments are numbered through a whole repository."""
    return Call("PATCH", f"{place.api}/repos/{place.repository}/issues/comments/{comment.name}", {"body": text})


def written(answer: Answer) -> str:
    """The number."""
    return id_of(answer.content)
