"""`docs/rules.md`: every code in a table, then the page of each."""

import re
from itertools import groupby

from journeymap import manual

_HEAD = """# What journeymap says, and what to do about it

Every finding has a code that never changes its meaning. This page has them all; `journeymap explain JM301` prints one of them in a terminal.
A finding names its place, says what is wrong and what to write instead. Its level says how much it weighs:

| level | what it means |
|---|---|
| error | must be mended: `journeymap check` ends with exit code 1, or with 2 where it could not run |
| warning | should be looked at; fails a check only with `--fail-on warning` |
| hint | worth knowing; fails a check only with `--fail-on hint` |

A warning or a hint that is there on purpose is silenced where it stands, with a reason:

```yaml
touchpoints:
  hotline: # journeymap: ignore JM202 -- customers call the number on the box
    does: Calls because the wallet was charged twice
```

*Written by `make docs` from the rules themselves: change those, not this page.*
"""
_FAMILIES = {
    "JM0": ("The text of a file", "Said before anything is known of the journey: the file must be readable."),
    "JM1": ("The declaration", "What is written in a journey file, its shared files and its translations."),
    "JM2": ("The graph and the plan", "Where the designed paths lead, and what the plan adds up to."),
    "JM3": ("The journey against the data", "Where customers struggle, leave, or go another way than designed."),
    "JM4": ("Budgets and targets", "Promises, held against the data."),
    "JM5": ("The data", "Whether the event log and the answers can be trusted to mean anything."),
    "JM8": ("Running", "What keeps a command from its work."),
}
"""How codes begin, and what these have in common."""
_PART = re.compile(r"^(What|Why|Before|After): ", re.MULTILINE)


def page() -> str:
    """The whole manual as Markdown."""
    chapters = [_chapter(family, list(codes)) for family, codes in groupby(manual.codes(), lambda code: code[:3])]
    return "\n".join([_HEAD, *chapters])


def _chapter(family: str, codes: list[str]) -> str:
    title, intro = _FAMILIES[family]
    pages = {manual.page(code): code for code in reversed(codes)}  # one page may be of two codes: told at the first
    table = [
        f"| [{code}](#{_first(code, pages).lower()}) | {', '.join(manual.levels(code))} | {manual.title(code)} |"
        for code in codes
    ]
    told = [_told(code) for code in codes if code in pages.values()]
    return "\n".join(
        [f"## {title}", "", intro, "", "| code | level | what it means |", "|---|---|---|", *table, "", *told]
    )


def _first(code: str, pages: dict[str | None, str]) -> str:
    return pages[manual.page(code)]


def _told(code: str) -> str:
    """The page of a code."""
    head, _, rest = str(manual.page(code)).partition("\n")
    words = _PART.split(rest)[1:]
    parts = [f"- **{word}:** {' '.join(told.split())}" for word, told in zip(words[::2], words[1::2], strict=True)]
    return "\n".join([f"### {code}", "", f"**{head.removeprefix(f'{code}: ')}**", "", *parts, ""])
