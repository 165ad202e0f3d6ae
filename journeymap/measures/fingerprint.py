"""A fingerprint of what was measured: the same for the same rows in any order, file format and engine version."""

from dataclasses import dataclass

import numpy as np

from journeymap.sorting import Ints, is_constant, mixed
from journeymap.steps import Chunk
from journeymap.tally import Tally


@dataclass(frozen=True)
class Fingerprint(Tally):
    """The sum of a hash of each row, modulo 2**64, as an array of one."""

    total: Ints

    def __str__(self) -> str:
        return f"{int(self.total[0]):016x}"


def measure(chunk: Chunk) -> Fingerprint:
    """Hashes rows and answers."""
    rows, own = chunk.rows, chunk.own
    total = _sum(
        _whom(chunk, rows.customer),
        rows.time,
        rows.touchpoint,
        rows.role,
        rows.survey,
        rows.channel,
        rows.value.view(np.int64) if not is_constant(rows.value) else rows.value,
    )
    alone = _sum(_whom(chunk, own.customer), own.time, own.asked, own.survey, own.value.view(np.int64))
    return Fingerprint(total + alone)


def _whom(chunk: Chunk, customer: Ints) -> Ints:
    """The identity of each customer; 0 where there is none."""
    place = customer - chunk.first_customer
    known = np.append(chunk.identities, np.uint64(0))
    return known[np.where((customer >= 0) & (place < len(chunk.identities)), place, len(chunk.identities))]


def _sum(*columns: Ints) -> Ints:
    state = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        state = mixed((state ^ column.astype(np.uint64)) + np.uint64(0x9E3779B97F4A7C15))
    return np.array([state.sum(dtype=np.uint64)])
