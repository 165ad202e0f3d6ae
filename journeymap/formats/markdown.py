"""Findings as Markdown: for the summary of a step on GitHub, or a note. A heading with the counts, then a row for each finding, errors first.

A summary of more than 1 MiB is not shown at all, so whole rows are left out beyond a limit, and said to be.
"""

from collections import Counter
from collections.abc import Sequence

from journeymap.finding import Finding, Level
from journeymap.formats.common import path, place, sentence
from journeymap.markup import code, prose

LIMIT = 100_000
"""How many characters the rows may have; each is four bytes at most, and a report below them needs its room."""
_MARKS = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.HINT: "💡"}


def view(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """A section of its own. Text of users is text in it, whatever it holds."""
    count = Counter(finding.level for finding in findings)
    told = ", ".join(
        f"{count[level]} {level.value}{'' if count[level] == 1 else 's'}" for level in Level if count[level]
    )
    mark = next((mark for level, mark in _MARKS.items() if count[level]), "✅")
    head = f"## {mark} {len(files)} file{'' if len(files) == 1 else 's'} checked: {told or 'nothing to say'}\n"
    rows, left = [], LIMIT
    for finding in sorted(findings, key=lambda finding: [*Level].index(finding.level)):
        row = _row(finding, files)
        left -= len(row)
        if left < 0:
            break
        rows.append(row)
    table = ["\n| | Where | What, and what to do |\n|:-:|---|---|\n", *rows] if rows else []
    more = len(findings) - len(rows)
    return head + "".join(table) + (f"\n*{more:,} more: `journeymap check` tells all.*\n" if more else "")


def _row(finding: Finding, files: Sequence[str]) -> str:
    at = place(finding, files)
    where = code(f"{path(at.file)}:{at.line}:{at.column}", cell=True)
    return (
        f"| {_MARKS[finding.level]} | {where} | {prose(sentence(finding), cell=True, inner=True)} ({finding.code}) |\n"
    )
