"""GitHub workflow commands: what a runner turns into annotations on the lines of a pull request, without a token.

Files are named from the top of their repository: a step may run in a folder of it.

A runner shows ten annotations of a level for each step and drops the rest without a word, so the tenth says how many more there are.
"""

import re
from collections import Counter
from collections.abc import Sequence

from journeymap.finding import Finding, Level
from journeymap.formats.common import in_repository, place, sentence

LIMIT = 10
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}
_ACTIVE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What acts on a terminal that shows the log and is not escaped below: only a file's name can still hold it."""


def view(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """One command a line, in the order of the findings."""
    total = Counter(finding.level for finding in findings)
    seen: Counter[Level] = Counter()
    lines = []
    for finding in findings:
        seen[finding.level] += 1
        more = total[finding.level] - LIMIT if seen[finding.level] == LIMIT else 0
        if seen[finding.level] <= LIMIT:
            lines.append(_command(finding, files, more) + "\n")
    return "".join(lines)


def _command(finding: Finding, files: Sequence[str], more: int) -> str:
    at = place(finding, files)
    properties = {
        "file": _ACTIVE.sub("\N{REPLACEMENT CHARACTER}", in_repository(at.file)),
        "line": at.line,
        "col": at.column,
        "endColumn": at.column + at.width,
        "title": finding.code,
    }
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = sentence(finding) + (f"\n+{more} more of this level" if more > 0 else "")
    return f"::{_COMMANDS[finding.level]} {told}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
