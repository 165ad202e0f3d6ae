"""The drawing: DOT, both engines, the rebuilt SVG, and what hostile text can do to them: nothing."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.drawing import Drawing, Engine, GraphvizFailed, GraphvizMissing, available, dot, engine, svg, vector
from journeymap.drawing.digraph import escape, px
from journeymap.drawing.icons import FACES, ICONS, icon_for
from journeymap.drawing.markup import ELEMENTS, Writer
from journeymap.drawing.metrics import width, wrap
from journeymap.drawing.palette import PALETTE, TEXTS, Role, contrast
from journeymap.drawing.shapes import (
    Anchor,
    Cell,
    Edge,
    Fill,
    Icon,
    Mood,
    Outline,
    Panel,
    Region,
    Row,
    Stroke,
    Words,
    block,
)
from journeymap.drawing.text import clean, clusters, reads_right_to_left
from tests.fixtures.maps import HOSTILE

ROOT = Path(__file__).parent.parent
NAMESPACE = "{http://www.w3.org/2000/svg}"


def sketch(text: str = "Web shop") -> Drawing:
    """Every shape once."""
    first = Panel(
        "card",
        20,
        20,
        (
            Row(20, (Cell(22, Icon("web", 16, Role.ICON)), Cell(78, Words(text, 12, Role.INK, bold=True)), Cell(20))),
            Row(
                20,
                (
                    Cell(100, Words(text, 9.5, Role.PAIN_TEXT), Role.PAIN),
                    Cell(20, Mood(1, Outline.DASHED, 18, Role.GOOD)),
                ),
            ),
            Row(6, (Cell(60, Fill(Role.GOOD)), Cell(20, Fill(Role.GOOD_PALE)), Cell(40, Fill(Role.TRACK)))),
        ),
        Role.CARD,
        Role.POOR,
        2,
        10,
        "shop",
        text,
    )
    second = Panel("card", 220, 20, block(100, 40), Role.CARD, Role.LINE, 1, 10, "pay", "Pay")
    points = ((144.0, 40.0), (170.0, 40.0), (190.0, 40.0), (212.0, 40.0))
    edge = Edge("arrow planned", "shop", "pay", points, Stroke(Role.PLANNED, 4.0), (220.0, 40.0), text)
    ribbon = Region("ribbon", ((0, 0), (100, 0), (100, 50), (200, 50), (200, 60), (0, 60), (0, 0)), Role.PAIN)
    label = Panel("label", 160, 20, (Row(12, (Cell(40, Words(text, 9.5, Role.PLANNED_TEXT, anchor=Anchor.MIDDLE)),)),))
    return Drawing(400, 200, text, text, (first, second, edge, label), (ribbon,))


def needs(which: Engine) -> None:
    """Skip where this machine lacks an engine."""
    if which not in available():
        pytest.skip(f"the {which} Graphviz is not on this machine: {GraphvizMissing(which)}")


def test_svg_is_exactly_this() -> None:
    needs(Engine.WHEEL)
    drawn = svg(sketch(), theme="light", engine="wheel").splitlines()
    assert drawn[0] == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200" '
        'role="graphics-document" lang="en" font-family="Arial, Liberation Sans, Helvetica, Noto Sans, sans-serif" '
        'stroke-linecap="round" stroke-linejoin="round">'
    )
    assert drawn[1:9] == [
        "<title>Web shop</title>",
        "<desc>Web shop</desc>",
        '<rect width="400" height="200" fill="#fdfdfe"/>',
        '<g class="ribbon">',
        '<path d="M0 0C100 0 100 50 200 50C200 60 0 60 0 0Z" fill="#fdebea"/>',
        "</g>",
        '<g class="card" transform="translate(20 20)" role="img" data-touchpoint="shop">',
        "<title>Web shop</title>",
    ]
    assert (
        '<rect x="1" y="1" width="122" height="48" rx="10" fill="#ffffff" stroke="#b3221b" stroke-width="2"/>' in drawn
    )
    assert '<rect x="2" y="22" width="100" height="20" fill="#fdebea"/>' in drawn
    assert '<text x="24" y="16.3" fill="#111b27" font-size="12" font-weight="bold">Web shop</text>' in drawn
    assert '<rect x="2" y="42" width="60" height="6" fill="#086b8a"/>' in drawn
    assert '<g class="arrow planned" role="img" data-source="shop" data-target="pay">' in drawn
    assert '<path d="M211.5 45.4L220 40L211.5 34.6Z" fill="#7d91a9"/>' in drawn


def test_both_engines_draw_the_same_bytes() -> None:
    needs(Engine.PATH)
    needs(Engine.WHEEL)
    assert svg(sketch(), engine="path") == svg(sketch(), engine="wheel")


@pytest.mark.parametrize("text", HOSTILE)
def test_graphviz_gets_no_text_of_ours(text: str) -> None:
    assert dot(sketch(text), words=False) == dot(sketch(), words=False)
    assert "FONT" not in dot(sketch(text), words=False)


def test_themes() -> None:
    light, dark, auto = (svg(sketch(), theme=theme) for theme in ("light", "dark", "auto"))  # type: ignore[arg-type]
    assert "<style>" not in light
    assert "<style>" not in dark
    swapped = light
    for shade in PALETTE.values():
        swapped = swapped.replace(f'"{shade.light}"', f'"{shade.dark}"')
    assert dark == swapped
    rules = auto[auto.index("<style>") : auto.index("</style>")].splitlines()[1:]
    assert rules[0] == "@media (prefers-color-scheme: dark){"
    assert '[fill="#fdfdfe"]{fill:#0f161e}' in rules
    assert len(rules) == 2 * len(PALETTE) + 2
    assert re.sub(r"<style>.*</style>\n", "", auto, flags=re.DOTALL) == light


def test_colours_are_unique_and_readable() -> None:
    lights = [shade.light for shade in PALETTE.values()]
    assert len(set(lights)) == len(lights) == len(Role)
    assert not any(light.startswith("#fe00") for light in lights), "the sentinels' range"
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for ground, texts in TEXTS.items():
        for text, theme in product(texts, ("light", "dark")):
            ratio = contrast(getattr(PALETTE[ground], theme), getattr(PALETTE[text], theme))
            assert ratio >= 4.5, f"{text} on {ground}, {theme}: {ratio:.2f}"
    for line, theme in product((Role.PLANNED, Role.UNPLANNED, Role.LOOP), ("light", "dark")):
        assert contrast(getattr(PALETTE[line], theme), getattr(PALETTE[Role.PAGE], theme)) >= 3


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    assert_harmless(svg(sketch(text)), text, times=6)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_text_stays_text(text: str) -> None:
    assert_harmless(svg(sketch(text)), text, times=6)


def assert_harmless(source: str, text: str, times: int) -> None:
    """Only listed elements and attributes, no way out, and the text is there as text."""
    root = ET.fromstring(source)
    found = 0
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        assert name in ELEMENTS
        assert set(element.attrib) <= ELEMENTS[name]
        assert not any(key.startswith("on") or "href" in key for key in element.attrib)
        for attribute in ("fill", "stroke"):
            assert re.fullmatch("#[0-9a-f]{6}|none", element.get(attribute, "none"))
        found += (element.text or "").strip() == clean(text) and name != "style"
    assert clean(text) == "" or found >= times
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", source)
    style = root.find(f"{NAMESPACE}style")
    assert style is not None
    assert style.text is not None
    assert not re.search(r"url|@import|expression", style.text)


def test_dot_is_readable_and_only_labels_hold_user_text() -> None:
    lines = dot(sketch(r"a<b>\N")).splitlines()
    assert lines[0] == "digraph journey {"
    assert lines[-1] == "}"
    assert lines[-2] == (
        '  card_shop -> card_pay [id="arrow_planned_shop_pay", '
        'pos="e,220,-40 144,-40 170,-40 190,-40 212,-40", color="#7d91a9", penwidth=4]'
    )
    assert lines[5].startswith('  card_shop [id="card_shop", pos="82,-45"')
    assert r"a&lt;b&gt;&#92;&#92;N</B></FONT>" in lines[5]
    for text in HOSTILE:
        without_labels = re.sub(r"<FONT[^>]*>.*?</FONT>", "", dot(sketch(text)))
        assert without_labels == re.sub(r"<FONT[^>]*>.*?</FONT>", "", dot(sketch())) or not clean(text)


@pytest.mark.parametrize("key", [*HOSTILE, "a b", "a-b", "node", "", "x" * 200])
def test_identifiers_are_plain_words_and_each_is_used_once(key: str) -> None:
    first, second, _, label = sketch().items
    keyed = [replace(panel, key=key) for panel in (first, second, label)]
    lines = dot(replace(sketch(), items=(*keyed, *(replace(each, key=f"other {key}") for each in keyed)))).splitlines()
    names = [line.split()[0] for line in lines[4:-1]]
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)
    assert len(set(names)) == len(names) == 7
    assert [line.split('"')[1] for line in lines[4:-1]] == names


def test_escape() -> None:
    assert escape("a & <b> \"c\" 'd' \\N\x00") == "a &amp; &lt;b&gt; &quot;c&quot; &#39;d&#39; &#92;&#92;N"


def test_an_arrow_needs_its_panels() -> None:
    drawing = sketch()
    with pytest.raises(ValueError, match=r"'shop' to 'pay' names a panel that is not drawn"):
        dot(replace(drawing, items=drawing.items[2:]))


def test_shapes_check_themselves() -> None:
    with pytest.raises(ValueError, match=r"the rows of panel card 'x' are of different widths: \[1, 2\]"):
        Panel("card", 0, 0, (Row(1, (Cell(1),)), Row(1, (Cell(2),))), key="x")
    with pytest.raises(ValueError, match=r"1 \+ 3k points, this one 3"):
        Edge("arrow", "a", "b", ((0, 0), (1, 1), (2, 2)), Stroke(Role.PLANNED, 1))


def test_the_writer_knows_no_other_elements() -> None:
    for name, attributes in (
        ("script", {}),
        ("a", {}),
        ("image", {}),
        ("rect", {"onclick": "x"}),
        ("path", {"href": "x"}),
    ):
        with pytest.raises(ValueError, match=r"is not on the list of"):
            Writer("light").leaf(name, **attributes)
    with pytest.raises(ValueError, match=r"is not a colour"):
        Writer("light").leaf("rect", fill="url(#x)")


def test_wide_drawings_are_scaled_down() -> None:
    head = svg(replace(sketch(), width=2260)).splitlines()[0]
    assert 'width="1130" height="100" viewBox="0 0 2260 200"' in head


def test_no_graphviz_says_both_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "available", tuple)
    with pytest.raises(GraphvizMissing) as missing:
        engine.run("digraph {}")
    assert str(missing.value) == (
        "Graphviz was not found: install Graphviz (https://graphviz.org/download/) so that `dot` is on PATH, "
        "or `pip install pygraphviz`, which brings its own"
    )
    with pytest.raises(GraphvizMissing, match=r"^no `dot` on PATH: install"):
        engine.run("digraph {}", engine="path")


def test_available_prefers_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.shutil, "which", lambda _: "/bin/dot")
    assert available()[0] is Engine.PATH
    monkeypatch.setattr(engine.shutil, "which", lambda _: None)
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda _: None)
    assert available() == ()


@pytest.mark.parametrize("which", list(Engine))
def test_engines_fail_clearly(which: Engine) -> None:
    needs(which)
    with pytest.raises(GraphvizFailed, match=r"^Graphviz could not draw the map: "):
        engine.run("digraph {", engine=which)
    with pytest.raises(GraphvizFailed, match=r"^Graphviz did not finish within 0\.001 seconds$"):
        engine.run("digraph {}", engine=which, seconds=0.001)


def test_unexpected_svg_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer, words in ((b"<svg", "not well-formed"), (b"<svg/>", "left out the sheet")):
        monkeypatch.setattr(vector, "run", lambda *_, answer=answer, **__: answer)
        with pytest.raises(GraphvizFailed, match=words):
            svg(sketch())


@pytest.mark.parametrize(
    ("text", "bold", "expected"),
    [
        ("Router delivery", False, 67.24),
        ("Router delivery", True, 72.8),
        ("é", False, 6.16),
        ("ế", False, 6.16),
        ("製品", False, 20.0),
        ("e\u0301", False, 5.56),
        ("", False, 0),
    ],
)
def test_width(*, text: str, bold: bool, expected: float) -> None:
    assert width(text, 10, bold=bold) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Price comparison site", 100, ("Price", "comparison site")),
        ("Selbstinstallationsassistent", 94, ("Selbstinstalla-", "tionsassistent")),
        ("提供エリア検索フォーム", 50, ("提供エリ", "ア検索", "フォーム")),
        ("郵便番号が認識されない。", 134, ("郵便番号が認識されな", "い。")),
        ("Cooling-off notice", 80, ("Cooling-off", "notice")),
        ("Cooling-off notice", 55, ("Cooling-", "off notice")),
        # Where a syllable begins: after a vowel, between consonants, never between two that are spoken together, three letters from the end.
        ("Cancellation", 60, ("Cancella-", "tion")),
        ("appointment", 66, ("appoint-", "ment")),
        ("Complaint", 50, ("Com-", "plaint")),
        ("Downgrade", 60, ("Down-", "grade")),
        ("Kundenzufriedenheit", 80, ("Kundenzu-", "friedenheit")),
        ("Landlord's", 56, ("Land-", "lord's")),
        ("", 50, ()),
        ("x", 1, ("x",)),
    ],
)
def test_wrap(text: str, room: float, lines: tuple[str, ...]) -> None:
    assert wrap(text, room, 12, bold=True) == lines


@settings(max_examples=200)
@given(text=st.text(max_size=80).map(clean), room=st.floats(20, 200), bold=st.booleans())
def test_wrapping_loses_nothing_and_overflows_nowhere(*, text: str, room: float, bold: bool) -> None:
    lines = wrap(text, room, 12, bold=bold)
    kept = "".join(lines).replace("-", "").replace(" ", "")
    assert kept == text.replace("-", "").replace(" ", "")
    for line in lines:
        assert width(line, 12, bold=bold) <= room or len(list(clusters(line.rstrip("-")))) == 1
        assert line == line.strip()


def test_clusters_are_not_split() -> None:
    assert list(clusters("e\u0301a")) == ["e\u0301", "a"]
    assert list(clusters("👩‍👩‍👧!")) == ["👩‍👩‍👧", "!"]
    assert list(clusters("🇩🇪🇫🇷")) == ["🇩🇪", "🇫🇷"]
    assert list(clusters("👍🏽")) == ["👍🏽"]
    assert list(clusters("เก้า")) == ["เก้า"]


def test_clean() -> None:
    assert clean(" a\u202e\tb\x1b[0m\u2028c\x00 ") == "a b[0m c"
    assert clean("\ud800") == "\ufffd"
    assert clean("می‌خواهم") == "می‌خواهم"


def test_right_to_left() -> None:
    assert reads_right_to_left("3 الشراء")
    assert not reads_right_to_left("A الشراء")
    assert not reads_right_to_left("78%")
    drawn = svg(sketch("الدفع"))
    assert (
        '<text x="102" y="16.3" fill="#111b27" font-size="12" font-weight="bold" text-anchor="end" unicode-bidi'
        in drawn
    )


def test_icons() -> None:
    assert len(ICONS) >= 20
    assert sorted(FACES) == [-2, -1, 0, 1, 2]
    assert icon_for("Web") == "web"
    assert icon_for("call centre") == "phone"
    assert icon_for("E-Mail") == "email"
    assert icon_for("") == icon_for("quux") == "touchpoint"
    for data in (*ICONS.values(), *FACES.values()):
        assert re.fullmatch(r"[MLHVCAZ0-9. \-]+", data)


def test_px() -> None:
    assert [px(value) for value in (0, -0.001, 1, 1.5, 2 / 3, 10, 1100)] == ["0", "0", "1", "1.5", "0.67", "10", "1100"]
