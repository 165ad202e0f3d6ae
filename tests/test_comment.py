"""One comment on a pull request: written once, changed in place, against a host that plays recorded answers."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap import __version__, web
from journeymap.finding import JourneymapError
from journeymap.hosts import HOSTS, Comment, Host, host_of
from journeymap.pipeline import commented
from journeymap.pipeline.commented import KEY, Clock, commentable
from tests.recorded import FORBIDDEN, TOO_MUCH, Recording, Said, bot, comment, page, playing

Run = Callable[..., Any]

TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a"
HEAD = "<!-- journeymap key=checkout head=8c41f2d -->"
REPORT = f"{HEAD}\n## ❌ 1 budget broken: `checkout`\n"
OLD = "<!-- journeymap key=checkout head=a07be19 -->\n## ✅ nothing is broken"
LIST = "/repos/octo/shop/issues/5/comments?per_page=100&page=1"
NEXT = "/repos/octo/shop/issues/5/comments?per_page=100&page=2"
NEW = "/repos/octo/shop/issues/5/comments"
WHERE = "pull request 5 of octo/shop"
EMPTY = page(1, [], last=1)
NOBODY = Said(403, FORBIDDEN)
"""What GitHub says to the token of a run that asks whose it is."""
WRITTEN = Said(201, bot(77, REPORT))
NOW = 1_800_000_000


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recording]:
    """A host, and the environment of a run for pull request 5."""
    for name in ("GITLAB_CI", "GH_TOKEN", "GITLAB_TOKEN", "GITHUB_EVENT_PATH", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with playing() as recording:
        monkeypatch.setenv("GITHUB_API_URL", recording.url)
        monkeypatch.setenv("GITHUB_REPOSITORY", "octo/shop")
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield recording


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many seconds were waited each time; nobody really waits."""
    waited: list[float] = []
    monkeypatch.setattr(commented, "Clock", lambda: Clock(now=lambda: NOW, wait=waited.append))
    return waited


@pytest.fixture
def post(here: Path, host: Recording, waits: list[float], run: Run) -> Run:
    """The command, for a report on pull request 5. The token is never told."""
    (here / "diff.md").write_text(REPORT, encoding="utf-8")

    def call(*options: str) -> Any:
        said = run("comment", "diff.md", "--pull-request", "5", *options)
        assert TOKEN not in said.out + said.err
        assert all(TOKEN not in f"{asked.path} {asked.body}" for asked in host.asked)
        return said

    return call


# --- once, and then in place -------------------------------------------------------------------------------------------


def test_the_first_time_it_is_written(host: Recording, post: Run) -> None:
    host.on("GET", LIST, EMPTY)
    host.on("POST", NEW, WRITTEN)
    assert post() == (0, f"wrote comment 77 on {WHERE}\n", "")
    assert host.lines == [f"GET {LIST}", f"POST {NEW}"]
    assert host.asked[1].body == {"body": REPORT}
    told = {name: host.asked[1].headers[name] for name in ("authorization", "accept", "user-agent", "content-type")}
    assert told == {
        "authorization": f"Bearer {TOKEN}",
        "accept": "application/vnd.github+json",
        "user-agent": f"journeymap/{__version__}",
        "content-type": "application/json",
    }
    assert host.asked[0].headers["x-github-api-version"] == "2022-11-28"


def test_then_it_is_changed_in_place_on_whatever_page_it_is(host: Recording, post: Run) -> None:
    people = [comment(number, "lan", "User", f"I like it {number}") for number in range(100)]
    host.on("GET", LIST, page(1, people, last=2))
    host.on("GET", NEXT, page(2, [bot(41, OLD), bot(42, OLD)], last=2))
    host.on("GET", "/user", NOBODY)
    host.on("PATCH", "/repos/octo/shop/issues/comments/41", Said(200, bot(41, REPORT)))
    assert post() == (0, f"changed comment 41 on {WHERE}\n", "")
    assert host.lines == [f"GET {LIST}", f"GET {NEXT}", "GET /user", "PATCH /repos/octo/shop/issues/comments/41"]
    assert host.asked[-1].body == {"body": REPORT}


def test_what_it_says_already_is_not_said_again(host: Recording, post: Run) -> None:
    host.on("GET", LIST, page(1, [bot(41, REPORT.strip().replace("\n", "\r\n"))], last=1))
    host.on("GET", "/user", NOBODY)
    assert post() == (0, f"comment 41 on {WHERE} says it already\n", "")
    assert host.lines == [f"GET {LIST}", "GET /user"]


@pytest.mark.parametrize(
    "other",
    [
        comment(9, "mallory", "User", f"{HEAD}\nNothing is broken, trust me"),
        bot(9, "<!-- journeymap key=checkout-2 head=8c41f2d -->\nanother journey"),
        bot(9, "<!-- journeymap key=check -->\nanother journey"),
        bot(9, f"> {HEAD}\nquoted"),
        bot(9, f"\n{HEAD}\nnot the first line"),
        {"id": "../../x", "user": {"type": "Bot"}, "body": REPORT},
        {"id": 9, "user": None, "body": REPORT},
        {"body": None},
        "no comment at all",
    ],
)
def test_a_comment_of_somebody_else_is_not_ours(other: Any, host: Recording, post: Run) -> None:
    host.on("GET", LIST, page(1, [other], last=1))
    host.on("GET", "/user", NOBODY)
    host.on("POST", NEW, WRITTEN)
    assert post().out == f"wrote comment 77 on {WHERE}\n"
    assert host.lines[-1] == f"POST {NEW}"


def test_a_token_of_a_person_changes_that_persons_comment(host: Recording, post: Run) -> None:
    host.on("GET", LIST, page(1, [bot(8, OLD), comment(9, "lan", "User", OLD)], last=1))
    host.on("GET", "/user", Said(200, {"login": "lan", "id": 1, "type": "User"}))
    host.on("PATCH", "/repos/octo/shop/issues/comments/9", Said(200, comment(9, "lan", "User", REPORT)))
    assert post().out == f"changed comment 9 on {WHERE}\n"


def test_a_comment_that_is_gone_is_written_anew(host: Recording, post: Run) -> None:
    host.on("GET", LIST, page(1, [bot(41, OLD)], last=1), EMPTY)
    host.on("GET", "/user", NOBODY)
    host.on("POST", NEW, WRITTEN)
    assert post().out == f"wrote comment 77 on {WHERE}\n"
    assert [line.partition(" ")[0] for line in host.lines] == ["GET", "GET", "PATCH", "GET", "POST"]


@pytest.mark.parametrize("changed", [True, False])
def test_where_nothing_changed_only_a_comment_that_is_there_is_updated(
    changed: bool, host: Recording, post: Run
) -> None:
    Path("diff.json").write_text(json.dumps({"changed": changed}))
    host.on("GET", LIST, EMPTY)
    host.on("POST", NEW, WRITTEN)
    told = f"wrote comment 77 on {WHERE}\n"
    none = f"nothing changed, and {WHERE} has no comment yet: none was written\n"
    assert post("--changes", "diff.json") == (0, told if changed else none, "")
    assert len(host.asked) == (2 if changed else 1)
    host.on("GET", LIST, page(1, [bot(41, OLD)], last=1))
    host.on("GET", "/user", NOBODY)
    host.on("PATCH", "/repos/octo/shop/issues/comments/41", Said(200, bot(41, REPORT)))
    assert post("--changes", "diff.json").out == f"changed comment 41 on {WHERE}\n"


def test_a_name_of_ones_own(host: Recording, post: Run) -> None:
    host.on("GET", LIST, EMPTY)
    host.on("POST", NEW, WRITTEN)
    assert post("--key", "shop/returns").code == 0
    assert host.asked[-1].body == {"body": REPORT.replace(HEAD, "<!-- journeymap key=shop/returns -->")}
    Path("diff.md").write_text("# Report\n", encoding="utf-8")
    assert post("--key", "r").code == 0
    assert host.asked[-1].body == {"body": "<!-- journeymap key=r -->\n# Report\n"}


# --- without leave -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "  \n", None])
def test_without_a_token_a_line_says_so(
    token: str | None, host: Recording, post: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if token is None:
        monkeypatch.delenv("GITHUB_TOKEN")
    else:
        monkeypatch.setenv("GITHUB_TOKEN", token)
    assert post() == (0, "no comment was written: there is no token in GITHUB_TOKEN\n", "")
    assert host.asked == []


@pytest.mark.parametrize("at", ["GET", "POST", "PATCH"])
def test_a_token_that_may_only_read_is_no_fault(at: str, host: Recording, post: Run) -> None:
    host.on("GET", LIST, NOBODY if at == "GET" else EMPTY if at == "POST" else page(1, [bot(41, OLD)], last=1))
    host.on("GET", "/user", NOBODY)
    host.on("POST", NEW, NOBODY)
    host.on("PATCH", "/repos/octo/shop/issues/comments/41", NOBODY)
    assert post() == (
        0,
        (
            f"no comment was written on {WHERE}: GitHub does not allow it (Resource not accessible by integration); "
            "it needs pull-requests: write, which a pull request from a fork never has\n"
        ),
        "",
    )
    assert host.lines[-1].startswith(at)


# --- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said", "cure"),
    [
        (Said(401, {"message": "Bad credentials", "status": "401"}), "401: Bad credentials", "give it a token that is valid, in GITHUB_TOKEN"),
        (
            Said(404, {"message": "Not Found"}),
            "404: Not Found",
            "there is no pull request 5 in 'octo/shop', or the token may not see it",
        ),
        (
            Said(422, {"message": "Validation Failed", "errors": [{"resource": "IssueComment", "code": "unprocessable"}]}),
            "422: Validation Failed",
            "check --repository, --pull-request and the address of the API",
        ),
        (Said(418, b"<html>proxy</html>"), "418: no reason is given", "check --repository, --pull-request and the address of the API"),
        (
            Said(400, {"message": f"what is {TOKEN}?\n::error::\x1b[31m"}),
            "400: what is ***? ::error::[31m",
            "check --repository, --pull-request and the address of the API",
        ),
        (
            Said(301, {"message": "Moved Permanently"}, {"Location": "/elsewhere"}),
            "301: Moved Permanently",
            "check --repository, --pull-request and the address of the API",
        ),
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_the_hosts_own_words(
    answer: Said, said: str, cure: str, host: Recording, post: Run
) -> None:
    host.on("GET", LIST, EMPTY)
    host.on("POST", NEW, answer)
    assert post() == (2, "", f"error[JM852]: GitHub refuses with {said}\n    = help: {cure}\n")
    assert host.lines == [f"GET {LIST}", f"POST {NEW}"]


# --- later -------------------------------------------------------------------------------------------------------------


def test_a_fault_of_the_server_is_waited_for(host: Recording, post: Run, waits: list[float]) -> None:
    host.on("GET", LIST, Said(502, b"<html>"), Said(503), EMPTY)
    host.on("POST", NEW, WRITTEN)
    assert post().out == f"wrote comment 77 on {WHERE}\n"
    assert waits == [1, 2]


def test_a_comment_whose_answer_was_lost_is_not_written_twice(host: Recording, post: Run, waits: list[float]) -> None:
    host.on("GET", LIST, EMPTY, page(1, [bot(77, REPORT)], last=1))
    host.on("POST", NEW, Said(502, b""))
    host.on("GET", "/user", NOBODY)
    assert post().out == f"comment 77 on {WHERE} says it already\n"
    assert [line for line in host.lines if line.startswith("POST")] == [f"POST {NEW}"]
    assert waits == [1]


@pytest.mark.parametrize(
    ("limit", "seconds"),
    [
        (Said(403, TOO_MUCH, {"Retry-After": "17"}), 17),
        (Said(429, TOO_MUCH, {"Retry-After": "0"}), 0),
        (Said(403, TOO_MUCH), 60),
        (Said(429), 60),
        (Said(429, TOO_MUCH, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), 60),
        (Said(403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW + 90)}), 90),
        (Said(403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW - 5)}), 1),
    ],
)  # fmt: skip
def test_a_limit_is_waited_for_as_long_as_it_says(
    limit: Said, seconds: float, host: Recording, post: Run, waits: list[float]
) -> None:
    host.on("GET", LIST, EMPTY)
    host.on("POST", NEW, limit, WRITTEN)
    assert post().out == f"wrote comment 77 on {WHERE}\n"
    assert waits == [seconds]


HELP = "    = help: run it again; the report itself is not touched by this\n"


@pytest.mark.parametrize(
    ("answer", "waited", "reason"),
    [
        (Said(500), [1, 2, 4], "it answers 500"),
        (Said(429, TOO_MUCH, {"Retry-After": "3600"}), [], "it lets nobody ask that much, and wants to be left alone for 3,600 seconds"),
        (Said(403, TOO_MUCH), [60, 60], "it lets nobody ask that much, and wants to be left alone for 60 seconds"),
        (Said(200, b"<html>sign in</html>"), [], "its answer is no JSON"),
        (Said(200, b"[" * 100_000), [], "its answer is no JSON"),
    ],
)  # fmt: skip
def test_waiting_has_an_end(
    answer: Said, waited: list[float], reason: str, host: Recording, post: Run, waits: list[float]
) -> None:
    host.on("GET", LIST, answer)
    assert post() == (2, "", f"error[JM851]: GitHub does not answer at '{host.url}': {reason}\n{HELP}")
    assert waits == waited
    assert len(host.asked) == len(waited) + 1


def test_a_host_that_is_not_there(post: Run, monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    monkeypatch.setenv("GITHUB_API_URL", url)
    assert post() == (2, "", f"error[JM851]: GitHub does not answer at '{url}': Connection refused\n{HELP}")
    assert waits == [1, 2, 4]


def test_a_host_that_is_silent(post: Run, monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    monkeypatch.setattr(web, "_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        said = post()
    assert (said.code, len(waits)) == (2, 3)
    assert "it was silent for 0.05 seconds\n" in said.err


def test_an_answer_without_end(host: Recording, post: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_MOST", 1_000)
    host.on("GET", LIST, Said(200, b" " * 1_001))
    assert "it answers with more than 32 MiB\n" in post().err


def test_a_certificate_that_nobody_trusts_is_not_asked_again() -> None:
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_message = "self-signed certificate"
    told = web._unanswered(URLError(refused))
    assert isinstance(told, web.Unreachable)
    assert str(told) == "its certificate is not trusted: self-signed certificate"


# --- whom a token is told ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://api.github.com", True),
        ("https://ghe.example.org:8443/api/v3", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost", True),
        ("http://api.github.com", False),
        ("http://127.0.0.1.example.org", False),
        ("http://localhost.example.org", False),
        ("https://lan@api.github.com", False),
        ("https://api.github.com?x=1", False),
        ("https://api.github.com#x", False),
        ("https://api.github.com:x", False),
        ("https://", False),
        ("file:///etc/passwd", False),
        ("ftp://127.0.0.1", False),
        ("https://[", False),
        ("https://api.github.com/a b", False),
        ("https://api.gıthub.com", False),
        ("", False),
    ],
)
def test_a_token_is_sent_over_https_or_stays_here(
    address: str, fine: bool, host: Recording, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert web.trusted(address) is fine
    if not fine and address:
        (here / "diff.md").write_text(REPORT, encoding="utf-8")
        monkeypatch.setenv("GITHUB_API_URL", address)
        said = run("comment", "diff.md", "--pull-request", "5")
        assert said.code == 2
        assert f"the address of GitHub's API begins with https://, and is not '{address}'" in said.err
    assert host.asked == []


@pytest.mark.parametrize("token", ["two words", "ghs_abc\r\nX-Evil: 1", "ghs_ä", "ghs_\x7f"])
def test_what_is_no_token_is_not_shown(
    token: str, host: Recording, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "diff.md").write_text(REPORT, encoding="utf-8")
    monkeypatch.setenv("GITHUB_TOKEN", token)
    said = run("comment", "diff.md", "--pull-request", "5")
    assert (said.code, said.out, host.asked) == (2, "", [])
    assert "what stands in GITHUB_TOKEN is no token: it has characters that none has" in said.err
    assert token not in said.err


@pytest.mark.parametrize("char", "\r\n\t\x00\x7f")
def test_an_address_is_on_one_line(char: str) -> None:
    assert web.trusted("https://api.github.com/x")
    assert not web.trusted(f"https://api.github.com/{char}x")


def test_no_call_goes_elsewhere() -> None:
    with pytest.raises(ValueError, match="such an address gets no token"):
        web.ask(web.Call("GET", "http://api.github.com/user"), {}, now=NOW)


@pytest.mark.parametrize(
    ("url", "kinds"),
    [
        ("https://api.github.com", ["HTTPSHandler", "ProxyHandler"]),
        ("http://127.0.0.1:8000", ["HTTPHandler"]),
    ],
)
def test_nothing_but_what_was_asked_is_opened(url: str, kinds: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.example.org:3128")
    assert sorted(type(each).__name__ for each in web._opener(url).handlers) == kinds


# --- what is asked for -------------------------------------------------------------------------------------------------


def test_ci_tells_which_pull_request_it_is(
    host: Recording, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "diff.md").write_text(REPORT, encoding="utf-8")
    (here / "event.json").write_text(json.dumps({"action": "synchronize", "number": 5, "pull_request": {"number": 5}}))
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(here / "event.json"))
    host.on("GET", LIST, EMPTY)
    host.on("POST", NEW, WRITTEN)
    assert run("comment", "diff.md").out == f"wrote comment 77 on {WHERE}\n"


@pytest.mark.parametrize(
    "event", ["{", "[]", '{"pull_request": {"number": "x"}}', '{"pull_request": 7}', '{"ref": "main"}', None]
)
def test_a_run_that_is_of_no_pull_request(
    event: str | None, host: Recording, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "diff.md").write_text(REPORT, encoding="utf-8")
    if event is not None:
        (here / "event.json").write_text(event)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(here / "event.json"))
    said = run("comment", "diff.md")
    assert (said.code, host.asked) == (2, [])
    assert "this run is of no pull request: say which one it is with --pull-request N" in said.err


@pytest.mark.parametrize(
    "name", ["octo", "octo/shop/x", "../..", "octo/..", "octo/sh op", "octo/shop?x=1", "öcto/shop"]
)
def test_a_repository_is_an_owner_and_a_name(name: str, post: Run) -> None:
    said = post("--repository", name)
    assert said.code == 2
    assert f"'{name}' is no repository of GitHub: --repository OWNER/NAME" in said.err


def test_a_repository_must_be_known(post: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY")
    assert "say which repository it is: --repository OWNER/NAME" in post().err


@pytest.mark.parametrize("changes", ['{"changed": "no"}', "[]", "{", None])
def test_changes_are_what_diff_writes(changes: str | None, post: Run, host: Recording) -> None:
    if changes is not None:
        Path("diff.json").write_text(changes)
    said = post("--changes", "diff.json")
    assert (said.code, host.asked) == (2, [])
    assert "'diff.json': this is not what journeymap diff --format json writes" in " ".join(said.err.split())


# --- the text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said", "cure"),
    [
        (
            b"# Report\n",
            "the first line does not name a comment",
            "write it with journeymap diff --format markdown, or give its comment a name with --key NAME",
        ),
        (
            b"",
            "the first line does not name a comment",
            "write it with journeymap diff --format markdown, or give its comment a name with --key NAME",
        ),
        (f"{HEAD}\n{'x' * (65_536 - len(HEAD))}".encode(), "it has 65,537 characters, and GitHub takes 65,536",
            "write it shorter: journeymap diff --max-chars 60000"),
        (b"\xff", "it is not UTF-8", "write it with journeymap diff"),
        (None, "it cannot be read: No such file or directory", "check the path"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_a_comment(data: bytes | None, said: str, cure: str, host: Recording, post: Run) -> None:
    if data is None:
        Path("diff.md").unlink()
    else:
        Path("diff.md").write_bytes(data)
    assert post() == (2, "", f"diff.md:1:1: error[JM850]: {said}\n    = help: {cure}\n")
    assert host.asked == []


def test_a_text_from_windows_is_one_too(host: Recording, post: Run) -> None:
    Path("diff.md").write_bytes(b"\xef\xbb\xbf" + REPORT.replace("\n", "\r\n").encode())
    host.on("GET", LIST, EMPTY)
    host.on("POST", NEW, WRITTEN)
    assert post().code == 0
    assert host.asked[-1].body == {"body": REPORT}


@pytest.mark.parametrize("key", ["", "two words", "a-->", "-a", "<b>", "a--b"])
def test_a_key_is_one_word(key: str, post: Run) -> None:
    said = post("--key", key)
    assert said.code == 2
    assert "write one word, like checkout" in said.err


WORD = st.text(st.sampled_from("a1/_.-éx"), min_size=1, max_size=8).filter(lambda word: KEY.fullmatch(word) is not None)


@settings(max_examples=50)
@given(WORD, st.text())
def test_a_comment_is_found_again_by_its_key(key: str, words: str) -> None:
    text = commentable(words, host_of("github"), key=key)
    assert commented._key(text.words) == text.key == key
    assert text.words.partition("\n")[0].count("-->") == 1


# --- GitLab ------------------------------------------------------------------------------------------------------------

NOTES = "/projects/278964/merge_requests/5/notes"
PAGE = f"{NOTES}?per_page=100&page={{}}&sort=asc&order_by=created_at"


def note(number: int, author: int, body: str, *, system: bool = False) -> dict[str, Any]:
    user = {"id": author, "username": f"user-{author}", "state": "active"}
    return {"id": number, "type": None, "body": body, "author": user, "system": system, "noteable_iid": 5}


@pytest.fixture
def lab(here: Path, monkeypatch: pytest.MonkeyPatch, host: Recording, waits: list[float]) -> Recording:
    """A host, and the environment of a job of a merge request's pipeline."""
    (here / "diff.md").write_text(REPORT, encoding="utf-8")
    for name, value in {
        "GITLAB_CI": "true",
        "CI_API_V4_URL": f"{host.url}",
        "CI_PROJECT_ID": "278964",
        "CI_MERGE_REQUEST_IID": "5",
        "GITLAB_TOKEN": "glpat-1",
    }.items():
        monkeypatch.setenv(name, value)
    return host


def test_a_note_is_changed_in_place(lab: Recording, run: Run) -> None:
    lab.on("GET", PAGE.format(1), Said(200, [note(1, 7, "hello")], {"X-Next-Page": "2"}))
    notes = [note(2, 9, OLD), note(3, 7, OLD, system=True), note(4, 7, OLD)]
    lab.on("GET", PAGE.format(2), Said(200, notes, {"X-Next-Page": ""}))
    lab.on("GET", "/user", Said(200, {"id": 7, "username": "project_278964_bot"}))
    lab.on("PUT", f"{NOTES}/4", Said(200, note(4, 7, REPORT)))
    assert run("comment", "diff.md") == (0, "changed comment 4 on merge request 5 of 278964\n", "")
    assert lab.asked[-1].body == {"body": REPORT}
    assert lab.asked[-1].headers["private-token"] == "glpat-1"
    assert "authorization" not in lab.asked[-1].headers


def test_a_note_is_written(lab: Recording, run: Run) -> None:
    project = "/projects/cx%2Fshop/merge_requests/6/notes"
    lab.on("GET", f"{project}?per_page=100&page=1&sort=asc&order_by=created_at", Said(200, []))
    lab.on("POST", project, Said(201, note(8, 7, REPORT)))
    said = run("comment", "diff.md", "--repository", "cx/shop", "--pull-request", "6")
    assert said == (0, "wrote comment 8 on merge request 6 of cx/shop\n", "")


def test_gitlab_refuses(lab: Recording, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.on("GET", PAGE.format(1), Said(401, {"message": "401 Unauthorized"}))
    assert "error[JM852]: GitLab refuses with 401: 401 Unauthorized\n" in run("comment", "diff.md").err
    lab.on("GET", PAGE.format(1), Said(403, {"error": "insufficient_scope", "scope": "api"}))
    assert run("comment", "diff.md").out == (
        "no comment was written on merge request 5 of 278964: GitLab does not allow it (insufficient_scope); "
        "it needs a token of the project with the scope api\n"
    )
    monkeypatch.delenv("CI_MERGE_REQUEST_IID")
    assert "this run is of no merge request" in run("comment", "diff.md").err
    monkeypatch.delenv("GITLAB_TOKEN")
    assert run("comment", "diff.md").out == "no comment was written: there is no token in GITLAB_TOKEN\n"


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_has_all_that_is_asked_for(name: str) -> None:
    asked = {*Host.__annotations__, *(each for each in vars(Host) if not each.startswith("_"))}
    assert {each for each in asked if not hasattr(host_of(name), each)} == set()


def test_a_comment_has_no_more_pages_than_a_hundred(
    host: Recording, post: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commented, "_PAGES", 3)
    for number in (1, 2, 3):
        ours = [bot(41, OLD)] if number == 3 else []
        host.on("GET", LIST.replace("&page=1", f"&page={number}"), page(number, ours, last=9))
    host.on("GET", "/user", NOBODY)
    host.on("PATCH", "/repos/octo/shop/issues/comments/41", Said(200, bot(41, REPORT)))
    assert post().out == f"changed comment 41 on {WHERE}\n"


def test_a_comment_is_a_value() -> None:
    with pytest.raises(JourneymapError, match="the first line does not name a comment"):
        commentable("x", host_of("github"))
    assert Comment("1", "lan", by_app=False, text="") == Comment("1", "lan", by_app=False, text="")
