"""Findings as lines that people and machines read."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from journeymap.finding import Finding, Level, Location
from journeymap.markup import clean, json_text

_WIDEST = 200
"""How many characters of a line are shown: of a longer one those around the place."""
_BEGINS = re.compile(r"##(?=\w*\[)")
"""How a command begins that a runner obeys wherever it stands in a line: its second sign is taken."""
_COLOURS = {Level.ERROR: "31", Level.WARNING: "33", Level.HINT: "36"}


def text(findings: Iterable[Finding], *, colour: bool = False) -> str:
    """Each finding with its place, the line it is about, and what to do."""
    return "".join(_text(finding, colour=colour) for finding in findings)


def placed(place: Location | Path) -> str:
    """A place, or a file, as it can stand at the beginning of a line."""
    told = clean(str(place))
    # What runs in CI would take `::` there for a command.
    return f"./{told}" if told.lstrip().startswith(("::", "##")) else told


def _text(finding: Finding, *, colour: bool) -> str:
    place = f"{placed(finding.location)}: " if finding.location else ""
    level = f"{finding.level.value}[{finding.code}]"
    level = f"\x1b[1;{_COLOURS[finding.level]}m{level}\x1b[0m" if colour else level
    helped = [f"{'':>{_gutter(finding.location)}} = help: {clean(finding.help)}"] if finding.help else []
    return "\n".join([f"{place}{level}: {clean(finding.message)}", *excerpt(finding.location), *helped]) + "\n"


def excerpt(place: Location | None) -> list[str]:
    """The lines of a place with their numbers, and the caret under it; none where the line is not known."""
    if place is None or not place.excerpt:
        return []
    gutter = _gutter(place)
    first = place.line - len(place.excerpt) + 1
    begin = 0 if place.column < _WIDEST else place.column - _WIDEST // 2
    shown = [_visible(line[begin : begin + _WIDEST]) for line in place.excerpt]
    lines = [f"{number:>{gutter}} | {line}".rstrip() for number, line in enumerate(shown, first)]
    before = place.column - 1 - begin
    return [*lines, f"{'':>{gutter}} | {'':>{before}}{'^' * min(place.width, _WIDEST - before)}"]


def _gutter(place: Location | None) -> int:
    return max(3, len(str(place.line))) if place and place.excerpt else 3


def _visible(line: str) -> str:
    """A line in which every character takes one place, none acts on a terminal, and nothing is a command of a CI runner."""
    seen = "".join(
        char if char.isprintable() else " " if char == "\t" else "\N{REPLACEMENT CHARACTER}" for char in line
    )
    return _BEGINS.sub("#\N{REPLACEMENT CHARACTER}", seen) if "##" in seen else seen


def plain(finding: Finding) -> dict[str, Any]:
    """A finding as JSON writes it."""
    place = finding.location
    return {
        "code": finding.code,
        "level": finding.level.value,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "ref": list(finding.ref),
        "message": finding.message,
        "help": finding.help,
        "evidence": [
            {
                "measure": e.measure,
                "value": round(e.value, 6),
                "count": e.count,
                "of": e.of,
                "low": _six(e.low),
                "high": _six(e.high),
            }
            for e in finding.evidence
        ],
    }


def _six(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def as_json(findings: Iterable[Finding]) -> str:
    """All findings as a JSON list."""
    return json_text([plain(finding) for finding in findings])
