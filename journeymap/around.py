"""What stands around friction at a touchpoint: what customers do instead, what they say, and which ideas of the file would mend it.

`name` makes of a user's text what stands in the sentence: Markdown, if nothing else is said.
"""

from collections.abc import Callable, Iterator

from journeymap.amounts import count, percent, percents
from journeymap.catalogue import mark, say
from journeymap.markup import prose
from journeymap.report import LEFT, Instead, Mending, Report, TouchpointFigures

MOST_IDEAS = 3
_SIGNS = {
    "drop_off": mark("drop-off"),
    "slow": mark("slow"),
    "repeat": mark("repeat"),
    "return": mark("return"),
    "unplanned": mark("unplanned ways on"),
    "hand_off": mark("hand-off"),
    "failure": mark("failed contacts"),
    "error": mark("signals of trouble"),
    "low_csat": mark("low CSAT"),
    "high_effort": mark("high effort"),
}


def lines(report: Report, figures: TouchpointFigures) -> Iterator[str]:
    """One sentence each, without a mark before it; nothing where there is nothing to tell."""
    if told := instead(report, figures):
        yield told
    if figures.quotes:
        yield say("They say: {quotes}", quotes="; ".join(f"“{prose(quote)}”" for quote in figures.quotes))
    for idea in figures.ideas[:MOST_IDEAS]:
        yield say("Idea of the file: {idea} ({claim})", idea=prose(idea.text), claim=claim(idea))


def instead(report: Report, figures: TouchpointFigures, name: Callable[[str], str] = prose) -> str:
    """What those do who do not go on as designed, in a sentence; empty where there is nothing to tell."""
    if not figures.instead:
        return ""
    return say(
        "Of {n} who do not go on as designed, {ways}.",
        n=count(figures.instead[0].share.of),
        ways=", ".join(_instead(report, figures, found, name) for found in figures.instead),
    )


def claim(idea: Mending, name: Callable[[str], str] = prose) -> str:
    """What an idea claims, and whose it is."""
    return "; ".join(_claim(idea, name))


def _instead(report: Report, figures: TouchpointFigures, found: Instead, name: Callable[[str], str]) -> str:
    share = {"share": percent(found.share.value), "interval": percents(found.share.low, found.share.high)}
    if found.to == LEFT:
        return say("{share} ({interval}) leave", **share)
    there = report.touchpoints[found.to]
    if there is figures:
        return say("{share} ({interval}) come here again", **share)
    return say("{share} ({interval}) go to {touchpoint}", touchpoint=name(there.title), **share)


def _claim(idea: Mending, name: Callable[[str], str]) -> Iterator[str]:
    if not idea.fixes:
        yield say("does not say what it fixes")
    else:
        yield say("claims to fix {signs}", signs=", ".join(say(_SIGNS[sign]) for sign in idea.fixes))
        if not idea.seen:
            yield say("none of which is seen here")
    if idea.owner:
        yield say("owner {owner}", owner=name(idea.owner))
