"""One customer's visits and attempts at the funnels, told to the analyst who asks why somebody counts as they do."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from journeymap.amounts import NONE, times
from journeymap.language.observation import Funnel
from journeymap.markup import code, prose
from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.preface import asked_of
from journeymap.trace import Attempt, Heard, Tracing, Visit, trace

WARNING = "For the analyst's own use: this is one person, and nothing is hidden."


def recount(journey: Journey, plan: Plan, customer: str, visits: Sequence[Visit], heard: Heard) -> str:
    """Markdown: the visits in order, then a table of attempts for each funnel."""
    lines = [f"# Customer {code(customer)}: {prose(journey.title)}", "", f"**{WARNING}**", "", "## Visits", ""]
    lines += ["| | Time (UTC) | Touchpoint | Case |", "|--:|---|---|--:|"]
    lines += [f"| {one.number} | {_time(one)} | {_name(journey, plan, one)} | {one.case} |" for one in visits]
    for (name, funnel), question in zip(journey.funnels.items(), plan.questions, strict=True):
        asked = ", ".join(([f"order: {funnel.order}"] if funnel.order != "ordered" else []) + asked_of(funnel))
        lines += ["", f"## Funnel {prose(name)}{f' ({prose(asked)})' if asked else ''}", ""]
        if question.timed and any(one.time is None for one in visits):
            lines += ["Visits without a time are not looked at: there are windows to keep.", ""]
        lines += _attempts(journey, plan, funnel, trace(question, visits, heard))
    if not journey.funnels:
        lines += ["", "The journey has no funnels."]
    return "\n".join(lines) + "\n"


def _time(visit: Visit) -> str:
    if visit.time is None:
        return NONE
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=visit.time)
    return moment.replace(tzinfo=None).isoformat(" ")


def _name(journey: Journey, plan: Plan, visit: Visit) -> str:
    return prose(journey.name(plan.ids[visit.touchpoint]), cell=True)


def _attempts(journey: Journey, plan: Plan, funnel: Funnel, tracing: Tracing) -> Iterator[str]:
    """How far each attempt got, with the numbers of the visits; and which one counts, and why."""
    yield _sentence(funnel, tracing)
    if not tracing.attempts:
        return
    yield ""
    anyhow = funnel.order == "any"
    titles = [
        f"{number} of {len(funnel.steps)}" if anyhow else " or ".join(_title(journey, at) for at in step.at)
        for number, step in enumerate(funnel.steps, 1)
    ]
    yield f"| Attempt | {' | '.join(prose(title, cell=True) for title in titles)} | |"
    yield f"|---|{'--:|' * len(titles)}---|"
    for number, attempt in enumerate(tracing.attempts, 1):
        cells = [f"{visit.number}" for visit in attempt.taken] + [NONE] * (len(titles) - len(attempt.taken))
        counts = " (counts)" if attempt is tracing.counting else ""
        yield f"| {number}{counts} | {' | '.join(cells)} | {_fate(journey, plan, funnel, attempt)} |"


def _title(journey: Journey, touchpoint_id: str) -> str:
    return journey.name(touchpoint_id) if touchpoint_id in journey.touchpoints else touchpoint_id


def _sentence(funnel: Funnel, tracing: Tracing) -> str:
    if not tracing.attempts:
        return "No attempt: never at the first step."
    sound = [one for one in tracing.attempts if one.void is None]
    best = tracing.counting
    if best is None:
        return f"{times(len(tracing.attempts), 'attempt')}, all void: in no step of this funnel."
    deep = [one for one in sound if len(one.taken) == len(best.taken)]
    soon = [one for one in deep if one.taken[-1].moment == best.taken[-1].moment]
    why = "the only one that is not void" if len(tracing.attempts) > 1 else "the only one"
    if len(soon) > 1:
        why = "of the deepest, of which several got there first, the last to begin"
    elif len(deep) > 1:
        why = "of the deepest the first to get there"
    elif len(sound) > 1:
        why = "the deepest"
    place = next(number for number, one in enumerate(tracing.attempts, 1) if one is best)
    return f"Gets to step {len(best.taken)} of {len(funnel.steps)}: attempt {place} counts, {why}."


def _fate(journey: Journey, plan: Plan, funnel: Funnel, attempt: Attempt) -> str:
    """Why an attempt ends where it does."""
    if attempt.void is not None:
        return f"void: {_name(journey, plan, attempt.void)} ({attempt.void.number}) came in between"
    if len(attempt.taken) == len(funnel.steps):
        return "arrived"
    if attempt.open:
        return "may still get further"
    if attempt.missed is not None:
        why = "too late, or not the very next" if funnel.order == "strict" else "too late"
        return f"{_name(journey, plan, attempt.missed)} ({attempt.missed.number}) is {why}"
    return "no next step follows in time" if funnel.within else "no next step follows"
