"""The live page: saves are seen, faults leave the last good map, strangers are refused. A real server on a free port, asked by a plain HTTP client."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from journeymap.finding import JourneymapError
from journeymap.load import load
from journeymap.noted import has_changed, note_large, note_missing, note_text, noting
from journeymap.pipeline import drawn, measured
from journeymap.pipeline.previewed import Preview, Wish
from journeymap.preview import Serving, listen
from journeymap.preview.guard import HEADERS, hosts_of
from journeymap.project import folders_in, journeys_in
from tests.payloads import payloads

ROOT = Path(__file__).parents[1]
PATIENCE = 60
"""Seconds until a server that says nothing is given up. No test depends on how fast it is."""
SHOP = """\
title: Shop
state: draft
stages:
  find:
    touchpoints:
      browse: {does: Looks}
      pay: {does: Pays, feels: -1}
"""
LOG = "customer,time,event\n" + "".join(
    f"{number},2026-01-{day:02}T10:00:00Z,{event}\n"
    for number in range(30)
    for day, event in ((1, "seen"), (2, "paid"))
)
BOUND = SHOP.replace("does: Looks", "does: Looks, match: seen").replace("does: Pays", "does: Pays, match: paid")
LOOK = {"styles": ["flow", "grid"], "style": "flow", "theme": "auto"}


class Page:
    """What a page does: hears of changes, and asks."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._stream = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._stream.request("GET", "/events")
        self._heard = self._stream.getresponse()

    def close(self) -> None:
        self._heard.close()
        self._stream.close()

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """An answer: status, body, headers. A header of None is left out."""
        asking = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            asking.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                asking.putheader(name.replace("_", "-"), value)
            asking.endheaders()
            answer = asking.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            asking.close()

    def state(self) -> dict[str, Any]:
        """The next thing that is heard."""
        for line in iter(self._heard.readline, b""):
            if line.startswith(b"data: "):
                return dict(json.loads(line[6:]))
        raise AssertionError("the stream has ended")

    def until(self, wanted: Callable[[dict[str, dict[str, Any]]], bool]) -> dict[str, dict[str, Any]]:
        """The files by name, as soon as they are as wanted."""
        while True:
            files = {Path(row["file"]).name: row for row in self.state()["files"]}
            if wanted(files):
                return files

    def row(self, name: str, wanted: Callable[[dict[str, Any]], Any] = lambda _: True) -> dict[str, Any]:
        """A file, as soon as it is there and as wanted."""
        return self.until(lambda files: name in files and bool(wanted(files[name])))[name]

    def map(self, row: dict[str, Any], style: str = "flow") -> bytes:
        status, body, _ = self.get(f"/map.svg?file={row['key']}&style={style}")
        assert status == 200
        return body

    def findings(self, row: dict[str, Any]) -> list[dict[str, str]]:
        status, body, _ = self.get(f"/sight?file={row['key']}")
        assert status == 200
        return list(json.loads(body)["findings"])


def save(path: Path, text: str) -> None:
    """As editors do: beside, and moved."""
    beside = path.with_name(f"{path.name}~")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def svg(path: Path, style: str = "flow") -> bytes:
    """What `map` would draw."""
    return drawn.draw(load(path), style=style).encode()


@pytest.fixture
def shop(here: Path) -> Path:
    folder = here / "journeys"
    folder.mkdir()
    path = folder / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    return Path("journeys/shop.yaml")


@pytest.fixture
def served(here: Path) -> Iterator[Callable[..., Page]]:
    """Serves, and looks; everything is ended at the end."""
    servings: list[tuple[Serving, threading.Thread]] = []
    pages: list[Page] = []

    def call(*paths: str | Path, **wish: Any) -> Page:
        preview = Preview([Path(path) for path in paths], Wish(**{"today": date(2026, 2, 1), **wish}))
        serving = Serving(preview, listen(0), LOOK)
        thread = threading.Thread(target=serving.run)
        thread.start()
        servings.append((serving, thread))
        return another(serving.port)

    def another(port: int) -> Page:
        page = Page(port)
        page.another = lambda: another(port)  # type: ignore[attr-defined]
        pages.append(page)
        return page

    yield call
    for serving, thread in servings:
        serving.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
    for page in pages:
        page.close()


# --- saves -------------------------------------------------------------------------------------------------------------


def test_a_save_is_drawn_as_map_draws_it(shop: Path, served: Callable[..., Page]) -> None:
    page = served("journeys")
    first = page.row("shop.yaml", lambda row: row["map"])
    assert page.map(first) == svg(shop)
    save(shop, SHOP.replace("title: Shop", "title: Market"))
    second = page.row("shop.yaml", lambda row: row["number"] > first["number"])
    assert (second["title"], second["file"], second["old"]) == ("Market", "journeys/shop.yaml", False)
    assert page.map(second) == svg(shop)
    assert page.map(second, "grid") == svg(shop, "grid")
    assert b"Market" in page.map(second)


def test_a_file_that_is_written_in_place_is_seen_too(shop: Path, served: Callable[..., Page]) -> None:
    page = served(shop)
    page.row("shop.yaml", lambda row: row["map"])
    shop.write_text(SHOP.replace("title: Shop", "title: Stall"), encoding="utf-8")
    assert page.row("shop.yaml", lambda row: row["title"] == "Stall")["map"] is True


def test_broken_yaml_is_told_and_leaves_the_last_good_map(shop: Path, served: Callable[..., Page]) -> None:
    page = served("journeys")
    first = page.row("shop.yaml", lambda row: row["map"])
    good = page.map(first)
    save(shop, SHOP.replace("{does: Looks}", "{does: [Looks}").replace("Shop", "Broken"))
    broken = page.row("shop.yaml", lambda row: row["counts"]["error"])
    assert (broken["title"], broken["old"], broken["counts"]) == ("Shop", True, {"error": 1, "warning": 0, "hint": 0})
    assert page.map(broken) == good
    (said,) = page.findings(broken)
    assert (said["code"], said["level"], said["place"]) == ("JM001", "error", "journeys/shop.yaml:6:28")
    assert said["excerpt"] == (
        "  5 |     touchpoints:\n  6 |       browse: {does: [Looks}\n    |                            ^"
    )
    assert said["help"]
    save(shop, SHOP.replace("Shop", "Mended"))
    mended = page.row("shop.yaml", lambda row: not row["counts"]["error"])
    assert (mended["title"], mended["old"]) == ("Mended", False)
    assert b"Mended" in page.map(mended)


def test_an_error_of_the_declaration_keeps_the_map_too_and_the_gravest_is_told_first(
    shop: Path, served: Callable[..., Page]
) -> None:
    page = served("journeys")
    page.row("shop.yaml", lambda row: row["map"])
    save(shop, SHOP.replace("state: draft\n", "").replace("does: Pays", "does: Pays, next: pray"))
    row = page.row("shop.yaml", lambda row: row["counts"]["error"])
    findings = page.findings(row)
    assert row["old"] is True
    assert [said["level"] for said in findings] == sorted(
        (said["level"] for said in findings), key=["error", "warning", "hint"].index
    )
    assert (findings[0]["code"], findings[0]["help"]) == ("JM110", "did you mean 'pay'?")


def test_a_file_that_was_never_good_has_findings_and_no_map(shop: Path, served: Callable[..., Page]) -> None:
    shop.write_text("title: [", encoding="utf-8")
    page = served("journeys")
    row = page.row("shop.yaml", lambda row: row["counts"]["error"])
    assert (row["map"], row["old"], row["title"]) == (False, False, "")
    assert page.get(f"/map.svg?file={row['key']}")[:2] == (404, b"There is no such thing here.\n")


def test_files_come_and_go(shop: Path, served: Callable[..., Page]) -> None:
    page = served("journeys")
    page.row("shop.yaml", lambda row: row["map"])
    inner = shop.parent / "later"
    inner.mkdir()
    save(inner / "new.yaml", SHOP.replace("Shop", "New"))
    new = page.row("new.yaml", lambda row: row["map"])
    assert (new["title"], new["file"]) == ("New", "journeys/later/new.yaml")
    (inner / "new.yaml").rename(inner / "renamed.yaml")
    page.until(lambda files: list(files) == ["renamed.yaml", "shop.yaml"])
    (inner / "renamed.yaml").unlink()
    page.until(lambda files: list(files) == ["shop.yaml"])
    shop.unlink()
    page.until(lambda files: files == {})
    assert page.get(f"/sight?file={new['key']}")[0] == 404


def test_a_file_that_was_named_stays_and_is_said_to_be_gone(shop: Path, served: Callable[..., Page]) -> None:
    page = served(shop)
    page.row("shop.yaml", lambda row: row["map"])
    shop.unlink()
    row = page.row("shop.yaml", lambda row: row["counts"]["error"])
    assert (row["old"], page.findings(row)[0]["message"]) == (True, "there is no such file")


def test_what_a_journey_includes_redraws_it(shop: Path, here: Path, served: Callable[..., Page]) -> None:
    shared = here / "shared.yaml"
    text = SHOP.replace("title: Shop\n", "title: Shop\ninclude: ../shared.yaml\n").replace(
        "does: Pays,", "does: Pays, channel: app,"
    )
    shop.write_text(text, encoding="utf-8")
    page = served("journeys")
    row = page.row("shop.yaml", lambda row: row["counts"]["error"])
    assert page.findings(row)[0]["message"] == "there is no file '../shared.yaml'"
    save(shared, "channels: {app: {title: The wallet}}\n")
    drawn = page.row("shop.yaml", lambda row: row["map"] and not row["counts"]["error"])
    assert b"The wallet" in page.map(drawn)
    save(shared, "channels: {app: {title: The purse}}\n")
    again = page.row("shop.yaml", lambda row: row["number"] > drawn["number"])
    assert b"The purse" in page.map(again)


def test_a_translation_is_looked_at_with_its_journey(shop: Path, served: Callable[..., Page]) -> None:
    page = served("journeys")
    first = page.row("shop.yaml", lambda row: row["map"])
    save(shop.with_name("shop.vi.yaml"), "title: [\n")
    row = page.row("shop.yaml", lambda row: row["number"] > first["number"])
    assert [said["place"] for said in page.findings(row)][:1] == ["journeys/shop.vi.yaml:2:1"]


def test_a_language_a_depth_and_a_persona_are_looked_at_as_map_does(shop: Path, served: Callable[..., Page]) -> None:
    save(shop.with_name("shop.vi.yaml"), "title: Cửa hàng\n")
    page = served("journeys", lang="vi")
    assert page.row("shop.yaml", lambda row: row["map"])["title"] == "Cửa hàng"
    other = served("journeys", asked={"persona": "linh"})
    row = other.row("shop.yaml", lambda row: row["counts"]["error"])
    assert (row["map"], other.findings(row)[0]["code"]) == (False, "JM153")


def test_maps_speak_the_language_that_is_asked_for(shop: Path) -> None:
    save(shop.with_name("shop.vi.yaml"), "title: Cửa hàng\n")
    preview = Preview([Path("journeys")], Wish(lang="vi"))
    for key in preview.look():
        preview.redraw(key)
    drawn = preview.svg(preview.sights[0].key, "flow") or b""
    assert ">Cửa hàng<".encode() in drawn
    assert "Khai báo, chưa đo: ".encode() in drawn
    assert b"Declared, " not in drawn


def test_they_do_so_where_the_journey_itself_is_not_translated(shop: Path) -> None:
    preview = Preview([Path("journeys")], Wish(lang="vi-VN"))
    for key in preview.look():
        preview.redraw(key)
    drawn = preview.svg(preview.sights[0].key, "flow") or b""
    assert (b">Shop<" in drawn, "Khai báo, chưa đo: ".encode() in drawn) == (True, True)


def test_only_what_changed_is_looked_at_again(shop: Path) -> None:
    save(shop.with_name("other.yaml"), SHOP.replace("Shop", "Other"))
    preview = Preview([Path("journeys")], Wish())
    for key in preview.look():
        preview.redraw(key)
    numbers = {sight.title: sight.number for sight in preview.sights}
    assert preview.look() == []
    save(shop, SHOP)  # the same bytes
    assert preview.look() == []
    save(shop, SHOP.replace("Shop", "Market"))
    (due,) = preview.look()
    preview.redraw(due)
    assert {sight.title: sight.number for sight in preview.sights} == {"Other": numbers["Other"], "Market": 3}
    preview.redraw("nobody")
    preview.measure("nobody")
    assert (preview.svg("nobody", "flow"), preview.svg(due, "round")) == (None, None)


def test_a_folder_of_this_machine_is_not_taken_for_journeys(shop: Path, here: Path) -> None:
    (here / "compose.yaml").write_text("services: {web: {image: nginx}}\n", encoding="utf-8")
    (here / "first.yaml").write_text(SHOP, encoding="utf-8")
    preview = Preview([Path()], Wish(), ours=True)
    for key in preview.look():
        preview.redraw(key)
    assert [str(sight.path) for sight in preview.sights] == ["first.yaml", "journeys/shop.yaml"]
    (here / "first.yaml").write_text("title: it was one\n", encoding="utf-8")
    for key in preview.look():
        preview.redraw(key)
    assert [(str(sight.path), sight.is_old) for sight in preview.sights] == [
        ("first.yaml", True),
        ("journeys/shop.yaml", False),
    ]


def test_two_pages_hear_the_same_and_one_may_go(shop: Path, served: Callable[..., Page]) -> None:
    one = served("journeys")
    two = one.another()  # type: ignore[attr-defined]
    first = [page.row("shop.yaml", lambda row: row["map"]) for page in (one, two)]
    assert first[0] == first[1]
    one.close()
    save(shop, SHOP.replace("Shop", "Market"))
    assert two.row("shop.yaml", lambda row: row["title"] == "Market")["number"] > first[1]["number"]


# --- measured ----------------------------------------------------------------------------------------------------------


def test_numbers_come_after_the_map_and_stay_while_only_words_change(
    shop: Path, here: Path, served: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "log.csv").write_text(LOG, encoding="utf-8")
    shop.write_text(BOUND, encoding="utf-8")
    real, calls = measured.measure, list[str]()
    monkeypatch.setattr(
        measured, "measure", lambda loaded, **asked: calls.append(loaded.journey.title) or real(loaded, **asked)
    )
    page = served("journeys", asked={"events": ("log.csv",), "min_group": 10})
    plan = page.row("shop.yaml", lambda row: row["map"])
    numbers = plan if not plan["measuring"] else page.row("shop.yaml", lambda row: row["map"] and not row["measuring"])
    assert b"n=30" in page.map(numbers)
    save(shop, BOUND.replace("does: Looks", "does: Glances"))
    words = page.row("shop.yaml", lambda row: row["number"] > numbers["number"])
    assert (words["measuring"], b"n=30" in page.map(words)) == (False, True)
    assert calls == ["Shop"]
    save(shop, BOUND.replace("match: seen", "match: [seen, viewed]"))
    page.row("shop.yaml", lambda row: row["number"] > words["number"] and not row["measuring"])
    assert calls == ["Shop", "Shop"]
    (here / "log.csv").write_text(LOG + "99,2026-01-03T10:00:00Z,seen\n" * 20, encoding="utf-8")
    save(shop, BOUND)
    last = page.row("shop.yaml", lambda row: b"50 visits" in page.map(row) or b"50 " in page.map(row, "grid"))
    assert last["counts"]["error"] == 0


def test_a_log_that_is_not_there_is_told_and_the_plan_stays(
    shop: Path, here: Path, served: Callable[..., Page]
) -> None:
    shop.write_text(BOUND, encoding="utf-8")
    page = served("journeys", asked={"events": ("log.csv",), "min_group": 10})
    row = page.row("shop.yaml", lambda row: row["counts"]["error"])
    assert (row["old"], row["measuring"], page.findings(row)[-1]["code"]) == (False, False, "JM501")
    assert page.map(row) == svg(shop)
    (here / "log.csv").write_text(LOG, encoding="utf-8")
    again = page.row("shop.yaml", lambda row: not row["counts"]["error"] and not row["measuring"])
    assert b"n=30" in page.map(again)


def test_without_data_no_log_is_read(shop: Path, served: Callable[..., Page]) -> None:
    shop.write_text(f"events: {{from: nowhere.csv}}\n{BOUND}", encoding="utf-8")
    row = served("journeys", measured=False).row("shop.yaml", lambda row: row["map"])
    assert (row["measuring"], row["counts"]["error"]) == (False, 0)


# --- strangers ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A server whose files do not change, for whoever only asks."""
    folder = tmp_path_factory.mktemp("calm")
    (folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
    serving = Serving(Preview([folder / "shop.yaml"], Wish()), listen(0), LOOK)
    thread = threading.Thread(target=serving.run)
    thread.start()
    page = Page(serving.port)
    page.port = serving.port  # type: ignore[attr-defined]
    yield page
    serving.stop()
    thread.join(PATIENCE)
    page.close()


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_this_machine_may_look(host: str, calm: Any) -> None:
    assert calm.get("/", Host=host.format(port=calm.port))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost",
        "localhost.evil.example:{port}",
        "127.0.0.1:{port}.evil.example",
        "127.0.0.1:{port}@evil.example",
        "0.0.0.0:{port}",
        "127.1:{port}",
        "2130706433:{port}",
        "[::]:{port}",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/events", "/map.svg?file=x"])
def test_a_foreign_host_is_refused(host: str, path: str, calm: Any) -> None:
    status, body, headers = calm.get(path, Host=host.format(port=calm.port))
    assert (status, body) == (
        403,
        f"Only this machine may look: write http://127.0.0.1:{calm.port}/ into the address bar.\n".encode(),
    )
    assert headers["content-security-policy"] == HEADERS["content-security-policy"]


def test_two_hosts_or_none_are_refused(calm: Any) -> None:
    for request, status in ((b"GET / HTTP/1.0\r\n\r\n", b"403"), (b"GET / HTTP/1.1\r\n\r\n", b"400")):
        assert raw(calm.port, request).split(b" ")[1] == status
    twice = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{calm.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert raw(calm.port, twice.encode()).split(b" ")[1] in (b"400", b"403")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Origin": "http://localhost:{port}", "Sec_Fetch_Site": "same-origin"}, 200),
        ({"Sec_Fetch_Site": "none"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "https://127.0.0.1:{port}"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
    ],
)
def test_another_page_may_not_ask(headers: dict[str, str], status: int, calm: Any) -> None:
    told = {name: value.format(port=calm.port) for name, value in headers.items()}
    for path in ("/", "/look", "/preview.js"):
        got, _, said = calm.get(path, **told)
        assert got == status
        assert not [name for name in said if name.startswith("access-control-")]


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
def test_there_is_nothing_to_do_but_look(method: str, calm: Any) -> None:
    for path in ("/", "/events", "/sight"):
        status, _, headers = calm.get(path, method)
        assert (status, headers["allow"]) == (405, "GET")


@pytest.mark.parametrize(
    "path",
    [
        "/shop.yaml",
        "/../shop.yaml",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/page/index.html",
        "/preview.js/",
        "/sight?file=../shop.yaml",
        "/sight",
        "/map.svg?file=/etc/passwd",
        "/map.svg?style=flow",
        "/manual?code=../../etc/passwd",
        "/manual",
        "/docs",
        "/openapi.json",
    ],
)
def test_no_file_is_served(path: str, calm: Any) -> None:
    status, body, headers = calm.get(path)
    assert status == 404
    assert b"title" not in body
    assert b"root:" not in body
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff\x16\x03\x01 not http\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"%" * 3_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        b"\r\n" * 10_000,
    ],
)
def test_garbage_is_refused_and_the_next_is_served(
    garbage: bytes, calm: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    assert raw(calm.port, garbage)[:13] in (b"HTTP/1.1 400 ", b"HTTP/1.1 403 ", b"HTTP/1.1 431 ", b"")
    assert calm.get("/look")[0] == 200
    assert capfd.readouterr() == ("", "")


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as asking:
        try:
            asking.sendall(request)
            asking.shutdown(socket.SHUT_WR)
            return asking.recv(65_536)
        except OSError:
            return b""


def test_only_the_loopback_listens() -> None:
    with listen(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
    assert hosts_of(1) == {"127.0.0.1:1", "localhost:1", "[::1]:1"}


# --- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_is_of_files_of_its_own_and_nothing_stands_in_it(calm: Any) -> None:
    status, body, headers = calm.get("/")
    page = body.decode()
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert headers["x-frame-options"] == "DENY"
    assert not re.search(r"<style|style=|\son\w+=|<script(?! src)", page)
    asked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert asked == ["/icon.svg", "/preview.css", "/preview.js"]
    assert [calm.get(path)[2]["content-type"] for path in asked] == [
        "image/svg+xml",
        "text/css; charset=utf-8",
        "text/javascript; charset=utf-8",
    ]
    script = calm.get("/preview.js")[1].decode()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|https?://", script)
    assert json.loads(calm.get("/look")[1]) == LOOK


def test_a_map_opened_by_itself_may_do_nothing(calm: Any) -> None:
    key = calm.row("shop.yaml", lambda row: row["map"])["key"] if not hasattr(calm, "key") else calm.key
    calm.key = key
    _, _, headers = calm.get(f"/map.svg?file={key}")
    assert headers["content-type"] == "image/svg+xml"
    assert headers["content-security-policy"].endswith("sandbox")
    assert "script-src" not in headers["content-security-policy"]


def test_the_manual_page_of_a_code_is_text(calm: Any) -> None:
    status, body, headers = calm.get("/manual?code=JM102")
    assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert body.startswith(b"JM102: ")


def test_hostile_words_stay_words(shop: Path, served: Callable[..., Page]) -> None:
    hostile = [words for words in payloads(40) if words.isprintable()]
    stages = {
        f"s{n}": {"title": words, "touchpoints": {f"t{n}": {"does": words, "nxt": words}}}
        for n, words in enumerate(hostile)
    }
    shop.write_text(json.dumps({"title": hostile[0], "stages": stages}), encoding="utf-8")
    page = served("journeys")
    row = page.row("shop.yaml", lambda row: row["counts"]["error"])
    said = page.findings(row)
    assert len(said) == row["counts"]["error"] > 20
    assert all(text.isprintable() for each in said for text in (each["message"], each["help"], each["place"]))
    good = {
        name: {**stage, "touchpoints": {"t" + name[1:]: {"does": stage["title"]}}} for name, stage in stages.items()
    }
    save(shop, json.dumps({"title": hostile[0], "state": "draft", "stages": good}))
    drawn = page.row("shop.yaml", lambda row: row["map"])
    assert page.map(drawn) == svg(shop)
    assert b"<script" not in page.map(drawn)


def test_a_bug_of_ours_is_told_and_ends_nothing(
    shop: Path, served: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    page = served("journeys")
    page.row("shop.yaml", lambda row: row["map"])
    real = Preview._seen
    monkeypatch.setattr(Preview, "_seen", lambda *_: 1 / 0)
    save(shop, SHOP.replace("Shop", "Market"))
    assert page.row("shop.yaml", lambda row: row["bug"])["bug"] == "ZeroDivisionError: division by zero"
    monkeypatch.setattr(Preview, "_seen", real)
    save(shop, SHOP.replace("Shop", "Stall"))
    assert page.row("shop.yaml", lambda row: row["title"] == "Stall")["bug"] == ""
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_map_that_cannot_be_drawn_says_why(
    shop: Path, served: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journeymap.drawing.engine.available", tuple)
    page = served("journeys")
    row = page.row("shop.yaml", lambda row: row["map"])
    status, body, _ = page.get(f"/map.svg?file={row['key']}&style={quote('flow')}")
    assert (status, body[:13]) == (503, b"error[JM801]:")


# --- the command -------------------------------------------------------------------------------------------------------


def test_the_command_says_where_and_ends_by_ctrl_c(shop: Path, here: Path) -> None:
    command = [sys.executable, "-m", "journeymap", "preview", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            address = process.stdout.readline()
            port = int(re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\n", address)[1])
            page = Page(port)
            assert page.row("shop.yaml", lambda row: row["map"])["title"] == "Shop"
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)
            page.close()
        finally:
            process.kill()
    assert (process.returncode, out, err) == (130, "", "\ninterrupted\n")


def test_a_port_that_is_taken_is_said(shop: Path, run: Callable[..., Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("preview", "--port", str(port))
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        f"error[JM841]: port {port} is taken by another program\n    = help: write --port 0: any that is free\n"
    )


def test_the_next_free_port_is_taken_if_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]
        monkeypatch.setattr("journeymap.preview.serving.PORT", first)
        with listen() as found:
            assert first < found.getsockname()[1] < first + 20
        monkeypatch.setattr("journeymap.preview.serving._NEXT", 1)
        with pytest.raises(
            JourneymapError, match=f"JM841 each port from {first} to {first} is taken by another program"
        ):
            listen()


def test_without_its_packages_the_command_says_what_to_install(
    shop: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("journeymap.preview")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = run("preview")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "error[JM840]: the preview is served with uvicorn, which is not installed\n"
        "    = help: pip install 'journeymap[preview]' brings what is missing; map and check need no more than is there\n"
    )


def test_another_package_that_is_missing_is_a_bug(
    shop: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("journeymap.preview")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "json", None)
    assert run("preview").code == 70


def test_a_folder_without_journeys_is_said_at_once(here: Path, run: Callable[..., Any]) -> None:
    (here / "empty").mkdir()
    result = run("preview", "empty")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("empty:1:1: error[JM009]: there is no .yaml file in this folder\n")


# --- what a piece of work was made of ----------------------------------------------------------------------------------


def test_files_are_noted_with_their_state(here: Path) -> None:
    text, large, absent = here / "a.yaml", here / "b.csv", here / "c.yaml"
    text.write_bytes(b"a")
    large.write_bytes(b"bb")
    with noting() as noted:
        note_text(text, b"a")
        note_large(large)
        note_missing(absent)
    note_missing(text)  # nobody listens any more
    assert set(noted) == {text, large, absent}
    assert not has_changed(noted, {})
    absent.write_bytes(b"c")
    assert has_changed(noted, {})
    absent.unlink()
    text.write_bytes(b"b")
    assert has_changed(noted, {})
    assert not has_changed(noted, {text: noted[text]})
    text.write_bytes(b"a")
    large.write_bytes(b"bbb")
    assert has_changed(noted, {})


def test_hidden_folders_are_not_entered(here: Path) -> None:
    for name in ("a.yaml", "b/c.yml", ".git/d.yaml", "b/.venv/e.yaml", "b/.f.yaml", "g.txt"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("", encoding="utf-8")
    assert journeys_in(Path()) == [Path("a.yaml"), Path("b/c.yml")]
    assert folders_in(Path()) == [Path(), Path("b")]
    assert folders_in(Path("a.yaml")) == []
