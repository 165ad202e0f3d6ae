"""A code host on this machine that plays recorded answers and keeps what it was asked."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

LIMITS = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "994", "X-RateLimit-Resource": "core"}
"""What GitHub says with every answer."""


class Said(NamedTuple):
    """One answer: status, body (None for none, bytes as they are, else JSON), and headers beyond the usual ones."""

    status: int
    body: Any = None
    headers: dict[str, str] = {}  # noqa: RUF012  # nobody changes it


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Recording:
    """Answers by method and path. Of several the first is given first, and the last one for ever; what is not recorded is 404."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], list[Said]] = {}
        self.asked: list[Asked] = []
        self.url = ""

    def on(self, method: str, path: str, *said: Said) -> None:
        self.answers[method, path] = list(said)

    @property
    def lines(self) -> list[str]:
        """What was asked, a line each."""
        return [f"{each.method} {each.path}" for each in self.asked]

    def next(self, method: str, path: str) -> Said:
        found = self.answers.get((method, path), [Said(404, NOT_FOUND)])
        return found.pop(0) if len(found) > 1 else found[0]


NOT_FOUND = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}
FORBIDDEN = {
    "message": "Resource not accessible by integration",
    "documentation_url": "https://docs.github.com/rest/issues/comments#create-an-issue-comment",
    "status": "403",
}
TOO_MUCH = {
    "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    "documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
}


def comment(number: int, login: str, kind: str, body: str) -> dict[str, Any]:
    """A comment of an issue as GitHub tells it, without the many addresses."""
    return {
        "id": number,
        "node_id": "IC_kwDOABCD",
        "url": f"https://api.github.com/repos/octo/shop/issues/comments/{number}",
        "html_url": f"https://github.com/octo/shop/pull/5#issuecomment-{number}",
        "issue_url": "https://api.github.com/repos/octo/shop/issues/5",
        "user": {"login": login, "id": 41898282, "type": kind, "site_admin": False},
        "created_at": "2026-11-14T09:00:00Z",
        "updated_at": "2026-11-14T09:00:00Z",
        "body": body,
        "author_association": "NONE",
        "performed_via_github_app": None,
    }


def bot(number: int, body: str) -> dict[str, Any]:
    """A comment that was written with the token of a run."""
    return comment(number, "github-actions[bot]", "Bot", body)


def page(number: int, comments: Sequence[dict[str, Any]], *, last: int) -> Said:
    """A page of comments with GitHub's links to others."""
    where = "https://api.github.com/repositories/1300192/issues/5/comments?per_page=100&page="
    links = {"next": number + 1, "last": last} if number < last else {"prev": number - 1, "first": 1}
    told = ", ".join(f'<{where}{to}>; rel="{name}"' for name, to in links.items())
    return Said(200, comments, {"Link": told} if last > 1 else {})


@contextmanager
def playing() -> Iterator[Recording]:
    """The host, for as long as it is needed."""
    recording = Recording()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            recording.asked.append(Asked(self.command, self.path, headers, json.loads(sent) if sent else None))
            said = recording.next(self.command, self.path)
            data = (
                said.body
                if isinstance(said.body, bytes)
                else b""
                if said.body is None
                else json.dumps(said.body).encode()
            )
            self.send_response(said.status)
            for name, value in (LIMITS | {"Content-Type": "application/json; charset=utf-8"} | said.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815  # the library's names

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recording.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield recording
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
