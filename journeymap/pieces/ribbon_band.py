"""A band of a drop-off map: some stages side by side, with the ribbons between them and what is said of them above and below."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from journeymap.catalogue import worded
from journeymap.drawing.inscribing import Shape, inscribe
from journeymap.drawing.labels import Box
from journeymap.drawing.metrics import width
from journeymap.drawing.palette import Role
from journeymap.drawing.sankey import BAR, Fall, Link, Sankey, sankey
from journeymap.drawing.sankey import Ribbon as Drawn
from journeymap.drawing.shapes import Edge, Panel, Region, Stroke
from journeymap.drawing.text import clean
from journeymap.passing import Passing, Ribbon
from journeymap.pieces.frame import MARGIN, line_rows
from journeymap.pieces.ribbon_sheet import END, LEFT, Sheet
from journeymap.pieces.stops import (
    KIND_ROLES,
    KIND_TEXTS,
    LABEL_HEIGHT,
    LABEL_SIZE,
    bar_panel,
    label_panel,
    share_words,
    stop_panel,
    ways_panel,
)

_AIR = 22
"""Px between what is said above and the ribbons."""
_UNKNOWN, _THIN = 28, 5
"""Px of the bar of a stage that nobody knows about, and of a ribbon that edges would hide."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A ribbon of the map and its shape on the sheet."""

    ribbon: Ribbon
    drawn: Drawn
    labelled: bool


class Band:
    """Some stages side by side, from a top on: items, regions, where it ends, and how many ribbons lack their number."""

    def __init__(self, sheet: Sheet, number: int, top: int) -> None:
        self._sheet, self._stops, self._number = sheet, sheet.bands[number], number
        self._first = sheet.place[self._stops[0].id]
        self._lefts = [LEFT + place * sheet.stage for place in range(len(self._stops))]
        self._last = number == len(sheet.bands) - 1
        self._goal = sheet.found.goal if self._last else None
        self._end = LEFT + len(self._stops) * sheet.stage
        heads = self._heads(top)
        start = max((panel.y + panel.height for panel in heads), default=top) + _AIR
        self._links = [each for each in map(self._link, sheet.found.ribbons) if each]
        plan = self._planned()
        self._placed = list(self._shapes(plan, start))
        bars = self._bars(plan, start)
        foots = self._foots(start + round(plan.bottom) + 8)
        onward = self._onward(start + 4)
        ends = max((panel.y + panel.height for panel in (*bars, *foots)), default=start)
        labels = self._labels([*heads, *bars, *foots, *onward], (0, top, sheet.width, ends))
        self.regions = tuple(self._regions())
        outlines = tuple(self._outlines())
        self.items: tuple[Panel | Edge, ...] = (
            *self._in_turn(heads, bars, foots),
            *onward,
            *outlines,
            *labels,
        )
        self.bottom = max(panel.y + panel.height for panel in (*bars, *foots, *heads))

    def _heads(self, top: int) -> list[Panel]:
        wide = self._sheet.stage - 12
        panels = [stop_panel(stop, left, top, wide) for stop, left in zip(self._stops, self._lefts, strict=True)]
        if self._goal:
            panels.append(stop_panel(self._goal, self._end, top, END - MARGIN))
        return panels

    def _onward(self, top: int) -> list[Panel]:
        """Beside what goes on in the next band."""
        if self._last:
            return []
        rows = line_rows(worded("goes on below"), END - MARGIN - 8, 10.0, Role.MUTED)
        return [Panel("onward", self._end + 8, top, tuple(rows))]

    def _link(self, ribbon: Ribbon) -> tuple[Ribbon, Link] | None:
        """A ribbon to the right as it crosses this band."""
        sheet, count = self._sheet, len(self._stops)
        if not ribbon.source or sheet.is_fall(ribbon) or (not ribbon.target and ribbon.kind is not Passing.WON):
            return None
        source = sheet.place[ribbon.source] - self._first
        target = (sheet.place[ribbon.target] if ribbon.target else len(sheet.place)) - self._first
        if source >= count or target < 0 or (not self._last and target < 0):
            return None
        return ribbon, Link(max(-1, source), min(count, target), sheet.size(ribbon))

    def _planned(self) -> Sankey:
        sheet = self._sheet
        place = {stop.id: number for number, stop in enumerate(self._stops)}
        self._fallen = [
            (ribbon, Fall(place[stop.id], sheet.size(ribbon))) for stop in self._stops for ribbon in sheet.falls(stop)
        ]
        tabs = [ribbon for ribbon in sheet.found.ribbons if ribbon.target in place and sheet.is_tab(ribbon)]
        self._tabs = [(ribbon, Fall(place[ribbon.target], sheet.size(ribbon))) for ribbon in tabs]
        least = [_UNKNOWN if stop.height is None else max(4.0, sheet.unit * stop.height) for stop in self._stops]
        return sankey(
            self._lefts,
            [stop.detour or self._passed(number) for number, stop in enumerate(self._stops)],
            least,
            [link for _, link in self._links],
            [fall for _, fall in self._fallen],
            [tab for _, tab in self._tabs],
            (MARGIN, self._end),
            goal=self._last,
        )

    def _passed(self, number: int) -> bool:
        """Whether more pass a stage by than come to it: then those keep the line."""
        over = sum(link.size for _, link in self._links if link.source < number < link.target)
        return over > sum(link.size for _, link in self._links if link.target == number)

    def _shapes(self, plan: Sankey, down: int) -> Iterator[_Placed]:
        kinds = (
            (self._links, plan.links, True),
            (self._fallen, plan.falls, False),
            (self._tabs, plan.tabs, False),
        )
        for mine, drawn, labelled in kinds:
            for (ribbon, _), shape in zip(mine, drawn, strict=True):
                yield _Placed(ribbon, _moved(shape, down), labelled)

    def _bars(self, plan: Sankey, down: int) -> list[Panel]:
        measured = self._sheet.measured
        bars = [
            bar_panel(stop, round(box.x), round(box.top) + down, BAR, _even(box.height), measured=measured)
            for stop, box in zip(self._stops, plan.boxes, strict=True)
        ]
        if self._goal:
            arriving = [(ribbon, link) for ribbon, link in self._links if link.target == len(self._stops)]
            lowest = sum(link.size for _, link in arriving)
            line = min(
                (
                    shape.upper[-1][1]
                    for (_, link), shape in zip(self._links, plan.links, strict=True)
                    if link.target == len(self._stops)
                ),
                default=0.0,
            )
            known = self._goal.height is not None
            height = _even(max(lowest, 4.0 if known else _UNKNOWN))
            bars.append(bar_panel(self._goal, self._end, round(line) + down, BAR, height, measured=measured))
        return bars

    def _foots(self, top: int) -> list[Panel]:
        wide = self._sheet.stage - 12
        panels = [
            ways_panel(stop, left + BAR + 14, top, wide) for stop, left in zip(self._stops, self._lefts, strict=True)
        ]
        return [panel for panel in panels if panel]

    def _in_turn(self, heads: list[Panel], bars: list[Panel], foots: list[Panel]) -> Iterator[Panel]:
        """Stage by stage, as it is read."""
        below = {panel.key.removeprefix("ways "): panel for panel in foots}
        for headed, bar in zip(heads, bars, strict=True):
            yield headed
            yield bar
            name = bar.key.removeprefix("bar ")
            if name in below:
                yield below[name]

    def _regions(self) -> Iterator[Region]:
        """Solid where they were measured; promised ones are hollow."""
        for each in self._placed:
            ground = KIND_ROLES[each.ribbon.kind] if self._sheet.measured else Role.BAND
            yield Region(f"ribbon {each.ribbon.kind}", each.drawn.outline, ground, each.ribbon.text)

    def _outlines(self) -> Iterator[Edge]:
        """Promised ribbons have dashed edges; others edges that keep them apart where they cross."""
        for each in self._placed:
            ribbon = each.ribbon
            if self._sheet.measured and (not each.labelled or self._sheet.size(ribbon) < _THIN):
                continue
            dashed = Stroke(KIND_TEXTS[ribbon.kind], 1.2, (4, 2.4))
            stroke = Stroke(Role.PAGE, 1.0) if self._sheet.measured else dashed
            here = f"bar {self._at(ribbon)}"
            for line in (each.drawn.upper, each.drawn.lower):
                yield Edge(f"edge {ribbon.kind}", here, here, line, stroke)

    def _at(self, ribbon: Ribbon) -> str:
        """A stage of this band that an outline may name."""
        ids = [stop.id for stop in self._stops]
        return next((name for name in (ribbon.source, ribbon.target) if name in ids), ids[0])

    def _labels(self, solid: list[Panel], room: Box) -> list[Panel]:
        blocked: list[Box] = [(panel.x, panel.y, panel.x + panel.width, panel.y + panel.height) for panel in solid]
        shapes = [Shape(each.drawn) for each in self._placed]
        labels: list[Panel] = []
        self.bare = 0
        for number, each in enumerate(self._placed):
            texts = share_words(clean(each.ribbon.label), clean(each.ribbon.remark)) if self._says(each) else ()
            others = [*shapes[:number], *shapes[number + 1 :]]
            for text in texts:
                size = (ceil(width(text, LABEL_SIZE, bold=True)) + 2) // 2 * 2 + 2, LABEL_HEIGHT
                box = inscribe(shapes[number], others, size, blocked, room)
                if box:
                    labels.append(
                        label_panel(
                            text, int(box[0]), int(box[1]), size[0], f"label {each.ribbon.source} {each.ribbon.target}"
                        )
                    )
                    blocked.append(box)
                    break
            else:
                self.bare += bool(texts)
        return labels

    def _says(self, each: _Placed) -> bool:
        """A ribbon through several bands has its number where it begins."""
        return each.labelled and self._sheet.place[each.ribbon.source] >= self._first


def _moved(drawn: Drawn, down: int) -> Drawn:
    upper, lower = (tuple((x, y + down) for x, y in line) for line in (drawn.upper, drawn.lower))
    return Drawn(upper, lower)


def _even(height: float) -> int:
    return ceil(height / 2) * 2
