"""From Graphviz's SVG to ours: the places are read from it, and a new file is written from an allow-list.

Nothing of the old file is copied as text. Whatever Graphviz's version, fonts or dialect, the same drawing gives the
same bytes; no script, link, outer reference or event handler has a way in.
"""

from typing import Literal
from xml.parsers import expat

from journeymap.drawing.digraph import CANVAS, Slots, dot, px
from journeymap.drawing.engine import SECONDS, Engine, GraphvizFailed, run
from journeymap.drawing.glyphs import Box, arrowhead, glyph
from journeymap.drawing.markup import Writer
from journeymap.drawing.palette import PALETTE, Role
from journeymap.drawing.shapes import Content, Drawing, Edge, Panel, Region
from journeymap.drawing.text import clean

Theme = Literal["auto", "light", "dark"]

WIDEST = 1130
"""Px: a drawing with wider content is shown smaller, never wider."""

_FAINT = "0.4"
_FONTS = "Arial, Liberation Sans, Helvetica, Noto Sans, sans-serif"
_SEPARATORS = str.maketrans("MCZ,", "    ")
_SHAPES = {"polygon": "points", "path": "d"}
"""The elements that have a place, and the attribute that tells it."""
_RECTANGLE = 5
Painted = tuple[str, Box]
_Shape = tuple[str, str, str]
"""An element's name, its colour, and its points as text."""


def svg(
    drawing: Drawing, *, theme: Theme = "auto", engine: Engine | str | None = None, seconds: float = SECONDS
) -> str:
    """The drawing as an SVG file, one element per line.

    `theme` is `auto` (light, and dark where the reader prefers that), `light` or `dark`; `engine` as in `engine.run`.
    Raises `GraphvizMissing` and `GraphvizFailed`.
    """
    # We write the texts ourselves: no text of data reaches Graphviz, and no font can change a place.
    places = _Places(run(dot(drawing, words=False), engine=engine, seconds=seconds))
    write = Writer(theme)
    scale = min(1.0, WIDEST / drawing.width)
    write.open(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=px(drawing.width * scale),
        height=px(drawing.height * scale),
        viewBox=f"0 0 {drawing.width} {drawing.height}",
        role="graphics-document",
        lang=_language(drawing.lang),
        font_family=_FONTS,
        stroke_linecap="round",
        stroke_linejoin="round",
    )
    write.text("title", drawing.title)
    write.text("desc", drawing.description)
    if theme == "auto":
        write.style(_dark_rules())
    write.leaf("rect", width=str(drawing.width), height=str(drawing.height), fill=PALETTE[Role.PAGE].light)
    for index, region in enumerate(drawing.regions):
        _region(write, region, places.region(index))
    _items(write, drawing, places)
    write.close("svg")
    return write.result()


def _items(write: Writer, drawing: Drawing, places: "_Places") -> None:
    slots = Slots(drawing)
    panels, edges = 1, 0
    for item in drawing.items:
        if isinstance(item, Panel):
            panels += 1
            _panel(write, item, slots, places.panel(f"n{panels}"))
        else:
            edges += 1
            _edge(write, item, places.edge(f"e{edges}"))


def _panel(write: Writer, panel: Panel, slots: Slots, parts: list[Painted]) -> None:
    (_, (left, top, right, bottom)), *inner = parts
    # Graphviz paints the ground from the middle of the border, in whole px.
    inset = panel.stroke_width // 2
    x, y = left - inset, top - inset
    named = {"role": "img", "data_touchpoint": panel.key} if panel.kind == "card" else _about(panel)
    if panel.kind in ("stop", "signpost"):
        named = {"role": "img", **_about(panel)}
    write.open(
        "g",
        class_=panel.kind,
        transform=f"translate({px(x)} {px(y)})",
        opacity=_FAINT if panel.faint else None,
        **named,
    )
    if panel.alt:
        write.text("title", panel.alt)
    if panel.fill or panel.stroke:
        _outline(write, panel, right - left + 2 * inset, bottom - top + 2 * inset)
    grounds: list[Painted] = []
    contents: list[tuple[Content, Box]] = []
    for colour, (x0, y0, x1, y1) in inner:
        if colour != "none":
            box = x0 - x, y0 - y, x1 - x, y1 - y
            content = slots.content(colour)
            if content is None:
                grounds.append((colour, box))
            else:
                contents.append((content, box))
    for colour, (x0, y0, x1, y1) in merged(grounds):
        write.leaf("rect", x=px(x0), y=px(y0), width=px(x1 - x0), height=px(y1 - y0), fill=colour)
    for content, box in contents:
        glyph(write, content, box)
    write.close("g")


def _about(panel: Panel) -> dict[str, str]:
    """What a badge or a label belongs to, for who dims the rest."""
    names = ("data_touchpoint",) if len(panel.about) == 1 else ("data_source", "data_target")
    return dict(zip(names, panel.about, strict=False))


def _outline(write: Writer, panel: Panel, width: float, height: float) -> None:
    half = panel.stroke_width / 2
    write.leaf(
        "rect",
        x=px(half) if half else None,
        y=px(half) if half else None,
        width=px(width - 2 * half),
        height=px(height - 2 * half),
        rx=str(panel.radius) if panel.radius else None,
        fill=PALETTE[panel.fill].light if panel.fill else "none",
        stroke=PALETTE[panel.stroke].light if panel.stroke else None,
        stroke_width=str(panel.stroke_width) if panel.stroke and panel.stroke_width != 1 else None,
        stroke_dasharray=" ".join(map(px, panel.dash)) or None,
    )


def _edge(write: Writer, edge: Edge, path: str) -> None:
    named = {"role": "img", "data_source": edge.tail, "data_target": edge.head} if edge.alt else {}
    write.open("g", class_=edge.kind, opacity=_FAINT if edge.faint else None, **named)
    if edge.alt:
        write.text("title", edge.alt)
    colour = PALETTE[edge.stroke.role].light
    write.leaf(
        "path",
        d=path,
        fill="none",
        stroke=colour,
        stroke_width=px(edge.stroke.width),
        # Dots are dashes of no length with round ends.
        stroke_linecap=None if edge.stroke.dash and edge.stroke.dash[0] < 1 else "butt",
        stroke_dasharray=" ".join(map(px, edge.stroke.dash)) or None,
    )
    if edge.tip:
        write.leaf("path", d=arrowhead(edge.points[-1], edge.tip, edge.stroke.width), fill=colour)
    write.close("g")


def merged(parts: list[Painted]) -> list[Painted]:
    """Rectangles of one colour that touch along a whole side, as one."""
    result: list[Painted] = []
    for colour, box in parts:
        grown = box
        for index in range(len(result) - 1, -1, -1):
            if result[index][0] == colour and (union := _union(result[index][1], grown)):
                grown = union
                result.pop(index)
        result.append((colour, grown))
    return result


def _union(one: Box, other: Box) -> Box | None:
    beside = one[1] == other[1] and one[3] == other[3] and one[2] == other[0]
    below = one[0] == other[0] and one[2] == other[2] and one[3] == other[1]
    return (one[0], one[1], other[2], other[3]) if beside or below else None


def _region(write: Writer, region: Region, path: str) -> None:
    write.open("g", class_=region.kind, role="img" if region.alt else None)
    if region.alt:
        write.text("title", region.alt)
    write.leaf("path", d=path, fill=PALETTE[region.role].light)
    write.close("g")


def _language(lang: str) -> str | None:
    parts = clean(lang).split("-")
    return "-".join(parts) if all(part.isascii() and part.isalnum() for part in parts) else None


def _dark_rules() -> list[str]:
    rules = []
    for shade in PALETTE.values():
        rules.append(f'[fill="{shade.light}"]{{fill:{shade.dark}}}')
        rules.append(f'[stroke="{shade.light}"]{{stroke:{shade.dark}}}')
    return ["@media (prefers-color-scheme: dark){", *rules, "}"]


class _Places:
    """Where Graphviz put things, from its SVG, relative to the sheet's corner."""

    def __init__(self, source: bytes) -> None:
        self._groups: dict[str, list[_Shape]] = {}
        self._read(source)
        if CANVAS not in self._groups:
            raise GraphvizFailed("Graphviz left out the sheet of the drawing")
        self._x, self._y = 0.0, 0.0
        (_, (self._x, self._y, _, _)), *_ = self.panel(CANVAS)

    def panel(self, name: str) -> list[Painted]:
        """Colour and box of everything painted in a node, outermost first."""
        return [(fill, self._box(data)) for _, fill, data in self._group(name)]

    def edge(self, name: str) -> str:
        """The path data of an edge's line."""
        return self._path(self._paths(name)[0])

    def region(self, index: int) -> str:
        """The path data of a background shape by its number."""
        return self._path(self._paths("graph0")[index]) + "Z"

    def _read(self, source: bytes) -> None:
        """Collect the shapes of every group: a tree of elements would take twice as long."""
        inside: list[list[_Shape]] = [[]]

        def begun(name: str, attributes: dict[str, str]) -> None:
            if name == "g":
                inside.append(self._groups.setdefault(attributes.get("id", ""), []))
            elif name in _SHAPES:
                inside[-1].append((name, attributes.get("fill", "none"), attributes[_SHAPES[name]]))

        def ended(name: str) -> None:
            if name == "g":
                inside.pop()

        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = begun, ended
        try:
            parser.Parse(source, True)
        except expat.ExpatError as error:
            raise GraphvizFailed("Graphviz wrote an SVG that is not well-formed XML") from error

    def _group(self, name: str) -> list[_Shape]:
        if name not in self._groups:
            raise GraphvizFailed(f"Graphviz left out {name} of the drawing")
        return self._groups[name]

    def _paths(self, name: str) -> list[str]:
        return [data for kind, _, data in self._group(name) if kind == "path"]

    def _box(self, data: str) -> Box:
        corners = data.split()
        if len(corners) != _RECTANGLE:
            numbers = _numbers(data)
            xs, ys = numbers[::2], numbers[1::2]
            return min(xs) - self._x, min(ys) - self._y, max(xs) - self._x, max(ys) - self._y
        # A rectangle is told from a corner around to it again: two of the five are enough.
        x0, y0, x1, y1 = map(float, (*corners[0].split(","), *corners[2].split(",")))
        left, right = (x0, x1) if x0 < x1 else (x1, x0)
        top, bottom = (y0, y1) if y0 < y1 else (y1, y0)
        return left - self._x, top - self._y, right - self._x, bottom - self._y

    def _path(self, data: str) -> str:
        numbers = _numbers(data)
        points = zip(numbers[::2], numbers[1::2], strict=True)
        start, *rest = (f"{px(x - self._x)} {px(y - self._y)}" for x, y in points)
        curves = (" ".join(rest[index : index + 3]) for index in range(0, len(rest), 3))
        return f"M{start}" + "".join(f"C{curve}" for curve in curves)


def _numbers(data: str) -> list[float]:
    """The numbers of a path or a polygon: x, y, x, y ..."""
    return list(map(float, (data.translate(_SEPARATORS) if data[0] == "M" else data.replace(",", " ")).split()))
