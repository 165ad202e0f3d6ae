"""What stands around friction at a touchpoint, told in Markdown: what customers do instead, what they say, and which ideas of the file would mend it."""

from collections.abc import Iterator

from journeymap.markup import prose
from journeymap.report import LEFT, Instead, Mending, Report, TouchpointFigures
from journeymap.words import count, percent, percents

MOST_IDEAS = 3


def lines(report: Report, figures: TouchpointFigures) -> Iterator[str]:
    """One sentence each, without a mark before it; nothing where there is nothing to tell."""
    if figures.instead:
        of = count(figures.instead[0].share.of)
        yield f"Of {of} who do not go on as designed, {', '.join(_instead(report, found) for found in figures.instead)}."
    if figures.quotes:
        yield f"They say: {'; '.join(prose(quote) for quote in figures.quotes)}"
    for idea in figures.ideas[:MOST_IDEAS]:
        yield f"Idea of the file: {prose(idea.text)}{_claim(idea)}"


def _instead(report: Report, found: Instead) -> str:
    share = f"{percent(found.share.value)} ({percents(found.share.low, found.share.high)})"
    return f"{share} leave" if found.to == LEFT else f"{share} go to {prose(report.touchpoints[found.to].title)}"


def _claim(idea: Mending) -> str:
    """What the idea claims, and whose it is."""
    told = [
        *(
            [f"claims to fix {', '.join(_word(sign) for sign in idea.fixes)}"]
            if idea.fixes
            else ["does not say what it fixes"]
        ),
        *(["none of which is seen here"] if idea.fixes and not idea.seen else []),
        *([prose(idea.owner)] if idea.owner else []),
    ]
    return f" ({'; '.join(told)})"


def _word(sign: str) -> str:
    return {"drop_off": "drop-off", "hand_off": "hand-off", "low_csat": "low CSAT"}.get(sign, sign.replace("_", " "))
