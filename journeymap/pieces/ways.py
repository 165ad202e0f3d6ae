"""Arrows between cards that stand in one row: straight to the neighbour, in an arch over the others."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from journeymap.drawing.curves import rounded
from journeymap.drawing.labels import Box, Wanted, line_boxes, place
from journeymap.drawing.metrics import widest, wrap
from journeymap.drawing.overlaps import label_key
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Anchor, Cell, Edge, Panel, Point, Stroke, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Arrow
from journeymap.pieces.changes import line
from journeymap.pieces.frame import FLOW_TEXT_ROLE

LEVEL = 18
"""Px between two arches."""
MOST_LEVELS = 6
_HEAD = 7.0
_SIZE, _LINE, _LINES, _ROOM = 9.5, 12, 3, 150
_THICK = 2.2
_PORT, _FIRST_OUT, _FIRST_IN, _PORTS = 9.0, 28, 24, 36.0


def straight(kind: str, ends: tuple[str, str], start: Point, tip: Point, line: Stroke, alt: str = "") -> Edge:
    """A straight arrow from one panel to another; its line ends where its head begins."""
    dx, dy = (tip[0] > start[0]) - (tip[0] < start[0]), (tip[1] > start[1]) - (tip[1] < start[1])
    base = (tip[0] - _HEAD * dx, tip[1] - _HEAD * dy)
    return Edge(kind, *ends, (start, start, base, base), line, tip, alt)


def between(arrow: Arrow, start: int, end: int, y: int, ground: Role) -> Iterator[Panel | Edge]:
    """An arrow through the gap between two neighbours, its label above it on the way on, below it on the way back."""
    ends = (arrow.source, arrow.target)
    yield straight(_kind(arrow), ends, (float(start), y), (float(end), y), line(arrow, _THICK), _alt(arrow))
    room = abs(end - start) - 2
    lines = wrap(clean(arrow.label), room, _SIZE, bold=True)
    if len(lines) <= _LINES:
        top = y - 6 - _LINE * len(lines) if end > start else y + 6
        yield from _label(arrow, lines, min(start, end) + 1, top, room, ground)


@dataclass(frozen=True, slots=True)
class Arch:
    """An arrow from one place of the row to another, or on to a later row: then `target` is none of its places."""

    arrow: Arrow
    source: int
    target: int | None
    start: float = 0.0
    end: float = 0.0
    level: int = 0

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it reaches."""
        return min(self.start, self.end), max(self.start, self.end)


def arches(wanted: Sequence[tuple[Arrow, int, int | None]], lefts: Sequence[int], card: int, rim: int) -> list[Arch]:
    """Each arrow with its ports and level, the short ones lowest; those that find no level are left out, the thin ones first.

    `lefts` are the left edges of the cards, `card` their width; arrows to later rows end at `rim`.
    """
    out: dict[int, list[int]] = defaultdict(list)
    into: dict[int, list[int]] = defaultdict(list)
    # In this order the longer arches stand around the shorter ones, and do not cross them.
    for number in sorted(range(len(wanted)), key=lambda number: (*_far(wanted[number][2]), number)):
        out[wanted[number][1]].append(number)
    for number in sorted(range(len(wanted)), key=lambda number: (-wanted[number][1], number)):
        if (target := wanted[number][2]) is not None:
            into[target].append(number)
    found = []
    for number, (arrow, source, target) in enumerate(wanted):
        start = lefts[source] + card - _FIRST_OUT - _port(out[source], number)
        end = float(rim) if target is None else lefts[target] + _FIRST_IN + _port(into[target], number)
        found.append(Arch(arrow, source, target, start, end))
    return _levelled(found)


def _far(place: int | None) -> tuple[bool, int]:
    return place is None, place or 0


def _port(members: Sequence[int], number: int) -> float:
    return round(members.index(number) * min(_PORT, _PORTS / len(members)), 1)


def _levelled(found: Sequence[Arch]) -> list[Arch]:
    heavy = sorted(range(len(found)), key=lambda number: (-found[number].arrow.weight, number))
    for count in range(len(found), 0, -1):
        kept = sorted(heavy[:count])
        levels = _levels([found[number].span for number in kept])
        if max(levels, default=0) < MOST_LEVELS:
            return [
                Arch(arch.arrow, arch.source, arch.target, arch.start, arch.end, level)
                for arch, level in zip((found[number] for number in kept), levels, strict=True)
            ]
    return []


def _levels(spans: Sequence[tuple[float, float]]) -> list[int]:
    """The lowest free level of each span, short ones choosing first; spans on one level keep apart."""
    taken: list[list[tuple[float, float]]] = []
    levels = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda number: (spans[number][1] - spans[number][0], number)):
        low, high = spans[number]
        level = next(
            (
                nth
                for nth, members in enumerate(taken)
                if all(high + 6 < left or right + 6 < low for left, right in members)
            ),
            len(taken),
        )
        if level == len(taken):
            taken.append([])
        taken[level].append((low, high))
        levels[number] = level
    return levels


def arch_height(found: Sequence[Arch]) -> int:
    """Px that the arches need above the cards."""
    return LEVEL * (1 + max(arch.level for arch in found)) + 4 if found else 0


def arch_items(
    found: Sequence[Arch], top: int, blocked: Sequence[Box], sheet: Box, ground: Role
) -> tuple[list[Panel | Edge], int]:
    """The arches over cards that begin at `top`, their labels, and how many of these found no room."""
    corners = [_corners(arch, top) for arch in found]
    edges: list[Panel | Edge] = [_edge(arch.arrow, way) for arch, way in zip(found, corners, strict=True)]
    lines = [(number, box) for number, way in enumerate(corners) for box in line_boxes(way, _THICK)]
    texts = [wrap(clean(arch.arrow.label), _ROOM, _SIZE, bold=True) for arch in found]
    wanted = [
        Wanted(number, 2.0 * ceil(widest(text, _SIZE, bold=True) / 2) + 4, float(_LINE * len(text)), way, _THICK)
        for number, (text, way) in enumerate(zip(texts, corners, strict=True))
        if 0 < len(text) <= 1
    ]
    boxes = place(wanted, blocked, lines, sheet)
    labels: list[Panel | Edge] = []
    for want, box in zip(wanted, boxes, strict=True):
        if box:
            x, y, wide = int(box[0]), int(box[1]), int(box[2] - box[0])
            labels += _label(found[want.owner].arrow, texts[want.owner], x, y, wide, ground)
    return [*edges, *labels], sum(box is None for box in boxes) + sum(len(text) > 1 for text in texts)


def _corners(arch: Arch, top: int) -> tuple[Point, ...]:
    y = float(top - LEVEL * arch.level - 12)
    if arch.target is None:
        return (arch.start, top), (arch.start, y), (arch.end, y)
    return (arch.start, top), (arch.start, y), (arch.end, y), (arch.end, top)


def _edge(arrow: Arrow, corners: tuple[Point, ...]) -> Edge:
    (x0, y0), tip = corners[-2], corners[-1]
    dx, dy = (tip[0] > x0) - (tip[0] < x0), (tip[1] > y0) - (tip[1] < y0)
    points = rounded([*corners[:-1], (tip[0] - _HEAD * dx, tip[1] - _HEAD * dy)])
    return Edge(_kind(arrow), arrow.source, arrow.target, points, line(arrow, _THICK), tip, _alt(arrow))


def _label(arrow: Arrow, lines: Sequence[str], x: int, y: int, wide: int, ground: Role) -> Iterator[Panel]:
    role = FLOW_TEXT_ROLE[arrow.flow]
    words = [Words(line, _SIZE, role, bold=True, anchor=Anchor.MIDDLE, halo=ground) for line in lines]
    if words:
        rows = tuple(row(_LINE, Cell(wide, each)) for each in words)
        ends = (arrow.source, arrow.target)
        yield Panel("label", x, y, rows, key=label_key(*ends, _kind(arrow)), about=ends)


def _kind(arrow: Arrow) -> str:
    return f"arrow {arrow.flow.value}"


def _alt(arrow: Arrow) -> str:
    return arrow.text or clean(f"{arrow.source} to {arrow.target}, {arrow.flow.value} {arrow.label}")
