"""Text of users in Markdown and JSON, on terminals and in the logs of CI: it stays text, whatever is in it.

GitHub's runner, and those that are like it, read what a step prints: a line that begins with `::`, after blanks, is a command if its
word is one; so is `##[`, `##vso[` (Azure) or `##teamcity[` anywhere in a line.
"""

import json
import re
import unicodedata
from html import escape

_HARMLESS = re.compile(r"[\w .,:;?!%()'\"“”‘’«»…–—/+-]*")
_ACTIVE = re.compile(r"_|::|://|www\.|:([^\W\d]|[+-]1)[\w+-]*:|\bGH-\d|  |^\s|^\d+[.)]|^[+-]|\s$", re.IGNORECASE)
_INNER_HARMLESS = re.compile(_HARMLESS.pattern.replace("[", "[=·→", 1))
_INNER_ACTIVE = re.compile(_ACTIVE.pattern.replace(r"|^\d+[.)]|^[+-]", ""), re.IGNORECASE)


_ACTING = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


_BREAKS = "\n\r\t\u2028\u2029"
_COMMAND = re.compile(r"##(?=\w*\[)")
"""How a command begins that may stand anywhere in a line, up to its bracket."""
_OBEYED = re.compile(r"##\w*\[|(?:^|[\n\r])\s*::")


def json_text(content: object) -> str:
    """JSON for people to read, as `inert_json` has it."""
    return inert_json(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def inert_json(text: str) -> str:
    """The same JSON, in which no character acts on a terminal or turns what follows it around, and nothing is a runner's command."""
    text = _COMMAND.sub(r"#\\u0023", text) if "##" in text else text
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def clean(text: str) -> str:
    """One line without control, formatting and bidirectional characters, in which nothing is a command: `##[error]` becomes `# #[error]`.

    At the beginning of a line of its own it needs something before it: `::` is a command there.
    """
    text = "".join(
        " " if char in _BREAKS else char
        for char in text
        if char in _BREAKS or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )
    return _COMMAND.sub("# #", text) if "##" in text else text


def is_obeyed(text: str) -> bool:
    """Whether a runner may take a line of a text for a command."""
    return bool(_OBEYED.search(text))


def inert(lines: str) -> str:
    """Several lines, cleaned one by one, none of which is a command."""
    cleaned = [clean(line) for line in lines.split("\n")]
    return "\n".join(f"| {line}" if is_obeyed(line) else line for line in cleaned)


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
