"""Where customers change their channel, and what becomes of their cases."""

from dataclasses import dataclass

import numpy as np

from journeymap.sorting import Ints, changes, order_of
from journeymap.steps import OPEN, WON, Chunk, Steps
from journeymap.tally import Tally


@dataclass(frozen=True)
class Group(Tally):
    """Cases that have something in common, by what that is: how many, how many of them are over, how many won, and of how many customers."""

    cases: Ints
    over: Ints
    won: Ints
    customers: Ints


@dataclass(frozen=True)
class Ways(Tally):
    """Moves in two ways of looking at them, by where they begin: a move is a step that another one of its case follows, both on a known channel.

    `going` are the cases with a move from there, by place. `switching` are those that change their channel on a move from there, by pair (from x
    places + to); `wholly` counts, by pair, the customers all of whose cases with a move from there do.
    """

    going: Group
    switching: Group
    wholly: Ints


@dataclass(frozen=True)
class Switches(Tally):
    """Changes of channel by pair of channels (the unknown ones are one channel, the last) and by pair of touchpoints."""

    channels: Ways
    touchpoints: Ways


def measure(chunk: Chunk) -> Switches:
    """Counts the cases that change their channel."""
    steps = chunk.steps
    moves = steps.moves
    channel = steps.channel.astype(np.int64)
    moves = moves[(channel[moves] >= 0) & (channel[moves + 1] >= 0)]
    switch = channel[moves] != channel[moves + 1]
    places = len(chunk.plan.channel_names) + 1
    return Switches(
        channels=_ways(steps, moves, switch, channel, places),
        touchpoints=_ways(steps, moves, switch, steps.touchpoint.astype(np.int64), len(chunk.plan.ids)),
    )


def _ways(steps: Steps, moves: Ints, switch: Ints, place: Ints, places: int) -> Ways:
    """The cases that go on from each place, and those that change their channel on the way from one place to another."""
    going_case, going_at = _once(steps.case[moves], place[moves])
    switching_case, switching_at = _once(
        steps.case[moves[switch]], place[moves[switch]] * places + place[moves[switch] + 1]
    )
    who = np.zeros(len(steps.ending), dtype=np.int64)
    who[steps.case] = steps.rows.customer
    return Ways(
        going=_group(steps, who, going_case, going_at, places),
        switching=_group(steps, who, switching_case, switching_at, places * places),
        wholly=_wholly((who[going_case], going_at), (who[switching_case], switching_at), places),
    )


def _once(case: Ints, key: Ints) -> tuple[Ints, Ints]:
    """Every (case, key) once, in order."""
    order = order_of((case, key))
    once = order[changes(case[order], key[order])]
    return case[once], key[once]


def _group(steps: Steps, who: Ints, case: Ints, key: Ints, size: int) -> Group:
    """Counts different (case, key) by key."""
    ending = steps.ending[case]
    return Group(
        cases=np.bincount(key, minlength=size),
        over=np.bincount(key[ending != OPEN], minlength=size),
        won=np.bincount(key[ending == WON], minlength=size),
        customers=np.bincount(_once(who[case], key)[1], minlength=size),
    )


def _wholly(going: tuple[Ints, Ints], switching: tuple[Ints, Ints], places: int) -> Ints:
    """By pair, the customers who have as many cases that switch as they have cases that go on from there."""
    going_keys, going_cases = np.unique(going[0] * places + going[1], return_counts=True)
    keys, cases = np.unique(switching[0] * places**2 + switching[1], return_counts=True)
    # A key without where the move ends is that of going on from there; who switches goes on, so it is always found.
    same = cases == going_cases[np.searchsorted(going_keys, keys // places)]
    return np.bincount(keys[same] % places**2, minlength=places**2)
