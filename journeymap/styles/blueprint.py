"""The blueprint style: what customers see and do, and below them everything that the company does for it, lane by lane.

A column is a touchpoint. Three lines part the lanes: where customers and company meet, how far customers see, and where
the company meets its systems and partners. What does not fit side by side goes on in a strip below.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from journeymap.amounts import times
from journeymap.catalogue import mark, worded
from journeymap.drawing import Drawing
from journeymap.drawing.nearby import Box, boxes_meet
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Edge, Panel, row
from journeymap.drawing.text import clean
from journeymap.drawing.vector import WIDEST
from journeymap.mapping import Arrow, Card, Map
from journeymap.marks import Change, Flow, Kind, Lane
from journeymap.pieces.card_form import Form, form_for
from journeymap.pieces.cards import card_panel
from journeymap.pieces.folding import fold
from journeymap.pieces.foot import badge, bare_arrows, foot
from journeymap.pieces.frame import MARGIN, described, head, line_rows
from journeymap.pieces.headers import header, header_height
from journeymap.pieces.lanes import (
    AIR,
    CUSTOMER,
    LANES,
    LINE_ROW,
    LINES,
    LINK,
    NAMES,
    LaneRow,
    band,
    boxes,
    lane_row,
    line_above,
    links,
)
from journeymap.pieces.legend import Entry, arrow_entry, legend
from journeymap.pieces.strips import Span, strips
from journeymap.pieces.ways import arch_height, arch_items, arches, between

_MOST, _GAP, _STUB = 7, 32, 30
"""Touchpoints side by side at most, the px between two, and of the arrow that leads on to the next strip."""
_WIDEST_BOX, _LEAST_SHEET, _RIM = 220, 420, 6
_ARROW, _BACK = 42, 20
"""How far below a card's top its arrow leaves, and how far below that the one that comes back."""
_LEAST_CARD = _ARROW + _BACK + 34
_SENTENCE = 10.5
_WAYS = {Flow.PLANNED: mark("planned way"), Flow.UNPLANNED: mark("unplanned way"), Flow.LOOP: mark("way back")}


def draw(map: Map) -> Drawing:
    """The map as a drawing, at most 1130 px wide."""
    folded, notes = fold(map)
    sheet = _sheet(folded)
    top = head(folded, sheet.width)
    key = legend(
        folded,
        sheet.width,
        top.bottom,
        visits_in_words=sheet.form.visits_in_words,
        notes=sheet.form.notes | {Kind.IDEA},
        lines=tuple(_entries(folded, sheet)),
    )
    y = key.bottom + 16
    items: list[Panel | Edge] = []
    drawn = bare = 0
    for number in range(len(sheet.strips)):
        strip = _Strip(sheet, number, y)
        items += strip.items
        drawn, bare, y = drawn + strip.drawn, bare + strip.bare, strip.bottom + 24
    missing = _missing(len(folded.arrows) - drawn, bare)
    below = foot(folded, sheet.width, y - 8, (*notes, *missing, *folded.notes, *folded.ways_left_out))
    return Drawing(
        width=sheet.width,
        height=below.bottom,
        title=folded.title,
        description=described(mark("Service blueprint"), folded, drawn),
        items=(*top.items, *key.items, *items, *below.items),
        lang=folded.lang,
    )


def _entries(map_: Map, sheet: "_Sheet") -> Iterator[Entry]:
    """The legend's lines."""
    flows = {arrow.flow for arrow in map_.arrows if arrow.change is not Change.REMOVED}
    yield from (arrow_entry(flow, worded(text)) for flow, text in _WAYS.items() if flow in flows)
    if any(act.lane is not Lane.SEES for card in sheet.cards for act in card.acts):
        yield Entry(34, worded("made possible by"), stroke=LINK, kind="link")


def _missing(ways: int, bare: int) -> Iterator[str]:
    """What is not drawn, and where that is to be seen."""
    if ways:
        yield worded("Not drawn here: {ways}, which the flow style draws.", ways=times(ways, "way"))
    yield from bare_arrows(bare)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all strips have in common: which cards they show, how wide boxes are, the form of the cards."""

    cards: tuple[Card, ...]
    strips: list[list[Span]]
    arrows: tuple[Arrow, ...]
    box: int
    width: int
    form: Form

    def x(self, place: int) -> int:
        """The left edge of a column of any strip."""
        return MARGIN + NAMES + place * (self.box + _GAP)


def _sheet(map_: Map) -> _Sheet:
    cards = tuple(card for column in map_.columns for card in column.cards)
    cut = strips(map_.columns, _MOST)
    count = max((sum(len(span.cards) for span in strip) for strip in cut), default=1)
    left, right = MARGIN + NAMES, MARGIN + (_STUB if len(cut) > 1 else _RIM)
    box = min(_WIDEST_BOX, (WIDEST - left - right - _GAP * (count - 1)) // count // 2 * 2)
    form = form_for(cards, box)
    # Ideas have a lane of their own here.
    form = replace(form, title=_SENTENCE, bold=False, notes=form.notes - {Kind.IDEA})
    wide = left + count * (box + _GAP) - _GAP + right
    return _Sheet(cards, cut, map_.arrows, box, max(_LEAST_SHEET, wide), form)


class _Strip:
    """One strip, from its top on: its items, where it ends, how many arrows it draws and how many of these lack a number."""

    def __init__(self, sheet: _Sheet, number: int, top: int) -> None:
        self._sheet, self._spans = sheet, sheet.strips[number]
        self._cards = [card for span in self._spans for card in span.cards]
        self._lefts = [sheet.x(place) for place in range(len(self._cards))]
        self._near, far = self._leaving()
        self._arches = arches(far, self._lefts, sheet.box, sheet.width - MARGIN)
        self.drawn = len(self._near) + len(self._arches)
        headers, y = self._headers(top)
        steps, y = self._steps(y + 6)
        stacks = {lane: self._stacks(lane) for lane in LANES}
        lanes: list[LaneRow] = []
        lines: list[Panel | Edge] = []
        for lane in (lane for lane, columns in stacks.items() if any(columns)):
            if lane in LINES:
                lines += line_above(lane, sheet.width, y, f"line {lane} {number}")
                y += LINE_ROW
            air = AIR + (arch_height(self._arches) if lane == CUSTOMER else 0)
            lanes.append(lane_row(lane, stacks[lane], self._lefts, y, air))
            y = lanes[-1].bottom
        self.bottom = y
        shades = {each.lane: place % 2 == 0 for place, each in enumerate(lanes)}
        bands = [part for each in lanes for part in band(each, sheet.width, shaded=shades[each.lane])]
        shown = [panel for each in lanes for stack in each.columns for panel in stack]
        ground = Role.BAND if shades[CUSTOMER] else Role.PAGE
        ways, self.bare = self._ways([panel for panel in shown if panel.kind == "card"], ground)
        self.items = (*bands, *lines, *headers, *steps, *links(lanes), *shown, *ways)

    def _leaving(self) -> tuple[list[tuple[Arrow, int, int]], list[tuple[Arrow, int, int | None]]]:
        """The arrows from cards of this strip: those to a neighbour, and those to be drawn as arches; places in the strip."""
        order = {card.id: place for place, card in enumerate(self._sheet.cards)}
        titles = {card.id: card.title for card in self._sheet.cards}
        first, count = order[self._cards[0].id], len(self._cards)
        near: list[tuple[Arrow, int, int]] = []
        far: list[tuple[Arrow, int, int | None]] = []
        joined: set[tuple[int, int]] = set()
        for arrow in self._sheet.arrows:
            source, target = order[arrow.source] - first, order[arrow.target] - first
            if not 0 <= source < count or target < 0:
                continue
            # Ways to folded touchpoints may be of several kinds: neighbours are joined by one, the others go over the top.
            if abs(target - source) == 1 and (source, target) not in joined:
                joined.add((source, target))
                near.append((arrow, source, target))
            elif target < count:
                far.append((arrow, source, target))
            else:
                label, to = clean(arrow.label), clean(titles[arrow.target])
                told = worded("{share} to {touchpoint}", share=label, touchpoint=to) if label and to else label or to
                far.append((replace(arrow, label=told), source, None))
        return near, far

    def _headers(self, top: int) -> tuple[list[Panel], int]:
        """A header over the columns of each stage."""
        spans, place = [], 0
        for span in self._spans:
            wide = len(span.cards) * (self._sheet.box + _GAP) - _GAP
            spans.append((span, self._lefts[place], wide, span.more))
            place += len(span.cards)
        height = max(header_height(span.column, wide, more) for span, _, wide, more in spans)
        return [header(span.column, x, top, wide, height, more) for span, x, wide, more in spans], top + height

    def _steps(self, top: int) -> tuple[list[Panel], int]:
        """The name of each touchpoint and who answers for it."""
        panels = []
        for left, card in zip(self._lefts, self._cards, strict=True):
            rows = line_rows(card.title, self._sheet.box, 11.5, Role.INK, bold=True)
            rows += line_rows(card.owner, self._sheet.box, 9.5, Role.MUTED)
            panels.append(Panel("step", left, top, tuple(rows or [row(12, Cell(self._sheet.box))])))
        return panels, max(panel.y + panel.height for panel in panels) + 6

    def _stacks(self, lane: str) -> list[list[Panel]]:
        """The boxes of a lane for each column, at the origin."""
        if lane == CUSTOMER:
            return [[panel] for panel in self._customers()]
        return [list(boxes(card, lane, self._sheet.box)) for card in self._cards]

    def _customers(self) -> list[Panel]:
        """What customers do, with the numbers that the flow style's cards have; all as high as the highest."""
        shown = [
            replace(
                card, title=card.voice or card.place or card.title, owner=card.place if card.voice else "", pains=()
            )
            for card in self._cards
        ]
        box, form = self._sheet.box, self._sheet.form
        height = max(_LEAST_CARD, *(card_panel(card, 0, 0, box, form).height for card in shown))
        return [card_panel(card, 0, 0, box, form, height=height) for card in shown]

    def _ways(self, customers: list[Panel], ground: Role) -> tuple[list[Panel | Edge], int]:
        """Arrows with their labels and the friction ranks; and how many arrows found no room for their label."""
        items: list[Panel | Edge] = []
        for arrow, source, target in self._near:
            panel = customers[min(source, target)]
            right = panel.x + panel.width
            if target < source:
                items += between(arrow, right + _GAP, right, panel.y + _ARROW + _BACK, ground)
            else:
                reach = _GAP if target < len(customers) else _STUB - 4
                items += between(arrow, right, right + reach, panel.y + _ARROW, ground)
        badges = [
            badge(card.rank, panel.x + panel.width - 15, panel.y - 8, card.id)
            for card, panel in zip(self._cards, customers, strict=True)
            if card.rank is not None
        ]
        ranks = [_box(panel) for panel in badges]
        hidden = [
            item for item in items if isinstance(item, Panel) and any(boxes_meet(_box(item), rank) for rank in ranks)
        ]
        items = [item for item in items if item not in hidden]
        solid = [*customers, *badges, *(item for item in items if isinstance(item, Panel))]
        blocked = [_box(panel) for panel in solid]
        top = customers[0].y
        room = (MARGIN + NAMES, top - AIR - arch_height(self._arches) + 1, self._sheet.width - MARGIN, top)
        over, bare = arch_items(self._arches, top, blocked, room, ground)
        # A label of several lines beside a rank is told in words only.
        return [*items, *over, *badges], bare + len(hidden)


def _box(panel: Panel) -> Box:
    return panel.x, panel.y, panel.x + panel.width, panel.y + panel.height
