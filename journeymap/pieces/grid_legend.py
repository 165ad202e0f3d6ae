"""The legend of the grid: the signs that occur in it, and no others."""

from collections.abc import Iterator

from journeymap.catalogue import worded
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Icon, Stack, Words, row
from journeymap.mapping import Card, Face, Map
from journeymap.marks import Kind
from journeymap.pieces.discs import disc_for
from journeymap.pieces.folding import is_stand_in
from journeymap.pieces.frame import Part
from journeymap.pieces.legend import (
    TONE_WORDS,
    Entry,
    change_entries,
    entries_part,
    face_entries,
    pain_entries,
    verdict_entries,
)
from journeymap.pieces.scores import GROUNDS, MARKS, UNASKED


def grid_legend(map_: Map, sheet: int, top: int) -> Part:
    """The legend below `top`."""
    cards = [card for column in map_.columns for card in column.cards if not is_stand_in(card)]
    return entries_part(_entries(cards), sheet, top)


def _entries(cards: list[Card]) -> Iterator[Entry]:
    yield from change_entries(cards)
    yield from face_entries(cards, lambda basis: disc_for(Face(1, basis), "1", 20))
    if any(card.face is None for card in cards):
        yield Entry(10, worded("feeling not known"), disc_for(None, "1", 20))
    yield from _score_entries(cards)
    yield from verdict_entries(cards)
    yield from pain_entries(cards)
    if any(note.kind is Kind.IDEA for card in cards for note in card.notes):
        yield Entry(13, worded("opportunity"), Icon("idea", 12, Role.MOMENT))


def _score_entries(cards: list[Card]) -> Iterator[Entry]:
    asked = [{bar.metric for bar in card.bars} for card in cards]
    found = {bar.tone for card in cards for bar in card.bars if bar.value is not None}
    for tone in GROUNDS:
        if tone in found:
            ground, ink = GROUNDS[tone]
            marks = Icon(MARKS[tone], 18, ink) if tone in MARKS else Words(" ", 9.5, ink)
            sample = Stack((row(2, Cell(26)), row(12, Cell(26, marks, ground)), row(2, Cell(26))))
            yield Entry(26, worded(TONE_WORDS[tone]), sample)
    if any(metrics != set().union(*asked) for metrics in asked):
        yield Entry(8, worded("not asked"), Words(UNASKED, 10.5, Role.MUTED))
