"""The words of a value of the file on both sides of a change: what it was and is; of what has parts, those that come, go or change."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from journeymap.amounts import span
from journeymap.number_words import Name, Phrase
from journeymap.units import parse_duration

TO, COME, GONE = " → ", "now also ", "no longer "
_SPAN = re.compile(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?([\d.]+S)?)?")
"""How times of the file are written out."""
_LONGEST = 80
"""Of a longer text that part is shown where the two differ."""
_COMPARED = 200
"""So many characters of two texts are held against each other."""
_MOST = 3
"""So many parts are named that come or go."""
_TEXTS = ("text", "quote")
"""The key of what is said, where other keys stand beside it: pains, ideas, quotes."""
_UNNAMED = (*_TEXTS, "event", "one_of", "everyone", "personas", "where")
"""Keys that go without saying: what stands below them says it."""


def values(before: Any, after: Any) -> Phrase:
    """Both values. Of several in a list those that come and go; of a pain, an idea or a quote the words, and what else changed beside them."""
    if _has_keys(before) and _has_keys(after):
        return _keyed(before, after)
    old, new = _parts(before), _parts(after)
    if any(map(_is_entry, (*old, *new))) and old and new:
        return _entries(old, new)
    if max(len(old), len(new)) < 2 or not (old and new):
        return _texts(_flat(before), _flat(after))
    more, less = [each for each in new if each not in old], [each for each in old if each not in new]
    return _come_and_go(list(map(_flat, more)), list(map(_flat, less))) or ("in another order",)


def led(before: Any, after: Any) -> Phrase:
    """The same with what joins it to the name of its key."""
    told = values(before, after)
    return (", " if told[0] in (COME, GONE) else " ", *told)


def cut(text: str, start: int = 0) -> str:
    """A part of a text that is too long for a line."""
    part = text[start : start + _LONGEST]
    return f"{'…' if start else ''}{part}{'…' if len(text) > start + _LONGEST else ''}"


def _has_keys(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() != {"low", "high"}


def _is_entry(value: Any) -> bool:
    return isinstance(value, dict) and _text_key(value) is not None


def _text_key(entry: Mapping[str, Any]) -> str | None:
    return next((key for key in _TEXTS if key in entry), None)


def _parts(value: Any) -> list[Any]:
    """The parts of a value that come and go one by one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _keyed(
    before: Mapping[str, Any], after: Mapping[str, Any], *, but: str | None = None, between: str = "; "
) -> Phrase:
    """The keys whose values differ, with both: `severity high → medium`; `but` is told elsewhere."""
    told: list[str] = []
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if key == but or (key in before and key in after and one == other):
            continue
        told += [between] if told else []
        if key in _UNNAMED:
            told += values(one, other)
        elif _flat(one) or _flat(other):
            told += [key.replace("_", " "), *led(one, other)]
        else:
            told += [Name(key), " (new)" if key in after else " (removed)"]
    return tuple(told)


# --- pains, ideas, quotes ------------------------------------------------------------------------------------------------


def _entries(old: Sequence[Any], new: Sequence[Any]) -> Phrase:
    """Entries with a text: which come and go, and of those that stay what else changed. One text in the place of another was reworded."""
    was, is_ = ({_said(entry): entry for entry in entries} for entries in (old, new))
    reworded = _reworded([text for text in was if text not in is_], [text for text in is_ if text not in was])
    come = [text for text in is_ if text not in was and text not in reworded.values()]
    gone = [text for text in was if text not in is_ and text not in reworded]
    told = [*_beside(was, is_, reworded), *([_come_and_go(come, gone)] if come or gone else [])]
    return _together(told, "; ") or ("in another order",)


def _reworded(gone: Sequence[str], come: Sequence[str]) -> dict[str, str]:
    """Texts by those in whose place they came: the only one, or one that is much like it."""
    if len(gone) == len(come) == 1:
        return {gone[0]: come[0]}
    found: dict[str, str] = {}
    for text in gone:
        left = {new[:_COMPARED]: new for new in come if new not in found.values()}
        if close := get_close_matches(text[:_COMPARED], left, n=1):
            found[text] = left[close[0]]
    return found


def _beside(was: Mapping[str, Any], is_: Mapping[str, Any], reworded: Mapping[str, str]) -> Iterator[Phrase]:
    """Entries that are there on both sides, with what changed of each."""
    for old, entry in was.items():
        new = reworded.get(old, old)
        if new not in is_:
            continue
        one, other = (each if isinstance(each, dict) else {} for each in (entry, is_[new]))
        keyed = _keyed(one, other, but=_text_key(other) or _text_key(one), between=", ")
        if old != new:
            yield (*_texts(old, new), *((", ", *keyed) if keyed else ()))
        elif keyed:
            yield (Name(cut(old)), ": ", *keyed)


def _said(entry: Any) -> str:
    """The text of an entry; of what has none all of it."""
    key = _text_key(entry) if isinstance(entry, dict) else None
    return str(entry[key]) if key is not None else _flat(entry)


# --- texts ---------------------------------------------------------------------------------------------------------------


def _come_and_go(come: Sequence[str], gone: Sequence[str]) -> Phrase:
    told = [(words, *_named(texts)) for words, texts in ((COME, come), (GONE, gone)) if texts]
    return _together(told, ", ")


def _together(told: Iterable[Phrase], between: str) -> Phrase:
    return tuple(part for number, phrase in enumerate(told) for part in (*([between] if number else []), *phrase))


def _named(texts: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(texts[:_MOST]):
        yield from ["; "] if number else []
        yield Name(cut(text))
    if len(texts) > _MOST:
        yield f" and {len(texts) - _MOST} more"


def _texts(before: str, after: str) -> Phrase:
    if not before or not after:
        return (Name(cut(before or after)), " (new)" if after else " (removed)")
    same = next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )
    start = max(0, same - _LONGEST // 3) if max(len(before), len(after)) > _LONGEST else 0
    return Name(cut(before, start)), TO, Name(cut(after, start))


def _flat(value: Any) -> str:
    """A value of the file on one line; of a pain, an idea or a quote its words."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_flat, value))
    if isinstance(value, dict):
        return _flat_keys(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and _SPAN.fullmatch(value):
        return span(parse_duration(value).total_seconds())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _flat_keys(value: Mapping[str, Any]) -> str:
    if value.keys() == {"low", "high"}:
        return f"{value['low']:g}..{value['high']:g}"
    if (key := _text_key(value)) is not None:
        return str(value[key])
    told = (_flat(each) if name in _UNNAMED else f"{name} {_flat(each)}".rstrip() for name, each in value.items())
    return ", ".join(filter(None, told))
