"""The report before: read, and what it told, so that the two together tell less of small groups than their difference."""

from pathlib import Path

from pydantic import ValidationError

from journeymap.finding import JourneymapError, fault
from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.quantities import Count
from journeymap.report import Report
from journeymap.ways_told import Before

MOST = 64 * 1024 * 1024
"""Bytes of a file that could be a report."""


def report_in(path: Path) -> Report:
    """A report as `report --format json` writes it. Raises `JourneymapError` (JM540) where the file is none, or hides nothing."""
    try:
        if path.stat().st_size > MOST:
            raise _none(path, "it is too large for one")
        report = Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise _none(path, error.strerror or str(error)) from error
    except ValidationError as error:
        raise _none(path, _told(error)) from error
    if report.privacy.startswith("nothing is hidden"):
        raise fault(
            "JM540",
            "the report before was made with --no-privacy: whoever has it knows everything in it",
            "give the one that was handed on",
            file=str(path),
        )
    return report


def _none(path: Path, why: str) -> JourneymapError:
    return fault("JM540", f"this is no report: {why}", "give a file that `report --format json` wrote", file=str(path))


def _told(error: ValidationError) -> str:
    """The first thing that does not fit."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


def before_of(report: Report | None, journey: Journey, plan: Plan) -> Before:
    """What a report told of the touchpoints that there still are."""
    if report is None:
        return Before()
    number, stages = plan.number, {name: place for place, name in enumerate(journey.stages)}

    def known(counts: dict[str, Count | None]) -> dict[int, Count]:
        return {number[name]: count for name, count in counts.items() if name in number and count is not None}

    touchpoints = {name: found for name, found in report.touchpoints.items() if name in number}
    return Before(
        shown=frozenset(number[name] for name, found in touchpoints.items() if found.visits is not None),
        hidden=frozenset(number[name] for name, found in touchpoints.items() if "visits" in found.hidden),
        stages=frozenset(stages[name] for name, found in report.stages.items() if name in stages and found.cases),
        began={
            stages[name]: found.began
            for name, found in report.stages.items()
            if name in stages and found.began is not None
        },
        starts=known({**report.starts}),
        ways={
            (number[way.from_], number[way.to]): way.count
            for way in report.transitions
            if way.from_ in number and way.to in number
        },
        went_on=known({name: found.went_on for name, found in touchpoints.items()}),
        elsewhere=known({name: found.elsewhere for name, found in touchpoints.items()}),
        paths={
            tuple(number[name] for name in path.path): path.cases
            for path in report.variants.top
            if number.keys() >= {*path.path}
        },
    )


def enough_since(report: Report | None, customers: int, checksum: str, min_group: int) -> None:
    """That the customers by whom two reports differ are not too few. Raises `JourneymapError` (JM541)."""
    if report is None or report.data.checksum == checksum:
        return
    if abs(customers - report.data.customers) < min_group:
        raise fault(
            "JM541",
            f"fewer than {min_group} customers more or less than in the report before: the difference of the two would tell of them",
            "wait until there are more, or go on using the report before",
        )
