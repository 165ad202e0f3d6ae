"""What is said about a report's measures, put into it: findings, what is waived, the verdict."""

from datetime import date

from journeymap import conformed, waivers
from journeymap.chapters.conformance import Conformance
from journeymap.finding import Finding
from journeymap.ignores import without_ignored
from journeymap.lint import plain
from journeymap.load import Loaded
from journeymap.plan import plan_of
from journeymap.report import Report
from journeymap.rule import Judged
from journeymap.rules import judge_measures
from journeymap.verdict import verdict
from journeymap.waivers import Waived

MEASURED = ("JM3", "JM4")
"""How the codes begin that are said of measures."""


def finished(loaded: Loaded, report: Report, today: date | None, *, some: bool) -> Report:
    """A report with what is to be said about it; `some` where a part of the customers was looked at."""
    day = judged_on(report, today)
    findings, left = judged_measures(loaded, report, day, some=some)
    return report.model_copy(
        update={
            "findings": tuple(plain(finding) for finding in findings),
            "waived": tuple(held.plain() for _, held in left.waived),
            "verdict": verdict(report),
            "conformance": _accepted(report, loaded, day),
        }
    )


def judged_on(report: Report, today: date | None) -> date | None:
    """The day by which waivers are judged: if not said, the one on which the data was closed."""
    return today or (date.fromisoformat(report.data.as_of[:10]) if report.data.as_of else None)


def judged_measures(loaded: Loaded, report: Report, day: date | None, *, some: bool) -> tuple[list[Finding], Waived]:
    """What is to be said about the measures, and what waivers did to it on a day; `some` where a part of the customers was looked at."""
    left = waivers.apply(judge_measures(Judged(loaded, plan_of(loaded.journey), report=report)), loaded, day, MEASURED)
    # What a part of the customers does not need, the others may.
    return [*without_ignored(left.kept, loaded.own, MEASURED), *(() if some else left.faults)], left


def _accepted(report: Report, loaded: Loaded, day: date | None) -> Conformance | None:
    """The conformance, with the deviations marked that a waiver accepts."""
    held = list(waivers.standing(loaded.declared, day))

    def accepts(code: str, touchpoint_id: str) -> bool:
        return any(each.covers(code, loaded.journey.ref(touchpoint_id)) for each in held)

    return conformed.accept(report.conformance, accepts) if report.conformance else None
