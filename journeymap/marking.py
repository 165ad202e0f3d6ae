"""A map, marked with what is new, changed and gone since another revision of the declaration.

What is gone stands where it stood: a removed touchpoint after the one that came before it, without numbers; a removed way as a thin line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from journeymap.amounts import times
from journeymap.catalogue import mark, worded
from journeymap.differences import Differences, Way
from journeymap.mapping import Arrow, Card, Column, Map
from journeymap.marks import CHANGED_WAY, Change, Flow, Tone
from journeymap.spoken import and_more, from_to

_LISTED = 6


def marked(map: Map, before: Map | None, found: Differences, base: str) -> Map:
    """The map with its changes: `before` is that of the older declaration, `base` what it is called in the head: `main (a07be19)`."""
    titles = {card.id: card.title for column in map.columns for card in column.cards}
    gone = _gone(before, found, base)
    titles |= {card.id: card.title for card in gone.values()}
    columns = tuple(
        replace(column, cards=tuple(_card(card, found, base) for card in column.cards)) for column in map.columns
    )
    columns = _with_gone(columns, before, found, gone) if before else columns
    arrows = (*(_arrow(arrow, found) for arrow in map.arrows), *_gone_ways(map, found, titles))
    notes = (*found.around, *_undrawn(map, found, titles))
    return replace(
        map, columns=columns, arrows=arrows, notes=(*map.notes, *notes), base=_head(found, base, new=before is None)
    )


def marked_before(map: Map, found: Differences, here: str) -> Map:
    """The map of the older declaration, with what is gone and what changed `here`: what that is called."""
    on_map = {old: name for name, old in found.removed.items()} | dict(found.former)
    columns = tuple(
        replace(column, cards=tuple(_card_before(card, found, here) for card in column.cards)) for column in map.columns
    )
    arrows = tuple(_arrow_before(arrow, found, on_map) for arrow in map.arrows)
    return replace(map, columns=columns, arrows=arrows, base=worded("As it was before {here}", here=here))


def _card_before(card: Card, found: Differences, here: str) -> Card:
    if card.id in found.removed.values():
        return replace(card, change=Change.REMOVED, text=f"{card.text} {worded('Removed in {here}.', here=here)}")
    if found.changed.get(found.former.get(card.id, "")):
        return replace(card, change=Change.CHANGED, text=f"{card.text} {worded('Changed in {here}.', here=here)}")
    return card


def _arrow_before(arrow: Arrow, found: Differences, on_map: Mapping[str, str]) -> Arrow:
    way = (on_map.get(arrow.source, arrow.source), on_map.get(arrow.target, arrow.target))
    if way in found.ways_removed:
        return replace(arrow, change=Change.CHANGED, text=f"{arrow.text}; {worded('no longer planned')}")
    if way in found.ways_changed:
        return replace(arrow, change=Change.CHANGED, text=f"{arrow.text}; {_changed(found.ways_changed[way])}")
    return arrow


def _head(found: Differences, base: str, *, new: bool) -> str:
    if new:
        return worded("Compared with {base}: {told}", base=base, told=worded("the journey is new"))
    touchpoints = (len(found.added), len(found.removed), len(found.changed))
    ways = (len(found.ways_added), len(found.ways_removed), len(found.ways_changed))
    told = [text for text in (_counted("touchpoint", touchpoints), _counted("way", ways)) if text]
    either = "; ".join(told) or worded("no touchpoint and no way differs")
    return worded("Compared with {base}: {told}", base=base, told=either)


_COUNTS = (mark("{n} new"), mark("{n} removed"), mark("{n} changed"))


def _counted(what: str, counts: tuple[int, int, int]) -> str:
    """`2 touchpoints new, 1 removed`."""
    told = [(count, words) for count, words in zip(counts, _COUNTS, strict=True) if count]
    return ", ".join(
        worded(words, n=count if number else times(count, what)) for number, (count, words) in enumerate(told)
    )


def _changed(told: Iterable[str]) -> str:
    return worded("changed: {told}", told=", ".join(told))


def _card(card: Card, found: Differences, base: str) -> Card:
    if card.id in found.added:
        return replace(card, change=Change.ADDED, text=f"{card.text} {worded('New since {base}.', base=base)}")
    if card.id in found.changed:
        changes = found.changed[card.id]
        told = worded("Changed since {base}: {told}.", base=base, told=", ".join(changes))
        return replace(card, change=Change.CHANGED, changes=changes, text=f"{card.text} {told}")
    return card


def _gone(before: Map | None, found: Differences, base: str) -> dict[str, Card]:
    """The removed touchpoints by the ids that they had, without all that was promised or guessed of them."""
    cards = {card.id: card for column in (before.columns if before else ()) for card in column.cards}
    return {
        old: replace(
            cards[old],
            id=name,
            face=None,
            bars=(),
            visits="",
            drop_off="",
            drop_off_tone=Tone.PLAIN,
            pains=(),
            notes=(),
            acts=(),
            promised=(),
            rank=None,
            inside=0,
            moment_of_truth=False,
            start=False,
            end="",
            optional=False,
            worst=len(cards) + 1,
            change=Change.REMOVED,
            text=worded("Removed since {base}: {touchpoint}.", base=base, touchpoint=cards[old].title),
        )
        for name, old in found.removed.items()
        if old in cards
    }


def _with_gone(
    columns: tuple[Column, ...], before: Map, found: Differences, gone: Mapping[str, Card]
) -> tuple[Column, ...]:
    """The stages with the removed touchpoints in their places; stages that are gone as a whole after the one that came before them."""
    stages = [column.id for column in columns]
    cards = {column.id: list(column.cards) for column in columns}
    whole = {column.id: column for column in columns}
    last = ""
    for column in before.columns:
        removed = [card for card in column.cards if card.id in gone]
        if removed and column.id not in cards:
            stages.insert(stages.index(last) + 1 if last else 0, column.id)
            cards[column.id] = []
            title = worded("{stage} (removed)", stage=column.title)
            whole[column.id] = replace(column, title=title, subtitle="", targets="", goal="", text="")
        last = column.id if column.id in cards else last
        for card in removed:
            _put(cards[column.id], gone[card.id], _ahead(column, card, found))
    return tuple(replace(whole[stage], cards=tuple(cards[stage])) for stage in stages)


def _ahead(column: Column, card: Card, found: Differences) -> list[str]:
    """What stood before a card in its stage, the nearest first, by the ids that it may have on the map."""
    names = [each.id for each in column.cards]
    apart = {old: name for name, old in found.removed.items()}
    return [apart.get(name, found.former.get(name, name)) for name in reversed(names[: names.index(card.id)])]


def _put(cards: list[Card], card: Card, ahead: list[str]) -> None:
    places = {each.id: place for place, each in enumerate(cards)}
    place = next((places[name] + 1 for name in ahead if name in places), 0)
    cards.insert(place, card)


# --- ways ----------------------------------------------------------------------------------------------------------------


def _arrow(arrow: Arrow, found: Differences) -> Arrow:
    way = (arrow.source, arrow.target)
    if way in found.ways_added:
        return _told(arrow, Change.ADDED, worded("{label} new", label=arrow.label).strip(), worded("new by design"))
    if way in found.ways_removed:
        was = found.ways_removed[way]
        told = worded("no longer planned, {share} were", share=was) if was else worded("no longer planned")
        return _told(arrow, Change.CHANGED, "", told)
    if way in found.ways_changed:
        before = found.shares_before.get(way, "")
        # A promised share stands beside what it was; a number of the data has nothing before it.
        label = ""
        if before and arrow.label and not arrow.count:
            label = worded("{share}, was {before}", share=arrow.label, before=before)
        return _told(arrow, Change.CHANGED, label, _changed(found.ways_changed[way]))
    return arrow


def _told(arrow: Arrow, change: Change, label: str, words: str) -> Arrow:
    label = label or f"{arrow.label} {CHANGED_WAY}".strip()
    return replace(arrow, change=change, label=label, text=f"{arrow.text}; {words}")


def _gone_ways(map: Map, found: Differences, titles: Mapping[str, str]) -> Iterator[Arrow]:
    """The removed ways that nobody walks."""
    drawn = {(arrow.source, arrow.target) for arrow in map.arrows}
    for way, was in found.ways_removed.items():
        if way not in drawn and set(way) <= titles.keys():
            told = worded("removed, {share} were promised", share=was) if was else worded("removed")
            text = from_to(titles[way[0]], titles[way[1]], told)
            yield Arrow(*way, Flow.PLANNED, 0.0, "", text, change=Change.REMOVED)


def _undrawn(map: Map, found: Differences, titles: Mapping[str, str]) -> Iterator[str]:
    """New ways that nobody walked, or too few: they are designed, but there is nothing to draw."""
    drawn = {(arrow.source, arrow.target) for arrow in map.arrows}
    missing: list[Way] = sorted(way for way in found.ways_added if way not in drawn and set(way) <= titles.keys())
    if missing:
        names = [worded("{source} to {target}", source=titles[one], target=titles[other]) for one, other in missing]
        ways = and_more(names, _LISTED)
        yield worded("New by design, and not to be seen in the data: {ways}.", ways=ways)
