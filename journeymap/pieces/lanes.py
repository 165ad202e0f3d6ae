"""The lanes of a blueprint: their boxes, their grounds, the lines between them, and the links from lane to lane."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from journeymap.catalogue import mark, worded
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Edge, Panel, Stroke, block
from journeymap.mapping import Card
from journeymap.marks import Basis, Kind, Lane
from journeymap.pieces.acts import act_panel, idea_panel, pain_panel
from journeymap.pieces.frame import MARGIN, line_rows
from journeymap.pieces.ways import straight
from journeymap.spoken import ACTORS

NAMES = 92
"""Px at the left of the lanes for their names."""
LINE_ROW = 22
"""Px for the line between two lanes."""
AIR = 10
_BETWEEN = 6
_LINK_AT = 20

CUSTOMER, PAINS, IDEAS = "customer", "pains", "ideas"
LANES: dict[str, str] = {
    Lane.SEES: mark("Evidence"),
    CUSTOMER: mark("Customer"),
    Lane.FRONTSTAGE: mark("Frontstage"),
    Lane.BACKSTAGE: mark("Backstage"),
    Lane.SUPPORT: mark("Support"),
    PAINS: mark("Pains"),
    IDEAS: mark("Ideas"),
}
"""The lanes from above with their names."""
LINES: dict[str, tuple[str, Stroke]] = {
    Lane.FRONTSTAGE: (mark("line of interaction"), Stroke(Role.GOOD, 1.8, (6, 4))),
    Lane.BACKSTAGE: (mark("line of visibility"), Stroke(Role.ICON, 1.8)),
    Lane.SUPPORT: (mark("line of internal interaction"), Stroke(Role.MUTED, 1.4, (2, 4))),
}
"""The line above each of the company's lanes."""
_BASES = {Basis.GUESSED: mark("guessed"), Basis.EVIDENCED: mark("evidenced"), Basis.MEASURED: mark("measured")}
LINK = Stroke(Role.PLANNED, 1.4)


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane with the boxes of each column at their places; and how far it reaches."""

    lane: str
    columns: tuple[tuple[Panel, ...], ...]
    top: int
    bottom: int


def boxes(card: Card, lane: str, wide: int) -> Iterator[Panel]:
    """What a touchpoint has in a lane, each box at the origin; nothing for the customer's own lane."""
    name = f"{card.title}: {worded(LANES[lane]).lower()}"
    if lane == PAINS:
        for number, pain in enumerate(card.pains):
            yield pain_panel(
                pain, wide, f"{lane} {number} of {card.id}", f"{name}, {worded(_BASES[pain.basis])}: {pain.text}"
            )
    elif lane == IDEAS:
        for number, note in enumerate(note for note in card.notes if note.kind is Kind.IDEA):
            yield idea_panel(note.text, wide, f"{lane} {number} of {card.id}", f"{name}: {note.text}")
    else:
        for number, act in enumerate(act for act in card.acts if act.lane == lane):
            kind = f", {worded(ACTORS[act.actor]) if act.actor in ACTORS else act.actor}" if act.actor else ""
            yield act_panel(act, wide, f"{lane} {number} of {card.id}", f"{name}{kind}: {act.text}")


def lane_row(lane: str, stacks: Sequence[Sequence[Panel]], lefts: Sequence[int], top: int, air: int = AIR) -> LaneRow:
    """The boxes of a lane at their places, `air` px below its top."""
    columns, bottom = [], top
    for stack, left in zip(stacks, lefts, strict=True):
        y = top + air
        placed = []
        for panel in stack:
            placed.append(replace(panel, x=left, y=y))
            y += panel.height + _BETWEEN
        bottom = max(bottom, y - _BETWEEN)
        columns.append(tuple(placed))
    return LaneRow(lane, tuple(columns), top, bottom + AIR)


def band(lane: LaneRow, sheet: int, *, shaded: bool) -> Iterator[Panel]:
    """The ground of a lane and its name."""
    wide = sheet - 2 * MARGIN
    if shaded:
        yield Panel("band", MARGIN, lane.top, block(wide, lane.bottom - lane.top), fill=Role.BAND, radius=6)
    rows = line_rows(worded(LANES[lane.lane]), NAMES - 16, 11.5, Role.INK, bold=True)
    yield Panel("lane", MARGIN + 8, lane.top + AIR + 6, tuple(rows))


def line_above(lane: str, sheet: int, top: int, key: str) -> Iterator[Panel | Edge]:
    """The line above a lane, with its name at the left."""
    name, line = LINES[lane]
    rows = line_rows(worded(name), NAMES - 12, 8.5, Role.MUTED)
    high = sum(each.height for each in rows)
    yield Panel("line", MARGIN + 8, top + (LINE_ROW - high) // 2, tuple(rows), key=key)
    y, start, end = top + LINE_ROW / 2, float(MARGIN + NAMES - 4), float(sheet - MARGIN)
    yield Edge("line", key, key, ((start, y), (start, y), (end, y), (end, y)), line)


def links(lanes: Sequence[LaneRow]) -> Iterator[Edge]:
    """From what customers do down to what makes it possible, column by column."""
    chain = [each for each in lanes if each.lane == CUSTOMER or each.lane in LINES]
    for stacks in zip(*(each.columns for each in chain), strict=True):
        for upper, lower in pairwise(stack for stack in stacks if stack):
            above, below = upper[-1], lower[0]
            start = (above.x + float(_LINK_AT), above.y + above.height)
            tip = (below.x + float(_LINK_AT), below.y)
            yield straight("arrow link", (above.key, below.key), start, tip, LINK)
