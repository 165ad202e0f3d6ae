"""The report for people: verdict first, then where it hurts, then the tables, then the data."""

from collections.abc import Iterator, Sequence

from journeymap import around
from journeymap.markup import code, prose
from journeymap.quantities import Score, Time
from journeymap.report import Data, Judgement, Report, TouchpointFigures, Transition
from journeymap.rules import FRICTION_CODES
from journeymap.rules.late_way import CODE as LATE_WAY
from journeymap.sections import SECTIONS
from journeymap.sections import waived as _waived
from journeymap.words import (
    NONE,
    TOO_FEW,
    count,
    gains_nothing,
    impact_words,
    number,
    people,
    percent,
    promise_words,
    promised_words,
    rate_words,
    score_words,
    span,
    times,
)

MOST_FRICTION = 10
MOST_TRANSITIONS = 25
MOST_VARIANTS = 8
MARKS = {"broken": "❌", "undecided": "⚠️", "ok": "✅", "too few": "-"}


def view(report: Report) -> str:
    """Markdown; the same bytes for the same report."""
    parts = (
        _head(report),
        _friction(report),
        _promises(report),
        _waived.section(report),
        _touchpoints(report),
        *(section(report) for section in SECTIONS),
        _transitions(report),
        _paths(report),
        _data(report),
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _head(report: Report) -> Iterator[str]:
    data = report.data
    yield f"# {prose(report.title)}"
    yield ""
    if report.persona is not None or report.segment:
        yield _whom(report)
        yield ""
    yield f"**{_verdict(report)}**"
    yield ""
    period = f"{(data.first or '')[:10]} to {(data.last or '')[:10]} (UTC)" if data.first else "no times"
    nps = f" NPS {score_words(report.nps)}, {people(report.nps)}." if report.nps else ""
    yield f"{period}, {times(data.customers, 'customer')}, {times(data.cases, 'case')}: {_endings(report)}.{nps} Intervals are 95 %; {report.privacy}."


def _verdict(report: Report) -> str:
    """The verdict; the only words of a user in it are the name of the worst touchpoint, at its end."""
    for found in report.touchpoints.values():
        if found.friction and found.friction.rank == 1 and report.verdict.endswith(f" {found.title}."):
            return f"{report.verdict.removesuffix(f'{found.title}.')}{prose(found.title)}."
    return prose(report.verdict)


def _endings(report: Report) -> str:
    cases = report.cases
    return f"{count(cases.won)} won, {count(cases.lost)} lost, {count(cases.left)} left, {count(cases.open)} still open"


def _friction(report: Report) -> Iterator[str]:
    yield "## Where it hurts"
    yield ""
    ranked = sorted(
        (found.friction.rank, name)
        for name, found in report.touchpoints.items()
        if found.friction and found.friction.rank
    )
    if not ranked:
        yield "No touchpoint shows friction beyond what is normal."
    for rank, name in ranked[:MOST_FRICTION]:
        yield from _hurt(report, rank, name)
    if len(ranked) > MOST_FRICTION:
        yield f"\n{times(len(ranked) - MOST_FRICTION, 'more touchpoint')} below, in the table."


def _hurt(report: Report, rank: int, name: str) -> Iterator[str]:
    figures = report.touchpoints[name]
    friction = figures.friction
    if friction is None:
        return
    nothing = report.completion is not None and gains_nothing(friction)
    costs = "; no completions are associated with it" if nothing else ""
    yield f"{rank}. **{prose(figures.title)}** ({friction.word}, score {friction.score:.0f} of 100{costs})"
    if report.completion is not None and not nothing:
        yield f"   - {impact_words(friction)}"
    for finding in report.findings:
        if finding["ref"][3:4] == [name] and finding["code"] in (*FRICTION_CODES, LATE_WAY):
            message = str(finding["message"]).removeprefix(f"{figures.title} ({name}): ")
            yield f"   - {prose(message[:1].upper() + message[1:])}. {prose(_sentence(str(finding['help'])))}"
    yield from (f"   - {line}" for line in around.lines(report, figures))
    if figures.pains:
        yield f"   - The file says: {', '.join(prose(pain) for pain in figures.pains[:3])}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(("?", "!")) else ".")


def _promises(report: Report) -> Iterator[str]:
    if not report.judgements:
        return
    yield "## Promises"
    yield ""
    yield "| | Where | Measure | Promised | Seen | n |"
    yield "|:-:|---|---|--:|--:|--:|"
    for found in sorted(report.judgements, key=lambda judged: list(MARKS).index(judged.verdict)):
        where = _where(found)
        seen = promise_words(found, found.value, 1) if found.value is not None else TOO_FEW
        if found.value is not None and found.low is not None and found.high is not None:
            seen += f" ({promise_words(found, found.low, 1)} to {promise_words(found, found.high, 1)})"
        measure, wanted = promised_words(found), promise_words(found, found.promised, 1)
        n = count(found.n) if found.n else NONE
        yield f"| {MARKS[found.verdict]} | {where} | {measure} | {wanted} | {seen} | {n} |"
    yield ""
    yield f"❌ the whole interval, corrected for {times(len(report.judgements), 'promise')}, is past it. ⚠️ the interval includes it: not enough to say."


def _where(found: Judgement) -> str:
    if found.about == "journey":
        return "the journey"
    return ("stage " if found.about == "stage" else "") + prose(found.title, cell=True)


def _touchpoints(report: Report) -> Iterator[str]:
    columns = [
        metric
        for metric in ("csat", "ces", "nps")
        if any(getattr(found, metric) or metric in found.hidden for found in report.touchpoints.values())
    ]
    yield "## Touchpoints"
    yield ""
    asked = "".join(f" {metric.upper()} |" for metric in columns)
    yield f"| | Touchpoint | Visits | Went on | Elsewhere | Left | Open | Drop-off | Until the next step |{asked}"
    yield f"|--:|---|--:|--:|--:|--:|--:|--:|--:|{'--:|' * len(columns)}"
    for found in report.touchpoints.values():
        rank = found.friction.rank if found.friction and found.friction.rank else ""
        unknown = TOO_FEW if "visits" in found.hidden else NONE
        fates = (found.visits, found.went_on, found.elsewhere, found.left, found.open)
        counts = " | ".join(unknown if value is None else count(value) for value in fates)
        scores = "".join(f" {_score(found, metric)} |" for metric in columns)
        yield f"| {rank} | {prose(found.title, cell=True)} | {counts} | {_drop_off(found)} | {_time(found.dwell)} |{scores}"
    yield ""
    directions = {
        score.metric: score.direction
        for found in report.touchpoints.values()
        for score in (found.csat, found.ces, found.nps)
        if score
    }
    told = "".join(f" {metric.upper()}: {direction}." for metric, direction in directions.items())
    yield f"The number in front is the friction rank. Went on + elsewhere + left + open = visits; open visits are in no rate.{told}"


def _drop_off(found: TouchpointFigures) -> str:
    if "drop_off" in found.hidden:
        return TOO_FEW
    return rate_words(found.drop_off) if found.drop_off else NONE


def _time(time: Time | None) -> str:
    return f"{span(time.median_seconds)}, p90 {span(time.p90_seconds)} (n={count(time.n)})" if time else NONE


def _score(found: TouchpointFigures, metric: str) -> str:
    score: Score | None = getattr(found, metric)
    if score is None:
        return TOO_FEW if metric in found.hidden else NONE
    mean = f", mean {number(score.mean.value)}" if score.mean else ""
    return f"{score_words(score)}{mean}, {people(score)}"


def _transitions(report: Report) -> Iterator[str]:
    shown = sorted(report.transitions, key=lambda walked: -walked.count)
    if not shown:
        return
    yield "## Ways that customers take"
    yield ""
    yield "| From | To | Times | Customers | Median | p90 | |"
    yield "|---|---|--:|--:|--:|--:|---|"
    for walked in shown[:MOST_TRANSITIONS]:
        yield _transition(report, walked)
    yield ""
    yield " ".join(_not_listed(report, shown[MOST_TRANSITIONS:]))
    loops = [", ".join(prose(report.touchpoints[name].title) for name in loop) for loop in report.graph.loops]
    if loops:
        yield ""
        yield f"Walked in circles: {'; '.join(loops)}."


def _not_listed(report: Report, rest: Sequence[Transition]) -> Iterator[str]:
    yield f"{times(report.graph.unplanned, 'step')} went ways that are not on the map."
    if rest:
        yield f"{times(len(rest), 'more way')} with {times(sum(walked.count for walked in rest), 'step')} not listed."
    if report.transitions_hidden:
        yield f"{times(report.transitions_hidden, 'way')} with too few customers not shown."


def _transition(report: Report, walked: Transition) -> str:
    source, target = (prose(report.touchpoints[name].title, cell=True) for name in (walked.from_, walked.to))
    median, p90 = (
        NONE if seconds is None else span(seconds) for seconds in (walked.median_seconds, walked.p90_seconds)
    )
    return f"| {source} | {target} | {count(walked.count)} | {count(walked.customers)} | {median} | {p90} | {'' if walked.planned else 'unplanned'} |"


def _paths(report: Report) -> Iterator[str]:
    variants, total = report.variants, report.cases.total
    if not variants.top:
        return
    yield "## Paths"
    yield ""
    for variant in variants.top[:MOST_VARIANTS]:
        yield f"- {count(variant.cases)} of {times(total, 'case')} ({percent(variant.cases / total, 1)}): {_path(report, variant.path)}"
    others = total - sum(variant.cases for variant in variants.top[:MOST_VARIANTS])
    yield ""
    yield f"{times(variants.total, 'different path')} in all; {times(others, 'case')} took others."
    if report.graph.likeliest_path:
        yield f"The likeliest way to the goal: {_path(report, report.graph.likeliest_path)}."


def _path(report: Report, path: Sequence[str]) -> str:
    return " → ".join(prose(report.touchpoints[name].title) for name in path)


def _data(report: Report) -> Iterator[str]:
    data = report.data
    yield "## The data"
    yield ""
    for file in data.files:
        yield f"- {code(file.name)}: {times(file.rows, 'row')}"
    bound = f"{times(data.steps, 'step')} at touchpoints, {times(data.contact_rows, 'end')} of contacts"
    yield f"- {bound}, {count(data.ignored)} ignored on purpose, {count(data.unbound)} on no map"
    if data.inner_steps:
        yield f"- {times(data.inner_steps, 'step')} inside of touchpoints that are one visit with the step before"
    if data.signal_rows:
        yield f"- {times(data.signal_rows, 'signal')} of trouble, {count(data.signals_unattached)} without a visit before"
    if data.unbound_names:
        yield f"- On no map: {_names(data)}"
    left = ", ".join(f"{count(rows)} with {reason}" for reason, rows in data.left_out.items())
    yield f"- Left out: {left or 'no row'}"
    yield f"- {_oddities(data)}"
    for name, answers in data.answers.items():
        reasons = ", ".join(f"{count(rows)} {reason}" for reason, rows in answers.left_out.items())
        used = f"{count(answers.counted)} counted, {count(answers.unattached)} belong to no touchpoint"
        words = f", {times(answers.comments, 'comment')}" if answers.comments is not None else ""
        yield f"- Survey {code(name)}: {times(answers.rows, 'row')}, {used}, left out: {reasons or 'none'}{words}"
    yield f"- Data closed at {data.as_of or 'no time'}; checksum {code(data.checksum)}"


def _names(data: Data) -> str:
    shown = [f"{code(name)} {count(rows)}" for name, rows in list(data.unbound_names.items())[:10]]
    more = len(data.unbound_names) - len(shown)
    return ", ".join(shown) + (f" and {times(more, 'more name')}" if more else "")


def _oddities(data: Data) -> str:
    told = [
        f"{times(data.ties, 'pair')} of neighbouring steps share their place in the order (put in the order of the map)",
        f"{times(data.rows_without_time, 'row')} without a time keep their place",
        f"{times(data.clock_faults, 'step')} run against the clock",
        f"{times(data.duplicates_dropped, 'duplicate')} dropped, {count(data.duplicates_kept)} kept",
    ]
    told += (
        [f"{times(data.ambiguous, 'row')} match more than one touchpoint (the first of the design counts)"]
        if data.ambiguous
        else []
    )
    return "; ".join(told)


def _whom(report: Report) -> str:
    """Which customers were looked at, and how many were not."""
    who = f"persona {code(report.persona)}: " if report.persona is not None else ""
    outside = report.data.customers_outside
    others = f" ({times(outside, 'other customer')} left out)" if outside is not None else ""
    return f"Only {who}{prose(report.segment)}{others}"
