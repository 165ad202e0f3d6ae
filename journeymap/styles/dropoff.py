"""The drop-off style: ribbons of who moves on, takes a detour, goes back and leaves, stage by stage, up to the goal.

As high as a ribbon is, so many cases it stands for. What does not fit side by side goes on in a band below.
"""

from collections.abc import Iterator
from dataclasses import replace

from journeymap.amounts import times
from journeymap.catalogue import mark, worded
from journeymap.drawing import Drawing
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Fill, Panel, Stack, row
from journeymap.drawing.text import clean
from journeymap.mapping import Map
from journeymap.passing import Passages, Passing
from journeymap.pieces.foot import foot
from journeymap.pieces.frame import MARGIN, head, line_rows
from journeymap.pieces.legend import Entry, entries_part
from journeymap.pieces.ribbon_band import Band
from journeymap.pieces.ribbon_sheet import Sheet
from journeymap.pieces.stops import KIND_ROLES, KIND_TEXTS

_WORDS = {
    Passing.ONWARD: mark("moves on"),
    Passing.DETOUR: mark("takes a detour, or comes from one"),
    Passing.BACK: mark("goes back"),
    Passing.OPEN: mark("still on the way"),
    Passing.LEAVES: mark("leaves"),
    Passing.BEGINS: mark("begins here, or comes back"),
}


def draw(map: Map) -> Drawing:
    """The map as a drawing, at most 1130 px wide."""
    found = map.passages or Passages("", (), None, ())
    sheet = Sheet(found, measured=map.measured)
    # A close-up is of touchpoints; here stages are drawn, always all of them.
    top = head(replace(map, focus=""), sheet.width)
    key = entries_part(_entries(found, measured=map.measured), sheet.width, top.bottom)
    room = sheet.width - 2 * MARGIN - 8
    text = clean(found.summary) or worded("Nothing to see: nobody knows how far anybody gets.")
    summary = Panel("summary", MARGIN + 4, key.bottom + 14, tuple(line_rows(text, room, 14.0, Role.INK, bold=True)))
    y = summary.y + summary.height + 18
    bands: list[Band] = []
    for number in range(len(sheet.bands)):
        bands.append(Band(sheet, number, y))
        y = bands[-1].bottom + 26
    bare = sum(band.bare for band in bands)
    notes = []
    if bare:
        notes.append(worded("{ribbons} drawn without a number for want of room.", ribbons=times(bare, "ribbon")))
    if map.focus:
        notes.append(worded("All stages are drawn: the other styles have the close-up of a touchpoint."))
    below = foot(Map("", "", (), (), ()), sheet.width, y - 10, (*notes, *found.notes))
    return Drawing(
        width=sheet.width,
        height=below.bottom,
        title=map.title,
        description=_described(map, found),
        items=(*top.items, *key.items, summary, *(item for band in bands for item in band.items), *below.items),
        regions=tuple(region for band in bands for region in band.regions),
        lang=map.lang,
    )


def _described(map_: Map, found: Passages) -> str:
    what = worded(
        "Where customers leave, measured" if map_.measured else "Where customers leave, promised, not measured"
    )
    counts = f"{times(len(found.stops), 'stage')}, {times(len(found.ribbons), 'ribbon')}"
    said = (what, map_.subtitle, counts, clean(found.summary).rstrip("."))
    return f"{'. '.join(filter(None, said))}."


def _entries(found: Passages, *, measured: bool) -> Iterator[Entry]:
    """What the ribbons mean, those that there are."""
    kinds = {ribbon.kind for ribbon in found.ribbons}
    first = found.stops[0].id if found.stops else ""
    begun = any(ribbon.kind is Passing.BEGINS and ribbon.target != first for ribbon in found.ribbons)
    for kind, text in _WORDS.items():
        shown = begun if kind is Passing.BEGINS else kind in kinds or (kind is Passing.ONWARD and Passing.WON in kinds)
        if shown:
            yield Entry(22, worded(text), _swatch(kind, measured=measured))
    if found.ribbons:
        yield Entry(
            0, worded("height = cases" if measured else "height = promised share of cases; nothing is measured")
        )


def _swatch(kind: Passing, *, measured: bool) -> Stack:
    if measured:
        inside = [row(10, Cell(22, Fill(KIND_ROLES[kind])))]
    else:
        dashes = [cell for _ in range(4) for cell in (Cell(4, Fill(KIND_TEXTS[kind])), Cell(2))]
        line = row(1, *dashes[:-1])
        inside = [line, row(8, Cell(22)), line]
    return Stack((row(3, Cell(22)), *inside, row(3, Cell(22))))
