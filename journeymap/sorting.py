"""Sorting by several columns at once: neighbouring whole numbers go into one integer, because sorting integers is much faster than sorting an index."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]

BITS = 63
"""An integer of 64 bits has so many for numbers from 0 on."""
_SCALES = (1_000_000, 1_000)
"""Times in whole seconds, or in milliseconds, need fewer bits than their microseconds."""


class Room(NamedTuple):
    """A column as numbers from 0 on: its least value, what its values are multiples of beyond that, and how many bits the greatest needs."""

    low: int
    scale: int
    bits: int


def constant(value: Any, size: int, dtype: Any) -> Any:
    """A column with one value in each row, which takes no memory."""
    return np.broadcast_to(np.asarray(value, dtype=dtype), (size,))


def is_constant(column: Any) -> bool:
    """Whether a column was made by `constant`."""
    return bool(column.strides[0] == 0)


def picked(column: Any, index: Any, size: int) -> Any:
    """A column at an index of so many rows; a constant one stays constant."""
    return constant(column[0], size, column.dtype) if is_constant(column) and len(column) else column[index]


def room_of(column: Ints) -> Room | None:
    """How a column of whole numbers fits into an integer; None for other numbers, or where they are too far apart."""
    if column.dtype.kind not in "iu" or not len(column):
        return None if column.dtype.kind not in "iu" else Room(0, 1, 0)
    if is_constant(column):
        return Room(int(column[0]), 1, 0)
    low, high = int(column.min()), int(column.max())
    span = high - low
    if span.bit_length() > BITS:
        return None
    scale = 1
    if span > 2**32:
        offsets = np.subtract(column, low, dtype=np.int64)
        # A division by one number and back takes a third of the time of a remainder.
        scale = next((scale for scale in _SCALES if np.array_equal(offsets // scale * scale, offsets)), 1)
    return Room(low, scale, (span // scale).bit_length())


def pack(columns: Sequence[Ints], rooms: Sequence[Room]) -> Ints:
    """The columns in one integer a row, in the same order as the rows are by them; in one of 32 bits, where that is enough."""
    kind: Any = np.int32 if sum(room.bits for room in rooms) < 32 else np.int64
    packed: Ints | None = None
    for column, room in zip(columns, rooms, strict=True):
        if room.bits:
            is_small = column.dtype.kind == "i" and column.dtype.itemsize <= 4
            small = np.subtract(column, room.low, dtype=kind if is_small else np.int64)
            if room.scale > 1:
                small //= room.scale
            if packed is None:
                packed = small.astype(kind, copy=False)
            else:
                packed <<= room.bits
                packed |= small.astype(kind, copy=False)
    return np.zeros(len(columns[0]), dtype=kind) if packed is None else packed


def unpack(packed: Ints, columns: Sequence[Ints], rooms: Sequence[Room]) -> list[Ints]:
    """The columns, of the types of `columns`, that integers were packed from."""
    found: list[Ints] = []
    shift = sum(room.bits for room in rooms)
    for column, room in zip(columns, rooms, strict=True):
        if not room.bits:
            found.append(constant(room.low, len(packed), column.dtype))
            continue
        shift -= room.bits
        small = ((packed >> shift) & ((1 << room.bits) - 1)).astype(column.dtype, copy=False)
        if room.scale > 1:
            small *= room.scale
        small += room.low
        found.append(small)
    return found


def sorted_columns(columns: Sequence[Ints]) -> list[Ints] | None:
    """The rows in order, by the first column, then by the second, and so on; None where they do not fit into one integer."""
    rooms = _rooms(columns)
    if rooms is None:
        return None
    packed = pack(columns, rooms)
    packed.sort()
    return unpack(packed, columns, rooms)


def _rooms(columns: Sequence[Ints]) -> list[Room] | None:
    """The rooms of columns that fit into one integer; None where they do not."""
    rooms = [room for column in columns if (room := room_of(column)) is not None]
    return rooms if len(rooms) == len(columns) and sum(room.bits for room in rooms) <= BITS else None


def order_of(keys: Sequence[Ints]) -> Ints:
    """The index that sorts by the first key, then by the second, and so on; rows that are equal in all stay as they stand."""
    size = len(keys[0])
    packed = _packed(keys)
    if len(packed) > 1:
        return np.lexsort([key for key, _ in packed[::-1]])
    key, bits = packed[0]
    place = max(0, size - 1).bit_length()
    if bits + place > BITS:
        return np.argsort(key, kind="stable")
    # The place in the lowest bits keeps the order of equal rows, and is the index that is asked for.
    tagged: Ints = (key.astype(np.int64) << place) | np.arange(size)
    tagged.sort()
    tagged &= (1 << place) - 1
    return tagged


def order_of_hashes(hashes: Ints) -> Ints:
    """An index that sorts hashes of 64 bits.

    They are sorted by as many of the first bits as leave room for the place of each; where that is too little to tell two apart, which is next to never,
    by all of them.
    """
    place = max(0, len(hashes) - 1).bit_length()
    tagged = (hashes >> np.uint64(1)).view(np.int64)
    tagged &= -1 << place
    tagged |= np.arange(len(hashes))
    tagged.sort()
    order: Ints = tagged & ((1 << place) - 1)
    ordered = hashes[order]
    return order if np.all(ordered[1:] >= ordered[:-1]) else np.argsort(hashes, kind="stable")


def _packed(keys: Sequence[Ints]) -> list[tuple[Any, int]]:
    """As few keys as have the same order, each with how many bits it has; numbers that are not whole stand alone."""
    packed: list[tuple[Any, int]] = []
    group: list[tuple[Ints, Room]] = []

    def close() -> None:
        if group:
            columns, rooms = zip(*group, strict=True)
            packed.append((pack(columns, rooms), sum(room.bits for room in rooms)))
            group.clear()

    for key in keys:
        room = room_of(key)
        if room is None or room.bits + sum(other.bits for _, other in group) > BITS:
            close()
        if room is None:
            packed.append((key, BITS + 1))
        else:
            group.append((key, room))
    close()
    return packed


def changes(*columns: Ints) -> Flags:
    """Where a row differs from the one before it in any column; the first row does."""
    new = np.zeros(len(columns[0]), dtype=bool)
    varied = [column for column in columns if not is_constant(column)]
    if len(new):
        new[0] = True
        for number, column in enumerate(varied):
            if number:
                new[1:] |= column[1:] != column[:-1]
            else:
                np.not_equal(column[1:], column[:-1], out=new[1:])
    return new


def counts_of_different(columns: Sequence[Ints], size: int) -> Ints:
    """How many different rows there are of each value below `size` in the last column."""
    rooms = _rooms(columns)
    if rooms is None:
        order = order_of(columns)
        rows = [column[order] for column in columns]
        return np.bincount(rows[-1][changes(*rows)], minlength=size)
    packed = pack(columns, rooms)
    packed.sort()
    (last,) = unpack(packed[np.flatnonzero(changes(packed))], columns[-1:], rooms[-1:])
    return np.bincount(last, minlength=size)


def groups_with(values: Ints, heads: Ints, size: int) -> Ints:
    """How many groups have each value below `size` at least once. A group goes from one of `heads` to the next; the values of a group are bits of a number."""
    (found,) = groups_in_groups_with(values, (heads,), size)
    return found


def groups_in_groups_with(values: Ints, levels: Sequence[Ints], size: int) -> list[Ints]:
    """The same of smaller groups, and then of larger ones that are made of those: of each level how many groups have each value."""
    found = [np.zeros(size, dtype=np.int64) for _ in levels]
    for low, bits in _bits(size if len(values) else 0):
        masks, starts = bits[values], np.arange(0)
        for number, heads in enumerate(levels):
            masks = np.bitwise_or.reduceat(masks, np.searchsorted(starts, heads) if number else heads)
            starts = heads
            for value in range(low, min(low + 64, size)):
                found[number][value] = np.count_nonzero(masks & bits[value])
    return found


def again_in_groups(values: Ints, heads: Ints, size: int) -> Flags:
    """For each value below `size`, whether it stands in its group a second time or more; groups as in `groups_with`.

    What was met before grows by doubling: first from one place before, then from two, from four, until the longest group is through. Sorting takes longer.
    """
    found = np.zeros(len(values), dtype=bool)
    place = places_in_groups(heads, len(values))
    for _, bits in _bits(size if len(heads) else 0):
        own: Ints = bits[values]
        met, reach = own.copy(), 1
        while reach < int(place.max()):
            # All bits where the row so far before is of the same group, none elsewhere.
            before = np.negative((place[reach:] >= reach).astype(own.dtype))
            before &= met[:-reach]
            met[reach:] |= before
            reach *= 2
        found[1:] |= (met[:-1] & own[1:] != 0) & (place[1:] > 0)
    return found


def places_in_groups(heads: Ints, size: int) -> Ints:
    """For each of so many rows how many of its group stand before it."""
    place: Ints = np.arange(size, dtype=np.int32)
    place -= np.repeat(heads.astype(np.int32), np.diff(np.append(heads, size)))
    return place


def _bits(size: int) -> Iterator[tuple[int, Ints]]:
    """For 64 values at a time, from which one on, and for each value below `size` the bit that stands for it, 0 for others."""
    for low in range(0, size, 64):
        bits = np.zeros(size, dtype=np.uint64 if size > 32 else np.uint32)
        bits[low : low + 64] = np.uint64(1) << np.arange(min(64, size - low), dtype=np.uint64)
        yield low, bits


def among(size: int, numbers: Sequence[int] | frozenset[int]) -> Flags:
    """For each number below `size`, whether it is one of some numbers."""
    flags = np.zeros(size, dtype=bool)
    flags[list(numbers)] = True
    return flags


def mixed(state: Any) -> Any:
    """Stafford's variant 13 of a 64-bit finaliser."""
    state = state ^ (state >> np.uint64(30))
    state *= np.uint64(0xBF58476D1CE4E5B9)
    state ^= state >> np.uint64(27)
    state *= np.uint64(0x94D049BB133111EB)
    state ^= state >> np.uint64(31)
    return state
