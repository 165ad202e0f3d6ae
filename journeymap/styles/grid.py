"""The grid style: the classic journey map. A column per stage, a row per question, one number for each touchpoint in all rows.

Stages that do not fit side by side go on in a band below. Rows with nothing in them are left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from journeymap.catalogue import mark, worded
from journeymap.drawing import Drawing
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Edge, Panel, Region
from journeymap.drawing.vector import WIDEST
from journeymap.mapping import Card, Map
from journeymap.marks import Change
from journeymap.pieces.bands import Band, bands
from journeymap.pieces.emotion import emotion_row, number_row, turns
from journeymap.pieces.entries import touchpoint_row, visits_beside
from journeymap.pieces.folding import fold, is_stand_in
from journeymap.pieces.foot import badge, foot
from journeymap.pieces.frame import MARGIN, described, head
from journeymap.pieces.grid_legend import grid_legend
from journeymap.pieces.headers import header, header_height
from journeymap.pieces.leavers import leaving_row, scale_for
from journeymap.pieces.lists import goal_row, idea_row, owner_row, pain_row, promise_row
from journeymap.pieces.rows import NAMES, GridRow, box, placed
from journeymap.pieces.scores import METRICS, score_row

_LEAST_SHEET = 420
_BETWEEN_BANDS = 26
_CORNER = 4
"""Ranks of friction are squares here: the discs are touchpoints."""


def draw(map: Map) -> Drawing:
    """The map as a drawing, at most 1130 px wide."""
    # The ways between touchpoints are not drawn: what is said of them says nothing here.
    folded, notes = fold(replace(map, arrows=()))
    cut = bands(folded.columns, MARGIN + NAMES, WIDEST - 2 * MARGIN - NAMES)
    sheet = max([_LEAST_SHEET, *(band.right + MARGIN for band in cut)])
    top = head(folded, sheet)
    cards = _cards(folded)
    common = _Common(_numbers(map, folded), scale_for(cards), frozenset(turns(cards)), visits_beside(cut))
    items: list[Panel | Edge] = []
    regions: list[Region] = []
    y = top.bottom + 4
    for band in cut:
        drawn = _drawn(band, common, y)
        items += drawn.items
        regions += drawn.regions
        y = drawn.bottom + _BETWEEN_BANDS
    key = grid_legend(folded, sheet, y - _BETWEEN_BANDS + 14)
    below = foot(folded, sheet, key.bottom + 18, (*notes, *_missing(map), *folded.notes))
    return Drawing(
        width=sheet,
        height=below.bottom,
        title=folded.title,
        description=described(mark("Customer journey grid"), folded),
        items=(*top.items, *items, *key.items, *(_squared(item) for item in below.items)),
        regions=tuple(regions),
        lang=folded.lang,
    )


def _numbers(map_: Map, folded: Map) -> dict[str, str]:
    """The number of each touchpoint in the journey; a stand-in for folded ones has none, and one that is gone a dash."""
    order = {card.id: str(card.number or place) for place, card in enumerate(_cards(map_), 1)}
    order |= {card.id: "-" for card in _cards(map_) if card.change is Change.REMOVED}
    return {card.id: "" if is_stand_in(card) else order[card.id] for card in _cards(folded)}


def _cards(map_: Map) -> list[Card]:
    return [card for column in map_.columns for card in column.cards]


def _missing(map_: Map) -> Iterator[str]:
    """What the grid has no row for, where a reader would look for it."""
    cards = _cards(map_)
    if cards and not any(card.face for card in cards):
        yield worded("No feeling is known of any touchpoint: there is no emotion curve.")
    if cards and not any(card.bars for card in cards):
        yield worded("No touchpoint asks for CSAT, CES or NPS.")
    if cards and not any(card.pains for card in cards):
        yield worded("No pain points are written down.")


@dataclass(frozen=True, slots=True)
class _Common:
    """What all bands have in common: the touchpoints' numbers, the share of a full bar, the ids of peaks and lows, px for visits."""

    numbers: dict[str, str]
    scale: float
    named: frozenset[str]
    beside: int


@dataclass(frozen=True, slots=True)
class _Drawn:
    items: tuple[Panel | Edge, ...]
    regions: tuple[Region, ...]
    bottom: int


def _drawn(band: Band, common: _Common, top: int) -> _Drawn:
    """A band from its top on: the headers, then row after row on alternating grounds."""
    headers, y = _headers(band, top)
    items: list[Panel | Edge] = [*headers]
    regions: list[Region] = []
    first, shaded = y + 4, True
    y = first
    for make in _rows(band, common):
        found = make(Role.BAND if shaded else Role.PAGE)
        if found is None:
            continue
        part = placed(found, y, band.right, shaded=shaded)
        items += part.items
        regions += part.regions
        y, shaded = part.bottom, not shaded
    lines = [box("stage line", place.left, first, 1, y - first, Role.LINE) for place in band.places[1:]]
    return _Drawn(tuple(items), (*regions, *lines), y)


def _rows(band: Band, common: _Common) -> Iterator[Callable[[Role], GridRow | None]]:
    """The rows from above, each made on its ground."""
    numbers = common.numbers
    yield lambda _: goal_row(band)
    yield lambda _: touchpoint_row(band, numbers, common.beside)
    yield lambda ground: emotion_row(band, numbers, common.named, ground) or number_row(band, numbers)
    yield lambda _: _rank_row(band)
    yield from (partial(_score, band, metric) for metric in METRICS)
    yield lambda _: leaving_row(band, common.scale)
    yield lambda _: promise_row(band, numbers)
    yield lambda _: pain_row(band, numbers)
    yield lambda _: idea_row(band, numbers)
    yield lambda _: owner_row(band, numbers)


def _headers(band: Band, top: int) -> tuple[list[Panel], int]:
    """The header of each stage, without its goal: that has a row of its own."""
    told = [(place, replace(place.span.column, goal=""), place.span.more) for place in band.places]
    height = max((header_height(column, place.width - 4, more) for place, column, more in told), default=0)
    panels = [header(column, place.left + 2, top, place.width - 4, height, more) for place, column, more in told]
    return panels, top + height


def _rank_row(band: Band) -> GridRow | None:
    """The ranks of friction below the touchpoints that have one."""
    ranks = [badge(card.rank, x - 10, 0, card.id) for card, x in band.centres() if card.rank is not None]
    return GridRow(worded("Friction"), tuple(map(_squared, ranks)), (worded("1 is worst"),)) if ranks else None


def _squared(item: Panel | Edge) -> Panel | Edge:
    return replace(item, radius=_CORNER) if isinstance(item, Panel) and item.kind == "badge" else item


def _score(band: Band, metric: str, _: Role) -> GridRow | None:
    return score_row(band, metric)
