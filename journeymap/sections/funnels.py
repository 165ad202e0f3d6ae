"""Funnels, where the journey asks any: how far customers get, and where the others go instead."""

from collections.abc import Iterator

from journeymap.chapters.funnels import Breakdown, Funnel, FunnelStep
from journeymap.markup import prose
from journeymap.report import Report
from journeymap.words import NONE, TOO_FEW, count, percent, rate_words, span, times

MOST = 3
"""How many next touchpoints are named."""
_ORDERS = {"strict": "nothing in between", "any": "in any order"}


def section(report: Report) -> Iterator[str]:
    """A table for each funnel."""
    if not report.funnels:
        return
    yield "## Funnels"
    for name, funnel in report.funnels.items():
        yield ""
        yield f"**{prose(name)}**{_asked(report, funnel)}"
        yield ""
        yield from _table(report, funnel)
        yield ""
        yield " ".join(_notes(funnel))
        if funnel.by:
            yield ""
            yield from _breakdown(funnel, funnel.by)


def _asked(report: Report, funnel: Funnel) -> str:
    """What is asked beside the steps."""
    said = [_ORDERS[funnel.order]] if funnel.order in _ORDERS else []
    said += [f"within {span(funnel.within_seconds)}"] if funnel.within_seconds is not None else []
    said += [
        f"step {number} within {span(step.within_seconds)}"
        for number, step in enumerate(funnel.steps, 1)
        if step.within_seconds is not None
    ]
    said += ["first attempts only"] if funnel.entry == "first" else []
    said += [f"no {_name(report, at)} between steps {first} and {last}" for at, (first, last) in funnel.exclude.items()]
    steps = f": {', '.join(prose(asked) for asked in funnel.asked)}" if funnel.order == "any" else ""
    return f"{steps} ({', '.join(said)})" if said else steps


def _name(report: Report, at: str, *, cell: bool = False) -> str:
    """A touchpoint's title; what is no touchpoint is said as it is: (nothing), (other)."""
    return prose(report.touchpoints[at].title if at in report.touchpoints else at, cell=cell)


def _table(report: Report, funnel: Funnel) -> Iterator[str]:
    planned = any(step.planned_share_of_first is not None for step in funnel.steps)
    plan, line = (" By plan |", "--:|") if planned else ("", "")
    yield f"| Step | Customers | Of the step before | Of the first |{plan} Since the step before | Next, of those who got no further |"
    yield f"|---|--:|--:|--:|{line}--:|---|"
    for number, step in enumerate(funnel.steps, 1):
        unknown = TOO_FEW if "customers" in step.hidden else NONE
        customers = unknown if step.customers is None else count(step.customers)
        shares = [
            rate_words(found) if found else (unknown if number > 1 else NONE)
            for found in (step.share_of_previous, step.share_of_first)
        ]
        share = f" {_percent(step.planned_share_of_first)} |" if planned else ""
        yield (
            f"| {'' if funnel.order == 'any' else f'{number}. '}{prose(step.title, cell=True)} | {customers} | {' | '.join(shares)} |{share} {_time(step)} "
            f"| {_then(report, step)} |"
        )


def _breakdown(funnel: Funnel, by: Breakdown) -> Iterator[str]:
    """The funnel by the values of a column."""
    if not by.groups and by.other is None:
        yield f"By {prose(by.column)}: {TOO_FEW}."
        return
    yield f"By {prose(by.column)}, as the visit says that began the attempt that counts:"
    yield ""
    titles = " | ".join(prose(step.title, cell=True) for step in funnel.steps)
    yield f"| {prose(by.column, cell=True)} | {titles} | Last of first |"
    yield f"|---|{'--:|' * (len(funnel.steps) + 1)}"
    for group in (*by.groups, *([by.other] if by.other else [])):
        name = (
            "(all others)"
            if group is by.other
            else "(nothing)"
            if group.value is None
            else prose(group.value, cell=True)
        )
        unseen = [step.customers is None and not step.hidden for step in funnel.steps]
        counts = [
            (NONE if dark else TOO_FEW) if customers is None else count(customers)
            for customers, dark in zip(group.customers, unseen, strict=True)
        ]
        share = rate_words(group.share_of_first) if group.share_of_first else NONE
        yield f"| {name} | {' | '.join(counts)} | {share} |"


def _percent(share: float | None) -> str:
    return NONE if share is None else percent(share, 1)


def _time(step: FunnelStep) -> str:
    if step.mean_seconds is None or step.median_seconds is None:
        return NONE
    mean = step.mean_seconds
    return f"median {span(step.median_seconds)}, mean {span(mean.value)} (n={count(mean.n)})"


def _then(report: Report, step: FunnelStep) -> str:
    """Where those went who got no further."""
    if "then" in step.hidden:
        return TOO_FEW
    shown = [f"{_name(report, at, cell=True)} {count(customers)}" for at, customers in list(step.then.items())[:MOST]]
    rest = sum(list(step.then.values())[MOST:])
    return ", ".join([*shown, *([f"elsewhere {count(rest)}"] if rest else [])]) or NONE


def _notes(funnel: Funnel) -> Iterator[str]:
    """What the numbers do not say for themselves."""
    if funnel.time:
        yield f"From the first step to the last: median {span(funnel.time.median_seconds)}, p90 {span(funnel.time.p90_seconds)} (n={count(funnel.time.n)})."
    if funnel.open is None or funnel.open:
        told = "Too few to show" if funnel.open is None else times(funnel.open, "customer")
        yield f"{told} may still get further: they count as they stand."
    else:
        yield "Nobody's time is still running."
    if funnel.void is None or funnel.void:
        told = "too few to show" if funnel.void is None else times(funnel.void, "customer")
        yield f"Not counted, because of what came in between: {told}."
    if funnel.untimed:
        yield f"Not looked at, for want of a time: {times(funnel.untimed, 'visit')}."
    if funnel.unseen:
        numbers = " and ".join(map(str, funnel.unseen))
        yield f"Nobody can be seen at step {numbers}: no event is a visit there, or none that has a time to hold against the windows."
