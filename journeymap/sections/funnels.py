"""Funnels, where the journey asks any: how far customers get, and where the others go instead."""

from collections.abc import Iterator

from journeymap.amounts import NONE, TOO_FEW, count, counted, percent, span, times
from journeymap.catalogue import mark, say
from journeymap.chapters.funnels import Breakdown, Funnel, FunnelStep
from journeymap.folds import Fold, head, row
from journeymap.markup import label, prose
from journeymap.report import Report
from journeymap.words import channel_words, rate_words

MOST = 3
"""How many next touchpoints are named."""
_ORDERS = {"strict": mark("nothing in between"), "any": mark("in any order")}


def section(report: Report) -> Fold | None:
    """A table for each funnel."""
    if not report.funnels:
        return None
    return Fold(say("Funnels"), _gist(report), tuple(_lines(report)))


def _gist(report: Report) -> str:
    through = [(name, funnel.steps[-1].share_of_first) for name, funnel in report.funnels.items()]
    told = [f"{label(name)} {rate_words(share)}" for name, share in through if share]
    return say("who get through: {shares}", shares=", ".join(told)) if told else ""


def _lines(report: Report) -> Iterator[str]:
    for number, (name, funnel) in enumerate(report.funnels.items()):
        if number:
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
    said: list[str] = [say(_ORDERS[funnel.order])] if funnel.order in _ORDERS else []
    said += [say("within {time}", time=span(funnel.within_seconds))] if funnel.within_seconds is not None else []
    said += [
        say("step {number} within {time}", number=count(number), time=span(step.within_seconds))
        for number, step in enumerate(funnel.steps, 1)
        if step.within_seconds is not None
    ]
    said += [say("first attempts only")] if funnel.entry == "first" else []
    said += [
        say("no {touchpoint} between steps {first} and {last}", touchpoint=_name(report, at), first=first, last=last)
        for at, (first, last) in funnel.exclude.items()
    ]
    steps = f": {', '.join(prose(asked) for asked in funnel.asked)}" if funnel.order == "any" else ""
    return f"{steps} ({', '.join(said)})" if said else steps


def _name(report: Report, at: str, *, cell: bool = False) -> str:
    """A touchpoint's title; what is no touchpoint is said as it is: (nothing), (other)."""
    return prose(report.touchpoints[at].title if at in report.touchpoints else channel_words(at), cell=cell)


def _table(report: Report, funnel: Funnel) -> Iterator[str]:
    planned = any(step.planned_share_of_first is not None for step in funnel.steps)
    heads = [say("Step"), say("Customers"), say("Of the step before"), say("Of the first")]
    heads += [say("By plan")] if planned else []
    heads += [say("Since the step before"), say("Next, of those who got no further")]
    yield f"{row(*heads)}\n|---|{'--:|' * (len(heads) - 2)}---|"
    for number, step in enumerate(funnel.steps, 1):
        unknown = say(TOO_FEW) if "customers" in step.hidden else NONE
        place = "" if funnel.order == "any" else f"{number}. "
        shares = [
            rate_words(found) if found else (unknown if number > 1 else NONE)
            for found in (step.share_of_previous, step.share_of_first)
        ]
        shares += [_percent(step.planned_share_of_first)] if planned else []
        customers = counted(step.customers, unknown)
        yield row(f"{place}{prose(step.title, cell=True)}", customers, *shares, _time(step), _then(report, step))


def _breakdown(funnel: Funnel, by: Breakdown) -> Iterator[str]:
    """The funnel by the values of a column."""
    column = prose(by.column)
    if not by.groups and by.other is None:
        yield say("By {column}: {unknown}.", column=column, unknown=say(TOO_FEW))
        return
    yield say("By {column}, as the visit says that began the attempt that counts:", column=column)
    yield ""
    titles = [prose(step.title, cell=True) for step in funnel.steps]
    yield head(prose(by.column, cell=True), *titles, say("Last of first"))
    for group in (*by.groups, *([by.other] if by.other else [])):
        name = say("(all others)") if group is by.other else say("(nothing)")
        name = name if group is by.other or group.value is None else prose(group.value, cell=True)
        unseen = [step.customers is None and not step.hidden for step in funnel.steps]
        counts = [
            counted(customers, NONE if dark else TOO_FEW)
            for customers, dark in zip(group.customers, unseen, strict=True)
        ]
        yield row(name, *counts, rate_words(group.share_of_first) if group.share_of_first else NONE)


def _percent(share: float | None) -> str:
    return NONE if share is None else percent(share, 1)


def _time(step: FunnelStep) -> str:
    if step.mean_seconds is None or step.median_seconds is None:
        return NONE
    mean = step.mean_seconds
    return say(
        "median {median}, mean {mean} (n={n})", median=span(step.median_seconds), mean=span(mean.value), n=count(mean.n)
    )


def _then(report: Report, step: FunnelStep) -> str:
    """Where those went who got no further."""
    if "then" in step.hidden:
        return say(TOO_FEW)
    shown = [f"{_name(report, at, cell=True)} {count(customers)}" for at, customers in list(step.then.items())[:MOST]]
    rest = sum(list(step.then.values())[MOST:])
    return ", ".join([*shown, *([say("elsewhere {n}", n=count(rest))] if rest else [])]) or NONE


def _notes(funnel: Funnel) -> Iterator[str]:
    """What the numbers do not say for themselves."""
    if funnel.time:
        yield say(
            "From the first step to the last: median {median}, p90 {p90} (n={n}).",
            median=span(funnel.time.median_seconds),
            p90=span(funnel.time.p90_seconds),
            n=count(funnel.time.n),
        )
    if funnel.open is None:
        yield say("Too few to show may still get further: they count as they stand.")
    elif funnel.open:
        yield say(
            "{customers} may still get further: they count as they stand.", customers=times(funnel.open, "customer")
        )
    else:
        yield say("Nobody's time is still running.")
    if funnel.void is None or funnel.void:
        told = say("too few to show") if funnel.void is None else times(funnel.void, "customer")
        yield say("Not counted, because of what came in between: {customers}.", customers=told)
    if funnel.untimed:
        yield say("Not looked at, for want of a time: {visits}.", visits=times(funnel.untimed, "visit"))
    if funnel.unseen:
        numbers = ", ".join(map(str, funnel.unseen))
        yield say(
            "Nobody can be seen at step {numbers}: no event is a visit there, or none that has a time to hold against the windows.",
            numbers=numbers,
        )
