"""The strips of scores: a cell for each touchpoint, its tone told by the colour and by marks, its sample and interval below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from journeymap.amounts import percent
from journeymap.catalogue import mark, worded
from journeymap.drawing.metrics import width, wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Anchor, Cell, Icon, Panel, Row, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Bar, Card
from journeymap.marks import Tone, Verdict
from journeymap.pieces.bands import Band
from journeymap.pieces.folding import is_stand_in
from journeymap.pieces.notes import VERDICTS
from journeymap.pieces.rows import SMALL, GridRow

METRICS = ("CSAT", "CES", "NPS")
GROUNDS = {
    Tone.GOOD: (Role.GOOD, Role.BADGE_TEXT),
    Tone.FAIR: (Role.FAIR_BAR, Role.FAIR_BAR_TEXT),
    Tone.POOR: (Role.POOR, Role.BADGE_TEXT),
    Tone.PLAIN: (Role.TRACK, Role.INK),
}
"""The ground of a measured score and the ink on it."""
MARKS = {Tone.GOOD: "three", Tone.FAIR: "two", Tone.POOR: "one"}
"""The icons with as many marks as say the tone without colour."""
DASH = (3.0, 3.0)
UNASKED = "–"
_FIGURE, _FIGURE_LINE, _LINE, _CELL = 12.0, 16, 12, 26
_WIDEST = 72
_MARKS, _MARKS_ROW, _SIGN = 20, 4, 13
_TOLD = {"CSAT": mark("satisfied"), "NPS": mark("of -100 to +100")}


@dataclass(frozen=True, slots=True)
class _Strip:
    """What all cells of a strip have in common."""

    units: tuple[str, ...]
    """The units that occur: one is told by the strip's name, several by the cells."""
    unit_below: bool
    """Whether the one unit stands below each figure as well: where every slot has room for it."""
    aim: str
    """The target, where it is the same for all; then only broken and undecided ones stand below."""
    target: str
    """The word for one."""


def score_row(band: Band, metric: str) -> GridRow | None:
    """The strip of a metric; nothing where no touchpoint of the band asks for it."""
    bars = {card.id: bar for card in band.cards for bar in card.bars if bar.metric == metric}
    if not bars:
        return None
    strip = _strip(band, list(bars.values()))
    places = [(place, card, left) for place in band.places for card, left in place.slots()]
    high = max(_height(bars[card.id], _width(place.slot), strip) for place, card, _ in places if card.id in bars)
    items: list[Panel] = []
    for place, card, left in places:
        wide = _width(place.slot)
        x = left + (place.slot - wide) // 2
        if card.id in bars:
            items.append(_cell(bars[card.id], x, wide, high, strip))
            below = list(_below(card, bars[card.id], place.slot - 2, strip))
            items += [Panel("sample", left + 1, high + 3, tuple(below))] if below else []
        elif not is_stand_in(card):
            unasked = row(_LINE, Cell(wide, _small(UNASKED, Role.MUTED)))
            items.append(Panel("unasked", x, (high - _LINE) // 2, (unasked,)))
    return GridRow(metric, tuple(items), tuple(_explained(metric, strip, list(bars.values()))))


def _strip(band: Band, bars: Sequence[Bar]) -> _Strip:
    units = tuple(sorted({clean(bar.unit) for bar in bars} - {""}))
    room = min(place.slot for place in band.places if place.span.cards) - 2
    aims = {clean(bar.aim) for bar in bars}
    return _Strip(
        units,
        len(units) == 1 and width(units[0], SMALL) <= room,
        aims.pop() if len(aims) == 1 and len(bars) > 1 else "",
        worded("target"),
    )


def _width(slot: int) -> int:
    return min(_WIDEST, slot - 4) // 2 * 2


def _explained(metric: str, strip: _Strip, bars: Sequence[Bar]) -> Iterator[str]:
    """What stands below the strip's name."""
    if metric in _TOLD:
        yield worded(_TOLD[metric])
    if len(strip.units) == 1:
        easy_is_high = any(bar.easy_is_high for bar in bars)
        yield worded("{unit}: more is better" if easy_is_high else "{unit}: less is better", unit=strip.units[0])
    if any(bar.interval for bar in bars):
        yield worded("{level} interval, n", level=percent(0.95))
    if strip.aim and any(bar.value is not None for bar in bars):
        yield worded("target {value} each", value=strip.aim)


def _lines(bar: Bar, wide: int, strip: _Strip) -> tuple[tuple[str, ...], float]:
    """The lines in a cell and their size: the figure, with its unit where the strip has several; small where it is a sentence."""
    figure = clean(bar.figure)
    text = f"{figure} {clean(bar.unit)}" if figure and len(strip.units) > 1 else figure or clean(bar.word)
    size = _FIGURE if bar.value is not None else SMALL
    lines = wrap(text, wide - 4, size, bold=True)
    return (lines, size) if len(lines) <= 1 else (wrap(text, wide - 4, SMALL, bold=True), SMALL)


def _height(bar: Bar, wide: int, strip: _Strip) -> int:
    lines, _ = _lines(bar, wide, strip)
    return _CELL if len(lines) <= 1 else 12 + _LINE * len(lines)


def _cell(bar: Bar, x: int, wide: int, high: int, strip: _Strip) -> Panel:
    """The cell: on the ground of its tone where there is a value, else hollow; dashed where too few answered."""
    hollow = bar.value is None
    border = 1 if hollow else 0
    ground, ink = (Role.CARD, Role.MUTED) if hollow else GROUNDS.get(bar.tone, GROUNDS[Tone.PLAIN])
    lines, size = _lines(bar, wide - 2 * border, strip)
    line = _FIGURE_LINE if size == _FIGURE else _LINE
    inner = wide - 2 * border
    marks = [] if hollow else _marks(bar.tone, inner, ink)
    rest = high - 2 * border - line * len(lines) - sum(each.height for each in marks)
    words = [row(line, Cell(inner, Words(text, size, ink, bold=True, anchor=Anchor.MIDDLE))) for text in lines]
    above = rest // 2 if not marks else max(0, (rest - 2) // 2)
    rows = [row(above, Cell(inner)), *words, *marks, row(rest - above, Cell(inner))]
    return Panel(
        "score",
        x,
        0,
        tuple(each for each in rows if each.height > 0),
        fill=ground,
        stroke=Role.LINE if hollow else None,
        stroke_width=border,
        radius=4,
        dash=DASH if bar.tone is Tone.HIDDEN else (),
    )


def _marks(tone: Tone, room: int, ink: Role) -> list[Row]:
    """Three marks for good, two for fair, one for poor; none where there is no verdict."""
    return [row(_MARKS_ROW, Cell(room, Icon(MARKS[tone], _MARKS, ink)))] if tone in MARKS else []


def _below(card: Card, bar: Bar, room: int, strip: _Strip) -> Iterator[Row]:
    """The unit where it is wanted, interval, sample and target."""
    unit = bar.unit if strip.unit_below and bar.value is not None else ""
    for text in (unit, bar.interval, bar.sample):
        for line in wrap(clean(text), room, SMALL):
            yield row(_LINE, Cell(room, _small(line, Role.MUTED)))
    # Without data the target stands in the cell itself.
    seen = bar.value is not None or bar.tone is Tone.HIDDEN
    measure = bar.metric.lower()
    if seen and clean(bar.aim) and not (strip.aim and _kept(card, measure)):
        # In the narrowest strips a short word, rather than a longer one in pieces.
        word = strip.target if width(strip.target, SMALL, bold=True) <= room - _SIGN else worded("aim")
        yield from target_rows(card, measure, f"{word} {clean(bar.aim)}", room)


def _verdict(card: Card, measure: str) -> Verdict:
    return next((promised.verdict for promised in card.promised if promised.measure == measure), Verdict.OK)


def _kept(card: Card, measure: str) -> bool:
    return _verdict(card, measure) not in VERDICTS


def target_rows(card: Card, measure: str, text: str, room: int) -> Iterator[Row]:
    """A target in words, with the sign of a verdict where it is broken or undecided."""
    if _kept(card, measure):
        for line in wrap(text, room, SMALL):
            yield row(_LINE, Cell(room, _small(line, Role.MUTED)))
        return
    icon, role = VERDICTS[_verdict(card, measure)]
    *lines, last = wrap(text, room - _SIGN, SMALL, bold=True)
    for line in lines:
        yield row(_LINE, Cell(room, _small(line, role, bold=True)))
    side = max(0, (room - ceil(width(last, SMALL, bold=True)) - _SIGN) // 2)
    words = Words(last, SMALL, role, bold=True)
    yield row(_LINE, Cell(side), Cell(_SIGN - 3, Icon(icon, 10, role)), Cell(3), Cell(room - side - _SIGN, words))


def _small(text: str, role: Role, *, bold: bool = False) -> Words:
    return Words(text, SMALL, role, bold=bold, anchor=Anchor.MIDDLE)
