"""The maps of a journey before and after a change: what changed stands out, all else stands back."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from journeymap import styles
from journeymap.decide import decide
from journeymap.difference import Difference, Side
from journeymap.differences import Way, differences
from journeymap.drawing import Drawing
from journeymap.drawing.overlaps import label_key
from journeymap.drawing.shapes import Edge, Panel
from journeymap.lens import at_depth
from journeymap.load import Loaded
from journeymap.mapping import Map
from journeymap.marking import marked, marked_before
from journeymap.marks import Flow
from journeymap.pipeline.diffed import Sheet
from journeymap.pipeline.drawn import as_svg
from journeymap.pipeline.held import Halves
from journeymap.pipeline.revised import WORKING_TREE
from journeymap.plan import plan_of
from journeymap.rejudged import Half

_LONGEST = 40
Pictures = tuple[str, str, str]
"""The id of a journey, and its maps before and after as SVG; an empty one where there is no journey."""


def pictures(found: Difference, sheets: Sequence[Sheet], style: str = "flow") -> Iterator[Pictures]:
    """The maps of every journey that changed. Raises `JourneymapError` (JM801) where they cannot be drawn.

    They are those of the declaration: exact counts of two maps of the same data would tell of the few people that make them differ. Where nothing is
    hidden, what was measured is on them.
    """
    for sheet in sheets:
        if sheet.told.state != "same" and (sheet.here or sheet.base):
            before, after = _maps(found, sheet if not found.min_group else replace(sheet, halves=Halves()))
            yield sheet.told.id, _drawn(before, style), _drawn(after, style)


def _maps(found: Difference, sheet: Sheet) -> tuple[Map | None, Map | None]:
    """Both maps, marked; of a journey that is new or gone the one that there is."""
    before = _decided(sheet.base, sheet.halves.base) if sheet.base else None
    after = _decided(sheet.here, sheet.halves.here) if sheet.here else None
    if not (sheet.base and sheet.here and before and after):
        return before, after
    now, old = (at_depth(each.declared, 1) for each in (sheet.here, sheet.base))
    differ = differences(now, plan_of(now), old, plan_of(old), sheet.here.declared)
    return marked_before(before, differ, _called(found.here)), marked(after, before, differ, _called(found.base))


def _called(side: Side) -> str:
    if side.name == WORKING_TREE:
        return f"the {side.name}"
    named = side.name[:_LONGEST]
    return f"{named} ({side.commit[:7]})" if side.commit and not side.commit.startswith(named) else named


def _decided(loaded: Loaded, half: Half | None) -> Map:
    journey = half.loaded.journey if half else at_depth(loaded.journey, 1)
    return decide(journey, plan_of(journey), half.report if half else None, every_way=False)


def _drawn(map: Map | None, style: str) -> str:
    if map is None:
        return ""
    cards = {card.id for column in map.columns for card in column.cards if card.change}
    ways = {(arrow.source, arrow.target) for arrow in map.arrows if arrow.change}
    # Of very many touchpoints a style folds those that are not among the worst: what changed comes before them.
    columns = (
        replace(column, cards=tuple(replace(card, worst=0) if card.change else card for card in column.cards))
        for column in map.columns
    )
    drawing = styles.draw(replace(map, columns=tuple(columns)), style)
    return as_svg(standing_back(drawing, cards, ways) if cards or ways else drawing)


def standing_back(drawing: Drawing, cards: Collection[str], ways: Collection[Way]) -> Drawing:
    """A drawing in which every card and arrow but these stands back."""

    def stands_back(item: Panel | Edge) -> bool:
        if isinstance(item, Edge):
            return bool(item.alt) and (item.tail, item.head) not in ways
        if item.kind == "label":
            return not any(label_key(*way, f"arrow {flow.value}") == item.key for flow in Flow for way in ways)
        if item.kind == "badge":
            return bool(item.key) and item.key.removeprefix("rank ") not in cards
        return item.kind == "card" and item.key not in cards

    return replace(
        drawing, items=tuple(replace(item, faint=True) if stands_back(item) else item for item in drawing.items)
    )
