"""Maps with very many touchpoints, folded to the worst few of each stage; arrows to the others are drawn together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from journeymap.mapping import Arrow, Card, Column, Flow, Map, Tone
from journeymap.words import short, times

MOST = 60
"""Touchpoints that a map shows in full."""
_KEPT = 36
_LEAST_PER_STAGE = 3
_FOLDED = "more"
"""The channel of a stand-in: it chooses the icon."""
_MOST_ARROWS = 1.0
"""Arrows per card of a folded map: of those drawn together only the busiest are."""


def fold(map_: Map) -> tuple[Map, tuple[str, ...]]:
    """The map with at most `MOST` touchpoints, and notes that say what is missing."""
    total = sum(len(column.cards) for column in map_.columns)
    if total <= MOST:
        return map_, ()
    per_stage = max(_LEAST_PER_STAGE, _KEPT // len(map_.columns))
    columns: list[Column] = []
    shown: dict[str, str] = {}
    for column in map_.columns:
        kept = _worst(column.cards, per_stage)
        rest = [card.id for card in column.cards if card not in kept]
        shown |= {card.id: card.id for card in kept}
        if rest:
            stand_in = _stand_in(column, len(rest))
            kept = (*kept, stand_in)
            shown |= dict.fromkeys(rest, stand_in.id)
        columns.append(replace(column, cards=kept))
    arrows, notes = _drawn_together(map_, shown, _names(columns))
    folded = sum(here != there for here, there in shown.items())
    said = f"{folded} of {total} touchpoints are folded: each stage shows its worst {per_stage}."
    return replace(map_, columns=tuple(columns), arrows=arrows), (said, *notes)


def _names(columns: Sequence[Column]) -> dict[str, str]:
    """What a card is called, by its id; a stand-in with its stage."""
    return {
        card.id: card.title if card.channel != _FOLDED else f"{card.title} of {column.title}"
        for column in columns
        for card in column.cards
    }


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Arrows of one kind that lead from and to the same cards when touchpoints are folded."""

    source: str
    target: str
    flow: Flow
    arrows: tuple[Arrow, ...]

    @property
    def weight(self) -> float:
        """Counts add up, promised shares do not."""
        weights = [arrow.weight for arrow in self.arrows]
        return sum(weights) if all(arrow.count is not None for arrow in self.arrows) else max(weights)

    def arrow(self, names: dict[str, str]) -> Arrow:
        """All of them as one arrow."""
        if len(self.arrows) == 1:
            return replace(self.arrows[0], source=self.source, target=self.target)
        ways = times(len(self.arrows), "way")
        counts = [arrow.count for arrow in self.arrows if arrow.count is not None]
        counted = len(counts) == len(self.arrows)
        told = f", walked {times(sum(counts), 'time')}" if counted else ""
        text = f"{names[self.source]} to {names[self.target]}: {ways}, {_KINDS[self.flow]}{told}"
        label = short(sum(counts)) if counted else ways
        count = sum(counts) if counted else None
        return Arrow(self.source, self.target, self.flow, self.weight, label, text, count)


_KINDS = {Flow.PLANNED: "planned", Flow.UNPLANNED: "unplanned", Flow.LOOP: "back"}


def _drawn_together(
    map_: Map, shown: dict[str, str], names: dict[str, str]
) -> tuple[tuple[Arrow, ...], tuple[str, ...]]:
    """The arrows between what is shown, and what is said about the others."""
    groups: dict[tuple[str, str, Flow], list[Arrow]] = defaultdict(list)
    inside = 0
    for arrow in map_.arrows:
        ends = shown[arrow.source], shown[arrow.target]
        if ends[0] == ends[1] and arrow.source != ends[0]:
            inside += 1
        else:
            groups[*ends, arrow.flow].append(arrow)
    bundles = [_Bundle(*key, tuple(arrows)) for key, arrows in groups.items()]
    kept = set(_busiest(bundles, shown, int(_MOST_ARROWS * len(names))))
    drawn = [bundle.arrow(names) for number, bundle in enumerate(bundles) if number in kept]
    most = max((arrow.weight for arrow in drawn), default=1.0)
    arrows = tuple(replace(arrow, weight=arrow.weight / max(1.0, most)) for arrow in drawn)
    thin = sum(len(bundle.arrows) for number, bundle in enumerate(bundles) if number not in kept)
    together = sum(len(bundles[number].arrows) for number in kept if len(bundles[number].arrows) > 1)
    return arrows, tuple(_missing(together, thin, inside))


def _busiest(bundles: Sequence[_Bundle], shown: dict[str, str], most: int) -> list[int]:
    """All arrows between touchpoints that are shown, the busiest to each card, then the busiest of the others."""
    by_weight = sorted(range(len(bundles)), key=lambda number: (-bundles[number].weight, number))
    ways_in: dict[str, int] = {}
    for number in by_weight:
        if bundles[number].source != bundles[number].target:
            ways_in.setdefault(bundles[number].target, number)
    needed = set(ways_in.values())
    needed |= {number for number in by_weight if bundles[number].source in shown and bundles[number].target in shown}
    rest = [number for number in by_weight if number not in needed]
    return [*needed, *rest[: max(0, most - len(needed))]]


def _missing(together: int, thin: int, inside: int) -> Iterator[str]:
    for ways, what in (
        (together, "drawn together."),
        (thin + inside, f"left out, {inside} of them inside of a stage."),
    ):
        if ways:
            yield f"{times(ways, 'way')} to and from folded touchpoints {'is' if ways == 1 else 'are'} {what}"


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


def is_stand_in(card: Card) -> bool:
    """Whether a card stands for folded ones: its id is none that a file could have."""
    return " " in card.id


def _stand_in(column: Column, hidden: int) -> Card:
    return Card(
        id=f"{column.id} +{hidden}",
        title=f"+{hidden} more",
        channel=_FOLDED,
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
