"""What should stand at a place of a document instead of what stands there, as edits of its text."""

import re

from journeymap.complaint import unspaced
from journeymap.cures import spaced
from journeymap.document import scalar
from journeymap.finding import Edit, Ref
from journeymap.places import Document

_WORD = re.compile(r"[^\W\d][\w-]*")


def rewritten(document: Document, ref: Ref, instead: str, *, key: bool = False) -> tuple[Edit, ...]:
    """Another text for a scalar, or for a key: `instead`, with `{}` for what stands there now. Empty if nothing would change.

    What does not stand in the document's own text is left to the file in which it does.
    """
    written = document.written(ref)
    span = document.span(written, key=key)
    if not instead or span is None or (key and len(written) < len(ref)):
        return ()
    source = document.text[span[0] : span[1]]
    text = instead.replace("{}", source)
    return (Edit(*span, text),) if text != source and "\n" not in source else ()


def renamed(document: Document, ref: Ref, name: str, instead: str) -> tuple[Edit, ...]:
    """Another name where `name` stands: as the key that a path ends in, an item of a list, or a word. Empty if it stands elsewhere."""
    written = document.written(ref)
    for key in (True, False):
        span = document.span(written, key=key)
        if span and document.text[span[0] : span[1]].strip("'\"") == name:
            return (Edit(*span, _as_word(instead)),)
    return ()


def unjoined(document: Document, ref: Ref, *, key: bool = False) -> tuple[Edit, ...]:
    """The space that is missing after the colon of `title:Buy`; empty if that is not what stands at a path."""
    span = document.span(document.written(ref), key=key)
    if span is None or not unspaced(document.text[span[0] : span[1]].partition("\n")[0]):
        return ()
    return spaced(document.text, span)


def _as_word(name: str) -> str:
    plain = _WORD.fullmatch(name) and isinstance(scalar(name), str)
    return name if plain else "'" + name.replace("'", "''") + "'"
