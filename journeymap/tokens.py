"""A document as the keys and plain values that are written in it, to tell what edits have changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from journeymap.edits import Moves, undone
from journeymap.finding import Edit
from journeymap.lines import Span
from journeymap.places import Document, Places


@dataclass(frozen=True, slots=True)
class Token:
    """A key, or a value that is no mapping and no list; `path` leads to it by the offsets of keys and the numbers of items (`#0`)."""

    path: tuple[int | str, ...]
    start: int
    end: int
    value: object
    is_key: bool


def tokens(document: Document) -> list[Token]:
    """All keys and plain values of a document, as its file has them."""
    found: list[Token] = []
    inside: list[tuple[tuple[int | str, ...], Span | Places, Any]] = [((), document.places, document.value)]
    while inside:
        path, place, value = inside.pop()
        if not isinstance(place, Places):
            found.append(Token(path, *place, value, is_key=False))
            continue
        for step, inner in place.values.items():
            key = place.keys.get(step)
            below = (*path, f"#{step}" if key is None else key[0])
            if key is not None:
                found.append(Token(below, *key, step, is_key=True))
            # Nothing behind a key is a part of the key.
            inside.append((below, inner if value[step] is not None or key is None else key, value[step]))
    return found


def keeps_the_rest(before: Document, after: Document, edits: Sequence[Edit]) -> bool:
    """Whether edits have changed no key and no value but those that they reach."""
    there, back = Moves(edits), Moves(undone(edits))
    return _others(before, there, there) == _others(after, back, lambda offset: offset)


def _others(document: Document, reached: Moves, moves: Callable[[int], int]) -> set[tuple[object, ...]]:
    """The keys and values that no edit reaches."""
    return {
        (
            *(step if isinstance(step, str) else moves(step) for step in token.path),
            token.is_key,
            type(token.value),
            token.value,
        )
        for token in tokens(document)
        if not reached.reach(token.start, token.end + token.is_key)  # the colon is a part of its key
    }
