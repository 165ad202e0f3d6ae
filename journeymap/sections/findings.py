"""The findings that the screen has no room for."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import Any

from journeymap.catalogue import say, written
from journeymap.folds import Fold, sentence, where
from journeymap.markup import prose
from journeymap.words import times

MOST = 40


def fold(findings: Sequence[dict[str, Any]], told: Container[int]) -> Fold | None:
    """The findings that are not told yet, by their place among all."""
    rest = [finding for place, finding in enumerate(findings) if place not in told]
    if not rest:
        return None
    lines = [_line(finding) for finding in rest[:MOST]]
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


def _line(finding: dict[str, Any]) -> str:
    place = f" {where(finding)}" if finding["file"] else ""
    help = written(finding["help"], _prose)
    cure = f" {sentence(help)}" if finding["help"] else ""
    return f"- {finding['code']}{place}: {written(finding['message'], _prose)}.{cure}"


def _prose(text: str) -> str:
    return prose(text, inner=True)
