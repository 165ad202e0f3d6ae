"""Contacts with a beginning and an end: how long they take and how often they fail."""

from dataclasses import dataclass

import numpy as np

from journeymap.binding import Role
from journeymap.chunk import Chunk
from journeymap.records import Rows
from journeymap.sorting import Flags, Ints, changes
from journeymap.steps import passed
from journeymap.tally import Pile, Tally


@dataclass(frozen=True)
class Contacts(Tally):
    """By touchpoint: contacts done and failed, closings of nothing (`unopened`), and the durations of those done."""

    done: Ints
    failed: Ints
    unopened: Ints
    durations: Pile


@dataclass(frozen=True)
class _Closed:
    """Contacts that were closed: the rows that opened and that closed them; and rows that close nothing."""

    opened: Rows
    closing: Rows
    orphans: Rows


def measure(chunk: Chunk) -> Contacts:
    """Counts contacts that were closed."""
    size = len(chunk.plan.ids)
    found = _closed(chunk)
    at, done = found.closing.touchpoint, found.closing.role == Role.DONE
    micros = passed(found.opened.time, found.closing.time)
    timed = done & (micros >= 0)
    return Contacts(
        done=np.bincount(at[done], minlength=size),
        failed=np.bincount(at[~done], minlength=size),
        unopened=np.bincount(found.orphans.touchpoint, minlength=size),
        durations=Pile(at[timed], micros[timed]),
    )


def closed(chunk: Chunk) -> tuple[Ints, Ints, Flags]:
    """Of each contact that was closed its touchpoint, its customer, and whether it failed."""
    closing = _closed(chunk).closing
    return closing.touchpoint, closing.customer, closing.role == Role.FAIL


def _closed(chunk: Chunk) -> _Closed:
    """Pairs each closing row with the latest visit before it that is not closed yet. A composite has no contacts of its own."""
    closing = np.isin(chunk.rows.role, (Role.DONE, Role.FAIL))
    closed = np.setdiff1d(chunk.rows.touchpoint[closing], list(chunk.plan.composites))
    role = chunk.rows.role
    some = np.isin(chunk.rows.touchpoint, closed) & ((role <= Role.FAIL) | (role == Role.OUTSIDE))
    rows, outside = chunk.rows.at(some), chunk.outside[some]
    opener, closer, orphans = _pairs(rows)
    inside = rows.role[opener] == Role.START
    opener, closer, orphans = opener[inside], closer[inside], orphans[~outside[orphans]]
    return _Closed(rows.at(opener), rows.at(closer), rows.at(orphans))


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
