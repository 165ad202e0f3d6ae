"""What each customer did, added up: a customer is drawn with all visits, cases and answers of theirs, and those are more alike than those of others."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from journeymap.sorting import Flags, Ints, changes

Numbers = npt.NDArray[Any]
"""A column of numbers."""
Did = tuple[float, float, int]
"""What a customer did: the sum above the line of a measure, the sum below it, and in how many visits, cases or answers."""
_FEW = 16
"""Most customers do something less often than this."""


@dataclass(frozen=True)
class Sums:
    """Of `customers` the exact sums of what each has above (x) and below (m) the line, and of the products; `n` visits, cases or answers in all."""

    customers: int
    n: int
    x: Fraction
    m: Fraction
    xx: Fraction
    xm: Fraction
    mm: Fraction

    @property
    def value(self) -> Fraction:
        """The measure: all that is above the line / all that is below."""
        return self.x / self.m

    @property
    def variance(self) -> float:
        """The variance of the value where customers are drawn, not visits (linearised ratio; n - 1 below the line). At least two customers."""
        squares = self.xx - 2 * self.value * self.xm + self.value**2 * self.mm
        return float(squares / self.m**2 * self.customers / (self.customers - 1))

    @property
    def effective(self) -> float:
        """Of a share: as many independent visits or answers tell as much about it as these do, and no more than these would if they were independent.

        Where nobody or everybody shows it, a customer's own are taken to be all alike.
        """
        share, independent = float(self.value), float(self.m**2 / self.mm)
        if self.m == self.mm == self.n:
            return float(self.n)
        if not 0 < share < 1 or self.customers < 2:
            return independent
        return min(float(self.n), share * (1 - share) / self.variance) if self.variance else independent


def sums(cells: Counter[Did]) -> Sums:
    """The sums over customers by what they did; of one at least."""
    rows = [(_exact(x), _exact(m), n, count) for (x, m, n), count in sorted(cells.items())]
    return Sums(
        customers=sum(count for *_, count in rows),
        n=sum(n * count for *_, n, count in rows),
        x=Fraction(sum(x * count for x, _, _, count in rows)),
        m=Fraction(sum(m * count for _, m, _, count in rows)),
        xx=Fraction(sum(x * x * count for x, _, _, count in rows)),
        xm=Fraction(sum(x * m * count for x, m, _, count in rows)),
        mm=Fraction(sum(m * m * count for _, m, _, count in rows)),
    )


def _exact(value: float) -> int | Fraction:
    return int(value) if value == int(value) else Fraction(value)


def by_customer(place: Ints, whose: Ints, above: Numbers, below: Numbers) -> Counter[tuple[int, Did]]:
    """Customers by place and the sums of theirs. A customer's are added in the order of their size, so that no order of rows matters."""
    if not len(whose):
        return Counter()
    order = np.lexsort((below, above, whose, place))
    first = np.flatnonzero(changes(place[order], whose[order]))
    totals = [np.add.reduceat(values[order].astype(np.float64), first) for values in (above, below)]
    table = [place[order][first], *totals, np.diff(np.append(first, len(order)))]
    alike = np.lexsort(table)
    heads = np.flatnonzero(changes(*(column[alike] for column in table)))
    columns = [column[alike][heads].tolist() for column in table]
    counts = np.diff(np.append(heads, len(alike))).tolist()
    rows = zip(*columns, counts, strict=True)
    return Counter({(at, (x, m, n)): count for at, x, m, n, count in rows})


def counted(place: Ints, whose: Ints, shown: Flags, places: int) -> Counter[tuple[int, int, int]]:
    """Customers by (place, how many of theirs there show it, how many of theirs are there), of places from 0 to `places`.

    The same as `by_customer` of ones, in a tenth of the time: all is one number, and a sort of numbers is cheap.
    """
    if not len(whose):
        return Counter()
    room = (int(whose.max()) + 1) * places * 2
    key: Ints = whose.astype(np.int32 if room < 2**31 else np.int64)
    key *= places
    key += place
    key *= 2
    key += shown
    key.sort()
    cell: Ints = key >> 1
    heads = np.flatnonzero(changes(cell))
    ends = np.append(heads[1:], len(key))
    showing = np.cumsum(key & 1, dtype=np.int32)[ends - 1]
    showing[1:] -= showing[:-1].copy()
    cell = cell[heads]
    # A division by one number and back takes a third of the time of a remainder.
    return _alike(cell - cell // places * places, showing, ends - heads)


def _alike(place: Ints, count: Ints, of: Ints) -> Counter[tuple[int, int, int]]:
    """How often each row of a table is there."""
    rare = of >= _FEW
    found: Counter[tuple[int, int, int]] = Counter(
        zip(*(column[rare].tolist() for column in (place, count, of)), strict=True)
    )
    code = (place.astype(np.int64) * _FEW + count) * _FEW + of
    codes = np.bincount(code[~rare] if found else code)
    for number in np.flatnonzero(codes).tolist():
        rest, below = divmod(number, _FEW)
        found[(*divmod(rest, _FEW), below)] += int(codes[number])
    return found
