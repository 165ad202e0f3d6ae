"""What stands above every map: title, headlines, facts; and what all parts of a map need to be drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil

from journeymap.amounts import times
from journeymap.catalogue import mark, worded
from journeymap.drawing.metrics import widest, width, wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Anchor, Cell, Edge, Icon, Panel, Row, Stack, Stroke, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Fact, Headline, Map
from journeymap.marks import Flow

MARGIN = 14
_TITLE, _SUBTITLE, _VALUE, _LABEL, _FACT = 20.0, 11.5, 17.0, 10.5, 10.0

FLOW_ROLE = {Flow.PLANNED: Role.PLANNED, Flow.UNPLANNED: Role.UNPLANNED, Flow.LOOP: Role.LOOP}
FLOW_TEXT_ROLE = {Flow.PLANNED: Role.PLANNED_TEXT, Flow.UNPLANNED: Role.UNPLANNED, Flow.LOOP: Role.LOOP}
_DASHES: dict[Flow, tuple[float, ...]] = {Flow.PLANNED: (), Flow.UNPLANNED: (6, 3), Flow.LOOP: (0.1, 4.5)}


@dataclass(frozen=True, slots=True)
class Part:
    """Some items of a map and where they end."""

    items: tuple[Panel | Edge, ...]
    bottom: int


def described(what: str, map_: Map, arrows: int | None = None) -> str:
    """The picture in a sentence or two, for who listens; `arrows` is how many are drawn, None for a style that draws none."""
    cards = sum(len(column.cards) for column in map_.columns)
    counts = [times(len(map_.columns), "stage"), times(cards, "touchpoint")]
    counts += [] if arrows is None else [times(arrows, "arrow")]
    kind = worded("measured" if map_.measured else "declared, not measured")
    return f"{'. '.join(filter(None, (f'{worded(what)}, {kind}', map_.subtitle, ', '.join(counts))))}."


def stroke(flow: Flow, thickness: float) -> Stroke:
    """The line of an arrow: its colour and dashes say the kind, so that neither has to alone."""
    if flow is Flow.LOOP:
        thickness = max(2.2, min(thickness, 4.0))
        return Stroke(FLOW_ROLE[flow], thickness, (0.1, round(thickness * 1.9, 1)))
    return Stroke(FLOW_ROLE[flow], thickness, _DASHES[flow])


def line_rows(text: str, room: int, size: float, role: Role, *, bold: bool = False) -> list[Row]:
    """The text wrapped to rows of its line height, as wide as the room."""
    lines = wrap(clean(text), room, size, bold=bold)
    return [row(round(size * 1.3), Cell(room, Words(line, size, role, bold=bold))) for line in lines]


def _panel(kind: str, x: int, y: int, rows: list[Row], key: str = "") -> Panel:
    return Panel(kind, x, y, tuple(rows), key=key)


def head(map_: Map, sheet: int) -> Part:
    """Title, subtitle and headlines; the headlines go below where there is no room beside. Facts below all."""
    room = sheet - 2 * MARGIN - 8
    blocks = [_headline_lines(headline) for headline in map_.headlines]
    total = sum(width_ for width_, _ in blocks) + 26 * len(blocks)
    needed = min(width(clean(map_.title), _TITLE, bold=True), 420)
    beside = bool(blocks) and needed + total <= room
    items: list[Panel | Edge] = list(_state(map_.state, room - total if beside else room))
    top = 18 + sum(panel.height + 6 for panel in items if isinstance(panel, Panel))
    title = _panel("title", MARGIN + 4, top, _title_rows(map_, room - total if beside else room))
    items.append(title)
    bottom = title.y + title.height
    x, y = (sheet - MARGIN - 4 - total, 18) if beside else (MARGIN + 4, bottom + 12)
    line_bottom = y
    for block_width, lines in blocks:
        if not beside and x > MARGIN + 4 and x + block_width > sheet - MARGIN:
            x, y = MARGIN + 4, line_bottom + 10
        left = x + 26 if beside else x
        panel = _headline(lines, block_width, left, y, Anchor.END if beside else Anchor.START)
        items.append(panel)
        line_bottom = max(line_bottom, y + panel.height)
        x += block_width + 26
    below = _facts(map_.facts, room, max(bottom, line_bottom) + 8)
    return Part((*items, *below.items), below.bottom + 6)


DECLARED = mark("Declared, not measured: targets, promised shares and assumptions, no data yet")


def _title_rows(map_: Map, room: int) -> list[Row]:
    rows = line_rows(map_.title, room, _TITLE, Role.INK, bold=True)
    rows += [row(5, Cell(room)), *line_rows(map_.subtitle, room, _SUBTITLE, Role.MUTED)]
    views = [(icon, text) for icon, text in _views(map_) if clean(text)]
    for icon, text in views:
        rows += [row(4, Cell(room)), _marked(Icon(icon, 13, Role.ICON), text, room, Role.ICON)]
    if not map_.measured:
        rows += [row(6, Cell(room)), _marked(Icon("letter", 13, Role.FAIR), worded(DECLARED), room, Role.FAIR)]
    return rows


def _views(map_: Map) -> Iterator[tuple[str, str]]:
    """What part of the journey is drawn, for whom and in which language, and what it is compared with, if that is not plain."""
    if map_.focus:
        yield "search", map_.focus
    if map_.persona:
        yield "person", worded("Seen by {persona}", persona=map_.persona)
    if map_.language:
        yield "web", worded("Language: {language}", language=map_.language)
    if map_.base:
        yield "compare", map_.base


def _marked(icon: Icon, text: str, room: int, role: Role) -> Row:
    """An icon and some bold text beside it."""
    lines = wrap(clean(text), room - 18, _LABEL, bold=True)
    words = Stack(tuple(row(14, Cell(room - 18, Words(line, _LABEL, role, bold=True))) for line in lines))
    return row(14 * len(lines), Cell(13, icon), Cell(5), Cell(room - 18, words))


_STATES = {"future": mark("FUTURE: how it shall be"), "draft": mark("DRAFT: not agreed yet")}


def _state(state: str, room: int) -> Iterator[Panel]:
    """The tag above the title of a journey that is not so today."""
    lines = wrap(worded(_STATES[state]) if state in _STATES else clean(state), room - 20, 9.5, bold=True)
    if lines:
        wide = ceil(widest(lines, 9.5, bold=True)) + 20
        words = [Words(line, 9.5, Role.HEADER_TEXT, bold=True, anchor=Anchor.MIDDLE) for line in lines]
        rows = [row(3, Cell(wide)), *(row(12, Cell(wide, each)) for each in words), row(3, Cell(wide))]
        yield Panel("state", MARGIN + 4, 14, tuple(rows), fill=Role.HEADER, radius=9)


def _facts(facts: Sequence[Fact], room: int, top: int) -> Part:
    """Small lines with a label each, in two columns where there is room for two."""
    told = [fact for fact in facts if clean(fact.text)]
    if not told:
        return Part((), top)
    columns = 2 if room >= 640 and len(told) > 1 else 1
    wide = (room - 24 * (columns - 1)) // columns
    label = min(wide // 3, max(ceil(width(clean(fact.label), _FACT, bold=True)) for fact in told) + 10)
    panels = []
    per_column = -(-len(told) // columns)
    for number in range(columns):
        here = told[number * per_column : (number + 1) * per_column]
        rows = [each for fact in here for each in _fact_rows(fact, label, wide)]
        panels.append(_panel("facts", MARGIN + 4 + number * (wide + 24), top, rows))
    return Part(tuple(panels), max(panel.y + panel.height for panel in panels) + 6)


def _fact_rows(fact: Fact, label: int, wide: int) -> Iterator[Row]:
    names = wrap(clean(fact.label), label - 10, _FACT, bold=True)
    lines = wrap(clean(fact.text), wide - label, _FACT)
    for name, line in zip_longest(names, lines, fillvalue=""):
        named = Words(name, _FACT, Role.ICON, bold=True) if name else None
        yield row(14, Cell(label, named), Cell(wide - label, Words(line, _FACT, Role.MUTED) if line else None))


Lines = list[tuple[str, float, Role, bool]]


def _headline_lines(headline: Headline) -> tuple[int, Lines]:
    lines: Lines = []
    for text, size, role, bold in (
        (headline.value, _VALUE, Role.INK, True),
        (headline.label, _LABEL, Role.MUTED, False),
        (headline.note, 9.5, Role.MUTED, False),
    ):
        lines += [(line, size, role, bold) for line in wrap(clean(text), 150, size, bold=bold)]
    return ceil(max((width(text, size, bold=bold) for text, size, _, bold in lines), default=0)) + 2, lines


def _headline(lines: Lines, room: int, x: int, y: int, anchor: Anchor) -> Panel:
    rows = [
        row(round(size * 1.35), Cell(room, Words(text, size, role, bold=bold, anchor=anchor)))
        for text, size, role, bold in lines
    ]
    return _panel("headline", x, y, rows or [row(1, Cell(room))])
