"""A row of the grid: its name at the left and what stands in it, first at any height, then at its place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Edge, Panel, Point, Region, row
from journeymap.pieces.frame import MARGIN, line_rows

NAMES = 100
"""Px at the left for the names of the rows."""
SMALL = 9.5
_PAD, _BESIDE = 8, 28


@dataclass(frozen=True, slots=True)
class GridRow:
    """What stands in a row, at any height; `told` are small lines below its name."""

    name: str
    items: tuple[Panel | Edge, ...]
    told: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    air: int = _PAD
    """Px above and below what stands in it."""
    beside: tuple[Panel, ...] = ()
    """What stands in the column of the names at its own height, as the faces at an axis do."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row at its place."""

    items: tuple[Panel | Edge, ...]
    regions: tuple[Region, ...]
    bottom: int


def placed(each: GridRow, top: int, right: int, *, shaded: bool) -> PlacedRow:
    """The row `top` px down, its ground as far as `right`."""
    names = _name(each, top + each.air)
    panels = [panel for panel in (*each.items, *each.beside) if isinstance(panel, Panel)]
    shift = top + each.air - min((panel.y for panel in panels), default=0)
    moved = [_moved(item, shift) for item in (*each.items, *each.beside)]
    low = [panel.y + panel.height for panel in (*names, *moved) if isinstance(panel, Panel)]
    bottom = max(low, default=top + each.air) + each.air
    ground = [box("band", MARGIN, top, right - MARGIN, bottom - top, Role.BAND)] if shaded else []
    regions = [replace(region, points=_shifted(region.points, shift)) for region in each.regions]
    return PlacedRow((*names, *moved), (*ground, *regions), bottom)


def _name(each: GridRow, top: int) -> list[Panel]:
    room = NAMES - 16 - (_BESIDE if each.beside else 0)
    rows = line_rows(each.name, room, 11.5, Role.INK, bold=True)
    for text in each.told:
        rows += [row(1, Cell(room)), *line_rows(text, room, SMALL, Role.MUTED)]
    return [Panel("row", MARGIN + 8, top, tuple(rows))] if rows else []


def _moved(item: Panel | Edge, shift: int) -> Panel | Edge:
    if isinstance(item, Panel):
        return replace(item, y=item.y + shift)
    return replace(item, points=_shifted(item.points, shift))


def _shifted(points: Iterable[Point], shift: int) -> tuple[Point, ...]:
    return tuple((x, y + shift) for x, y in points)


def box(kind: str, x: float, y: float, width: float, height: float, role: Role) -> Region:
    """A rectangle behind everything: the ground of a row, a thin line."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
    points: list[Point] = [corners[0]]
    for corner in corners[1:]:
        points += [points[-1], corner, corner]
    return Region(kind, tuple(points), role)
