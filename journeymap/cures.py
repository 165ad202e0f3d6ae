"""What certainly was meant by a line or a key that YAML cannot read as it stands, as edits of the text."""

import re

from journeymap.complaint import BLANKS, QUOTES, unspaced
from journeymap.finding import Edit
from journeymap.lines import Span

_WIDE = {"\u00a0": " ", "\u202f": " ", "\u3000": " "}
"""The odd blanks that take room; all others take none."""
_JOINERS = "\u200c\u200d"
"""Odd blanks that mean something in some scripts."""
_INDENTATION = re.compile(rf"[ \t{''.join(BLANKS)}]*")
_GLUED = re.compile(r"(?:- +)?[^\W\d][\w-]*:(?=[^\s:/\\])")
_DASHED = re.compile(r"-(?=[^\W\d_])")
_SIGN = re.compile(r"[<>]=? *(?=[0-9.]+ *%)")
_BEHIND = re.compile(r"[ \t]*(?:$|[,\]}]|[ \t]#)")


def of_line(text: str, at: int) -> tuple[Edit, ...]:
    """The correction of what the parser stopped at, `at` being where `journeymap.complaint` says that it stands; empty if none is certain."""
    begin = text.rfind("\n", 0, at) + 1
    line = _line(text, begin)
    char, before = text[at : at + 1], line[: at - begin]
    if char == "\t" or char in BLANKS:
        return _blanks(text, at) if before.strip() else tuple(_indentation(text, begin))
    if char in QUOTES:
        return _quotes(text, at, begin + len(line))
    if sign := _SIGN.match(text, at):
        return (Edit(at, sign.end(), ""),)
    return spaced(text, (at, begin + len(line))) or _above(text, begin)


def _above(text: str, begin: int) -> tuple[Edit, ...]:
    """The space that is missing in the last line above that is no comment: the parser often sees only in the next one that it is."""
    while begin > 0:
        end = begin - 1
        begin = text.rfind("\n", 0, end) + 1
        if text[begin:end].strip() and not text[begin:end].lstrip().startswith("#"):
            return spaced(text, (begin, end))
    return ()


def spaced(text: str, span: Span) -> tuple[Edit, ...]:
    """The spaces that are missing after the dash or the colon at the beginning of each line of a span."""
    edits = []
    start, end = span
    while 0 <= start < end:
        line = text[start : min(_end(text, start), end)].partition(" #")[0]
        first = start + len(line) - len(line.lstrip(" "))
        glued = _DASHED.match(text, first) or (_GLUED.match(text, first) if unspaced(line) else None)
        if glued:
            edits.append(Edit(glued.end(), glued.end(), " "))
        elif not text.startswith("- ", first):
            return ()
        start = _end(text, start) + 1
    return tuple(edits)


def of_key(text: str, span: Span) -> tuple[Edit, ...]:
    """A key without the blanks that cannot be seen in it and the curly quotes around it; empty if more is odd than these."""
    start, end = span
    source = text[start:end]
    if source[0] in QUOTES and source[-1] in QUOTES and re.fullmatch(r"[^\W\d_][\w-]*", source[1:-1]):
        return Edit(start, start + 1, ""), Edit(end - 1, end, "")
    if any(char in _JOINERS or char in QUOTES or not (char.isprintable() or char in BLANKS) for char in source):
        return ()
    body = len(source.rstrip("".join(BLANKS)))
    indent = len(source) - len(source.lstrip("".join(BLANKS)))
    return tuple(
        Edit(start + number, start + number + 1, _instead(char, indented=number < indent) if number < body else "")
        for number, char in enumerate(source)
        if char in BLANKS
    )


def _instead(blank: str, *, indented: bool) -> str:
    """Plain spaces for a blank: as many as the room that it takes where text is lined up."""
    if blank == "\t" or (blank == "\u3000" and indented):
        return "  "
    return _WIDE.get(blank, "")


def _indentation(text: str, begin: int) -> list[Edit]:
    """The indentation of a line, and of those below it that are indented as oddly, in spaces: two for a tab."""
    edits: list[Edit] = []
    while begin < len(text):
        found = _INDENTATION.match(text, begin)
        indent = found[0] if found else ""
        odd = [number for number, char in enumerate(indent) if char != " "]
        if not odd and _line(text, begin).strip():
            break
        edits += [Edit(begin + number, begin + number + 1, _instead(indent[number], indented=True)) for number in odd]
        begin = _end(text, begin) + 1
    return edits


def _blanks(text: str, at: int) -> tuple[Edit, ...]:
    """A run of odd blanks between a sign and a value, as one space where there is none beside it."""
    end = at
    while text[end : end + 1] in (*BLANKS, " ", "\t"):
        end += 1
    gap = "" if text[at - 1] == " " or text[at - 1] in "[{" else " "
    return (Edit(at, end, gap),)


def _quotes(text: str, at: int, end: int) -> tuple[Edit, ...]:
    """A text in curly quotes, in straight ones that are not in it."""
    for closing in range(at + 1, end):
        if text[closing] in QUOTES and _BEHIND.match(text[closing + 1 : end]):
            inside = text[at + 1 : closing]
            straight = '"' if '"' not in inside and "\\" not in inside else "'"
            return (Edit(at, at + 1, straight), Edit(closing, closing + 1, straight)) if straight not in inside else ()
    return ()


def _end(text: str, start: int) -> int:
    """Where the line that goes on at `start` ends."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _line(text: str, begin: int) -> str:
    return text[begin : _end(text, begin)]
