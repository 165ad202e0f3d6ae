"""YAML text -> plain values, with the place of every key and every value.

Only YAML 1.2 scalars are more than text (`on`, `no`, `12:30` and `010` stay text), every key is text, and whatever can surprise
a reader or exhaust a machine is refused with its place.

JM001  the text cannot be read as YAML, or not as UTF-8
JM002  a character that is not what it looks like, or that no text should hold
JM003  a key stands in one mapping twice
JM004  an anchor, an alias, a tag or a merge key
JM005  something that is not a word stands where a key should be
JM006  too large, too deep, too many values or too many faults
JM007  nothing is in the file
JM008  a second document in one file
JM009  the file cannot be opened (said by `journeymap.load`)
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import yaml

from journeymap.finding import Finding, JourneymapError, Level, Location, Ref, fault
from journeymap.units import shown

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 200_000
MAX_FAULTS = 100

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_BLANKS = {
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
_QUOTES = dict.fromkeys("\u201c\u201d\u201e\u2018\u2019\u201a", "a curly quote")
_BREAKS = {"\u0085": "a next-line character", "\u2028": "a line separator", "\u2029": "a paragraph separator"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


Span = tuple[int, int]
"""Where something stands in a text: its first character, and the one after its last."""


class Places:
    """Where a mapping or a list stands, and everything in it."""

    __slots__ = ("keys", "span", "values")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.keys: dict[str | int, Span] = {}
        self.values: dict[str | int, Span | Places] = {}


class _Lines:
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


@dataclass(frozen=True)
class Document:
    """A YAML file's values (dict, list, str, int, float, bool, None) and where each of them stands."""

    file: str
    text: str
    value: Any
    places: Span | Places
    faults: tuple[Finding, ...] = ()
    """What is wrong with it, though its values could be read; empty in all that `parse` returns."""
    empty: tuple[Ref, ...] = ()
    """The keys and list items with nothing behind them."""

    def location(self, ref: Ref, *, key: bool = False) -> Location:
        """The place of a value, or of its key; of the nearest thing above it where there is none."""
        span = self.span(ref, key=key)
        while span is None:
            ref = ref[:-1]
            span = self.span(ref)
        return self._lines.location(self.file, span)

    def span(self, ref: Ref, *, key: bool = False) -> Span | None:
        """Where in `text` a value stands, or its key; `None` where there is no such value. List items have no key."""
        place: Span | Places = self.places
        of_key = None
        for step in ref:
            if not isinstance(place, Places) or step not in place.values:
                return None
            of_key = place.keys.get(step)
            place = place.values[step]
        if key and of_key is not None:
            return of_key
        return place.span if isinstance(place, Places) else place

    @cached_property
    def _lines(self) -> _Lines:
        return _Lines(self.text)


def parse(data: bytes, file: str) -> Document:
    """The document in `data`. `file` is the name that findings show. All that is wrong is raised at once as `JourneymapError`."""
    document = read(data, file)
    if document.faults:
        raise JourneymapError(*document.faults)
    return document


def read(data: bytes, file: str) -> Document:
    """As `parse`, but what is wrong without being unreadable is in the document's `faults`, for who has more to add."""
    text = _decode(data, file)
    lines = _Lines(text)
    reader = _Reader(file, lines)
    try:
        reader.run(text)
    except yaml.MarkedYAMLError as error:
        at, message, cure = _complaint(error, lines)
        reader.say("JM001", message, cure, (at, at + 1))
        reader.stopped = True
    except (yaml.YAMLError, RecursionError) as error:
        problem = shown(" ".join(str(error).split()))
        raise fault("JM001", f"this is not YAML: {problem}", "write the file in plain YAML", file=file) from error
    faults = tuple(sorted(reader.findings, key=lambda finding: finding.place))
    if reader.stopped or reader.misleading:
        raise JourneymapError(*faults)
    if reader.value is None:
        raise fault("JM007", "the file is empty", "begin with 'title:' and 'stages:'", file=file)
    document = Document(file, text, reader.value, reader.places, faults)
    empty = tuple(ref for ref, span in reader.empty if document.span(ref) == span)
    return replace(document, empty=empty) if empty else document


def scalar(text: str) -> str | int | float | bool | None:
    """A plain scalar by the rules of YAML 1.2, less those that surprise: `010`, `0x1F`, `.inf` and `.nan` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INT.fullmatch(text) and len(text) <= 18:
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) < float("inf") else text
    return text


def _decode(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise fault("JM006", f"the file has more than {MAX_BYTES:,} bytes", "split the journey", file=file)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise fault("JM001", "the file is not saved as UTF-8, but as UTF-16 or UTF-32", "save it again with the encoding UTF-8", file=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _unix(data[: error.start].decode("utf-8-sig", "ignore"))
        location = _Lines(before + "\ufffd").location(file, (len(before), len(before) + 1))
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        cure = "save the file again with the encoding UTF-8, then look at this letter"
        raise JourneymapError(Finding("JM001", Level.ERROR, message, cure, location=location)) from error
    text = _unix(text)
    found = [match.start() for match in _FORBIDDEN.finditer(text)][:MAX_FAULTS]
    if found:
        lines = _Lines(text)
        say = [(_BREAKS.get(text[at], f"a control character (U+{ord(text[at]):04X})"), (at, at + 1)) for at in found]
        raise JourneymapError(
            *(Finding("JM002", Level.ERROR, f"{name} stands here", "delete it", location=lines.location(file, at)) for name, at in say)
        )
    return text


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Open:
    """A mapping or a list that is not complete yet."""

    __slots__ = ("at", "holder", "places", "step")

    def __init__(self, at: str | int, holder: Any, places: Places, step: int | None) -> None:
        self.at = at
        """Its own key, or number in the list around it."""
        self.holder = holder
        self.places = places
        self.step: str | int | None = step
        """The key of the value that comes next, `None` where a key does; or the number of the item that comes next."""


class _Reader:
    """Walks the parser's events once; builds values, remembers places, collects faults."""

    def __init__(self, file: str, lines: _Lines) -> None:
        self.file, self.lines = file, lines
        self.findings: list[Finding] = []
        self.empty: list[tuple[Ref, Span]] = []
        self.value: Any = None
        self.places: Span | Places = (0, 1)
        self.stopped = False
        """Whether the rest was not read."""
        self.misleading = False
        """Whether the values stand in other places than their writer sees."""
        self._documents = 0
        self._count = 0
        self._inside: list[_Open] = []

    def run(self, text: str) -> None:
        """All events, or those up to where it makes no sense to go on."""
        steps = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._enter,
            yaml.SequenceStartEvent: self._enter,
            yaml.MappingEndEvent: self._leave,
            yaml.SequenceEndEvent: self._leave,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        loader = _Loader(text)
        while not self.stopped and (event := loader.get_event()) is not None:
            if (step := steps.get(type(event))) is not None:
                step(event)

    def say(self, code: str, message: str, cure: str, span: Span) -> None:
        """Collect a fault; the last one that there is room for stops the reading."""
        self.findings.append(Finding(code, Level.ERROR, message, cure, location=self.lines.location(self.file, span)))
        if len(self.findings) >= MAX_FAULTS:
            self.stopped = True

    def _scalar(self, event: Any) -> None:
        span = (event.start_mark.index, event.end_mark.index)
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, span)
        if self._inside and self._inside[-1].step is None:
            self._key(event.value, span)
            return
        value = event.value if event.style else scalar(event.value)
        at = self._put(value, span)
        if event.value[:1] == "-" and type(value) is str and not event.style:
            self._dash(value, span)
        elif value is None:
            self.empty.append(((*(inner.at for inner in self._inside[1:]), at), span))

    def _dash(self, value: str, span: Span) -> None:
        begin, line = self.lines.around(span[0])
        if value[1:2].isalpha() and not line[: span[0] - begin].strip():
            self.say("JM001", "a space is missing after the dash", f"write - {shown(value[1:])[1:-1]}", span)

    def _enter(self, event: Any) -> None:
        span = (event.start_mark.index, event.end_mark.index)
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, span)
        if len(self._inside) >= MAX_DEPTH:
            self._give_up("JM006", f"the file is nested more than {MAX_DEPTH} deep", "flatten it", span)
            return
        if self._inside and self._inside[-1].step is None:
            cure = "write a word before the colon, or quotes around a value that begins with { or ["
            self._give_up("JM005", "a mapping or a list stands where a key should be", cure, span)
            return
        mapping = type(event) is yaml.MappingStartEvent
        value: Any = {} if mapping else []
        places = Places(span)
        at = self._put(value, places)
        self._inside.append(_Open(at, value, places, None if mapping else 0))

    def _leave(self, event: Any) -> None:
        places = self._inside.pop().places
        end = event.end_mark.index
        if end > event.start_mark.index:  # only } and ] have a width: the end of a block has none
            places.span = (places.span[0], end)

    def _alias(self, event: Any) -> None:
        span = (event.start_mark.index, event.end_mark.index)
        self.say("JM004", "aliases (*name) are not part of the journey language", "write it out, or put quotes around a text with *", span)
        if self._inside and self._inside[-1].step is None:
            self._inside[-1].step = key = f"*{event.anchor}"
            self._inside[-1].places.keys[key] = span
        else:
            self._put(None, span)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            span = (event.start_mark.index, event.end_mark.index)
            self._give_up("JM008", "a second document begins here", "keep one journey a file: delete '---' and what follows", span)

    def _give_up(self, code: str, message: str, cure: str, span: Span) -> None:
        self.say(code, message, cure, span)
        self.stopped = True

    def _refuse(self, event: Any, span: Span) -> None:
        """Anchors and tags."""
        cure = "put quotes around a text that begins with {}, or delete this"
        if event.anchor is not None:
            self.say("JM004", f"anchors ({shown('&' + event.anchor)}) are not part of the journey language", cure.format("&"), span)
        if event.tag is not None:
            self.say("JM004", f"tags ({shown(event.tag)}) are not part of the journey language", cure.format("!"), span)

    def _key(self, key: str, span: Span) -> None:
        inside = self._inside[-1]
        inside.step = key
        if key == "<<":
            self.say("JM004", "merge keys (<<) are not part of the journey language", "write the keys out", span)
        elif not key:
            self.say("JM005", "there is no key before this colon", "write a word before the colon", span)
        elif not (key.isascii() and key.isprintable()):
            self._odd_key(key, span)
        if key in inside.holder:
            first = self.lines.location(self.file, inside.places.keys[key])
            self.say("JM003", f"{shown(key)} stands here a second time", f"keep one of the two; the first is in line {first.line}", span)
        else:
            inside.places.keys[key] = span

    def _odd_key(self, key: str, span: Span) -> None:
        for char in key:
            if not char.isprintable() or char in _BLANKS or char in _QUOTES:
                name = (_BLANKS | _QUOTES).get(char, f"a control character (U+{ord(char):04X})")
                plain = re.sub("[\u00a0\u202f\u3000]", " ", key)
                plain = "".join(other for other in plain if other.isprintable() and other not in _BLANKS and other not in _QUOTES).strip()
                self.say("JM002", f"{name} stands in this key", f"type it anew: {plain}" if plain else "type the key anew", span)
                self.misleading = self.misleading or key[0] in _BLANKS  # taken for indentation by its writer, but not by YAML
                return

    def _put(self, value: Any, place: Span | Places) -> str | int:
        """A value where the next one belongs, or nowhere if it is a key's second; returns where."""
        self._count += 1
        if self._count > MAX_VALUES:
            span = place.span if isinstance(place, Places) else place
            self._give_up("JM006", f"the file has more than {MAX_VALUES:,} values", "split the journey", span)
        if not self._inside:
            self.value, self.places = value, place
            return ""
        inside = self._inside[-1]
        step = inside.step
        if type(step) is int:
            inside.holder.append(value)
            inside.places.values[step] = place
            inside.step = step + 1
            return step
        assert isinstance(step, str)
        if step not in inside.holder:
            inside.holder[step] = value
            inside.places.values[step] = place
        inside.step = None
        return step


_BELONGS = "indent it exactly like the keys beside it"
_QUOTE_ALL = "put quotes around the whole text, or none at all"
_COMPLAINTS = (
    (
        "could not find expected ':'",
        "this line is neither 'key: value' nor a part of the text above it",
        "write 'key: value', begin it with '- ' if it stands in a list, or indent it deeper if it continues a text",
    ),
    ("unexpected end of stream", "this quote is opened but never closed", "close it, or delete it"),
    ("expected ',' or", "a comma is missing before this, or a bracket is not closed", "write {key: value, key: value} or [a, b]"),
    ("never closed", "{char} is opened here but never closed", "close it; or put quotes around a text that begins with it"),
    ("mapping keys are not allowed", "a text cannot begin with {char}", "put quotes around it"),
    ("did not find expected key", "this line does not fit between its neighbours", _BELONGS),
    ("did not find expected '-'", "this line stands in a list, but has no '- ' at its beginning", "begin it with '- ', or indent it less"),
    ("block sequence entries", "a list cannot begin here", "begin the list on the next line, or write [a, b]"),
    ("escape", "a backslash in double quotes needs a second one", "use single quotes instead: 'C:\\data'"),
    ("hexdecimal", "a backslash in double quotes needs a second one", "use single quotes instead: 'C:\\data'"),
    ("block scalar", "a value cannot begin with {char}", "a target needs no sign: csat: 85%; else put quotes around it"),
    ("cannot start any token", "a value cannot begin with {char}", "put quotes around it; a share is 20%, a target csat: 85%"),
    ("alphabetic", "a text cannot begin with {char}", "put quotes around it"),
    ("tag", "a text cannot begin with !", "put quotes around it"),
    ("expected node content", "a value is missing before this", "write one, or delete the comma or bracket that is too much"),
    ("expected <document start>", "this does not belong to what stands before it", _BELONGS),
    ("directive", "a line cannot begin with %", "put quotes around it, or indent it"),
    ("incompatible YAML", "this line asks for another version of YAML", "delete it"),
)
_AT_ITS_BEGINNING = ("could not find expected ':'", "unexpected end of stream", "block scalar", "alphabetic", "never closed")
_UNSPACED = re.compile(r"\s*(?:- +)?([\w-]+):([^\s:/\\].*)")
_ODD_BLANK = re.compile(f"(?:^ *|[:,\\[{{-]) *([{''.join(_BLANKS)}])")
_ODD_QUOTE = re.compile(f"[:,\\[{{-] *([{''.join(_QUOTES)}])")

Complaint = tuple[int, str, str]
"""Where in a text (or a line), what, and what to do."""


def _complaint(error: yaml.MarkedYAMLError, lines: _Lines) -> Complaint:
    """What the parser could not read, in words that help."""
    problem = str(error.problem or "cannot be read")
    if "block scalar" in str(error.context):
        problem = "block scalar"
    mark = error.problem_mark or error.context_mark
    if "expected ',' or" in problem and error.context_mark and mark and error.context_mark.line < mark.line:
        problem = "never closed"
    if error.context_mark is not None and any(words in problem for words in _AT_ITS_BEGINNING):
        mark = error.context_mark
    at = mark.index if mark else 0
    begin, line = lines.around(at)
    if "mapping values are not allowed" in problem and not re.search(r"\S:\s", line[: at - begin]):
        return _not_a_key(lines, begin, line)
    if told := _tell(line):
        return begin + told[0], told[1], told[2]
    before, char = line[: at - begin].rstrip(), line[at - begin : at - begin + 1]
    if "mapping values are not allowed" in problem:
        return at, "a second ': ' stands in this line", "put quotes around a text that has ': ' in it"
    if "expected key" in problem or "<document start>" in problem:
        if char and char in "]},":
            return at, f"{shown(char)} stands here, but nothing that it ends", _QUOTE_ALL if before[-1:] in "\"'" else "delete it"
        if char == ":":
            return at, "there is no key before this colon", "write a word before the colon"
        if before[-1:] in ("'", '"'):
            return at, "something stands behind the closing quote", _QUOTE_ALL
    for words, message, cure in _COMPLAINTS:
        if words in problem:
            return at, message.format(char=shown(char)), cure
    return at, f"this is not YAML: {problem}", "look at the indentation, the colon and the quotes of this line and the one before it"


def _not_a_key(lines: _Lines, begin: int, line: str) -> Complaint:
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
    for pattern, names in ((_ODD_BLANK, _BLANKS), (_ODD_QUOTE, _QUOTES)):
        if found := pattern.search(line):
            return found.start(1), f"{names[found[1]]} stands here and breaks the line", "delete it and type it again on the keyboard"
    return None


def _unspaced(line: str) -> Complaint | None:
    cure = unspaced(line)
    return (len(line) - len(line.lstrip(" -")), "a space is missing after the colon", cure) if cure else None


def unspaced(text: str) -> str:
    """What to write for `title:Buy`, which YAML takes for one word; nothing if that is not the matter."""
    found = _UNSPACED.fullmatch(text)
    return f"write a space after the colon: {found[1]}: {shown(found[2])[1:-1]}" if found and ": " not in found[2] else ""
