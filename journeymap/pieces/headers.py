"""The header of a stage: its number and name, its goal, what was counted, what was promised."""

from journeymap.drawing.metrics import width
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Panel, Row, row
from journeymap.drawing.text import clean
from journeymap.mapping import Column
from journeymap.pieces.frame import line_rows

_PAD = 10
_SMALL = 9.5
_DOT = " · "


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
    told = (column.goal, *_kept_together(column.subtitle, room), column.targets)
    texts += [line_rows(text, room, _SMALL, Role.HEADER_TEXT) for text in told]
    rows = [row(each.height, Cell(_PAD), *each.cells, Cell(_PAD)) for lines in texts for each in lines]
    return [row(8, Cell(wide)), *rows, row(8, Cell(wide))]


def _kept_together(text: str, room: int) -> list[str]:
    """The parts between dots in as few lines as they fit in: a score never stands apart from its n."""
    lines: list[str] = []
    for part in clean(text).split(_DOT):
        longer = f"{lines[-1]}{_DOT}{part}" if lines else part
        if lines and width(longer, _SMALL) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines
