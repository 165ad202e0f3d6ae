"""The drop-off style: ribbons as high as cases, that meet where they should; nothing on anything else; and what is told in words."""

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journeymap.drawing import Engine, available, svg
from journeymap.drawing.curves import flattened
from journeymap.drawing.inscribing import Shape, inscribe
from journeymap.drawing.overlaps import overlaps
from journeymap.drawing.palette import Role
from journeymap.drawing.sankey import BAR, Fall, Link, Ribbon, sankey
from journeymap.drawing.shapes import Drawing, Panel, Region
from journeymap.drawing.vector import WIDEST
from journeymap.mapping import Column, Map
from journeymap.passing import Passing
from journeymap.styles import draw
from tests.fixtures import maps
from tests.fixtures.maps import HOSTILE
from tests.fixtures.streams import ASIDE, AWAY, BACK, IN, ON, OPEN, WON, Move, stream
from tests.test_flow import poisoned, titles, words

RUNS = int(os.environ.get("JOURNEYMAP_MAP_RUNS", "30"))
ROOT = Path(__file__).parents[1]


def dropoff(map_: Map) -> Drawing:
    return draw(map_, "dropoff")


def with_moves(count: int, moves: Sequence[Move], *, measured: bool = True, **more: Any) -> Map:
    """A map of so many stages."""
    columns = tuple(Column(f"s{n}", n + 1, f"Stage {n + 1}", "", ()) for n in range(count))
    return Map("Moves", "", (), columns, (), measured=measured, passages=stream(columns, moves, **more))


MAIN: list[Move] = [
    (None, 0, IN, 1.0), (0, 1, ON, 0.6), (0, None, AWAY, 0.35), (0, None, OPEN, 0.05),
    (1, 3, ON, 0.3), (1, 2, ASIDE, 0.2), (1, None, AWAY, 0.1), (2, 3, ASIDE, 0.15), (2, None, AWAY, 0.03),
    (2, 0, BACK, 0.02), (3, None, WON, 0.44), (3, None, AWAY, 0.01),
]  # fmt: skip


def main(**more: Any) -> Map:
    """On, by a detour, back, away, still there, and won."""
    return with_moves(4, MAIN, detours=(2,), **more)


def regions(drawing: Drawing, kind: str) -> list[Region]:
    return [region for region in drawing.regions if region.kind == f"ribbon {kind}"]


def panel(drawing: Drawing, key: str) -> Panel:
    return next(each for each in drawing.panels if each.key == key)


def box(one: Panel) -> tuple[int, int, int, int]:
    return one.x, one.y, one.x + one.width, one.y + one.height


def check(drawing: Drawing) -> None:
    """Nothing overlaps, nothing sticks out; a label is in one ribbon as a whole, or in none at all."""
    found = overlaps(drawing)
    assert found.faults == 0, found
    assert drawing.width <= WIDEST
    for each in drawing.panels:
        assert each.x >= 0
        assert each.x + each.width <= drawing.width + 1, each
        assert each.y + each.height <= drawing.height
    for region in drawing.regions:
        xs, ys = zip(*region.points, strict=True)
        assert min(xs) >= 0
        assert max(xs) <= drawing.width
        assert min(ys) >= 0
        assert max(ys) <= drawing.height
    outlines = [flattened(region.points) for region in drawing.regions]
    for label in (each for each in drawing.panels if each.kind == "label"):
        for region, outline in zip(drawing.regions, outlines, strict=True):
            left, top, right, bottom = box(label)
            places = [
                (left, top),
                (left, bottom),
                (right, top),
                (right, bottom),
                ((left + right) / 2, (top + bottom) / 2),
            ]
            within = [inside(place, outline) for place in places]
            assert all(within) or not any(within), (label.key, region.alt)


def inside(point: tuple[float, float], outline: list[tuple[float, float]]) -> bool:
    """Whether a point lies in an outline, by how often a line to the left of it meets that."""
    crossings = 0
    for (x0, y0), (x1, y1) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (y0 <= point[1] < y1 or y1 <= point[1] < y0) and x0 + (point[1] - y0) / (y1 - y0) * (x1 - x0) < point[0]:
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize("name", sorted(maps.ALL))
def test_nothing_overlaps_and_nothing_is_too_wide(name: str) -> None:
    drawing = dropoff(maps.ALL[name]())
    check(drawing)
    assert words(drawing, "summary")


@st.composite
def random_streams(draw_: st.DrawFn) -> Map:
    """Stages with moves of any kind between them, some of which nobody knows about."""
    count = draw_(st.integers(1, 17))
    stage = st.integers(0, count - 1)
    sizes = st.floats(0, 1, allow_nan=False)
    pairs = draw_(st.lists(st.tuples(stage, stage, sizes), max_size=30, unique_by=lambda move: move[:2]))
    moves: list[Move] = [(None, 0, IN, 1.0)]
    moves += [(a, b, ON if b > a else BACK, size) for a, b, size in pairs if a != b]
    ends = draw_(st.lists(st.tuples(stage, st.sampled_from([AWAY, OPEN, WON]), sizes), unique_by=lambda end: end[:2]))
    moves += [(a, None, kind, size) for a, kind, size in ends]
    moves += [(None, b, IN, size) for b, size in draw_(st.lists(st.tuples(stage, sizes), max_size=3)) if b]
    chosen = st.lists(stage, max_size=4, unique=True)
    return with_moves(
        count,
        moves,
        measured=draw_(st.booleans()),
        detours=draw_(chosen),
        unknown=draw_(chosen),
        goal=draw_(st.booleans()),
    )


@settings(max_examples=RUNS, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(random_streams())
def test_no_stream_has_overlaps(map_: Map) -> None:
    drawing = dropoff(map_)
    check(drawing)
    assert map_.passages is not None
    shown = {region.alt for region in drawing.regions}
    first = map_.passages.stops[0].id
    wanted = {each.text for each in map_.passages.ribbons if each.source or each.target != first}
    assert shown == wanted


def test_a_ribbon_is_as_high_as_its_cases_at_both_ends() -> None:
    drawing = dropoff(main())
    unit = 200.0
    assert panel(drawing, "bar s0").height == 204
    (on,) = [region for region in regions(drawing, "onward") if region.alt.startswith("0 to 1")]
    left = [y for x, y in on.points if x == panel(drawing, "bar s0").x + BAR]
    right = [y for x, y in on.points if x == panel(drawing, "bar s1").x]
    for ends in (left, right):
        assert max(ends) - min(ends) == pytest.approx(0.6 * unit, abs=0.01)
    away = regions(drawing, "leaves")[0]
    floor = max(y for _, y in away.points)
    feet = [x for x, y in away.points if y == floor]
    assert max(feet) - min(feet) == pytest.approx(0.35 * unit, abs=0.01)
    assert away.role is Role.POOR_PALE


def test_a_detour_lies_below_those_who_pass_it_by() -> None:
    drawing = dropoff(main())
    line = panel(drawing, "bar s0").y
    assert [panel(drawing, f"bar s{n}").y - line for n in (1, 3)] == [0, 0]
    aside = panel(drawing, "bar s2")
    (by,) = [region for region in regions(drawing, "onward") if region.alt.startswith("1 to 3")]
    assert aside.y > max(y for _, y in by.points)
    assert len(regions(drawing, "detour")) == 2
    assert "a detour" in words(drawing, "stop")


def test_who_passes_by_keeps_the_line_where_few_come() -> None:
    moves: list[Move] = [(None, 0, IN, 1.0), (0, 2, ON, 0.7), (0, 1, ON, 0.2), (1, 2, ON, 0.2), (2, None, WON, 0.9)]
    drawing = dropoff(with_moves(3, moves))
    line = panel(drawing, "bar s0").y
    assert (panel(drawing, "bar s1").y > line, panel(drawing, "bar s2").y) == (True, line)
    assert {region.role for region in drawing.regions} == {Role.GOOD_PALE}


def test_what_comes_back_comes_in_at_the_foot_of_the_bar() -> None:
    drawing = dropoff(main())
    bar, (tab, fall) = panel(drawing, "bar s0"), sorted(regions(drawing, "back"), key=lambda one: one.points[0])
    assert max(x for x, _ in tab.points) == bar.x
    assert bar.y + bar.height - max(y for _, y in tab.points) == pytest.approx(0, abs=2)
    assert fall.alt == tab.alt == "2 to 0, back: 2.0%"


def test_the_goal_is_a_bar_of_its_own() -> None:
    drawing = dropoff(main())
    goal = panel(drawing, "bar ")
    assert goal.fill is Role.GOOD
    assert goal.x > panel(drawing, "bar s3").x
    assert words(drawing, "stop")[-3:] == ["Goal reached", "4,400", "44.0% of finished cases"]
    assert not [each for each in dropoff(with_moves(2, MAIN[:2], goal=False)).panels if each.key == "bar "]


def test_colours_are_never_alone() -> None:
    drawing = dropoff(main())
    assert words(drawing, "legend") == [
        "moves on", "takes a detour, or comes from one", "goes back", "still on the way", "leaves", "height = cases",
    ]  # fmt: skip
    said = words(drawing, "ways")
    for line in ("3,500 leaves", "35% of this stage, n=1,234", "500 open", "200 back to s0"):
        assert line in said


def test_promised_is_hollow_and_measured_is_solid() -> None:
    measured, promised = dropoff(main()), dropoff(main(measured=False))
    assert {region.role for region in promised.regions} == {Role.BAND}
    assert Role.BAND not in {region.role for region in measured.regions}
    assert all(edge.stroke.dash for edge in promised.edges)
    assert not any(edge.stroke.dash for edge in measured.edges)
    assert panel(promised, "bar s0").fill is Role.PAGE
    assert "height = promised share of cases; nothing is measured" in words(promised, "legend")
    assert "Where customers leave, promised, not measured." in promised.description
    assert "Declared, not measured" in " ".join(words(promised, "title"))


def test_what_nobody_knows_has_a_hollow_bar_and_no_number() -> None:
    drawing = dropoff(with_moves(3, [(None, 0, IN, 1.0), (0, 2, ON, 1.0), (2, None, WON, 1.0)], unknown=(1,)))
    bar = panel(drawing, "bar s1")
    assert (bar.fill, bar.stroke) == (Role.PAGE, Role.LINE)
    assert "too few" in words(drawing, "stop")


def test_many_stages_go_on_in_bands() -> None:
    moves: list[Move] = [(None, 0, IN, 1.0), (0, 19, ON, 0.1), *((n, n + 1, ON, 0.9 - n / 50) for n in range(19))]
    drawing = dropoff(with_moves(20, moves))
    check(drawing)
    rows = [panel(drawing, f"stop s{n}").y for n in range(20)]
    assert [rows.count(y) for y in sorted(set(rows))] == [7, 7, 6]
    assert words(drawing, "onward") == ["goes on below", "goes on below"]
    # The ribbon through all bands is drawn in each, and numbered where it begins.
    assert len([region for region in drawing.regions if region.alt.startswith("0 to 19")]) == 3
    assert len([label for label in drawing.panels if label.key == "label s0 s19"]) == 1


def test_one_stage_is_not_stretched() -> None:
    drawing = dropoff(with_moves(1, [(None, 0, IN, 1.0), (0, None, WON, 0.7), (0, None, AWAY, 0.3)]))
    check(drawing)
    assert drawing.width == 420
    assert panel(drawing, "bar ").x - panel(drawing, "bar s0").x == 236


def test_an_empty_map_is_drawn() -> None:
    empty = dropoff(Map("Nothing", "", (), (), ()))
    assert words(empty, "summary") == ["Nothing to see: nobody knows how far anybody gets."]
    assert "<title>Nothing</title>" in svg(empty)


def test_it_is_read_stage_by_stage() -> None:
    drawing = dropoff(main())
    keys = [each.key for each in drawing.panels if each.kind in ("stop", "bar", "ways")]
    stages = [[f"stop s{n}", f"bar s{n}", f"ways s{n}"] for n in range(4)]
    assert keys == [*(key for stage in stages for key in stage), "stop ", "bar "]
    root = ET.fromstring(svg(drawing))
    told = [group.get("class") for group in root.iter("{http://www.w3.org/2000/svg}g") if group.get("role") == "img"]
    assert told.count("stop") == 5
    assert len(told) == 5 + len(drawing.regions)
    said = titles(svg(drawing))
    assert said.index("Stage 1: Stage 1.") < said.index("Stage 2: Stage 2.") < said.index("Goal.")
    assert "1 to 3, onward: 30.0%" in said


def test_labels_stand_in_broad_ribbons_and_beside_thin_ones() -> None:
    drawing = dropoff(with_moves(2, [(None, 0, IN, 1.0), (0, 1, ON, 0.9), (1, None, WON, 0.02)]))
    broad, thin = panel(drawing, "label s0 s1"), panel(drawing, "label s1 ")
    on, won = (flattened(regions(drawing, kind)[0].points) for kind in ("onward", "won"))
    assert all(inside((x, y), on) for x in box(broad)[::2] for y in box(broad)[1::2])
    assert not any(inside((x, y), won) for x in box(thin)[::2] for y in box(thin)[1::2])


def test_a_label_without_room_is_counted() -> None:
    story = replace(main(), passages=poisoned(main().passages, "y" * 300))
    assert "5 ribbons drawn without a number for want of room." in words(dropoff(story), "note")


def test_a_text_finds_no_room_on_what_is_blocked() -> None:
    ribbon = Ribbon(((0, 0), (0, 0), (90, 0), (90, 0)), ((0, 20), (0, 20), (90, 20), (90, 20)))
    own = Shape(ribbon)
    sheet = (0, -50, 100, 50)
    assert inscribe(own, [], (40, 14), [], sheet) == (25, 3, 65, 17)
    assert inscribe(own, [], (40, 14), [(0, 0, 90, 20)], sheet) == (25, -17, 65, -3)
    assert inscribe(own, [], (40, 14), [(0, -20, 90, 20)], sheet) == (25, 23, 65, 37)
    assert inscribe(own, [], (40, 14), [(0, -40, 90, 60)], sheet) is None
    assert inscribe(own, [], (40, 14), [], (30, -50, 60, 50)) is None


def test_a_sankey_by_hand() -> None:
    found = sankey(
        [0, 100, 200],
        [False] * 3,
        [0] * 3,
        [Link(0, 1, 20), Link(0, 2, 10), Link(1, 3, 20)],
        [Fall(0, 8)],
        edges=(0, 300),
    )
    # The two ribbons that pass the third node by or the second go over it: 20 and 12 px, 10 and 12 px.
    assert [(each.x, each.top, each.height) for each in found.boxes] == [(0, 32, 38), (100, 32, 20), (200, 32, 10)]
    assert found.links[1].upper[0] == (BAR, 32)
    assert found.links[0].upper[0] == (BAR, 42)
    assert (100, 10) in found.links[1].upper
    assert (200, 0) in found.links[2].upper
    assert found.links[2].upper[-1] == (300, 32)
    # The fall begins below the ribbons, bends by a quarter circle of 14 px inside, and goes down to the bottom.
    fall = found.falls[0]
    assert (fall.upper[0], fall.lower[0]) == ((BAR, 62), (BAR, 70))
    assert (fall.upper[-1], fall.lower[-1]) == ((BAR + 22, found.bottom), (BAR + 14, found.bottom))


def test_both_engines_draw_the_same_bytes() -> None:
    if Engine.PATH not in available() or Engine.WHEEL not in available():
        pytest.skip("needs both a `dot` on PATH and pygraphviz")
    for map_ in (main(), main(measured=False)):
        assert svg(dropoff(map_), engine="path") == svg(dropoff(map_), engine="wheel")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_moves_nothing(text: str) -> None:
    drawing = dropoff(poisoned(main(), text))
    check(drawing)
    assert len(drawing.regions) == len(MAIN) - 1 + 1


def test_the_command_draws_the_style(here: Path, run: Callable[..., Any]) -> None:
    text = "title: Two\nstages: {a: {touchpoints: {x: {next: {y: 80%}}}}, b: {touchpoints: {y: {does: Ends}}}}\n"
    (here / "j.yaml").write_text(text, encoding="utf-8")
    drawn = run("map", "j.yaml", "--style", "dropoff")
    assert (drawn.code, drawn.err) == (0, "")
    assert "Most leave in 1 A: 20 % of all, 20 % of those who come there." in re.sub(r"\s+", " ", drawn.out)
    assert ">80 % go on</text>" in drawn.out


def test_kinds_have_a_colour_and_words_each() -> None:
    drawing = dropoff(main())
    kinds = {each.kind.removeprefix("ribbon ") for each in drawing.regions}
    assert kinds == {kind.value for kind in Passing if kind is not Passing.BEGINS}
