"""The engine's table of numbers -> chunks of whole customers, as arrays."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from journeymap.engine import Columns
from journeymap.entries import OWN, Column, columns_of
from journeymap.sorting import constant
from journeymap.steps import Own, Rows
from journeymap.tables import Tables

ROWS_PER_CHUNK = 1_000_000
"""More only where they are all of neighbouring customers of one block."""
_BLOCK = 1024
"""Customers are told apart by their codes in blocks of so many."""
_ALL = 2**31 - 1
_TYPES = {"TINYINT": np.int8, "SMALLINT": np.int16, "INTEGER": np.int32, "BIGINT": np.int64, "DOUBLE": np.float64}
_OURS = {"case": "case_code"}
"""Fields of `Rows` and `Own` whose columns are called otherwise."""


def bounds(tables: Tables, most: int = ROWS_PER_CHUNK) -> list[tuple[int, int]]:
    """Ranges of customers' codes, from the first to before the last, that have at most so many rows each where that can be; at least one range."""
    blocks = tables.engine.rows(
        f"SELECT customer // {_BLOCK:d} AS block, count(*) FROM entries GROUP BY block ORDER BY block"
    )
    cuts, held = [0], 0
    for block, rows in blocks:
        if held and held + rows > most:
            cuts.append(int(block) * _BLOCK)
            held = 0
        held += rows
    return list(pairwise([*cuts, _ALL]))


def rows_between(tables: Tables, low: int, high: int) -> Rows:
    """The rows of a range of customers, in their order."""
    columns = columns_of(tables)
    found = _fetched(tables, "entries", columns, f"customer >= {low:d} AND customer < {high:d}")
    plain = {name: found[_OURS.get(name, name)] for name in Rows.__dataclass_fields__ if name != "order"}
    orders = tuple(found[column.name] for column in columns if column.name not in plain and column.name != "case_code")
    return Rows(**plain, order=orders).arranged()


def own_between(tables: Tables, low: int, high: int) -> Own:
    """The answers of a range of customers that stand alone; those without a known customer go with the first range."""
    since = "" if low == 0 else f"customer >= {low:d} AND "
    found = _fetched(tables, "own", OWN, f"{since}customer < {high:d}")
    return Own(**{name: found[_OURS.get(name, name)] for name in Own.__dataclass_fields__})


def identities(tables: Tables, low: int, high: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """For each customer of a range a number that is the same in every run."""
    sql = f"SELECT md5_number_lower(customer) AS identity FROM customers WHERE code >= {low:d} AND code < {high:d} ORDER BY code"
    return tables.engine.columns(sql)["identity"].astype(np.uint64)


def _fetched(tables: Tables, table: str, columns: tuple[Column, ...], which: str) -> Columns:
    stored = [column.name for column in columns if column.needed]
    found = tables.engine.columns(f"SELECT {', '.join(stored)} FROM {table} WHERE {which}")
    size = len(found["customer"])
    return {
        column.name: found[column.name].astype(_TYPES[column.kind], copy=False)
        if column.needed
        else constant(column.usual, size, _TYPES[column.kind])
        for column in columns
    }


def between(tables: Tables) -> Iterator[tuple[Rows, Own, int, np.ndarray[tuple[int], np.dtype[np.uint64]]]]:
    """For each range of customers: their rows, their answers that stand alone, the first code, and identities from it on."""
    for low, high in bounds(tables):
        yield rows_between(tables, low, high), own_between(tables, low, high), low, identities(tables, low, high)
