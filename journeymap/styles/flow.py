"""The flow style: a column per stage, a card per touchpoint, and the customers' ways between them.

Neighbours in a column are joined straight; all other arrows run in the gutters between the columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from journeymap.catalogue import mark
from journeymap.drawing import Drawing
from journeymap.drawing.nearby import Box
from journeymap.drawing.overlaps import label_key
from journeymap.drawing.palette import Role
from journeymap.drawing.routing import Ground, Way, lowered
from journeymap.drawing.shapes import Anchor, Cell, Edge, Panel, Words, block, row
from journeymap.drawing.text import clean
from journeymap.mapping import Arrow, Map
from journeymap.marks import Flow
from journeymap.pieces.columns import BAND, LABEL, LABEL_LINE, Columns, arrow_line, label_lines, lay_out
from journeymap.pieces.folding import fold
from journeymap.pieces.foot import bare_arrows, foot
from journeymap.pieces.frame import FLOW_TEXT_ROLE, described, head
from journeymap.pieces.headers import header, header_height
from journeymap.pieces.legend import legend
from journeymap.pieces.tiers import Tier, tiers

_BETWEEN = 24
"""Px between two tiers."""


def draw(map: Map) -> Drawing:
    """The map as a drawing, at most 1130 px wide; more than eight stages stand in tiers."""
    folded, notes = fold(map)
    laid = _laid_out(tiers(folded))
    sheet = max(columns.sheet for _, columns in laid)
    top = head(folded, sheet)
    form = laid[0][1].form
    key = legend(folded, sheet, top.bottom, visits_in_words=form.visits_in_words, notes=form.notes)
    drawn: list[Panel | Edge] = []
    bottom = key.bottom + 16 - _BETWEEN
    for tier, columns in laid:
        items, bottom = _drawn(tier, columns, bottom + _BETWEEN)
        drawn += items
    bare = sum(columns.unlabelled for _, columns in laid)
    below = foot(folded, sheet, bottom + 16, (*notes, *bare_arrows(bare), *folded.notes, *folded.ways_left_out))
    return Drawing(
        width=sheet,
        height=below.bottom,
        title=folded.title,
        description=described(mark("Customer journey map"), folded, len(folded.arrows)),
        items=(*top.items, *key.items, *drawn, *below.items),
        lang=folded.lang,
    )


def _laid_out(cut: Sequence[Tier]) -> list[tuple[Tier, Columns]]:
    """The tiers with the places of what is in them; cards are as wide in all of them, and of one form."""
    alike = [card for tier in cut for column in tier.map.columns for card in column.cards]
    found = [lay_out(tier.map, alike) for tier in cut]
    narrowest = min(columns.ground.card for columns in found)
    return [
        (tier, columns if columns.ground.card == narrowest else lay_out(tier.map, alike, narrowest))
        for tier, columns in zip(cut, found, strict=True)
    ]


def _drawn(tier: Tier, columns: Columns, top: int) -> tuple[list[Panel | Edge], int]:
    """Bands, headers, cards, arrows and their labels, below a height; and where they end."""
    ground, stages = columns.ground, tier.map.columns[: tier.stages]
    wide = ground.card + 2 * BAND
    high = max((header_height(column, wide) for column in stages), default=0)
    start = top + high + columns.above
    bottom = start + columns.bottom
    lefts = ground.lefts[: max(1, tier.stages)]
    bands = [Panel("band", left - BAND, top, block(wide, bottom - top), fill=Role.BAND, radius=12) for left in lefts]
    headers = [header(column, left - BAND, top, wide, high) for column, left in zip(stages, lefts, strict=False)]
    arrows = _arrows(tier.arrows, [lowered(way, start) for way in columns.ways])
    panels = (_signpost(panel, tier.signposts) for panel in columns.panels)
    solid = [replace(panel, y=panel.y + start) for panel in (*panels, *columns.badges)]
    labels = [
        _label(arrow, box, start, ground)
        for arrow, box in zip(tier.arrows, columns.labels, strict=True)
        if box is not None
    ]
    return [*bands, *headers, *arrows, *solid, *labels], bottom


def _signpost(panel: Panel, signposts: Mapping[str, str]) -> Panel:
    """A card as it is; a signpost without a border, and no touchpoint's own."""
    if panel.key not in signposts:
        return panel
    about = (signposts[panel.key],)
    return replace(panel, kind="signpost", fill=Role.TRACK, stroke=Role.TRACK, about=about)


def _arrows(arrows: Sequence[Arrow], ways: Sequence[Way]) -> list[Edge]:
    order = [Flow.PLANNED, Flow.LOOP, Flow.UNPLANNED]
    drawn = sorted(zip(arrows, ways, strict=True), key=lambda pair: order.index(pair[0].flow))
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
