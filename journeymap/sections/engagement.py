"""How often customers come, on which channels, and where they change them."""

from collections.abc import Iterator, Sequence

from journeymap.chapters.engagement import Switch
from journeymap.markup import prose
from journeymap.quantities import Mean, Rate, Spread
from journeymap.report import Report
from journeymap.words import NONE, TOO_FEW, count, number, percent, percents, points, rate_words, times

MOST = 5


def section(report: Report) -> Iterator[str]:
    """A few lines on customers, and a table of changes of channel."""
    found = report.engagement
    lines = [line for line in (*_customers(report), _mix(report)) if line]
    if not lines:
        return
    yield "## Engagement"
    yield ""
    yield from lines
    channels, touchpoints = _worst(found.channel_switches), _worst(found.touchpoint_switches)
    if not channels and not touchpoints:
        return
    yield ""
    yield "| Changes channel on the way | Cases | Of those who go on from there | Completed | Others who go on completed | Difference |"
    yield "|---|--:|--:|--:|--:|--:|"
    for switch in channels:
        yield _row(switch, switch.from_, switch.to)
    for switch in touchpoints:
        yield _row(switch, *(report.touchpoints[name].title for name in (switch.from_, switch.to)))
    yield ""
    yield " ".join(_notes(report, len(channels) + len(touchpoints)))


def _worst(switches: Sequence[Switch]) -> list[Switch]:
    """The changes that go with the most completions lost, as far as that is certain, and then the most frequent.

    Those to an end are left out: what becomes of them is known beforehand.
    """

    def lost(switch: Switch) -> float:
        worse = switch.completion and switch.difference and switch.difference.high < 0
        return (
            -switch.difference.value * switch.completion.of if worse and switch.difference and switch.completion else 0
        )

    return sorted((switch for switch in switches if not switch.to_end), key=lambda switch: -lost(switch))[:MOST]


def _customers(report: Report) -> Iterator[str]:
    found, cases = report.engagement, report.cases
    if found.visits and found.once:
        once = found.once
        yield f"- Visits per customer: {_spread(found.visits)}; {percent(once.value, 1)} ({percents(once.low, once.high, 1)}) made only one"
    if found.active_days:
        yield f"- Active days per customer: {_spread(found.active_days)}"
    if found.recency_days:
        yield f"- Days since the last step: {_spread(found.recency_days)}"
    if found.visits and cases.contacts and cases.channel_switches:
        changes = f"; changes of channel: {_mean(cases.channel_switches)}" if found.channels else ""
        yield f"- Contacts per case: {_mean(cases.contacts)}{changes}, n={count(cases.contacts.n)}"


def _mix(report: Report) -> str:
    shares = report.engagement.channels
    if not shares:
        return ""
    parts = (f"{prose(name)} {rate_words(share)}" for name, share in shares.items())
    return f"- Channels, share of {times(next(iter(shares.values())).of, 'visit')}: {', '.join(parts)}"


def _spread(found: Spread) -> str:
    return f"{_mean(found.mean)}, median {_plain(found.median)}, p90 {_plain(found.p90)}, n={count(found.mean.n)}"


def _plain(value: float) -> str:
    return number(value).removesuffix(".0")


def _mean(mean: Mean) -> str:
    interval = f" ({number(mean.low)}-{number(mean.high)})" if mean.low is not None and mean.high is not None else ""
    return f"{number(mean.value)}{interval}"


def _share(share: Rate | None, unknown: str) -> str:
    return f"{rate_words(share)} of {count(share.of)}" if share else unknown


def _row(switch: Switch, here: str, there: str) -> str:
    going = f"{percent(switch.share.value, 1)} of {count(switch.share.of)}" if switch.share else TOO_FEW
    # Where all go this way there is nobody to compare with; else nobody is shown of whom too few are over.
    alone = NONE if switch.share and switch.share.count == switch.share.of else TOO_FEW
    both = f"{_share(switch.completion, TOO_FEW)} | {_share(switch.otherwise, alone)}"
    return (
        f"| {prose(here, cell=True)} → {prose(there, cell=True)} | {count(switch.cases)} | {going} | {both} | "
        f"{points(switch.difference) if switch.difference else NONE} |"
    )


def _notes(report: Report, shown: int) -> Iterator[str]:
    found = report.engagement
    yield "First by channel, then by touchpoint; the worst first. Associated with, not caused by: who changes may differ in more than that."
    listed = [switch for switch in (*found.channel_switches, *found.touchpoint_switches) if not switch.to_end]
    if len(listed) > shown:
        yield f"{times(len(listed) - shown, 'more pair')} not listed."
    if found.switches_hidden:
        yield f"{times(found.switches_hidden, 'pair')} with too few customers not shown."
