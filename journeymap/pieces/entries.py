"""The row of the touchpoints: number, channel, name and visits of each, and below its name what else marks it."""

from collections.abc import Iterator, Sequence
from math import ceil

from journeymap.catalogue import worded
from journeymap.drawing.icons import icon_for
from journeymap.drawing.metrics import width, wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Anchor, Cell, Icon, Panel, Row, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Card
from journeymap.marks import Kind
from journeymap.pieces.bands import Band
from journeymap.pieces.changes import CHANGE_SIGN, change_rows
from journeymap.pieces.discs import DISC, disc_cell
from journeymap.pieces.frame import line_rows
from journeymap.pieces.lists import FIRST, GAP, MARK, Numbers
from journeymap.pieces.notes import end_words, visit_words
from journeymap.pieces.rows import SMALL, GridRow

_NAME, _VISITS, _LINE, _BETWEEN = 10.5, 10.0, 14, 8
_LEFT = DISC + GAP + MARK + GAP
_SIGN = 13
_LEAST_NAME = 74
"""Px that a name has at least where the visits stand beside it."""


def touchpoint_row(band: Band, numbers: Numbers, beside: int) -> GridRow:
    """The touchpoints of each stage below each other; `beside` is what `visits_beside` says."""
    panels: list[Panel] = []
    for place in band.places:
        count = len(place.span.cards)
        columns = place.columns(count)
        many = -(-count // len(columns))
        for nth, card in enumerate(place.span.cards):
            left, wide = columns[nth // many]
            y = panels[-1].y + panels[-1].height + _BETWEEN if nth % many else 0
            rows = _entry(card, numbers, wide, beside)
            panels.append(Panel("card", left, y, tuple(rows), key=card.id, alt=card.text or card.title))
        if not place.span.cards:
            panels.append(
                Panel("list", place.text, 2, tuple(line_rows(worded("no touchpoints"), place.room, SMALL, Role.MUTED)))
            )
    return GridRow(worded("Touchpoints"), tuple(panels))


def visits_beside(bands: Sequence[Band]) -> int:
    """Px for the visits at the right of the names; 0 where they stand below in all bands, because names need the room."""
    cards = [card for band in bands for card in band.cards]
    wide = max((ceil(width(clean(card.visits), _VISITS)) + 6 for card in cards if clean(card.visits)), default=0)
    places = [place for band in bands for place in band.places if place.span.cards]
    room = min((place.columns(len(place.span.cards))[0][1] for place in places), default=0)
    return wide if room - _LEFT - wide >= _LEAST_NAME else 0


def _entry(card: Card, numbers: Numbers, room: int, beside: int) -> list[Row]:
    icon = Icon(icon_for(card.channel), MARK, Role.ICON)
    lead = [disc_cell(card, numbers[card.id]), Cell(GAP), Cell(MARK, icon), Cell(GAP)]
    visits = Words(clean(card.visits), _VISITS, Role.MUTED, anchor=Anchor.END) if clean(card.visits) else None
    names = room - _LEFT - beside
    bold = card.moment_of_truth
    lines = wrap(clean(card.title), names, _NAME, bold=bold) or (" ",)
    first, *others = (Cell(names, Words(line, _NAME, Role.INK, bold=bold)) for line in lines)
    rows = [row(FIRST, *lead, first, Cell(beside, visits))]
    rows += [row(_LINE, Cell(_LEFT), words, Cell(beside)) for words in others]
    changed = (row(each.height, Cell(_LEFT), *each.cells) for each in change_rows(card, room - _LEFT, CHANGE_SIGN))
    return [*rows, *changed, *_sign_rows(card, room - _LEFT, told=bool(beside))]


def _sign_rows(card: Card, room: int, *, told: bool) -> Iterator[Row]:
    for sign, text, role in _signs(card, told=told):
        mark = Icon(sign, 10, role) if sign else None
        lead = [Cell(10, mark), Cell(_SIGN - 10)] if sign else []
        wide = room - sum(cell.width for cell in lead)
        for line in wrap(text, wide, SMALL):
            yield row(12, Cell(_LEFT), *lead, Cell(wide, Words(line, SMALL, Role.MUTED)))
            lead = [Cell(cell.width) for cell in lead]


def _signs(card: Card, *, told: bool) -> Iterator[tuple[str, str, Role]]:
    """What marks a touchpoint: an icon and a few words. `told` is whether the visits stand elsewhere."""
    visits = clean(card.visits)
    if visits and not told:
        yield "person", visit_words(visits), Role.ICON
    if card.start:
        yield "start", worded("starts here"), Role.ICON
    if card.moment_of_truth:
        yield "star", worded("moment of truth"), Role.MOMENT
    if clean(card.end):
        yield "flag", end_words(card), Role.ICON
    for note in card.notes:
        if note.kind is Kind.ONLY_FOR and clean(note.text):
            yield "person", clean(note.text), Role.ICON
    more = [worded("optional")] if card.optional else []
    more += [worded("+{n} inside", n=card.inside)] if card.inside else []
    if more:
        yield "", " · ".join(more), Role.MUTED
