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
from contextlib import suppress
from dataclasses import replace
from typing import Any

import yaml

from journeymap.complaint import BLANKS, BREAKS, QUOTES, complaint
from journeymap.cures import of_key, of_line, spaced
from journeymap.finding import Edit, Finding, JourneymapError, Level, Ref, fault
from journeymap.lines import Lines, Span
from journeymap.places import Document, Places
from journeymap.units import shown

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 50_000
MAX_FAULTS = 100

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_BEGIN_NUMBERS = frozenset("+-.0123456789")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def parse(data: bytes, file: str) -> Document:
    """The document in `data`. `file` is the name that findings show. All that is wrong is raised at once as `JourneymapError`."""
    document = read(data, file)
    if document.faults:
        raise JourneymapError(*document.faults)
    return document


def read(data: bytes, file: str) -> Document:
    """As `parse`, but what is wrong without being unreadable is in the document's `faults`, for who has more to add."""
    text = _decode(data, file)
    lines = Lines(text)
    reader = _Reader(file, text, lines)
    try:
        reader.run(text, _Loader)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in str(error.problem) and error.problem_mark:
            # libyaml looks far ahead: it stops before it tells of what we refuse
            reader = _Reader(file, text, lines)
            with suppress(yaml.MarkedYAMLError):
                reader.run(text[: error.problem_mark.index], _Loader)
            raise JourneymapError(*reader.findings) from error
        at, message, cure = complaint(error, lines)
        reader.say("JM001", message, cure, (at, at + 1), of_line(text, at))
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
    if text[:1] not in _BEGIN_NUMBERS:
        return _WORDS.get(text, text)
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
        raise fault(
            "JM001",
            "the file is not saved as UTF-8, but as UTF-16 or UTF-32",
            "save it again with the encoding UTF-8",
            file=file,
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _unix(data[: error.start].decode("utf-8-sig", "ignore"))
        location = Lines(before + "\ufffd").location(file, (len(before), len(before) + 1))
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        cure = "save the file again with the encoding UTF-8, then look at this letter"
        raise JourneymapError(Finding("JM001", Level.ERROR, message, cure, location=location)) from error
    text = _unix(text)
    if text.startswith("\ufeff"):  # the parser would pass it over, and count all places from behind it
        place = Lines(text).location(file, (0, 1))
        message, edits = "a second byte order mark stands here", (Edit(0, 1, ""),)
        raise JourneymapError(Finding("JM002", Level.ERROR, message, "delete it", location=place, edits=edits))
    found = [match.start() for match in _FORBIDDEN.finditer(text)][:MAX_FAULTS]
    if found:
        lines = Lines(text)
        say = [(BREAKS.get(text[at], f"a control character (U+{ord(text[at]):04X})"), (at, at + 1)) for at in found]
        raise JourneymapError(
            *(
                Finding("JM002", Level.ERROR, f"{name} stands here", "delete it", location=lines.location(file, at))
                for name, at in say
            )
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

    def __init__(self, file: str, text: str, lines: Lines) -> None:
        self.file, self.text, self.lines = file, text, lines
        self.findings: list[Finding] = []
        self.empty: list[tuple[Ref, Span]] = []
        self.stopped = False
        """Whether the rest was not read."""
        self.misleading = False
        """Whether the values stand in other places than their writer sees."""
        self._documents = 0
        self._count = 0
        self._inside: list[_Open] = []
        """What is open around the place that is read, the innermost last."""
        self._open = self._file = _Open("", [], Places((0, 1)), 0)
        """The innermost; at first, and in the end, the file itself as a list of one value."""

    @property
    def value(self) -> Any:
        """The whole file's value; `None` if nothing is in it."""
        return self._file.holder[0] if self._file.holder else None

    @property
    def places(self) -> Span | Places:
        """Where the whole file's value stands, and everything in it."""
        return self._file.places.values.get(0, (0, 1))

    def run(self, text: str, parser: type[Any]) -> None:
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
        event_of = parser(text).get_event
        while not self.stopped and (event := event_of()) is not None:
            if (step := steps.get(type(event))) is not None:
                step(event)

    def say(self, code: str, message: str, cure: str, span: Span, edits: tuple[Edit, ...] = ()) -> None:
        """Collect a fault; the last one that there is room for stops the reading."""
        place = self.lines.location(self.file, span)
        self.findings.append(Finding(code, Level.ERROR, message, cure, location=place, edits=edits))
        if len(self.findings) >= MAX_FAULTS:
            self.stopped = True

    def _scalar(self, event: Any) -> None:
        text = event.value
        span = (event.start_mark.index, event.end_mark.index)
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, span)
        if self._open.step is None:
            self._key(text, span)
        elif event.style:
            self._put(text, span)
        else:
            value = scalar(text)
            at = self._put(value, span)
            if value is None:
                self.empty.append(((*(inner.at for inner in self._inside[1:]), at), span))
            elif text[0] == "-" and type(value) is str:
                self._dash(text, span)

    def _dash(self, value: str, span: Span) -> None:
        begin, line = self.lines.around(span[0])
        if value[1:2].isalpha() and not line[: span[0] - begin].strip():
            cure = f"write - {shown(value[1:])[1:-1]}"
            self.say("JM001", "a space is missing after the dash", cure, span, spaced(self.text, span))

    def _enter(self, event: Any) -> None:
        span = (event.start_mark.index, event.end_mark.index)
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, span)
        if len(self._inside) >= MAX_DEPTH:
            self._give_up("JM006", f"the file is nested more than {MAX_DEPTH} deep", "flatten it", span)
            return
        if self._open.step is None:
            cure = "write a word before the colon, or quotes around a value that begins with { or ["
            self._give_up("JM005", "a mapping or a list stands where a key should be", cure, span)
            return
        mapping = type(event) is yaml.MappingStartEvent
        value: Any = {} if mapping else []
        places = Places(span)
        at = self._put(value, places)
        self._open = _Open(at, value, places, None if mapping else 0)
        self._inside.append(self._open)

    def _leave(self, event: Any) -> None:
        places = self._inside.pop().places
        self._open = self._inside[-1] if self._inside else self._file
        end = event.end_mark.index
        if end > event.start_mark.index:  # only } and ] have a width: the end of a block has none
            places.span = (places.span[0], end)

    def _alias(self, event: Any) -> None:
        span = (event.start_mark.index, event.end_mark.index)
        self.say(
            "JM004",
            "aliases (*name) are not part of the journey language",
            "write it out, or put quotes around a text with *",
            span,
        )
        if self._open.step is None:
            self._open.step = key = f"*{event.anchor}"
            self._open.places.keys[key] = span
        else:
            self._put(None, span)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            span = (event.start_mark.index, event.end_mark.index)
            self._give_up(
                "JM008", "a second document begins here", "keep one journey a file: delete '---' and what follows", span
            )

    def _give_up(self, code: str, message: str, cure: str, span: Span) -> None:
        self.say(code, message, cure, span)
        self.stopped = True

    def _refuse(self, event: Any, span: Span) -> None:
        """Anchors and tags."""
        cure = "put quotes around a text that begins with {}, or delete this"
        if event.anchor is not None:
            self.say(
                "JM004",
                f"anchors ({shown('&' + event.anchor)}) are not part of the journey language",
                cure.format("&"),
                span,
            )
        if event.tag is not None:
            self.say("JM004", f"tags ({shown(event.tag)}) are not part of the journey language", cure.format("!"), span)

    def _key(self, key: str, span: Span) -> None:
        inside = self._open
        inside.step = key
        if key == "<<":
            self.say("JM004", "merge keys (<<) are not part of the journey language", "write the keys out", span)
        elif not key:
            self.say("JM005", "there is no key before this colon", "write a word before the colon", span)
        elif not (key.isascii() and key.isprintable()):
            self._odd_key(key, span)
        if key in inside.holder:
            first = self.lines.location(self.file, inside.places.keys[key])
            self.say(
                "JM003",
                f"{shown(key)} stands here a second time",
                f"keep one of the two; the first is in line {first.line}",
                span,
            )
        else:
            inside.places.keys[key] = span

    def _odd_key(self, key: str, span: Span) -> None:
        for char in key:
            if not char.isprintable() or char in BLANKS or char in QUOTES:
                name = (BLANKS | QUOTES).get(char, f"a control character (U+{ord(char):04X})")
                plain = re.sub("[\u00a0\u202f\u3000]", " ", key)
                plain = "".join(
                    other for other in plain if other.isprintable() and other not in BLANKS and other not in QUOTES
                ).strip()
                self.say(
                    "JM002",
                    f"{name} stands in this key",
                    f"type it anew: {plain}" if plain else "type the key anew",
                    span,
                    of_key(self.text, span) if plain else (),
                )
                self.misleading = (
                    self.misleading or key[0] in BLANKS
                )  # taken for indentation by its writer, but not by YAML
                return

    def _put(self, value: Any, place: Span | Places) -> str | int:
        """A value where the next one belongs, or nowhere if it is a key's second; returns where."""
        self._count += 1
        if self._count > MAX_VALUES:
            span = place.span if isinstance(place, Places) else place
            self._give_up("JM006", f"the file has more than {MAX_VALUES:,} values", "split the journey", span)
        inside = self._open
        step = inside.step
        if type(step) is int:
            inside.holder.append(value)
            inside.places.values[step] = place
            inside.step = step + 1
            return step
        step = str(step)
        if step not in inside.holder:
            inside.holder[step] = value
            inside.places.values[step] = place
        inside.step = None
        return step
