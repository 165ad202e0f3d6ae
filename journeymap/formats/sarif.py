"""SARIF 2.1.0, the OASIS standard: GitHub code scanning, Azure DevOps, editors."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from journeymap import __version__, manual
from journeymap.finding import Finding, Level
from journeymap.formats.common import dump, fingerprints, in_repository, place, sentence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "note"}


def view(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """A log of one run, with the manual page of every rule that speaks in it."""
    codes = sorted({finding.code for finding in findings})
    driver = {"name": "journeymap", "version": __version__, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": uri}} for uri in dict.fromkeys(_uri(file) for file in files)],
        "results": [
            _result(finding, fingerprint, codes.index(finding.code), files)
            for finding, fingerprint in zip(findings, fingerprints(findings, files), strict=True)
        ],
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    page = manual.page(code) or ""
    return {
        "id": code,
        "shortDescription": {"text": f"{manual.title(code)}."},
        "fullDescription": {"text": page.partition("\n")[2].strip()},
        "help": {"text": page},
    }


def _result(finding: Finding, fingerprint: str, index: int, files: Sequence[str]) -> dict[str, Any]:
    at = place(finding, files)
    region = {"startLine": at.line, "startColumn": at.column, "endColumn": at.column + at.width}
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.level],
        "message": {"text": _plain(sentence(finding))},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(at.file)}, "region": region}}],
        "partialFingerprints": {"journeymap/v1": fingerprint},
    }


def _plain(text: str) -> str:
    """A message in which no brackets are a link: SARIF shows `[words](address)` as one."""
    return re.sub(r"([\[\]\\])", r"\\\1", text) if "](" in text else text


def _uri(file: str) -> str:
    """A reference relative to the top of the repository; absolute names of what is in none become `file:` addresses."""
    name = in_repository(file)
    if re.match("[A-Za-z]:/", name):
        return f"file:///{name[:2]}{quote(name[2:])}"
    return f"file://{quote(name)}" if name.startswith("/") else quote(name)
