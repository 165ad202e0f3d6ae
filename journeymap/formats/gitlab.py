"""GitLab Code Quality: the artifact `reports:codequality`, shown in a merge request and beside its lines."""

from collections.abc import Sequence

from journeymap.finding import Finding, Level
from journeymap.formats.common import dump, fingerprints, in_repository, place, sentence

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.HINT: "info"}


def view(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """A JSON list of issues. GitLab shows only the first of two with one fingerprint; there are none."""
    return dump(
        [
            {
                "description": sentence(finding),
                "check_name": finding.code,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.level],
                "location": {
                    "path": in_repository(place(finding, files).file),
                    "lines": {"begin": place(finding, files).line},
                },
            }
            for finding, fingerprint in zip(findings, fingerprints(findings, files), strict=True)
        ]
    )
