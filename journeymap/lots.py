"""Customers in lots, drawn by a hash of their id: counts of each lot, so that customers can be drawn again (a bootstrap) long after they are counted.

A lot is all customers whose hashes are equal in their last so many bits. With few customers each is a lot of their own; with more there are as many lots as
`MOST` leaves room for. Which customers are together depends on nothing but who they are: parts of the customers, in any split, add up to the same lots.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymap.sorting import Ints

MOST = 128
"""Of the customers so many lots are made at most: a standard error of them is off by a sixteenth of itself."""
_BITS = 64
_DENSE = 1 << 22
"""Up to so many cells are counted in an array; sorting is for more."""


@dataclass(frozen=True)
class Lots:
    """How often each code was counted in each lot: `counts` has a row for each of `lots`, which ascend, and a column for each of `codes`, which ascend."""

    bits: Ints
    """In an array of one: in how many of the last bits of their hashes the customers of a lot are equal."""
    lots: Ints
    codes: Ints
    counts: Ints

    def __add__(self, other: "Lots") -> "Lots":
        bits = min(int(self.bits[0]), int(other.bits[0]))
        lots = [(part.lots & _mask(bits)) for part in (self, other)]
        whole, codes = np.unique(np.concatenate(lots)), np.union1d(self.codes, other.codes)
        counts = np.zeros((len(whole), len(codes)), dtype=np.int64)
        for part, mine in zip((self, other), lots, strict=True):
            wide = np.zeros((len(mine), len(codes)), dtype=np.int64)
            wide[:, np.searchsorted(codes, part.codes)] = part.counts
            np.add.at(counts, np.searchsorted(whole, mine), wide)
        return _coarsened(bits, whole, codes, counts)


def lots_of(hashes: Ints, whose: Ints, codes: Ints, cells: int) -> Lots:
    """Codes below `cells`, each of a customer (a place in `hashes`), counted by lot."""
    present = np.zeros(len(hashes), dtype=bool)
    present[whose] = True
    bits = _bits_for(hashes[present])
    lots, numbers = np.unique(hashes[present] & _mask(bits), return_inverse=True)
    number = np.zeros(len(hashes), dtype=np.int64)
    number[present] = numbers
    found, place = _ranked(codes, cells)
    keys = number[whose] * len(found) + place
    counts = np.bincount(keys, minlength=len(lots) * len(found)).reshape(len(lots), len(found))
    return Lots(np.array([bits]), lots, found, counts)


def _ranked(codes: Ints, cells: int) -> tuple[Ints, Ints]:
    """The different codes, and for each code which of them it is."""
    if cells > _DENSE:
        return np.unique(codes, return_inverse=True)
    present = np.zeros(cells, dtype=bool)
    present[codes] = True
    return np.flatnonzero(present), (np.cumsum(present) - 1)[codes]


def _bits_for(hashes: Ints) -> int:
    """The most bits by which there are not more than `MOST` lots."""
    bits = MOST.bit_length() - 1
    while len(np.unique(hashes & _mask(bits + 1))) <= MOST:
        bits += 1
        if len(np.unique(hashes)) <= MOST:
            return _BITS
    return bits


def _coarsened(bits: int, lots: Ints, codes: Ints, counts: Ints) -> Lots:
    """Lots put together until there are not more than `MOST`."""
    if len(lots) > MOST:
        bits = _bits_for(lots)
        fewer, place = np.unique(lots & _mask(bits), return_inverse=True)
        sums = np.zeros((len(fewer), len(codes)), dtype=np.int64)
        np.add.at(sums, place, counts)
        lots, counts = fewer, sums
    return Lots(np.array([bits]), lots, codes, counts)


def _mask(bits: int) -> Any:
    return np.uint64(2**bits - 1)
