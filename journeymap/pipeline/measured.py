"""A journey, measured."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Unpack

from journeymap import (
    answered,
    chained,
    circumstances,
    conformed,
    conversion,
    engaged,
    graph,
    retained,
    staged,
    subgrouped,
)
from journeymap.asked import Asked
from journeymap.catalogue import joined, say
from journeymap.chapters.answers import SurveyAnswers
from journeymap.figures import Figures
from journeymap.finding import fault
from journeymap.groups import Kinds
from journeymap.intake import Facts, Request, Watch, take, unwatched
from journeymap.judgements import judge
from journeymap.load import Loaded
from journeymap.measures import Measured, measure_parts
from journeymap.pipeline.earlier import before_of, enough_since, report_in, same_rules, told_beside
from journeymap.pipeline.finished import finished
from journeymap.pipeline.remembered import Counted, Memory
from journeymap.pipeline.snapshots import asked_of, snapshot_in, told_by
from journeymap.plan import Plan, plan_of
from journeymap.quantities import Count, Range, exact, together
from journeymap.report import AnswerFigures, Data, GraphFacts, Report, SourceFigures
from journeymap.segment import Wanted, begun, segment_of
from journeymap.snapshot import counted_by
from journeymap.words import privacy_words

MIN_GROUP = 10
"""Groups of fewer people are hidden, if nothing else is asked for."""
ALL: Wanted = {}


def measure(
    loaded: Loaded,
    *,
    base: Path | None = None,
    today: date | None = None,
    by: str | None = None,
    watch: Watch = unwatched,
    quotes: int = 0,
    previous: Path | None = None,
    **asked: Unpack[Asked],
) -> Report:
    """A journey measured on its data, or on the files given here (looked up from `base`, the working directory if not said).

    Only the customers of a `persona` are looked at, or those of a `segment` (columns of the log, and the values of which one must
    stand there at a customer's first step); of both, those of both. Groups of fewer than `min_group` are hidden; 0 hides nothing.
    Only cases are looked at that begin at `since` or later and before `until`; `as_of` is when the data was closed. All three are times as in the log.
    Funnels are broken down `by` a column of the log.
    `today` is the day by which waivers are judged: if not said, the day on which the data was closed, so that the same data make the
    same report on every day. At most so many `quotes` of each survey at each touchpoint are in the report: what customers say in words. `watch` is told what
    is happening. `previous` is the file of the report before, and ways that too few took since are told as ranges. With `cache`, counts of large
    logs are kept for the next run. Raises `JourneymapError` (JM5xx) where the data cannot be used.
    """
    if (kept := snapshot_in(loaded, base or Path.cwd(), asked.get("events", ()))) is not None:
        asked_of(kept, by=by, quotes=quotes, previous=previous, **asked)
        return finished(loaded, told_by(kept, loaded), today, some=False)
    plan, earlier = plan_of(loaded.journey), report_in(previous) if previous is not None else None
    figures, facts, closed, request = counted(loaded, plan, base, by=by, watch=watch, quotes=quotes, **asked)
    measured = figures.measured
    same_rules(earlier, loaded.journey, plan, figures.min_group)
    enough_since(earlier, measured.cases.customers, str(measured.fingerprint), figures.min_group)
    watch("telling what was found", 0.95)
    figures = replace(figures, before=before_of(earlier, loaded.journey, plan))

    def tell(figures: Figures) -> Report:
        return _report(loaded, figures, facts, closed, request)

    if earlier is not None and figures.min_group:
        watch("holding it against the report before", 0.97)
        told = told_beside(earlier, figures, tell)
    else:
        told = tell(figures)
    report = finished(loaded, told, today, some=_some(request))
    return report.model_copy(update=_held_against(report, earlier))


def reported(
    loaded: Loaded, figures: Figures, facts: Facts, closed: int | None, request: Request, *, today: date | None
) -> Report:
    """The report of what `counted` found; `today` as in `measure`."""
    return finished(loaded, _report(loaded, figures, facts, closed, request), today, some=_some(request))


def _held_against(report: Report, earlier: Report | None) -> dict[str, str]:
    """What says which report before was looked at."""
    if earlier is None:
        return {}
    told = say("held against the report with checksum {sum}", sum=earlier.data.checksum)
    return {"previous": earlier.data.checksum, "privacy": joined([report.privacy, told])}


def _some(request: Request) -> bool:
    return bool(request.segment or request.since or request.until)


def counted(
    loaded: Loaded,
    plan: Plan,
    base: Path | None = None,
    *,
    by: str | None = None,
    watch: Watch = unwatched,
    quotes: int = 0,
    **asked: Unpack[Asked],
) -> tuple[Figures, Facts, int | None, Request]:
    """Everything counted, the facts about the data, what closed it, and what was asked. The arguments are those of `measure`."""
    request = _request(loaded, base, by=by, watch=watch, quotes=quotes, **asked)
    measured, facts, closed = _counted(loaded, plan, request, cache=asked.get("cache", False))
    return Figures(loaded.journey, plan, measured, request.min_group), facts, closed, request


def told_of(loaded: Loaded, request: Request) -> dict[str, str | None]:
    """Who is looked at: the persona's id, and all conditions in words."""
    segment = request.segment
    told = filter(None, (segment.told(loaded.journey), begun(request.since, request.until)))
    return {"persona": segment.persona, "segment": joined(told)}


def _request(
    loaded: Loaded, base: Path | None, *, by: str | None, watch: Watch, quotes: int, **asked: Unpack[Asked]
) -> Request:
    return Request(
        base or Path.cwd(),
        asked.get("events", ()),
        asked.get("answers", ()),
        segment_of(loaded, asked.get("persona"), asked.get("segment", {})),
        asked.get("min_group", MIN_GROUP),
        by=by,
        watch=watch,
        quotes=quotes,
        since=asked.get("since"),
        until=asked.get("until"),
        as_of=asked.get("as_of"),
        parted=True,
    )


def _counted(loaded: Loaded, plan: Plan, request: Request, *, cache: bool) -> Counted:
    """Everything counted: as it was before, where nothing changed that counts. What customers say, or the log in a column, is not kept."""
    memory = Memory(loaded, request) if cache and not request.quotes and request.by is None else None
    if memory is not None and (found := memory.recall()) is not None:
        return found
    with take(loaded, plan, request) as taken:
        measured = measure_parts(taken.parts)
        _check_window(loaded, request, taken.facts, measured)
        words = taken.words({*measured.scores.remarks.codes.tolist(), *measured.scores.complaints.codes.tolist()})
        counted = measured, replace(taken.facts, words=words), taken.as_of
    if memory is not None:
        memory.keep(*counted)
    return counted


def _check_window(loaded: Loaded, request: Request, facts: Facts, measured: Measured) -> None:
    """That some case begins where one is looked for (JM519): an empty report would look like a quiet month."""
    told = begun(request.since, request.until)
    if not told or measured.cases.endings.any():
        return
    message = f"there are no {told}"
    cure = f"the log is from {moment(facts.first)} to {moment(facts.last)}: look there"
    raise fault(
        "JM519", message, cure if facts.first is not None else "the log has no times", file=loaded.document.file
    )


def privacy_of(request: Request, answers: dict[str, SurveyAnswers]) -> str:
    """What is hidden, and what is shown although people said it, in words."""
    told = [privacy_words(request.min_group)]
    if request.quotes:
        said = any(asked.quotes for found in answers.values() for asked in found.touchpoints.values())
        told.append(say("words of customers are quoted") if said else say("there is no comment that could be quoted"))
    return joined(told)


def _report(loaded: Loaded, figures: Figures, facts: Facts, as_of: int | None, request: Request) -> Report:
    transitions, hidden = figures.transitions()
    min_group = figures.min_group
    kinds = Kinds(request.by, facts.kinds) if request.by is not None else None
    answers = answered.tell(figures.seen, min_group, figures.ways.shown, facts.calendar, facts.closed, facts.words)
    return Report(
        title=loaded.journey.title,
        **told_of(loaded, request),
        verdict="",
        privacy=privacy_of(request, answers),
        rules=counted_by(loaded.journey, figures.plan, min_group),
        data=_data(figures, facts, as_of),
        cases=figures.cases(),
        completion=figures.completion(),
        nps=figures.nps(),
        starts=figures.starts(),
        ends=figures.ends(),
        touchpoints=circumstances.tell(figures, figures.touchpoints(), facts.words),
        transitions=circumstances.with_late(figures, transitions),
        transitions_hidden=hidden,
        variants=figures.variants(),
        funnels=conversion.tell(figures.seen, min_group, kinds),
        graph=_graph(figures),
        retention=retained.tell(figures.seen, min_group, facts.calendar, facts.closed),
        engagement=engaged.tell(figures.seen, min_group, figures.hidden, figures.before.vague),
        answers=answers,
        conformance=conformed.tell(figures.seen, min_group, figures.hidden, figures.before.vague),
        chain=chained.tell(figures.seen, min_group, figures.hidden),
        stages=staged.tell(figures.seen, min_group, figures.ways, figures.before),
        subgroups=subgrouped.tell(figures.seen, min_group, facts),
        judgements=judge(figures),
        findings=(),
    )


def _graph(figures: Figures) -> GraphFacts:
    plan, walked = figures.plan, figures.walked
    ids = plan.ids
    starts = {number: int(count) for number, count in enumerate(figures.measured.cases.starts) if count}
    visits = {number: int(count) for number, count in enumerate(figures.measured.visits.visits)}
    path, share = graph.likeliest_path(plan, walked, starts, visits)
    return GraphFacts(
        unreachable=tuple(ids[number] for number in graph.unreachable(plan)),
        never_visited=tuple(
            ids[number]
            for number, count in visits.items()
            if not count and figures.journey.touchpoints[ids[number]].match
        ),
        loops=tuple(tuple(ids[number] for number in loop) for loop in graph.loops(ids, walked)),
        unplanned=_unplanned(figures),
        dominating=tuple(ids[number] for number in graph.dominating(plan, walked, starts)),
        likeliest_path=tuple(ids[number] for number in path),
        likeliest_share=share if path and _is_exact(figures, path) else None,
    )


def _unplanned(figures: Figures) -> Count:
    """Steps on ways that are not designed, of all touchpoints; where some of them tell theirs as a range, a range as wide."""
    told = figures.ways.elsewhere
    dark = (
        figures.measured.visits.visits[~figures.ways.shown].sum()
        - figures.measured.cases.ends[~figures.ways.shown].sum()
    )
    hidden = [Range(low=0, high=int(dark))] if dark else []
    return together([*told.values(), *hidden])


def _is_exact(figures: Figures, path: Sequence[int]) -> bool:
    """Whether all numbers that the share of a path is made of are told exactly."""
    told = [figures.ways.starts.get(path[0]), *(figures.ways.ways.get(pair) for pair in pairwise(path))]
    return all(exact(count) is not None for count in told)


def _data(figures: Figures, facts: Facts, as_of: int | None) -> Data:
    measured = figures.measured
    return Data(
        files=tuple(SourceFigures(name=name, rows=rows) for name, rows in facts.files),
        rows=sum(rows for _, rows in facts.files),
        steps=int(measured.visits.visits.sum()),
        inner_steps=measured.cases.inner,
        contact_rows=facts.counts.contact_rows,
        signal_rows=facts.counts.signal_rows,
        signals_unattached=measured.signals.unattached,
        ignored=facts.counts.ignored,
        unbound=sum(facts.counts.unbound_names.values()),
        unbound_names=_common(facts, figures.min_group),
        left_out=facts.counts.left_out,
        rows_without_time=facts.counts.rows_without_time,
        unreadable_times_kept=facts.counts.unreadable_times_kept,
        ambiguous=facts.counts.ambiguous,
        ties=measured.cases.ties,
        clock_faults=measured.transitions.clock_faults,
        duplicates_dropped=facts.duplicates_dropped,
        duplicates_kept=measured.cases.duplicates_kept,
        customers=measured.cases.customers,
        customers_outside=facts.outside if facts.outside >= max(1, figures.min_group) else None,
        cases=int(measured.cases.endings.sum()),
        first=moment(facts.first),
        last=moment(facts.last),
        as_of=moment(as_of),
        checksum=str(measured.fingerprint),
        answers=_answers(figures, facts),
    )


def _answers(figures: Figures, facts: Facts) -> dict[str, AnswerFigures]:
    measured = figures.measured
    names = list(figures.journey.surveys)
    return {
        name: AnswerFigures(
            rows=found.rows,
            counted=sum(count for (survey, *_), count in measured.scores.answers.items() if survey == number),
            left_out=found.left_out,
            unattached=measured.scores.unattached[number],
            comments=found.comments if figures.journey.surveys[name].comment else None,
        )
        for number, (name, found) in enumerate((name, facts.answers[name]) for name in names)
    }


def _common(facts: Facts, min_group: int) -> dict[str, int]:
    """Names that stand for themselves; rare ones could be somebody's, so they are one number."""
    shown = {name: rows for name, rows in facts.counts.unbound_names.items() if rows >= min_group}
    rare = sum(facts.counts.unbound_names.values()) - sum(shown.values())
    return shown | ({"(rare names)": rare} if rare else {})


def moment(micros: int | None) -> str | None:
    """Microseconds since 1970 as ISO 8601 in UTC; a fraction only if there is one."""
    if micros is None:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)).isoformat().replace("+00:00", "Z")
