"""Maps with very many touchpoints, folded to the worst few of each stage."""

from dataclasses import replace

from journeymap.closeup import badness, fold_others
from journeymap.mapping import Card, Column, Map

MOST = 60
"""Touchpoints that a map shows in full."""
_KEPT = 36
_LEAST_PER_STAGE = 3


def fold(map_: Map) -> tuple[Map, tuple[str, ...]]:
    """The map with at most `MOST` touchpoints, and notes that say what is missing. What is folded already does not count."""
    total = sum(not card.folded for column in map_.columns for card in column.cards)
    if total <= MOST:
        return map_, ()
    per_stage = max(_LEAST_PER_STAGE, _KEPT // len(map_.columns))
    columns: list[Column] = []
    shown: set[str] = set()
    for column in map_.columns:
        kept = {card.id for card in _worst(column.cards, per_stage)}
        shown |= kept
        columns.append(fold_others(column, kept))
    arrows = tuple(arrow for arrow in map_.arrows if arrow.source in shown and arrow.target in shown)
    notes = [f"{total - len(shown)} of {total} touchpoints are folded: each stage shows its worst {per_stage}."]
    if len(arrows) < len(map_.arrows):
        notes.append(f"{len(map_.arrows) - len(arrows)} arrows to and from folded touchpoints are left out.")
    return replace(map_, columns=tuple(columns), arrows=arrows), tuple(notes)


def _worst(cards: tuple[Card, ...], count: int) -> tuple[Card, ...]:
    """The worst. One more is shown rather than a stand-in for a single card."""
    if len(cards) <= count + 1:
        return cards
    return tuple(sorted(cards, key=badness)[:count])
