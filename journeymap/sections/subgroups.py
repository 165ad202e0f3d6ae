"""Where one persona does worse than the others, and what has become worse lately."""

from collections.abc import Iterator

from journeymap.chapters.subgroups import Lately
from journeymap.markup import prose
from journeymap.report import Report
from journeymap.words import times

CODES = ("JM317", "JM318")


def section(report: Report) -> Iterator[str]:
    """The findings, and how many differences were tested; nothing where none was."""
    parts = report.subgroups
    if not parts.family:
        return
    yield "## Who does worse, and what has become worse"
    yield ""
    told = [str(found["message"]) for found in report.findings if found["code"] in CODES]
    yield from (f"- {prose(message)}" for message in told)
    if told:
        yield ""
    lately = parts.settled or parts.lately
    sides = [
        *(["between personas and all others"] if any(parts.personas.values()) else []),
        *([f"between {_latest(lately)} and the {lately.unit}s before"] if lately else []),
    ]
    nothing = "" if parts.worse else "Nothing is proven to be worse. "
    few = (
        f" {times(parts.too_few, 'more has', 'more have')} fewer than 100 customers on one side."
        if parts.too_few
        else ""
    )
    yield f"{nothing}{times(parts.family, 'difference was', 'differences were')} tested together, {' and '.join(sides)}.{few}"


def _latest(lately: Lately) -> str:
    return f"the latest {lately.unit}" if lately.periods == 1 else f"the latest {lately.periods} {lately.unit}s"
