"""A closer look at a map: one touchpoint with what is around it, the worst few in full, the ways that carry enough.

Functions from a decided `Map` to a `Map`, so that every style has them. What is left out is said, in the head or in a note.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from journeymap.mapping import Arrow, Card, Change, Column, Map, Tone
from journeymap.words import percent, short, times

SHARE_DRAWN = 0.9
"""The fewest ways are drawn that carry this share of all steps, if nobody says otherwise."""


def closer(map: Map, *, focus: str | None = None, top: int | None = None, min_share: float | None = None) -> Map:
    """The map looked at more closely, in this order: ways with at least `min_share` of all steps (else the fewest that carry most), what is
    around the touchpoint `focus`, the `top` worst of that in full.

    The map must hold every way. `KeyError` where `focus` is none of its touchpoints.
    """
    if min_share is not None:
        map = at_least(map, min_share)
    elif focus is None:
        map = fewest(map)
    if focus is not None:
        map = focused(map, focus, thin=min_share is None)
    return map if top is None else worst(map, top)


# --- ways ---------------------------------------------------------------------------------------------------------------


def fewest(map: Map) -> Map:
    """The fewest ways that carry 90 % of all steps, and to each card that none of them leads to the way that most customers took."""
    total = sum(arrow.steps for arrow in map.arrows)
    if not total:
        return map
    kept = _fewest(map.arrows) | _marked_ways(map.arrows)
    kept |= _ways_in(map.arrows, {map.arrows[number].target for number in kept})
    missing = [arrow for number, arrow in enumerate(map.arrows) if number not in kept]
    rest = sum(arrow.steps for arrow in missing)
    note = f"{times(len(missing), 'more way')} with {percent(rest / total)} of all steps not drawn." if missing else ""
    return _with_arrows(map, kept, note)


def _fewest(arrows: Sequence[Arrow]) -> set[int]:
    """The numbers of the fewest ways that carry most of the steps that all of these carry."""
    total = sum(arrow.steps for arrow in arrows)
    if not total:
        return set(range(len(arrows)))
    kept: set[int] = set()
    carried = 0
    for number in sorted(range(len(arrows)), key=lambda number: -arrows[number].steps):
        if carried >= SHARE_DRAWN * total:
            break
        kept.add(number)
        carried += arrows[number].steps
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
            ways[arrow.target] = number if best is None or arrow.steps > arrows[best].steps else best
    return set(ways.values())


def at_least(map: Map, share: float) -> Map:
    """The ways with at least this share of all steps; without data those whose promised share is not below it."""
    kept = {number for number, arrow in enumerate(map.arrows) if arrow.share is None or arrow.share >= share}
    missing = [arrow for number, arrow in enumerate(map.arrows) if number not in kept]
    note = ""
    if missing and map.measured:
        rest = percent(sum(arrow.share or 0.0 for arrow in missing))
        each = " each, together" if len(missing) > 1 else ":"
        note = f"{times(len(missing), 'way')} with less than {_share(share)} of all steps{each} {rest}, not drawn."
    elif missing:
        note = f"{times(len(missing), 'way')} with less than {_share(share)} promised not drawn."
    return _with_arrows(map, kept, note)


def _share(share: float) -> str:
    """A share as somebody asked for it: `2.5 %`."""
    return f"{100 * share:g} %"


def _with_arrows(map: Map, kept: Collection[int], note: str) -> Map:
    arrows = tuple(arrow for number, arrow in enumerate(map.arrows) if number in kept)
    return replace(map, arrows=arrows, notes=(*map.notes, *filter(None, [note])))


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
    told = f"Focus: {title}; {missing} of {times(len(cards), 'touchpoint')} not shown" if missing else f"Focus: {title}"
    left = len(touching) - len(kept)
    note = f"{times(left, 'more way')} to and from {title} not drawn." if left else ""
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
    return _explained(replace(map, columns=tuple(column for column in columns if column.cards)))


def _explained(map: Map) -> Map:
    """Only the friction whose badge is on the map."""
    ranks = {card.rank for column in map.columns for card in column.cards}
    return replace(map, friction=tuple(each for each in map.friction if each.rank in ranks))


# --- the worst ----------------------------------------------------------------------------------------------------------


def worst(map: Map, count: int) -> Map:
    """The worst touchpoints in full; the others of each stage folded into one card, with the ways to them and from them."""
    cards = [card for column in map.columns for card in column.cards]
    if len(cards) <= count:
        return map
    order = sorted(range(len(cards)), key=lambda number: (*badness(cards[number]), number))
    kept = {cards[number].id for number in order[:count]}
    shown = "the worst 1 is" if count == 1 else f"the worst {count} are"
    note = f"{len(cards) - count} of {len(cards)} touchpoints are folded: {shown} shown in full."
    columns = tuple(fold_others(column, kept) for column in map.columns)
    stands = {
        card.id: next(each.id for each in column.cards if each.folded)
        for column, whole in zip(columns, map.columns, strict=True)
        for card in whole.cards
        if card.id not in kept
    }
    arrows = tuple(_merged(map, stands))
    arrows = _scaled(arrows) if map.measured else arrows
    return _explained(replace(map, columns=columns, arrows=arrows, notes=(*map.notes, note)))


def badness(card: Card) -> tuple[float, float, float, float]:
    """Sorts the worst first."""
    scores = [bar.value for bar in card.bars if bar.value is not None]
    rank = float(card.rank) if card.rank is not None else float("inf")
    tones = {Tone.POOR: 0.0, Tone.FAIR: 1.0}
    toned = min((tones.get(bar.tone, 2.0) for bar in card.bars), default=2.0)
    return float(card.worst), rank, toned, min(scores, default=2.0)


def fold_others(column: Column, kept: Collection[str]) -> Column:
    """The stage with one card for all that are not kept: in their place where they stand side by side, else at the end."""
    folded = [place for place, card in enumerate(column.cards) if card.id not in kept]
    if not folded:
        return column
    shown = [card for card in column.cards if card.id in kept]
    together = folded[-1] - folded[0] + 1 == len(folded)
    shown.insert(folded[0] if together else len(shown), _stand_in(column, [column.cards[place] for place in folded]))
    return replace(column, cards=tuple(shown))


def _stand_in(column: Column, folded: Sequence[Card]) -> Card:
    names = ", ".join(card.title for card in folded)
    more = times(len(folded), "more touchpoint")
    alone = len(folded) == 1
    kinds = [card.change for card in folded if card.change]
    changes = tuple(f"{kinds.count(kind)} {kind}" for kind in Change if kind in kinds)
    return Card(
        id=f"{column.id} +{len(folded)}",
        title=folded[0].title if alone else f"+{len(folded)} more",
        channel="more",
        owner="folded" if alone else "touchpoints, folded",
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
        text=f"{more} of the stage {column.title} {'is' if alone else 'are'} folded: {names}.",
        folded=len(folded),
        change=folded[0].change if alone else Change.CHANGED if changes else Change.NONE,
        changes=folded[0].changes if alone else changes,
    )


def _merged(map: Map, stands: dict[str, str]) -> Iterable[Arrow]:
    """The ways between what is shown; those of folded touchpoints lead to the card that stands for them, alike ones as one."""
    titles = {card.id: card.title for column in map.columns for card in column.cards}
    groups: dict[tuple[str, str, str], list[Arrow]] = {}
    for arrow in map.arrows:
        source, target = stands.get(arrow.source, arrow.source), stands.get(arrow.target, arrow.target)
        if source != target or arrow.source == arrow.target not in stands:
            groups.setdefault((source, target, arrow.flow), []).append(arrow)
    for (source, target, _), found in groups.items():
        first = found[0]
        if len(found) == 1:
            yield replace(first, source=source, target=target)
            continue
        steps = sum(arrow.steps for arrow in found)
        names = f"{titles.get(source, 'folded touchpoints')} to {titles.get(target, 'folded touchpoints')}"
        taken = f", together {times(steps, 'time')}" if steps else ""
        yield replace(
            first,
            source=source,
            target=target,
            weight=sum(arrow.weight for arrow in found) if steps else max(arrow.weight for arrow in found),
            label=short(steps) if steps else "",
            text=f"{names}: {times(len(found), 'way')}, {first.flow}{taken}",
            steps=steps,
            share=sum(arrow.share or 0.0 for arrow in found) if steps else None,
        )
