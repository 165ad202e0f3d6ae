"""Markdown of our own sections as HTML: the same words as in the report for a pull request, said once."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from markupsafe import Markup

_OPEN = re.compile(r"<details><summary>(.*)</summary>")
_TAG = re.compile(r"(</?(?:code|b)>)")
_CLOSE = Markup("</details>")
_KNOWN = ("table", "list", "heading", "backticks", "emphasis", "escape", "entity", "newline")
"""What our sections are written in: no links, no pictures, no HTML."""


def html(lines: Iterable[str]) -> Markup:
    """Lines of Markdown as HTML; of tags only `<details>` with its summary, each alone on a line, are known, all others are text."""
    return Markup("").join(_parts(lines))


def label(text: str) -> Markup:
    """What our sections write as HTML in one line: words, of which some are code or bold. All other tags are text."""
    parts = _TAG.split(text)
    return Markup("").join(Markup(part) if _TAG.fullmatch(part) else unescape(part) for part in parts)  # noqa: S704 - one of the four tags


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False}).enable(list(_KNOWN))


def _rendered(text: str) -> Markup:
    reader = _reader()
    tokens = reader.parse(text)
    for token in tokens:
        # The reader writes alignment as a style, which the page's policy does not let through.
        if token.attrs.pop("style", None) == "text-align:right":
            token.attrSet("class", "n")
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704 - as above


def _parts(lines: Iterable[str]) -> Iterator[Markup]:
    waiting: list[str] = []
    depth = 0
    for line in (*lines, None):
        opened = _OPEN.fullmatch(line) if line is not None else None
        closed = line == _CLOSE and depth > 0
        if line is not None and not opened and not closed:
            waiting.append(line)
            continue
        yield _rendered("\n".join(waiting))
        waiting = []
        if opened:
            depth += 1
            yield Markup("<details><summary>{}</summary>").format(label(opened[1]))
        elif closed:
            depth -= 1
            yield _CLOSE
    yield _CLOSE * depth
