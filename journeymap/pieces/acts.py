"""What stands in the lanes of a blueprint: boxes with a sentence each, and the name tags of who takes part."""

from math import ceil

from journeymap.drawing.metrics import width, wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Icon, Panel, Row, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Act, Pain
from journeymap.marks import Basis, Lane
from journeymap.pieces.notes import PAIN_ICONS

_TEXT, _LINE = 10.0, 13
_PAD, _ICON, _AIR = 8, 20, 8
_TAG = 9.5

_ICONS = {Lane.SEES: "eye", Lane.FRONTSTAGE: "person", Lane.BACKSTAGE: "gear", Lane.SUPPORT: "device"}
_ACTORS = {"staff": "person", "system": "device", "partner": "people"}
_INKS = {Lane.SEES: Role.INK, Lane.FRONTSTAGE: Role.INK, Lane.BACKSTAGE: Role.MUTED, Lane.SUPPORT: Role.MUTED}


def act_panel(act: Act, wide: int, key: str, alt: str) -> Panel:
    """The box of something seen or done, or the name tag of an actor, at the origin."""
    if act.actor:
        return _tag(act, wide, key, alt)
    return _box(
        clean(act.text), wide, Icon(_ICONS[act.lane], 15, Role.ICON), _INKS[act.lane], Role.CARD, Role.LINE, key, alt
    )


def pain_panel(pain: Pain, wide: int, key: str, alt: str) -> Panel:
    """The box of a pain: on a ground of its own where there is evidence."""
    icon = Icon(PAIN_ICONS[pain.basis], 14, Role.PAIN_TEXT)
    known = pain.basis is not Basis.GUESSED
    fill, stroke = (Role.PAIN, Role.PAIN) if known else (Role.CARD, Role.LINE)
    return _box(clean(pain.text), wide, icon, Role.PAIN_TEXT, fill, stroke, key, alt)


def idea_panel(text: str, wide: int, key: str, alt: str) -> Panel:
    """The box of an idea."""
    return _box(clean(text), wide, Icon("idea", 15, Role.MOMENT), Role.MUTED, Role.CARD, Role.LINE, key, alt)


def _box(text: str, wide: int, icon: Icon, ink: Role, fill: Role, stroke: Role, key: str, alt: str) -> Panel:
    inner = wide - 2
    room = inner - 2 * _PAD - _ICON
    rows: list[Row] = [row(_AIR, Cell(inner))]
    for number, line in enumerate(wrap(text, room, _TEXT)):
        mark = Cell(_ICON - 5, icon if number == 0 else None)
        rows.append(row(_LINE, Cell(_PAD), mark, Cell(5), Cell(room, Words(line, _TEXT, ink)), Cell(_PAD)))
    rows.append(row(_AIR, Cell(inner)))
    return Panel("act", 0, 0, tuple(rows), fill=fill, stroke=stroke, stroke_width=1, radius=8, key=key, alt=alt)


def _tag(act: Act, wide: int, key: str, alt: str) -> Panel:
    """As wide as its name, but no wider than a box."""
    text = clean(act.text)
    room = min(wide - 32, ceil(width(text, _TAG, bold=True)) + 2)
    lines = wrap(text, room, _TAG, bold=True)
    rows: list[Row] = [row(3, Cell(room + 32))]
    for number, line in enumerate(lines):
        mark = Icon(_ACTORS.get(act.actor, "person"), 11, Role.ICON) if number == 0 else None
        words = Cell(room, Words(line, _TAG, Role.ICON, bold=True))
        rows.append(row(_LINE, Cell(8), Cell(11, mark), Cell(4), words, Cell(9)))
    rows.append(row(3, Cell(room + 32)))
    return Panel("act", 0, 0, tuple(rows), fill=Role.TRACK, radius=9, key=key, alt=alt)
