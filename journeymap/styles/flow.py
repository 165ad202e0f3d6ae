"""The flow style: a column per stage, a card per touchpoint, and the customers' ways between them.

Neighbours in a column are joined straight; all other arrows run in the gutters between the columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from journeymap.drawing import Drawing
from journeymap.drawing.nearby import Box
from journeymap.drawing.overlaps import label_key
from journeymap.drawing.palette import Role
from journeymap.drawing.routing import Ground, Way, lowered
from journeymap.drawing.shapes import Anchor, Cell, Edge, Panel, Words, block, row
from journeymap.drawing.text import clean
from journeymap.mapping import Arrow, Flow, Map
from journeymap.pieces.columns import BAND, LABEL, LABEL_LINE, Columns, arrow_line, label_lines, lay_out
from journeymap.pieces.folding import fold
from journeymap.pieces.foot import foot
from journeymap.pieces.frame import FLOW_TEXT_ROLE, described, head
from journeymap.pieces.headers import header, header_height
from journeymap.pieces.legend import legend
from journeymap.words import times


def draw(map: Map) -> Drawing:
    """The map as a drawing, at most 1130 px wide when shown; beyond eight stages it is scaled down to that."""
    folded, notes = fold(map)
    columns = lay_out(folded)
    top = head(folded, columns.sheet)
    form = columns.form
    key = legend(folded, columns.sheet, top.bottom, visits_in_words=form.visits_in_words, notes=form.notes)
    drawn = _drawn(folded, columns, key.bottom + 16)
    said = (*notes, *_bare(columns.unlabelled), *folded.notes, *folded.ways_left_out)
    below = foot(folded, columns.sheet, drawn.bottom + 16, said)
    return Drawing(
        width=columns.sheet,
        height=below.bottom,
        title=folded.title,
        description=described("Customer journey map", folded, len(folded.arrows)),
        items=(*top.items, *key.items, *drawn.items, *below.items),
        lang=folded.lang,
    )


def _bare(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{times(count, 'arrow')} {'is' if count == 1 else 'are'} drawn without a number for want of room.",)


@dataclass(frozen=True, slots=True)
class _Drawn:
    items: tuple[Panel | Edge, ...]
    bottom: int


def _drawn(map_: Map, columns: Columns, top: int) -> _Drawn:
    """Bands, headers, cards, arrows and their labels, below a height."""
    ground = columns.ground
    wide = ground.card + 2 * BAND
    high = max((header_height(column, wide) for column in map_.columns), default=0)
    start = top + high + columns.above
    bottom = start + columns.bottom
    bands = [
        Panel("band", left - BAND, top, block(wide, bottom - top), fill=Role.BAND, radius=12) for left in ground.lefts
    ]
    headers = [
        header(column, left - BAND, top, wide, high) for column, left in zip(map_.columns, ground.lefts, strict=False)
    ]
    arrows = _arrows(map_, [lowered(way, start) for way in columns.ways])
    solid = [replace(panel, y=panel.y + start) for panel in (*columns.panels, *columns.badges)]
    labels = [
        _label(arrow, box, start, ground)
        for arrow, box in zip(map_.arrows, columns.labels, strict=True)
        if box is not None
    ]
    return _Drawn((*bands, *headers, *arrows, *solid, *labels), bottom)


def _arrows(map_: Map, ways: Sequence[Way]) -> list[Edge]:
    order = [Flow.PLANNED, Flow.LOOP, Flow.UNPLANNED]
    drawn = sorted(zip(map_.arrows, ways, strict=True), key=lambda pair: order.index(pair[0].flow))
    return [
        Edge(
            f"arrow {arrow.flow.value}",
            arrow.source,
            arrow.target,
            way.points,
            arrow_line(arrow),
            way.tip,
            arrow.text or clean(f"{arrow.source} to {arrow.target}, {arrow.flow.value} {arrow.label}"),
        )
        for arrow, way in drawn
    ]


def _label(arrow: Arrow, box: Box, start: int, ground: Ground) -> Panel:
    x, y, wide = int(box[0]), int(box[1]) + start, int(box[2] - box[0])
    middle = x + wide / 2
    on_band = any(left - BAND <= middle <= left + ground.card + BAND for left in ground.lefts)
    words = [
        Words(
            line,
            LABEL,
            FLOW_TEXT_ROLE[arrow.flow],
            bold=True,
            anchor=Anchor.MIDDLE,
            halo=Role.BAND if on_band else Role.PAGE,
        )
        for line in label_lines(arrow)
    ]
    rows = tuple(row(LABEL_LINE, Cell(wide, each)) for each in words)
    ends = (arrow.source, arrow.target)
    return Panel("label", x, y, rows, key=label_key(*ends, f"arrow {arrow.flow.value}"), about=ends)
