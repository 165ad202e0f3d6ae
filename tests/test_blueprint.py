"""The blueprint style: its lanes and lines, what stands in them, and that nothing stands on anything else."""

import os
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import HealthCheck, given, settings
from journeymap.cli.map import command
from journeymap.drawing import Engine, available, svg
from journeymap.drawing.overlaps import overlaps
from journeymap.drawing.shapes import Drawing, Panel, Words, glyphs
from journeymap.drawing.text import clean
from journeymap.drawing.vector import WIDEST
from journeymap.mapping import Act, Column, Map
from journeymap.marks import Flow, Lane
from journeymap.pieces.strips import strips
from journeymap.pieces.ways import LEVEL, MOST_LEVELS, arch_height, arches
from journeymap.pipeline.declared import sound
from journeymap.pipeline.drawn import draw as journey_drawn
from journeymap.styles import STYLES, draw
from tests.fixtures import maps
from tests.fixtures.maps import HOSTILE, arrow, card
from tests.test_flow import MAP_RUNS, poisoned, random_maps, squeezed, titles, words

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "click-and-collect-blueprint.svg"
LANES = ["Evidence", "Customer", "Frontstage", "Backstage", "Support", "Pains", "Ideas"]


def blueprint(map_: Map) -> Drawing:
    return draw(map_, "blueprint")


def row_of(count: int, arrows: tuple[tuple[int, int], ...] = (), **more: object) -> Map:
    """One stage with so many touchpoints."""
    cards = tuple(card(f"c{n}", f"Card {n}", "web", **more) for n in range(count))  # type: ignore[arg-type]
    drawn = tuple(arrow(f"c{source}", f"c{target}", "9 %") for source, target in arrows)
    return Map("Row", "", (), (Column("a", 1, "A", "", cards),), drawn)


def check(drawing: Drawing) -> None:
    """Nothing overlaps, nothing sticks out."""
    found = overlaps(drawing)
    assert found.faults == 0, found
    assert drawing.width <= WIDEST
    for panel in drawing.panels:
        assert panel.x >= 0
        assert panel.x + panel.width <= drawing.width + 1, panel
        assert panel.y + panel.height <= drawing.height


@pytest.mark.parametrize("name", sorted(maps.ALL))
def test_nothing_overlaps_and_nothing_is_too_wide(name: str) -> None:
    check(blueprint(maps.ALL[name]()))


@settings(
    max_examples=MAP_RUNS // 2, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(random_maps())
def test_no_blueprint_has_overlaps(map_: Map) -> None:
    drawing = blueprint(map_)
    check(drawing)
    cards = [each for column in map_.columns for each in column.cards]
    assert [panel.key for panel in drawing.panels if panel.kind == "card"] == [each.id for each in cards]
    boxes = sum(len(each.acts) + len(each.pains) + sum(note.kind == "idea" for note in each.notes) for each in cards)
    assert sum(panel.kind == "act" for panel in drawing.panels) == boxes
    ways = [edge for edge in drawing.edges if edge.kind.startswith("arrow ") and edge.kind != "arrow link"]
    told = [line for line in words(drawing, "note") if line.startswith("Not drawn here: ")]
    missing = int(told[0].split()[3]) if told else 0
    assert len(ways) + missing == len(map_.arrows)


def test_both_engines_draw_the_same_bytes() -> None:
    if Engine.PATH not in available() or Engine.WHEEL not in available():
        pytest.skip("needs both a `dot` on PATH and pygraphviz")
    drawing = blueprint(maps.service())
    assert svg(drawing, engine="path") == svg(drawing, engine="wheel")


def test_lanes_stand_in_their_order_and_lines_between_them() -> None:
    drawing = blueprint(maps.service())
    second = [
        (panel.y, text)
        for panel in drawing.panels
        if panel.kind in ("lane", "line")
        for text in [" ".join(glyph.text for glyph in glyphs(panel.rows) if isinstance(glyph, Words))]
    ]
    names = [text for _, text in second]
    # Nothing is declared for the touchpoints of the first strip: it is what customers do, alone.
    assert names[0] == "Customer"
    below = sorted(second[1:])
    assert [text for _, text in below] == [
        "Evidence", "Customer", "line of interaction", "Frontstage", "line of visibility", "Backstage",
        "line of internal interaction", "Support", "Pains", "Ideas",
    ]  # fmt: skip
    lines = [edge for edge in drawing.edges if edge.kind == "line"]
    assert len({(line.stroke.dash, line.stroke.role) for line in lines}) == 3


@pytest.mark.parametrize(("lane", "name"), [(Lane.SEES, "Evidence"), (Lane.BACKSTAGE, "Backstage")])
def test_only_lanes_with_content_are_drawn(lane: Lane, name: str) -> None:
    plain = row_of(2)
    first = replace(plain.columns[0].cards[0], acts=(Act(lane, "Something"),))
    drawing = blueprint(replace(plain, columns=(replace(plain.columns[0], cards=(first, plain.columns[0].cards[1])),)))
    assert sorted(words(drawing, "lane")) == sorted(["Customer", name])
    assert words(drawing, "line") == ([] if lane is Lane.SEES else ["line of visibility"])


def test_what_stands_in_the_lanes() -> None:
    drawing = blueprint(maps.service())
    panels = {panel.key: panel for panel in drawing.panels if panel.kind == "act"}
    said = {
        key: " ".join(glyph.text for glyph in glyphs(panel.rows) if isinstance(glyph, Words))
        for key, panel in panels.items()
    }
    assert said["frontstage 0 of bill"] == "Billing clerk"
    assert said["frontstage 1 of bill"] == "Sends the bill"
    assert said["support 1 of bill"] == "Print shop"
    assert squeezed(said["support 2 of bill"]) == "Donaudampfschifffahrtsgesellschaftsbuchhaltung"
    assert said["sees 1 of bill"] == "Text that it is there"
    assert said["pains 1 of bill"] == "The due date is on page two"
    assert said["ideas 0 of bill"] == "Explain the first bill"
    # A name tag stands above what its actor does, and is rounder.
    tag, act = panels["frontstage 0 of bill"], panels["frontstage 1 of bill"]
    assert tag.y + tag.height < act.y
    assert (tag.x, tag.width < act.width) == (act.x, True)
    # What is known has a ground of its own, what is only claimed has a frame.
    known, guessed = panels["pains 0 of bill"], panels["pains 1 of bill"]
    assert known.fill != guessed.fill
    assert known.stroke != guessed.stroke


def test_no_text_touches_its_border() -> None:
    for name in ("service", "scripts", "broadband"):
        for panel in blueprint(maps.ALL[name]()).panels:
            if panel.kind == "act":
                for each in panel.rows:
                    texts = [place for place, cell in enumerate(each.cells) if isinstance(cell.content, Words)]
                    for place in texts:
                        assert sum(cell.width for cell in each.cells[place + 1 :]) >= 8
                        assert sum(cell.width for cell in each.cells[:place]) >= 8


def test_every_box_has_its_text() -> None:
    said = titles(svg(blueprint(maps.service())))
    for text in (
        "First bill: frontstage, staff: Billing clerk",
        "First bill: backstage: Part months are worked out by day",
        "First bill: evidence: Bill as a PDF",
        "First bill: pains, guessed: The due date is on page two",
        "First bill: pains, evidenced: Part-month charges unclear",
        "First bill: ideas: Start on the first of a month",
    ):
        assert text in said
    map_ = maps.service()
    for each in (each for column in map_.columns for each in column.cards):
        assert clean(each.text) in said


def test_the_customer_says_what_she_does_and_where() -> None:
    drawing = blueprint(maps.service())
    texts = {
        panel.key: [glyph.text for glyph in glyphs(panel.rows) if isinstance(glyph, Words)]
        for panel in drawing.panels
        if panel.kind == "card"
    }
    assert " ".join(texts["bill"]).startswith("moment of truth +3 inside Opens the first bill and looks for")
    assert "E-mail" in texts["bill"]
    assert "Billing" not in texts["bill"]
    assert texts["p1"] == ["Step 1"]
    steps = [line for line in words(drawing, "step") if line in ("First bill", "Billing")]
    assert steps == ["First bill", "Billing"]


def test_measured_numbers_stand_on_the_customer() -> None:
    said = words(blueprint(maps.broadband()), "card")
    for line in ("61%", "n=498", "ease 3.1 of 5", "10.1k", "29%", "CES", "CSAT"):
        assert line in said
    ranks = words(blueprint(maps.broadband()), "badge")
    # Each on its card, and at the foot.
    assert sorted(ranks[:5]) == ranks[5:] == ["1", "2", "3", "4", "5"]
    assert "Postcode not" not in said


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ((1,), [[1]]),
        ((7,), [[7]]),
        ((8,), [[4], [4]]),
        ((2, 3, 3, 3), [[2, 3], [3, 3]]),
        ((3, 2, 4), [[3, 2], [4]]),
        ((6, 2), [[6], [2]]),
        ((15,), [[5], [5], [5]]),
        ((2, 9, 1), [[2, 4], [5, 1]]),
        ((0, 2, 0), [[2]]),
        ((), []),
    ],
)
def test_strips_are_even_and_keep_stages_together(sizes: tuple[int, ...], cut: list[list[int]]) -> None:
    columns = tuple(
        Column(f"s{n}", n + 1, f"S{n}", "", tuple(card(f"c{n}-{k}", "C") for k in range(size)))
        for n, size in enumerate(sizes)
    )
    found = strips(columns, 7)
    assert [[len(span.cards) for span in strip] for strip in found] == cut
    assert [each for strip in found for span in strip for each in span.cards] == [
        each for column in columns for each in column.cards
    ]


def test_a_stage_that_goes_on_says_so() -> None:
    drawing = blueprint(row_of(9, tuple((n, n + 1) for n in range(8))))
    assert words(drawing, "header") == ["1 A", "1 A (continued)"]
    # The arrow to the next strip leaves the last card of the first.
    (way,) = [edge for edge in drawing.edges if (edge.tail, edge.head) == ("c4", "c5")]
    last = next(panel for panel in drawing.panels if panel.key == "c4")
    assert way.points[0][0] == last.x + last.width
    assert way.tip is not None
    assert way.tip[0] < drawing.width


def test_arrows_to_neighbours_are_straight_and_others_are_arches() -> None:
    drawing = blueprint(row_of(5, ((0, 1), (1, 0), (0, 3), (3, 0), (2, 2))))
    panels = {panel.key: panel for panel in drawing.panels if panel.kind == "card"}
    edges = {(edge.tail, edge.head): edge for edge in drawing.edges if edge.kind.startswith("arrow planned")}
    assert len({y for _, y in edges["c0", "c1"].points}) == 1
    assert edges["c1", "c0"].points[0][1] > edges["c0", "c1"].points[0][1]
    for ends in (("c0", "c3"), ("c3", "c0"), ("c2", "c2")):
        assert min(y for _, y in edges[ends].points) < panels["c0"].y
        assert edges[ends].tip is not None
        assert edges[ends].tip[1] == panels[ends[1]].y
    assert len([panel for panel in drawing.panels if panel.kind == "label"]) == 5


def test_ways_to_a_later_strip_name_their_goal_and_ways_back_are_told() -> None:
    map_ = row_of(9, ((0, 7), (7, 0)))
    drawing = blueprint(map_)
    assert words(drawing, "label") == ["9 % to Card 7"]
    assert "Not drawn here: 1 way, which the flow style draws." in words(drawing, "note")
    both = blueprint(row_of(9, ((0, 7), (7, 0), (8, 0))))
    assert "Not drawn here: 2 ways, which the flow style draws." in words(both, "note")


def test_arches_stand_around_each_other() -> None:
    ways = [(arrow("c0", f"c{n}", "9 %"), 0, n) for n in (2, 3, 4)]
    found = arches(ways, [0, 150, 300, 450, 600], 110, 800)
    assert [arch.level for arch in found] == [0, 1, 2]
    starts = [arch.start for arch in found]
    assert starts == sorted(starts, reverse=True)
    assert arch_height(found) == 3 * LEVEL + 4
    assert arch_height([]) == 0


def test_too_many_arches_lose_the_thinnest() -> None:
    ways = [(replace(arrow("a", "b", "1"), weight=n / 10), 0, 6) for n in range(9)]
    found = arches(ways, [150 * n for n in range(7)], 110, 1000)
    assert [arch.arrow.weight for arch in found] == [n / 10 for n in range(9)][-MOST_LEVELS:]
    assert sorted(arch.level for arch in found) == list(range(MOST_LEVELS))


def test_a_label_that_is_a_story_is_left_to_the_text() -> None:
    long = arrow("c0", "c2", "a story that is no label at all, but goes on and on, and then goes on")
    drawing = blueprint(replace(row_of(3), arrows=(long,)))
    assert words(drawing, "label") == []
    assert "1 arrow is drawn without a number for want of room." in words(drawing, "note")


def test_the_legend_has_the_kinds_of_ways_and_the_link() -> None:
    drawing = blueprint(maps.service())
    assert words(drawing, "legend")[:4] == ["planned way", "unplanned way", "way back", "made possible by"]
    samples = [edge for edge in drawing.edges if edge.kind.startswith("sample")]
    assert [edge.kind for edge in samples] == [f"sample {kind}" for kind in (*map(str, Flow), "link")]
    assert "made possible by" not in words(blueprint(row_of(2)), "legend")


def test_links_lead_down_from_the_customer() -> None:
    drawing = blueprint(maps.service())
    links = [(edge.tail, edge.head) for edge in drawing.edges if edge.kind == "arrow link"]
    assert links == [
        ("visit", "frontstage 0 of visit"),
        ("bill", "frontstage 0 of bill"),
        ("frontstage 1 of bill", "backstage 0 of bill"),
        ("backstage 0 of bill", "support 0 of bill"),
        ("ask", "support 0 of ask"),
    ]


def test_the_picture_in_the_docs_is_what_is_drawn_today() -> None:
    drawn = journey_drawn(sound(ROOT / "journeys" / "click-and-collect.yaml"), style="blueprint")
    if "JOURNEYMAP_ACCEPT" in os.environ:
        PICTURE.write_text(drawn)
    assert drawn == PICTURE.read_text()


def test_the_command_draws_the_style_that_is_asked_for(here: Path, run: Callable[..., Any]) -> None:
    (here / "j.yaml").write_text(
        "title: One\nstages: {s: {touchpoints: {a: {backstage: Packs it}}}}\n", encoding="utf-8"
    )
    drawn = run("map", "j.yaml", "--style", "blueprint")
    assert (drawn.code, drawn.err) == (0, "")
    assert "<desc>Service blueprint, declared, not measured. 1 stage, 1 touchpoint, 0 arrows.</desc>" in drawn.out
    assert drawn.out != run("map", "j.yaml").out == run("map", "j.yaml", "--style", "flow").out
    assert "Invalid value for '--style': 'pie' is not one of" in run("map", "j.yaml", "--style", "pie").err


def test_the_command_offers_every_style() -> None:
    (option,) = [each for each in command.params if each.name == "style"]
    assert isinstance(option.type, click.Choice)
    assert sorted(option.type.choices) == sorted(STYLES)


def test_an_empty_map_is_drawn() -> None:
    empty = Map("Nothing", "", (), (), ())
    assert blueprint(empty).height > 0
    assert blueprint(replace(empty, columns=(Column("a", 1, "A", "", ()),))).height > 0


def test_one_touchpoint_is_not_stretched() -> None:
    drawing = blueprint(row_of(1))
    assert drawing.width == 420
    (only,) = [panel for panel in drawing.panels if panel.kind == "card"]
    assert only.width == 220


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    drawing = blueprint(poisoned(maps.service(), text))
    check(drawing)
    assert squeezed(clean(text)) in squeezed("".join(words(drawing, "act")))


def test_hostile_text_is_well_formed() -> None:
    for text in HOSTILE[:3]:
        root = ET.fromstring(svg(blueprint(poisoned(maps.service(), text))))
        assert root.tag.endswith("svg")


def test_text_of_the_panel_is_its_own() -> None:
    """Keys are unique, so that arrows find their panels."""
    drawing = blueprint(maps.service())
    keys = [panel.key for panel in drawing.panels if isinstance(panel, Panel) and panel.key]
    assert len(keys) == len(set(keys))
    assert LANES[1] in words(drawing, "lane")


def test_a_label_that_would_cover_a_rank_is_left_out_and_told() -> None:
    map_ = maps.click_and_collect()
    wide = tuple(replace(each, label="'>${alert(1)}") if each.source == "counter" else each for each in map_.arrows)
    drawing = draw(replace(map_, arrows=wide), "blueprint")
    assert overlaps(drawing).faults == 0
    labels = [panel for panel in drawing.panels if panel.kind.startswith("label") and "counter survey" in panel.key]
    assert labels == []
