"""A touchpoint as the rows of a panel: the same card for every style that shows cards."""

from collections.abc import Iterable

from journeymap.catalogue import worded
from journeymap.drawing.icons import icon_for
from journeymap.drawing.metrics import wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Anchor, Cell, Icon, Mood, Outline, Panel, Row, Stack, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Bar, Card
from journeymap.marks import Basis, Change, Kind, Tone
from journeymap.pieces.bars import LEAST_BAR, bar_rows
from journeymap.pieces.card_form import PAD, TEXT, BarForm, Form, words_room
from journeymap.pieces.changes import DASH, card_border, change_rows
from journeymap.pieces.notes import SMALL, VISITS, end_words, note_rows, pain_rows, promise_rows

_GAP = 4
_ICON, _MARK = 22, 17
_FACE = 24

WORD_ROLE = {
    Tone.GOOD: Role.GOOD,
    Tone.FAIR: Role.FAIR,
    Tone.POOR: Role.POOR,
    Tone.PLAIN: Role.INK,
    Tone.HIDDEN: Role.MUTED,
}
OUTLINES = {Basis.MEASURED: Outline.FILLED, Basis.EVIDENCED: Outline.DRAWN, Basis.GUESSED: Outline.DASHED}


def face_role(feels: int) -> Role:
    """The colour of a face."""
    return Role.POOR if feels < 0 else Role.GOOD if feels > 0 else Role.FAIR


def card_panel(card: Card, x: int, y: int, outer: int, form: Form, *, height: int = 0) -> Panel:
    """The card at a place, `outer` px wide, at least `height` px high."""
    border, colour = card_border(card)
    inner = outer - 2 * border
    rows = _Rows(inner, PAD - border, form).of(card)
    missing = height - 2 * border - sum(each.height for each in rows)
    if missing > 0:
        rows.append(row(missing, Cell(inner)))
    return Panel(
        "card",
        x,
        y,
        tuple(rows),
        fill=Role.CARD,
        stroke=colour,
        stroke_width=border,
        radius=10,
        key=card.id,
        alt=card.text or card.title,
        dash=DASH if card.change is Change.REMOVED else (),
    )


class _Rows:
    """Builds the rows of one card, all as wide as the card inside."""

    def __init__(self, inner: int, pad: int, form: Form) -> None:
        self._inner, self._pad, self._form = inner, pad, form
        self._room = inner - 2 * pad

    def of(self, card: Card) -> list[Row]:
        rows = [self._space(8)]
        rows += [self._padded(each.height, *each.cells) for each in change_rows(card, self._room, _ICON)]
        rows += self._tags(card)
        rows += self._title(card)
        for bar in card.bars:
            rows += self._bar(bar)
        beside = self._promise(card)
        below = self._form.notes - {Kind.IDEA, Kind.TAGS} - ({Kind.PROMISE} if beside else set())
        rows += self._counts(card, beside)
        rows += self._notes(promise_rows(card, self._room))
        rows += self._notes(note_rows(card, self._room, below))
        rows += self._pain(card)
        rows += self._notes(note_rows(card, self._room, self._form.notes & {Kind.IDEA, Kind.TAGS}))
        rows.append(self._space(8))
        return rows

    def _space(self, height: int) -> Row:
        return row(height, Cell(self._inner))

    def _padded(self, height: int, *cells: Cell) -> Row:
        """Cells between the card's paddings, with the rest left empty at the right."""
        rest = self._room - sum(cell.width for cell in cells)
        return row(height, Cell(self._pad), *cells, Cell(rest), Cell(self._pad))

    def _tags(self, card: Card) -> list[Row]:
        tags = [("search", worded("in focus"), Role.ICON)] if card.in_focus else []
        if card.start:
            tags.append(("start", worded("starts here"), Role.ICON))
        if card.moment_of_truth:
            tags.append(("star", worded("moment of truth"), Role.MOMENT))
        if card.end:
            tags.append(("flag", end_words(card), Role.ICON))
        if card.optional:
            tags.append(("", worded("optional"), Role.MUTED))
        tags += [("onward", worded("from {stage}", stage=clean(stage)), Role.ICON) for stage in card.comes_from]
        if card.inside:
            tags.append(("stack", worded("+{n} inside", n=card.inside), Role.ICON))
        rows = []
        for icon, text, role in tags:
            mark = _mark(Icon(icon, 11, role)) if icon else [Cell(_ICON)]
            for line in wrap(text, self._room - _ICON, SMALL, bold=True):
                rows.append(self._padded(13, *mark, Cell(self._room - _ICON, Words(line, SMALL, Role.ICON, bold=True))))
                mark = [Cell(_ICON)]
        return [*rows, self._space(2)] if rows else []

    def _title(self, card: Card) -> list[Row]:
        owner = clean(card.owner)
        # Without an owner the face stands beside the name.
        face_beside = card.face is not None and not owner
        room = self._room - _ICON - (_FACE if face_beside else 0)
        rows = []
        size, bold = self._form.title, self._form.bold
        ink = Role.MUTED if card.change is Change.REMOVED else Role.INK
        for index, line in enumerate(wrap(clean(card.title), room, size, bold=bold)):
            mark = _mark(Icon(icon_for(card.channel), _MARK, Role.ICON)) if index == 0 else [Cell(_ICON)]
            face = self._face(card) if face_beside and index == 0 else None
            cells = (*mark, Cell(room, Words(line, size, ink, bold=bold)))
            rows.append(self._padded(round(size * 1.33), *cells, *([Cell(_FACE, face)] if face else [])))
        face_room = _FACE if card.face else 0
        for index, line in enumerate(wrap(owner, self._room - _ICON - face_room, SMALL)):
            face = self._face(card) if index == 0 else None
            words = Cell(self._room - _ICON - face_room, Words(line, SMALL, Role.MUTED))
            rows.append(self._padded(18 if index == 0 else 12, Cell(_ICON), words, Cell(face_room, face)))
        return rows

    def _face(self, card: Card) -> Mood | None:
        if card.face is None:
            return None
        feels = max(-2, min(2, card.face.feels))
        return Mood(feels, OUTLINES[card.face.basis], 18, face_role(feels))

    def _bar(self, bar: Bar) -> list[Row]:
        if self._form.bars is BarForm.BESIDE:
            return [self._space(2), self._bar_line(bar)]
        beside = self._form.sample if self._form.bars is BarForm.UNDER else 0
        return [self._space(_GAP), *self._bar_words(bar, above=not beside), *self._bar_drawn(bar, beside)]

    def _bar_line(self, bar: Bar) -> Row:
        form = self._form
        room = self._room - form.metric - form.word - form.sample - 12
        metric = Cell(form.metric, Words(clean(bar.metric), SMALL, Role.MUTED))
        word = Words(clean(bar.word), TEXT, WORD_ROLE[bar.tone], bold=True)
        sample = Cell(form.sample, _sample(bar))
        drawn = bar_rows(bar, room)
        if not drawn:
            return self._padded(16, metric, Cell(room + 6 + form.word, word), Cell(6), sample)
        air = row(3, Cell(room))
        stack = Cell(room, Stack((air, *drawn, air)))
        return self._padded(16, metric, stack, Cell(6), Cell(form.word, word), Cell(6), sample)

    def _bar_words(self, bar: Bar, *, above: bool) -> list[Row]:
        """Metric and word in one line (and the sample, if it stands above), each in its own where they are too long."""
        room = self._room - self._form.metric
        word, role = clean(bar.word), WORD_ROLE[bar.tone]
        sample = _sample(bar) if above else None
        sample_room = words_room(bar.sample, SMALL) if above else 0
        if words_room(bar.word, TEXT, bold=True) + sample_room > room:
            return [*self._lines(clean(bar.metric), SMALL, Role.MUTED), *self._lines(word, TEXT, role, bold=True)]
        metric = Cell(self._form.metric, Words(clean(bar.metric), SMALL, Role.MUTED))
        words = Cell(room - sample_room, Words(word, TEXT, role, bold=True))
        return [self._padded(14, metric, words, Cell(sample_room, sample))]

    def _bar_drawn(self, bar: Bar, beside: int) -> list[Row]:
        """The bar, with the sample beside it if that has its place there."""
        room = self._room - (beside + 5 if beside else 0)
        drawn = bar_rows(bar, room) if room >= LEAST_BAR else []
        if beside and drawn:
            return [self._padded(10, Cell(room, Stack(tuple(drawn))), Cell(5), Cell(beside, _sample(bar)))]
        side = Cell(self._pad)
        rows = self._lines(clean(bar.sample), SMALL, Role.MUTED) if beside else []
        return rows + [row(each.height, side, *each.cells, side) for each in bar_rows(bar, self._room)]

    def _lines(self, text: str, size: float, role: Role, *, bold: bool = False) -> list[Row]:
        lines = wrap(text, self._room, size, bold=bold)
        return [self._padded(13, Cell(self._room, Words(line, size, role, bold=bold))) for line in lines]

    def _promise(self, card: Card) -> list[Cell]:
        """What was promised, in the place of the visits that nobody counted yet; nothing where it does not fit there."""
        if card.visits or not card.drop_off or Kind.PROMISE not in self._form.notes:
            return []
        room = self._room - words_room(card.drop_off, TEXT, bold=True) - 16
        rows = list(note_rows(card, room, (Kind.PROMISE,)))
        return list(rows[0].cells) if len(rows) == 1 else []

    def _counts(self, card: Card, beside: list[Cell]) -> list[Row]:
        visits, drop = beside or self._visits(clean(card.visits)), clean(card.drop_off)
        if not visits and not drop:
            return []
        used = sum(cell.width for cell in visits)
        role = WORD_ROLE[card.drop_off_tone] if card.drop_off_tone is not Tone.PLAIN else Role.MUTED
        mark = Cell(12, Icon("leave", 9, role))
        right = words_room(drop, TEXT, bold=True)
        rows = [self._space(3)]
        if drop and used + right + 16 <= self._room:
            gap = Cell(self._room - used - right - 12)
            words = Cell(right, Words(drop, TEXT, role, bold=True, anchor=Anchor.END))
            return [*rows, self._padded(16, *visits, gap, mark, words)]
        if used <= self._room:
            rows += [self._padded(15, *visits)] if visits else []
        else:
            rows += self._lines(worded(VISITS, n=clean(card.visits)), TEXT, Role.INK)
        for index, line in enumerate(wrap(drop, self._room - 12, TEXT, bold=True)):
            first = mark if index == 0 else Cell(12)
            rows.append(self._padded(15, first, Cell(self._room - 12, Words(line, TEXT, role, bold=True))))
        return rows

    def _visits(self, visits: str) -> list[Cell]:
        if not visits:
            return []
        number = Cell(words_room(visits, TEXT, bold=True), Words(visits, TEXT, Role.INK, bold=True))
        if not self._form.visits_in_words:
            return [Cell(13, Icon("person", 10, Role.ICON)), number]
        if visits[0].isdigit():
            after = self._form.visits
            return [number, Cell(words_room(after, SMALL), Words(after, SMALL, Role.MUTED))]
        text = worded(VISITS, n=visits)
        return [Cell(words_room(text, SMALL), Words(text, SMALL, Role.MUTED))]

    def _notes(self, rows: Iterable[Row]) -> list[Row]:
        padded = [self._padded(each.height, *each.cells) for each in rows]
        return [self._space(3), *padded] if padded else []

    def _pain(self, card: Card) -> list[Row]:
        side = Cell(self._pad - 4)
        boxed = pain_rows(card.pains[0], self._inner - 2 * side.width) if card.pains else []
        return [self._space(_GAP), *(row(each.height, side, *each.cells, side) for each in boxed)] if boxed else []


def _mark(icon: Icon) -> list[Cell]:
    """An icon before a text, flush with the left edge."""
    return [Cell(_MARK, icon), Cell(_ICON - _MARK)]


def _sample(bar: Bar) -> Words | None:
    text = clean(bar.sample)
    return Words(text, SMALL, Role.MUTED, anchor=Anchor.END) if text else None
