"""A fingerprint of what was measured: the same for the same histories of customers, whatever their names, the order of rows, the file format."""

from dataclasses import dataclass

import numpy as np

from journeymap.chunk import Chunk
from journeymap.sorting import Ints, changes, is_constant, mixed
from journeymap.tally import Tally

_STEP = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Fingerprint(Tally):
    """The sum of a hash of each customer's rows and answers, modulo 2**64, as an array of one."""

    total: Ints

    def __str__(self) -> str:
        return f"{int(self.total[0]):016x}"


def measure(chunk: Chunk) -> Fingerprint:
    """Hashes rows and answers: their hashes are summed by customer, and the hashes of those sums over all."""
    rows, own = chunk.rows, chunk.own
    kinds = _packed(rows.touchpoint, rows.role, rows.survey, rows.channel)
    values = () if is_constant(rows.value) else (rows.value.view(np.int64),)
    orders = [column.view(np.int64) for column in rows.order]
    hashes = _hashed(rows.time, kinds, *orders, *values)
    groups, heads = np.flatnonzero(rows.new_group), np.flatnonzero(changes(rows.customer))
    # By case key first, so that it matters which rows are of one case.
    total = _sums(mixed(_sums(hashes, groups)), np.searchsorted(groups, heads))
    said = _hashed(own.time, _packed(own.asked, own.survey), own.value.view(np.int64))
    known = own.customer >= 0
    place = np.zeros(int(rows.customer.max(initial=0)) + 1, dtype=np.int64)
    place[rows.customer[heads]] = np.arange(len(heads))
    np.add.at(total, place[own.customer[known]], said[known])
    return Fingerprint(_sum(mixed(total)) + _sum(mixed(said[~known])))


def _sums(hashes: Ints, heads: Ints) -> Ints:
    """The sums of groups that begin at `heads`."""
    sums: Ints = np.add.reduceat(hashes, heads) if len(heads) else hashes
    return sums


def _packed(*columns: Ints) -> Ints:
    """Small numbers, 16 bits each, as one."""
    packed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        packed <<= np.uint64(16)
        packed |= (column[:1] if is_constant(column) else column).astype(np.uint16)  # a sign would fill all bits
    return packed


def _hashed(*columns: Ints) -> Ints:
    state = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        state ^= column.view(np.uint64) if column.dtype == np.int64 else column.astype(np.uint64, copy=False)
        state += _STEP
        state = mixed(state)
    return state


def _sum(hashes: Ints) -> Ints:
    return np.array([hashes.sum(dtype=np.uint64)])
