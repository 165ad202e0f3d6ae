"""Hostile text in every text field of a map, in every style: nothing active in any format, by parsing and in a real browser."""

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from journeymap.drawing import Drawing, dot, svg
from journeymap.drawing.markup import ELEMENTS
from journeymap.drawing.overlaps import overlaps
from journeymap.styles import STYLES, draw
from tests.fixtures import maps
from tests.payloads import ACTIVE, payloads
from tests.test_flow import NAMESPACE, poisoned

RUNS = int(os.environ.get("JOURNEYMAP_HOSTILE_RUNS", "3"))
"""How many hostile texts are drawn in each style; `make test-slow` draws a thousand."""

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MAPS = {"measured": maps.click_and_collect, "declared": maps.service}
PATTERNS = {
    "d": r"[MCLHVAZ0-9. -]+",
    "transform": r"(translate|scale)\([0-9. -]+\)( scale\([0-9.]+\))?",
    "fill": r"#[0-9a-f]{6}|none",
    "stroke": r"#[0-9a-f]{6}|none",
    "class": r"[a-z ]+",
    "role": r"img|graphics-document",
    "lang": r"[A-Za-z0-9-]+",
    "xmlns": r"http://www\.w3\.org/2000/svg",
    "font-family": r"[A-Za-z ,-]+",
    "font-weight": r"bold",
    "text-anchor": r"middle|end",
    "unicode-bidi": r"plaintext",
    "paint-order": r"stroke",
    "stroke-linecap": r"round|butt",
    "stroke-linejoin": r"round",
    # Ids of touchpoints: letters, digits, `-`, `_`, and what a folded card is called.
    "data-touchpoint": r"[\w.+ -]+",
    "data-source": r"[\w.+ -]+",
    "data-target": r"[\w.+ -]+",
}
NUMBERS = r"[0-9. -]+"
A_PAGE = 100
"""So many drawings stand on a page: a browser needs a gigabyte for a thousand."""


def drawn(style: str) -> Iterator[tuple[str, Drawing]]:
    """Both kinds of map with each text in every text field."""
    for text in payloads(RUNS):
        for make in MAPS.values():
            yield text, draw(poisoned(make(), text), style)


@pytest.mark.parametrize("style", STYLES)
def test_hostile_text_is_text_in_every_format_and_moves_nothing(style: str) -> None:
    for text, drawing in drawn(style):
        found = overlaps(drawing)
        assert found.faults == 0, (text, found)
        strange = [*strange_in_svg(svg(drawing)), *strange_in_dot(dot(drawing))]
        assert strange == [], text


def strange_in_svg(source: str) -> Iterator[str]:
    """What is not on our lists: elements, attributes, their values, invisible characters."""
    for element in ET.fromstring(source).iter():
        name = element.tag.removeprefix(NAMESPACE)
        if name not in ELEMENTS:
            yield name
            continue
        for attribute, value in element.attrib.items():
            if attribute not in ELEMENTS[name] or not re.fullmatch(PATTERNS.get(attribute, NUMBERS), value):
                yield f"{name} {attribute}={value}"
        if name == "style" and not re.fullmatch(r"[@a-z(): \n{}\[\]=\"#0-9-]+", element.text or ""):
            yield f"style {element.text}"
    yield from re.findall("[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", source)


def strange_in_dot(source: str) -> Iterator[str]:
    """What says more than a label: links, escapes of Graphviz, invisible characters."""
    # The labels' text is what follows a FONT tag; what is left is ours alone.
    frame = re.sub(r"(<FONT [^<>]*>(?:<B>)?)[^<>]*", r"\1", source)
    yield from re.findall(r"(?i)href|url|javascript|script|evil|alert|\\[NGETHL]", frame)
    yield from re.findall("[\x00-\x09\x0b-\x1f\u202a-\u202e]", source)


def test_what_is_strange_is_seen() -> None:
    assert list(strange_in_dot('n1 [label=<<FONT COLOR="#000000">evil</FONT>>, URL="x"]')) == ["URL"]
    assert list(strange_in_svg('<svg width="1" onload="x"><p/><rect fill="url(x)"/>\u202e</svg>')) == [
        "svg onload=x",
        "p",
        "rect fill=url(x)",
        "\u202e",
    ]


def test_the_texts_are_many_and_none_comes_twice() -> None:
    assert len(set(payloads(1000))) == 1000
    assert set(ACTIVE) <= set(payloads(3156))
    with pytest.raises(ValueError, match="there are 3156 hostile texts, 3157 were asked for"):
        next(payloads(3157))


LOOK = """
window.fired = [];
for (const name of ["alert", "confirm", "prompt", "fetch", "open", "eval"]) window[name] = (...all) => { window.fired.push([name, String(all)]); };
"""
TELL = """
const inside = [...document.querySelectorAll("svg, svg *")];
const told = {
    fired: window.fired,
    drawings: [...document.body.children].filter(each => each.localName === "svg").length,
    strangers: [...document.body.children].filter(each => !["svg", "script", "pre"].includes(each.localName)).map(each => each.outerHTML.slice(0, 200)),
    names: [...new Set(inside.map(each => each.localName))].sort(),
    attributes: [...new Set(inside.flatMap(each => each.getAttributeNames()))].sort(),
    foreign: inside.filter(each => each.namespaceURI !== "http://www.w3.org/2000/svg").map(each => each.localName),
    links: document.querySelectorAll("[href], [src], [onload], [onerror], [onclick]").length,
    requests: performance.getEntriesByType("resource").map(each => each.name),
    focusable: inside.filter(each => each.tabIndex >= 0).length,
};
document.getElementById("told").textContent = JSON.stringify(told);
"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on PATH: the maps are not held against a real browser")
@pytest.mark.parametrize("style", STYLES)
def test_a_browser_finds_nothing_to_run(style: str, tmp_path: Path) -> None:
    drawings = (svg(drawing) for _, drawing in drawn(style))
    shown = 0
    while together := list(islice(drawings, A_PAGE)):
        nothing_runs(together, tmp_path)
        shown += len(together)
    assert shown == RUNS * len(MAPS)


def nothing_runs(drawings: list[str], folder: Path) -> None:
    """The browser shows the drawings as drawings; nothing else is there, ran, was asked for, or can be reached."""
    page = folder / "page.html"
    shown = "\n".join(drawings)
    page.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><title>maps</title><body><script>{LOOK}</script>{shown}<pre id="told"></pre><script>{TELL}</script>',
        encoding="utf-8",
    )
    told = looked_at(page)
    assert told["fired"] == []
    assert told["drawings"] == len(drawings)
    assert told["strangers"] == []
    assert told["foreign"] == []
    assert told["links"] == 0
    assert told["requests"] == []
    assert told["focusable"] == 0
    assert set(told["names"]) <= set(ELEMENTS)
    assert set(told["attributes"]) <= set().union(*ELEMENTS.values())


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on PATH: the maps are not held against a real browser")
def test_the_browser_would_tell(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        f'<!DOCTYPE html><body><script>{LOOK}</script><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><a href="x"></a></svg>'
        f'<p></p><pre id="told"></pre><script>{TELL}</script>',
        encoding="utf-8",
    )
    told = looked_at(page)
    assert told["fired"] == [["alert", "1"]]
    assert told["links"] == 1
    assert told["strangers"] == ["<p></p>"]


def looked_at(page: Path) -> dict[str, object]:
    """What the page tells of itself once a browser has read it."""
    # As root, as in many a CI, Chromium runs without its sandbox or not at all; the page is our own file, and nothing is fetched.
    options = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={page.parent}/profile",
    )
    done = subprocess.run(
        [str(BROWSER), *options, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    found = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    return dict(json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")))


MEASURE = """
const over = [], met = [];
for (const group of document.querySelectorAll("g")) {
    const rect = [...group.children].find(each => each.localName === "rect");
    if (!rect || !["card", "header", "act", "label", "score"].includes(group.getAttribute("class").split(" ")[0])) continue;
    const box = rect.getBoundingClientRect();
    for (const text of group.querySelectorAll("text")) {
        const drawn = text.getBoundingClientRect();
        const by = Math.max(box.left - drawn.left, drawn.right - box.right);
        if (by > 0) over.push([text.textContent, Math.round(by * 10) / 10]);
    }
    const texts = [...group.querySelectorAll("text")].map(each => [each.textContent, each.getBoundingClientRect()]);
    for (const [place, [one, a]] of texts.entries()) for (const [other, b] of texts.slice(place + 1)) {
        const beside = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const below = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Lines of some scripts reach into the next one's air, but not into its letters.
        if (beside > 0.5 && below > 0.5 * Math.min(a.height, b.height)) met.push([one, other]);
    }
}
document.getElementById("told").textContent = JSON.stringify({over, met, texts: document.querySelectorAll("text").length});
"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on PATH: texts are not measured with real fonts")
@pytest.mark.parametrize("style", STYLES)
def test_no_text_leaves_its_box_in_real_fonts(style: str, tmp_path: Path) -> None:
    drawings = [
        svg(draw(make(), style)) for make in (maps.scripts, maps.broadband, maps.service, maps.click_and_collect)
    ]
    page = tmp_path / "page.html"
    page.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><body>{"".join(drawings)}<pre id="told"></pre><script>{MEASURE}</script>',
        encoding="utf-8",
    )
    told = looked_at(page)
    assert told["over"] == []
    assert told["met"] == []
    assert told["texts"] > 200
