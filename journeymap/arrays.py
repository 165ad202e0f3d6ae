"""The engine's files of numbers -> chunks of whole customers, as arrays."""

from collections.abc import Sequence

import numpy as np

from journeymap.binding import Role
from journeymap.engine import Columns
from journeymap.entries import ALONE, ENTRIES, Column, alone_columns, columns_of
from journeymap.records import Own, Rows
from journeymap.sorting import Ints, changes, constant, is_constant, order_of_hashes
from journeymap.tables import Tables

ROWS_PER_PART = 1_000_000
"""So many rows of a log make a part, more or less."""
_TYPES = {
    "TINYINT": np.int8,
    "SMALLINT": np.int16,
    "USMALLINT": np.uint16,
    "INTEGER": np.int32,
    "BIGINT": np.int64,
    "UBIGINT": np.uint64,
    "DOUBLE": np.float64,
}


def bits_for(rows: int) -> int:
    """Of how many bits the number of a part is, for so many rows of a log."""
    return (max(1, rows) // ROWS_PER_PART).bit_length()


Part = tuple[Rows, Own, Ints, Ints]
"""Rows of whole customers, in their order; their answers that stand alone; of each customer the hash, and the personas (nothing, where nobody asks)."""


def part_of(tables: Tables, number: int) -> Part:
    """One of the `2**tables.part_bits` parts of the log. Several may be read at once."""
    columns = columns_of(tables)
    found = _fetched(tables, number, ENTRIES, columns)
    alone = _fetched(tables, number, ALONE, alone_columns(tables))
    orders = tuple(column.name for column in columns if column.name.startswith("o"))
    return _together(found, alone, orders, by_case="case_key" in tables.columns)


def _fetched(tables: Tables, part: int, names: Sequence[str], columns: tuple[Column, ...]) -> Columns:
    folders = [tables.engine.folder.glob(f"{name}/part={part}/*.parquet") for name in names]
    files = sorted(str(path) for folder in folders for path in folder)
    stored = [column.name for column in columns if column.needed]
    found: Columns = {}
    if files:
        found = tables.engine.columns(f"SELECT {', '.join(stored)} FROM read_parquet($files)", {"files": files})
    size = len(found["who"]) if files else 0
    return {
        column.name: found[column.name].astype(_TYPES[column.kind], copy=False)
        if column.name in found
        else constant(column.usual, size, _TYPES[column.kind])
        for column in columns
    }


def _together(found: Columns, alone: Columns, orders: tuple[str, ...], *, by_case: bool) -> Part:
    """Customers and cases are numbered from 0 on, and an answer's that are not known are -1."""
    size = len(found["who"])
    who = np.concatenate((found["who"], alone["who"]))
    customer = _coded(who, np.concatenate((found["guard"], alone["guard"])))
    hashes = np.zeros(int(customer.max(initial=-1)) + 1, dtype=np.uint64)
    hashes[customer] = who
    walk = _numbered(found["walk"], alone["walk"])
    seen = np.zeros(len(customer), dtype=bool)
    seen[customer[:size]] = True
    known = seen[customer[size:]] & (alone["known"] > 0)
    shared = ("time", "survey", "value", "weight", "remark")
    rows = Rows(
        customer=customer[:size],
        case=walk[:size],
        **{name: found[name] for name in (*shared, "touchpoint", "role", "channel", "kind")},
        order=tuple(found[name] for name in orders),
    )
    own = Own(
        customer=np.where(known, customer[size:], -1),
        case=walk[size:],
        **{name: alone[name] for name in (*shared, "asked")},
    )
    keys = ("time", *orders) if by_case else (*orders, "time")
    return rows.arranged(), own, hashes, _members(customer[:size], found, (*keys, "touchpoint"), len(hashes))


def _members(customer: Ints, found: Columns, keys: tuple[str, ...], customers: int) -> Ints:
    """The personas of each customer, a bit each: those that the first step meets, by these keys; of several that tie, one is enough."""
    if is_constant(found["persona"]):
        return np.zeros(0, dtype=np.int64)
    first = np.flatnonzero(found["role"] == Role.START)
    for key in keys:
        values, whose = found[key][first], customer[first]
        least = np.full(customers, values.max(initial=0), dtype=values.dtype)
        np.minimum.at(least, whose, values)
        first = first[values == least[whose]]
    members = np.zeros(customers, dtype=np.int64)
    np.bitwise_or.at(members, customer[first], found["persona"][first])
    return members


def _numbered(walk: Ints, alone: Ints) -> Ints:
    """Cases as numbers from 0 on; those below 0 stay as they are."""
    if not len(walk) or int(walk[0]) < 0:
        return np.concatenate((walk, alone))
    both = np.concatenate((walk, alone))
    return np.where(both < 0, both, np.unique(both, return_inverse=True)[1])


def _coded(who: Ints, guard: Ints) -> Ints:
    """Customers as numbers from 0 on."""
    order = order_of_hashes(who)
    who, guard = who[order], guard[order]
    if np.any((who[1:] == who[:-1]) & (guard[1:] != guard[:-1])):
        again = np.lexsort((guard, who))
        order, who, guard = order[again], who[again], guard[again]
    codes = np.empty(len(who), dtype=np.int32)
    codes[order] = np.cumsum(changes(who, guard), dtype=np.int32) - 1
    return codes
