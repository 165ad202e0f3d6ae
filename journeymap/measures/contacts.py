"""Contacts with a beginning and an end: how long they take and how often they fail."""

from dataclasses import dataclass

import numpy as np

from journeymap.binding import Role
from journeymap.records import Rows
from journeymap.sorting import Ints, changes
from journeymap.steps import Chunk, passed
from journeymap.tally import Pile, Tally


@dataclass(frozen=True)
class Contacts(Tally):
    """By touchpoint: contacts done and failed, closings of nothing (`unopened`), and the durations of those done."""

    done: Ints
    failed: Ints
    unopened: Ints
    durations: Pile


def measure(chunk: Chunk) -> Contacts:
    """Pairs each closing row with the latest visit before it that is not closed yet. A composite has no contacts of its own."""
    size = len(chunk.plan.ids)
    closing = np.isin(chunk.rows.role, (Role.DONE, Role.FAIL))
    closed = np.setdiff1d(chunk.rows.touchpoint[closing], list(chunk.plan.composites))
    role = chunk.rows.role
    some = np.isin(chunk.rows.touchpoint, closed) & ((role <= Role.FAIL) | (role == Role.OUTSIDE))
    rows, outside = chunk.rows.at(some), chunk.outside[some]
    opener, closer, orphans = _pairs(rows)
    inside = rows.role[opener] == Role.START
    opener, closer, orphans = opener[inside], closer[inside], orphans[~outside[orphans]]
    done = rows.role[closer] == Role.DONE
    micros = passed(rows.time[opener], rows.time[closer])
    timed = done & (micros >= 0)
    return Contacts(
        done=np.bincount(rows.touchpoint[closer][done], minlength=size),
        failed=np.bincount(rows.touchpoint[closer][~done], minlength=size),
        unopened=np.bincount(rows.touchpoint[orphans], minlength=size),
        durations=Pile(rows.touchpoint[closer][timed], micros[timed]),
    )


def _pairs(rows: Rows) -> tuple[Ints, Ints, Ints]:
    """Matches closings with openings like brackets, within a group and a touchpoint: openings, their closings, closings of nothing.

    The depth of open brackets never falls below 0; an opening and the closing that follows it on the same level belong together.
    """
    order = np.lexsort((np.arange(len(rows)), rows.touchpoint, rows.group))
    new = changes(rows.group[order], rows.touchpoint[order])
    opens = (rows.role[order] == Role.START) | (rows.role[order] == Role.OUTSIDE)
    depth = _reflected(np.where(opens, 1, -1), new)
    orphan = ~opens & (depth < 0)
    level = np.where(opens, depth, depth + 1)
    block = np.cumsum(new)
    nested = np.lexsort((np.arange(len(order)), level, block))
    nested = nested[~orphan[nested]]
    here, there = nested[:-1], nested[1:]
    pair = (block[here] == block[there]) & (level[here] == level[there]) & opens[here] & ~opens[there]
    return order[here[pair]], order[there[pair]], order[orphan]


def _reflected(moves: Ints, new: Ints) -> Ints:
    """The running sum within each block, held at 0 where it would fall below; -1 marks where it was held."""
    total = np.cumsum(moves)
    starts = np.flatnonzero(new)
    base = np.repeat(total[starts] - moves[starts], np.diff([*starts, len(moves)])) if len(starts) else total
    depth = total - base
    block = np.cumsum(new) - 1
    # A running minimum per block: lift each block above all later ones, so that one pass over the whole array serves them all.
    lift = (block.max(initial=0) - block) * (2 * len(moves) + 2)
    floor = np.minimum(np.minimum.accumulate(depth + lift) - lift, 0)
    before = np.where(new, 0, np.concatenate(([0], floor[:-1]))) if len(moves) else floor
    held = floor < before
    return np.where(held, -1, depth - floor)
