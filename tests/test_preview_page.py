"""The live page in a real browser: what is saved appears, where it was looked at stays, nothing of a file runs."""

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from journeymap.pipeline.previewed import Preview, Wish
from journeymap.preview import Serving, listen

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="no Playwright: the live page is not looked at in a browser"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on PATH: the live page is not looked at in a browser"
)
SHOP = """\
title: Shop
state: draft
stages:
  find:
    touchpoints:
      browse: {title: Looks}
      pay: {does: Pays, feels: -1}
"""
PATIENCE = 30_000


def serving_of(folder: Path, port: int = 0) -> tuple[Serving, threading.Thread]:
    look = {"styles": ["flow", "grid"], "style": "flow", "theme": "auto"}
    serving = Serving(Preview([folder], Wish(today=date(2026, 2, 1))), listen(port), look)
    thread = threading.Thread(target=serving.run)
    thread.start()
    return serving, thread


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, here: Path) -> Iterator[Any]:
    """The page of a folder with one journey; `page.said` is all that its console and its errors said, `page.asked` all that it asked for."""
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    serving, thread = serving_of(here)
    opened = browser.new_page(viewport={"width": 700, "height": 300}, color_scheme="dark")
    opened.set_default_timeout(PATIENCE)
    opened.serving, opened.thread, opened.said, opened.asked = serving, thread, [], set()
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.on("request", lambda request: opened.asked.add(urlsplit(request.url)[:3]))
    opened.goto(serving.address)
    yield opened
    opened.close()
    serving.stop()
    thread.join()


def test_the_page_shows_what_is_saved_and_keeps_its_place(page: Any, here: Path) -> None:
    shop = here / "shop.yaml"
    page.get_by_text("Looks", exact=True).wait_for()
    assert page.evaluate("document.documentElement.hasAttribute('data-dark')") is True
    assert page.locator("#files-label").is_hidden()
    for _ in range(4):
        page.keyboard.press("+")
    page.evaluate("document.getElementById('map').scrollTo(40, 60)")
    zoomed = page.locator("#scale").inner_text()
    assert zoomed.endswith("%")
    shop.write_text(SHOP.replace("title: Looks", "title: Compares"), encoding="utf-8")
    page.get_by_text("Compares", exact=True).wait_for()
    assert page.locator("#scale").inner_text() == zoomed
    assert page.evaluate("(map => [map.scrollLeft, map.scrollTop])(document.getElementById('map'))") == [40, 60]

    shop.write_text(SHOP.replace("{title: Looks}", "{title: [Looks}"), encoding="utf-8")
    page.get_by_text("shop.yaml:6:29").wait_for()
    assert page.locator("#banner").inner_text() == (
        "An error keeps this file from being drawn. The map is the last good one, of before the fault."
    )
    assert page.locator("#map.old").count() == 1
    assert page.get_by_text("Compares", exact=True).is_visible()
    page.get_by_text("What JM001 means").click()
    page.get_by_text("JM001: ").wait_for()

    (here / "other.yaml").write_text(SHOP.replace("Shop", "Other"), encoding="utf-8")
    page.locator("#files option", has_text="other.yaml").wait_for(state="attached")
    page.locator("#files").select_option(index=0)
    page.get_by_role("heading", name="Other").wait_for()
    page.get_by_text("grid", exact=True).click()
    page.get_by_text("Emotion", exact=True).wait_for()
    assert page.locator("#banner").is_hidden()
    page.reload()
    page.get_by_role("heading", name="Other").wait_for()
    page.get_by_text("Emotion", exact=True).wait_for()
    assert page.said == []
    at = urlsplit(page.serving.address)[:2]
    paths = ("/", "/preview.css", "/preview.js", "/look", "/events", "/sight", "/map.svg", "/manual")
    assert page.asked - {(*at, "/icon.svg")} == {(*at, path) for path in paths}


def test_the_page_comes_back_with_its_server(page: Any, here: Path) -> None:
    page.get_by_text("Looks", exact=True).wait_for()
    page.serving.stop()
    page.thread.join()
    page.get_by_text("Not connected. Is journeymap preview still running?").wait_for()
    (here / "shop.yaml").write_text(SHOP.replace("title: Looks", "title: Returns"), encoding="utf-8")
    serving, thread = serving_of(here, page.serving.port)
    page.get_by_text("Returns", exact=True).wait_for()
    assert page.locator("#state").inner_text() == ""
    serving.stop()
    thread.join()


def test_hostile_words_are_shown_and_not_run(page: Any, here: Path) -> None:
    words = "<img src=x onerror=alert(1)><script>alert(1)</script><style>*{display:none}</style>"
    page.on("dialog", lambda dialog: page.said.append("a dialog"))
    told = {"title": words, "stages": {"s": {"title": words, "touchpoints": {"t": {"does": words, "nxt": words}}}}}
    (here / "shop.yaml").write_text(json.dumps(told), encoding="utf-8")
    page.get_by_text("unknown field 'nxt'").wait_for()
    del told["stages"]["s"]["touchpoints"]["t"]["nxt"]
    (here / "shop.yaml").write_text(json.dumps(told), encoding="utf-8")
    page.get_by_role("heading", name=words).wait_for()
    assert (
        page.evaluate(
            "document.getElementById('sheet').shadowRoot.querySelectorAll('script, img, style, foreignObject').length"
        )
        == 0
    )
    assert page.evaluate("document.querySelectorAll('img, style, main script').length") == 0
    assert page.said == []
