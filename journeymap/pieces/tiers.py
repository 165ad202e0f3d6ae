"""A journey of many stages in tiers: so many stages side by side that their cards can be read, the next ones below them.

A way to another tier ends at a signpost below the cards of its stage, which says where it goes on; the card there says where it comes from.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from journeymap.catalogue import worded
from journeymap.mapping import Arrow, Card, Column, Map
from journeymap.pieces.folding import no_touchpoint

MOST = 8
"""Stages side by side."""
_ONWARD = "onward"
"""The channel of a signpost: it chooses the icon."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Stages that stand side by side, the signposts below their cards, and the arrows that begin there."""

    map: Map
    """As it is laid out: arrows to other tiers lead to signposts; stages without cards fill it up, so that all tiers have as many."""
    stages: int
    """How many of its columns are stages."""
    arrows: tuple[Arrow, ...]
    """The arrows of `map`, in its order, as they lead to touchpoints."""
    signposts: Mapping[str, str]
    """By the id of a signpost, the card that it shows the way to."""


def tiers(map_: Map) -> tuple[Tier, ...]:
    """The fewest tiers of at most `MOST` stages, all about as long; a map of no more stages is one."""
    count = -(-len(map_.columns) // MOST)
    if count <= 1:
        return (Tier(map_, len(map_.columns), map_.arrows, {}),)
    wide = -(-len(map_.columns) // count)
    cut = [map_.columns[begin : begin + wide] for begin in range(0, len(map_.columns), wide)]
    home = {card.id: number for number, columns in enumerate(cut) for column in columns for card in column.cards}
    stage = {card.id: column for column in map_.columns for card in column.cards}
    origins: dict[str, dict[str, None]] = defaultdict(dict)
    for arrow in map_.arrows:
        if home[arrow.source] != home[arrow.target]:
            origins[arrow.target][_named(stage[arrow.source])] = None
    came = {target: tuple(names) for target, names in origins.items()}
    return tuple(_tier(map_, columns, wide, stage, came) for columns in cut)


def _tier(
    map_: Map, columns: Sequence[Column], wide: int, stage: Mapping[str, Column], came: Mapping[str, tuple[str, ...]]
) -> Tier:
    here = {card.id: column for column in columns for card in column.cards}
    cards = {card.id: card for column in map_.columns for card in column.cards}
    arrows = tuple(arrow for arrow in map_.arrows if arrow.source in here)
    posts: dict[str, dict[str, Card]] = {column.id: {} for column in columns}
    led = []
    for arrow in arrows:
        if arrow.target not in here:
            column = here[arrow.source]
            post = _signpost(column, cards[arrow.target], stage[arrow.target])
            posts[column.id][post.id] = post
            led.append(replace(arrow, target=post.id))
        else:
            led.append(arrow)
    shown = [
        replace(
            column,
            cards=(
                *(replace(card, comes_from=came.get(card.id, ())) for card in column.cards),
                *posts[column.id].values(),
            ),
        )
        for column in columns
    ]
    shown += [Column("", 0, "", "", ())] * (wide - len(columns))
    targets = {arrow.target: to.target for arrow, to in zip(led, arrows, strict=True) if arrow.target not in here}
    return Tier(replace(map_, columns=tuple(shown), arrows=tuple(led)), len(columns), arrows, targets)


def _signpost(column: Column, card: Card, stage: Column) -> Card:
    return no_touchpoint(
        f"{column.id} to {card.id}",
        card.title,
        _ONWARD,
        worded("in {stage}", stage=_named(stage)),
        worded("On to {touchpoint} in the stage {stage}.", touchpoint=card.title, stage=stage.title),
    )


def _named(column: Column) -> str:
    return f"{column.number} {column.title}"
