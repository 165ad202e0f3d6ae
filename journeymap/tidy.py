"""What is no fault, but can be written better without a change of meaning: spaces that nobody needs, and an editor's modeline in quotes."""

import re
from collections.abc import Callable, Iterator

from journeymap.finding import Edit
from journeymap.places import Document, Places
from journeymap.tokens import tokens

Tidied = tuple[Edit, str]
"""An edit, and what was wrong there."""

_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_GAP = re.compile(r"[ \t]*:([ \t]+)(?=[^\s#])")
_AFTER_DASH = re.compile(r"(?:^|[ \t])-([ \t]+)$")
_MODELINE = re.compile(
    r"^#[ \t]*yaml-language-server[ \t]*:[ \t]*\$schema[ \t]*=[ \t]*"
    "(?P<quote>[\"'\u201c\u201d\u2018\u2019]?)(?P<path>[^\\s\"'\u201c\u201d\u2018\u2019]+)"
    "(?(quote)[\"'\u201c\u201d\u2018\u2019]?)[ \t]*$",
    re.MULTILINE,
)


def _modelines(document: Document) -> Iterator[Tidied]:
    for found in _MODELINE.finditer(document.text):
        plain = f"# yaml-language-server: $schema={found['path']}"
        if found[0].rstrip() != plain and not document.is_text(found.start()):
            yield Edit(*found.span(), plain), "editors know this line only without quotes and with its usual spaces"


def _gaps(document: Document) -> Iterator[Tidied]:
    """More than one space, or a tab, after a colon or the dash of a list."""
    text = document.text
    found: list[Tidied] = []
    for token in tokens(document):
        gap = _GAP.match(text, token.end) if token.is_key else None
        if gap and gap[1] != " ":
            found.append((Edit(*gap.span(1), " "), "one space is enough after a colon"))
    for start in _items(document):
        begin = text.rfind("\n", 0, start) + 1
        dash = _AFTER_DASH.search(text[begin:start])
        if dash and dash[1] != " ":
            edit = Edit(begin + dash.start(1), begin + dash.end(1), " ")
            found.append((edit, "one space is enough after a dash"))
    yield from sorted(found, key=lambda told: told[0].start)


def _items(document: Document) -> Iterator[int]:
    """Where the items of lists begin, but those that go on in lines of their own: these are lined up with what stands below."""
    inside = [document.places]
    while inside:
        place = inside.pop()
        if isinstance(place, Places):
            inside += place.values.values()
            items = (inner for step, inner in place.values.items() if step not in place.keys)
            starts = ((inner.span[0] if isinstance(inner, Places) else inner[0], inner) for inner in items)
            yield from (
                start for start, inner in starts if not isinstance(inner, Places) or document.text[start] in "{["
            )


def _trailing(document: Document) -> Iterator[Tidied]:
    texts = sorted((token.start, token.end) for token in tokens(document))
    at = 0
    for found in _TRAILING.finditer(document.text):
        while at < len(texts) and texts[at][1] <= found.start():
            at += 1
        if at == len(texts) or texts[at][0] >= found.end():
            yield Edit(*found.span(), ""), "spaces at the end of a line do nothing"


KINDS: tuple[Callable[[Document], Iterator[Tidied]], ...] = (_modelines, _gaps, _trailing)
"""What can be tidied; each gives its edits in the order of the text."""
