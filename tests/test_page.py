"""The HTML report without a browser: one file, nothing from elsewhere, the same pictures, numbers worked out by hand, hostile text as text."""

import json
import os
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from journeymap.amounts import percent
from journeymap.drawing import GraphvizFailed
from journeymap.load import Loaded
from journeymap.page.assembly import assembled
from journeymap.page.content import STYLES, Content, content
from journeymap.page.details import details, touchpoint_of
from journeymap.page.labels import LABELS
from journeymap.page.prose import html
from journeymap.page.tables import Cell
from journeymap.page.trends import HEIGHT, WIDTH, Value, _chart
from journeymap.pipeline import drawn
from journeymap.pipeline.drawn import decided, rendered
from journeymap.pipeline.paged import paged
from journeymap.quantities import Rate
from journeymap.report import Instead, Report
from markupsafe import Markup
from tests.fixtures import pages
from tests.payloads import payloads

RUNS = int(os.environ.get("JOURNEYMAP_PAGE_RUNS", "1"))
"""How many pages are made of hostile texts; `make test-slow` makes forty."""
AIRPORT = Path(__file__).parents[1] / "journeys" / "airport.yaml"
DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, Report]:
    return pages.measured(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def page(shop: tuple[Loaded, Report]) -> str:
    return paged(*shop)


def told(shop: tuple[Loaded, Report], **others: Any) -> Content:
    loaded, report = shop
    return content(loaded.journey, decided(loaded, report), report, dict.fromkeys(STYLES, "<svg></svg>"), **others)


# --- the file -----------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Elements with their attributes, and the texts of scripts and styles."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in ("script", "style") and data.strip():
            self.inside.append((self.found[-1][0], data))


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_nothing_runs_or_styles_but_what_the_policy_names(page: str) -> None:
    tags = Tags(page)
    policy = next(attributes for tag, attributes in tags.found if attributes.get("http-equiv"))
    allowed = dict(each.split(" ", 1) for each in str(policy["content"]).split("; "))
    # What is written in JSON is no script, and not run.
    styles = {text for tag, text in tags.inside if tag == "style"}
    styles |= set(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    script = next(text for tag, text in tags.inside if tag == "script")
    assert allowed == {
        "default-src": "'none'",
        "script-src": hashed(script),
        "style-src": allowed["style-src"],
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert set(allowed["style-src"].split()) == {hashed(text) for text in styles}
    assert len(styles) == 2
    assert "unsafe" not in str(policy["content"])


def test_nothing_is_loaded_and_no_attribute_styles_or_runs(page: str) -> None:
    attributes = {name for _, found in Tags(page).found for name in found}
    assert attributes & {"src", "srcset", "style", "action", "formaction", "ping", "background", "poster"} == set()
    assert [name for name in attributes if name.startswith("on")] == []
    links = [str(found["href"]) for _, found in Tags(page).found if "href" in found]
    assert links
    assert [link for link in links if not link.startswith("#")] == []
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page) == []


def test_pictures_are_those_that_map_writes_to_the_byte(shop: tuple[Loaded, Report], page: str) -> None:
    map = decided(*shop)
    found = re.findall(r"<svg xmlns.*?</svg>\n", page, re.DOTALL)
    assert found == [rendered(map, style=style).decode() for style in STYLES]
    assert [hashed(each) == hashed(found[0]) for each in found] == [True, False, False, False]


def test_the_same_bytes_again(shop: tuple[Loaded, Report], page: str) -> None:
    assert paged(*shop) == page
    assert page.endswith("</html>")


def test_ids_are_there_once_and_everything_that_is_named_is_there(page: str) -> None:
    tags = Tags(page).found
    ids = [found["id"] for _, found in tags if "id" in found]
    assert len(ids) == len(set(ids))
    named = {str(found[name]) for _, found in tags for name in ("aria-labelledby", "aria-controls") if name in found}
    assert named <= set(ids)
    assert {str(found["href"])[1:] for _, found in tags if "href" in found} <= set(ids)


@pytest.mark.skipif(not DATA.exists(), reason="no shared data: the size of the airport's page is not measured")
def test_the_airport_fits_in_400_kilobytes(run: Callable[..., Any], here: Path) -> None:
    said = run("report", str(AIRPORT), "-o", "report.html", "-o", "report.md", "-o", "report.json")
    assert said.code == 0
    assert said.out.splitlines()[-3:] == ["wrote report.html", "wrote report.md", "wrote report.json"]
    size = (here / "report.html").stat().st_size
    assert 100_000 < size < 400_000


def test_the_format_can_be_named_and_the_page_goes_to_standard_output(run: Callable[..., Any], here: Path) -> None:
    (here / "journey.yaml").write_text(pages.JOURNEY)
    (here / "events.csv").write_text(pages.log())
    said = run("report", "journey.yaml", "--events", "events.csv", "--format", "html")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("<!DOCTYPE html>\n<html lang=")
    assert "<title>Buy a lamp</title>" in said.out
    assert run("report", "journey.yaml", "--events", "events.csv", "-o", "page.htm").err.splitlines()[-1] == (
        "Error: Invalid value for -o: 'page.htm': reports end in .md, .json, .txt, .html; or name a --format"
    )


def test_where_nothing_can_be_drawn_nothing_is_written(
    run: Callable[..., Any], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> str:
        raise GraphvizFailed("it is out of sorts")

    monkeypatch.setattr(drawn, "svg", missing)
    (here / "journey.yaml").write_text(pages.JOURNEY)
    (here / "events.csv").write_text(pages.log())
    said = run("report", "journey.yaml", "--events", "events.csv", "-o", "report.md", "-o", "report.html")
    assert said.code == 2
    assert "error[JM801]: the map cannot be drawn: it is out of sorts" in said.err
    assert sorted(file.name for file in here.iterdir()) == ["events.csv", "journey.yaml"]


def test_a_comparison_is_a_page_too(run: Callable[..., Any], here: Path) -> None:
    (here / "journey.yaml").write_text(pages.JOURNEY.replace("Buy a lamp", "Buy <i>a</i> lamp"))
    (here / "events.csv").write_text(pages.log())
    sides = (
        "--before",
        "2026-05-01T00:00:00Z..2026-06-01T00:00:00Z",
        "--after",
        "2026-06-01T00:00:00Z..2026-07-01T00:00:00Z",
    )
    said = run("compare", "journey.yaml", "--events", "events.csv", *sides, "-o", "changes.html", "-o", "changes.md")
    assert (said.code, said.out.splitlines()[-2:]) == (0, ["wrote changes.html", "wrote changes.md"])
    page = (here / "changes.html").read_text()
    tags = Tags(page)
    assert [tag for tag, _ in tags.found if tag in ("script", "i")] == []
    (style,) = [text for tag, text in tags.inside if tag == "style"]
    assert f"default-src 'none'; style-src {hashed(style)}; base-uri 'none'" in page.replace("&#39;", "'")
    assert "<code>Buy &lt;i&gt;a&lt;/i&gt; lamp</code>" in page
    heads = [
        line.removeprefix("## ") for line in (here / "changes.md").read_text().splitlines() if line.startswith("## ")
    ]
    assert re.findall("<h2>(.*?)</h2>", page) == heads


# --- what it says -------------------------------------------------------------------------------------------------------


def test_it_begins_as_the_report_does(shop: tuple[Loaded, Report], page: str) -> None:
    first = re.sub(r"<[^>]+>|\s+", " ", page.partition('<section id="map"')[0].partition("<main>")[2])
    words = re.sub(r"\s+", " ", first)
    assert shop[1].verdict in words
    assert "2026-05-04 to 2026-06-29 (UTC): 200 customers, 203 cases; 140 won, 0 lost, 63 left, 0 still open." in words
    assert "groups of fewer than 10 are hidden" in words
    assert "60 of 220 visits end here for good (27 %, 22-34 %; up to 5 % is normal). Ask who left" in words
    assert "(27\N{NO-BREAK SPACE}%, 22-34\N{NO-BREAK SPACE}%;" in page
    assert "Fixing its drop-off is associated with 49 more completions (36-62) of 203 finished cases" in words
    assert "The file says: The wallet times out" in words
    assert "Too few to show: Ask for help, Get a gift." in words


def test_a_touchpoint_in_full(shop: tuple[Loaded, Report]) -> None:
    loaded, report = shop
    pay = next(each for each in details(decided(loaded, report), report) if each.card.id == "pay")
    numbers = {each.label: (each.value, each.note) for each in pay.numbers}
    assert numbers["Visits"] == ("220", "200 customers, 200 cases")
    # Who had a gift is hidden, and with them who asked for help: what would tell of them is a range.
    assert numbers["What followed"] == ("140-160 went on", "0-20 elsewhere, 60 left, 0 open")
    assert numbers["Drop-off"] == ("27.3 %", "21.8-33.5 %, n=220")
    assert numbers["Until the next step"] == ("5 min median", "5 min to 5 min, p90 5 min, n=160")
    assert pay.tags == ("moment of truth",)
    assert pay.promises == (("\N{MULTIPLICATION X}", "broken", "drop-off, 5 % promised"),)
    assert pay.friction == "seen in behaviour only, score 15 of 100"
    assert [(sign.text, sign.note, sign.part) for sign in pay.signs] == [
        ("27.3 % leave", "21.8-33.5 %, n=220; up to 5 % is normal", 100)
    ]
    # The way from help back to pay is designed: who takes it does not come back.
    assert "0.0 % come back" in {sign.text for sign in pay.calm}
    assert pay.pains == (("The wallet times out", "with evidence"), ("Nobody says why", "guessed"))
    # How many go elsewhere is a range, and nothing is a share of it.
    assert pay.instead == ""
    assert pay.ideas == (("Say why", "Claims to fix drop-off."),)
    assert dict(pay.said) == {"Expects": "A tick", "Tags": "#money"}
    assert [(way.id, way.text, way.kind) for way in pay.comes] == [
        ("stock", "120 times by 120 customers, median 5 min", "planned"),
        ("search", "80 times by 80 customers, median 5 min", "planned"),
    ]
    # The gift is of too few, and with it the help is hidden.
    assert [way.id for way in pay.goes] == ["collect"]
    assert "JM301" in {finding.code for finding in pay.findings}


WORSE = {
    "code": "JM318", "level": "warning", "file": "journey.yaml", "line": 27, "column": 7, "ref": ["stages", "buy", "touchpoints", "pay"],
    "message": "Pay (pay): 30 % leave, lately", "help": "see what changed", "evidence": [],
}  # fmt: skip


def around(shop: tuple[Loaded, Report]) -> tuple[Loaded, Report]:
    """The shop whose customers say something, do worse lately, and of which something is accepted."""
    loaded, report = shop
    leave = Instead(to="(left)", share=Rate(value=1.0, count=60, of=60, low=0.939, high=1.0))
    says = report.touchpoints["pay"].model_copy(update={"quotes": ("It <i>took</i> ages",), "instead": (leave,)})
    held = {"code": "JM309", "place": "pay", "reason": "a new wallet comes", "until": "2026-09-01"}
    changed = {
        "touchpoints": report.touchpoints | {"pay": says},
        "findings": (*report.findings, WORSE),
        "waived": (held,),
    }
    return loaded, report.model_copy(update=changed)


def test_what_stands_around_friction_is_told_with_it(tmp_path: Path) -> None:
    journey = pages.JOURNEY.replace("next: [help, collect]", "next: {help: {}, collect: {within: 1m}}")
    shop = around(pages.measured(tmp_path, journey))
    found = told(shop)
    (hurt,) = [each for each in found.hurts if each.id == "pay"]
    pay = next(each for each in found.details if each.card.id == "pay")
    leave = "Of 60 who do not go on as designed, 100 % (94-100 %) leave."
    late = "To Collect (collect): 140 of 140 take longer than the promised 1m (100 %, 97-100 %; up to 10 % is normal)."
    assert [finding.code for finding in hurt.findings] == ["JM301", "JM316"]
    assert hurt.findings[1].text == late
    assert [finding.text for finding in hurt.worse] == ["30 % leave, lately."]
    assert (hurt.instead, hurt.quotes, hurt.ideas) == (leave, ("It <i>took</i> ages",), pay.ideas)
    assert (pay.instead, pay.quotes) == (leave, ("It <i>took</i> ages",))
    assert {"JM301", "JM316", "JM318", "JM401"} <= {finding.code for finding in pay.findings}
    accepted = pay.findings[-1]
    assert (accepted.code, accepted.level, accepted.text, accepted.help) == (
        "JM309",
        "accepted",
        "A new wallet comes.",
        "Accepted until 2026-09-01.",
    )
    assert pay.goes[0].text == (
        "140 times by 140 customers, median 5 min; 100.0 % later than promised (97.3-100.0 %, n=140)"
    )
    assert (found.tables.late, found.tables.ways[0].cells[-1]) == (True, Cell("100.0 %", "1.0", "97.3-100.0 %, n=140"))
    assert (told(pages.measured(tmp_path)).tables.late, [each.id for each in found.worse]) == (False, ["pay"])
    page = paged(*shop)
    card = page.partition('<li class="hurt">')[2].partition("</li>\n\n")[0]
    order = ("end here for good", "more completions", leave[:20], "It &lt;i&gt;took", "Say why", "The wallet times out")
    places = [card.index(words) for words in (*order[:2], order[2], *order[3:])]
    assert places == sorted(places)
    assert page.count('<blockquote class="quote" dir="auto">It &lt;i&gt;took&lt;/i&gt; ages</blockquote>') == 2
    assert '<h3 class="worse">Who does worse, and what has become worse</h3>' in page
    assert '<h3 class="worse">' not in paged(shop[0], shop[1].model_copy(update={"findings": ()}))


def test_a_touchpoint_inside_of_another_has_its_own_findings() -> None:
    ref = ["stages", "buy", "touchpoints", "pay", "touchpoints", "card", "targets", "csat"]
    assert touchpoint_of({"ref": ref}) == "pay.card"
    assert touchpoint_of({"ref": ref[:4]}) == "pay"
    assert (touchpoint_of({"ref": ["budget", "completion"]}), touchpoint_of({"ref": []})) == ("", "")


def test_what_is_hidden_says_so(shop: tuple[Loaded, Report]) -> None:
    loaded, report = shop
    gift = next(each for each in details(decided(loaded, report), report) if each.card.id == "gift")
    assert [(each.label, each.value, each.few) for each in gift.numbers][:1] == [("Visits", "too few", True)]
    assert all(each.few for each in gift.numbers)
    line = next(each for each in told(shop).tables.touchpoints if each.id == "gift")
    assert {cell.text for cell in line.cells[:6]} == {"too few"}
    assert {cell.sort for cell in line.cells} == {""}


def test_tables_and_paths(shop: tuple[Loaded, Report]) -> None:
    tables = told(shop).tables
    assert tables.measures == (
        "Visits", "Went on", "Elsewhere", "Left", "Open", "Drop-off", "Median until next step", "CSAT",
    )  # fmt: skip
    pay = next(each for each in tables.touchpoints if each.id == "pay")
    assert (pay.rank, pay.stage, pay.channel) == ("1", "Buy it", "Shop")
    assert [(cell.text, cell.sort, cell.note) for cell in pay.cells[:1]] == [("220", "220", "")]
    assert (pay.cells[5].text, pay.cells[5].note) == ("27.3 %", "21.8-33.5 %, n=220")
    assert [(way.source, way.target, way.cells[0].text) for way in tables.ways[:2]] == [
        ("pay", "collect", "140"),
        ("search", "stock", "120"),
    ]
    # What passes the touchpoints that are hidden is left out.
    assert [(path.cases, path.share, [name for name, _ in path.steps]) for path in tables.paths][2] == (
        "60 of 203 cases",
        "29.6 %",
        ["search", "pay", "collect"],
    )
    assert tables.paths_left_out == "5 different paths in all; 23 cases took others."


def test_filters_are_offered_where_they_tell_apart(shop: tuple[Loaded, Report]) -> None:
    found = told(shop)
    assert found.offered.stages == (("find", "1 Find it"), ("buy", "2 Buy it"), ("get", "3 Get it"))
    assert found.offered.channels == (("web", "Shop"), ("phone", "Hotline"), ("store", "Store"))
    assert found.offered.personas == (("linh", "Linh"), ("minh", "Minh"))
    assert (found.offered.friction, found.offered.broken) == (True, True)
    help_ = next(each for each in found.data["touchpoints"] if each["id"] == "help")
    assert help_ == {
        "id": "help", "title": "Ask for help", "stage": "buy", "channel": "phone", "personas": ["minh"],
        "friction": False, "broken": False,
    }  # fmt: skip
    plain = replace(shop[0], journey=shop[0].journey.model_copy(update={"personas": {}}))
    assert told((plain, shop[1])).offered.personas == ()


def test_a_journey_without_what_the_page_could_offer_offers_nothing(tmp_path: Path) -> None:
    shop = pages.measured(tmp_path, "title: Bare\nstages: {s: {touchpoints: {search: {match: search}}}}\n", 0)
    page = paged(*shop)
    found = told(shop)
    assert (found.offered.stages, found.offered.channels, found.offered.personas) == ((), (), ())
    assert (found.charts, found.promises, found.hurts) == ((), (), ())
    for absent in (
        'id="stage"',
        'id="channel"',
        'id="persona"',
        'id="friction"',
        'id="broken"',
        'id="promises"',
    ):
        assert absent not in page
    assert "No touchpoint shows friction beyond what is normal." in page


def test_a_comparison_is_told_where_there_is_one(shop: tuple[Loaded, Report], page: str) -> None:
    changed = paged(*shop, comparison="## What changed\n\n| A | B |\n|---|--:|\n| <b> | 2 |")
    assert '<section id="changes"' not in page
    assert '<section id="changes"' in changed
    assert '<td>&lt;b&gt;</td>\n<td class="n">2</td>' in changed


# --- languages ----------------------------------------------------------------------------------------------------------


def test_every_word_of_the_template_can_be_translated() -> None:
    parts = files("journeymap.page") / "parts"
    texts = [(parts / name).read_text(encoding="utf-8") for name in ("page.html", "touchpoint.html")]
    assert {found for text in texts for found in re.findall(r'say\("([^"]+)"', text)} == set(LABELS)
    # What stands between tags is said, or is no word.
    bare = [re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]+>", " ", text, flags=re.DOTALL).split() for text in texts]
    assert {word for words in bare for word in words if re.search(r"[a-z]", word)} == {"n", "Esc"}


def test_the_page_speaks_another_language_and_its_maps_stay_the_same_files(run: Callable[..., Any], here: Path) -> None:
    (here / "journey.yaml").write_text(pages.JOURNEY)
    (here / "journey.vi.yaml").write_text("title: Mua đèn\n")
    (here / "events.csv").write_text(pages.log())
    said = run("report", "journey.yaml", "--events", "events.csv", "--lang", "vi", "-o", "report.html")
    assert said.code == 0
    page = (here / "report.html").read_text(encoding="utf-8")
    assert '<html lang="vi">' in page
    assert '<h2 id="hurts-title">Khách hàng gặp khó ở đâu</h2>' in page
    assert '"kept": "\\u0110ang gi\\u1eef: {0}."' in page
    run("map", "journey.yaml", "--events", "events.csv", "--lang", "vi", "-o", "map.svg")
    assert (here / "map.svg").read_text(encoding="utf-8") in page


# --- trends -------------------------------------------------------------------------------------------------------------


def test_a_chart_has_a_line_for_every_run_of_known_periods_and_says_it_all_in_words() -> None:
    values = [
        Value("W1", "50 %", complete=True, value=0.5, low=0.4, high=0.6),
        Value("W2", "60 %", complete=True, value=0.6, low=0.5, high=0.8),
        Value("W3", "too few", complete=True),
        Value("W4", "55 %", complete=False, value=0.55, low=0.5, high=0.6),
    ]
    chart = _chart("CSAT", "good", values, percent)
    assert chart is not None
    assert (WIDTH, HEIGHT) == (340, 150)
    # From 40 to 80 % in four lines; 118 px high, 286 px wide, 95.3 px between periods.
    assert chart.lines == ((128.0, "40 %"), (98.5, "50 %"), (69.0, "60 %"), (39.5, "70 %"), (10.0, "80 %"))
    assert chart.strokes == ("44.0,98.5 139.3,69.0",)
    assert chart.bands == ("44.0,69.0 139.3,10.0 139.3,98.5 44.0,128.0",)
    assert [(dot.x, dot.y, dot.hollow) for dot in chart.dots] == [
        (44.0, 98.5, False),
        (139.3, 69.0, False),
        (330.0, 83.8, True),
    ]
    assert chart.text == "W1: 50 %; W2: 60 %; W3: too few; W4, still running: 55 %"
    assert _chart("CSAT", "good", values[2:], percent) is None


def test_equal_values_have_a_chart_too() -> None:
    chart = _chart("NPS", "", [Value(each, "0", complete=True, value=0.0) for each in ("W1", "W2")], percent)
    assert chart is not None
    assert len(chart.lines) == 2
    assert {dot.y for dot in chart.dots} == {128.0}
    assert chart.bands == ()


def test_trends_of_the_shop(shop: tuple[Loaded, Report]) -> None:
    (csat,) = told(shop).charts
    assert (csat.title, csat.unit) == ("CSAT", "4..5 = satisfied")
    assert "2026-W22: too few" in csat.text
    assert len(csat.strokes) == 2


# --- Markdown -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["**a** `b`", "", "- c"], "<p><strong>a</strong> <code>b</code></p>\n<ul>\n<li>c</li>\n</ul>\n"),
        (["<b>x</b> [a](https://b.c) ![i](d)"], "<p>&lt;b&gt;x&lt;/b&gt; [a](https://b.c) ![i](d)</p>\n"),
        (
            ["<details><summary>A <i> &amp; <code>b</code></summary>", "", "in", "</details>"],
            "<details><summary>A &lt;i&gt; &amp; <code>b</code></summary><p>in</p>\n</details>",
        ),
        (["<details><summary>open</summary>"], "<details><summary>open</summary></details>"),
        (["</details>"], "<p>&lt;/details&gt;</p>\n"),
        (["<details onclick=x>"], "<p>&lt;details onclick=x&gt;</p>\n"),
    ],
)
def test_of_markdown_only_what_our_sections_use_is_known(lines: list[str], expected: str) -> None:
    assert html(lines) == expected


# --- hostile text -------------------------------------------------------------------------------------------------------


WORDS = (
    "Buy a lamp",
    "Find it",
    "Search",
    "Pays with the wallet",
    "A tick",
    "Say why",
    "Nobody says why",
    "Hotline",
    "Linh, 24",
    "Shop",
)
TEXTS = [text for text in payloads(3156) if text.isprintable()]


def hostile(texts: Sequence[str]) -> str:
    """The shop with a text in every place that says something to people, one after another."""
    journey = pages.JOURNEY
    for word, text in zip(WORDS, cycle(texts), strict=False):
        journey = re.sub(rf'"?\b{re.escape(word)}\b"?', lambda _, told=text: json.dumps(told), journey)
    return journey


@pytest.mark.parametrize("first", range(RUNS))
def test_hostile_text_is_text(first: int, tmp_path: Path, page: str) -> None:
    loaded, report = pages.measured(tmp_path, hostile(TEXTS[first * 37 :: 401]))
    assert loaded.journey.title == TEXTS[first * 37]
    found, usual = Tags(paged(loaded, report)), Tags(page)
    assert {tag for tag, _ in found.found} <= {tag for tag, _ in usual.found}
    assert {name for _, each in found.found for name in each} <= {name for _, each in usual.found for name in each}
    assert [tag for tag, _ in found.found].count("script") == 2
    assert [str(each["href"])[:1] for _, each in found.found if "href" in each and str(each["href"])[:1] != "#"] == []


def test_what_is_hostile_would_be_seen(shop: tuple[Loaded, Report]) -> None:
    loose = replace(told(shop), whom=Markup("<img src=x onerror=alert(1)>"))
    assert ("img", {"src": "x", "onerror": "alert(1)"}) in Tags(assembled(loose)).found
