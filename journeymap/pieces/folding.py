"""Maps with very many touchpoints, folded to the worst few of each stage."""

from dataclasses import replace

from journeymap.mapping import Card, Column, Map, Tone

MOST = 60
"""Touchpoints that a map shows in full."""
_KEPT = 36
_LEAST_PER_STAGE = 3


def fold(map_: Map) -> tuple[Map, tuple[str, ...]]:
    """The map with at most `MOST` touchpoints, and notes that say what is missing."""
    total = sum(len(column.cards) for column in map_.columns)
    if total <= MOST:
        return map_, ()
    per_stage = max(_LEAST_PER_STAGE, _KEPT // len(map_.columns))
    columns: list[Column] = []
    shown: set[str] = set()
    for column in map_.columns:
        kept = _worst(column.cards, per_stage)
        shown |= {card.id for card in kept}
        hidden = len(column.cards) - len(kept)
        if hidden:
            kept = (*kept, _stand_in(column, hidden))
        columns.append(replace(column, cards=kept))
    arrows = tuple(arrow for arrow in map_.arrows if arrow.source in shown and arrow.target in shown)
    notes = [f"{total - len(shown)} of {total} touchpoints are folded: each stage shows its worst {per_stage}."]
    if len(arrows) < len(map_.arrows):
        notes.append(f"{len(map_.arrows) - len(arrows)} arrows to and from folded touchpoints are left out.")
    return replace(map_, columns=tuple(columns), arrows=arrows), tuple(notes)


def _worst(cards: tuple[Card, ...], count: int) -> tuple[Card, ...]:
    """The worst, in the order of the journey. One more is shown rather than a stand-in for a single card."""
    if len(cards) <= count + 1:
        return cards
    ranked = sorted(range(len(cards)), key=lambda place: (*_badness(cards[place]), place))
    return tuple(cards[place] for place in sorted(ranked[:count]))


def _badness(card: Card) -> tuple[float, float, float]:
    scores = [bar.value for bar in card.bars if bar.value is not None]
    rank = float(card.rank) if card.rank is not None else float("inf")
    tones = {Tone.POOR: 0.0, Tone.FAIR: 1.0}
    return rank, min((tones.get(bar.tone, 2.0) for bar in card.bars), default=2.0), min(scores, default=2.0)


def _stand_in(column: Column, hidden: int) -> Card:
    return Card(
        id=f"{column.id} +{hidden}",
        title=f"+{hidden} more",
        channel="more",
        owner="touchpoints, folded",
        voice="",
        face=None,
        bars=(),
        visits="",
        drop_off="",
        drop_off_tone=Tone.PLAIN,
        pains=(),
        rank=None,
        moment_of_truth=False,
        start=False,
        end="",
        optional=False,
        text=f"{hidden} more touchpoints of the stage {column.title} are folded.",
    )
