"""Plain values -> the text of a YAML file that `journeymap.document` reads back as the same values.

Mappings stand in blocks, lists and empty mappings in brackets, and quotes only where a text would be read as something else.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from journeymap.document import scalar

Value: TypeAlias = str | int | float | bool | Sequence["Value"] | Mapping[str, "Value"]
_PLAIN = re.compile(r"\w(?:.*[^\s:])?")
_IN_BRACKETS = re.compile(r"[,:\[\]{}]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def yaml_text(values: Mapping[str, Value], *, width: int = 0) -> str:
    """A mapping as a YAML file. A mapping in it stands in brackets where its line then has at most `width` characters."""
    return "".join(f"{line}\n" for line in _block(values, "", width))


def _block(values: Mapping[str, Value], indent: str, width: int) -> list[str]:
    lines = []
    for key, value in values.items():
        head = f"{indent}{_text(key, brackets=True)}:"
        if isinstance(value, Mapping) and value and not (width and len(head) + 1 + len(_inline(value)) <= width):
            lines += [head, *_block(value, indent + "  ", width)]
        else:
            lines.append(f"{head} {_inline(value)}")
    return lines


def _inline(value: Value, *, brackets: bool = False) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value, brackets=brackets)
    if isinstance(value, int | float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, Mapping):
        inner = (f"{_text(key, brackets=True)}: {_inline(item, brackets=True)}" for key, item in value.items())
        return f"{{{', '.join(inner)}}}"
    return f"[{', '.join(_inline(item, brackets=True) for item in value)}]"


def _text(text: str, *, brackets: bool) -> str:
    """A text without quotes where nothing in it means anything to YAML, else in double quotes with what cannot be seen escaped."""
    plain = (
        _PLAIN.fullmatch(text)
        and text.isprintable()
        and ": " not in text
        and " #" not in text
        and not (brackets and _IN_BRACKETS.search(text))
        and isinstance(scalar(text), str)
    )
    return text if plain else f'"{"".join(_escaped(char) for char in text)}"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
