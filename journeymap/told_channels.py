"""Which channels of a touchpoint are told, so that no small group can be worked out from the channels of all visits."""

from collections.abc import Collection

from journeymap.behaviour import Behaviour
from journeymap.disclosure import Flags, Table, blurred
from journeymap.hiding import OTHER, joined

NONE = "(none)"
"""Visits on no channel."""
_REST = 1
"""The node of channels that are not told of all visits; 0 is that of hidden touchpoints."""


def names_of(seen: Behaviour) -> tuple[str, ...]:
    """The channels, as the counts of visits have them."""
    return (NONE, *seen.plan.channel_names, OTHER)


def told_channels(
    seen: Behaviour, min_group: int, shown: Flags, vague: Collection[tuple[str, ...]] = ()
) -> list[dict[str, int]]:
    """For each touchpoint its visits by channel; those of too few customers are one, `(other)`, and as many more as keep them from being worked out.

    So are those that are to be `vague`.
    """
    channels, names = seen.measured.channels, names_of(seen)
    told = [
        joined(zip(names, counts.tolist(), customers.tolist(), strict=True), min_group)
        for counts, customers in zip(channels.steps, channels.customers, strict=True)
    ]
    if not min_group:
        return told
    steps, customers = seen.measured.engagement.steps, seen.measured.engagement.customers
    of_all = joined(zip(names, steps.tolist(), customers.tolist(), strict=True), min_group)
    columns = {name: _REST + 1 + place for place, name in enumerate(of_all) if name != OTHER}
    first = _REST + 1 + len(columns)
    table, secrets = Table.of(first + len(told)), []
    table.put((0, slice(_REST, first)), 0, told=False, possible=bool((~shown).any()))
    for number, parts in enumerate(told):
        row = first + number if shown[number] else 0
        for place, name in enumerate(names):
            cell, count = (row, columns.get(name, _REST)), int(channels.steps[number, place])
            table.value[cell] += count
            if row:
                table.put(cell, table.value[cell], told=name in parts and name in columns)
                if count and cell[1] != _REST and name not in parts and channels.customers[number, place] < min_group:
                    secrets.append(cell)
    known = blurred(table, secrets).table.told[first:]
    dark = [
        {name for name, column in columns.items() if not exactly[column] or ("channel", touchpoint, name) in vague}
        for touchpoint, exactly in zip(seen.plan.ids, known, strict=True)
    ]
    return [_merged(parts, dark[number]) if shown[number] else {} for number, parts in enumerate(told)]


def _merged(parts: dict[str, int], hidden: set[str]) -> dict[str, int]:
    """Some channels put together as the others."""
    found = {name: count for name, count in parts.items() if name not in hidden and name != OTHER}
    rest = sum(parts.values()) - sum(found.values())
    return found | ({OTHER: rest} if rest else {})
