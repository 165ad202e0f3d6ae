"""Where customers change their channel, and what becomes of their cases."""

from dataclasses import dataclass

import numpy as np

from journeymap.chunk import Chunk
from journeymap.sorting import Flags, Ints, changes, groups_with, is_constant
from journeymap.steps import OPEN, WON, Steps
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
    if is_constant(steps.channel):
        moves = moves[:0] if len(channel) and channel[0] < 0 else moves
    else:
        moves = moves[np.flatnonzero((channel[moves] >= 0) & (channel[moves + 1] >= 0))]
    switch = channel[moves] != channel[moves + 1]
    places = len(chunk.plan.channel_names) + 1
    return Switches(
        channels=_ways(steps, moves, switch, channel, places),
        touchpoints=_ways(steps, moves, switch, steps.touchpoint.astype(np.int64), len(chunk.plan.ids)),
    )


def _ways(steps: Steps, moves: Ints, switch: Flags, place: Ints, places: int) -> Ways:
    """The cases that go on from each place, and those that change their channel on the way from one place to another."""
    who = steps.rows.customer[steps.starts]
    switched = moves[switch]
    case, pair = _different(steps.case[switched], place[switched] * places + place[switched + 1], places**2)
    # Of a customer with one case all is known; the cases of the others are counted customer by customer.
    several = np.bincount(who)[who] > 1
    goers = moves[several[steps.case[moves]]]
    theirs = several[case]
    customers, wholly = _customers(who, (steps.case[goers], place[goers]), (case[theirs], pair[theirs]), places)
    single = np.bincount(pair[~theirs], minlength=places**2)
    switching = Group(*_endings(steps, case, pair, places**2), customers + single)
    return Ways(_going(steps, who, moves, place, places), switching, wholly + single)


def _different(case: Ints, key: Ints, size: int) -> tuple[Ints, Ints]:
    """Every (case, key below `size`) once, in order."""
    both = _sorted(case, key, size)
    both = both[changes(both)]
    return both // size, both % size


def _sorted(one: Ints, other: Ints, size: int) -> Ints:
    """Pairs of numbers as one number each, in order; `other` is below `size`."""
    both = one.astype(np.int64)
    both *= size
    both += other
    both.sort()
    return both


def _endings(steps: Steps, case: Ints, key: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """How many cases there are by key, how many of them are over, and how many won."""
    ending = steps.ending[case]
    cases, over, won = (np.bincount(some, minlength=size) for some in (key, key[ending != OPEN], key[ending == WON]))
    return cases, over, won


def _customers(who: Ints, going: tuple[Ints, Ints], switching: tuple[Ints, Ints], places: int) -> tuple[Ints, Ints]:
    """By pair the customers with a case that switches, and those with as many such cases as they have cases that go on from there."""
    case, place = _different(*going, places)
    goers, going_cases = _runs(_sorted(who[case], place, places))
    switchers, switching_cases = _runs(_sorted(who[switching[0]], switching[1], places**2))
    # A key without where the move ends is that of going on from there; who switches goes on, so it is always found.
    same = switching_cases == going_cases[np.searchsorted(goers, switchers // places)]
    pair = switchers % places**2
    return np.bincount(pair, minlength=places**2), np.bincount(pair[same], minlength=places**2)


def _runs(keys: Ints) -> tuple[Ints, Ints]:
    """Sorted keys, each once; and how often each was there."""
    heads = np.flatnonzero(changes(keys))
    return keys[heads], np.diff(np.append(heads, len(keys)))


def _going(steps: Steps, who: Ints, moves: Ints, place: Ints, places: int) -> Group:
    """The cases and customers with a move from each place."""
    ending = steps.ending[steps.case[moves]]

    def groups(some: Ints, of: Ints) -> Ints:
        return groups_with(place[some], np.flatnonzero(changes(of)), places)

    cases, over, won = (groups(some, steps.case[some]) for some in (moves, moves[ending != OPEN], moves[ending == WON]))
    return Group(cases, over, won, groups(moves, who[steps.case[moves]]))
