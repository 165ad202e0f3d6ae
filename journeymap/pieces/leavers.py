"""Who leaves the journey where: a bar down from the top for each touchpoint, solid to its lower bound, pale to its upper."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from journeymap.amounts import percent
from journeymap.catalogue import worded
from journeymap.drawing.metrics import wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Anchor, Cell, Fill, Panel, Row, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Card, Leaving
from journeymap.marks import Tone
from journeymap.pieces.bands import Band
from journeymap.pieces.bars import BAR_ROLES
from journeymap.pieces.rows import SMALL, GridRow
from journeymap.pieces.scores import target_rows

_HIGH, _WIDE, _TICK = 40, 20, 26
_LEAST_SCALE = 0.1
"""Below this share a full bar would make a molehill a mountain."""
_LINE, _SHARE = 12, 10.0
_JUDGED = (Tone.GOOD, Tone.FAIR)
"""Bold is poor, full ink judged, pale ink no verdict: colour is not the only one that says it."""


def scale_for(cards: Sequence[Card]) -> float:
    """The share that a bar of full height stands for: the same for all bands of a map."""
    found = [card.leaving for card in cards if card.leaving]
    shares = [value for each in found for value in (each.share, each.high, each.most) if value is not None]
    return max([_LEAST_SCALE, *shares])


def leaving_row(band: Band, scale: float) -> GridRow | None:
    """The row; nothing where nobody counted who leaves, and nothing was promised."""
    told = [card for card in band.cards if clean(card.drop_off)]
    if not told:
        return None
    items = []
    for place in band.places:
        for card, left in place.slots():
            if clean(card.drop_off):
                rows = _rows(card, card.leaving or Leaving(), place.slot, scale)
                items.append(Panel("leave", left, 0, tuple(rows)))
    measured = any(card.leaving and card.leaving.share is not None for card in told)
    more = worded("pale: {level} interval", level=percent(0.95)) if measured else worded("promised at most")
    return GridRow(worded("Leave here"), tuple(items), (worded("of those who come"), more))


def _rows(card: Card, leaving: Leaving, room: int, scale: float) -> Iterator[Row]:
    wide = min(_TICK, room)
    bar = _bar(leaving, card.drop_off_tone, wide, scale)
    side = (room - wide) // 2
    for each in bar:
        yield row(each.height, Cell(side), *each.cells, Cell(room - side - wide))
    poor = card.drop_off_tone is Tone.POOR
    role = Role.POOR if poor else Role.INK if card.drop_off_tone in _JUDGED else Role.MUTED
    size = SMALL if leaving.share is None else _SHARE
    for line in wrap(clean(card.drop_off), room, size, bold=poor):
        yield row(13, Cell(room, Words(line, size, role, bold=poor, anchor=Anchor.MIDDLE)))
    for line in wrap(clean(leaving.sample), room, SMALL):
        yield row(_LINE, Cell(room, Words(line, SMALL, Role.MUTED, anchor=Anchor.MIDDLE)))
    if clean(leaving.aim) and leaving.share is not None:
        yield from target_rows(card, "drop_off", clean(leaving.aim), room)


def _bar(leaving: Leaving, tone: Tone, wide: int, scale: float) -> list[Row]:
    """The bar from its top; a promise is a line across it, and alone the end of a hollow bar."""
    tick = None if leaving.most is None else max(1, _px(leaving.most, scale))
    if leaving.share is None:
        return _hollow(tick, wide) if tick is not None else []
    solid, pale = BAR_ROLES[tone]
    low = _px(leaving.share if leaving.low is None else leaving.low, scale)
    high = max(low, _px(leaving.share if leaving.high is None else leaving.high, scale))
    # Even nobody is seen: a line at the top.
    painted = [solid] * max(1, low) + [pale] * (high - max(1, low))
    cut = (tick - 1, tick) if tick is not None else ()
    high = max([len(painted), *(place + 1 for place in cut)])
    inks = [Role.INK if y in cut else None for y in range(high)]
    rows = [_line(ink, bar, wide) for ink, bar in zip_longest(inks, painted)]
    return [*_merged(rows), row(3, Cell(wide))]


def _line(across: Role | None, bar: Role | None, wide: int) -> Row:
    if across:
        return row(1, Cell(wide, Fill(across)))
    side = (wide - _WIDE) // 2
    return row(1, Cell(side), Cell(_WIDE, Fill(bar) if bar else None), Cell(wide - side - _WIDE))


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Lines that look alike as one."""
    found: list[Row] = []
    for each in rows:
        if found and found[-1].cells == each.cells:
            found[-1] = row(found[-1].height + each.height, *each.cells)
        else:
            found.append(each)
    return found


def _hollow(end: int, wide: int) -> list[Row]:
    """Down to what was promised, with the line of a promise at its end."""
    side = (wide - _WIDE) // 2
    border, air = Cell(1, Fill(Role.LINE)), Cell(wide - side - _WIDE)
    return [
        row(1, Cell(side), Cell(_WIDE, Fill(Role.LINE)), air),
        *([row(end - 2, Cell(side), border, Cell(_WIDE - 2, Fill(Role.CARD)), border, air)] if end > 2 else []),
        row(2, Cell(wide, Fill(Role.INK))),
        row(3, Cell(wide)),
    ]


def _px(share: float, scale: float) -> int:
    return round(_HIGH * max(0.0, min(1.0, share / scale)))
