"""Where cards stand in a column per stage, where the arrows between them run, and where the arrows' labels stand.

It is decided in rounds: the width of the cards decides their heights, heights decide who meets whom in a gutter, and
crowded gutters take width from the cards; gutters where a label found no room do so once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from journeymap.drawing.channels import CHANNEL
from journeymap.drawing.labels import Wanted, line_boxes, place
from journeymap.drawing.metrics import widest, wrap
from journeymap.drawing.nearby import Box
from journeymap.drawing.ports import least_height, port_counts
from journeymap.drawing.routes import Link, Route, Stop
from journeymap.drawing.routing import Ground, Way, choose, gutter_width, settle, take_lanes, trace
from journeymap.drawing.shapes import Panel, Stroke
from journeymap.drawing.text import clean
from journeymap.drawing.vector import WIDEST
from journeymap.mapping import Arrow, Card, Map
from journeymap.marks import Flow
from journeymap.pieces.card_form import Form, form_for
from journeymap.pieces.cards import card_panel
from journeymap.pieces.changes import line
from journeymap.pieces.foot import badge
from journeymap.pieces.frame import MARGIN

BAND = 6
"""Px that the band of a column reaches beyond its cards."""
LABEL, LABEL_LINE = 9.5, 12
_LABEL_ROOM, _LABEL_LINES = 48, 2
_GAP = 30
_AIR = 14
"""Px between the cards and the edges of their band."""
_WIDEST_CARD, _GOOD_CARD, _LEAST_CARD = 230, 132, 100
_LONELY_CARD = 300
_STEP = 8
_USUAL_CARD = 120
"""Px that a card is taken to be high before it is built."""
_LEAST_SHEET = 420
_WIDENINGS = 2
_WIDER = 24
"""Px that a gutter gets where a label found no room."""
_NARROWEST = 116
"""Px of a card that is not made narrower only for the sake of labels."""


@dataclass(slots=True)
class Columns:
    """Places in px. The cards' columns begin at height 0."""

    cards: list[Card]
    panels: list[Panel]
    badges: list[Panel]
    links: list[Link]
    routes: list[Route]
    ways: list[Way]
    labels: list[Box | None]
    """By arrow; `None` for an arrow that has no label, or no room for it."""
    ground: Ground
    sheet: int
    form: Form
    above: int
    """Px that are needed above the first cards."""
    bottom: int
    unlabelled: int
    """How many labels found no room."""


def arrow_line(arrow: Arrow) -> Stroke:
    """The line of an arrow: as wide as it is busy."""
    weight = max(0.0, min(1.0, arrow.weight))
    return line(arrow, round(1.8 + (5.2 if arrow.flow is Flow.PLANNED else 2.4) * weight, 1))


def label_lines(arrow: Arrow) -> tuple[str, ...]:
    """The label's lines; a label that is no label but a story is told in words only."""
    lines = wrap(clean(arrow.label), _LABEL_ROOM, LABEL, bold=True)
    return lines if len(lines) <= _LABEL_LINES else ()


def lay_out(map_: Map, alike: Sequence[Card] = (), widest: int = WIDEST) -> Columns:
    """The places of all cards, arrows and labels.

    Cards have the form of those that they are to be `alike`, and are at most `widest` px wide.
    """
    work = _Work(map_, alike, widest)
    extra = [0] * (work.count + 1)
    best = work.columns(extra)
    for _ in range(_WIDENINGS):
        tight = work.tight(best)
        if not tight:
            break
        extra = [more + _WIDER * (gutter in tight) for gutter, more in enumerate(extra)]
        wider = work.columns(extra)
        if wider.ground.card < min(_NARROWEST, best.ground.card):
            break
        best = min(best, wider, key=lambda columns: columns.unlabelled)
    return best


class _Work:
    """What is the same in all rounds."""

    def __init__(self, map_: Map, alike: Sequence[Card], widest: int) -> None:
        self._widest = widest
        self.cards = [card for column in map_.columns for card in column.cards]
        self.count = max(1, len(map_.columns))
        self._places = [(number, nth) for number, column in enumerate(map_.columns) for nth in range(len(column.cards))]
        self._alike = alike or self.cards
        index = {card.id: number for number, card in enumerate(self.cards)}
        self._links = [_link(arrow, index) for arrow in map_.arrows]
        self._panels: dict[tuple[int, int, int], Panel] = {}
        self._routes: list[Route] = []
        self._lanes: list[int] = []

    def columns(self, extra: Sequence[int]) -> Columns:
        """Find the width of the cards: from wide to narrow, until the gutters have room for their lanes."""
        widest_card = _LONELY_CARD if self.count == 1 else _WIDEST_CARD
        room = WIDEST - 2 * (MARGIN + BAND)
        card = _stepped(min(self._widest, widest_card, (room - 36 * (self.count - 1)) // self.count))
        # Where nothing is written yet, lanes can already be counted: so the widest cards are not built only to be thrown away.
        self._choose(card)
        self._run([_USUAL_CARD] * len(self.cards))
        card = min(card, self._share_out(extra, room, card)[0])
        for _ in range(6):
            attempt = self._attempt(card)
            fitting, gutters = self._share_out(extra, room, card)
            if fitting >= card:
                break
            card = fitting
        return self._traced(*attempt, gutters)

    def tight(self, columns: Columns) -> set[int]:
        """The gutters of the arrows whose labels found no room."""
        bare = [route for route in self._routes if self._links[route.link].label[0] and not columns.labels[route.link]]
        return {gutter for route in bare for gutter in route.gutters if not route.in_gap}

    def _attempt(self, width: int) -> tuple[int, Form, list[Panel], list[Stop], int]:
        """Cards of a width, and the ways between them."""
        self._choose(width)
        ports = port_counts(self._links, self._routes)
        form = form_for(self._alike, width)
        panels = [self._panel(number, width, form, least_height(ports[number])) for number in range(len(self.cards))]
        return width, form, panels, *self._run([panel.height for panel in panels])

    def _choose(self, width: int) -> None:
        """The kinds of ways between cards of a width."""
        self._routes = choose([Stop(*each) for each in self._places], self._links, width)

    def _run(self, heights: Sequence[int]) -> tuple[list[Stop], int]:
        """The ways between cards of such heights: where the cards stand, and the lanes above them."""
        stops = _stacked(self._places, heights)
        upper = settle(stops, self._links, self._routes, 0)
        self._lanes = take_lanes(self._links, self._routes, self.count + 1)
        return stops, upper

    def _panel(self, number: int, width: int, form: Form, height: int) -> Panel:
        key = (number, width, height)
        if key not in self._panels:
            self._panels[key] = card_panel(self.cards[number], 0, 0, width, form, height=height)
        return self._panels[key]

    def _share_out(self, extra: Sequence[int], room: int, card: int) -> tuple[int, list[int]]:
        """The width that a card may have beside such gutters, and the gutters' widths if the cards stay as they are."""
        count = self.count
        labels = self._label_widths()
        both = [
            gutter_width(self._lanes[gutter], labels[gutter], extra[gutter], inner=0 < gutter < count)
            for gutter in range(count + 1)
        ]
        least, comfortable = [low for low, _ in both], [high for _, high in both]
        wished = (room - sum(comfortable)) // count
        needed = (room - sum(least)) // count
        fitting = _stepped(wished if wished >= _GOOD_CARD else min(_GOOD_CARD, needed))
        spare = max(0, min(room - count * card - sum(least), sum(comfortable) - sum(least)))
        wanted = max(1, sum(comfortable) - sum(least))
        return fitting, [low + (high - low) * spare // wanted for low, high in both]

    def _label_widths(self) -> list[float]:
        labels = [0.0] * (self.count + 1)
        for route in self._routes:
            if not route.in_gap:
                for gutter in route.gutters:
                    labels[gutter] = max(labels[gutter], self._links[route.link].label[0])
        return labels

    def _traced(
        self, card: int, form: Form, panels: list[Panel], stops: list[Stop], upper: int, gutters: list[int]
    ) -> Columns:
        """Everything at its place."""
        lefts, x = [], MARGIN + BAND + gutters[0]
        for column in range(self.count):
            lefts.append(x)
            x += card + gutters[column + 1]
        ground = Ground(tuple(lefts), card, tuple(gutters), tuple(self._lanes))
        sheet = max(x + MARGIN + BAND, _LEAST_SHEET)
        ways = [trace(route, self._links[route.link], stops, ground) for route in self._routes]
        lowest = max((y for way in ways for _, y in way.corners), default=0)
        bottom = ceil(max([lowest, 40, *(stop.bottom for stop in stops)])) + _AIR
        above = _AIR + CHANNEL * upper
        placed = [replace(panel, x=lefts[stop.column], y=stop.top) for panel, stop in zip(panels, stops, strict=True)]
        badges = [
            badge(each.rank, panel.x + panel.width - 15, panel.y - 8, each.id)
            for each, panel in zip(self.cards, placed, strict=True)
            if each.rank is not None
        ]
        labels = _labels(self._links, ways, [*placed, *badges], (2, 2 - above, sheet - 2, bottom))
        missing = sum(bool(link.label[0]) and not box for link, box in zip(self._links, labels, strict=True))
        return Columns(
            self.cards,
            placed,
            badges,
            self._links,
            self._routes,
            ways,
            labels,
            ground,
            sheet,
            form,
            above,
            bottom,
            missing,
        )


def _stepped(width: int) -> int:
    """A width that cards may have: in steps, so that one more arrow seldom makes all cards a little narrower."""
    return _LEAST_CARD + max(0, width - _LEAST_CARD) // _STEP * _STEP


def _link(arrow: Arrow, index: dict[str, int]) -> Link:
    lines = label_lines(arrow)
    # Even, as panels are.
    wide = 2.0 * ceil(widest(lines, LABEL, bold=True) / 2) + 4
    size = (wide, float(LABEL_LINE * len(lines))) if lines else (0.0, 0.0)
    return Link(index[arrow.source], index[arrow.target], arrow_line(arrow).width, size)


def _stacked(places: Sequence[tuple[int, int]], heights: Sequence[int]) -> list[Stop]:
    stops, y = [], 0
    for (column, nth), height in zip(places, heights, strict=True):
        y = 0 if nth == 0 else y
        stops.append(Stop(column, nth, y, y + height))
        y += height + _GAP
    return stops


def _labels(links: Sequence[Link], ways: Sequence[Way], solid: Sequence[Panel], sheet: Box) -> list[Box | None]:
    """The places of the arrows' labels, by arrow."""
    lines = [(n, box) for n, way in enumerate(ways) for box in line_boxes(way.corners, links[n].width)]
    blocked: list[Box] = [(panel.x, panel.y, panel.x + panel.width, panel.y + panel.height) for panel in solid]
    wanted = [
        Wanted(number, *link.label, tuple(way.corners), link.width)
        for number, (link, way) in enumerate(zip(links, ways, strict=True))
        if link.label[0]
    ]
    boxes: list[Box | None] = [None] * len(links)
    for want, box in zip(wanted, place(wanted, blocked, lines, sheet), strict=True):
        boxes[want.owner] = box
    return boxes
