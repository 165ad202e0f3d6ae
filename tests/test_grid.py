"""The grid style: its rows, what they say of each touchpoint, and that nothing stands on anything else."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journeymap.drawing import Drawing, Engine, available, dot, svg
from journeymap.drawing.curves import flattened
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Disc, Fill, Icon, Outline, Panel, Words, block, glyphs
from journeymap.drawing.smooth import above_and_below, smooth
from journeymap.drawing.text import clean
from journeymap.drawing.vector import WIDEST
from journeymap.mapping import Bar, Card, Column, Face, Leaving, Map, Note, Pain, Promised
from journeymap.marks import Basis, Kind, Tone, Verdict
from journeymap.pieces.bands import LEAST_SLOT, LEAST_STAGE, bands
from journeymap.styles import draw
from tests.fixtures import maps
from tests.fixtures.maps import HOSTILE, card, csat, ease, effort, nps, target
from tests.test_flow import MAP_RUNS, NAMESPACE, poisoned, random_maps, squeezed, titles, words

ROWS = [
    "Customer goal", "Touchpoints", "Emotion", "Friction", "CSAT", "CES", "NPS", "Leave here", "Promises", "Pain points",
    "Opportunities", "Owners",
]  # fmt: skip


def grid(map_: Map) -> Drawing:
    return draw(map_, "grid")


def one_stage(*cards: Card, **more: Any) -> Map:
    return Map("Alone", "", (), (Column("a", 1, "A", "", cards),), (), **more)


def touchpoints(count: int, stages: int = 1, **more: Any) -> Map:
    """So many touchpoints in so many stages."""
    cards = [card(f"c{n}", f"Touchpoint {n}", "web", "Sales", **more) for n in range(count)]
    per = -(-count // stages)
    columns = tuple(
        Column(f"s{n}", n + 1, f"Stage {n + 1}", "", tuple(cards[n * per : (n + 1) * per])) for n in range(stages)
    )
    return Map("Row", "", (), columns, ())


def box(panel: Panel) -> tuple[int, int, int, int]:
    return panel.x, panel.y, panel.x + panel.width, panel.y + panel.height


def meeting(panels: Sequence[Panel]) -> list[tuple[str, str, str, str]]:
    """The pairs of panels that overlap."""
    boxes = sorted(((box(panel), panel) for panel in panels), key=lambda pair: pair[0][1])
    found = []
    for place, ((left, _, right, bottom), one) in enumerate(boxes):
        for (x0, y0, x1, _), other in boxes[place + 1 :]:
            if y0 >= bottom:
                break
            if left < x1 and x0 < right:
                found.append((one.kind, one.key, other.kind, other.key))
    return found


def check(drawing: Drawing) -> None:
    """No two panels meet, nothing sticks out, no name stands on the curve."""
    assert meeting(drawing.panels) == []
    assert drawing.width <= WIDEST
    assert min(panel.x for panel in drawing.panels) >= 0
    assert max(panel.x + panel.width for panel in drawing.panels) <= drawing.width
    assert max(panel.y + panel.height for panel in drawing.panels) <= drawing.height
    labels = [box(panel) for panel in drawing.panels if panel.kind == "label"]
    on_curve = [
        (label, (x, y))
        for edge in drawing.edges
        for x, y in flattened(edge.points, 16)
        for label in labels
        if label[0] < x < label[2] and label[1] < y < label[3]
    ]
    assert on_curve == []


def of_kind(drawing: Drawing, kind: str) -> list[Panel]:
    return [panel for panel in drawing.panels if panel.kind == kind]


def said(panel: Panel) -> list[str]:
    return [glyph.text for glyph in glyphs(panel.rows) if isinstance(glyph, Words)]


def under(drawing: Drawing, panel: Panel, kind: str) -> Panel:
    """The next panel of a kind below another one."""
    middle = panel.x + panel.width / 2
    found = [each for each in of_kind(drawing, kind) if each.x < middle < each.x + each.width and each.y >= panel.y]
    return min(found, key=lambda each: each.y)


@pytest.mark.parametrize("name", sorted(maps.ALL))
def test_nothing_overlaps_and_nothing_is_too_wide(name: str) -> None:
    drawing = grid(maps.ALL[name]())
    check(drawing)
    assert words(drawing, "row")


@settings(
    max_examples=MAP_RUNS // 6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(random_maps(), st.data())
def test_no_grid_has_overlaps(map_: Map, data: st.DataObject) -> None:
    faces = st.one_of(st.none(), st.builds(Face, st.integers(-2, 2), st.sampled_from(list(Basis))))
    columns = tuple(
        replace(column, cards=tuple(replace(each, face=data.draw(faces)) for each in column.cards))
        for column in map_.columns
    )
    drawing = grid(replace(map_, columns=columns))
    check(drawing)
    ids = [each.id for column in columns for each in column.cards]
    assert [panel.key for panel in of_kind(drawing, "card")] == ids
    felt = [f"feeling {each.id}" for column in columns for each in column.cards if each.face]
    assert [panel.key for panel in of_kind(drawing, "point")] == felt


def test_overlaps_are_seen() -> None:
    one, other = Panel("a", 0, 0, block(10, 10), key="one"), Panel("b", 8, 9, block(10, 10), key="other")
    assert meeting((other, one)) == [("a", "one", "b", "other")]
    assert meeting((one, replace(other, x=10), replace(other, y=10))) == [("b", "other", "b", "other")]


def test_both_engines_draw_the_same_bytes() -> None:
    if Engine.PATH not in available() or Engine.WHEEL not in available():
        pytest.skip("needs both a `dot` on PATH and pygraphviz")
    drawing = grid(maps.service())
    assert svg(drawing, engine="path") == svg(drawing, engine="wheel")


def everything() -> Map:
    """A map with something in every row."""
    ranked = replace(
        card(
            "a",
            "Pay",
            "payment",
            "Shop",
            -1,
            (csat(0.5, 90), effort(3, 80), nps(10, 70)),
            "1k",
            "9%",
            pain="Slow",
            rank=1,
        ),
        notes=(Note(Kind.IDEA, "Hurry"),),
        promised=(Promised("sla", "within 5 min, 90 %", Verdict.BROKEN),),
    )
    return replace(one_stage(ranked), columns=(Column("a", 1, "A", "", (ranked,), "Be done"),))


def test_rows_stand_in_their_order_and_empty_ones_are_left_out() -> None:
    drawing = grid(everything())
    names = [said(panel)[0] for panel in of_kind(drawing, "row")]
    assert names == ROWS
    tops = [panel.y for panel in of_kind(drawing, "row")]
    assert tops == sorted(tops)
    bare = grid(one_stage(card("a", "A")))
    assert [said(panel)[0] for panel in of_kind(bare, "row")] == ["Touchpoints"]
    assert words(bare, "note") == [
        "No feeling is known of any touchpoint: there is no emotion curve.",
        "No touchpoint asks for CSAT, CES or NPS.",
        "No pain points are written down.",
    ]
    assert words(drawing, "note") == []


def test_grounds_alternate_and_lines_part_the_stages() -> None:
    drawing = grid(maps.broadband())
    bands_ = [region for region in drawing.regions if region.kind == "band"]
    rows = of_kind(drawing, "row")
    assert len(bands_) == (len(rows) + 1) // 2
    assert len([region for region in drawing.regions if region.kind == "stage line"]) == 5


def test_every_touchpoint_is_told_once_in_reading_order_and_no_arrows_are_claimed() -> None:
    map_ = maps.broadband()
    drawing = grid(map_)
    assert titles(svg(drawing)) == [each.text for column in map_.columns for each in column.cards]
    assert drawing.description == (
        "Customer journey grid, measured. Consumer, all regions · Jul-Sep 2026 · 22,140 cases · events.parquet. 6 stages, 22 touchpoints."
    )
    assert [edge.kind for edge in drawing.edges if edge.kind != "curve"] == []


def test_numbers_link_all_rows() -> None:
    drawing = grid(maps.broadband())
    numbers = {
        kind: [
            glyph.text for panel in of_kind(drawing, kind) for glyph in glyphs(panel.rows) if isinstance(glyph, Disc)
        ]
        for kind in ("card", "point", "list")
    }
    assert numbers["card"] == numbers["point"] == [str(number) for number in range(1, 23)]
    assert numbers["list"] == ["5", "9", "10", "14", "15", "17", "18"]
    assert "Marketing (1, 3)" in words(drawing, "list")
    # A column of the strips is that of the point above.
    point = next(panel for panel in of_kind(drawing, "point") if panel.key == "feeling coverage")
    score = under(drawing, point, "score")
    assert said(score) == ["61%"]
    assert score.x + score.width / 2 == point.x + point.width / 2


def test_a_touchpoint_has_its_channel_visits_and_marks() -> None:
    shown = replace(
        card(
            "a", "Sign the contract", "email", "Shop", 1, (), "1.2k", moment=True, start=True, optional=True, end="won"
        ),
        inside=3,
        notes=(Note(Kind.ONLY_FOR, "only Linh"),),
    )
    (panel,) = of_kind(grid(one_stage(shown)), "card")
    assert said(panel) == [
        "Sign the contract", "1.2k", "starts here", "moment of truth", "ends: won", "only Linh", "optional · +3 inside",
    ]  # fmt: skip
    assert [glyph.name for glyph in glyphs(panel.rows) if isinstance(glyph, Icon)] == [
        "email", "start", "star", "flag", "person",
    ]  # fmt: skip
    # Where names need the room, visits stand below them.
    narrow = [said(panel) for panel in of_kind(grid(touchpoints(7, 7, visits="too few")), "card")]
    assert narrow[0] == ["Touchpoint 0", "visits: too few"]
    # Below in all bands, though the second would have the room.
    uneven = grid(touchpoints(8, 8, visits="1.2k"))
    assert len({panel.width for panel in of_kind(uneven, "header")}) == 1
    assert [said(panel)[1] for panel in of_kind(uneven, "card")] == ["1.2k"] * 8
    map_ = touchpoints(13, 13, visits="1.2k")
    assert [said(panel)[1] for panel in of_kind(grid(map_), "card")] == ["1.2k visits"] * 13


def feelings(*felt: tuple[int, Basis] | None) -> Map:
    return one_stage(*(replace(card(f"c{n}", f"C{n}"), face=each and Face(*each)) for n, each in enumerate(felt)))


def test_a_disc_is_its_number_in_dot_too() -> None:
    text = dot(grid(feelings((1, Basis.MEASURED), None)))
    assert text.count("<B>1</B>") == 4  # in the list, on the curve, and twice in the legend
    assert text.count("<B>2</B>") == 2


def test_the_curve_says_what_feelings_rest_on() -> None:
    drawing = grid(
        feelings(
            (1, Basis.MEASURED), (2, Basis.MEASURED), (0, Basis.EVIDENCED), (-1, Basis.EVIDENCED), (-2, Basis.GUESSED), None,
            (1, Basis.MEASURED),
        )
    )  # fmt: skip
    curve = [(edge.tail[-2:], edge.head[-2:], edge.stroke.width, edge.stroke.dash) for edge in drawing.edges]
    assert curve == [
        ("c0", "c1", 2.6, ()),
        ("c1", "c2", 1.4, ()),
        ("c2", "c3", 1.4, ()),
        ("c3", "c4", 1.4, (5, 4)),
        # Nobody knows what is felt between these two: dots.
        ("c4", "c6", 1.6, (0.1, 5)),
    ]
    discs = {
        panel.key[-2:]: glyph
        for panel in of_kind(drawing, "point")
        for glyph in glyphs(panel.rows)
        if isinstance(glyph, Disc)
    }
    assert [discs[name].outline for name in ("c0", "c3", "c4")] == [Outline.FILLED, Outline.DRAWN, Outline.DASHED]
    assert [discs[name].role for name in ("c0", "c2", "c4")] == [Role.GOOD, Role.FAIR, Role.POOR]
    assert [glyph.text for panel in of_kind(drawing, "unknown") for glyph in glyphs(panel.rows)] == ["6"]
    assert "dotted: not known" in " ".join(words(drawing, "row"))
    source = svg(drawing, theme="light")
    # A dashed disc in the list, on the curve and in the legend.
    assert source.count('stroke-dasharray="2.6 3.6"') == 3


def test_only_what_is_measured_has_an_area() -> None:
    def areas(*felt: tuple[int, Basis] | None) -> list[Role]:
        return [region.role for region in grid(feelings(*felt)).regions if region.kind == "area"]

    up, down = (1, Basis.MEASURED), (-1, Basis.MEASURED)
    assert areas(up, down, up) == [Role.GOOD_GROUND, Role.PAIN, Role.GOOD_GROUND]
    assert areas(up, up) == [Role.GOOD_GROUND]
    assert (
        areas(up, (2, Basis.EVIDENCED))
        == areas(up, (2, Basis.GUESSED))
        == areas(up, None, up)
        == areas((0, Basis.MEASURED), (0, Basis.MEASURED))
        == []
    )


def test_feelings_stand_at_their_height_and_faces_at_the_axis() -> None:
    drawing = grid(feelings(*((feels, Basis.MEASURED) for feels in (2, 1, 0, -1, -2))))
    heights = [panel.y + panel.height // 2 for panel in of_kind(drawing, "point")]
    assert [below - above for above, below in pairwise(heights)] == [30] * 4
    faces = [panel.y + panel.height // 2 for panel in of_kind(drawing, "axis")]
    assert faces == [heights[0], heights[2], heights[4]]


@pytest.mark.parametrize(
    ("felt", "named"),
    [
        ((0, 2, 0, -1, 0), ["C1", "C3"]),
        ((1, 1, 1, 0), ["C1"]),
        ((2, 1, 2, 1), ["C0", "C2"]),
        ((-1, -2, -1), ["C1"]),
        ((0, 0, 0), []),
        ((-2,), ["C0"]),
    ],
)
def test_peaks_and_lows_have_their_names(felt: tuple[int, ...], named: list[str]) -> None:
    drawing = grid(feelings(*((feels, Basis.MEASURED) for feels in felt)))
    assert sorted(words(drawing, "label")) == named


def test_names_give_way_to_each_other_and_never_stand_on_the_curve() -> None:
    felt = (-1, 0, -2, 0) * 6
    cards = [
        replace(card(f"c{n}", f"Touchpoint no. {n}"), face=Face(feels, Basis.MEASURED)) for n, feels in enumerate(felt)
    ]
    drawing = grid(one_stage(*cards))
    check(drawing)
    # The lowest points come first; beside them there is room for narrow names alone.
    assert {panel.key for panel in of_kind(drawing, "label")} >= {f"name c{n}" for n in range(2, 24, 4)}
    assert max(panel.width for panel in of_kind(drawing, "label")) > 80


def test_a_name_that_is_a_story_stands_in_the_list_alone() -> None:
    long = "A name so long that nobody would want to read all of it beside a point on a curve, and so it is not there"
    drawing = grid(one_stage(card("a", long, feels=2), card("b", "B", feels=0)))
    assert words(drawing, "label") == []
    assert " ".join(said(of_kind(drawing, "card")[0])) == long


def scored(*bars: Bar, **more: Any) -> Card:
    return replace(card("a", "A", "web", "Shop", 0, bars), **more)


def test_scores_have_their_words_direction_interval_sample_and_target() -> None:
    drawing = grid(one_stage(scored(csat(0.5, 90), ease(4.3, 80), nps(10, 70)), card("b", "B", feels=0)))
    assert [said(panel) for panel in of_kind(drawing, "score")] == [["50%"], ["4.3"], ["+10"]]
    assert [said(panel) for panel in of_kind(drawing, "sample")] == [
        ["41-59%", "n=90", "target 70%"],
        ["ease of 5", "4.1-4.5", "n=80"],
        ["+2 to +18", "n=70"],
    ]
    assert [" ".join(said(panel)) for panel in of_kind(drawing, "row")][2:5] == [
        "CSAT satisfied 95 % interval, n",
        "CES ease of 5: more is better 95 % interval, n",
        "NPS of -100 to +100 95 % interval, n",
    ]
    # What nobody is asked has a dash in each strip.
    assert [said(panel) for panel in of_kind(drawing, "unasked")] == [["–"]] * 3
    assert "less is better" in " ".join(words(grid(one_stage(scored(effort(2, 90)))), "row"))


def test_scores_on_two_scales_say_theirs_in_the_cell() -> None:
    drawing = grid(one_stage(scored(ease(4.3, 80)), replace(scored(effort(2.2, 90)), id="b")))
    assert [" ".join(said(panel)) for panel in of_kind(drawing, "score")] == ["4.3 ease of 5", "2.2 effort of 7"]


def test_a_target_of_all_is_said_once_and_what_became_of_it_where_it_did() -> None:
    broken = (Promised("csat", "CSAT min 70 %", Verdict.BROKEN),)
    undecided = (Promised("csat", "CSAT min 70 %", Verdict.UNDECIDED),)
    cards = [scored(csat(0.5, 90), promised=broken), scored(csat(0.7, 90), promised=undecided), scored(csat(0.9, 90))]
    drawing = grid(one_stage(*(replace(each, id=f"c{n}") for n, each in enumerate(cards))))
    below = of_kind(drawing, "sample")
    assert [said(panel)[-1] for panel in below] == ["target 70%", "target 70%", "n=90"]
    assert [[glyph.name for glyph in glyphs(panel.rows) if isinstance(glyph, Icon)] for panel in below] == [
        ["broken"], ["undecided"], [],
    ]  # fmt: skip
    assert "target 70% each" in words(drawing, "row")
    assert [line for line in words(drawing, "legend") if line.startswith("target ")] == [
        "target broken: its whole interval is past it", "target undecided: the interval includes it",
    ]  # fmt: skip


def test_tones_are_told_without_colour() -> None:
    plain = replace(csat(0.5, 20), tone=Tone.PLAIN)
    bars = (csat(0.9, 90), csat(0.6, 90), csat(0.3, 90), plain)
    drawing = grid(one_stage(*(replace(scored(each), id=f"c{n}") for n, each in enumerate(bars))))
    marks = [
        [glyph.name for glyph in glyphs(panel.rows) if isinstance(glyph, Icon)] for panel in of_kind(drawing, "score")
    ]
    assert marks == [["three"], ["two"], ["one"], []]
    assert [panel.fill for panel in of_kind(drawing, "score")] == [Role.GOOD, Role.FAIR_BAR, Role.POOR, Role.TRACK]
    assert [line for line in words(drawing, "legend") if line in ("good", "fair", "poor", "no verdict")] == [
        "good", "fair", "poor", "no verdict",
    ]  # fmt: skip


def test_too_few_answers_are_dashed_and_a_target_alone_is_hollow() -> None:
    few = Bar("CSAT", "too few", "", Tone.HIDDEN, aim="80%")
    drawing = grid(one_stage(scored(few), replace(scored(target("CSAT", "target 85%", 0.85)), id="b")))
    hidden, aimed = of_kind(drawing, "score")
    assert (said(hidden), hidden.dash, hidden.fill) == (["too few"], (3.0, 3.0), Role.CARD)
    assert (said(aimed), aimed.dash, aimed.fill) == (["target 85%"], (), Role.CARD)
    assert [said(panel) for panel in of_kind(drawing, "sample")] == [["target 80%"]]
    assert 'rx="4" fill="#ffffff" stroke="#cbd4df" stroke-dasharray="3 3"' in svg(drawing, theme="light")


def leavers(*found: tuple[str, Tone, Leaving | None]) -> list[Panel]:
    cards = [
        replace(card(f"c{n}", "C"), drop_off=word, drop_off_tone=tone, leaving=leaving)
        for n, (word, tone, leaving) in enumerate(found)
    ]
    return of_kind(grid(one_stage(*cards)), "leave")


def painted(panel: Panel) -> list[tuple[Role, int]]:
    """The colours of a bar from its top, with their heights."""
    return [
        (cell.content.role, each.height) for each in panel.rows for cell in each.cells if isinstance(cell.content, Fill)
    ]


def test_who_leaves_is_a_bar_solid_to_its_lower_bound_and_pale_to_its_upper() -> None:
    poor, hidden, none, promised = leavers(
        ("20 %", Tone.POOR, Leaving(0.2, 0.15, 0.25, "n=4.0k", 0.1, "max 10 %")),
        ("too few", Tone.HIDDEN, Leaving(most=0.4, aim="max 40 %")),
        ("0 %", Tone.GOOD, Leaving(0.0, 0.0, 0.0, "n=90")),
        ("max 20 %", Tone.PLAIN, Leaving(most=0.2, aim="max 20 %")),
    )
    # 40 px are the greatest share, 40 %; the target's line is 2 px.
    assert painted(poor) == [(Role.POOR, 9), (Role.INK, 2), (Role.POOR, 4), (Role.POOR_PALE, 10)]
    assert said(poor) == ["20 %", "n=4.0k", "max 10 %"]
    assert [glyph.bold for glyph in glyphs(poor.rows) if isinstance(glyph, Words)] == [True, False, False]
    assert said(hidden) == ["too few"]
    assert (painted(none), said(none)) == ([(Role.GOOD, 1)], ["0 %", "n=90"])
    assert {role for role, _ in painted(promised)} == {Role.LINE, Role.CARD, Role.INK}
    inks = [
        next(glyph.role for glyph in glyphs(each.rows) if isinstance(glyph, Words)) for each in (poor, none, promised)
    ]
    assert inks == [Role.POOR, Role.INK, Role.MUTED]
    assert sum(each.height for each in promised.rows[:3]) == 21
    assert said(promised) == ["max 20 %"]


def test_a_molehill_is_no_mountain() -> None:
    small, fair, plain = leavers(
        *(("1 %", tone, Leaving(0.01, 0.01, 0.01, "n=90")) for tone in (Tone.GOOD, Tone.FAIR, Tone.PLAIN))
    )
    inks = [
        next(glyph.role for glyph in glyphs(each.rows) if isinstance(glyph, Words)) for each in (small, fair, plain)
    ]
    assert inks == [Role.INK, Role.INK, Role.MUTED]
    assert painted(small) == [(Role.GOOD, 4)]
    (unknown,) = leavers(("too few", Tone.HIDDEN, None))
    assert painted(unknown) == []


def test_pains_and_ideas_have_the_numbers_of_their_touchpoints() -> None:
    known = replace(card("a", "A"), pains=(Pain("Slow", Basis.EVIDENCED), Pain("Dear", Basis.GUESSED)))
    drawing = grid(one_stage(known, replace(card("b", "B"), notes=(Note(Kind.IDEA, "Hurry"), Note(Kind.TAGS, "#x")))))
    pains, ideas = of_kind(drawing, "list")
    assert (said(pains), said(ideas)) == (["Slow", "Dear"], ["Hurry"])
    assert [glyph.name for glyph in glyphs(pains.rows) if isinstance(glyph, Icon)] == ["warning", "claim"]
    assert [glyph.text for glyph in glyphs(pains.rows) if isinstance(glyph, Disc)] == ["1", "1"]
    assert [glyph.text for glyph in glyphs(ideas.rows) if isinstance(glyph, Disc)] == ["2"]
    two = replace(maps.broadband(), columns=maps.broadband().columns[:2])
    assert "none written down" in words(grid(two), "list")


def test_ranks_of_friction_are_squares_below_their_touchpoints_and_at_the_foot() -> None:
    drawing = grid(maps.broadband())
    ranks = of_kind(drawing, "badge")
    assert [said(panel) for panel in ranks] == [["1"], ["2"], ["4"], ["3"], ["5"], ["1"], ["2"], ["3"], ["4"], ["5"]]
    assert {panel.radius for panel in ranks} == {4}
    point = next(panel for panel in of_kind(drawing, "point") if panel.key == "feeling bot")
    assert said(under(drawing, point, "badge")) == ["3"]


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ((1,), [[1]]),
        ((3, 4, 4, 4, 4, 3), [[3, 4, 4, 4, 4, 3]]),
        ((10,) * 6, [[10, 10]] * 3),
        ((1,) * 20, [[1] * 7, [1] * 7, [1] * 6]),
        ((30,), [[15], [15]]),
        ((25, 3), [[25], [3]]),
        ((2, 0, 3), [[2, 0, 3]]),
        ((), []),
    ],
)
def test_bands_are_few_and_even(sizes: tuple[int, ...], cut: list[list[int]]) -> None:
    columns = tuple(
        Column(f"s{n}", n + 1, f"S{n}", "", tuple(card(f"c{n}-{k}", "C") for k in range(size)))
        for n, size in enumerate(sizes)
    )
    found = bands(columns, 114, 1002)
    assert [[len(place.span.cards) for place in band.places] for band in found] == cut
    assert [each for band in found for each in band.cards] == [each for column in columns for each in column.cards]
    for band in found:
        assert band.right <= 114 + 1002
        for place in band.places:
            assert place.width >= LEAST_STAGE
            assert place.slot >= LEAST_SLOT


def test_stages_are_alike_where_that_can_be() -> None:
    (band,) = bands(touchpoints(12, 4).columns, 114, 1002)
    assert {place.width for place in band.places} == {250}
    sizes = touchpoints(16, 2).columns[0], *touchpoints(4, 4).columns
    (uneven,) = bands([replace(column, id=f"s{n}") for n, column in enumerate(sizes)], 114, 1002)
    assert [place.width for place in uneven.places] == [316, 170, 170, 170, 170]


def test_a_stage_that_goes_on_says_so_and_numbers_go_on() -> None:
    drawing = grid(touchpoints(30, feels=1))
    assert words(drawing, "header") == ["1 Stage 1", "1 Stage 1 (continued)"]
    assert [said(panel)[0] for panel in of_kind(drawing, "row")] == ["Touchpoints", "Emotion", "Owners"] * 2
    assert len({(edge.tail, edge.head) for edge in drawing.edges}) == 28


def test_many_touchpoints_are_folded_and_keep_their_numbers() -> None:
    map_ = maps.crowd(150)
    drawing = grid(map_)
    order = {each.id: str(number) for number, each in enumerate((c for col in map_.columns for c in col.cards), 1)}
    shown = [panel for panel in of_kind(drawing, "card") if panel.key in order]
    assert len(shown) == 36
    for panel in shown:
        assert next(glyph.text for glyph in glyphs(panel.rows) if isinstance(glyph, Disc)) == order[panel.key]
    assert words(drawing, "card").count("+19 more") == 6
    assert words(drawing, "note") == ["114 of 150 touchpoints are folded: each stage shows its worst 6."]
    # So do the touchpoints of a part of a journey.
    part = touchpoints(2)
    later = tuple(replace(each, number=number) for each, number in zip(part.columns[0].cards, (7, 9), strict=True))
    panels = of_kind(grid(one_stage(*later)), "card")
    assert [glyph.text for panel in panels for glyph in glyphs(panel.rows) if isinstance(glyph, Disc)] == ["7", "9"]
    # A pain of a folded touchpoint is a pain that is written down.
    dull = tuple(replace(each, pains=(), bars=()) for each in map_.columns[0].cards)
    hurt = replace(dull[40 % len(dull)], pains=(Pain("Slow", Basis.EVIDENCED),))
    many = tuple(replace(each, id=f"x{n}") for n, each in enumerate((*dull, *dull, *dull, hurt)))
    noted = words(grid(Map("Many", "", (), (Column("a", 1, "A", "", many),), ())), "note")
    assert noted[1:] == ["No touchpoint asks for CSAT, CES or NPS."]
    # A stand-in for others is asked nothing itself, and nobody owns it.
    assert len(of_kind(drawing, "unasked")) == sum(
        1 for each in (c for col in map_.columns for c in col.cards)
        if f"feeling {each.id}" in {panel.key for panel in of_kind(drawing, "point")} and len(each.bars) == 1
    )  # fmt: skip
    assert not [line for line in words(drawing, "list") if "folded" in line]


@pytest.mark.parametrize(("count", "stages"), [(1, 1), (20, 20), (60, 6), (120, 6)])
def test_any_number_of_touchpoints_is_readable(count: int, stages: int) -> None:
    drawing = grid(maps.crowd(count, stages))
    check(drawing)
    assert min(glyph.size for panel in drawing.panels for glyph in glyphs(panel.rows) if isinstance(glyph, Words)) >= 9
    assert drawing.width <= WIDEST


def test_a_stage_without_touchpoints_and_a_map_without_stages() -> None:
    empty = Column("b", 2, "B", "", (), "Rest")
    drawing = grid(Map("Two", "", (), (Column("a", 1, "A", "", (card("a", "A"),)), empty), ()))
    check(drawing)
    assert "no touchpoints" in words(drawing, "list")
    assert "Rest" in words(drawing, "list")
    nothing = grid(Map("Nothing", "", (), (), ()))
    assert (nothing.width, words(nothing, "note")) == (420, [])
    check(grid(Map("Bare", "", (), (empty,), ())))


def test_without_data_the_same_grid_shows_the_declaration() -> None:
    drawing = grid(maps.declaration())
    names = [said(panel)[0] for panel in of_kind(drawing, "row")]
    assert names == ["Touchpoints", "Emotion", "CSAT", "CES", "NPS", "Leave here", "Pain points", "Owners"]
    assert [" ".join(said(panel)) for panel in of_kind(drawing, "score")] == [
        "target 80%", "target 75%", "target 70%", "target ease 4.0 of 5", "target ease 4.2 of 5", "target +40",
    ]  # fmt: skip
    assert words(drawing, "leave") == ["max 30%", "max 15%", "max 8%"]
    assert "Declared, not measured: targets, promised shares and assumptions, no data yet" in words(drawing, "title")
    assert "feeling, measured" not in words(drawing, "legend")


def test_ways_are_not_drawn_and_nothing_is_said_of_those_left_out() -> None:
    map_ = replace(maps.broadband(), notes=("Too few to show: Pay.",), ways_left_out=("4 ways are left out.",))
    assert words(grid(map_), "note") == ["Too few to show: Pay."]
    assert words(draw(map_), "note") == ["Too few to show: Pay.", "4 ways are left out."]
    assert words(draw(map_, "blueprint"), "note")[-2:] == ["Too few to show: Pay.", "4 ways are left out."]


def test_inserting_a_touchpoint_changes_few_lines() -> None:
    before = maps.broadband()
    last = before.columns[-1]
    new = card("new", "Thank-you call", "phone", "CRM", 1, (csat(0.7, 50),), "1k", "2%")
    after = replace(before, columns=(*before.columns[:-1], replace(last, cards=(*last.cards, new))))
    old, fresh = svg(grid(before)).splitlines(), svg(grid(after)).splitlines()
    changed = [line for line in unified_diff(old, fresh, n=0) if line[0] in "+-"]
    assert len(old) > 1200
    # What stands in its stage is set anew, a line out and a line in; the other stages are where they were.
    assert len(changed) < len(old) / 3


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_and_long_text_is_wrapped_and_never_cut(text: str) -> None:
    map_ = poisoned(everything(), text)
    # A metric's name is ours.
    bars = tuple(
        replace(bar, metric=name)
        for bar, name in zip(map_.columns[0].cards[0].bars, ("CSAT", "CES", "NPS"), strict=True)
    )
    (column,) = map_.columns
    ideas = (Note(Kind.IDEA, text), Note(Kind.ONLY_FOR, text))
    drawing = grid(replace(map_, columns=(replace(column, cards=(replace(column.cards[0], bars=bars, notes=ideas),)),)))
    check(drawing)
    wanted = squeezed(clean(text))
    for kind, times in (("card", 4), ("list", 4), ("header", 2), ("score", 3), ("sample", 9), ("leave", 2)):
        assert squeezed("".join(words(drawing, kind))).count(wanted) >= times * bool(wanted), kind


def test_scripts_are_drawn_from_their_own_side() -> None:
    drawing = grid(maps.scripts())
    for column in maps.scripts().columns:
        for each in column.cards:
            (panel,) = [panel for panel in of_kind(drawing, "card") if panel.key == each.id]
            assert squeezed(each.title) in squeezed("".join(said(panel)).replace(each.visits, ""))
    arabic = [text for text in ET.fromstring(svg(drawing)).iter(f"{NAMESPACE}text") if text.text == "الدفع وإتمام"]
    assert [text.get("text-anchor") for text in arabic] == ["end"] * len(arabic)
    assert arabic


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-2, 2), min_size=2, max_size=12), st.integers(20, 300))
def test_the_curve_turns_only_at_its_points(felt: list[int], gap: int) -> None:
    points = [(float(gap * place), 30.0 * feels) for place, feels in enumerate(felt)]
    pieces = smooth(points)
    assert [piece[0] for piece in pieces] == points[:-1]
    assert [piece[3] for piece in pieces] == points[1:]
    for piece in pieces:
        low, high = sorted((piece[0][1], piece[3][1]))
        assert all(low - 1e-9 <= y <= high + 1e-9 for _, y in flattened(piece, 20))
    for before, after in pairwise(pieces):
        # It goes on in the direction that it came from.
        rise = (before[3][1] - before[2][1]) * (after[1][0] - after[0][0])
        assert rise == pytest.approx((after[1][1] - after[0][1]) * (before[3][0] - before[2][0]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-2, 2), min_size=2, max_size=12))
def test_each_area_lies_on_one_side_of_the_line(felt: list[int]) -> None:
    pieces = smooth([(50.0 * place, 30.0 * feels) for place, feels in enumerate(felt)])
    areas = above_and_below(pieces, 0.0)
    for area in areas:
        assert len(area) % 3 == 1
        assert area[0] == area[-1]
        heights = [y for _, y in flattened(area)]
        assert min(heights) >= -1e-6 or max(heights) <= 1e-6
    crossings = sum(one * other < 0 for one, other in pairwise(felt))
    assert len(areas) >= bool(any(felt))
    assert len(areas) <= crossings + 1 + felt.count(0)


def test_the_command_draws_the_style_that_is_asked_for(here: Path, run: Callable[..., Any]) -> None:
    (here / "j.yaml").write_text("title: One\nstages: {s: {touchpoints: {a: {feels: 1}}}}\n", encoding="utf-8")
    drawn = run("map", "j.yaml", "--style", "grid")
    assert (drawn.code, drawn.err) == (0, "")
    assert "<desc>Customer journey grid, declared, not measured. 1 stage, 1 touchpoint.</desc>" in drawn.out
