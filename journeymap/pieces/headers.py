"""The header of a stage: its number and name, its goal, what was counted, what was promised."""

from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Panel, Row, row
from journeymap.drawing.text import clean
from journeymap.mapping import Column
from journeymap.pieces.frame import line_rows

_PAD = 10


def header_height(column: Column, wide: int, more: str = "") -> int:
    """Px that the header needs at this width."""
    return sum(each.height for each in _rows(column, wide, more))


def header(column: Column, left: int, top: int, wide: int, height: int, more: str = "") -> Panel:
    """The header at a place, at least `height` px high; `more` is said after the name."""
    rows = _rows(column, wide, more)
    missing = height - sum(each.height for each in rows)
    rows += [row(missing, Cell(wide))] if missing > 0 else []
    return Panel("header", left, top, tuple(rows), fill=Role.HEADER, radius=12, alt=column.text)


def _rows(column: Column, wide: int, more: str) -> list[Row]:
    room = wide - 2 * _PAD
    texts = [line_rows(f"{column.number}  {clean(column.title)}{more}", room, 12.5, Role.HEADER_TEXT, bold=True)]
    texts += [line_rows(text, room, 9.5, Role.HEADER_TEXT) for text in (column.goal, column.subtitle, column.targets)]
    rows = [row(each.height, Cell(_PAD), *each.cells, Cell(_PAD)) for lines in texts for each in lines]
    return [row(8, Cell(wide)), *rows, row(8, Cell(wide))]
