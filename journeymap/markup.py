"""Text of users in Markdown and JSON: it stays text, whatever is in it."""

import json
import re
import unicodedata
from html import escape

_HARMLESS = re.compile(r"[\w .,:;?!%()'\"“”‘’«»…–—/+-]*")
_ACTIVE = re.compile(r"_|://|www\.|:([^\W\d]|[+-]1)[\w+-]*:|\bGH-\d|  |^\s|^\d+[.)]|^[+-]|\s$", re.IGNORECASE)
_INNER_HARMLESS = re.compile(_HARMLESS.pattern.replace("[", "[=·→", 1))
_INNER_ACTIVE = re.compile(_ACTIVE.pattern.replace(r"|^\d+[.)]|^[+-]", ""), re.IGNORECASE)


_ACTING = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def json_text(content: object) -> str:
    """JSON for people to read, in which no character acts on a terminal or turns what follows it around."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def clean(text: str) -> str:
    """One line without control, formatting and bidirectional characters."""
    return "".join(
        " " if char in "\n\r\t" else char
        for char in text
        if char in "\n\r\t" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )


def prose(text: str, *, cell: bool = False, inner: bool = False) -> str:
    """Plain text where no character of it means anything to Markdown or HTML, else a code span. `cell` is for tables.

    `inner` is for what never begins a line, as no cell does: `+42` and `4.9k` are no lists there, and `n=12` no underline.
    """
    text = clean(text)
    harmless, active = (_INNER_HARMLESS, _INNER_ACTIVE) if inner else (_HARMLESS, _ACTIVE)
    return text if text and harmless.fullmatch(text) and not active.search(text) else code(text, cell=cell)


def code(text: str, *, cell: bool = False) -> str:
    """A code span that nothing in the text can close; in the `cell` of a table a bar is escaped, elsewhere it stands for itself."""
    text = clean(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[:1] in "` " or text[-1:] in "` " or not text else ""
    return f"{fence}{pad}{text.replace('|', chr(92) + '|') if cell else text}{pad}{fence}"


def label(text: str) -> str:
    """Text for HTML, as the summary of a fold: where something in it could mean anything to GitHub (a mention, a link), as code."""
    text = clean(text)
    told = escape(text)
    plain = text and _INNER_HARMLESS.fullmatch(text) and not _INNER_ACTIVE.search(text)
    return told if plain else f"<code>{told}</code>"
