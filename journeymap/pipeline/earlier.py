"""The report before: read, and what it told, so that the two together tell less of small groups than their difference."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from journeymap.figures import Figures
from journeymap.finding import JourneymapError, fault
from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.quantities import Count
from journeymap.report import Report
from journeymap.snapshot import counted_by
from journeymap.sums import Name
from journeymap.true_groups import groups_of
from journeymap.ways_told import Before

_MOST_HIDDEN = 4
"""So many touchpoints are hidden at most where ranges do not help; with more the report would not be worth reading."""
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
        hidden=frozenset(number[name] for name, found in touchpoints.items() if "visits" in found.hidden),
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


def told_beside(earlier: Report, figures: Figures, tell: Callable[[Figures], Report]) -> Report:
    """The report that `tell` makes, in which as much more is told as a range as keeps small groups from being worked out of both reports.

    Raises `JourneymapError` (JM541) where no ranges would do.
    """
    from journeymap.outwitted import Pair  # noqa: PLC0415 - the solver is loaded where there are two reports, and nowhere else

    stage_of = {name: figures.journey.stage_of(name) for name in figures.plan.ids}
    groups, before = groups_of(figures.seen), figures.before
    while len(before.hide) <= _MOST_HIDDEN:
        seen = replace(figures, before=before)
        report = tell(seen)
        pair = Pair(earlier, report, figures.plan, stage_of, figures.min_group, groups)
        known = pair.known()
        if not known:
            return report
        vague = set(before.vague)
        for name, value in known.items():
            vague |= pair.loosened(name, value, vague)
        more = {_next_hidden(seen, known)} if vague == before.vague else set()
        before = replace(before, vague=frozenset(vague), hide=before.hide | more)
    raise fault(
        "JM541",
        f"together with the report before, this one would tell of groups of fewer than {figures.min_group} customers",
        "wait until there are more, or go on using the report before",
    )


def _next_hidden(figures: Figures, known: Iterable[Name]) -> int:
    """The touchpoint to hide: of those at which a group can be worked out, and of those that the report before hid, the one of fewest customers."""
    shown, customers = figures.ways.shown, figures.measured.visits.customers
    stages = {name: [*stage.touchpoints] for name, stage in figures.journey.stages.items()}
    ends = {
        figures.plan.number[touchpoint]
        for _, kind, *names in known
        for name in (names[:1] if kind == "channel" else names)
        for touchpoint in (stages[name] if kind in ("began", "moved") else [name])
    }
    hidden = figures.before.hidden
    for places in (ends & hidden, hidden, ends, figures.plan.number.values()):
        if found := [number for number in places if shown[number] and customers[number]]:
            return min(found, key=lambda number: (int(customers[number]), number))
    return 0


def same_rules(report: Report | None, journey: Journey, plan: Plan, min_group: int) -> None:
    """That a report before counted as the journey does now. Raises `JourneymapError` (JM542)."""
    if report is not None and min_group and report.rules != counted_by(journey, plan, min_group):
        raise fault(
            "JM542",
            "the report before counted by other rules: touchpoints, what they match, their stages, channels or ways, what a case is, or --min-group "
            "have changed since",
            "make this report with the journey as it was then; or leave out --previous, where nobody has both",
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
