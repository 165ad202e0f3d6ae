"""What can be asked of a map: a closer look, formats, every style at once; and that what is wrong with a request is said."""

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap import outputs
from journeymap.cli.map import Percent
from journeymap.closeup import at_least, closer, fewest, focused
from journeymap.drawing import Drawing, fonts
from journeymap.drawing import png as png_module
from journeymap.drawing.overlaps import overlaps
from journeymap.drawing.palette import Role
from journeymap.drawing.png import drawable, png
from journeymap.drawing.shapes import Cell, Panel, Words, row
from journeymap.finding import JourneymapError
from journeymap.mapping import Arrow, Card, Column, Friction, Map
from journeymap.marks import Change, Flow
from journeymap.pieces.folding import fold_others, worst
from journeymap.styles import STYLES, draw
from tests.fixtures.maps import arrow, card
from tests.test_flow import MAP_RUNS, random_maps, words
from tests.test_map_base import WITHOUT_WAYS

SHOP = """\
title: Shop
owner: shop-team
stages:
  find:
    touchpoints:
      look: {does: Looks around, next: {choose: 90%, leave: 5%}, pains: [{text: Too dear, severity: low}]}
      choose: {does: Chooses, feels: -1, channel: app}
  buy:
    touchpoints:
      pay: {does: Pays, moment_of_truth: true, pains: [Slow, It asks twice], touchpoints: {card: {}, code: {}}}
      collect: {does: Collects it, next: []}
      leave: {does: Gives up, next: []}
ends_at: {won: collect, lost: leave}
"""
Run = Callable[..., Any]


def walk(source: str, target: str, steps: int, total: int, flow: Flow = Flow.PLANNED) -> Arrow:
    return replace(arrow(source, target, str(steps), flow, steps / total), count=steps, share=steps / total)


@pytest.fixture
def measured() -> Map:
    """Six cards in three stages; of 100 steps 50, 30, 10, 6, 3 and 1."""
    names = [("a", "b"), ("c", "d"), ("e", "f")]
    ranks = {"b": 1, "e": 2}
    columns = tuple(
        Column(
            f"s{n}",
            n,
            f"Stage {n}",
            "",
            tuple(replace(card(i, i.upper(), rank=ranks.get(i)), worst="beacdf".index(i) + 1) for i in ids),
        )
        for n, ids in enumerate(names, 1)
    )
    arrows = (
        walk("a", "b", 50, 100), walk("b", "c", 30, 100), walk("c", "d", 10, 100), walk("d", "a", 6, 100, Flow.LOOP),
        walk("d", "e", 3, 100), walk("d", "f", 1, 100, Flow.UNPLANNED),
    )  # fmt: skip
    friction = (Friction(1, "B", ("slow",)), Friction(2, "E", ("dear",)))
    designed = frozenset({("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("c", "f")})
    return Map("M", "", (), columns, arrows, friction, ("Said before.",), measured=True, designed=designed)


def ends(map_: Map) -> list[str]:
    return [f"{each.source}{each.target}" for each in map_.arrows]


def ids(map_: Map) -> list[list[str]]:
    return [[each.id for each in column.cards] for column in map_.columns]


# --- ways ---------------------------------------------------------------------------------------------------------------


def test_the_fewest_ways_that_carry_most_and_a_way_to_every_card(measured: Map) -> None:
    thin = fewest(measured)
    assert ends(thin) == ["ab", "bc", "cd", "da", "de", "df"]  # 90 % and the ways to a, e and f
    without = replace(measured, columns=measured.columns[:2])
    assert ends(fewest(replace(without, arrows=(*without.arrows[:3], walk("c", "b", 4, 100))))) == ["ab", "bc", "cd"]
    assert fewest(replace(without, arrows=(*without.arrows[:3], walk("c", "b", 4, 100)))).ways_left_out == (
        "1 more way with 4 % of all steps not drawn.",
    )


def test_ways_with_at_least_a_share(measured: Map) -> None:
    assert ends(at_least(measured, 0.1)) == ["ab", "bc", "cd"]
    assert at_least(measured, 0.1).ways_left_out == (
        "3 ways with less than 10 % of all steps each, together 10 %, not drawn.",
    )
    assert at_least(measured, 0.02).ways_left_out == ("1 way with less than 2 % of all steps: 1 %, not drawn.",)
    assert at_least(measured, 0) == measured
    assert closer(measured, min_share=0.1) == at_least(measured, 0.1)


def test_without_data_the_promised_share_counts_and_what_is_not_promised_stays(measured: Map) -> None:
    promised = tuple(
        replace(each, count=None, share=share)
        for each, share in zip(measured.arrows, (0.9, 0.5, None, 0.1, 0.025, 0.02), strict=True)
    )
    declared = replace(measured, arrows=promised, measured=False)
    assert fewest(declared) == declared
    assert ends(at_least(declared, 0.025)) == ["ab", "bc", "cd", "da", "de"]
    assert at_least(declared, 0.025).ways_left_out == ("1 way with less than 2.5 % promised not drawn.",)


# --- one touchpoint -----------------------------------------------------------------------------------------------------


def test_a_touchpoint_with_what_is_around_it(measured: Map) -> None:
    close = focused(measured, "c")
    assert ids(close) == [["b"], ["c", "d"], ["f"]]  # f by design, though nobody walks there
    assert ends(close) == ["bc", "cd"]
    assert close.focus == "Focus: C; 2 of 6 touchpoints not shown"
    assert [each.rank for each in close.friction] == [1]
    assert [each.id for column in close.columns for each in column.cards if each.in_focus] == ["c"]
    assert [each.weight for each in close.arrows] == [1.0, pytest.approx(1 / 3)]
    said = words(draw(close))
    assert "Focus: C; 2 of 6 touchpoints not shown" in said
    assert said.count("in focus") == 1


def test_ways_that_carry_little_are_left_out_of_a_close_up_unless_designed(measured: Map) -> None:
    assert ends(focused(measured, "d")) == ["cd", "da", "de"]
    assert focused(measured, "d").ways_left_out == ("1 more way to and from D not drawn.",)
    assert ends(focused(measured, "d", thin=False)) == ["cd", "da", "de", "df"]
    assert ends(closer(measured, focus="d", min_share=0.05)) == ["cd", "da"]
    assert ids(closer(measured, focus="d", min_share=0.05)) == [["a"], ["c", "d"], ["e"]]


def test_a_close_up_of_everything_leaves_nothing_out(measured: Map) -> None:
    whole = replace(
        measured, columns=(replace(measured.columns[0], cards=measured.columns[0].cards),), arrows=measured.arrows[:1]
    )
    assert focused(whole, "a").focus == "Focus: A"
    with pytest.raises(KeyError):
        focused(whole, "nobody")


# --- the worst ----------------------------------------------------------------------------------------------------------


def test_the_worst_stand_in_full_and_the_others_are_folded(measured: Map) -> None:
    top = worst(measured, 2)
    assert ids(top) == [["s1 +1", "b"], ["s2 +2"], ["e", "s3 +1"]]
    assert top.notes[1:] == (
        "4 of 6 touchpoints are folded: the worst 2 are shown in full.",
        "1 way to and from folded touchpoints is left out, 1 of them inside of a stage.",
    )
    assert [each.rank for each in top.friction] == [1, 2]
    folded = {each.id: each for column in top.columns for each in column.cards if each.folded}
    assert [(each.title, each.owner, each.folded) for each in folded.values()] == [
        ("A", "folded", 1), ("+2 more", "touchpoints, folded", 2), ("F", "folded", 1),
    ]  # fmt: skip
    assert folded["s2 +2"].text == "2 more touchpoints of the stage Stage 2 are folded: C, D."
    assert folded["s1 +1"].text == "1 more touchpoint of the stage Stage 1 is folded: A."


def test_neighbours_are_folded_where_they_stand_and_others_at_the_end(measured: Map) -> None:
    column = Column("s", 1, "S", "", tuple(card(name, name.upper()) for name in "abcd"))
    assert [each.id for each in fold_others(column, {"a", "d"}).cards] == ["a", "s +2", "d"]
    assert [each.id for each in fold_others(column, {"b", "d"}).cards] == ["b", "d", "s +2"]
    assert fold_others(column, set("abcd")) is column


def test_what_changed_is_told_of_folded_touchpoints_too() -> None:
    kinds = {"a": Change.CHANGED, "b": Change.ADDED, "c": Change.CHANGED, "d": Change.NONE}
    cards = tuple(replace(card(name, name.upper()), change=kind, changes=("owner",)) for name, kind in kinds.items())
    column = Column("s", 1, "S", "", cards)
    told = {}
    for kept in ("", "abd", "abc"):
        (stand,) = [each for each in fold_others(column, set(kept)).cards if each.folded]
        told[kept] = (stand.change, stand.changes)
    assert told == {
        "": (Change.CHANGED, ("1 new", "2 changed")),
        "abd": (Change.CHANGED, ("owner",)),
        "abc": (Change.NONE, ("owner",)),
    }


def test_ways_lead_to_what_stands_for_folded_touchpoints(measured: Map) -> None:
    more = replace(measured, arrows=(*measured.arrows, walk("b", "d", 4, 104)))
    top = worst(more, 2)
    told = [(each.source, each.target, each.flow, each.label, each.count) for each in top.arrows]
    assert told == [
        ("s1 +1", "b", Flow.PLANNED, "50", 50),
        ("b", "s2 +2", Flow.PLANNED, "34", 34),
        ("s2 +2", "s1 +1", Flow.LOOP, "6", 6),
        ("s2 +2", "e", Flow.PLANNED, "3", 3),
        ("s2 +2", "s3 +1", Flow.UNPLANNED, "1", 1),
    ]
    assert top.arrows[1].text == "B to +2 more of Stage 2: 2 ways, planned, walked 34 times"
    assert max(each.weight for each in top.arrows) == 0.5


def test_fewer_than_there_are(measured: Map) -> None:
    assert worst(measured, 6) == measured
    assert worst(measured, 1).notes[1] == "5 of 6 touchpoints are folded: the worst 1 is shown in full."
    assert worst(measured, 1).friction == measured.friction[:1]


def test_all_at_once(measured: Map) -> None:
    both = worst(closer(measured, focus="d", min_share=0.02), 2)
    assert both.focus == "Focus: D; 2 of 6 touchpoints not shown"
    assert both.notes[-2] == "2 of 4 touchpoints are folded: the worst 2 are shown in full."
    assert sum(not each.folded for column in both.columns for each in column.cards) == 2


@settings(max_examples=MAP_RUNS // 15)
@given(random_maps(), st.data())
def test_no_close_up_has_overlaps_or_ways_to_nowhere(map_: Map, data: st.DataObject) -> None:
    cards: list[Card] = [each for column in map_.columns for each in column.cards]
    focus = data.draw(st.sampled_from([None, *(each.id for each in cards)]))
    top = data.draw(st.sampled_from([None, 1, 5]))
    close = closer(map_, focus=focus, min_share=data.draw(st.sampled_from([None, 0.1])))
    close = close if top is None else worst(close, top)
    shown = {each.id for column in close.columns for each in column.cards}
    assert {end for each in close.arrows for end in (each.source, each.target)} <= shown
    hidden = sum(each.folded or 1 for column in close.columns for each in column.cards)
    assert hidden == len(cards) or close.focus
    for style in STYLES:
        assert overlaps(draw(close, style)).faults == 0


# --- the command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop(here: Path) -> Path:
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return here


@pytest.mark.parametrize("style", list(STYLES))
def test_every_style_has_the_closer_look(style: str, shop: Path, run: Run) -> None:
    def asked(*options: str) -> str:
        said = run("map", "shop.yaml", "--format", "gv", "--style", style, *options)
        assert (said.code, said.err) == (0, "")
        return str(said.out)

    if style == "dropoff":
        said = "All stages are drawn: the other styles have the close-up of a touchpoint."
        assert said in asked("--focus", "pay")
        assert "Focus: Pay" not in asked("--focus", "pay")
        assert said not in asked("--top", "2")
        return
    assert "Focus: Pay; 2 of 5 touchpoints not shown" in asked("--focus", "pay")
    # Two pains before one small one.
    assert "3 of 5 touchpoints are folded: the worst 2 are shown in full." in asked("--top", "2")
    # What draws no ways has nothing to say of them.
    told = "1 way with less than 50 % promised not drawn." in asked("--min-share", "50%")
    assert told == (style not in WITHOUT_WAYS)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--focus", "pya"), 2, "error[JM155]: there is no touchpoint 'pya' on this map\n    = help: did you mean 'pay'?\n"),
        (("--focus", ""), 2, "error[JM155]: there is no touchpoint '' on this map\n"),
        (("--all", "--style", "flow", "-o", "maps"), 2, "Invalid value for --style: --all draws every style: leave it out"),
        (("--focus", "zzz"), 2, "= help: there are: look, choose, pay, collect, leave\n"),
        (("--focus", "pay.card"), 2, "= help: it is folded into 'pay': open it with --depth 2\n"),
        (("--focus", "pay", "--depth", "2"), 2, "= help: it is open at this depth; there are: pay.card, pay.code\n"),
        (("--top", "0"), 2, "Invalid value for '--top': 0 is not in the range 1<=x<=60."),
        (("--top", "61"), 2, "Invalid value for '--top': 61 is not in the range 1<=x<=60."),
        (("--min-share", "0.05"), 2, "Invalid value for '--min-share': '0.05': write it in percent, with the sign, like 5% or 0.05%"),
        (("--min-share", "101"), 2, "Invalid value for '--min-share': '101' is not a share: write it in percent, like 5%"),
        (("--min-share", "-1"), 2, "Invalid value for '--min-share': '-1' is not a share: write it in percent, like 5%"),
        (("--min-share", "a"), 2, "Invalid value for '--min-share': 'a' is not a share: write it in percent, like 5%"),
        (("--scale", "9", "-o", "a.png"), 2, "Invalid value for '--scale': 9.0 is not in the range 0.25<=x<=4."),
        (("--scale", "2"), 2, "Invalid value for --scale: none of the files is a PNG"),
        (("--format", "png"), 2, "Invalid value for --format: png is no text: name a file with -o, like map.png"),
        (("--format", "pdf", "-o", "-"), 2, "Invalid value for --format: pdf is no text: name a file with -o, like map.pdf"),
        (("--format", "svg", "--format", "md"), 2, "one format for one output: name a file for each with -o, or draw --all"),
        (("--format", "svg", "-o", "a.png"), 2, "Invalid value for --format: 'a.png' tells its format by its ending; leave it out"),
        (("-o", "a.jpg"), 2, "Invalid value for -o: 'a.jpg': maps end in .svg, .png, .pdf, .gv, .dot, .md; or name a --format"),
        (("-o", "a.svg", "-o", "-"), 2, "Invalid value for -o: '-' is standard output: it stands alone"),
        (("-o", "a.svg", "-o", "a.svg"), 2, "Invalid value for -o: 'a.svg' is named twice"),
        (("-o", "."), 2, "Invalid value for -o: '.' is a folder: name a file in it, or draw --all"),
        (("--all",), 2, "Invalid value for --all: name one folder for the styles with -o, like -o maps"),
        (("--all", "-o", "a.svg"), 2, "Invalid value for --all: name one folder for the styles with -o, like -o maps"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(options: tuple[str, ...], code: int, told: str, shop: Path, run: Run) -> None:
    said = run("map", "shop.yaml", *options)
    assert (said.code, said.out) == (code, "")
    assert told in said.err
    assert [path.name for path in shop.iterdir()] == ["shop.yaml"]


@pytest.mark.parametrize(
    ("text", "share"), [("5", 0.05), ("5%", 0.05), (" 2.5 % ", 0.025), ("0", 0), ("0.5%", 0.005), ("100", 1)]
)
def test_a_share_in_percent(text: str, share: float) -> None:
    assert Percent().convert(text, None, None) == pytest.approx(share)


def test_several_files_at_once(shop: Path, run: Run) -> None:
    names = ["a.svg", "deep/b.png", "c.gv", "d.md", "e.dot"]
    said = run("map", "shop.yaml", *(part for name in names for part in ("-o", name)))
    assert said == (0, "".join(f"wrote {name}\n" for name in names), "")
    assert ET.fromstring((shop / "a.svg").read_text(encoding="utf-8")).tag.endswith("svg")
    assert (shop / "deep/b.png").read_bytes().startswith(b"\x89PNG\r\n")
    assert (shop / "c.gv").read_text(encoding="utf-8").startswith("digraph")
    assert (shop / "d.md").read_text(encoding="utf-8").startswith("# Shop\n")
    assert (shop / "e.dot").read_bytes() == (shop / "c.gv").read_bytes()
    assert run("map", "shop.yaml", "--format", "md").out == (shop / "d.md").read_text(encoding="utf-8")
    assert run("map", "shop.yaml", "-o", "-").out == (shop / "a.svg").read_text(encoding="utf-8")
    assert run("map", "shop.yaml", "--format", "md", "-o", "table").code == 0
    assert (shop / "table").read_bytes() == (shop / "d.md").read_bytes()


def test_every_style_into_a_folder(shop: Path, run: Run) -> None:
    said = run("map", "shop.yaml", "--all", "-o", "maps", "--format", "svg", "--format", "gv", "--format", "md")
    names = [f"shop-{style}.{form}" for form in ("svg", "gv") for style in STYLES]
    assert sorted(path.name for path in (shop / "maps").iterdir()) == sorted([*names, "shop.md"])
    assert (said.code, said.out.count("wrote ")) == (0, len(names) + 1)
    for style in STYLES:
        one = run("map", "shop.yaml", "--style", style).out
        assert (shop / "maps" / f"shop-{style}.svg").read_text(encoding="utf-8") == one
    assert run("map", "shop.yaml", "--all", "-o", "maps").out.count("wrote ") == len(STYLES)


def test_all_files_or_none(shop: Path, run: Run) -> None:
    (shop / "taken").mkdir()
    (shop / "file").write_text("in the way")
    said = run("map", "shop.yaml", "-o", "a.svg", "-o", "file/b.svg")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("file/b.svg:1:1: error[JM802]: the file cannot be written: ")
    with pytest.raises(JourneymapError, match=r"JM802 the file cannot be written: Is a directory"):
        outputs.write_all({shop / "one.txt": b"1", shop / "taken": b"2"})
    assert sorted(path.name for path in shop.iterdir()) == ["file", "shop.yaml", "taken"]


def test_what_is_no_file_is_left_as_it_is(shop: Path, run: Run) -> None:
    os.mkfifo(shop / "pipe.gv")
    said = run("map", "shop.yaml", "-o", "pipe.gv")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("pipe.gv:1:1: error[JM802]: the file cannot be written: it is no regular file\n")
    assert (shop / "pipe.gv").is_fifo()
    assert "File name too long" in run("map", "shop.yaml", "-o", f"{'n' * 300}.gv").err


# --- pictures --------------------------------------------------------------------------------------------------------------


def size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_a_png_is_twice_as_large_as_the_map() -> None:
    small = saying("Shop")
    assert size(png(small)) == (240, 120)
    assert size(png(small, scale=0.5)) == (60, 30)
    assert png(small) == png(small, theme="light") != png(small, theme="dark")
    plain = replace(small, items=(replace(small.panels[0], rows=(row(20, Cell(80)),)),))
    assert png(small) != png(plain), "no word is drawn"


def test_our_font_has_the_letters_of_europe_and_vietnam() -> None:
    assert all(map(drawable, "äßøœŁğěŽ Quảng cáo tìm kiếm ợ ữ Ωλ Жщё → · – “” Δ"))
    assert not any(map(drawable, "製الศ👍\ue123"))


def saying(text: str) -> Drawing:
    return Drawing(120, 60, "", "", (Panel("title", 4, 4, (row(20, Cell(80, Words(text, 12, Role.INK))),)),))


def test_other_scripts_are_drawn_with_the_likeliest_fonts_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [
        "NotoSerifCJK-Regular.ttc",
        "NotoSansCJK-Bold.ttc",
        "deep/NotoSansCJK-Regular.TTC",
        "DejaVuSans.ttf",
        "NotoSansThai-Regular.otf",
        "read.me",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(fonts, "_PLACES", ("/nowhere/at/all", str(tmp_path)))
    fonts._installed.cache_clear()
    assert [Path(file).name for file in fonts.likely_fonts("製")] == [
        "NotoSansCJK-Regular.TTC", "NotoSansCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc", "DejaVuSans.ttf", "NotoSansThai-Regular.otf",
    ]  # fmt: skip
    assert Path(fonts.likely_fonts("ศ")[0]).name == "NotoSansThai-Regular.otf"
    had = {"NotoSansCJK-Regular.TTC": "製品", "NotoSansThai-Regular.otf": "ศ", "DejaVuSans.ttf": "ศ"}

    def told(character: str, files: tuple[str, ...] | None = fonts.FILES) -> bool:
        return (
            character != "\ue123"
            if files is None
            else any(character in had.get(Path(file).name, "ä") for file in files)
        )

    monkeypatch.setattr(png_module, "drawable", told)
    used = png_module.fonts_for(saying("ä製品ศ"))
    assert [Path(file).name for file in used.files[2:]] == ["NotoSansThai-Regular.otf", "NotoSansCJK-Regular.TTC"]
    assert (used.files[:2], used.system) == (fonts.FILES, False)
    assert png_module.fonts_for(saying("ä plain")) == png_module.Fonts(fonts.FILES)
    # In a place that we do not look in.
    assert png_module.fonts_for(saying("ä👍")) == png_module.Fonts(fonts.FILES, system=True)
    with pytest.raises(png_module.FontMissing, match="no font has \ue123"):
        png_module.fonts_for(saying("製\ue123"))
    fonts._installed.cache_clear()


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_what_no_font_has_is_not_drawn_as_boxes(form: str, shop: Path, run: Run) -> None:
    (shop / "shop.yaml").write_text(SHOP.replace("title: Shop", 'title: "Shop \\uE123 \\uE124"'), encoding="utf-8")
    said = run("map", "shop.yaml", "-o", "a.gv", "-o", f"a.{form}")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error[JM805]: no font of this machine has '\ufffd' (U+E123) '\ufffd' (U+E124)\n"
        "    = help: install one that has, like Noto Sans of that script; svg needs none\n"
    )
    assert not (shop / "a.gv").exists()


def test_a_pdf_has_its_words_and_no_clock(shop: Path, run: Run) -> None:
    pytest.importorskip("typst")
    assert run("map", "shop.yaml", "-o", "a.pdf").code == 0
    page = (shop / "a.pdf").read_bytes()
    assert page.startswith(b"%PDF-1.")
    assert b"LiberationSans-Bold" in page
    assert b"/ToUnicode" in page
    assert b"CreationDate" not in page
    assert b"/Count 1" in page
    assert run("map", "shop.yaml", "-o", "b.pdf", "--theme", "light").code == 0
    assert (shop / "b.pdf").read_bytes() == page


@pytest.mark.parametrize(
    "text",
    ['#panic("evil")', '"); #import "@x/y:1.0.0"', "(S) /JavaScript (alert(1)) /OpenAction << /S /JavaScript >>"],
)
def test_a_pdf_takes_nothing_for_more_than_text(text: str) -> None:
    pdf = pytest.importorskip("journeymap.drawing.pdf", reason="PDF is an extra")
    pytest.importorskip("typst")
    page = pdf.pdf(replace(saying(text), title=text, description=text))
    # What is left without streams and strings, which may stand in one another, is the structure of the page.
    frame, before = re.sub(rb"stream.*?endstream", b"", page, flags=re.DOTALL), b""
    while frame != before:
        frame, before = re.sub(rb"\((?:\\.|[^\\()])*\)", b"", frame), frame
    assert b"/StructTreeRoot" in frame
    assert not re.findall(rb"/(?:JavaScript|JS|OpenAction|URI|Launch|AA|EmbeddedFile)\b", frame)


def test_without_typst_a_pdf_says_how_to_get_it(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "typst" else object())
    said = run("map", "shop.yaml", "-o", "a.pdf")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error[JM806]: a PDF is written with Typst, which is not installed\n"
        "    = help: pip install 'journeymap[pdf]' brings it; svg and png need no more than is there\n"
    )
