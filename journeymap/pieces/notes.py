"""What else a card says, below its numbers: promises, who comes here, the first pain, the first idea, tags."""

from collections.abc import Collection, Iterator

from journeymap.amounts import times
from journeymap.catalogue import mark, worded
from journeymap.drawing.metrics import wrap
from journeymap.drawing.palette import Role
from journeymap.drawing.shapes import Cell, Fill, Icon, Row, Words, row
from journeymap.drawing.text import clean
from journeymap.mapping import Card, Pain
from journeymap.marks import Basis, Kind, Verdict

SMALL = 9.5
_MARK = 16
_IDEA_LINES = 2

MOST = {Kind.ONLY_FOR: 60, Kind.PROMISE: 60, Kind.IDEA: 40, Kind.TAGS: 24, Kind.EXPECTS: 12}
"""For each kind of note how many cards a map may have for it to be drawn: beyond that the card's text alone says it."""

ICONS = {
    Kind.ONLY_FOR: "person",
    Kind.PROMISE: "clock",
    Kind.IDEA: "idea",
    Kind.TAGS: "tag",
    Kind.EXPECTS: "expects",
}
PAIN_ICONS = {Basis.EVIDENCED: "warning", Basis.GUESSED: "claim"}
"""Solid ground and an exclamation mark for what is known, an empty frame and a question mark for what is only claimed."""


VISITS = mark("visits: {n}")
_ENDS = {"won": mark("ends: won"), "lost": mark("ends: lost")}


def end_words(card: Card) -> str:
    """That a card is an end, and which."""
    return worded(_ENDS[card.end]) if card.end in _ENDS else f"ends: {clean(card.end)}"


def visit_words(visits: str) -> str:
    """A number of visits in words: `8.7k visits`; of what begins with none `visits: too few`."""
    return worded("{n} visits" if visits[0].isdigit() else VISITS, n=visits)


def after_visits() -> str:
    """What stands after a number of visits."""
    return worded("{n} visits", n="").strip()


def kinds_for(cards: int) -> frozenset[Kind]:
    """The kinds of notes that a map with so many cards has room for."""
    return frozenset(kind for kind, most in MOST.items() if cards <= most)


def note_rows(card: Card, room: int, kinds: Collection[Kind]) -> Iterator[Row]:
    """The notes of these kinds, `room` px wide, each kind once."""
    for kind in Kind:
        texts = [clean(note.text) for note in card.notes if note.kind is kind and clean(note.text)]
        if not texts or kind not in kinds:
            continue
        lines = _idea_lines(texts, room - _MARK) if kind is Kind.IDEA else wrap(" · ".join(texts), room - _MARK, SMALL)
        mark = Icon(ICONS[kind], 11, Role.MOMENT if kind is Kind.IDEA else Role.ICON)
        for number, line in enumerate(lines):
            icon = Cell(_MARK - 3, mark if number == 0 else None)
            yield row(13, icon, Cell(3), Cell(room - _MARK, Words(line, SMALL, Role.MUTED)))


VERDICTS = {Verdict.BROKEN: ("broken", Role.POOR), Verdict.UNDECIDED: ("undecided", Role.FAIR)}
"""The verdicts that a card says, with their icons: a promise that was kept needs no words."""


def promise_rows(card: Card, room: int) -> Iterator[Row]:
    """The promises that are broken, and those that cannot be decided yet, `room` px wide, broken ones first."""
    for verdict, (icon, role) in VERDICTS.items():
        for promised in card.promised:
            if promised.verdict is verdict:
                mark: Icon | None = Icon(icon, 11, role)
                for line in wrap(f"{clean(promised.text)}: {worded(verdict)}", room - _MARK, SMALL, bold=True):
                    yield row(
                        13, Cell(_MARK - 3, mark), Cell(3), Cell(room - _MARK, Words(line, SMALL, role, bold=True))
                    )
                    mark = None


def _idea_lines(ideas: list[str], room: int) -> tuple[str, ...]:
    """The first idea if it is short, and how many more there are; else their number."""
    more = f" (+{len(ideas) - 1})" if len(ideas) > 1 else ""
    lines = wrap(f"{ideas[0]}{more}", room, SMALL)
    return lines if len(lines) <= _IDEA_LINES else wrap(times(len(ideas), "idea"), room, SMALL)


def pain_rows(pain: Pain, room: int) -> list[Row]:
    """A pain in its box, `room` px wide."""
    known = pain.basis is not Basis.GUESSED
    lines = wrap(clean(pain.text), room - 27, SMALL)
    if not lines:
        return []
    ground = Role.PAIN if known else None
    side = Cell(1, Fill(Role.PAIN if known else Role.LINE))
    line = row(1, Cell(room, side.content))
    air = row(3, side, Cell(room - 2, ground=ground), side)
    rows = [line, air]
    for number, text in enumerate(lines):
        icon = Icon(PAIN_ICONS[pain.basis], 12, Role.PAIN_TEXT) if number == 0 else None
        words = Cell(room - 27, Words(text, SMALL, Role.PAIN_TEXT), ground)
        rows.append(row(13, side, Cell(19, icon, ground), words, Cell(6, ground=ground), side))
    return [*rows, air, line]
