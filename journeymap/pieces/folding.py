"""Maps with very many touchpoints, folded to the worst few of each stage; arrows to the others are drawn together."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from journeymap.amounts import short, times
from journeymap.catalogue import mark, worded
from journeymap.closeup import explained
from journeymap.mapping import Arrow, Card, Column, Map
from journeymap.marks import CHANGED_WAY, Change, Flow, Tone
from journeymap.spoken import from_to

MOST = 60
"""Touchpoints that a map shows in full."""
_KEPT = 36
_LEAST_PER_STAGE = 3
_FOLDED = "more"
"""The channel of a stand-in: it chooses the icon."""
_MOST_ARROWS, _MOST_ARROWS_OF_FEW = 1.0, 2.0
"""Arrows per card of a folded map, and of one of the worst few, which has more room: of those drawn together only the busiest are."""


def fold(map_: Map) -> tuple[Map, tuple[str, ...]]:
    """The map with at most `MOST` touchpoints, and notes that say what is missing. What is folded already does not count."""
    total = sum(not card.folded for column in map_.columns for card in column.cards)
    if total <= MOST:
        return map_, ()
    per_stage = max(_LEAST_PER_STAGE, _KEPT // len(map_.columns))
    kept = {card.id for column in map_.columns for card in _worst(column.cards, per_stage)}
    folded, notes = _folded(map_, kept)
    said = worded(
        "{n} of {total} touchpoints are folded: each stage shows its worst {most}.",
        n=total - len(kept),
        total=total,
        most=per_stage,
    )
    return folded, (said, *notes)


def worst(map_: Map, count: int) -> Map:
    """The map with its worst touchpoints in full, the others of each stage folded; its notes say so."""
    cards = [card for column in map_.columns for card in column.cards]
    if len(cards) <= count:
        return map_
    kept = {card.id for card in sorted(cards, key=_badness)[:count]}
    folded, notes = _folded(map_, kept, _MOST_ARROWS_OF_FEW)
    said = worded(
        "{n} of {total} touchpoints are folded: the worst {most} is shown in full."
        if count == 1
        else "{n} of {total} touchpoints are folded: the worst {most} are shown in full.",
        n=len(cards) - count,
        total=len(cards),
        most=count,
    )
    return explained(replace(folded, notes=(*map_.notes, said, *notes)))


def _folded(map_: Map, kept: Collection[str], most: float = _MOST_ARROWS) -> tuple[Map, tuple[str, ...]]:
    """The map with these touchpoints, one card a stage for the others, `most` arrows per card, and what is said of the ways to those."""
    columns = tuple(fold_others(column, kept) for column in map_.columns)
    shown: dict[str, str] = {}
    for column, whole in zip(columns, map_.columns, strict=True):
        stand_in = next((card.id for card in column.cards if card.folded and card not in whole.cards), "")
        shown |= {card.id: card.id if card.id in kept else stand_in for card in whole.cards}
    arrows, notes = _drawn_together(map_, shown, _names(columns), most)
    return replace(map_, columns=columns, arrows=arrows), notes


def _names(columns: Sequence[Column]) -> dict[str, str]:
    """What a card is called, by its id; a stand-in with its stage."""
    return {
        card.id: card.title if card.folded < 2 else worded("{more} of {stage}", more=card.title, stage=column.title)
        for column in columns
        for card in column.cards
    }


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Arrows of one kind that lead from and to the same cards when touchpoints are folded."""

    source: str
    target: str
    flow: Flow
    change: Change
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
        told = [ways, worded(_KINDS[self.flow])]
        told += [worded("walked {times}", times=times(sum(counts), "time"))] if counted else []
        text = from_to(names[self.source], names[self.target], ", ".join(told))
        label = short(sum(counts)) if counted else ways
        count = sum(counts) if counted else None
        return Arrow(
            self.source, self.target, self.flow, self.weight, self._label(label), text, count, change=self.change
        )

    def _label(self, label: str) -> str:
        """The label with what became of these ways, as that of a single one has it."""
        if self.change is Change.ADDED:
            return worded("{label} new", label=label)
        return {Change.CHANGED: f"{label} {CHANGED_WAY}", Change.REMOVED: ""}.get(self.change, label)


_KINDS = {Flow.PLANNED: mark("planned"), Flow.UNPLANNED: mark("unplanned"), Flow.LOOP: mark("back")}


def _drawn_together(
    map_: Map, shown: dict[str, str], names: dict[str, str], per_card: float
) -> tuple[tuple[Arrow, ...], tuple[str, ...]]:
    """The arrows between what is shown, and what is said about the others."""
    groups: dict[tuple[str, str, Flow, Change], list[Arrow]] = defaultdict(list)
    inside = 0
    for arrow in map_.arrows:
        ends = shown[arrow.source], shown[arrow.target]
        if ends[0] == ends[1] and arrow.source != ends[0]:
            inside += 1
        else:
            groups[*ends, arrow.flow, arrow.change].append(arrow)
    bundles = [_Bundle(*key, tuple(arrows)) for key, arrows in groups.items()]
    kept = set(_busiest(bundles, shown, int(per_card * len(names))))
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
    if together:
        yield worded(
            "{ways} to and from folded touchpoints is drawn together."
            if together == 1
            else "{ways} to and from folded touchpoints are drawn together.",
            ways=times(together, "way"),
        )
    if thin + inside:
        yield worded(
            "{ways} to and from folded touchpoints is left out, {n} of them inside of a stage."
            if thin + inside == 1
            else "{ways} to and from folded touchpoints are left out, {n} of them inside of a stage.",
            ways=times(thin + inside, "way"),
            n=inside,
        )


def _worst(cards: tuple[Card, ...], count: int) -> tuple[Card, ...]:
    """The worst. One more is shown rather than a stand-in for a single card."""
    return cards if len(cards) <= count + 1 else tuple(sorted(cards, key=_badness)[:count])


def _badness(card: Card) -> tuple[float, float, float, float]:
    """Sorts the worst first."""
    scores = [bar.value for bar in card.bars if bar.value is not None]
    rank = float(card.rank) if card.rank is not None else float("inf")
    tones = {Tone.POOR: 0.0, Tone.FAIR: 1.0}
    toned = min((tones.get(bar.tone, 2.0) for bar in card.bars), default=2.0)
    return float(card.worst), rank, toned, min(scores, default=2.0)


def is_stand_in(card: Card) -> bool:
    """Whether a card stands for folded ones."""
    return card.folded > 0


def no_touchpoint(id: str, title: str, channel: str, owner: str, text: str) -> Card:
    """A card that stands for something else than one touchpoint: a title with an icon and a line below, and what it is in words."""
    return Card(
        id=id,
        title=title,
        channel=channel,
        owner=owner,
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
        text=text,
    )


def fold_others(column: Column, kept: Collection[str]) -> Column:
    """The stage with one card for all that are not kept: in their place where they stand side by side, else at the end."""
    folded = [place for place, card in enumerate(column.cards) if card.id not in kept]
    if not folded:
        return column
    shown = [card for card in column.cards if card.id in kept]
    together = folded[-1] - folded[0] + 1 == len(folded)
    shown.insert(folded[0] if together else len(shown), _stand_in(column, [column.cards[place] for place in folded]))
    return replace(column, cards=tuple(shown))


_CHANGED = {Change.ADDED: mark("{n} new"), Change.REMOVED: mark("{n} removed"), Change.CHANGED: mark("{n} changed")}


def _stand_in(column: Column, folded: Sequence[Card]) -> Card:
    alone = len(folded) == 1
    text = worded(
        "{touchpoints} of the stage {stage} is folded: {names}."
        if alone
        else "{touchpoints} of the stage {stage} are folded: {names}.",
        touchpoints=times(len(folded), "more touchpoint"),
        stage=column.title,
        names=", ".join(card.title for card in folded),
    )
    kinds = [card.change for card in folded if card.change]
    changes = tuple(worded(text, n=kinds.count(kind)) for kind, text in _CHANGED.items() if kind in kinds)
    card = no_touchpoint(
        f"{column.id} +{len(folded)}",
        folded[0].title if alone else worded("+{n} more", n=len(folded)),
        _FOLDED,
        worded("folded" if alone else "touchpoints, folded"),
        text,
    )
    return replace(
        card,
        folded=len(folded),
        change=folded[0].change if alone else Change.CHANGED if changes else Change.NONE,
        changes=folded[0].changes if alone else changes,
    )
