"""The verdict of a report, in words."""

from collections.abc import Callable

from journeymap.amounts import count, percent, percents, times
from journeymap.catalogue import say, sayable
from journeymap.report import Report

_MARKS = {"broken": "❌", "undecided": "⚠️", "ok": "✅"}


def _plain(name: str) -> str:
    return name


@sayable
def verdict(report: Report) -> str:
    """What to know if one reads nothing else: promises, completion, and where it hurts most."""
    return f"{promises(report)}. {outcome(report)}"


def outcome(report: Report, name: Callable[[str], str] = _plain) -> str:
    """Completion, and where it hurts most. `name` says how a title is written."""
    return f"{_completion(report)} {_friction(report, name)}"


def promises(report: Report) -> str:
    """What became of the promises."""
    found = [judgement.verdict for judgement in report.judgements]
    if not found:
        return say("Nothing is promised")
    broken, undecided, few = found.count("broken"), found.count("undecided"), found.count("too few")
    parts = [
        say("{n} broken", n=count(broken)) if broken else say("none broken"),
        *([say("{n} undecided", n=count(undecided))] if undecided else []),
        *([say("{n} with too few to tell", n=count(few))] if few else []),
    ]
    return f"{times(len(found), 'promise')}: {', '.join(parts)}"


def _completion(report: Report) -> str:
    if report.completion is None:
        return say("Too few finished cases to tell how many complete.")
    rate = report.completion
    return say(
        "{share} of {cases} finished cases reach their goal ({interval}).",
        share=percent(rate.value, 1),
        cases=count(rate.of),
        interval=percents(rate.low, rate.high, 1),
    )


def _friction(report: Report, name: Callable[[str], str]) -> str:
    ranked = sorted(
        (found.friction.rank, found.title)
        for found in report.touchpoints.values()
        if found.friction and found.friction.rank
    )
    if not ranked:
        return say("No friction beyond what is normal is proven.")
    places = times(len(ranked), "touchpoint")
    return say("Friction at {touchpoints}, most at {name}.", touchpoints=places, name=name(ranked[0][1]))


def mark_of(report: Report) -> str:
    """The verdict as a sign; none where nothing is promised."""
    verdicts = {judgement.verdict for judgement in report.judgements}
    return next((sign for verdict, sign in _MARKS.items() if verdict in verdicts), "")


def headline(report: Report) -> str:
    """What became of the promises, as the first line of a report."""
    verdicts = [judgement.verdict for judgement in report.judgements]
    if not verdicts:
        return say("Nothing is promised")
    of, undecided, few = count(len(verdicts)), verdicts.count("undecided"), verdicts.count("too few")
    if broken := verdicts.count("broken"):
        parts = [say("{n} of {promises} broken", n=count(broken), promises=times(len(verdicts), "promise"))]
    elif verdicts.count("ok") == len(verdicts):
        return say("All promises kept ({n})", n=of)
    else:
        parts = [say("None of {promises} broken", promises=times(len(verdicts), "promise"))]
    parts += [say("{n} undecided", n=count(undecided))] if undecided else []
    parts += [say("{n} with too few to tell", n=count(few))] if few else []
    return ", ".join(parts)
