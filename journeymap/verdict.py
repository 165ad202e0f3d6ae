"""The first line of a report, in words."""

from journeymap.model import Journey
from journeymap.report import Report
from journeymap.words import count, percent, percents, times


def verdict(journey: Journey, report: Report) -> str:
    """What to know if one reads nothing else: promises, completion, and where it hurts most."""
    return " ".join((_promises(report), _completion(report), _friction(journey, report)))


def _promises(report: Report) -> str:
    found = [judgement.verdict for judgement in report.judgements]
    if not found:
        return "Nothing is promised."
    broken, undecided, few = found.count("broken"), found.count("undecided"), found.count("too few")
    parts = [
        f"{broken} broken" if broken else "none broken",
        *([f"{undecided} undecided"] if undecided else []),
        *([f"{few} with too few to tell"] if few else []),
    ]
    return f"{times(len(found), 'promise')}: {', '.join(parts)}."


def _completion(report: Report) -> str:
    if report.completion is None:
        return "Too few finished cases to tell how many complete."
    rate = report.completion
    return f"{percent(rate.value, 1)} of {count(rate.of)} finished cases reach their goal ({percents(rate.low, rate.high, 1)})."


def _friction(journey: Journey, report: Report) -> str:
    ranked = sorted(
        (found.friction.rank, name)
        for name, found in report.touchpoints.items()
        if found.friction and found.friction.rank
    )
    if not ranked:
        return "No friction beyond what is normal is proven."
    worst = journey.name(ranked[0][1])
    return f"Friction at {times(len(ranked), 'touchpoint')}, most at {worst}."
