"""The HTML report in a real browser: what everybody does with it. `test_page_controls` tries the rest."""

import os
import re
from pathlib import Path

import pytest
from journeymap.pipeline.paged import paged
from tests.fixtures import browsing, pages
from tests.fixtures.browsing import ALL, DESK, MISSING, PHONE, REASON, Opening, detail, focused, lit, state, ways
from tests.test_page import TEXTS, hostile

browser, file, opened = browsing.browser, browsing.file, browsing.opened
pytestmark = pytest.mark.skipif(MISSING, reason=REASON)
RUNS = int(os.environ.get("JOURNEYMAP_PAGE_RUNS", "1"))
"""How many pages of hostile texts are opened; `make test-slow` opens forty."""


def test_pointing_shows_and_a_click_keeps(opened: Opening) -> None:
    page = opened()
    assert (detail(page), lit(page)) == ("", ALL)
    page.hover("#panel-flow .card[data-touchpoint=stock]")
    assert (detail(page), lit(page)) == ("Look at the stock", {"search", "stock", "pay"})
    assert ways(page) == {"search stock", "stock pay"}
    page.hover("h1")
    assert (detail(page), lit(page), state(page)) == ("", ALL, "")
    page.click("#panel-flow .card[data-touchpoint=pay]")
    page.hover("h1")
    # How many go to help is a range: that way is not drawn.
    assert (detail(page), lit(page)) == ("1 Pay", {"search", "stock", "pay", "collect"})
    assert state(page) == "#touchpoint=pay"
    assert page.inner_text("#status") == "Kept: Pay."
    assert "27.3\N{NO-BREAK SPACE}%" in page.inner_text("#side")
    assert "n=220" in page.inner_text("#side")
    page.click("#side .ways a >> text=Collect")
    assert detail(page) == "Collect"
    page.click("#close")
    assert (detail(page), state(page)) == ("", "")


def test_filters_dim_the_map_and_shorten_the_tables(opened: Opening) -> None:
    page = opened()
    page.select_option("#stage", "buy")
    assert (lit(page), page.inner_text("#status")) == ({"pay", "help"}, "2 of 6 touchpoints fit.")
    page.select_option("#channel", "phone")
    assert lit(page) == {"help"}
    assert state(page) == "#stage=buy&channel=phone"
    page.click("#clear")
    assert (lit(page), state(page), page.input_value("#stage")) == (ALL, "", "")
    page.select_option("#persona", "linh")
    assert lit(page) == ALL - {"help"}
    page.select_option("#persona", "")
    page.check("#friction")
    assert lit(page) == {"pay"}
    page.uncheck("#friction")
    page.check("#broken")
    assert (lit(page), state(page)) == ({"pay"}, "#only=broken")
    page.uncheck("#broken")
    page.fill("#search", "stock")
    assert lit(page) == {"stock"}
    page.click("#tab-table")
    assert page.locator("#touchpoints tbody tr:visible").count() == 1
    assert page.locator("#ways tbody tr:visible").count() == 2
    page.click("#tab-dropoff")
    assert page.inner_text("#status").endswith("This picture shows stages: touchpoints are lit in the others.")


def test_the_map_with_arrows_enter_and_escape(opened: Opening) -> None:
    page = opened()
    page.focus("#panel-flow .card[tabindex='0']")
    assert (focused(page), detail(page)) == ("@search", "Search")
    page.keyboard.press("ArrowDown")
    assert (focused(page), detail(page)) == ("@stock", "Look at the stock")
    page.keyboard.press("ArrowRight")
    assert focused(page) in {"@pay", "@help"}
    page.keyboard.press("End")
    assert focused(page) == "@gift"
    page.keyboard.press("Home")
    assert focused(page) == "@search"
    page.keyboard.press("Enter")
    assert (state(page), page.get_attribute("#panel-flow .card.held", "aria-pressed")) == ("#touchpoint=search", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    assert state(page) == "#touchpoint=stock"
    page.keyboard.press("Escape")
    assert (state(page), focused(page)) == ("", "@stock")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_map_wider_than_its_box_opens_readable_at_its_start(
    opened: Opening, file: Path, size: dict[str, int]
) -> None:
    # As a map of many stages is written: for a slide it is a third as wide as it is drawn.
    drawn = re.search(r'width="([\d.]+)" height="[\d.]+" viewBox="0 0 ([\d.]+)', file.read_text(encoding="utf-8"))
    assert drawn is not None
    long = file.with_name("long.html")
    text = file.read_text(encoding="utf-8").replace(drawn[0], 'width="700" height="300" viewBox="0 0 2100', 1)
    long.write_text(text, encoding="utf-8")
    page = opened(of=long, size=size)
    wide, left = page.evaluate(
        "(box => [box.querySelector('svg').getBoundingClientRect().width, box.scrollLeft])(document.querySelector('#panel-flow .box'))"
    )
    assert (page.inner_text("#zoom-now"), wide, left) == ("95 %", pytest.approx(0.95 * 2100, abs=1), 0)


def test_a_deep_link_restores_all(opened: Opening) -> None:
    page = opened(
        "#style=grid&touchpoint=pay&stage=buy&channel=web&persona=minh&search=a&theme=dark&only=friction,broken"
    )
    assert page.is_visible("#panel-grid")
    assert (detail(page), lit(page, "grid")) == ("1 Pay", {"pay"})
    values = [page.input_value(f"#{name}") for name in ("stage", "channel", "persona", "search", "theme")]
    assert values == ["buy", "web", "minh", "a", "dark"]
    assert (page.is_checked("#friction"), page.is_checked("#broken")) == (True, True)
    assert page.evaluate("document.getElementById('map').getBoundingClientRect().top") < 100


def test_on_a_phone_the_details_are_a_sheet_that_closes(opened: Opening) -> None:
    page = opened(size=PHONE, has_touch=True)
    assert not page.is_visible("#side")
    page.tap("#panel-flow .card[data-touchpoint=search]")
    box = page.locator("#side").bounding_box()
    assert box is not None
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 375, 700)
    card = page.locator("#panel-flow .card[data-touchpoint=search]").bounding_box()
    assert card is not None
    assert card["y"] + card["height"] <= box["y"]
    page.tap("#close")
    assert not page.is_visible("#side")
    linked = opened("#touchpoint=collect", size=PHONE)
    top, bottom = (
        linked.locator(f"#{id_} >> nth=0").bounding_box()
        for id_ in ("panel-flow .card[data-touchpoint=collect]", "side")
    )
    assert top is not None
    assert bottom is not None
    assert 0 <= top["y"] < top["y"] + top["height"] <= bottom["y"]


@pytest.mark.parametrize("first", range(RUNS))
def test_hostile_labels_are_text_in_every_view(opened: Opening, tmp_path: Path, first: int) -> None:
    written = tmp_path / "hostile.html"
    written.write_text(paged(*pages.measured(tmp_path, hostile(TEXTS[first * 37 :: 401]))), encoding="utf-8")
    page = opened(of=written)
    for tab in page.locator("[role=tab]").all():
        tab.click()
    page.click("#tab-flow")
    for name in ("search", "pay"):
        page.click(f"#panel-flow .card[data-touchpoint={name}]", position={"x": 60, "y": 12})
        assert detail(page) != ""
    page.fill("#search", "<script>")
    page.fill("#search", TEXTS[(first * 37 + 802) % len(TEXTS)])
    assert page.evaluate("window.fired") == []
    assert page.title() == page.inner_text("h1").strip() or page.title() in TEXTS[first * 37]
    assert page.locator("img, iframe, object, embed, base, link, foreignObject, animate, set, image, use").count() == 0
