"""The flow style: what stands on the map, and that nothing stands on anything else."""

import os
import re
import xml.etree.ElementTree as ET
from dataclasses import fields, is_dataclass, replace
from difflib import unified_diff
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from journeymap.drawing import Drawing, Engine, available, dot, svg
from journeymap.drawing.markup import ELEMENTS
from journeymap.drawing.overlaps import overlaps
from journeymap.drawing.shapes import Cell, Edge, Icon, Panel, Words, block, glyphs
from journeymap.drawing.text import clean
from journeymap.mapping import Act, Arrow, Card, Column, Face, Map, Note, Pain, Promised
from journeymap.marks import Basis, Flow, Kind, Lane, Verdict
from journeymap.pieces.folding import fold
from journeymap.pieces.notes import MOST
from journeymap.styles import STYLES, draw
from tests.fixtures import maps
from tests.fixtures.maps import HOSTILE, arrow, card, csat

MAP_RUNS = int(os.environ.get("JOURNEYMAP_MAP_RUNS", "40"))
"""How many random maps are drawn."""

NAMESPACE = "{http://www.w3.org/2000/svg}"


def words(drawing: Drawing, kind: str = "") -> list[str]:
    """The lines of text of a kind of panel."""
    return [
        glyph.text
        for panel in drawing.panels
        if not kind or panel.kind == kind
        for glyph in glyphs(panel.rows)
        if isinstance(glyph, Words)
    ]


def titles(source: str) -> list[str]:
    """The text alternatives of cards and arrows."""
    root = ET.fromstring(source)
    return [title.text or "" for title in root.iter(f"{NAMESPACE}title")][1:]


@pytest.mark.parametrize("name", sorted(maps.ALL))
def test_both_engines_draw_the_same_bytes(name: str) -> None:
    if Engine.PATH not in available() or Engine.WHEEL not in available():
        pytest.skip("needs both a `dot` on PATH and pygraphviz")
    drawing = draw(maps.ALL[name]())
    source = svg(drawing, engine="path")
    assert source == svg(drawing, engine="wheel")
    assert float(ET.fromstring(source).get("width", "")) <= 1130


def test_every_card_and_arrow_has_its_text() -> None:
    map_ = maps.broadband()
    said = titles(svg(draw(map_)))
    cards = [card.text for column in map_.columns for card in column.cards]
    assert sorted(said) == sorted([*cards, *(each.text for each in map_.arrows)])


def test_every_number_of_a_card_is_on_it() -> None:
    said = words(draw(maps.broadband()), "card")
    for line in (
        "61%",
        "n=498",
        "ease 3.1 of 5",
        "10.1k",
        "visits",
        "29%",
        "Postcode not",
        "recognised",
        "CES",
        "CSAT",
    ):
        assert line in said
    assert said.count("moment of truth") == 2
    assert [line for line in said if line.startswith(("starts", "ends", "optional"))] == [
        "starts here", "ends: lost", "ends: won", "optional",
    ]  # fmt: skip


def test_broken_and_undecided_promises_are_told_apart_and_the_broken_come_first() -> None:
    said = words(draw(maps.click_and_collect()), "card")
    assert [line for line in said if line.endswith(("broken", "undecided", "few", "ok"))] == [
        "too few",
        "CSAT min 70 %: broken",
        "drop-off max 1 %: undecided",
    ]
    (panel,) = [each for each in draw(maps.click_and_collect()).panels if each.key == "counter"]
    icons = [each.name for each in glyphs(panel.rows) if isinstance(each, Icon)]
    assert [icon for icon in icons if icon in ("broken", "undecided")] == ["broken", "undecided"]


def test_labels_stand_on_the_map() -> None:
    map_ = maps.broadband()
    assert sorted(words(draw(map_), "label")) == sorted(each.label for each in map_.arrows)


def test_measured_is_solid_and_guessed_is_hollow() -> None:
    measured, guessed = svg(draw(maps.broadband())), svg(draw(maps.declaration()))
    assert 'stroke-dasharray="2.6 3.6"' not in measured
    # Seven faces and the legend's.
    assert guessed.count('stroke-dasharray="2.6 3.6"') == 8
    assert "Declared, not measured: targets, promised shares and assumptions, no data yet" in guessed
    assert "Declared" not in measured


def test_legend_says_what_occurs_and_no_more() -> None:
    assert words(draw(maps.click_and_collect()), "legend") == [
        "planned, width = cases",
        "unplanned",
        "loop back",
        "CSAT, CES, NPS; pale: 95 % interval",
        "good, fair, poor",
        "target",
        "CES",
        "effort: a lower number is better",
        "feeling, measured",
        "leave the journey here",
        "target broken: its whole interval is past it",
        "target undecided: the interval includes it",
        "pain with evidence",
        "friction by rank, explained below",
    ]
    assert words(draw(maps.declaration()), "legend") == [
        "planned, with the promised share",
        "target",
        "feeling, only guessed",
        "leave the journey here",
        "pain with evidence",
    ]
    assert "CES" in words(draw(maps.broadband()), "legend")
    assert "ease: a higher number is better" in words(draw(maps.broadband()), "legend")


def test_a_card_says_what_else_was_declared() -> None:
    drawing = draw(maps.service())
    said = words(drawing, "card")
    joined = " ".join(said)
    for line in (
        "+3 inside",
        "only Linh and Minh",
        "within 5 min, 90 % · takes 2 days",
        "The price of the offer",
        "Explain the first bill (+1)",
        "#billing #legal",
        "Part-month charges unclear",
    ):
        assert line in joined
    # Those below are in the card's text; the picture has no room for them.
    assert "Print shop" not in joined
    assert "page two" not in joined


def test_what_is_promised_stands_where_visits_will_be() -> None:
    promised = replace(card("a", "A", drop_off="max 5 %", measured=False), notes=(Note(Kind.PROMISE, "takes 2 min"),))
    (panel,) = [each for each in draw(_alone(promised)).panels if each.kind == "card"]
    (line,) = [each for each in panel.rows if any(each_of(cell) == "takes 2 min" for cell in each.cells)]
    assert [each_of(cell) for cell in line.cells if each_of(cell)] == ["takes 2 min", "max 5 %"]


def _alone(one: Card) -> Map:
    return Map("Alone", "", (), (Column("a", 1, "A", "", (one,)),), ())


def each_of(cell: Cell) -> str:
    return cell.content.text if isinstance(cell.content, Words) else ""


def test_notes_give_way_where_there_are_many_cards() -> None:
    noted = tuple(Note(kind, f"says {kind.value}") for kind in Kind)
    for count, shown in (
        (12, set(Kind)),
        (24, set(Kind) - {Kind.EXPECTS}),
        (40, {Kind.PROMISE, Kind.ONLY_FOR, Kind.IDEA}),
    ):
        cards = tuple(replace(card(f"c{n}", "C"), notes=noted if n == 0 else ()) for n in range(count))
        for more, kinds in ((0, shown), (1, shown - {max(shown, key=lambda kind: -MOST[kind])})):
            columns = (Column("a", 1, "A", "", (*cards, *(card(f"m{n}", "M") for n in range(more)))),)
            said = " ".join(words(draw(Map("Many", "", (), columns, ())), "card"))
            assert {kind for kind in Kind if f"says {kind.value}" in said} == kinds, (count, more)


def test_a_long_idea_is_counted() -> None:
    long = "Rewrite the whole of the billing engine so that part months are explained in words that everybody understands, and say so early"
    for ideas, line in (((long,), "1 idea"), ((long, "b"), "2 ideas"), (("Short",), "Short")):
        noted = replace(card("a", "A"), notes=tuple(Note(Kind.IDEA, idea) for idea in ideas))
        assert line in words(draw(_alone(noted)), "card")


def test_the_head_says_what_the_map_is_of() -> None:
    drawing = draw(maps.service())
    assert words(drawing, "state") == ["FUTURE: how it shall be"]
    assert "Seen by Linh, 24, office worker in Hanoi" in words(drawing, "title")
    assert "Language: vi" in words(drawing, "title")
    assert words(drawing, "facts") == [
        "Goal", "Be online", "Scenario", "The old line was cut off", "Owner", "cx-team",
    ]  # fmt: skip
    assert words(draw(replace(maps.service(), state="draft")), "state") == ["DRAFT: not agreed yet"]
    assert words(draw(maps.broadband()), "state") == words(draw(maps.broadband()), "facts") == []


def test_the_foot_lists_planned_funnels() -> None:
    drawing = draw(maps.service())
    assert words(drawing, "funnel") == [
        "helped", "100.0 %", "Step 0", "62.0 %", "First bill or Asks for help", "billed", "100.0 %", "Step 0",
    ]  # fmt: skip
    assert "Planned funnels" in words(drawing, "heading")


def test_a_stage_says_its_goal_and_its_targets() -> None:
    drawing = draw(maps.service())
    assert words(drawing, "header") == [
        "1 Start", "Be online on day one", "target: drop-off max 10 %", "2 Wait", "3 Help", "Get it fixed once",
    ]  # fmt: skip
    assert "Stage 1: Start." in titles(svg(drawing))


def test_guessed_evidenced_and_measured_never_look_alike() -> None:
    known, guessed = Pain("It hurts", Basis.EVIDENCED), Pain("It hurts", Basis.GUESSED)
    drawn = set()
    for basis in Basis:
        for pain in (known, guessed):
            one = replace(card("a", "A", feels=-1), face=Face(-1, basis), pains=(pain,))
            source = svg(draw(_alone(one)), theme="light")
            drawn.add(source[source.index('<g class="card"') :])
    assert len(drawn) == 6
    claimed = replace(card("a", "A", feels=-1), face=Face(-1, Basis.GUESSED), pains=(guessed,))
    assert words(draw(_alone(claimed)), "legend") == ["feeling, only guessed", "pain, only guessed"]


def test_a_hidden_number_has_no_bar() -> None:
    few = maps.hidden().columns[0].cards[0]
    drawing = draw(Map("Few", "", (), (Column("a", 1, "A", "", (few,)),), (), measured=True))
    (panel,) = [panel for panel in drawing.panels if panel.kind == "card"]
    assert all(len(row.cells) < 9 for row in panel.rows)
    assert words(drawing, "card").count("too few") == 2
    assert "visits: too few" in words(drawing, "card")


def test_arrows_have_their_kinds() -> None:
    edges = [edge for edge in draw(maps.broadband()).edges if edge.kind.startswith("arrow")]
    by_kind = {kind: [edge.stroke for edge in edges if edge.kind == f"arrow {kind}"] for kind in Flow}
    assert all(stroke.dash == () for stroke in by_kind[Flow.PLANNED])
    assert all(stroke.dash == (6, 3) for stroke in by_kind[Flow.UNPLANNED])
    assert all(stroke.dash[0] == 0.1 for stroke in by_kind[Flow.LOOP])
    assert max(stroke.width for stroke in by_kind[Flow.PLANNED]) == 7.0


def test_neighbours_are_joined_straight() -> None:
    edges = {(edge.tail, edge.head): edge for edge in draw(maps.broadband()).edges}
    for pair in (("product", "coverage"), ("identity", "checkout"), ("checkout", "identity")):
        assert len({x for x, _ in edges[pair].points}) == 1
    assert len({x for x, _ in edges["product", "presales"].points}) > 1
    loop = edges["engineer", "engineer"]
    assert loop.tip is not None
    assert loop.points[0][0] == loop.tip[0]
    assert loop.points[0][1] < loop.tip[1]


def test_inserting_a_touchpoint_changes_few_lines() -> None:
    before = maps.broadband()
    column = before.columns[5]
    new = card("new", "Thank-you call", "phone", "CRM", 1, (csat(0.7, 50),), "1k", "2%")
    columns = (*before.columns[:5], replace(column, cards=(*column.cards[:1], new, *column.cards[1:])))
    arrows = (*before.arrows[:-2], arrow("offer", "new", "1k"), arrow("new", "renewal", "900"), before.arrows[-1])
    after = replace(before, columns=columns, arrows=arrows)
    old, fresh = svg(draw(before)).splitlines(), svg(draw(after)).splitlines()
    changed = [line for line in unified_diff(old, fresh, n=0) if line[0] in "+-"]
    assert len(old) > 1000
    # The new card and its arrows, and a line for each card and arrow that moved.
    assert len(changed) < 80


def test_many_touchpoints_are_folded() -> None:
    map_ = maps.crowd(150)
    folded, notes = fold(map_)
    assert [len(column.cards) for column in folded.columns] == [7] * 6
    assert notes[0] == "114 of 150 touchpoints are folded: each stage shows its worst 6."
    ranks = {card.rank for column in folded.columns for card in column.cards} - {None}
    assert ranks == {1, 2, 3, 4, 5}
    said = words(draw(map_), "card")
    assert said.count("+19 more") == 6
    assert fold(maps.crowd(60)) == (maps.crowd(60), ())


def test_styles() -> None:
    assert list(STYLES) == sorted(STYLES)
    assert draw(maps.declaration()) == draw(maps.declaration(), "flow")
    with pytest.raises(ValueError, match=r"^there is no style 'pie'; the styles are "):
        draw(maps.declaration(), "pie")


def test_an_empty_map_is_drawn() -> None:
    empty = Map("Nothing", "", (), (), ())
    assert "<title>Nothing</title>" in svg(draw(empty))
    assert svg(draw(replace(empty, columns=(Column("a", 1, "A", "", ()),))))


def test_overlaps_are_seen() -> None:
    def box(kind: str, key: str, x: int, y: int) -> Panel:
        return Panel(kind, x, y, block(40, 20), key=key)

    line = tuple((float(x), 10.0) for x in (40, 90, 140, 200))
    stroke = draw(maps.declaration()).edges[0].stroke
    edge = Edge("arrow planned", "a", "c", line, stroke, (200.0, 10.0))
    items = (
        *(box("card", "a", 0, 0), box("card", "b", 100, 0), box("card", "c", 200, 0), box("card", "d", 210, 10)),
        *(box("badge", "rank b", 130, 5), box("header", "h", 60, -15)),
    )
    labels = (box("label", "l", 90, 15), box("label", "m", 60, 0))
    found = overlaps(Drawing(300, 100, "", "", (*items, edge, *labels)))
    assert found.arrows_through_cards == ("a to c through b",)
    assert found.labels_on_cards == ("l on b",)
    assert found.labels_on_labels == ("l on m",)
    assert found.cards_on_cards == ("c on d",)
    assert found.labels_on_arrows == ("m on a to c",)
    assert found.labels_on_badges == ()
    assert found.arrows_under_badges == ("a to c under rank b",)
    assert found.arrows_under_headers == ("m on h",)
    assert found.faults == 7


@st.composite
def random_maps(draw_: st.DrawFn) -> Map:
    """Maps of any shape with arrows anywhere."""
    sizes = draw_(st.lists(st.integers(0, 6), min_size=1, max_size=9).filter(any))
    names = st.sampled_from(["Shop", "Price comparison site", "Donaudampfschifffahrtsterminvereinbarung", "製品ページ"])
    columns, ids = [], []
    for number, size in enumerate(sizes):
        cards = []
        for place in range(size):
            bars = tuple(csat(share / 10, 90) for share in draw_(st.lists(st.integers(1, 9), max_size=2)))
            rank = draw_(st.sampled_from([None, None, 1, 12]))
            ids.append(f"c{number}-{place}")
            made = card(ids[-1], draw_(names), "web", "Sales", 1, bars, "1k", "2%", pain="slow", rank=rank)
            lanes = draw_(st.lists(st.sampled_from(list(Lane)), max_size=4))
            acts = tuple(Act(lane, draw_(names), draw_(st.sampled_from(["", "", "staff", "system"]))) for lane in lanes)
            notes = tuple(Note(kind, draw_(names)) for kind in draw_(st.lists(st.sampled_from(list(Kind)), max_size=3)))
            promised = tuple(
                Promised("csat", draw_(names), verdict)
                for verdict in draw_(st.lists(st.sampled_from(list(Verdict)), max_size=3))
            )
            made = replace(made, promised=promised)
            cards.append(replace(made, acts=acts, notes=notes, voice=draw_(st.sampled_from(["", "Looks around"]))))
        columns.append(Column(f"s{number}", number + 1, f"Stage {number}", "", tuple(cards)))
    ends = st.sampled_from(ids)
    labels = st.sampled_from(
        ["8.7k", "12", "13,600", "too few", "", "90%", "a story that is no label at all, but goes on"]
    )
    kinds = st.sampled_from(list(Flow))
    arrows = draw_(
        st.lists(st.tuples(ends, ends, labels, kinds, st.floats(0, 1)), max_size=40, unique_by=lambda a: a[:2])
    )
    drawn = tuple(Arrow(a, b, kind, weight, label, f"{a} to {b}") for a, b, label, kind, weight in arrows)
    return Map("Any", "", maps.HEADLINES, tuple(columns), drawn, measured=True)


@settings(
    max_examples=MAP_RUNS, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(random_maps())
def test_no_map_has_overlaps(map_: Map) -> None:
    drawing = draw(map_)
    found = overlaps(drawing)
    assert found.faults == 0, found
    assert drawing.width <= 1130 or len(map_.columns) > 6
    arrows = [edge for edge in drawing.edges if edge.kind.startswith("arrow")]
    assert len(arrows) == len(map_.arrows)
    assert {panel.key for panel in drawing.panels if panel.kind == "card"} == {
        card.id for column in map_.columns for card in column.cards
    }


def poisoned(value: Any, text: str) -> Any:
    """The value with every text field replaced, except ids, which are checked when a journey is loaded."""
    if isinstance(value, tuple):
        return tuple(poisoned(each, text) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if type(held) is str and each.name not in ("id", "source", "target"):
            changes[each.name] = text
        elif isinstance(held, tuple) and held and isinstance(held[0], str):
            changes[each.name] = tuple(text for _ in held)
        elif isinstance(held, tuple) or is_dataclass(held):
            changes[each.name] = poisoned(held, text)
    return replace(value, **changes)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_stays_text(text: str) -> None:
    check_hostile(text)


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1, max_size=60))
@example("]")  # alone, a label of Graphviz cannot hold it as it is
def test_any_text_in_every_field_stays_text(text: str) -> None:
    check_hostile(text)


def check_hostile(text: str) -> None:
    """The map with this text everywhere is well formed, harmless and says the text."""
    map_ = poisoned(maps.click_and_collect(), text)
    drawing = draw(map_)
    assert overlaps(drawing).faults == 0
    source = svg(drawing)
    root = ET.fromstring(source)
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        assert name in ELEMENTS
        assert set(element.attrib) <= ELEMENTS[name]
    expected = squeezed(clean(text))
    card_words = squeezed("".join(words(drawing, "card")))
    assert expected in card_words
    said = titles(source)
    assert len(said) == 7 + 11 + 3
    assert not clean(text) or said.count(clean(text)) >= 7
    assert "\x1b" not in dot(drawing)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", source + dot(drawing))


def squeezed(text: str) -> str:
    """Without what wrapping may add or take."""
    return text.replace(" ", "").replace("-", "")
