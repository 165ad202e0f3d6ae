"""Where things stand in a text."""

from bisect import bisect_right

from journeymap.finding import Location

Span = tuple[int, int]
"""Where something stands in a text: its first character, and the one after its last."""


class Lines:
    """Offsets in a text as lines and columns, both from 1."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def location(self, file: str, span: Span) -> Location:
        """The place of a span; one that goes on for lines is cut at the end of its first."""
        start, end = span
        row = bisect_right(self._starts, start) - 1
        column = start - self._starts[row]
        width = max(1, min(end - start, len(self._lines[row]) - column))
        return Location(file, row + 1, column + 1, width, tuple(self._lines[max(0, row - 1) : row + 1]))

    def around(self, offset: int) -> tuple[int, str]:
        """The line in which an offset stands, and where that line begins."""
        row = bisect_right(self._starts, offset) - 1
        return self._starts[row], self._lines[row]

    def last_written(self, offset: int) -> int:
        """The offset itself, or the end of the last line before it with something in it, where its own line has nothing."""
        row = bisect_right(self._starts, offset) - 1
        if self._lines[row].strip():
            return offset
        while row and not self._lines[row].strip():
            row -= 1
        return self._starts[row] + len(self._lines[row].rstrip())
