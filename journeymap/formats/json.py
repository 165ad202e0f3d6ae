"""JSON of our own: a list of findings with everything that is known of them."""

from collections.abc import Sequence

from journeymap.finding import Finding
from journeymap.lint import as_json


def view(findings: Sequence[Finding], files: Sequence[str]) -> str:  # noqa: ARG001  # the family's shape
    """A JSON list."""
    return as_json(findings)
