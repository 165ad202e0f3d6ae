"""The signs that occur on a map, and no others, with what they mean."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from journeymap.amounts import percent
from journeymap.catalogue import mark, worded
from journeymap.drawing.metrics import widest, wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import (
    Cell,
    Content,
    Disc,
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
from journeymap.mapping import Bar, Card, Map
from journeymap.marks import CHANGED_WAY, Basis, Change, Flow, Kind, Tone, Verdict
from journeymap.pieces.bars import bar_rows
from journeymap.pieces.cards import OUTLINES
from journeymap.pieces.changes import GONE, changed_cards
from journeymap.pieces.changes import ICONS as ICONS_OF_CHANGE
from journeymap.pieces.frame import MARGIN, Part, stroke
from journeymap.pieces.notes import ICONS, PAIN_ICONS, VERDICTS, after_visits

_TEXT = 10.5


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign and its meaning; a line where it has a `stroke`, else `content`."""

    sample_width: int
    text: str
    content: Content = None
    stroke: Stroke | None = None
    kind: str = ""


def legend(
    map_: Map,
    sheet: int,
    top: int,
    *,
    visits_in_words: bool = True,
    notes: Collection[Kind] = (),
    lines: tuple[Entry, ...] | None = None,
) -> Part:
    """The legend below `top`. `lines` replaces what the arrows mean; `notes` are the kinds that are drawn."""
    arrows = arrow_entries(map_) if lines is None else lines
    return entries_part(
        (*arrows, *_changed_ways(map_), *_entries(map_, notes, visits_in_words=visits_in_words)), sheet, top
    )


def entries_part(entries: Iterable[Entry], sheet: int, top: int) -> Part:
    """The entries side by side, in as many lines as they need."""
    items: list[Panel | Edge] = []
    x, y, low = MARGIN + 4, top, top
    for number, entry in enumerate(entries):
        room = sheet - MARGIN - (MARGIN + 4) - entry.sample_width - 7
        wrapped = wrap(entry.text, min(room, 330), _TEXT)
        wide = entry.sample_width + 7 + ceil(widest(wrapped, _TEXT)) + 2
        if x > MARGIN + 4 and x + wide > sheet - MARGIN:
            x, y = MARGIN + 4, low + 5
        panel = _panel(entry, wrapped, wide, x, y, f"legend {number}")
        items.append(panel)
        if entry.stroke is not None:
            items.append(_arrow(entry, entry.stroke, x, y + 8, panel.key))
        low = max(low, y + panel.height)
        x += wide + 20
    return Part(tuple(items), low)


def _panel(entry: Entry, lines: tuple[str, ...], wide: int, x: int, y: int, key: str) -> Panel:
    room = wide - entry.sample_width - 7
    words = [Cell(room, Words(line, _TEXT, Role.MUTED)) for line in lines]
    rows = [row(16, Cell(entry.sample_width, entry.content), Cell(7), words[0])]
    rows += [row(13, Cell(entry.sample_width), Cell(7), each) for each in words[1:]]
    return Panel("legend", x, y, tuple(rows), key=key)


def _arrow(entry: Entry, line: Stroke, x: int, y: int, key: str) -> Edge:
    points = ((float(x), float(y)), (x + 9.0, float(y)), (x + 18.0, float(y)), (x + 25.0, float(y)))
    return Edge(f"sample {entry.kind}", key, key, points, line, (x + 33.0, float(y)))


def arrow_entries(map_: Map) -> tuple[Entry, ...]:
    """What the kinds of arrows of the map mean, whose width tells the cases."""
    names = {
        Flow.PLANNED: mark("planned, width = cases" if map_.measured else "planned, with the promised share"),
        Flow.UNPLANNED: mark("unplanned"),
        Flow.LOOP: mark("loop back"),
    }
    flows = {arrow.flow for arrow in map_.arrows if arrow.change is not Change.REMOVED}
    return tuple(arrow_entry(flow, worded(text)) for flow, text in names.items() if flow in flows)


def arrow_entry(flow: Flow, text: str) -> Entry:
    """One kind of arrow."""
    return Entry(34, text, stroke=stroke(flow, 3.0 if flow is Flow.PLANNED else 2.4), kind=flow.value)


def _changed_ways(map_: Map) -> Iterator[Entry]:
    """The signs of ways that are gone or changed; new ones say so."""
    if any(arrow.change is Change.REMOVED for arrow in map_.arrows):
        yield Entry(34, worded("removed way"), stroke=GONE, kind="removed")
    if any(CHANGED_WAY in arrow.label for arrow in map_.arrows):
        yield Entry(9, worded("changed way"), Words(CHANGED_WAY, _TEXT, Role.PLANNED_TEXT, bold=True))


def _entries(map_: Map, notes: Collection[Kind], *, visits_in_words: bool) -> Iterator[Entry]:
    cards = [card for column in map_.columns for card in column.cards]
    yield from change_entries(cards)
    if not visits_in_words and any(card.visits for card in cards):
        yield Entry(11, after_visits(), Icon("person", 11, Role.ICON))
    yield from _bar_entries([bar for card in cards for bar in card.bars])
    yield from face_entries(cards, lambda basis: Mood(1, OUTLINES[basis], 16, Role.GOOD))
    if any(card.drop_off for card in cards):
        yield Entry(10, worded("leave the journey here"), Icon("leave", 9, Role.MUTED))
    yield from verdict_entries(cards)
    yield from pain_entries(cards)
    said = {note.kind for card in cards for note in card.notes}
    for kind, text in _NOTE_WORDS.items():
        if kind in said and kind in notes:
            yield Entry(13, worded(text), Icon(ICONS[kind], 12, Role.MOMENT if kind is Kind.IDEA else Role.ICON))
    if any(card.rank is not None for card in cards):
        yield Entry(16, worded("friction by rank, explained below"), Icon("rank", 14, Role.POOR))


def change_entries(cards: Sequence[Card]) -> Iterator[Entry]:
    """The signs of what is new, changed and gone."""
    for change in changed_cards(cards):
        yield Entry(14, worded(_CHANGE_WORDS[change]), Icon(ICONS_OF_CHANGE[change], 13, Role.CHANGE))


_CHANGE_WORDS = {
    Change.ADDED: mark("new touchpoint"),
    Change.REMOVED: mark("removed touchpoint"),
    Change.CHANGED: mark("changed touchpoint"),
}
_NOTE_WORDS = {Kind.PROMISE: mark("promised"), Kind.EXPECTS: mark("expected"), Kind.IDEA: "idea"}
_FACE_WORDS = {
    Basis.MEASURED: mark("feeling, measured"),
    Basis.EVIDENCED: mark("feeling, claimed with evidence"),
    Basis.GUESSED: mark("feeling, only guessed"),
}
_VERDICT_WORDS = {
    Verdict.BROKEN: mark("target broken: its whole interval is past it"),
    Verdict.UNDECIDED: mark("target undecided: the interval includes it"),
}
_PAIN_WORDS = {Basis.EVIDENCED: mark("pain with evidence"), Basis.GUESSED: mark("pain, only guessed")}


def face_entries(cards: Sequence[Card], sample: Callable[[Basis], Mood | Disc]) -> Iterator[Entry]:
    """What the outline of a feeling says, with a sample of each that occurs."""
    found = {card.face.basis for card in cards if card.face}
    for basis, text in _FACE_WORDS.items():
        if basis in found:
            yield Entry(16, worded(text), sample(basis))


def verdict_entries(cards: list[Card]) -> Iterator[Entry]:
    """The signs of the verdicts that occur."""
    found = {promised.verdict for card in cards for promised in card.promised}
    for verdict, text in _VERDICT_WORDS.items():
        if verdict in found:
            icon, role = VERDICTS[verdict]
            yield Entry(13, worded(text), Icon(icon, 13, role))


def pain_entries(cards: list[Card]) -> Iterator[Entry]:
    """The signs of what the pains rest on."""
    found = {pain.basis for card in cards for pain in card.pains}
    for basis, text in _PAIN_WORDS.items():
        if basis in found:
            yield Entry(13, worded(text), Icon(PAIN_ICONS[basis], 13, Role.PAIN_TEXT))


def _bar_entries(bars: list[Bar]) -> Iterator[Entry]:
    drawn = [bar for bar in bars if bar.value is not None]
    if drawn:
        tone = next((bar.tone for bar in drawn if bar.tone is Tone.GOOD), drawn[0].tone)
        metrics = ", ".join(name for name in ("CSAT", "CES", "NPS") if any(bar.metric == name for bar in drawn))
        sample = bar_rows(Bar("", "", "", tone, 0.66, 0.56, 0.76), 48)
        text = worded("{metrics}; pale: {level} interval", metrics=metrics or worded("score"), level=percent(0.95))
        yield Entry(48, text, _centred(sample, 48))
        tones = [(tone, BAR_TONE_ROLES[tone]) for tone in BAR_TONE_ROLES if any(bar.tone is tone for bar in drawn)]
        if len(tones) > 1:
            squares = [cell for _, role in tones for cell in (Cell(10, Fill(role)), Cell(3))][:-1]
            size = sum(cell.width for cell in squares)
            stack = _centred([row(10, *squares)], size)
            yield Entry(size, ", ".join(worded(TONE_WORDS[tone]) for tone, _ in tones), stack)
    if any(bar.target is not None for bar in bars):
        tick = bar_rows(Bar("", "", "", Tone.PLAIN, None, target=0.5), 18)
        yield Entry(18, worded("target"), _centred(tick, 18))
    directions = {bar.easy_is_high for bar in drawn}
    for easy_is_high, text in DIRECTIONS.items():
        if easy_is_high in directions:
            yield Entry(24, worded(text), Words("CES", _TEXT, Role.MUTED, bold=True))


BAR_TONE_ROLES = {Tone.GOOD: Role.GOOD, Tone.FAIR: Role.FAIR_BAR, Tone.POOR: Role.POOR, Tone.PLAIN: Role.PLAIN}
TONE_WORDS = {Tone.GOOD: mark("good"), Tone.FAIR: mark("fair"), Tone.POOR: mark("poor"), Tone.PLAIN: mark("no verdict")}
DIRECTIONS = {True: mark("ease: a higher number is better"), False: mark("effort: a lower number is better")}


def _centred(rows: list[Row], wide: int) -> Stack:
    """Rows in the middle of a legend line's 16 px."""
    missing = 16 - sum(each.height for each in rows)
    return Stack((row(missing // 2, Cell(wide)), *rows, row(missing - missing // 2, Cell(wide))))
