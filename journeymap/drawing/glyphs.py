"""What stands in the slots: texts on our own baselines, icons and faces as paths, and the arrowheads."""

from math import hypot

from journeymap.drawing.digraph import px
from journeymap.drawing.icons import FACE_OUTLINE, FACES, FILLED, ICONS
from journeymap.drawing.markup import Writer
from journeymap.drawing.palette import PALETTE, Role
from journeymap.drawing.shapes import Anchor, Content, Icon, Mood, Outline, Point, Words
from journeymap.drawing.text import reads_right_to_left

_GRID = 24
_BASELINE = 0.36  # of the font size below the middle of the cell: capitals then look centred
_HALO = 3

Box = tuple[float, float, float, float]


def glyph(write: Writer, content: Content, box: Box) -> None:
    """Write one content into its cell's box."""
    match content:
        case Words():
            _words(write, content, box)
        case Icon():
            _icon(write, content, box)
        case Mood():
            _mood(write, content, box)


def _words(write: Writer, words: Words, box: Box) -> None:
    left, top, right, bottom = box
    backwards = reads_right_to_left(words.text)
    anchor = Anchor.END if backwards and words.anchor is Anchor.START else words.anchor
    x = {Anchor.START: left, Anchor.MIDDLE: (left + right) / 2, Anchor.END: right}[anchor]
    halo = PALETTE[words.halo].light if words.halo else None
    write.text(
        "text",
        words.text,
        x=px(x),
        y=px(round((top + bottom) / 2 + words.size * _BASELINE, 1)),
        fill=PALETTE[words.role].light,
        font_size=px(words.size),
        font_weight="bold" if words.bold else None,
        text_anchor=anchor.value if anchor is not Anchor.START else None,
        # The order of reading follows the text itself, its place does not.
        unicode_bidi="plaintext" if backwards else None,
        paint_order="stroke" if halo else None,
        stroke=halo,
        stroke_width=str(_HALO) if halo else None,
    )


def _icon(write: Writer, icon: Icon, box: Box) -> None:
    colour = PALETTE[icon.role].light
    filled = icon.name in FILLED
    write.leaf(
        "path",
        transform=_onto(box, icon.size),
        d=ICONS[icon.name],
        fill=colour if filled else "none",
        stroke=None if filled else colour,
        stroke_width=None if filled else "1.8",
    )


def _mood(write: Writer, mood: Mood, box: Box) -> None:
    colour = PALETTE[mood.role].light
    transform = _onto(box, mood.size)
    filled = mood.outline is Outline.FILLED
    features = PALETTE[Role.CARD].light if filled else colour
    if filled:
        write.leaf("path", transform=transform, d=FACE_OUTLINE, fill=colour)
    else:
        dashes = "2.6 3.6" if mood.outline is Outline.DASHED else None
        line = {"fill": "none", "stroke": colour, "stroke_width": "1.7", "stroke_dasharray": dashes}
        write.leaf("path", transform=transform, d=FACE_OUTLINE, **line)
    write.leaf("path", transform=transform, d=FACES[mood.feels], fill="none", stroke=features, stroke_width="2")


def _onto(box: Box, size: float) -> str:
    x = (box[0] + box[2] - size) / 2
    y = (box[1] + box[3] - size) / 2
    return f"translate({px(x)} {px(y)}) scale({px(size / _GRID)})"


def head_length(width: float) -> float:
    """How long the arrowhead of a line of this width is, in px."""
    return 7 if width < 3 else 8 if width < 5 else 9


def head_half(width: float) -> float:
    """How far the arrowhead of a line of this width reaches to each side, in px."""
    return 3 + width * 0.6


def arrowhead(base: Point, tip: Point, width: float) -> str:
    """The path data of an arrowhead from the line's end to its tip."""
    length = hypot(tip[0] - base[0], tip[1] - base[1]) or 1.0
    along = ((tip[0] - base[0]) / length, (tip[1] - base[1]) / length)
    half = head_half(width)
    # A touch of overlap with the line, so that no hairline shows between the two.
    back = (base[0] - along[0] * 0.5, base[1] - along[1] * 0.5)
    left = (back[0] - along[1] * half, back[1] + along[0] * half)
    right = (back[0] + along[1] * half, back[1] - along[0] * half)
    return "M" + "L".join(f"{px(x)} {px(y)}" for x, y in (left, tip, right)) + "Z"
