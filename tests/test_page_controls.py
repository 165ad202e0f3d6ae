"""The HTML report in a real browser, every control: with the mouse and with the keyboard alone, no message on the console and no request, in both themes, on
a phone and on a desk, with scripts off and in print.
"""

import os

import pytest
from journeymap.drawing.palette import contrast
from tests.fixtures import browsing
from tests.fixtures.browsing import ALL, DESK, MISSING, PHONE, REASON, Opening, detail, focused, lit, state, ways

browser, file, opened = browsing.browser, browsing.file, browsing.opened
if MISSING or "JOURNEYMAP_PAGE_RUNS" not in os.environ:
    pytest.skip(
        REASON if MISSING else "every control of the HTML report is tried by make browser-tests",
        allow_module_level=True,
    )


# --- with the mouse -----------------------------------------------------------------------------------------------------


def test_tabs_and_the_back_button(opened: Opening) -> None:
    page = opened()
    for style, name in {"grid": "Grid", "dropoff": "Drop-off", "blueprint": "Blueprint", "table": "Table"}.items():
        page.click(f"role=tab[name='{name}']")
        visible = page.eval_on_selector_all(
            ".panel", "all => all.filter(each => each.checkVisibility()).map(each => each.id)"
        )
        assert (visible, state(page)) == ([f"panel-{style}"], f"#style={style}")
    assert not page.is_visible(".zoom")
    page.go_back()
    assert page.get_attribute("#tab-blueprint", "aria-selected") == "true"
    page.go_back()
    page.go_back()
    page.go_back()
    assert (page.get_attribute("#tab-flow", "aria-selected"), state(page)) == ("true", "")
    page.go_forward()
    assert page.is_visible("#panel-grid")


def test_ways_to_parts_of_the_page_leave_what_is_chosen_alone(opened: Opening) -> None:
    page = opened("#style=grid&touchpoint=pay")
    page.click("nav a >> text=Paths")
    assert page.evaluate("document.activeElement.id") == "paths"
    assert (state(page), detail(page)) == ("#style=grid&touchpoint=pay", "1 Pay")


def test_a_path_is_lit(opened: Opening) -> None:
    page = opened("#style=grid")
    page.click("role=button[name='Show path 1 on the map']")
    assert (lit(page), state(page)) == ({"search", "stock", "pay"}, "#path=1")
    assert ways(page) == {"search stock", "stock pay"}
    assert page.inner_text("#status") == "Path 1 is lit."
    assert page.get_attribute("[data-path='1']", "aria-pressed") == "true"
    page.click("[data-path='1']")
    assert (lit(page), state(page)) == (ALL, "")


def test_zoom_and_pan(opened: Opening) -> None:
    page = opened()

    def percent() -> int:
        return int(page.inner_text("#zoom-now").removesuffix(" %"))

    def wide() -> float:
        return float(page.evaluate("document.querySelector('#panel-flow svg').getBoundingClientRect().width"))

    first = wide()
    page.click("#zoom-in")
    page.click("#zoom-in")
    assert wide() == pytest.approx(first * 1.5625, rel=0.01)
    page.click("#zoom-out")
    assert wide() == pytest.approx(first * 1.25, rel=0.01)
    page.click("#zoom-in")
    page.click("#zoom-in")
    page.evaluate("document.getElementById('map').scrollIntoView()")
    box = page.locator("#panel-flow .box").bounding_box()
    assert box is not None
    left = page.evaluate("document.querySelector('#panel-flow .box').scrollLeft")
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.mouse.up()
    assert page.evaluate("document.querySelector('#panel-flow .box').scrollLeft") - left == pytest.approx(100, abs=2)
    assert state(page) == ""
    before = percent()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function(f"parseInt(document.getElementById('zoom-now').textContent) > {before}")
    page.click("#zoom-fit")
    assert wide() == pytest.approx(page.evaluate("document.querySelector('#panel-flow .box').clientWidth"), abs=1)


def test_columns_sort_and_what_is_hidden_stands_last(opened: Opening) -> None:
    page = opened("#style=table")

    def names() -> list[str]:
        return [str(each).split()[-1] for each in page.locator("#touchpoints tbody th").all_inner_texts()]

    page.click("#touchpoints thead button:has-text('Visits')")
    # How many visit help is a range: it stands with what is not known.
    assert names() == ["stock", "Collect", "Search", "Pay", "help", "gift"]
    page.click("#touchpoints thead button:has-text('Visits')")
    assert names() == ["Pay", "Search", "Collect", "stock", "help", "gift"]
    assert page.get_attribute("#touchpoints th:has-text('Visits')", "aria-sort") == "descending"
    page.click("#touchpoints thead button:has-text('Touchpoint')")
    assert names() == ["help", "Collect", "gift", "stock", "Pay", "Search"]
    page.click("#touchpoints a >> text=Search")
    assert (detail(page), state(page)) == ("Search", "#style=table&touchpoint=search")


# --- with the keyboard alone ----------------------------------------------------------------------------------------------


def test_the_skip_link_is_first_and_leads_to_the_map(opened: Opening) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the map"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "tab-flow"


def test_every_control_is_reached_with_tab_and_shows_it(opened: Opening) -> None:
    page = opened()
    seen = []
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        name = focused(page)
        assert ring != "none", name
        seen.append(name)
    wanted = [
        "theme",
        "tab-flow",
        "zoom-out",
        "zoom-in",
        "zoom-fit",
        "search",
        "stage",
        "channel",
        "persona",
        "friction",
        "broken",
    ]
    assert [name for name in seen if name in wanted] == wanted
    # One stop in the map, whichever of its cards it is; and every path.
    assert [name for name in seen if name.startswith("@")] == ["@search"]
    assert seen.count("Show on the map") == 3
    # What the card shows can be gone into: the ways of the first touchpoint, and its signs.
    after = seen[seen.index("@search") :]
    assert after[1:4] == ["Signs of friction: none beyond what is normal", "Look at the stock", "Pay"]


def test_closing_with_the_keyboard_gives_the_focus_back(opened: Opening) -> None:
    page = opened("#touchpoint=pay")
    page.focus("#close")
    page.keyboard.press("Enter")
    assert (state(page), focused(page)) == ("", "@pay")


def test_keys_for_finding_and_zooming(opened: Opening) -> None:
    page = opened()
    page.keyboard.press("/")
    assert focused(page) == "search"
    page.keyboard.type("p+-0")
    assert page.input_value("#search") == "p+-0"
    page.fill("#search", "l")
    page.keyboard.press("Enter")
    assert state(page) == "#touchpoint=stock&search=l"
    page.focus("#search")
    page.keyboard.press("Enter")
    assert state(page) == "#touchpoint=help&search=l"
    page.focus("#search")
    page.keyboard.press("Escape")
    assert (page.input_value("#search"), state(page)) == ("", "#touchpoint=help")
    page.keyboard.press("Escape")
    assert state(page) == ""
    page.focus("#tab-flow")
    before = page.inner_text("#zoom-now")
    page.keyboard.press("+")
    larger = page.inner_text("#zoom-now")
    page.keyboard.press("-")
    assert (page.inner_text("#zoom-now"), larger != before) == (before, True)
    page.keyboard.press("0")
    fit = page.evaluate(
        "Math.round(100 * document.querySelector('#panel-flow .box').clientWidth / document.querySelector('#panel-flow svg').getAttribute('width'))"
    )
    assert page.inner_text("#zoom-now") == f"{fit} %"


def test_tabs_filters_paths_and_theme_with_keys(opened: Opening) -> None:
    page = opened()
    page.focus("#tab-flow")
    for key, style in (
        ("ArrowRight", "grid"),
        ("End", "table"),
        ("ArrowRight", "flow"),
        ("ArrowLeft", "table"),
        ("Home", "flow"),
    ):
        page.keyboard.press(key)
        assert (focused(page), page.get_attribute(f"#tab-{style}", "aria-selected")) == (f"tab-{style}", "true")
    page.focus("#stage")
    page.keyboard.press("ArrowDown")
    assert state(page) == "#stage=find"
    page.focus("#friction")
    page.keyboard.press(" ")
    assert lit(page) == set()
    page.focus("#clear")
    page.keyboard.press("Enter")
    assert (state(page), focused(page)) == ("", "search")
    page.focus("[data-path='3']")
    page.keyboard.press("Enter")
    assert ways(page) == {"search pay", "pay collect"}
    assert page.inner_text("#status") == "Path 3 is lit."
    page.keyboard.press("Escape")
    assert state(page) == ""
    page.focus("#theme")
    page.keyboard.press("End")
    assert state(page) == "#theme=dark"


# --- links, themes, sizes, print ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    ["#style=x&touchpoint=y&path=9&stage=z&theme=q&only=w", "#%%%", "#at-%E0%A4%A", "#at-nobody", "#map", "#=&=&="],
)
def test_a_broken_link_opens_the_page_as_it_is(opened: Opening, at: str) -> None:
    page = opened(at)
    assert (detail(page), lit(page), page.get_attribute("#tab-flow", "aria-selected")) == ("", ALL, "true")


def test_links_of_a_page_without_scripts_work_with_them(opened: Opening) -> None:
    assert detail(opened("#at-pay")) == "1 Pay"


@pytest.mark.parametrize("reader", ["light", "dark"])
def test_the_reader_s_theme_and_the_chosen_one(opened: Opening, reader: str) -> None:
    page = opened(color_scheme=reader)
    grounds = {"light": "rgb(253, 253, 254)", "dark": "rgb(15, 22, 30)"}

    def seen() -> tuple[str, str]:
        return tuple(  # type: ignore[return-value]
            page.evaluate(
                "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('#panel-flow svg > rect')).fill]"
            )
        )

    assert seen() == (grounds[reader],) * 2
    for theme in ("dark", "light", ""):
        page.select_option("#theme", theme)
        assert seen() == (grounds[theme or reader],) * 2


@pytest.mark.parametrize("reader", ["light", "dark"])
def test_every_text_of_the_page_can_be_read(opened: Opening, reader: str) -> None:
    page = opened("#touchpoint=pay", color_scheme=reader)
    pairs = page.evaluate("""() => {
        const own = (each) => getComputedStyle(each).backgroundColor;
        const ground = (each) => (/, 0\\)|transparent/.test(own(each)) && each.parentElement ? ground(each.parentElement) : own(each));
        const found = new Set();
        for (const each of document.querySelectorAll("body *:not(svg *)")) {
            if (!each.checkVisibility() || each.disabled || ![...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
            found.add(`${getComputedStyle(each).color}|${ground(each)}|${each.className || each.localName}`);
        }
        return [...found];
    }""")

    def hex_of(colour: str) -> str:
        return "#" + "".join(f"{int(part):02x}" for part in colour.removeprefix("rgb(").removesuffix(")").split(", "))

    assert len(pairs) > 10
    weak = [pair for pair in pairs if contrast(*(hex_of(colour) for colour in pair.split("|")[:2])) < 4.5]
    assert weak == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("style", ["flow", "grid", "dropoff", "blueprint", "table"])
def test_the_page_is_never_wider_than_the_screen(opened: Opening, size: dict[str, int], style: str) -> None:
    page = opened(f"#style={style}&touchpoint=pay", size=size)
    for each in page.locator("details").all():
        each.evaluate("each => { each.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_without_scripts_everything_stands_there(opened: Opening) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator(".box svg:visible").count() == 4
    assert page.locator("table:visible").count() >= 3
    assert page.locator(".touchpoint:visible").count() == 6
    assert page.locator("button:visible, select:visible, input:visible").count() == 0
    assert page.is_visible("noscript")


def test_print_has_the_map_and_the_tables_and_no_control(opened: Opening) -> None:
    page = opened("#style=grid&theme=dark&touchpoint=pay")
    page.emulate_media(media="print")
    assert (
        page.locator("button:visible, select:visible, input:visible").evaluate_all(
            "all => all.filter(each => !each.closest('th')).length"
        )
        == 0
    )
    assert (page.is_visible("#panel-grid svg"), page.is_visible("#panel-flow svg")) == (True, False)
    assert page.is_visible("#touchpoints")
    assert page.is_visible("[data-detail=pay]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(253, 253, 254)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".chapter:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".chapter[open]").count() == 0


def test_who_wants_no_motion_gets_none(opened: Opening) -> None:
    moves = "getComputedStyle(document.querySelector('.box .card')).transitionDuration"
    assert opened().evaluate(moves) == "0.15s"
    assert opened(reduced_motion="reduce").evaluate(moves) == "0s"


def test_names_and_roles(opened: Opening) -> None:
    page = opened()
    nameless = page.evaluate("""() => [...document.querySelectorAll("button, select, input, [role]:not([role=status]), aside, nav, section")]
        .filter((each) => each.checkVisibility())
        .filter((each) => !(each.getAttribute("aria-label")
            || each.getAttribute("aria-labelledby") || each.labels?.length || each.textContent.trim()))
        .map((each) => each.outerHTML.slice(0, 80))""")
    assert nameless == []
    card = page.locator("#panel-flow .card[data-touchpoint=pay]")
    assert card.get_attribute("role") == "button"
    assert str(card.get_attribute("aria-label")).startswith("Pay. Pays with the wallet. Expects: A tick.")
    assert page.locator("h1").count() == 1
