"""The flow style: a column per stage, a card per touchpoint, and the customers' ways between them.

Neighbours in a column are joined straight; all other arrows run in the gutters between the columns. Where things stand
is decided in rounds: the width of the cards decides their heights, heights decide who meets whom in a gutter, and
crowded gutters take width from the cards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from journeymap.drawing import Drawing
from journeymap.drawing.labels import Box, Wanted, place, segment_boxes
from journeymap.drawing.metrics import widest, wrap
from journeymap.drawing.overlaps import label_key
from journeymap.drawing.palette import Role
from journeymap.drawing.routing import (
    CHANNEL,
    Ground,
    Link,
    Route,
    Stop,
    Way,
    choose,
    gutter_width,
    least_height,
    port_counts,
    settle,
    take_lanes,
    trace,
)
from journeymap.drawing.shapes import Anchor, Cell, Edge, Panel, Stroke, Words, block, row
from journeymap.drawing.text import clean
from journeymap.drawing.vector import WIDEST
from journeymap.mapping import Arrow, Card, Flow, Map
from journeymap.pieces.cards import Form, card_panel, form_for
from journeymap.pieces.changes import line
from journeymap.pieces.folding import fold
from journeymap.pieces.foot import badge, foot
from journeymap.pieces.frame import FLOW_TEXT_ROLE, MARGIN, described, head
from journeymap.pieces.headers import header, header_height
from journeymap.pieces.legend import legend

_BAND = 6
"""Px that the band of a column reaches beyond its cards."""
_GAP = 30
_WIDEST_CARD, _GOOD_CARD, _LEAST_CARD = 230, 132, 100
_LONELY_CARD = 300
_LEAST_SHEET = 420
_LABEL, _LABEL_ROOM, _LABEL_LINES, _LABEL_LINE = 9.5, 48, 2, 12


def draw(map: Map) -> Drawing:
    """The map as a drawing, at most 1130 px wide when shown; beyond eight stages it is scaled down to that."""
    folded, notes = fold(map)
    plan = _plan(folded)
    top = head(folded, plan.sheet)
    key = legend(folded, plan.sheet, top.bottom, visits_in_words=plan.form.visits_in_words, notes=plan.form.notes)
    columns = _columns(folded, plan, key.bottom + 16)
    below = foot(folded, plan.sheet, columns.bottom + 16, (*notes, *columns.notes, *folded.notes))
    return Drawing(
        width=plan.sheet,
        height=below.bottom,
        title=folded.title,
        description=described("Customer journey map", folded, len(folded.arrows)),
        items=(*top.items, *key.items, *columns.items, *below.items),
        lang=folded.lang,
    )


@dataclass(slots=True)
class _Plan:
    """Everything about places but the height at which the columns begin."""

    cards: list[Card]
    stops: list[Stop]
    links: list[Link]
    routes: list[Route]
    lanes: list[int]
    ground: Ground
    card: int
    sheet: int
    form: Form
    header: int
    upper: int
    heights: list[int] = field(default_factory=list)


def _plan(map_: Map) -> _Plan:
    """Find the width of the cards: from wide to narrow, until the gutters have room for their lanes."""
    count = max(1, len(map_.columns))
    widest_card = _LONELY_CARD if count == 1 else _WIDEST_CARD
    room = WIDEST - 2 * (MARGIN + _BAND)
    card = max(_LEAST_CARD, min(widest_card, (room - 36 * (count - 1)) // count // 2 * 2))
    for _ in range(6):
        plan = _attempt(map_, card)
        fitting, gutters = _share_out(plan, count, room, card)
        if fitting >= card:
            break
        card = fitting
    lefts, x = [], MARGIN + _BAND + gutters[0]
    for column in range(count):
        lefts.append(x)
        x += card + gutters[column + 1]
    plan.ground = Ground(tuple(lefts), card, tuple(gutters), tuple(plan.lanes))
    plan.sheet = max(x + MARGIN + _BAND, _LEAST_SHEET)
    return plan


def _share_out(plan: _Plan, count: int, room: int, card: int) -> tuple[int, list[int]]:
    """The width that a card may have beside such gutters, and the gutters' widths if the cards stay as they are."""
    labels = _label_widths(plan, count)
    both = [gutter_width(plan.lanes[gutter], labels[gutter], inner=0 < gutter < count) for gutter in range(count + 1)]
    least, comfortable = [low for low, _ in both], [high for _, high in both]
    # Even, as all sizes are.
    wished = (room - sum(comfortable)) // count // 2 * 2
    needed = (room - sum(least)) // count // 2 * 2
    fitting = max(_LEAST_CARD, wished if wished >= _GOOD_CARD else min(_GOOD_CARD, needed))
    spare = max(0, min(room - count * card - sum(least), sum(comfortable) - sum(least)))
    wanted = max(1, sum(comfortable) - sum(least))
    gutters = [low + (high - low) * spare // wanted for low, high in both]
    return fitting, gutters


def _label_widths(plan: _Plan, count: int) -> list[float]:
    labels = [0.0] * (count + 1)
    for route in plan.routes:
        if route.sides != (0, 0):
            for gutter in route.gutters:
                labels[gutter] = max(labels[gutter], plan.links[route.link].label[0])
    return labels


def _attempt(map_: Map, width: int) -> _Plan:
    """The plan with cards of a width, the columns' cards beginning at height 0."""
    cards = [card for column in map_.columns for card in column.cards]
    places = [(number, nth) for number, column in enumerate(map_.columns) for nth in range(len(column.cards))]
    index = {card.id: number for number, card in enumerate(cards)}
    links = [_link(arrow, index) for arrow in map_.arrows]
    routes = choose([Stop(*each) for each in places], links, width)
    ports = port_counts(links, routes)
    form = form_for(cards, width)
    heights = [
        card_panel(card, 0, 0, width, form, height=least_height(ports[number])).height
        for number, card in enumerate(cards)
    ]
    stops = _stacked(places, heights)
    upper = settle(stops, links, routes, 0)
    lanes = take_lanes(links, routes, max(1, len(map_.columns)) + 1)
    top = max((header_height(column, width + 2 * _BAND) for column in map_.columns), default=0)
    return _Plan(cards, stops, links, routes, lanes, Ground((), width, (), ()), width, 0, form, top, upper, heights)


def _link(arrow: Arrow, index: dict[str, int]) -> Link:
    lines = _label_lines(arrow)
    size = (ceil(widest(lines, _LABEL, bold=True)) + 4.0, float(_LABEL_LINE * len(lines))) if lines else (0.0, 0.0)
    return Link(index[arrow.source], index[arrow.target], _line(arrow).width, size)


def _label_lines(arrow: Arrow) -> tuple[str, ...]:
    """The label's lines; a label that is no label but a story is told in words only."""
    lines = wrap(clean(arrow.label), _LABEL_ROOM, _LABEL, bold=True)
    return lines if len(lines) <= _LABEL_LINES else ()


def _line(arrow: Arrow) -> Stroke:
    weight = max(0.0, min(1.0, arrow.weight))
    return line(arrow, round(1.8 + (5.2 if arrow.flow is Flow.PLANNED else 2.4) * weight, 1))


def _stacked(places: Sequence[tuple[int, int]], heights: Sequence[int]) -> list[Stop]:
    stops, y = [], 0
    for (column, nth), height in zip(places, heights, strict=True):
        y = 0 if nth == 0 else y
        stops.append(Stop(column, nth, y, y + height))
        y += height + _GAP
    return stops


@dataclass(frozen=True, slots=True)
class _Columns:
    items: tuple[Panel | Edge, ...]
    bottom: int
    notes: tuple[str, ...]


def _columns(map_: Map, plan: _Plan, top: int) -> _Columns:
    """Bands, headers, cards, arrows and their labels, at their final height."""
    start = top + plan.header + 14 + CHANNEL * plan.upper
    stops = [Stop(stop.column, stop.place, stop.top + start, stop.bottom + start) for stop in plan.stops]
    for route in plan.routes:
        route.ports = (route.ports[0] + start, route.ports[1] + start)
        route.channel = None if route.channel is None else route.channel + start
    ways = [trace(route, plan.links[route.link], stops, plan.ground) for route in plan.routes]
    lowest = max((y for way in ways for _, y in way.corners), default=0)
    bottom = ceil(max([lowest, start + 40, *(stop.bottom for stop in stops)])) + 14
    cards = [
        card_panel(card, plan.ground.lefts[stop.column], stop.top, plan.card, plan.form, height=height)
        for card, stop, height in zip(plan.cards, stops, plan.heights, strict=True)
    ]
    badges = [
        badge(card.rank, panel.x + panel.width - 15, panel.y - 8, f"rank {card.id}")
        for card, panel in zip(plan.cards, cards, strict=True)
        if card.rank is not None
    ]
    labels, left_out = _labels(map_, plan, ways, [*cards, *badges], (2, top + plan.header + 2, plan.sheet - 2, bottom))
    wide = plan.card + 2 * _BAND
    bands = [
        Panel("band", left - _BAND, top, block(wide, bottom - top), fill=Role.BAND, radius=12)
        for left in plan.ground.lefts
    ]
    headers = [
        header(column, left - _BAND, top, wide, plan.header)
        for column, left in zip(map_.columns, plan.ground.lefts, strict=False)
    ]
    arrows = _arrows(map_, ways)
    notes = (f"{left_out} arrows are drawn without their number for want of room.",) if left_out else ()
    return _Columns((*bands, *headers, *arrows, *cards, *badges, *labels), bottom, notes)


def _arrows(map_: Map, ways: Sequence[Way]) -> list[Edge]:
    order = [Flow.PLANNED, Flow.LOOP, Flow.UNPLANNED]
    drawn = sorted(zip(map_.arrows, ways, strict=True), key=lambda pair: order.index(pair[0].flow))
    return [
        Edge(
            f"arrow {arrow.flow.value}",
            arrow.source,
            arrow.target,
            way.points,
            _line(arrow),
            way.tip,
            arrow.text or clean(f"{arrow.source} to {arrow.target}, {arrow.flow.value} {arrow.label}"),
        )
        for arrow, way in drawn
    ]


def _labels(map_: Map, plan: _Plan, ways: Sequence[Way], solid: Sequence[Panel], sheet: Box) -> tuple[list[Panel], int]:
    """The arrows' labels, and how many found no room."""
    lines = [(n, box) for n, way in enumerate(ways) for box in segment_boxes(way.corners, plan.links[n].width)]
    blocked: list[Box] = [(panel.x, panel.y, panel.x + panel.width, panel.y + panel.height) for panel in solid]
    boxes: dict[int, Box] = {}
    wanted = []
    for route, way in zip(plan.routes, ways, strict=True):
        link = plan.links[route.link]
        if not link.label[0]:
            continue
        if route.sides == (0, 0):
            boxes[route.link] = _beside(way, link)
        else:
            wanted.append(Wanted(route.link, *link.label, tuple(way.corners), link.width))
    found = place(wanted, [*blocked, *boxes.values()], lines, sheet)
    boxes |= {want.owner: box for want, box in zip(wanted, found, strict=True) if box}
    labels = [_label(map_.arrows[number], boxes[number], plan) for number in sorted(boxes)]
    return labels, sum(box is None for box in found)


def _beside(way: Way, link: Link) -> Box:
    """Right of an arrow between two neighbours."""
    (x, y0), (_, y1) = way.corners[0], way.corners[-1]
    left = round(x + link.width / 2 + 5)
    top = round((y0 + y1 - link.label[1]) / 2)
    return left, top, left + link.label[0], top + link.label[1]


def _label(arrow: Arrow, box: Box, plan: _Plan) -> Panel:
    x, y, wide = int(box[0]), int(box[1]), int(box[2] - box[0])
    middle = x + wide / 2
    on_band = any(left - _BAND <= middle <= left + plan.card + _BAND for left in plan.ground.lefts)
    rows = tuple(
        row(
            _LABEL_LINE,
            Cell(
                wide,
                Words(
                    line,
                    _LABEL,
                    FLOW_TEXT_ROLE[arrow.flow],
                    bold=True,
                    anchor=Anchor.MIDDLE,
                    halo=Role.BAND if on_band else Role.PAGE,
                ),
            ),
        )
        for line in _label_lines(arrow)
    )
    kind = f"arrow {arrow.flow.value}"
    return Panel("label", x, y, rows, key=label_key(arrow.source, arrow.target, kind))
