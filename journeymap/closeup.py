"""A closer look at a map: one touchpoint with what is around it, the ways that carry enough. `pieces.folding` has the worst few in full.

Functions from a decided `Map` to a `Map`, so that every style has them. What is left out is said, in the head or in a note.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from journeymap.amounts import percent, times
from journeymap.catalogue import with_percent, worded
from journeymap.mapping import Arrow, Card, Map
from journeymap.marks import Change
from journeymap.words import plain

SHARE_DRAWN = 0.9
"""The fewest ways are drawn that carry this share of all steps, if nobody says otherwise."""


def closer(map: Map, *, focus: str | None = None, min_share: float | None = None) -> Map:
    """The map looked at more closely: ways with at least `min_share` of all steps (else the fewest that carry most), and what is around the
    touchpoint `focus`.

    The map must hold every way. `KeyError` where `focus` is none of its touchpoints.
    """
    if min_share is not None:
        map = at_least(map, min_share)
    elif focus is None:
        map = fewest(map)
    if focus is not None:
        map = focused(map, focus, thin=min_share is None)
    return map


# --- ways ---------------------------------------------------------------------------------------------------------------


def fewest(map: Map) -> Map:
    """The fewest ways that carry 90 % of all steps, and to each card that none of them leads to the way that most customers took."""
    total = sum(arrow.count or 0 for arrow in map.arrows)
    if not total:
        return map
    kept = _fewest(map.arrows) | _marked_ways(map.arrows)
    kept |= _ways_in(map.arrows, {map.arrows[number].target for number in kept})
    missing = [arrow for number, arrow in enumerate(map.arrows) if number not in kept]
    rest = sum(arrow.count or 0 for arrow in missing)
    note = ""
    if missing:
        ways = times(len(missing), "more way")
        note = worded("{ways} with {share} of all steps not drawn.", ways=ways, share=percent(rest / total))
    return _with_arrows(map, kept, note)


def _fewest(arrows: Sequence[Arrow]) -> set[int]:
    """The numbers of the fewest ways that carry most of the steps that all of these carry."""
    total = sum(arrow.count or 0 for arrow in arrows)
    if not total:
        return set(range(len(arrows)))
    kept: set[int] = set()
    carried = 0
    for number in sorted(range(len(arrows)), key=lambda number: -(arrows[number].count or 0)):
        if carried >= SHARE_DRAWN * total:
            break
        kept.add(number)
        carried += arrows[number].count or 0
    return kept


def _marked_ways(arrows: Sequence[Arrow]) -> set[int]:
    """The ways that changed since the revision that the map is compared with: that is what it is looked at for."""
    return {number for number, arrow in enumerate(arrows) if arrow.change is not Change.NONE}


def _ways_in(arrows: Sequence[Arrow], reached: Collection[str]) -> set[int]:
    """For each card that is not reached the way that most customers took to it: nothing seen hangs in the air."""
    ways: dict[str, int] = {}
    for number, arrow in enumerate(arrows):
        if arrow.target not in reached and arrow.source != arrow.target:
            best = ways.get(arrow.target)
            ways[arrow.target] = number if best is None or (arrow.count or 0) > (arrows[best].count or 0) else best
    return set(ways.values())


def at_least(map: Map, share: float) -> Map:
    """The ways with at least this share of all steps; without data those whose promised share is not below it."""
    kept = {number for number, arrow in enumerate(map.arrows) if arrow.share is None or arrow.share >= share}
    missing = [arrow for number, arrow in enumerate(map.arrows) if number not in kept]
    note = ""
    told = {"ways": times(len(missing), "way"), "share": with_percent(plain(100 * share))}
    if missing and map.measured:
        note = worded(
            "{ways} with less than {share} of all steps each, together {rest}, not drawn."
            if len(missing) > 1
            else "{ways} with less than {share} of all steps: {rest}, not drawn.",
            rest=percent(sum(arrow.share or 0.0 for arrow in missing)),
            **told,
        )
    elif missing:
        note = worded("{ways} with less than {share} promised not drawn.", **told)
    return _with_arrows(map, kept, note)


def _with_arrows(map: Map, kept: Collection[int], note: str) -> Map:
    arrows = tuple(arrow for number, arrow in enumerate(map.arrows) if number in kept)
    return replace(map, arrows=arrows, ways_left_out=(*map.ways_left_out, *filter(None, [note])))


# --- one touchpoint -----------------------------------------------------------------------------------------------------


def focused(map: Map, focus: str, *, thin: bool = True) -> Map:
    """A touchpoint with those one step before and after it, by design or as customers walk, in their stages.

    Only ways to it and from it are drawn; `thin` leaves out those that carry little and are not designed. `KeyError` where it is none of the map.
    """
    cards = {card.id: card for column in map.columns for card in column.cards}
    title = cards[focus].title
    touching = tuple(arrow for arrow in map.arrows if focus in (arrow.source, arrow.target))
    kept = set(range(len(touching)))
    if thin:
        by_design = {number for number, arrow in enumerate(touching) if (arrow.source, arrow.target) in map.designed}
        kept = _fewest(touching) | by_design | _marked_ways(touching)
    ways = [(touching[number].source, touching[number].target) for number in kept]
    ways += [way for way in map.designed if focus in way]
    shown = {focus, *(end for way in ways for end in way)} & cards.keys()
    missing = len(cards) - len(shown)
    told = worded("Focus: {title}", title=title)
    if missing:
        whole = times(len(cards), "touchpoint")
        told += "; " + worded("{n} of {touchpoints} not shown", n=missing, touchpoints=whole)
    left = len(touching) - len(kept)
    note = worded("{ways} to and from {title} not drawn.", ways=times(left, "more way"), title=title) if left else ""
    columns = tuple(
        replace(column, cards=tuple(_marked(card, focus) for card in column.cards)) for column in map.columns
    )
    close = replace(
        map, columns=columns, arrows=_scaled(touching) if map.measured else touching, focus=told, funnels=()
    )
    return _of(_with_arrows(close, kept, note), shown)


def _marked(card: Card, focus: str) -> Card:
    return replace(card, in_focus=True) if card.id == focus else card


def _scaled(arrows: Sequence[Arrow]) -> tuple[Arrow, ...]:
    """The same, the widest of them as wide as any may be: counts have no width of their own, promised shares do."""
    most = max((arrow.weight for arrow in arrows), default=0.0)
    return tuple(replace(arrow, weight=arrow.weight / most) for arrow in arrows) if most else tuple(arrows)


def _of(map: Map, shown: Collection[str]) -> Map:
    """The map of these cards: stages without any of them are left out, and so is the friction of others."""
    columns = [
        replace(column, cards=tuple(card for card in column.cards if card.id in shown)) for column in map.columns
    ]
    return explained(replace(map, columns=tuple(column for column in columns if column.cards)))


def explained(map: Map) -> Map:
    """Only the friction whose badge is on the map."""
    ranks = {card.rank for column in map.columns for card in column.cards}
    return replace(map, friction=tuple(each for each in map.friction if each.rank in ranks))
