"""How far cases get, stage by stage: which stage they come to after which, and where they end."""

from dataclasses import dataclass

import numpy as np

from journeymap.chunk import Chunk
from journeymap.sorting import Flags, Ints, among, changes, counts_of_different, groups_with
from journeymap.steps import Steps, passed
from journeymap.tally import Pile, Tally

ENDINGS = 4
"""WON, LOST, LEFT and OPEN."""


@dataclass(frozen=True)
class Stages(Tally):
    """`cases` and `customers` count passages as one number, see `cell_of`; `reached` counts customers by stage, `again` cases and `again_customers` customers
    that come back to a stage. `arrivals` are the times from a case's first step to its first one in a stage, by stage.
    """

    cases: Ints
    customers: Ints
    reached: Ints
    again: Ints
    again_customers: Ints
    arrivals: Pile


def cell_of(code: int, stages: int) -> tuple[int, int]:
    """What a passage says: the stage that it comes from (`stages` for the beginning), and where it goes: to a stage, or `stages` + how it ends."""
    return divmod(code, stages + ENDINGS)


def measure(chunk: Chunk) -> Stages:
    """Counts passages of cases between stages; see docs/measures.md."""
    steps = chunk.steps
    size = max(chunk.plan.stages, default=-1) + 1
    kept = _kept(steps)
    case, stage = steps.case[kept], np.array(chunk.plan.stages, dtype=np.int16)[steps.touchpoint[kept]]
    # Of steps in a row in one stage the first says it all.
    runs = np.flatnonzero(changes(case, stage))
    case, stage = case[runs], stage[runs]
    customer, time = (column[kept][runs] for column in (steps.rows.customer, steps.rows.time))
    heads = changes(case)
    new = _first_of_case(case, stage, size)
    firsts = np.flatnonzero(new)
    codes = _passages(stage[firsts].astype(np.int64), heads[firsts], steps.ending, size)
    cells = (size + 1) * (size + ENDINGS)
    counts = np.bincount(codes, minlength=cells)
    # A step to a stage before the last one, where the case has been before.
    back = np.flatnonzero(~new & np.append(False, stage[1:] < stage[:-1])[: len(stage)])
    again = stage[back][_first_of_case(case[back], stage[back], size)]
    people = customer[np.flatnonzero(heads)]
    # Of a customer with one case all is known; those of the others are told apart.
    whose = np.concatenate([customer[firsts], people])
    several = (np.bincount(people) > 1)[whose]
    theirs = np.flatnonzero(several)
    customers = counts_of_different((whose[theirs], codes[theirs]), cells)
    customers += np.bincount(codes[np.flatnonzero(~several)], minlength=cells)
    return Stages(
        cases=counts,
        customers=customers,
        reached=groups_with(stage, np.flatnonzero(changes(customer)), size),
        again=np.bincount(again, minlength=size),
        again_customers=groups_with(stage[back], np.flatnonzero(changes(customer[back])), size),
        arrivals=_arrivals(time, stage, heads, firsts),
    )


def _kept(steps: Steps) -> slice | Ints:
    """The steps that get to a stage: at a lost end nobody gets any further, so such a step counts only where it is the first of a case that has no others."""
    lost = among(len(steps.plan.ids), steps.plan.lost)[steps.touchpoint] if steps.plan.lost else None
    if lost is None or not lost.any():
        return slice(None)
    others = np.bincount(steps.case[~lost], minlength=len(steps.ending)) > 0
    return np.flatnonzero(~lost | (steps.first & ~others[steps.case]))


def _first_of_case(case: Ints, stage: Ints, size: int) -> Flags:
    """Whether a row is the first of its case with its stage."""
    first = np.zeros(len(case), dtype=bool)
    for number in range(size):
        places = np.flatnonzero(stage == number)
        first[places[changes(case[places])]] = True
    return first


def _passages(stage: Ints, heads: Flags, ending: Ints, size: int) -> Ints:
    """From stage to stage, each for the first time; and for each case how it ends, in the stage that it came to last."""
    width = size + ENDINGS
    before = np.full(len(stage), size, dtype=np.int64)
    before[1:] = stage[:-1]
    before[heads] = size
    last = stage[np.flatnonzero(np.append(heads[1:], True)[: len(heads)])]
    return np.concatenate([before * width + stage, last * width + size + ending])


def _arrivals(time: Ints, stage: Ints, heads: Flags, firsts: Ints) -> Pile:
    """From the first step of a case to its first one in each later stage, where both have a time and the clock runs forward."""
    begun = time[np.flatnonzero(heads)]
    number = np.cumsum(heads[firsts]) - 1
    later = ~heads[firsts]
    micros = passed(begun[number[later]], time[firsts[later]])
    known = micros >= 0
    return Pile(stage[firsts[later]][known].astype(np.int64), micros[known])
