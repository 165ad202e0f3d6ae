"""What all cards of a map have in common, so that they can be compared: the room for each kind of word, the form of bars and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil

from journeymap.catalogue import worded
from journeymap.drawing.metrics import width
from journeymap.drawing.text import clean
from journeymap.mapping import Card
from journeymap.marks import Kind
from journeymap.pieces.bars import LEAST_BAR
from journeymap.pieces.notes import SMALL, VISITS, after_visits, kinds_for

TITLE, TEXT = 12.0, 10.0
PAD = 10
"""Px inside of a card's edges."""


class BarForm(Enum):
    """Where a score's words and sample stand; one form for all cards of a map, so that bars can be compared."""

    BESIDE = "metric, bar, word and sample in one line"
    ABOVE = "metric, word and sample above the bar"
    UNDER = "metric and word above the bar, the sample beside it"


@dataclass(frozen=True, slots=True)
class Form:
    """What all cards of a map have in common: px for each kind of word, and the form of bars and counts."""

    metric: int
    word: int
    sample: int
    bars: BarForm
    visits_in_words: bool
    notes: frozenset[Kind] = frozenset()
    """The kinds of notes that there is room for."""
    title: float = TITLE
    bold: bool = True
    visits: str = ""
    """What stands after a number of visits."""


def form_for(cards: Sequence[Card], outer: int) -> Form:
    """The form for cards `outer` px wide: the roomiest that every card can have."""
    room = outer - 2 * PAD
    bars = [bar for card in cards for bar in card.bars]
    metric = max((words_room(bar.metric, SMALL) for bar in bars), default=0) + 5
    sample = max((words_room(bar.sample, SMALL) for bar in bars), default=0)
    word = max((words_room(bar.word, TEXT, bold=True) for bar in bars), default=0)
    lines = [metric + words_room(bar.word, TEXT, bold=True) + 6 + words_room(bar.sample, SMALL) for bar in bars]
    if metric + word + sample + LEAST_BAR + 12 <= room:
        bar_form = BarForm.BESIDE
    elif max(lines, default=0) <= room:
        bar_form = BarForm.ABOVE
    else:
        bar_form = BarForm.UNDER
    visits = words_room(worded(VISITS, n="").strip(), SMALL)
    in_words = all(_counts_room(card, visits) <= room for card in cards)
    return Form(metric, word, sample, bar_form, in_words, kinds_for(len(cards)), visits=after_visits())


def words_room(text: str, size: float, *, bold: bool = False) -> int:
    """Px for a line of text; none for nothing."""
    return ceil(width(clean(text), size, bold=bold)) + 2 if text else 0


def _counts_room(card: Card, visits: int) -> int:
    words = words_room(card.visits, TEXT, bold=True) + visits if card.visits else 0
    return words + (words_room(card.drop_off, TEXT, bold=True) + 18 if card.drop_off else 0)
