"""Whether one step of memory is enough: the likelihood-ratio test of a Markov chain of first order against one of second."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, log

from journeymap.intervals import chi_square_tail

ENOUGH = 30
"""Contexts of fewer visits say nothing of memory."""


@dataclass(frozen=True)
class Memory:
    """The likelihood-ratio test of a chain with one step of memory against one with two."""

    g: float
    df: int
    p: float
    share: float
    """How much of what is open about the next step the step before settles (0-1), less what chance alone would."""
    visits: int
    most: int | None
    """The touchpoint that adds most to it."""


def memory(triples: Mapping[tuple[int, int, int], int]) -> Memory | None:
    """Whether what follows a visit depends on what came before it; None where no touchpoint has two contexts of `ENOUGH` visits.

    At each touchpoint a table: from where, by to where. Rows of fewer than `ENOUGH` visits are left out, and columns of fewer are one.
    G = 2 sum n ln(n N / (row x column)); the degrees of freedom are (rows - 1) (columns - 1) of each table; the share is
    (G - df) / (2 sum n ln(N / column)).
    Source: Anderson and Goodman, "Statistical inference about Markov chains" (1957).
    """
    tables: dict[int, dict[tuple[int, int], int]] = {}
    for (before, here, after), count in sorted(triples.items()):
        tables.setdefault(here, {})[before, after] = count
    found = [(here, *tested) for here, table in tables.items() if (tested := _tested(table))]
    if not found:
        return None
    g, df, unsettled, visits = (fsum(column) for column in list(zip(*found, strict=True))[1:])
    most = max(found, key=lambda each: (each[1] - each[2], -each[0]))[0]
    share = max(0.0, (g - df) / unsettled)
    return Memory(g, int(df), chi_square_tail(g, int(df)), share, int(visits), most)


def _tested(table: Mapping[tuple[int, int], int]) -> tuple[float, int, float, int] | None:
    """G, its degrees of freedom, what it could be at most, and the visits of one touchpoint."""
    rows: dict[int, int] = {}
    for (before, _), count in table.items():
        rows[before] = rows.get(before, 0) + count
    kept = {cell: count for cell, count in table.items() if rows[cell[0]] >= ENOUGH}
    columns: dict[int, int] = {}
    for (_, after), count in kept.items():
        columns[after] = columns.get(after, 0) + count
    rare = {after for after, count in columns.items() if count < ENOUGH}
    cells: dict[tuple[int, int], int] = {}
    for (before, after), count in kept.items():
        cell = (before, -1 if after in rare else after)
        cells[cell] = cells.get(cell, 0) + count
    above = {before: rows[before] for before, _ in cells}
    below = {after: count for after, count in columns.items() if after not in rare}
    if rare:
        below[-1] = sum(columns[after] for after in rare)
    total, df = sum(above.values()), (len(above) - 1) * (len(below) - 1)
    if not cells or not df:
        return None
    g = 2 * fsum(
        count * log(count * total / (above[before] * below[after])) for (before, after), count in cells.items()
    )
    return g, df, 2 * fsum(count * log(total / count) for count in below.values()), total
