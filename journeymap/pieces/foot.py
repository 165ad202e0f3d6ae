"""What stands below every map: the friction ranks explained, the planned funnels, and what the picture leaves out."""

from collections.abc import Iterator, Sequence
from math import ceil

from journeymap.amounts import times
from journeymap.catalogue import worded
from journeymap.drawing.metrics import width, wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Anchor, Cell, Edge, Panel, Row, Stack, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Bar, Friction, FunnelStep, Map, PlannedFunnel
from journeymap.marks import Tone
from journeymap.pieces.bars import bar_rows
from journeymap.pieces.frame import MARGIN, Part, line_rows

_STEP_BAR, _STEP_SHARE = 64, 52


def badge(rank: int, x: int, y: int, of: str = "") -> Panel:
    """A friction rank in its disc, by the disc's corner; `of` is the card that it sits on, if it sits on one."""
    wide = max(20, ceil(width(str(rank), 11, bold=True)) + 10)
    words = Words(str(rank), 11, Role.BADGE_TEXT, bold=True, anchor=Anchor.MIDDLE)
    rows = (row(20, Cell(wide, words)),)
    key, about = (f"rank {of}", (of,)) if of else ("", ())
    return Panel("badge", x, y, rows, fill=Role.POOR, radius=10, key=key, about=about)


def foot(map_: Map, sheet: int, top: int, notes: tuple[str, ...]) -> Part:
    """The explanation of the friction ranks, the planned funnels, then the notes."""
    items: list[Panel | Edge] = []
    y = top
    room = sheet - 2 * MARGIN - 4
    if map_.friction:
        heading = Panel(
            "heading", MARGIN, y, tuple(line_rows(worded("Top friction"), room, 12.5, Role.POOR, bold=True))
        )
        items.append(heading)
        y += heading.height + 6
        part = _frictions(map_.friction, y, room)
        items += part.items
        y = part.bottom + 10
    if map_.funnels:
        heading = Panel(
            "heading", MARGIN, y, tuple(line_rows(worded("Planned funnels"), room, 12.5, Role.INK, bold=True))
        )
        items.append(heading)
        part = _funnels(map_.funnels, y + heading.height + 6, room)
        items += part.items
        y = part.bottom + 8
    for note in notes:
        rows = line_rows(note, room, 9.5, Role.MUTED)
        if rows:
            items.append(Panel("note", MARGIN, y, tuple(rows)))
            y += items[-1].height + 2 if isinstance(items[-1], Panel) else 0
    return Part(tuple(items), y + 10)


def bare_arrows(count: int) -> Iterator[str]:
    """The note on arrows whose label found no room."""
    if count:
        yield worded(
            "{arrows} is drawn without a number for want of room."
            if count == 1
            else "{arrows} are drawn without a number for want of room.",
            arrows=times(count, "arrow"),
        )


def _frictions(frictions: tuple[Friction, ...], top: int, room: int) -> Part:
    """In as many columns as leave each about 200 px."""
    columns = max(1, min(len(frictions), room // 195))
    wide = min(room // columns, 320)
    items: list[Panel | Edge] = []
    y = low = top
    for number, friction in enumerate(frictions):
        if number and number % columns == 0:
            y = low + 8
        x = MARGIN + (number % columns) * wide
        text_room = wide - 30 - 12
        rows = line_rows(friction.title, text_room, 11, Role.INK, bold=True)
        for line in friction.lines:
            rows += line_rows(line, text_room, 10, Role.MUTED)
        rows += line_rows(friction.pain, text_room, 10, Role.PAIN_TEXT)
        rows = _shrunk(rows, text_room)
        mark = badge(friction.rank, x, y)
        items.append(mark)
        if rows:
            items.append(Panel("friction", x + max(26, mark.width + 6), y + 2, tuple(rows)))
        low = max(low, y + 20, y + 2 + sum(each.height for each in rows))
    return Part(tuple(items), low)


def _shrunk(rows: list[Row], room: int) -> list[Row]:
    """Rows of one text each, as wide as the widest text: what is read from the right then stays near its badge."""
    texts = [each.cells[0].content for each in rows]
    wide = max(
        (ceil(width(text.text, text.size, bold=text.bold)) for text in texts if isinstance(text, Words)), default=0
    )
    return [row(each.height, Cell(min(room, wide + 2), each.cells[0].content)) for each in rows]


def _funnels(funnels: Sequence[PlannedFunnel], top: int, room: int) -> Part:
    """Each funnel as a block: a row for each step with its share, hollow because nothing of it is measured."""
    columns = max(1, min(len(funnels), room // 260))
    wide = room // columns
    items: list[Panel | Edge] = []
    y = low = top
    for number, funnel in enumerate(funnels):
        if number and number % columns == 0:
            y = low + 10
        rows = line_rows(funnel.title, wide - 12, 11, Role.INK, bold=True)
        for step in funnel.steps:
            rows += _step_rows(step, wide - 12)
        block = Panel("funnel", MARGIN + (number % columns) * wide, y, tuple(rows))
        items.append(block)
        low = max(low, y + block.height)
    return Part(tuple(items), low)


def _step_rows(step: FunnelStep, room: int) -> list[Row]:
    drawn = bar_rows(Bar("", "", "", Tone.PLAIN, target=step.share), _STEP_BAR)
    bar = Stack((row(3, Cell(_STEP_BAR)), *drawn, row(3, Cell(_STEP_BAR))))
    share = Words(step.word, 10, Role.INK, bold=True, anchor=Anchor.END)
    left = room - _STEP_BAR - _STEP_SHARE - 8
    lines = wrap(clean(step.title), left, 10)
    words = [Cell(left, Words(line, 10, Role.MUTED)) for line in lines] or [Cell(left)]
    rows = [row(16, Cell(_STEP_BAR, bar), Cell(_STEP_SHARE, share), Cell(8), words[0])]
    return rows + [row(13, Cell(_STEP_BAR + _STEP_SHARE + 8), each) for each in words[1:]]
