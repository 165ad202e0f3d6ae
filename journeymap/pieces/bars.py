"""A score as a bar: solid to its lower bound, pale to its upper, with the target as a tick."""

from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Fill, Row, row
from journeymap.mapping import Bar
from journeymap.marks import Tone

_BAR = 6
LEAST_BAR = 40
"""Px: a shorter bar says nothing."""

BAR_ROLES = {
    Tone.GOOD: (Role.GOOD, Role.GOOD_PALE),
    Tone.FAIR: (Role.FAIR_BAR, Role.FAIR_PALE),
    Tone.POOR: (Role.POOR, Role.POOR_PALE),
    Tone.PLAIN: (Role.PLAIN, Role.PLAIN_PALE),
    Tone.HIDDEN: (Role.PLAIN, Role.PLAIN_PALE),
}


def bar_rows(bar: Bar, room: int) -> list[Row]:
    """The bar as rows, 10 px high with what its target's tick stands out; nothing where there is nothing to draw.

    Solid to the lower bound, pale to the upper, then the track. With a target and no value the bar is hollow.
    """
    if bar.value is None and bar.target is None:
        return []
    tick = _tick(bar, room)
    beyond = row(2, Cell(room)) if tick is None else row(2, Cell(tick), Cell(2, Fill(Role.INK)), Cell(room - tick - 2))
    if bar.value is None:
        frame = row(1, Cell(room, Fill(Role.LINE)))
        inside = _painted([(1, Role.LINE), (room - 1, Role.CARD), (room, Role.LINE)], tick)
        return [beyond, frame, row(_BAR - 2, *inside), frame, beyond]
    solid, pale = BAR_ROLES[bar.tone]
    value = _share(bar.value)
    low = _share(bar.low) if bar.low is not None else value
    high = max(low, _share(bar.high) if bar.high is not None else value)
    ends = [(round(room * low), solid), (round(room * high), pale), (room, Role.TRACK)]
    return [beyond, row(_BAR, *_painted(ends, tick)), beyond]


def _painted(ends: list[tuple[int, Role]], tick: int | None) -> list[Cell]:
    """Cells that reach from end to end, with the tick in between."""
    cells: list[Cell] = []
    start = 0
    for end, role in ends:
        cells += [Cell(right - left, Fill(painted)) for left, right, painted in _pieces(start, end, role, tick)]
        start = end
    return cells


def _pieces(start: int, end: int, role: Role, tick: int | None) -> list[tuple[int, int, Role]]:
    if tick is None or end <= tick or start >= tick + 2:
        return [(start, end, role)]
    pieces = [(start, tick, role), (max(start, tick), min(end, tick + 2), Role.INK), (tick + 2, end, role)]
    return [piece for piece in pieces if piece[1] > piece[0]]


def _tick(bar: Bar, room: int) -> int | None:
    return None if bar.target is None else max(0, min(room - 2, round(room * _share(bar.target)) - 1))


def _share(value: float | None) -> float:
    return max(0.0, min(1.0, value or 0.0))
