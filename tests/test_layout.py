"""The layout of the flow style: scored, in order, the same everywhere, and steady when a touchpoint is added."""

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from difflib import unified_diff
from functools import cache, partial
from itertools import combinations, pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.decide import decide
from journeymap.drawing import Drawing, Engine, available, dot, svg
from journeymap.drawing.labels import Wanted, place, segment_boxes
from journeymap.drawing.lanes import Leg, arrange
from journeymap.drawing.nearby import Nearby, boxes_meet
from journeymap.drawing.palette import Role
from journeymap.drawing.routes import Route
from journeymap.drawing.score import score
from journeymap.drawing.shapes import Edge, Panel, Stroke, block
from journeymap.load import load
from journeymap.mapping import Map
from journeymap.marks import Flow
from journeymap.pieces import columns, folding
from journeymap.pieces.columns import lay_out
from journeymap.pieces.folding import fold
from journeymap.plan import plan_of
from journeymap.styles import STYLES, draw
from tests.fixtures import maps
from tests.fixtures.maps import arrow, card, crowd

ROOT = Path(__file__).parents[1]
JOURNEYS = sorted(path.stem for path in (ROOT / "journeys").glob("*.yaml"))
MAP_RUNS = int(os.environ.get("JOURNEYMAP_MAP_RUNS", "40"))

CROSSINGS = {
    "airport": 64,
    "click-and-collect": 3,
    "customer-life": 0,
    "online-order": 0,
    "broadband": 5,
    "click_and_collect": 2,
    "crowd150": 7,
    "crowd60": 18,
    "declaration": 0,
    "eight": 3,
    "hidden": 0,
    "one": 0,
    "scripts": 1,
    "service": 2,
    "twelve": 2,
    "two": 0,
}
"""How many crossings each example has: as few as its arrows allow, or as few as were found so far."""

FORMER = {
    (18, 5, 0, 0.8): 7,
    (30, 6, 0, 0.6): 20,
    (18, 5, 1, 0.8): 1,
    (30, 6, 1, 0.6): 15,
    (18, 5, 2, 0.8): 7,
    (30, 6, 2, 0.6): 7,
    (18, 5, 3, 0.8): 10,
    (30, 6, 3, 0.6): 24,
    (18, 5, 4, 0.8): 7,
    (30, 6, 4, 0.6): 9,
}
"""Crossings of random maps (touchpoints, stages, seed, share of unplanned ways) before ports were ordered around the rim of a gutter."""


@cache
def example(name: str) -> Map:
    """A journey as it is declared, or one of the made maps."""
    if name in maps.ALL:
        return maps.ALL[name]()
    journey = load(ROOT / "journeys" / f"{name}.yaml").journey
    return decide(journey, plan_of(journey))


@pytest.mark.parametrize("name", [*JOURNEYS, *sorted(maps.ALL)])
def test_an_example_has_no_overlap_and_few_crossings(name: str) -> None:
    map_ = example(name)
    drawing = draw(map_)
    found = score(drawing)
    bare = sum(not each.label for each in fold(map_)[0].arrows)
    assert (found.overlaps, found.coverings, found.unlabelled - bare) == (0, 0, 0)
    assert found.crossings == CROSSINGS[name]
    assert found.farthest_label <= 2.5
    assert drawing.width <= 1130 or len(map_.columns) > 8
    for panel in drawing.panels:
        assert panel.x >= 0
        assert panel.x + panel.width <= drawing.width + 1, panel
        assert panel.y + panel.height <= drawing.height


@pytest.mark.parametrize("shape", sorted(FORMER))
def test_random_maps_have_no_overlap_and_fewer_crossings_than_before(shape: tuple[int, int, int, float]) -> None:
    found = score(draw(crowd(*shape)))
    assert found.overlaps == 0
    assert found.crossings <= FORMER[shape]


def taking_turns(routes: list[Route]) -> int:
    """The crossings that no order of lanes can avoid: pairs of arrows whose ends take turns around the rim of a gutter.

    An end is a rim (0 left, 1 right) and a height: where an arrow touches a card, or where it goes on to the next gutter.
    """
    chords: dict[int, list[tuple[tuple[int, float], tuple[int, float]]]] = defaultdict(list)
    for route in routes:
        if route.in_gap:
            continue
        leave, enter = (((1 - side) // 2, port) for side, port in zip(route.sides, route.ports, strict=True))
        first, last = route.gutters
        if route.channel is None:
            chords[first].append((leave, enter))
            continue
        ahead = int(last > first)
        chords[first].append((leave, (ahead, route.channel)))
        chords[last].append(((1 - ahead, route.channel), enter))
        for between in range(min(first, last) + 1, max(first, last)):
            chords[between].append(((0, route.channel), (1, route.channel)))
    found = 0
    for one, other in (pair for here in chords.values() for pair in combinations(here, 2)):
        ends = sorted((rim, height if rim == 0 else -height, pair) for pair in (one, other) for rim, height in pair)
        found += [pair for _, _, pair in ends][::2] in ([one, one], [other, other])
    return found


@pytest.mark.parametrize("name", ["click-and-collect", "customer-life", "broadband", "crowd60", "crowd150", "twelve"])
def test_arrows_cross_only_where_they_must(name: str) -> None:
    assert CROSSINGS[name] == taking_turns(lay_out(fold(example(name))[0]).routes)


def test_a_score_counts_what_it_should() -> None:
    def line(kind: str, *corners: tuple[float, float]) -> Edge:
        points = [corners[0]]
        for start, end in pairwise(corners):
            points += [start, end, end]
        return Edge(f"arrow {kind}", "a", "b", tuple(points), Stroke(Role.PLANNED, 2.0), corners[-1])

    curve = Edge("arrow loop", "b", "a", ((0, 0), (0, 50), (0, 50), (50, 50)), Stroke(Role.LOOP, 2.0), (60, 50))
    across, down = line("planned", (0, 20), (100, 20)), line("unplanned", (30, 0), (30, 100))
    cards = tuple(Panel("card", x, 200, block(20, 20), key=key) for x, key in ((0, "a"), (100, "b")))
    label = Panel("label", 60, 25, block(20, 12), key="arrow planned a b")
    found = score(Drawing(200, 300, "", "", (*cards, across, down, curve, label)))
    # The curve crosses both.
    assert (found.crossings, found.coverings, found.bends) == (3, 0, 1)
    assert (found.overlaps, found.unlabelled, found.farthest_label) == (0, 2, 4.0)
    assert found.length == 299
    beside = line("planned", (10, 21), (80, 21))
    assert score(Drawing(200, 300, "", "", (*cards, across, beside))).coverings == 1


@st.composite
def gutters(draw_: st.DrawFn) -> list[Leg]:
    """Legs of a gutter, no two of them at one height."""
    count = draw_(st.integers(1, 5))
    heights = draw_(st.lists(st.integers(0, 40), min_size=2 * count, max_size=2 * count, unique=True))
    sides = st.sampled_from([-1, 1])
    return [
        Leg(10.0 * start, draw_(sides), 10.0 * end, draw_(sides), 2.0)
        for start, end in zip(heights[::2], heights[1::2], strict=True)
    ]


def crossed(legs: list[Leg], left_of: Callable[[int, int], bool]) -> int:
    """How often horizontal pieces cross legs: those to the right the legs on the right, those to the left those on the left."""
    found = 0
    for one, other in permutations(range(len(legs)), 2):
        to_right = left_of(one, other)
        for height, side in ((legs[one].start, legs[one].start_side), (legs[one].end, legs[one].end_side)):
            found += side == (1 if to_right else -1) and legs[other].top < height < legs[other].bottom
    return found


@settings(max_examples=MAP_RUNS)
@given(gutters())
def test_lanes_cross_no_more_than_in_the_best_order(legs: list[Leg]) -> None:
    lanes = arrange(legs)
    for one, other in combinations(range(len(legs)), 2):
        apart = legs[one].top > legs[other].bottom or legs[other].top > legs[one].bottom
        assert apart or lanes[one] != lanes[other]
    best = min(
        crossed(legs, lambda one, other, order=order: order.index(one) < order.index(other))  # type: ignore[misc]
        for order in permutations(range(len(legs)))
    )
    # Legs in one lane are apart, and cross nothing of each other.
    assert crossed(legs, lambda one, other: (lanes[one], one) < (lanes[other], other)) == best


def test_legs_keep_near_the_side_that_they_lean_to() -> None:
    long = Leg(0, -1, 300, 1, 2.0)
    low, high = Leg(400, 1, 500, 1, 2.0), Leg(420, -1, 480, -1, 2.0)
    assert arrange([long, Leg(10, 1, 50, 1, 2.0), low, high]) == [0, 1, 1, 0]
    assert arrange([]) == []


def arrows_of(*ends: str) -> Map:
    """Three stages of three cards, and arrows between them: `a1>b2`."""
    base = crowd(9, 3, ways=0)
    names = dict(zip(("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"), (f"t{n}" for n in range(9)), strict=True))
    arrows = tuple(arrow(*(names[end] for end in way.split(">")), "100") for way in ends)
    return replace(base, arrows=arrows)


@pytest.mark.parametrize(
    "ways",
    [
        ("a1>a3", "a1>b1", "a1>b3"),  # to a card below, and across to both sides of it
        ("a3>b1", "a3>b2", "a3>b3", "a2>b1"),
        ("b1>b3", "b1>b3", "b1>c1", "b1>c3"),
        ("a1>c1", "a1>b1", "a2>b2", "a3>b3"),
        ("b2>b2", "b2>c1", "b2>c3"),
        ("b1>b3", "b3>b1"),
        ("a3>c3", "a2>c2", "a1>c1"),
    ],
)
def test_what_can_be_drawn_without_crossing_is(ways: tuple[str, ...]) -> None:
    assert score(draw(arrows_of(*dict.fromkeys(ways)))).crossings == 0


def test_an_arrow_across_a_gutter_is_straight_where_ports_can_be_moved() -> None:
    edges = {(edge.tail, edge.head): edge for edge in draw(arrows_of("a1>c1", "a1>b1", "b1>c1")).edges}
    for ends in (("t0", "t3"), ("t3", "t6")):
        assert len({y for _, y in edges[ends].points}) == 1


def test_a_label_hides_no_head_and_leaves_its_line_to_be_seen() -> None:
    sheet = (0.0, 0.0, 400.0, 400.0)
    short, long = ((0.0, 50.0), (40.0, 50.0)), ((100.0, 50.0), (300.0, 50.0))
    for corners, on_line in ((short, False), (long, True)):
        want = Wanted(0, 24, 12, corners, 7)
        lines = [(0, box) for box in segment_boxes(corners, 7)]
        (box,) = place([want], [], lines, sheet)
        assert box is not None
        assert not boxes_meet(box, lines[-1][1])
        assert boxes_meet(box, lines[0][1]) is on_line
    # Where another arrow or a card takes all the room, there is no label.
    assert place([Wanted(0, 24, 12, short, 7)], [], [(1, (0, 30, 60, 70))], sheet) == [None]
    assert place([Wanted(0, 24, 12, short, 7)], [(0, 30, 60, 70)], [], sheet) == [None]


@given(st.lists(st.tuples(*[st.integers(-200, 200)] * 2, *[st.integers(1, 150)] * 2), max_size=12))
def test_what_is_near_is_found(made: list[tuple[int, int, int, int]]) -> None:
    boxes = [(float(x), float(y), float(x + wide), float(y + high)) for x, y, wide, high in made]
    tiles = Nearby(zip(boxes, range(len(boxes)), strict=True))
    for box in boxes:
        for air in (0.0, 3.0):
            found = [number for _, number in tiles.meeting(box, air)]
            assert sorted(found) == [number for number, other in enumerate(boxes) if boxes_meet(box, other, air)]
            assert len(set(found)) == len(found)


def test_arrows_to_folded_touchpoints_are_drawn_together() -> None:
    map_ = crowd(120, 4)
    folded, notes = fold(map_)
    shown = {each.id for column in folded.columns for each in column.cards}
    stand_ins = {each.id for column in folded.columns for each in column.cards if each.title.startswith("+")}
    assert len(stand_ins) == 4
    ends = [(each.source, each.target, each.flow) for each in folded.arrows]
    assert len(set(ends)) == len(ends) < 1.2 * len(shown)
    assert {end for *pair, _ in ends for end in pair} <= shown
    assert max(each.weight for each in folded.arrows) <= 1.0
    # Each card that was reached still is.
    assert {each.target for each in folded.arrows} >= shown - stand_ins - {"t0"}
    together = next(each for each in folded.arrows if each.text.count("ways"))
    assert "more of Stage" in together.text
    assert [note.split(" ", 1)[1] for note in notes] == [
        "of 120 touchpoints are folded: each stage shows its worst 9.",
        "ways to and from folded touchpoints are drawn together.",
        "ways to and from folded touchpoints are left out, 57 of them inside of a stage.",
    ]


def test_arrows_drawn_together_add_up() -> None:
    cards = tuple(card(f"c{n}", f"C{n}", rank=n + 1 if n < 60 else None) for n in range(62))
    column = replace(crowd(4, 1).columns[0], cards=cards)
    ways = (
        replace(arrow("c0", "c60", "300"), count=300),
        replace(arrow("c0", "c61", "400"), count=400),
        replace(arrow("c60", "c61", "50"), count=50),
        replace(arrow("c61", "c0", "20", Flow.LOOP), count=20),
    )
    map_ = replace(crowd(4, 1), columns=(column,), arrows=ways)
    folded, notes = fold(map_)
    (stand_in,) = [each for each in folded.columns[0].cards if each.title.startswith("+")]
    found = [(each.source, each.target, each.flow, each.label, each.count) for each in folded.arrows]
    assert found == [
        ("c0", stand_in.id, Flow.PLANNED, "700", 700),
        (stand_in.id, "c0", Flow.LOOP, "20", 20),
    ]
    assert folded.arrows[0].text == f"C0 to {stand_in.title} of Stage 1: 2 ways, planned, walked 700 times"
    assert notes[1:] == (
        "2 ways to and from folded touchpoints are drawn together.",
        "1 way to and from folded touchpoints is left out, 1 of them inside of a stage.",
    )
    # Shares do not add up: without counts it is told how many ways there are.
    promised, _ = fold(replace(map_, arrows=tuple(replace(each, count=None) for each in ways)))
    assert promised.arrows[0].label == "2 ways"


def calls(run: Callable[[], object]) -> int:
    """How many calls of functions a run takes: a measure of its work that no machine changes."""
    found = 0

    def count(frame: object, event: str, what: object) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return found


def test_three_times_the_touchpoints_are_three_times_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "MOST", 10**6)
    monkeypatch.setattr(columns, "_WIDENINGS", 0)
    small, large = (calls(partial(draw, crowd(count, 8))) for count in (40, 120))
    assert 2 * small < large < 3.4 * small


PRINTER = """
import hashlib, sys
from journeymap.drawing import dot, svg
from journeymap.styles import STYLES, draw
from tests.fixtures import maps
for style in STYLES:
    for name in ("scripts", "service"):
        drawing = draw(maps.ALL[name](), style)
        for text in (svg(drawing, engine=sys.argv[1]), dot(drawing)):
            print(style, name, hashlib.sha256(text.encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """What processes with other seeds of hashes, other engines and no fonts print."""
    bare = tmp_path_factory.mktemp("no fonts") / "fonts.conf"
    bare.write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig></fontconfig>\n")
    fontless = {"FONTCONFIG_FILE": str(bare), "FONTCONFIG_PATH": str(bare.parent)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PRINTER, engine],
            env=os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)} | fontless,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, engine in enumerate(available(), 1)
    ]
    outputs = [process.communicate(timeout=120)[0].splitlines() for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    return outputs


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_the_same_bytes_everywhere(style: str, printed: list[list[str]]) -> None:
    here = []
    for name in ("scripts", "service"):
        drawing = draw(maps.ALL[name](), style)
        here += [f"{style} {name} {hashlib.sha256(text.encode()).hexdigest()}" for text in (svg(drawing), dot(drawing))]
    assert len(printed) == len(available()) >= 1
    for lines in printed:
        assert [line for line in lines if line.startswith(f"{style} ")] == here
    assert set(available()) <= set(Engine)


def changed(before: str, after: str) -> int:
    """Lines that a diff shows."""
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0)
    return sum(line[0] in "+-" and not line.startswith(("+++", "---")) for line in lines)


def test_one_touchpoint_more_moves_only_what_must_move() -> None:
    before = crowd(40, 5)
    column = before.columns[2]
    new = replace(column.cards[3], id="new", title="Thank-you call", rank=None)
    stages = list(before.columns)
    stages[2] = replace(column, cards=(*column.cards[:4], new, *column.cards[4:]))
    above, below = column.cards[3].id, column.cards[4].id
    kept = [each for each in before.arrows if (each.source, each.target) != (above, below)]
    way = next(each for each in before.arrows if (each.source, each.target) == (above, below))
    arrows = (*kept, replace(way, target="new"), replace(way, source="new"))
    after = replace(before, columns=tuple(stages), arrows=arrows)
    drawings = [draw(map_) for map_ in (before, after)]
    old, fresh = (svg(drawing) for drawing in drawings)
    assert len(old.splitlines()) > 1600
    assert changed(old, fresh) <= 352
    assert changed(*(dot(drawing) for drawing in drawings)) <= 229
    # Cards of other columns and those above stand as high as they stood.
    heights = [{panel.key: panel.y for panel in drawing.panels if panel.kind == "card"} for drawing in drawings]
    moved = {key for key, height in heights[0].items() if heights[1][key] != height}
    assert moved == {each.id for each in column.cards[4:]}
