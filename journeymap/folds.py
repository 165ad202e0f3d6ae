"""Parts of a report in Markdown: tables, and sections that are folded under one line that says the one thing worth knowing."""

from typing import Any, NamedTuple

from journeymap.catalogue import say, written
from journeymap.markup import code, prose


class Fold(NamedTuple):
    """A section that opens on demand. `title` and `gist` are text for HTML: names of users in them have been through `markup.label`."""

    title: str
    gist: str
    lines: tuple[str, ...]

    def markdown(self) -> str:
        """The section; GitHub reads what is inside as Markdown because of the empty lines around it."""
        told = (
            say("{title}: {gist}", title=f"<b>{self.title}</b>", gist=self.gist)
            if self.gist
            else f"<b>{self.title}</b>"
        )
        inside = "\n".join(self.lines)
        return f"<details><summary>{told}</summary>\n\n{inside}\n\n</details>"


def row(*cells: str) -> str:
    """A row of a table. Cells hold what `markup` made of users' text."""
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)


def head(*cells: str, left: int = 1) -> str:
    """The head of a table, whose first `left` columns hold words and the others numbers."""
    return f"{row(*cells)}\n|{'---|' * left}{'--:|' * (len(cells) - left)}"


def where(finding: dict[str, Any], *, cell: bool = False) -> str:
    """The place of a finding: file and line, as code."""
    return code(f"{finding['file']}:{finding['line']}", cell=cell)


def sentence(text: str) -> str:
    """A text that begins and ends as a sentence does."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(("?", "!")) else ".")


def told(finding: dict[str, Any]) -> str:
    """A finding as an item of a list: its code, its place, what is the matter, what to do."""
    place = f" {where(finding)}" if finding["file"] else ""
    cure = f" {sentence(written(finding['help'], _inner))}" if finding["help"] else ""
    return f"- {finding['code']}{place}: {written(finding['message'], _inner)}.{cure}"


def _inner(text: str) -> str:
    return prose(text, inner=True)
