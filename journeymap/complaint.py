"""What the YAML parser could not read, in words that help whoever wrote it."""

import re

import yaml

from journeymap.lines import Lines
from journeymap.units import shown

BLANKS = {
    "\u00a0": "a no-break space",
    "\u00ad": "a soft hyphen",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u202f": "a narrow no-break space",
    "\u2060": "a word joiner",
    "\u3000": "an ideographic space",
    "\ufeff": "a byte order mark",
}
QUOTES = dict.fromkeys("\u201c\u201d\u201e\u2018\u2019\u201a", "a curly quote")
BREAKS = {"\u0085": "a next-line character", "\u2028": "a line separator", "\u2029": "a paragraph separator"}

_BELONGS = "indent it exactly like the keys beside it"
_QUOTE_ALL = "put quotes around the whole text, or none at all"
_COMPLAINTS = (
    (
        "could not find expected ':'",
        "this line is neither 'key: value' nor a part of the text above it",
        "write 'key: value', begin it with '- ' if it stands in a list, or indent it deeper if it continues a text",
    ),
    ("unexpected end of stream", "this quote is opened but never closed", "close it, or delete it"),
    (
        "expected ',' or",
        "a comma is missing before this, or a bracket is not closed",
        "write {key: value, key: value} or [a, b]",
    ),
    (
        "never closed",
        "{char} is opened here but never closed",
        "close it; or put quotes around a text that begins with it",
    ),
    ("mapping keys are not allowed", "a text cannot begin with {char}", "put quotes around it"),
    ("did not find expected key", "this line does not fit between its neighbours", _BELONGS),
    (
        "did not find expected '-'",
        "this line stands in a list, but has no '- ' at its beginning",
        "begin it with '- ', or indent it less",
    ),
    ("block sequence entries", "a list cannot begin here", "begin the list on the next line, or write [a, b]"),
    ("escape", "a backslash in double quotes needs a second one", "use single quotes instead: 'C:\\data'"),
    ("hexdecimal", "a backslash in double quotes needs a second one", "use single quotes instead: 'C:\\data'"),
    (
        "block scalar",
        "a value cannot begin with {char}",
        "a target needs no sign: csat: 85%; else put quotes around it",
    ),
    (
        "cannot start any token",
        "a value cannot begin with {char}",
        "put quotes around it; a share is 20%, a target csat: 85%",
    ),
    ("alphabetic", "a text cannot begin with {char}", "put quotes around it"),
    ("tag", "a text cannot begin with !", "put quotes around it"),
    (
        "expected node content",
        "a value is missing before this",
        "write one, or delete the comma or bracket that is too much",
    ),
    ("expected <document start>", "this does not belong to what stands before it", _BELONGS),
    ("directive", "a line cannot begin with %", "put quotes around it, or indent it"),
    ("incompatible YAML", "this line asks for another version of YAML", "delete it"),
)
_AT_ITS_BEGINNING = (
    "could not find expected ':'",
    "unexpected end of stream",
    "block scalar",
    "alphabetic",
    "never closed",
)
_UNSPACED = re.compile(r"\s*(?:- +)?([\w-]+):([^\s:/\\].*)")
_ODD_BLANK = re.compile(f"(?:^ *|[:,\\[{{-]) *([{''.join(BLANKS)}])")
_ODD_QUOTE = re.compile(f"[:,\\[{{-] *([{''.join(QUOTES)}])")

Complaint = tuple[int, str, str]
"""Where in a text (or a line), what, and what to do."""


def complaint(error: yaml.MarkedYAMLError, lines: Lines) -> Complaint:
    """What the parser could not read, in words that help."""
    problem, at = _problem(error)
    begin, line = lines.around(at)
    if "mapping values are not allowed" in problem and not re.search(r"\S:\s", line[: at - begin]):
        return _not_a_key(lines, begin, line)
    if told := _tell(line):
        return begin + told[0], told[1], told[2]
    before, char = line[: at - begin].rstrip(), line[at - begin : at - begin + 1]
    if "mapping values are not allowed" in problem:
        return at, "a second ': ' stands in this line", "put quotes around a text that has ': ' in it"
    if ("expected key" in problem or "<document start>" in problem) and (told := _misplaced(before, char)):
        return at, told[1], told[2]
    for words, message, cure in _COMPLAINTS:
        if words in problem:
            return at, message.format(char=shown(char)), cure
    return (
        at,
        f"this is not YAML: {problem}",
        "look at the indentation, the colon and the quotes of this line and the one before it",
    )


def _problem(error: yaml.MarkedYAMLError) -> tuple[str, int]:
    """The parser's word for what is wrong, and the offset at which its cause stands."""
    problem = "block scalar" if "block scalar" in str(error.context) else str(error.problem or "cannot be read")
    mark = error.problem_mark or error.context_mark
    if "expected ',' or" in problem and error.context_mark and mark and error.context_mark.line < mark.line:
        problem = "never closed"
    if error.context_mark is not None and any(words in problem for words in _AT_ITS_BEGINNING):
        mark = error.context_mark
    return problem, mark.index if mark else 0


def _misplaced(before: str, char: str) -> Complaint | None:
    """What is wrong with a sign that stands where a key is expected, after `before`."""
    if char and char in "]},":
        return (
            0,
            f"{shown(char)} stands here, but nothing that it ends",
            _QUOTE_ALL if before[-1:] in "\"'" else "delete it",
        )
    if char == ":":
        return 0, "there is no key before this colon", "write a word before the colon"
    if before[-1:] in ("'", '"'):
        return 0, "something stands behind the closing quote", _QUOTE_ALL
    return None


def _not_a_key(lines: Lines, begin: int, line: str) -> Complaint:
    """A key that YAML takes for more of the text above it: it stands too deep, or that text is itself a key without its colon."""
    indent = len(line) - len(line.lstrip())
    above_begin, above = lines.around(lines.last_written(max(0, begin - 1)))
    if told := _tell(above) or _tell(line):
        return (above_begin if _tell(above) else begin) + told[0], told[1], told[2]
    above_indent = len(above) - len(above.lstrip())
    if above_indent >= indent and above_begin < begin and ": " not in above:
        return above_begin + above_indent, "this line is no 'key: value'", "write a colon and a space after the key"
    return begin + indent, "this line is indented as if it belonged to the text above it", _BELONGS


def _tell(line: str) -> Complaint | None:
    """What can be seen in a line that could not be read, whatever the parser says of it."""
    return _tab(line) or _odd_character(line) or _unspaced(line)


def _tab(line: str) -> Complaint | None:
    at = line.find("\t")
    if at < 0 or line[:at].strip(" -"):
        return None
    return at, "a tab stands here; YAML indents by spaces only", "replace each tab by two spaces"


def _odd_character(line: str) -> Complaint | None:
    for pattern, names in ((_ODD_BLANK, BLANKS), (_ODD_QUOTE, QUOTES)):
        if found := pattern.search(line):
            return (
                found.start(1),
                f"{names[found[1]]} stands here and breaks the line",
                "delete it and type it again on the keyboard",
            )
    return None


def _unspaced(line: str) -> Complaint | None:
    cure = unspaced(line)
    return (len(line) - len(line.lstrip(" -")), "a space is missing after the colon", cure) if cure else None


def unspaced(text: str) -> str:
    """What to write for `title:Buy`, which YAML takes for one word; nothing if that is not the matter."""
    found = _UNSPACED.fullmatch(text)
    return (
        f"write a space after the colon: {found[1]}: {shown(found[2])[1:-1]}" if found and ": " not in found[2] else ""
    )
