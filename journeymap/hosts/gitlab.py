"""GitLab: comments of merge requests are notes. The token of a job may not write any, so one of the project is needed."""

from collections.abc import Mapping
from urllib.parse import quote

from journeymap.hosts import Comment, Place, id_of, text_of
from journeymap.web import Answer, Call

NAME = "GitLab"
ASKED = "merge request"
LIMIT = 1_000_000
TOKENS = ("GITLAB_TOKEN",)
LEAVE = "it needs a token of the project with the scope api"


def here(environment: Mapping[str, str]) -> tuple[str, str, int | None]:
    """As a job of a merge request's pipeline is told."""
    number = environment.get("CI_MERGE_REQUEST_IID", "")
    api = environment.get("CI_API_V4_URL") or "https://gitlab.com/api/v4"
    return api, environment.get("CI_PROJECT_ID", ""), int(number) if number.isdecimal() else None


def is_repository(name: str) -> bool:
    """The number of a project, or its path."""
    return bool(name) and name.isprintable()


def headers(token: str) -> dict[str, str]:
    """The token of a project, of a group or of a person, with the scope `api`."""
    return {"PRIVATE-TOKEN": token}


def _notes(place: Place) -> str:
    return f"{place.api}/projects/{quote(place.repository, safe='')}/merge_requests/{place.number}/notes"


def listing(place: Place, page: int) -> Call:
    """A hundred notes a page."""
    return Call("GET", f"{_notes(place)}?per_page=100&page={page}&sort=asc&order_by=created_at")


def comments(answer: Answer) -> list[Comment]:
    """The notes of people and of bots; those that GitLab itself writes, on pushes and labels, are none."""
    return [
        Comment(id_of(entry), text_of(entry, "author", "id"), by_app=False, text=text_of(entry, "body"))
        for entry in (answer.content if isinstance(answer.content, list) else [])
        if isinstance(entry, dict) and not entry.get("system")
    ]


def has_more(answer: Answer) -> bool:
    """By the header `X-Next-Page`."""
    return bool(answer.headers.get("x-next-page", "").strip())


def asking_who(place: Place) -> Call:
    """The user of the token; that of a project has one too."""
    return Call("GET", f"{place.api}/user")


def author(answer: Answer) -> str:
    """The number of the user."""
    return id_of(answer.content) if answer.status == 200 else ""


def writing(place: Place, text: str) -> Call:
    """A note of the merge request."""
    return Call("POST", _notes(place), {"body": text})


def changing(place: Place, comment: Comment, text: str) -> Call:
    """Notes are numbered through a whole instance, and reached by their merge request."""
    return Call("PUT", f"{_notes(place)}/{comment.name}", {"body": text})


def written(answer: Answer) -> str:
    """The number."""
    return id_of(answer.content)
