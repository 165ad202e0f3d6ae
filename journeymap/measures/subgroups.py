"""Who leaves and who waits too long, by persona, and lately against earlier. What customers answer so is counted with the answers."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from journeymap.chunk import Chunk
from journeymap.sorting import Flags, Ints, among, changes
from journeymap.steps import OPEN
from journeymap.subgroups import Cell, by_persona, by_turn
from journeymap.tally import Tally


@dataclass(frozen=True)
class Subgroups(Tally):
    """Customers by cell; and by the personas that they are, a bit each, how many customers there are."""

    personas: Counter[Cell]
    turns: Counter[Cell]
    members: Counter[int]


def measure(chunk: Chunk) -> Subgroups:
    """Counts customers by what they did; see docs/measures.md."""
    steps = chunk.steps
    whose = steps.rows.customer
    members = chunk.members[whose[changes(whose)]].tolist() if len(chunk.members) and len(whose) else []
    personas, turns = Counter[Cell](), Counter[Cell]()
    if len(chunk.members):
        decided = ~_waiting(chunk)
        columns = (steps.touchpoint[decided], whose[decided], steps.last[decided])
        personas += by_persona(chunk, "drop_off", 0, *columns)
        at, moves, late = _waits(chunk, np.ones(len(steps.moves), dtype=bool))
        personas += by_persona(chunk, "slow", 0, at, whose[moves], late)
    turn = chunk.clock.settled_turn if chunk.window is None else None
    if turn is not None:
        soon, left = _followed(chunk)
        times, decided = steps.rows.time, ~_waiting(chunk)
        turns += by_turn(chunk, turn, "drop_off", 0, steps.touchpoint, whose, left, times, decided)
        at, moves, late = _waits(chunk, soon)
        turns += by_turn(chunk, turn, "slow", 0, at, whose[moves], late, times[moves])
    return Subgroups(personas, turns, Counter(members))


def _waiting(chunk: Chunk) -> Flags:
    """Whether a step is the last of a case that is still open."""
    steps = chunk.steps
    ended = among(len(chunk.plan.ids), chunk.plan.ends)[steps.touchpoint[steps.ends]]
    waiting = np.zeros(len(steps), dtype=bool)
    waiting[steps.ends[(steps.ending == OPEN) & ~ended]] = True
    return waiting


def _followed(chunk: Chunk) -> tuple[Flags, Flags]:
    """For each of `moves`, whether the next step comes before the case counts as left; and for each step, whether none comes so soon.

    Earlier visits had longer to be followed: as long as the latest ones is what can be compared.
    """
    steps = chunk.steps
    soon = steps.micros <= chunk.clock.leaves_after
    left = np.array(steps.last)
    left[steps.moves[~soon]] = True
    return soon, left


def _waits(chunk: Chunk, chosen: Flags) -> tuple[Ints, Ints, Flags]:
    """Of the chosen of `moves`, those with a known duration at a touchpoint that promises one: touchpoint, step, and whether it takes longer."""
    steps = chunk.steps
    if not chunk.takes:
        return steps.touchpoint[:0], steps.moves[:0], chosen[:0]
    promised = np.full(len(chunk.plan.ids), -1, dtype=np.int64)
    promised[list(chunk.takes)] = list(chunk.takes.values())
    at = steps.touchpoint[steps.moves]
    kept = np.flatnonzero(chosen & (steps.micros >= 0) & (promised[at] >= 0))
    at = at[kept]
    return at, steps.moves[kept], steps.micros[kept] > promised[at]
