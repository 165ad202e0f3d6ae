"""How often customers come, on which channels, and where they change them."""

from collections.abc import Iterator, Sequence

from journeymap.amounts import NONE, TOO_FEW, count, number, percent, percents, times
from journeymap.catalogue import say
from journeymap.chapters.engagement import Switch
from journeymap.folds import Fold, head, row
from journeymap.markup import prose
from journeymap.quantities import Mean, Rate, Spread
from journeymap.report import Report
from journeymap.words import channel_words, points, rate_words

MOST = 5


def section(report: Report) -> Fold | None:
    """A few lines on customers, and a table of changes of channel."""
    found = report.engagement
    lines = [*_customers(report), *_mix(report)]
    if not lines:
        return None
    return Fold(
        say("Engagement"),
        _gist(report),
        (*lines, *_switches(report, found.channel_switches, found.touchpoint_switches)),
    )


def _gist(report: Report) -> str:
    found = report.engagement
    if not (found.visits and found.once):
        return ""
    return say(
        "{mean} visits per customer, n={n}; {once} made only one",
        mean=_mean(found.visits.mean),
        n=count(found.visits.mean.n),
        once=rate_words(found.once),
    )


def _switches(report: Report, by_channel: Sequence[Switch], by_touchpoint: Sequence[Switch]) -> Iterator[str]:
    channels, touchpoints = _worst(by_channel), _worst(by_touchpoint)
    if not channels and not touchpoints:
        return
    yield ""
    yield head(
        say("Changes channel on the way"),
        say("Cases"),
        say("Of those who go on from there"),
        say("Completed"),
        say("Others who go on completed"),
        say("Difference"),
    )
    for switch in channels:
        yield _row(switch, channel_words(switch.from_), channel_words(switch.to))
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
        yield say(
            "- Visits per customer: {spread}; {share} ({interval}) made only one",
            spread=_spread(found.visits),
            share=percent(once.value, 1),
            interval=percents(once.low, once.high, 1),
        )
    if found.active_days:
        yield say("- Active days per customer: {spread}", spread=_spread(found.active_days))
    if found.recency_days:
        yield say("- Days since the last step: {spread}", spread=_spread(found.recency_days))
    if found.visits and cases.contacts and cases.channel_switches:
        changes = say("; changes of channel: {mean}", mean=_mean(cases.channel_switches)) if found.channels else ""
        yield (
            say("- Contacts per case: {mean}", mean=_mean(cases.contacts)) + changes + f", n={count(cases.contacts.n)}"
        )


def _mix(report: Report) -> Iterator[str]:
    shares = report.engagement.channels
    if shares:
        parts = (f"{prose(channel_words(name))} {rate_words(share)}" for name, share in shares.items())
        visits = times(next(iter(shares.values())).of, "visit")
        yield say("- Channels, share of {visits}: {shares}", visits=visits, shares=", ".join(parts))


def _spread(found: Spread) -> str:
    return say(
        "{mean}, median {median}, p90 {p90}, n={n}",
        mean=_mean(found.mean),
        median=_plain(found.median),
        p90=_plain(found.p90),
        n=count(found.mean.n),
    )


def _plain(value: float) -> str:
    return number(value, 0 if round(value, 1) == round(value) else 1)


def _mean(mean: Mean) -> str:
    interval = f" ({number(mean.low)}-{number(mean.high)})" if mean.low is not None and mean.high is not None else ""
    return f"{number(mean.value)}{interval}"


def _of(share: Rate, told: str) -> str:
    return say("{share} of {n}", share=told, n=count(share.of))


def _share(share: Rate | None, unknown: str) -> str:
    return _of(share, rate_words(share)) if share else say(unknown)


def _row(switch: Switch, here: str, there: str) -> str:
    # Where all go this way there is nobody to compare with; else nobody is shown of whom too few are over.
    alone = NONE if switch.share and switch.share.count == switch.share.of else TOO_FEW
    return row(
        f"{prose(here, cell=True)} → {prose(there, cell=True)}",
        count(switch.cases),
        _of(switch.share, percent(switch.share.value, 1)) if switch.share else say(TOO_FEW),
        _share(switch.completion, TOO_FEW),
        _share(switch.otherwise, alone),
        points(switch.difference) if switch.difference else NONE,
    )


def _notes(report: Report, shown: int) -> Iterator[str]:
    found = report.engagement
    yield say(
        "First by channel, then by touchpoint; the worst first. Associated with, not caused by: who changes may differ in more than that."
    )
    listed = [switch for switch in (*found.channel_switches, *found.touchpoint_switches) if not switch.to_end]
    if len(listed) > shown:
        yield say("{things} not listed.", things=times(len(listed) - shown, "more pair"))
    if found.switches_hidden:
        yield say("{things} of too few customers not shown.", things=times(found.switches_hidden, "pair"))
