"""The findings that the screen has no room for."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import Any

from journeymap.amounts import times
from journeymap.catalogue import say
from journeymap.folds import Fold, told

MOST = 40


def fold(findings: Sequence[dict[str, Any]], known: Container[int]) -> Fold | None:
    """The findings that are not `known` yet, by their place among all."""
    rest = [finding for place, finding in enumerate(findings) if place not in known]
    if not rest:
        return None
    lines = [told(finding) for finding in rest[:MOST]]
    if len(rest) > MOST:
        more = times(len(rest) - MOST, "more finding")
        lines += ["", say("{findings} in the report as JSON.", findings=more)]
    return Fold(say("More findings"), ", ".join(_levels(rest)), tuple(lines))


def _levels(findings: Sequence[dict[str, Any]]) -> Iterator[str]:
    sizes = Counter(finding["level"] for finding in findings)
    if sizes["error"]:
        yield times(sizes["error"], "error")
    if sizes["warning"]:
        yield times(sizes["warning"], "warning")
    if sizes["hint"]:
        yield times(sizes["hint"], "hint")
