r"""Places as editors count them: lines from 0, and in a line the units of an encoding: two of UTF-16 in an emoji, four of UTF-8."""

from bisect import bisect_right

Position = tuple[int, int]
"""A line and a unit in it, both from 0."""
UTF_16 = "utf-16"
"""What every editor counts in; some can count in others, too."""
_CODECS = {"utf-8": ("utf-8", 1), UTF_16: ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""For each encoding its codec, and the bytes of one unit."""


class Positions:
    r"""Positions in a text whose lines end by `\n`, as its offsets (code points, from 0), and back."""

    def __init__(self, text: str, encoding: str = UTF_16) -> None:
        self._codec, self._size = _CODECS[encoding]
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, position: Position) -> int:
        """The offset of a position; one beyond its line, or beyond the text, means the end. Within an emoji, its beginning."""
        row, units = position
        if row >= len(self._lines):
            return self._starts[-1] + len(self._lines[-1])
        data = self._lines[row].encode(self._codec, "surrogatepass")[: units * self._size]
        return self._starts[row] + len(data.decode(self._codec, "ignore"))

    def position(self, offset: int) -> Position:
        """The position of an offset; one beyond the text means its end."""
        row = bisect_right(self._starts, offset) - 1
        return self._at(row, offset - self._starts[row])

    def place(self, line: int, column: int, width: int) -> tuple[Position, Position]:
        """The beginning and the end of a place that is told in lines and code points from 1; the end of the text where there is none."""
        row = min(line, len(self._lines)) - 1
        return self._at(row, column - 1), self._at(row, column - 1 + width)

    def _at(self, row: int, column: int) -> Position:
        before = self._lines[row][:column]
        return row, len(before.encode(self._codec, "surrogatepass")) // self._size
