"""Writes SVG that can be read in a diff: one element per line, and nothing but what is on the lists below."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from journeymap.drawing.palette import PALETTE
from journeymap.drawing.text import clean

ELEMENTS: dict[str, frozenset[str]] = {
    "svg": frozenset(
        ["xmlns", "width", "height", "viewBox", "role", "lang", "font-family", "stroke-linecap", "stroke-linejoin"]
    ),
    "title": frozenset(),
    "desc": frozenset(),
    "style": frozenset(),
    "g": frozenset(["class", "role", "transform", "opacity", "data-touchpoint", "data-source", "data-target"]),
    "rect": frozenset(["x", "y", "width", "height", "rx", "fill", "stroke", "stroke-width", "stroke-dasharray"]),
    "path": frozenset(["d", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap"]),
    "text": frozenset(
        [
            "x",
            "y",
            "fill",
            "font-size",
            "font-weight",
            "text-anchor",
            "unicode-bidi",
            "paint-order",
            "stroke",
            "stroke-width",
        ]
    ),
}
"""The elements of our SVG and the attributes of each; the writer knows no others."""

_PLAIN = re.compile(r"[0-9A-Za-z.,()%-]+(?: [0-9A-Za-z.,()%-]+)*")
"""What is clean and stays as it is, as most texts do: places and sizes are written thousands of times."""
_COLOUR = re.compile(r"#[0-9a-f]{6}|none")
_DARK = {shade.light: shade.dark for shade in PALETTE.values()}


@lru_cache(maxsize=32768)
def _written(name: str, key: str, value: str, dark: bool) -> str:  # noqa: FBT001 - a cache is slow with names
    """An attribute of an element as it stands in the file: `font_size` as ` font-size="12"`. Most come again and again."""
    attribute = key.rstrip("_").replace("_", "-")
    if attribute not in ELEMENTS[name]:
        raise ValueError(f"<{name} {attribute}> is not on the list of attributes")
    if attribute not in ("fill", "stroke"):
        return f' {attribute}="{_escaped(value)}"'
    if not _COLOUR.fullmatch(value):
        raise ValueError(f"{value!r} is not a colour")
    return f' {attribute}="{_DARK.get(value, value) if dark else value}"'


def _escaped(text: str, *, quote: bool = True) -> str:
    """Text as it stands in the file; `##[`, which a CI runner obeys in whatever is printed, is written otherwise."""
    if _PLAIN.fullmatch(text):
        return text
    text = escape(clean(text), quote=quote)
    return text.replace("##", "#&#35;") if "##" in text else text


class Writer:
    """Collects the lines of one file. `ValueError` for anything that is not on the list."""

    def __init__(self, theme: str) -> None:
        """`theme` as in `vector.svg`: `dark` writes the dark colours at once."""
        self._dark = theme == "dark"
        self._lines: list[str] = []

    def open(self, name: str, **attributes: str | None) -> None:
        """Begin an element that has others inside."""
        self._lines.append(f"<{self._tag(name, attributes)}>")

    def close(self, name: str) -> None:
        """End it."""
        self._lines.append(f"</{name}>")

    def leaf(self, name: str, **attributes: str | None) -> None:
        """An element without content."""
        self._lines.append(f"<{self._tag(name, attributes)}/>")

    def text(self, name: str, content: str, **attributes: str | None) -> None:
        """An element with text inside, cleaned and escaped."""
        self._lines.append(f"<{self._tag(name, attributes)}>{_escaped(content, quote=False)}</{name}>")

    def style(self, rules: Iterable[str]) -> None:
        """The style sheet: only ever made of our own palette."""
        self._lines.extend(("<style>", *(rule.replace("<", "") for rule in rules), "</style>"))

    def result(self) -> str:
        """The file, with a line feed at the end."""
        return "\n".join((*self._lines, ""))

    def _tag(self, name: str, attributes: dict[str, str | None]) -> str:
        if name not in ELEMENTS:
            raise ValueError(f"<{name}> is not on the list of elements")
        dark = self._dark
        return name + "".join(
            [_written(name, key, value, dark) for key, value in attributes.items() if value is not None]
        )
