"""A touchpoint's number in its disc: the colour is that of the feeling, the outline says what the feeling rests on."""

from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Disc, Outline
from journeymap.mapping import Card, Face
from journeymap.pieces.cards import OUTLINES

DISC = 22
"""Px of the square that a disc stands in."""
_LARGE = 25
"""Px for a number of three digits: the disc is smaller than its square."""
_HOLLOW = {-1: Role.POOR, 0: Role.FAIR, 1: Role.GOOD}
_FILLED = {-1: (Role.POOR, Role.BADGE_TEXT), 0: (Role.FAIR_BAR, Role.FAIR_BAR_TEXT), 1: (Role.GOOD, Role.BADGE_TEXT)}


def disc(card: Card, number: str) -> Disc:
    """The disc; where nobody knows the feeling, the bare number."""
    return disc_for(card.face, number, DISC if len(number) < 3 else _LARGE)


def disc_for(face: Face | None, number: str, size: int = DISC) -> Disc:
    """The disc of a feeling."""
    if face is None:
        return Disc(number, None, size, Role.MUTED, Role.MUTED)
    sign = (face.feels > 0) - (face.feels < 0)
    outline = OUTLINES[face.basis]
    if outline is Outline.FILLED:
        return Disc(number, outline, size, *_FILLED[sign])
    return Disc(number, outline, size, _HOLLOW[sign], _HOLLOW[sign])


def disc_cell(card: Card, number: str) -> Cell:
    """The disc as a cell; it may stand out of a row that is lower, as lines of text are."""
    return Cell(DISC, disc(card, number))
