"""The values of a YAML text, and where each of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from journeymap.finding import Finding, Level, Location, Ref
from journeymap.lines import Lines, Span

LISTED = ("next", "ask", "channels", "exclude")
"""The keys at which a list may stand for a mapping: `[a, {b: detail}]`."""


class Places:
    """Where a mapping or a list stands, and everything in it."""

    __slots__ = ("keys", "owners", "span", "values")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.keys: dict[str | int, Span] = {}
        self.values: dict[str | int, Span | Places] = {}
        self.owners: dict[str | int, Document] = {}
        """The documents in which those stand that are not of the same text as what is around them."""


@dataclass(frozen=True, eq=False)
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
        written = self.written(ref)
        owner, span = (
            self._found(written, key=key and len(written) == len(ref)) or self._found(written) or (self, (0, 1))
        )
        return owner.place(span)

    def error(self, code: str, ref: Ref, message: str, cure: str, *, key: bool = False) -> Finding:
        """What is wrong with a value, or with its key."""
        return Finding(code, Level.ERROR, message, cure, ref, self.location(ref, key=key))

    def at(self, ref: Sequence[str | int]) -> Any:
        """The value at a path that stands in the file."""
        return reduce(lambda value, step: value[step], ref, self.value)

    def written(self, ref: Sequence[str | int]) -> Ref:
        """The part of a path that stands in the file: a fuller form has levels that a plain word has not."""
        value, found = self.value, list[str | int]()
        for step in ref:
            if isinstance(value, list) and isinstance(step, str) and found[-1] in LISTED:
                at = _index(value, step)
                if at is not None:
                    found.append(at)
                    value = value[at]
            known = step in value if isinstance(value, dict) else isinstance(value, list) and _within(value, step)
            if known:
                found.append(step)
                value = value[step]
        return tuple(found)

    def span(self, ref: Ref, *, key: bool = False) -> Span | None:
        """Where in `text` a value stands, or its key; `None` where there is no such value. List items have no key."""
        found = self._found(ref, key=key)
        return found[1] if found and found[0] is self else None

    def _found(self, ref: Ref, *, key: bool = False) -> tuple["Document", Span] | None:
        """The document in which a value stands, or its key, and where in its text."""
        place: Span | Places = self.places
        owner, of_key = self, None
        for step in ref:
            if not isinstance(place, Places) or step not in place.values:
                return None
            of_key = place.keys.get(step)
            owner = place.owners.get(step, owner)
            place = place.values[step]
        if key and of_key is not None:
            return owner, of_key
        return owner, place.span if isinstance(place, Places) else place

    def place(self, span: Span) -> Location:
        """The place of any part of the text."""
        return self._lines.location(self.file, span)

    def is_text(self, offset: int) -> bool:
        """Whether a character belongs to a key or a value, and not to the room between them."""
        inside = [self.places]
        while inside:
            place = inside.pop()
            if not isinstance(place, Places):
                if place[0] <= offset < place[1]:
                    return True
                continue
            own = [step for step in place.values if step not in place.owners]
            if any(start <= offset < end for start, end in (place.keys.get(step, (0, 0)) for step in own)):
                return True
            inside += [place.values[step] for step in own]
        return False

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)


def _index(items: list[Any], name: str) -> int | None:
    """Where in a list a name stands: as an item of its own, or as the key of one."""
    return next(
        (place for place, item in enumerate(items) if item == name or (isinstance(item, dict) and name in item)), None
    )


def _within(items: list[Any], step: str | int) -> bool:
    return isinstance(step, int) and step < len(items)
