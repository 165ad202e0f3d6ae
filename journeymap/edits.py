"""Edits of a text: sorted out, applied, followed, and carried over to the bytes of a file. All take edits in the order of the text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby

from journeymap.finding import Edit, Finding

_MARK = "\ufeff"


def text_of(data: bytes) -> str:
    """The text of a UTF-8 file as edits count in it: without a byte order mark, every line's end one character."""
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def apart(findings: Sequence[Finding]) -> list[Finding]:
    """Those findings whose edits can be made together; one that reaches into another's has to wait."""
    edits = sorted((edit.start, edit.end, number) for number, finding in enumerate(findings) for edit in finding.edits)
    waiting: set[int] = set()
    last = (-1, -1)
    for start, end, number in edits:
        if number in waiting:
            continue
        if start < last[1] or (start, end) == last:
            waiting.add(number)
        else:
            last = (start, end)
    return [finding for number, finding in enumerate(findings) if number not in waiting]


def changed(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits."""
    parts, done = [], 0
    for edit in edits:
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, text[done:]])


def by_line(text: str, edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Edits, those of a line together."""
    for _, some in groupby(edits, lambda edit: text.rfind("\n", 0, edit.start)):
        yield list(some)


class Moves:
    """Where places of a text are after edits of it."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._starts = [edit.start for edit in edits]
        self._ends = [edit.end for edit in edits]
        self._shifts = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]

    def __call__(self, offset: int) -> int:
        """What is inserted or replaced right at a place does not move it."""
        return offset + self._shifts[min(bisect_left(self._starts, offset), bisect_right(self._ends, offset))]

    def reach(self, start: int, end: int) -> bool:
        """Whether an edit changes a part of the text, or touches it."""
        return bisect_left(self._ends, start) < bisect_right(self._starts, end)


def undone(edits: Sequence[Edit]) -> list[Edit]:
    """What makes the text before some edits of the text after them; what they took away is not known any more, only how long it was."""
    back, shift = [], 0
    for edit in edits:
        back.append(Edit(edit.start + shift, edit.start + shift + len(edit.text), "?" * (edit.end - edit.start)))
        shift += len(edit.text) - (edit.end - edit.start)
    return back


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes of a UTF-8 file after edits of its text; its byte order mark and the ends of its lines stay as they are."""
    raw = data.decode()
    skipped = len(_MARK) if raw.startswith(_MARK) else 0
    ends = [found.start() - number - skipped for number, found in enumerate(re.finditer("\r\n", raw))]

    def in_file(offset: int) -> int:
        return offset + skipped + bisect_left(ends, offset)

    return changed(raw, (Edit(in_file(edit.start), in_file(edit.end), edit.text) for edit in edits)).encode()
