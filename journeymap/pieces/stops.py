"""The stages of a drop-off map in words: above the ribbons who comes, below them who does not go on."""

from journeymap.catalogue import worded
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Icon, Panel, Row, Words, row
from journeymap.passing import Passing, Stop, Way
from journeymap.pieces.frame import line_rows

KIND_ROLES = {
    Passing.BEGINS: Role.PLAIN,
    Passing.ONWARD: Role.GOOD_PALE,
    Passing.WON: Role.GOOD_PALE,
    Passing.DETOUR: Role.FAIR_PALE,
    Passing.BACK: Role.FAIR_PALE,
    Passing.OPEN: Role.PLAIN_PALE,
    Passing.LEAVES: Role.POOR_PALE,
}
"""The ground of each kind of ribbon."""
KIND_TEXTS = {
    Passing.BEGINS: Role.MUTED,
    Passing.ONWARD: Role.GOOD,
    Passing.WON: Role.GOOD,
    Passing.DETOUR: Role.FAIR,
    Passing.BACK: Role.FAIR,
    Passing.OPEN: Role.MUTED,
    Passing.LEAVES: Role.POOR,
}
_ICONS = {Passing.LEAVES: "leave", Passing.BACK: "back", Passing.OPEN: "clock"}
_MARK = 15


def stop_panel(stop: Stop, x: int, y: int, wide: int) -> Panel:
    """The head of a stage: its name, how many come, and what share that is."""
    known = stop.height is not None
    ink = (Role.FAIR if stop.detour else Role.GOOD) if known else Role.MUTED
    rows = line_rows(stop.title, wide, 12.5, Role.INK, bold=True)
    rows += line_rows(stop.value, wide, 16.0, ink, bold=True) if known else line_rows(stop.value, wide, 11.0, ink)
    notes = (*([worded("a detour")] if stop.detour else []), *stop.notes)
    rows += [each for note in notes for each in line_rows(note, wide, 10.0, Role.MUTED)]
    return Panel("stop", x, y, tuple(rows or [row(2, Cell(wide))]), key=f"stop {stop.id}", alt=stop.text)


def ways_panel(stop: Stop, x: int, y: int, wide: int) -> Panel | None:
    """What becomes of those who do not go on; None where there is nothing to tell."""
    rows: list[Row] = []
    for number, way in enumerate(stop.ways):
        rows += [row(4, Cell(wide))] if number and way.strong else []
        rows += _way_rows(way, wide)
    return Panel("ways", x, y, tuple(rows), key=f"ways {stop.id}") if rows else None


def _way_rows(way: Way, wide: int) -> list[Row]:
    if not way.strong:
        return line_rows(way.text, wide, 10.0, Role.MUTED)
    size = 12.5 if way.kind is Passing.LEAVES else 10.5
    ink = KIND_TEXTS[way.kind]
    rows = []
    for number, line in enumerate(line_rows(way.text, wide - _MARK, size, ink, bold=True)):
        mark = Icon(_ICONS[way.kind], 10, ink) if number == 0 else None
        rows.append(row(line.height, Cell(11, mark), Cell(_MARK - 11), *line.cells))
    return rows


def bar_panel(stop: Stop, x: int, y: int, wide: int, height: int, *, measured: bool) -> Panel:
    """The bar of a stage: solid where it was measured, hollow where it is promised or not known."""
    if measured and stop.height is not None:
        return Panel(
            "bar", x, y, (row(height, Cell(wide)),), fill=Role.ICON if stop.id else Role.GOOD, key=f"bar {stop.id}"
        )
    ink = Role.LINE if stop.height is None else Role.ICON
    rows = (row(height - 4, Cell(wide - 4)),)
    return Panel("bar", x, y, rows, fill=Role.PAGE, stroke=ink, stroke_width=2, key=f"bar {stop.id}")


def share_words(label: str, remark: str) -> tuple[str, ...]:
    """What a ribbon's label may say, the fuller first."""
    return (f"{label} {remark}", label) if remark else (label,) if label else ()


def label_panel(text: str, x: int, y: int, wide: int, key: str) -> Panel:
    """A label on a ribbon."""
    return Panel("label", x, y, (row(LABEL_HEIGHT, Cell(wide, Words(text, LABEL_SIZE, Role.INK, bold=True))),), key=key)


LABEL_SIZE, LABEL_HEIGHT = 11.0, 14
