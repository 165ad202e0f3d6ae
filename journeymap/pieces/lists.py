"""The rows of the grid that are texts: goals, broken promises, pains, ideas, owners; each in the column of its stage."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from journeymap.catalogue import mark, worded
from journeymap.drawing.metrics import wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Icon, Panel, Row, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Card
from journeymap.marks import Kind
from journeymap.pieces.bands import Band, Place
from journeymap.pieces.discs import DISC, disc_cell
from journeymap.pieces.folding import is_stand_in
from journeymap.pieces.frame import line_rows
from journeymap.pieces.notes import PAIN_ICONS, promise_rows
from journeymap.pieces.rows import SMALL, GridRow

FIRST = 16
"""Px of an entry's first line, which holds its disc."""
GAP, MARK = 3, 13
_TEXT, _GOAL, _LINE, _BETWEEN = 10.0, 10.5, 13, 5

Numbers = Mapping[str, str]
"""The number of each touchpoint by its id."""
Entries = Iterator[list[Row]]


def goal_row(band: Band) -> GridRow | None:
    """What customers want in each stage."""

    def rows(place: Place, room: int) -> Entries:
        yield line_rows(place.span.column.goal, room, _GOAL, Role.INK)

    return _listed(mark("Customer goal"), band, rows)


def owner_row(band: Band, numbers: Numbers) -> GridRow | None:
    """Who answers for the touchpoints of each stage; with their numbers where that is not one for all."""

    def rows(place: Place, room: int) -> Entries:
        owned: dict[str, list[str]] = {}
        for card in place.span.cards:
            if not is_stand_in(card):
                owned.setdefault(clean(card.owner), []).append(numbers[card.id])
        for owner, theirs in owned.items():
            text = owner if len(owned) == 1 else f"{owner} ({', '.join(theirs)})"
            yield line_rows(text if owner else "", room, _TEXT, Role.MUTED)

    return _listed(mark("Owners"), band, rows)


def pain_row(band: Band, numbers: Numbers) -> GridRow | None:
    """What hurts customers: what is known with a warning sign, what is only claimed with a question mark."""

    def rows(place: Place, room: int) -> Entries:
        for card in place.span.cards:
            for pain in card.pains:
                icon = Icon(PAIN_ICONS[pain.basis], 12, Role.PAIN_TEXT)
                yield _marked(card, numbers, icon, pain.text, room, Role.PAIN_TEXT)

    return _listed(mark("Pain points"), band, rows, mark("none written down"))


def idea_row(band: Band, numbers: Numbers) -> GridRow | None:
    """What could be done about it."""

    def rows(place: Place, room: int) -> Entries:
        for card in place.span.cards:
            for note in card.notes:
                if note.kind is Kind.IDEA:
                    yield _marked(card, numbers, Icon("idea", 12, Role.MOMENT), note.text, room, Role.INK)

    return _listed(mark("Opportunities"), band, rows, mark("none yet"))


_IN_STRIPS = frozenset({"csat", "ces", "nps", "drop_off"})
"""Measures whose targets stand below their own numbers."""


def promise_row(band: Band, numbers: Numbers) -> GridRow | None:
    """The other promises that are broken or cannot be decided."""

    def rows(place: Place, room: int) -> Entries:
        for card in place.span.cards:
            others = replace(card, promised=tuple(each for each in card.promised if each.measure not in _IN_STRIPS))
            told = list(promise_rows(others, room - DISC - GAP))
            first = disc_cell(card, numbers[card.id])
            yield [
                row(each.height if nth else FIRST, Cell(DISC) if nth else first, Cell(GAP), *each.cells)
                for nth, each in enumerate(told)
            ]

    return _listed(mark("Promises"), band, rows)


def _marked(card: Card, numbers: Numbers, icon: Icon, text: str, room: int, role: Role) -> list[Row]:
    """The touchpoint's number, a sign and a text."""
    left = DISC + GAP + MARK + GAP
    rows = []
    for nth, line in enumerate(wrap(clean(text), room - left, _TEXT)):
        marks = [Cell(left)] if nth else [disc_cell(card, numbers[card.id]), Cell(GAP), Cell(MARK, icon), Cell(GAP)]
        rows.append(row(_LINE if nth else FIRST, *marks, Cell(room - left, Words(line, _TEXT, role))))
    return rows


def _listed(name: str, band: Band, rows: Callable[[Place, int], Entries], none: str = "") -> GridRow | None:
    """A row of texts: entries below each other in each stage; where a stage has none, `none` says so.

    `rows` gives the entries of a stage at a width.
    """
    panels, empty = [], []
    for place in band.places:
        entries = [entry for entry in rows(place, place.room) if entry]
        columns = place.columns(len(entries))
        if len(columns) > 1:
            entries = [entry for entry in rows(place, columns[0][1]) if entry]
        many = -(-len(entries) // len(columns))
        for nth, (left, wide) in enumerate(columns):
            parts: list[Row] = []
            for entry in entries[nth * many : (nth + 1) * many]:
                parts += [row(_BETWEEN, Cell(wide)), *entry] if parts else entry
            if parts:
                panels.append(Panel("list", left, 0, tuple(parts)))
        if none and not entries and place.span.cards:
            empty.append(Panel("list", place.text, 2, tuple(line_rows(worded(none), place.room, SMALL, Role.MUTED))))
    return GridRow(worded(name), (*panels, *empty)) if panels else None
