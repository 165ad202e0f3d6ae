"""What stands around every map: title and headlines above, the legend, friction and notes below."""

from dataclasses import dataclass
from math import ceil

from journeymap.drawing.metrics import widest, width, wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import (
    Anchor,
    Cell,
    Content,
    Edge,
    Fill,
    Icon,
    Mood,
    Panel,
    Row,
    Stack,
    Stroke,
    Words,
    row,
)
from journeymap.drawing.text import clean
from journeymap.mapping import Bar, Card, Flow, Friction, Headline, Map, Tone
from journeymap.pieces.cards import bar_rows

MARGIN = 14
_TITLE, _SUBTITLE, _VALUE, _LABEL, _TEXT = 20.0, 11.5, 17.0, 10.5, 10.5

FLOW_ROLE = {Flow.PLANNED: Role.PLANNED, Flow.UNPLANNED: Role.UNPLANNED, Flow.LOOP: Role.LOOP}
FLOW_TEXT_ROLE = {Flow.PLANNED: Role.PLANNED_TEXT, Flow.UNPLANNED: Role.UNPLANNED, Flow.LOOP: Role.LOOP}
_DASHES: dict[Flow, tuple[float, ...]] = {Flow.PLANNED: (), Flow.UNPLANNED: (6, 3), Flow.LOOP: (0.1, 4.5)}


@dataclass(frozen=True, slots=True)
class Part:
    """Some items of a map and where they end."""

    items: tuple[Panel | Edge, ...]
    bottom: int


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
    """Title, subtitle and headlines; the headlines go below where there is no room beside."""
    room = sheet - 2 * MARGIN - 8
    blocks = [_headline_lines(headline) for headline in map_.headlines]
    total = sum(width_ for width_, _ in blocks) + 26 * len(blocks)
    needed = min(width(clean(map_.title), _TITLE, bold=True), 420)
    beside = bool(blocks) and needed + total <= room
    text_room = room - total if beside else room
    rows = line_rows(map_.title, text_room, _TITLE, Role.INK, bold=True)
    rows += [row(5, Cell(text_room)), *line_rows(map_.subtitle, text_room, _SUBTITLE, Role.MUTED)]
    if not map_.measured:
        rows += [row(6, Cell(text_room)), _declared(text_room)]
    title = _panel("title", MARGIN + 4, 18, rows)
    items, bottom = [title], title.y + title.height
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
    return Part(tuple(items), max(bottom, line_bottom) + 14)


def _declared(room: int) -> Row:
    text = "Declared, not measured: targets, promised shares and assumptions, no data yet"
    lines = wrap(text, room - 18, _LABEL, bold=True)
    words = Stack(tuple(row(14, Cell(room - 18, Words(line, _LABEL, Role.FAIR, bold=True))) for line in lines))
    return row(14 * len(lines), Cell(18, Icon("letter", 13, Role.FAIR)), Cell(room - 18, words))


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


def legend(map_: Map, sheet: int, top: int, *, visits_in_words: bool = True) -> Part:
    """Signs that occur on this map, and no others, with what they mean."""
    items: list[Panel | Edge] = []
    x, y, low = MARGIN + 4, top, top
    for number, entry in enumerate(_entries(map_, visits_in_words=visits_in_words)):
        room = sheet - MARGIN - (MARGIN + 4) - entry.sample_width - 7
        lines = wrap(entry.text, min(room, 330), _TEXT)
        wide = entry.sample_width + 7 + ceil(widest(lines, _TEXT)) + 2
        if x > MARGIN + 4 and x + wide > sheet - MARGIN:
            x, y = MARGIN + 4, low + 5
        panel = _legend_panel(entry, lines, wide, x, y, f"legend {number}")
        items.append(panel)
        if entry.flow is not None:
            items.append(_legend_arrow(entry.flow, x, y + 8, panel.key))
        low = max(low, y + panel.height)
        x += wide + 20
    return Part(tuple(items), low)


@dataclass(frozen=True, slots=True)
class _Entry:
    sample_width: int
    text: str
    content: Content = None
    flow: Flow | None = None


def _legend_panel(entry: _Entry, lines: tuple[str, ...], wide: int, x: int, y: int, key: str) -> Panel:
    room = wide - entry.sample_width - 7
    words = [Cell(room, Words(line, _TEXT, Role.MUTED)) for line in lines]
    rows = [row(16, Cell(entry.sample_width, entry.content), Cell(7), words[0])]
    rows += [row(13, Cell(entry.sample_width), Cell(7), each) for each in words[1:]]
    return _panel("legend", x, y, rows, key)


def _legend_arrow(flow: Flow, x: int, y: int, key: str) -> Edge:
    line = stroke(flow, 3.0 if flow is Flow.PLANNED else 2.4)
    points = ((float(x), float(y)), (x + 9.0, float(y)), (x + 18.0, float(y)), (x + 25.0, float(y)))
    return Edge(f"sample {flow.value}", key, key, points, line, (x + 33.0, float(y)))


def _entries(map_: Map, *, visits_in_words: bool) -> list[_Entry]:
    cards = [card for column in map_.columns for card in column.cards]
    bars = [bar for card in cards for bar in card.bars]
    flows = {arrow.flow for arrow in map_.arrows}
    entries = []
    names = {
        Flow.PLANNED: "planned, width = cases" if map_.measured else "planned, with the promised share",
        Flow.UNPLANNED: "unplanned",
        Flow.LOOP: "loop back",
    }
    entries += [_Entry(34, text, flow=flow) for flow, text in names.items() if flow in flows]
    if not visits_in_words and any(card.visits for card in cards):
        entries.append(_Entry(11, "visits", Icon("person", 11, Role.ICON)))
    return entries + _bar_entries(bars) + _card_entries(cards)


def _bar_entries(bars: list[Bar]) -> list[_Entry]:
    entries = []
    drawn = [bar for bar in bars if bar.value is not None]
    if drawn:
        tone = next((bar.tone for bar in drawn if bar.tone is Tone.GOOD), drawn[0].tone)
        metrics = ", ".join(name for name in ("CSAT", "CES", "NPS") if any(bar.metric == name for bar in drawn))
        sample = bar_rows(Bar("", "", "", tone, 0.66, 0.56, 0.76), 48)
        text = f"{metrics or 'score'}; pale: 95 % interval"
        entries.append(_Entry(48, text, _centred(sample, 48)))
        tones = [(tone, BAR_TONE_ROLES[tone]) for tone in BAR_TONE_ROLES if any(bar.tone is tone for bar in drawn)]
        if len(tones) > 1:
            squares = [cell for _, role in tones for cell in (Cell(10, Fill(role)), Cell(3))][:-1]
            size = sum(cell.width for cell in squares)
            stack = _centred([row(10, *squares)], size)
            entries.append(_Entry(size, ", ".join(_TONE_WORDS[tone] for tone, _ in tones), stack))
    if any(bar.target is not None for bar in bars):
        tick = bar_rows(Bar("", "", "", Tone.PLAIN, None, target=0.5), 18)
        entries.append(_Entry(18, "target", _centred(tick, 18)))
    words = [clean(bar.word) for bar in bars if bar.metric == "CES"]
    if any(word.startswith("ease") for word in words):
        entries.append(_Entry(24, "ease: a higher number is better", Words("CES", _TEXT, Role.MUTED, bold=True)))
    if any(word.startswith("effort") for word in words):
        entries.append(_Entry(24, "effort: a lower number is better", Words("CES", _TEXT, Role.MUTED, bold=True)))
    return entries


BAR_TONE_ROLES = {Tone.GOOD: Role.GOOD, Tone.FAIR: Role.FAIR_BAR, Tone.POOR: Role.POOR, Tone.PLAIN: Role.PLAIN}
_TONE_WORDS = {Tone.GOOD: "good", Tone.FAIR: "fair", Tone.POOR: "poor", Tone.PLAIN: "no verdict"}


def _centred(rows: list[Row], wide: int) -> Stack:
    """Rows in the middle of a legend line's 16 px."""
    missing = 16 - sum(each.height for each in rows)
    return Stack((row(missing // 2, Cell(wide)), *rows, row(missing - missing // 2, Cell(wide))))


def _card_entries(cards: list[Card]) -> list[_Entry]:
    entries = []
    faces = [card.face for card in cards if card.face]
    if any(face.measured for face in faces):
        entries.append(_Entry(16, "feeling, measured", Mood(1, True, 16, Role.GOOD)))
    if any(not face.measured for face in faces):
        entries.append(_Entry(16, "feeling, only assumed", Mood(1, False, 16, Role.GOOD)))
    if any(card.drop_off for card in cards):
        entries.append(_Entry(10, "leave the journey here", Icon("leave", 9, Role.MUTED)))
    if any(card.rank is not None for card in cards):
        entries.append(_Entry(16, "friction by rank, explained below", Icon("rank", 14, Role.POOR)))
    return entries


def badge(rank: int, x: int, y: int, key: str) -> Panel:
    """A friction rank in its disc, by the disc's corner."""
    wide = max(20, ceil(width(str(rank), 11, bold=True)) + 10)
    words = Words(str(rank), 11, Role.BADGE_TEXT, bold=True, anchor=Anchor.MIDDLE)
    return Panel("badge", x, y, (row(20, Cell(wide, words)),), fill=Role.POOR, radius=10, key=key)


def foot(map_: Map, sheet: int, top: int, notes: tuple[str, ...]) -> Part:
    """The explanation of the friction ranks, then the notes."""
    items: list[Panel | Edge] = []
    y = top
    room = sheet - 2 * MARGIN - 4
    if map_.friction:
        heading = _panel("heading", MARGIN, y, line_rows("Top friction", room, 12.5, Role.POOR, bold=True))
        items.append(heading)
        y += heading.height + 6
        part = _frictions(map_.friction, y, room)
        items += part.items
        y = part.bottom + 4
    for note in notes:
        rows = line_rows(note, room, 9.5, Role.MUTED)
        if rows:
            items.append(_panel("note", MARGIN, y, rows))
            y += items[-1].height + 2 if isinstance(items[-1], Panel) else 0
    return Part(tuple(items), y + 10)


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
        for index, line in enumerate(friction.lines):
            rows += line_rows(line, text_room, 10, Role.MUTED if index == 0 else Role.PAIN_TEXT)
        rows = _shrunk(rows, text_room)
        mark = badge(friction.rank, x, y, "")
        items.append(mark)
        if rows:
            items.append(_panel("friction", x + max(26, mark.width + 6), y + 2, rows))
        low = max(low, y + 20, y + 2 + sum(each.height for each in rows))
    return Part(tuple(items), low)


def _shrunk(rows: list[Row], room: int) -> list[Row]:
    """Rows of one text each, as wide as the widest text: what is read from the right then stays near its badge."""
    texts = [each.cells[0].content for each in rows]
    wide = max(
        (ceil(width(text.text, text.size, bold=text.bold)) for text in texts if isinstance(text, Words)), default=0
    )
    return [row(each.height, Cell(min(room, wide + 2), each.cells[0].content)) for each in rows]
