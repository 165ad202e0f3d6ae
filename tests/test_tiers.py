"""Journeys of many stages: tiers of stages below each other, and signposts for the ways between them."""

import re
from dataclasses import replace
from random import Random

import pytest
from journeymap.drawing import Drawing, svg
from journeymap.drawing.overlaps import overlaps
from journeymap.drawing.shapes import Panel, Words, glyphs
from journeymap.mapping import Map
from journeymap.marks import Flow
from journeymap.pieces.tiers import MOST, tiers
from journeymap.styles import draw
from tests.fixtures.maps import arrow, crowd


def said(panel: Panel) -> str:
    """The words of a panel."""
    return " ".join(glyph.text for glyph in glyphs(panel.rows) if isinstance(glyph, Words))


def of_kind(drawing: Drawing, kind: str) -> list[Panel]:
    return [panel for panel in drawing.panels if panel.kind == kind]


def crossing(count: int, stages: int, ways: int) -> Map:
    """A map with ways from anywhere to anywhere."""
    base, random = crowd(count, stages, ways=0), Random(3)
    known = {(each.source, each.target) for each in base.arrows}
    more = {(f"t{random.randrange(count)}", f"t{random.randrange(count)}") for _ in range(ways)} - known
    drawn = [
        arrow(source, target, "77", Flow.LOOP if int(source[1:]) >= int(target[1:]) else Flow.UNPLANNED)
        for source, target in sorted(more)
    ]
    return replace(base, arrows=(*base.arrows, *drawn))


@pytest.mark.parametrize(
    ("stages", "each"),
    [(1, [1]), (8, [8]), (9, [5, 4]), (12, [6, 6]), (16, [8, 8]), (17, [6, 6, 5]), (20, [7, 7, 6])],
)
def test_more_than_eight_stages_stand_in_tiers_about_as_long(stages: int, each: list[int]) -> None:
    map_ = crowd(stages, stages, ways=0)
    cut = tiers(map_)
    assert [tier.stages for tier in cut] == each
    assert {len(tier.map.columns) for tier in cut} == {max(each)}
    assert max(each) <= MOST
    drawing = draw(map_)
    headers = of_kind(drawing, "header")
    assert [said(header).split(" ")[0] for header in headers] == [str(number) for number in range(1, stages + 1)]
    tops = sorted({header.y for header in headers})
    assert [sum(header.y == top for header in headers) for top in tops] == each
    assert len({card.width for card in of_kind(drawing, "card")}) == 1
    # Up to seven stages are as wide as a page at most, and so never drawn smaller than they are written; eight nearly so.
    assert drawing.width <= (1130 if max(each) < MOST else 1240)
    assert f'width="{min(1130, drawing.width)}"' in svg(drawing)


def test_a_way_to_another_tier_ends_at_a_signpost_and_the_card_says_where_it_comes_from() -> None:
    base = crowd(9, 9, ways=0)
    map_ = replace(base, arrows=(*base.arrows, arrow("t1", "t7", "44"), arrow("t8", "t1", "9", Flow.LOOP)))
    drawing = draw(map_)
    titles = {card.id: card.title for column in map_.columns for card in column.cards}
    posts = of_kind(drawing, "signpost")
    # In the order of the stages that they stand in: 2 to 8, 5 to 6, and 9 back to 2.
    assert [said(post) for post in posts] == [
        f"{titles['t7']} in 8 Stage 8",
        f"{titles['t5']} in 6 Stage 6",
        f"{titles['t1']} in 2 Stage 2",
    ]
    assert [post.about for post in posts] == [("t7",), ("t5",), ("t1",)]
    assert next(post.alt for post in posts) == f"On to {titles['t7']} in the stage Stage 8."
    cards = {card.key: said(card) for card in of_kind(drawing, "card")}
    assert set(cards) == set(titles)
    assert {key for key, text in cards.items() if text.startswith("from ")} == {"t1", "t5", "t7"}
    assert cards["t7"].startswith("from 2 Stage 2 ")
    assert cards["t1"].startswith("from 9 Stage 9 ")
    # Each arrow is drawn once, between the touchpoints that it is of, with its number.
    arrows = [(edge.tail, edge.head) for edge in drawing.edges if edge.kind.startswith("arrow")]
    assert sorted(arrows) == sorted((each.source, each.target) for each in map_.arrows)
    assert {"44", "9"} <= {said(label) for label in of_kind(drawing, "label")}
    # Who dims the rest finds the signpost with the card that it leads to.
    assert re.search(r'<g class="signpost" [^>]*role="img" data-touchpoint="t7">\n<title>On to ', svg(drawing))
    assert 'data-source="t1" data-target="t7"' in svg(drawing)


def test_several_ways_from_a_stage_to_one_card_share_a_signpost() -> None:
    base = crowd(18, 9, ways=0)
    map_ = replace(base, arrows=(*base.arrows, arrow("t2", "t16", "5"), arrow("t3", "t16", "6")))
    posts = [post for post in of_kind(draw(map_), "signpost") if post.about == ("t16",)]
    assert len(posts) == 1


@pytest.mark.parametrize(("count", "stages", "ways"), [(18, 9, 12), (40, 10, 20), (36, 12, 30), (60, 17, 40)])
def test_nothing_overlaps_in_any_tier(count: int, stages: int, ways: int) -> None:
    found = overlaps(draw(crossing(count, stages, ways)))
    assert found.faults == 0, found
