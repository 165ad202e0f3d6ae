"""Text for people: each finding with its place, the line it is about, and what to do."""

from collections.abc import Sequence

from journeymap.finding import Finding
from journeymap.lint import text


def view(findings: Sequence[Finding], files: Sequence[str], *, colour: bool = False) -> str:  # noqa: ARG001  # the family's shape
    """Lines for a terminal."""
    return text(findings, colour=colour)
