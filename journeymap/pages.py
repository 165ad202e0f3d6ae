"""The pages of a Parquet file, held against the checksums in their headers.

Spark writes such checksums, PyArrow where it is asked to, DuckDB none; and DuckDB reads past them. So a byte that fell over on a disk is a wrong number that
nobody sees, unless somebody looks. Format: parquet.thrift of apache/parquet-format, in Thrift's compact protocol.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

_HEADER = 1 << 16
"""Bytes in which a page's header should end. One that is longer (of long texts as its lowest and highest) is read again."""
_LONGEST = 1 << 24
_SIZE, _CRC = 3, 4
"""Fields of a page's header: the bytes behind it, and their CRC-32."""
_DEEPEST = 16
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_NUMBERS = (4, 5, 6)


def first_damaged(path: Path, chunks: Iterable[tuple[int, int]]) -> int | None:
    """Where the first page begins that is not what its checksum says; None if there is none, or if the file has no checksums.

    `chunks` are the columns' parts, as first byte and number of bytes. Raises OSError.
    """
    with path.open("rb") as stream:
        for first, size in chunks:
            if (damaged := _damaged(stream, first, first + size)) is not None:
                return damaged
    return None


def _damaged(stream: BinaryIO, at: int, end: int) -> int | None:
    """The first page of a column's part that is not what its checksum says. A part whose first page has none has none."""
    checked = False
    while at < end:
        try:
            length, size, crc = _header(stream, at, end)
        except (
            IndexError,
            ValueError,
        ):  # no header: if it had checksums until here, it is damaged; else it is the engine's to say
            return at if checked else None
        if crc is None and not checked:
            return None
        checked = True
        stream.seek(at + length)
        if crc is not None and crc32(stream.read(size)) != crc & 0xFFFFFFFF:
            return at
        at += length + size
    return None


def _header(stream: BinaryIO, at: int, end: int) -> tuple[int, int, int | None]:
    """The length of the header at a byte, the size of what follows it, and its checksum. Raises IndexError and ValueError."""
    for longest in (_HEADER, _LONGEST):
        stream.seek(at)
        compact = _Compact(stream.read(min(longest, end - at)))
        try:
            fields = compact.struct()
        except IndexError:
            if longest == _LONGEST:
                raise
            continue
        size = fields.get(_SIZE, -1)
        if size < 0 or at + compact.at + size > end:
            raise ValueError("a page that ends after its column")
        return compact.at, size, fields.get(_CRC)
    raise AssertionError("the last try returns or raises")


class _Compact:
    """Thrift's compact protocol, as much as it takes to get over a struct. Raises IndexError at the end, ValueError at what is none."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def struct(self, depth: int = 0) -> dict[int, int]:
        """Goes over a struct; returns the whole numbers that stand in it themselves, by their field."""
        if depth > _DEEPEST:
            raise ValueError("structs in structs without end")
        fields: dict[int, int] = {}
        field = 0
        while (head := self._byte()) & 15 != _STOP:
            field = field + (head >> 4) if head >> 4 else self._zigzag()
            kind = head & 15
            if kind in _NUMBERS:
                fields[field] = self._zigzag()
            elif kind not in (_TRUE, _FALSE):
                self._skip(kind, depth)
        return fields

    def _skip(self, kind: int, depth: int) -> None:
        if kind in _NUMBERS:
            self._varint()
        elif kind in (_TRUE, _FALSE, _BYTE):
            self._over(1)
        elif kind == _DOUBLE:
            self._over(8)
        elif kind == _BINARY:
            self._over(self._varint())
        elif kind in (_LIST, _SET):
            head = self._byte()
            for _ in range(head >> 4 if head >> 4 < 15 else self._varint()):
                self._skip(head & 15, depth + 1)
        elif kind == _STRUCT:
            self.struct(depth + 1)
        else:
            raise ValueError("no header of a page has such a field")

    def _over(self, size: int) -> None:
        self.at += size
        if self.at > len(self.data):
            raise IndexError

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _varint(self) -> int:
        number, shift = 0, 0
        while (byte := self._byte()) & 128:
            number |= (byte & 127) << shift
            shift += 7
            if shift > 63:
                raise ValueError("a number of more than 64 bits")
        return number | byte << shift

    def _zigzag(self) -> int:
        number = self._varint()
        return number >> 1 ^ -(number & 1)
