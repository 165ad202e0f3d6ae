"""A drawing as DOT text with pinned positions: any Graphviz draws it with `neato -n2`, and people can read it.

User text appears here as cleaned and escaped label text only, never as an attribute, an identifier or a file name.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from journeymap.drawing.palette import PALETTE, Role
from journeymap.drawing.shapes import (
    Cell,
    Content,
    Disc,
    Drawing,
    Edge,
    Fill,
    Panel,
    Point,
    Region,
    Row,
    Stack,
    Words,
    glyphs,
)
from journeymap.drawing.text import clean

_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
_FIRST_SLOT = 0xFE0000
_LAST_SLOT = 0xFEFFFF
_ESCAPES = str.maketrans(
    # Graphviz reads \N and \G in HTML-like labels too, after the entities: a doubled backslash stays one.
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
        "\\": "&#92;&#92;",
        "]": "&#93;",
        "[": "&#91;",
    }
)
_NOT_A_NAME = re.compile("[^a-z0-9]+")
_LONGEST = 80
DISC_TEXT = 9.5
"""Px of the number in a disc."""
CANVAS = "n1"
"""The identifier of the sheet behind everything: its corner is the origin of the drawing."""


class Slots:
    """Sentinel colours: a cell painted in one is where the pass over the SVG puts that content.

    They are given out in the order of reading, so the writer of DOT and the reader of SVG agree without talking.
    """

    def __init__(self, drawing: Drawing, *, words: bool = True) -> None:
        """Give a colour to every icon, face and text of the drawing; `ValueError` beyond 65,536.

        `words` says whether texts are written into their slots.
        """
        self.words = words
        contents = [content for panel in drawing.panels for content in glyphs(panel.rows)]
        if len(contents) > _LAST_SLOT - _FIRST_SLOT:
            raise ValueError(f"a drawing may have 65,536 texts and icons, this one has {len(contents)}")
        self._contents: dict[str, Content] = {
            f"#{_FIRST_SLOT + index:06x}": content for index, content in enumerate(contents)
        }
        self._colours = iter(self._contents)

    def paint(self, content: Content) -> str:
        """The rest of the cell of the next content in the order of reading: its colour, and what is written there.

        Where there are words nobody looks for colours: they are all the same, so that one more changes no others, and cannot be seen.
        """
        if self.words:
            return f'BGCOLOR="#{_FIRST_SLOT:06x}01"{_align(content)}>{_label(content)}'
        return f'BGCOLOR="{next(self._colours)}">'

    def size(self, width: int, height: int) -> str:
        """The size of a cell in px. Cells without words need not be told to stay as they are, and Graphviz has less to read."""
        return _size(width, height) if self.words else f'WIDTH="{width}" HEIGHT="{height}"'

    def content(self, colour: str) -> Content:
        """What stands at a colour, `None` if the colour is not a sentinel."""
        return self._contents.get(colour)


def dot(drawing: Drawing, *, words: bool = True) -> str:
    """The drawing as DOT: one line per panel and edge. `ValueError` if an edge names a panel that is not there.

    Every place is pinned, so it is the same drawing without `words`; Graphviz is then spared the measuring of texts.
    """
    slots = Slots(drawing, words=words)
    panels, edges = drawing.panels, drawing.edges
    names = _names(panels, edges) if words else [f"n{number}" for number in range(2, len(panels) + 2)]
    ids = names[len(panels) :] or [f"e{number}" for number in range(1, len(edges) + 1)]
    lines = ["digraph journey {", *_preamble(drawing)]
    lines += [_node(panel, slots, name) for panel, name in zip(panels, names, strict=False)]
    ends = {panel.key: name for panel, name in zip(panels, names, strict=False) if panel.key}
    for edge, name in zip(edges, ids, strict=True):
        if edge.tail not in ends or edge.head not in ends:
            raise ValueError(f"the arrow from {edge.tail!r} to {edge.head!r} names a panel that is not drawn")
        lines.append(f"  {ends[edge.tail]} -> {ends[edge.head]} [{_edge(edge, name)}]")
    return "\n".join([*lines, "}", ""])


def _names(panels: Sequence[Panel], edges: Sequence[Edge]) -> list[str]:
    """Identifiers that tell people what it is, and stay when something else is added; ASCII letters, digits and `_` only."""
    wished = [f"{panel.kind} {panel.key}" for panel in panels]
    wished += [f"{edge.kind} {edge.tail} {edge.head}" for edge in edges]
    taken: Counter[str] = Counter()
    names = []
    for wish in wished:
        name = _NOT_A_NAME.sub("_", wish.lower()).strip("_")[:_LONGEST]
        taken[name] += 1
        names.append(name if taken[name] == 1 else f"{name}__{taken[name]}")
    return names


def _preamble(drawing: Drawing) -> Iterator[str]:
    page = PALETTE[Role.PAGE].light
    yield f'  graph [bgcolor="{page}", margin=0, pad=0, outputorder=nodesfirst, charset="UTF-8"{_background(drawing)}]'
    yield '  node [shape=plain, margin=0, fontname="Arial", fontsize=10]'
    yield "  edge [arrowsize=0.6]"
    # Even, as panels are: Graphviz 2.43 rounds odd sizes.
    width, height = drawing.width + drawing.width % 2, drawing.height + drawing.height % 2
    sheet = f'{_TABLE}<TR><TD {_size(width, height)} BGCOLOR="{page}"></TD></TR></TABLE>'
    yield f'  {CANVAS} [id="{CANVAS}", pos="{_centre(0, 0, width, height)}", label=<{sheet}>]'


def _background(drawing: Drawing) -> str:
    if not drawing.regions:
        return ""
    return f', _background="{" ".join(_region(region) for region in drawing.regions)}"'


def _region(region: Region) -> str:
    colour = PALETTE[region.role].light
    points = " ".join(f"{px(x)} {px(-y)}" for x, y in region.points)
    return f"c {len(colour)} -{colour} C {len(colour)} -{colour} b {len(region.points)} {points}"


def _node(panel: Panel, slots: Slots, name: str) -> str:
    attributes = [f'BORDER="{panel.stroke_width}"']
    if panel.stroke is not None:
        attributes.append(f'COLOR="{PALETTE[panel.stroke].light}"')
    # A panel without a ground is painted in an invisible one: the pass over the SVG finds it by that.
    attributes.append(f'BGCOLOR="{PALETTE[panel.fill].light if panel.fill else PALETTE[Role.PAGE].light + "01"}"')
    if panel.radius:
        attributes.append('STYLE="ROUNDED"')
    table = f'<TABLE {" ".join(attributes)} CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
    rows = _rows(panel.rows, slots)
    place = _centre(panel.x, panel.y, panel.width, panel.height)
    return f'  {name} [id="{name}", pos="{place}", label=<{table}{rows}</TABLE>>]'


def _rows(rows: Sequence[Row], slots: Slots) -> str:
    """The rows of a panel or a stack; empty ones below each other as one, which Graphviz lays out sooner."""
    written = []
    for empty, group in groupby(rows, key=lambda row: all(map(_is_empty, row.cells))):
        if empty:
            width, height = 0, 0
            for row in group:
                width, height = sum(cell.width for cell in row.cells), height + row.height
            written.append(f"<TR><TD {slots.size(width, height)}></TD></TR>")
        else:
            written += [_row(row, slots) for row in group]
    return "".join(written)


def _row(row: Row, slots: Slots) -> str:
    cells, width, room = [], 0, 0
    for cell in row.cells:
        width += cell.width
        if _is_empty(cell):
            room += cell.width
            continue
        if room:
            cells.append(f"<TD {slots.size(room, row.height)}></TD>")
            room = 0
        cells.append(_cell(cell, row.height, slots))
    if room:
        cells.append(f"<TD {slots.size(room, row.height)}></TD>")
    if len(cells) == 1:
        return f"<TR>{cells[0]}</TR>"
    # A table of its own per row: columns of different rows need not line up.
    return f"<TR><TD {slots.size(width, row.height)}>{_TABLE}<TR>{''.join(cells)}</TR></TABLE></TD></TR>"


def _is_empty(cell: Cell) -> bool:
    return cell.content is None and cell.ground is None


def _cell(cell: Cell, height: int, slots: Slots) -> str:
    size = slots.size(cell.width, height)
    match cell.content:
        case None:
            ground = f' BGCOLOR="{PALETTE[cell.ground].light}"' if cell.ground else ""
            return f"<TD {size}{ground}></TD>"
        case Fill(role):
            return f'<TD {size} BGCOLOR="{PALETTE[role].light}"></TD>'
        case Stack(rows):
            return f"<TD {size}>{_TABLE}{_rows(rows, slots)}</TABLE></TD>"
        case content:
            slot = f"<TD {size} {slots.paint(content)}</TD>"
            if cell.ground is None:
                return slot
            ground = f'BGCOLOR="{PALETTE[cell.ground].light}"'
            return f"<TD {size} {ground}>{_TABLE}<TR>{slot}</TR></TABLE></TD>"


def _align(content: Content) -> str:
    anchors = {"start": "LEFT", "middle": "CENTER", "end": "RIGHT"}
    return f' ALIGN="{anchors[content.anchor]}"' if isinstance(content, Words) else ""


def _label(content: Content) -> str:
    if isinstance(content, Disc):
        content = Words(content.text, DISC_TEXT, content.role, bold=True)
    if not isinstance(content, Words):
        return ""
    text = escape(content.text)
    if not text:
        return ""  # Graphviz rejects an empty FONT
    text = f"<B>{text}</B>" if content.bold else text
    return f'<FONT POINT-SIZE="{round(content.size)}" COLOR="{PALETTE[content.role].light}">{text}</FONT>'


def escape(text: str) -> str:
    """Any text as text of an HTML-like label."""
    return clean(text).translate(_ESCAPES)


def _edge(edge: Edge, name: str) -> str:
    points = " ".join(map(_point, edge.points))
    tip = f"e,{_point(edge.tip)} " if edge.tip else ""
    attributes = [
        f'id="{name}"',
        f'pos="{tip}{points}"',
        f'color="{PALETTE[edge.stroke.role].light}"',
        f"penwidth={px(edge.stroke.width)}",
    ]
    if edge.stroke.dash:
        attributes.append("style=dotted" if edge.stroke.dash[0] < 2 else "style=dashed")
    if not edge.tip:
        attributes.append("arrowhead=none")
    return ", ".join(attributes)


def _point(point: Point) -> str:
    return f"{px(point[0])},{px(-point[1])}"


def _centre(x: int, y: int, width: int, height: int) -> str:
    return f"{px(x + width / 2)},{px(-y - height / 2)}"


def _size(width: int, height: int) -> str:
    return f'FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"'


@lru_cache(maxsize=16384)
def px(value: float) -> str:
    """A length in the one way it is written, in DOT and SVG: at most two decimals, no trailing zeros, no minus zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
