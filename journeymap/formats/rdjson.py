"""Reviewdog's diagnostic format, for every code host that reviewdog knows."""

from collections.abc import Sequence
from typing import Any

from journeymap.finding import Finding, Level, Location
from journeymap.formats.common import dump, path, place, sentence

_SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.HINT: "INFO"}


def view(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """A `DiagnosticResult` as JSON."""
    return dump(
        {
            "source": {"name": "journeymap"},
            "diagnostics": [
                {
                    "message": sentence(finding),
                    "location": {
                        "path": path(place(finding, files).file),
                        "range": _range(place(finding, files)),
                    },
                    "severity": _SEVERITIES[finding.level],
                    "code": {"value": finding.code},
                }
                for finding in findings
            ],
        }
    )


def _range(at: Location) -> dict[str, Any]:
    """Reviewdog counts columns in bytes of UTF-8, the end not included. Where the line is not known, the whole line is meant."""
    if not at.excerpt:
        return {"start": {"line": at.line}, "end": {"line": at.line}}
    return {
        "start": {"line": at.line, "column": _bytes(at, at.column - 1) + 1},
        "end": {"line": at.line, "column": _bytes(at, at.column - 1 + at.width) + 1},
    }


def _bytes(at: Location, characters: int) -> int:
    return len(at.excerpt[-1][:characters].encode(errors="replace"))
