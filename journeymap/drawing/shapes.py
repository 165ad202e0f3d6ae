"""A drawing with every position decided: what a style hands over, and all that Graphviz and the SVG pass need to know.

Lengths are in px at scale 1, y grows downwards. Sizes of panels, rows and cells are whole numbers, so that every engine
puts them at the same place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from journeymap.drawing.palette import Role

Point = tuple[float, float]


class Anchor(StrEnum):
    """Which end of a text its cell holds fast."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text, already wrapped; `halo` is the ground it is set off from."""

    text: str
    size: float
    role: Role
    bold: bool = False
    anchor: Anchor = Anchor.START
    halo: Role | None = None


@dataclass(frozen=True, slots=True)
class Icon:
    """An icon of `icons.ICONS` by name, as a square in the middle of its cell."""

    name: str
    size: float
    role: Role


class Outline(StrEnum):
    """How firmly a face is drawn, firmest first."""

    FILLED = "filled"
    DRAWN = "drawn"
    DASHED = "dashed"


@dataclass(frozen=True, slots=True)
class Mood:
    """A face, -2 to 2."""

    feels: int
    outline: Outline
    size: float
    role: Role


@dataclass(frozen=True, slots=True)
class Disc:
    """A number in a circle, in the middle of its cell: filled with `role`, or `role` as its line. Without an outline the bare number."""

    text: str
    outline: Outline | None
    size: float
    role: Role
    ink: Role


@dataclass(frozen=True, slots=True)
class Fill:
    """A plain rectangle as large as its cell: a piece of a bar, a tick, a box."""

    role: Role


@dataclass(frozen=True, slots=True)
class Stack:
    """Rows inside a cell, together as high and each as wide as it."""

    rows: "tuple[Row, ...]"


Content = Words | Icon | Mood | Disc | Fill | Stack | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle of a row. Words, icons, faces and discs may stand on a ground of their own."""

    width: int
    content: Content = None
    ground: Role | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, together as wide as the panel is inside its border."""

    height: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A box made of rows: a card, a header, a label, a band behind other things.

    `key` names it for arrows, and for who wants to find it in the SVG; `alt` is its text for who listens.
    """

    kind: str
    x: int
    y: int
    rows: tuple[Row, ...]
    fill: Role | None = None
    stroke: Role | None = None
    stroke_width: int = 0
    radius: int = 0
    key: str = ""
    alt: str = ""
    dash: tuple[float, ...] = ()
    """Of the border in px, empty for a solid one. DOT does not know it."""
    faint: bool = False
    """Whether it stands back behind the others."""
    about: tuple[str, ...] = ()
    """The key of the card that it belongs to, or of both cards of the arrow that it labels."""

    def __post_init__(self) -> None:
        """Check that the rows are of one width (`ValueError` else); even out odd sizes, which Graphviz 2.43 rounds."""
        widths = {sum(cell.width for cell in row.cells) for row in self.rows}
        if len(widths) != 1:
            raise ValueError(f"the rows of panel {self.kind} {self.key!r} are of different widths: {sorted(widths)}")
        rows = self.rows
        if widths.pop() % 2:
            rows = tuple(Row(each.height, (*each.cells, Cell(1))) for each in rows)
        if sum(each.height for each in rows) % 2:
            rows = (*rows, Row(1, (Cell(sum(cell.width for cell in rows[0].cells)),)))
        object.__setattr__(self, "rows", rows)

    @property
    def width(self) -> int:
        """With the border."""
        return sum(cell.width for cell in self.rows[0].cells) + 2 * self.stroke_width

    @property
    def height(self) -> int:
        """With the border."""
        return sum(row.height for row in self.rows) + 2 * self.stroke_width


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line looks; `dash` is in px, empty for a solid line."""

    role: Role
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow along a Bezier path of 1 + 3k points, from one panel to another (or a line, without a `tip`).

    The path ends where the arrowhead begins; `tip` is the arrowhead's point.
    """

    kind: str
    tail: str
    head: str
    points: tuple[Point, ...]
    stroke: Stroke
    tip: Point | None = None
    alt: str = ""
    faint: bool = False
    """Whether it stands back behind the others."""

    def __post_init__(self) -> None:
        """Check the number of points; `ValueError` else."""
        if len(self.points) % 3 != 1 or len(self.points) < 4:
            raise ValueError(f"a Bezier path has 1 + 3k points, this one {len(self.points)}")


@dataclass(frozen=True, slots=True)
class Region:
    """A closed Bezier path of 1 + 3k points, filled, behind everything: a ribbon, the area under a curve."""

    kind: str
    points: tuple[Point, ...]
    role: Role
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture. `items` are in the order of painting; regions always lie behind the rest."""

    width: int
    height: int
    title: str
    description: str
    items: tuple[Panel | Edge, ...]
    regions: tuple[Region, ...] = ()
    lang: str = "en"

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The panels alone, in order."""
        return tuple(item for item in self.items if isinstance(item, Panel))

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges alone, in order."""
        return tuple(item for item in self.items if isinstance(item, Edge))


def glyphs(rows: tuple[Row, ...]) -> Iterator[Words | Icon | Mood | Disc]:
    """The texts, icons, faces and discs of rows in the order of reading."""
    for each in rows:
        for cell in each.cells:
            match cell.content:
                case Stack(inner):
                    yield from glyphs(inner)
                case Words() | Icon() | Mood() | Disc():
                    yield cell.content


def row(height: int, *cells: Cell) -> Row:
    """A row from its cells, those without width left out."""
    return Row(height, tuple(cell for cell in cells if cell.width > 0))


def block(width: int, height: int) -> tuple[Row, ...]:
    """Rows of a panel that has a size and no content."""
    return (Row(height, (Cell(width),)),)
