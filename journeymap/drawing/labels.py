"""Finds room for the arrows' labels: never on a card, a label, a badge or another arrow, and close to their own.

A label stands on its line where enough of the line stays visible at both ends, else beside it. It never hides an arrowhead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import pairwise

from journeymap.drawing.glyphs import head_half, head_length
from journeymap.drawing.nearby import Box, Nearby, boxes_meet
from journeymap.drawing.shapes import Point

__all__ = ["Box", "Wanted", "boxes_meet", "line_boxes", "place", "segment_boxes"]

_STEP = 4
_MOST_STEPS = 40  # from the middle of a piece to each of its ends
_SEEN = 12.0  # px of a line that must be seen before and after a label on it
_BESIDE = 2.0
_SHIFTED = 3.0
_STUB = 3.0
_AIR = 2.5
_FOREIGN_AIR = 1.0
_BENT = 5.0  # px from a corner: beyond that a round bend is less than a label's air away from its straight lines
_GAP = 2.0  # px between a label and its line


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label that looks for a place on its arrow: its size, the arrow's number, corners and width."""

    owner: int
    width: float
    height: float
    corners: tuple[Point, ...]
    stroke: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """A straight piece of an arrow: from where to where its line is seen, and all of it as a box."""

    start: Point
    end: Point
    box: Box

    @property
    def upright(self) -> bool:
        return self.start[0] == self.end[0]

    @property
    def length(self) -> float:
        return abs(self.end[0] - self.start[0]) + abs(self.end[1] - self.start[1])


def segment_boxes(corners: Sequence[Point], stroke: float) -> list[Box]:
    """The pieces of a line with right angles, as boxes of its width; the last is the arrowhead."""
    half = stroke / 2
    boxes = [
        (min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half)
        for (x0, y0), (x1, y1) in pairwise(corners)
    ]
    tip, back = corners[-1], _back(corners, stroke)
    wide = head_half(stroke)
    across = (0.0, wide) if tip[1] == back[1] else (wide, 0.0)
    head = (
        min(tip[0], back[0]) - across[0],
        min(tip[1], back[1]) - across[1],
        max(tip[0], back[0]) + across[0],
        max(tip[1], back[1]) + across[1],
    )
    return [*boxes, head]


def line_boxes(corners: Sequence[Point], stroke: float) -> list[Box]:
    """All that a line covers: its pieces, its head, and the inner sides of its bends, where round corners cut in."""
    boxes = segment_boxes(corners, stroke)
    reach = _BENT + stroke / 2
    for (x0, y0), (x, y), (x1, y1) in zip(corners, corners[1:], corners[2:], strict=False):
        right, down = (x0 > x) - (x0 < x) + (x1 > x) - (x1 < x), (y0 > y) - (y0 < y) + (y1 > y) - (y1 < y)
        inner = x + right * reach, y + down * reach
        boxes.append((min(x, inner[0]), min(y, inner[1]), max(x, inner[0]), max(y, inner[1])))
    return boxes


def _back(corners: Sequence[Point], stroke: float) -> Point:
    """Where the head of an arrow begins."""
    (x0, y0), (x1, y1) = corners[-2], corners[-1]
    length = min(head_length(stroke), abs(x1 - x0) + abs(y1 - y0))
    return x1 - length * ((x1 > x0) - (x1 < x0)), y1 - length * ((y1 > y0) - (y1 < y0))


def place(
    wanted: Sequence[Wanted], blocked: Sequence[Box], lines: Sequence[tuple[int, Box]], sheet: Box
) -> list[Box | None]:
    """A box for each label, `None` where there is none without touching a card, a label or an arrow that is not its own.

    `blocked` are the boxes that no label may touch, `lines` the pieces of all arrows with the arrow's number.
    Labels with little choice choose first.
    """
    placed: list[Box | None] = [None] * len(wanted)
    walls: Nearby[None] = Nearby((box, None) for box in blocked)
    drawn = Nearby((box, owner) for owner, box in lines)
    for index in sorted(range(len(wanted)), key=lambda index: (_freedom(wanted[index]), index)):
        want = wanted[index]
        for _, box, hides in _candidates(want):
            if not _inside(box, sheet) or next(walls.meeting(box, _AIR), None):
                continue
            if any(owner != want.owner for _, owner in drawn.meeting(box, _FOREIGN_AIR)):
                continue
            if any(boxes_meet(box, own) for own in hides):
                continue
            placed[index] = box
            walls.add(box, None)
            break
    return placed


def _freedom(want: Wanted) -> float:
    return sum(abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(want.corners))


def _inside(box: Box, sheet: Box) -> bool:
    return sheet[0] <= box[0] and sheet[1] <= box[1] and box[2] <= sheet[2] and box[3] <= sheet[3]


Candidate = tuple[float, Box, list[Box]]
"""What a place costs by itself, the place, and what of its own arrow it must not hide."""


def _candidates(want: Wanted) -> Iterator[Candidate]:
    """Places on and beside the arrow, the best first."""
    *boxes, head = segment_boxes(want.corners, want.stroke)
    ends = [*pairwise(want.corners[:-1]), (want.corners[-2], _back(want.corners, want.stroke))]
    pieces = [_Piece(start, end, box) for (start, end), box in zip(ends, boxes, strict=True)]
    longest = max(piece.length for piece in pieces) or 1.0
    ways = []
    for number, piece in enumerate(pieces):
        others = [each.box for each in pieces[:number] + pieces[number + 1 :]] + [head]
        base = _STUB * (1 - piece.length / longest)
        size, along = (want.width, want.height) if piece.upright else (want.height, want.width)
        if piece.length >= along + 2 * _SEEN:
            room = (piece.length - along) / 2 - _SEEN
            ways += [
                _along(want, piece, shift * size, base + (_SHIFTED + abs(shift) if shift else 0.0), room, others)
                for shift in (0.0, -0.25, 0.25, -0.5, 0.5)
            ]
        away = want.stroke / 2 + _GAP + size / 2
        # Right of an upright line, above a level one.
        for shift, more in ((away, 0.0), (-away, 0.1)) if piece.upright else ((-away, 0.0), (away, 0.1)):
            room = max(0.0, (piece.length - along) / 2)
            ways.append(_along(want, piece, shift, base + _BESIDE + more, room, [*others, piece.box]))
    return merge(*ways, key=lambda candidate: candidate[0])


def _along(
    want: Wanted, piece: _Piece, shift: float, cost: float, room: float, hides: list[Box]
) -> Iterator[Candidate]:
    """Places at one distance from a piece, from its middle outwards."""
    x, y = (piece.start[0] + piece.end[0]) / 2, (piece.start[1] + piece.end[1]) / 2
    step = max(_STEP, room / _MOST_STEPS)
    for nth in range(int(room / step) + 1):
        for away in (nth * step, -nth * step) if nth else (0.0,):
            middle = (x + shift, y + away) if piece.upright else (x + away, y + shift)
            yield cost + nth * step * 0.02, _box(want, *middle), hides


def _box(want: Wanted, x: float, y: float) -> Box:
    """Around a middle, on whole px as panels are."""
    left, top = round(x - want.width / 2), round(y - want.height / 2)
    return left, top, left + want.width, top + want.height
