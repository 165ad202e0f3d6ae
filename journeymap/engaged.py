"""Counts by customer and by change of channel -> how customers engage."""

from collections.abc import Collection

from journeymap.averages import spread
from journeymap.behaviour import Behaviour
from journeymap.chapters.engagement import Engagement, Switch
from journeymap.hiding import OTHER, joined
from journeymap.measures.switches import Ways
from journeymap.quantities import Rate, difference, rate

NONE = "(none)"
"""Steps on no channel."""


def tell(
    seen: Behaviour, min_group: int, hidden: Collection[str] = (), vague: Collection[tuple[str, ...]] = ()
) -> Engagement:
    """What is known of how customers engage. Ways from and to `hidden` touchpoints are hidden too, and those that are to be `vague`."""
    measured, names = seen.measured.engagement, (*seen.plan.channel_names, OTHER)
    between_channels, hidden_channels = _switches(seen.measured.switches.channels, names, min_group)
    between_touchpoints, hidden_touchpoints = _switches(
        seen.measured.switches.touchpoints, seen.plan.ids, min_group, seen.plan.ends, hidden, vague
    )
    customers = measured.visits.total()
    return Engagement(
        visits=spread(measured.visits, min_group),
        active_days=spread(measured.days, min_group),
        recency_days=spread(measured.recency, min_group),
        once=rate(measured.visits[1], customers) if customers >= min_group else None,
        channels=_mix(seen, min_group),
        channel_switches=between_channels,
        touchpoint_switches=between_touchpoints,
        switches_hidden=hidden_channels + hidden_touchpoints,
    )


def _mix(seen: Behaviour, min_group: int) -> dict[str, Rate]:
    """The share of each channel; nothing where no step is on any."""
    steps, customers = seen.measured.engagement.steps, seen.measured.engagement.customers
    if not steps[1:].any():
        return {}
    cells = zip((NONE, *seen.plan.channel_names, OTHER), steps.tolist(), customers.tolist(), strict=True)
    shares = {name: rate(count, int(steps.sum())) for name, count in joined(cells, min_group).items()}
    return {name: share for name, share in shares.items() if share is not None}


def _switches(
    ways: Ways,
    names: tuple[str, ...],
    min_group: int,
    ends: frozenset[int] = frozenset(),
    hidden: Collection[str] = (),
    vague: Collection[tuple[str, ...]] = (),
) -> tuple[tuple[Switch, ...], int]:
    """The pairs with enough customers, and how many pairs have too few."""
    pairs = [pair for pair, cases in enumerate(ways.switching.cases.tolist()) if cases]
    shown = [
        pair
        for pair in pairs
        if ways.switching.customers[pair] >= min_group
        and not any(names[place] in hidden for place in divmod(pair, len(names)))
        and ("switch", *(names[place] for place in divmod(pair, len(names)))) not in vague
    ]
    shown.sort(key=lambda pair: (-int(ways.switching.cases[pair]), pair))
    return tuple(_switch(ways, names, pair, min_group, ends) for pair in shown), len(pairs) - len(shown)


def _switch(ways: Ways, names: tuple[str, ...], pair: int, min_group: int, ends: frozenset[int]) -> Switch:
    here, there = divmod(pair, len(names))
    cases, over, won = (int(counts[pair]) for counts in (ways.switching.cases, ways.switching.over, ways.switching.won))
    going, going_over, going_won = (int(counts[here]) for counts in (ways.going.cases, ways.going.over, ways.going.won))
    others = int(ways.going.customers[here] - ways.wholly[pair])
    few = 0 < others < min_group
    completion = rate(won, over) if over >= min_group else None
    otherwise = rate(going_won - won, going_over - over) if not few and going_over - over >= min_group else None
    return Switch(
        from_=names[here],
        to=names[there],
        to_end=there in ends,
        cases=cases,
        customers=int(ways.switching.customers[pair]),
        share=None if few else rate(cases, going),
        completion=completion,
        otherwise=otherwise,
        difference=difference(completion, otherwise) if completion and otherwise else None,
    )
