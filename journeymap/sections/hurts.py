"""Where it hurts most: what happens, to how many, how sure that is, what to do, and what the file says of it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from journeymap import around
from journeymap.amounts import number, times
from journeymap.catalogue import mark, say, written
from journeymap.folds import sentence, where
from journeymap.markup import prose
from journeymap.quantities import FrictionScore
from journeymap.report import Report
from journeymap.rules import FRICTION_CODES
from journeymap.rules.late_way import CODE as LATE_WAY
from journeymap.words import gains_nothing, impact_words

MOST = 3
MOST_ALSO = 2
"""So many findings beside the first are told of one touchpoint."""
WORDS = {
    "confirmed": mark("confirmed by behaviour and answers"),
    "silent": mark("seen in behaviour only"),
    "felt": mark("heard in answers only"),
    "fine": mark("fine"),
}


def section(report: Report) -> Iterator[str]:
    """The touchpoints of the first ranks, each in a few lines."""
    yield f"## {say('Where it hurts')}"
    yield ""
    ranked = worst(report)
    if not ranked:
        yield say("No touchpoint shows friction beyond what is normal.")
    for rank, name in enumerate(ranked[:MOST], 1):
        yield from _hurt(report, rank, name)
    if len(ranked) > MOST:
        yield ""
        yield say("{touchpoints} below, among the findings.", touchpoints=times(len(ranked) - MOST, "more touchpoint"))


def worst(report: Report) -> list[str]:
    """The touchpoints that show friction, by rank."""
    found = report.touchpoints.items()
    return [
        name for _, name in sorted((it.friction.rank, name) for name, it in found if it.friction and it.friction.rank)
    ]


def told(report: Report) -> Iterator[dict[str, Any]]:
    """The findings that the section tells."""
    for name in worst(report)[:MOST]:
        yield from findings(report, name)[: 1 + MOST_ALSO]


def findings(report: Report, name: str) -> list[dict[str, Any]]:
    """The friction that was found at a touchpoint, what weighs most first."""
    friction = report.touchpoints[name].friction
    weight = {signal.signal: signal.contribution for signal in friction.signals} if friction else {}
    found = [one for one in report.findings if one["ref"][3:4] == [name] and one["code"] in (*FRICTION_CODES, LATE_WAY)]
    return sorted(found, key=lambda one: -max((weight.get(it["measure"], 0.0) for it in one["evidence"]), default=0.0))


def _hurt(report: Report, rank: int, name: str) -> Iterator[str]:
    figures = report.touchpoints[name]
    if figures.friction is None:
        return
    found = findings(report, name)[: 1 + MOST_ALSO]
    first, others = (found[0] if found else None), found[1:]
    place = f", {where(first)}" if first and first["file"] else ""
    yield f"{rank}. **{prose(figures.title)}** ({_weight(figures.friction)}){place}"
    if first:
        yield f"   - {_message(first, figures.title, name)}."
    if others:
        yield f"   - {say('Also: {findings}.', findings='; '.join(_message(one, figures.title, name) for one in others))}"
    if report.completion is not None:
        yield f"   - {_costs(figures.friction)}"
    yield from (f"   - {line}" for line in around.lines(report, figures))
    if figures.pains:
        yield f"   - {say('The file says: {pains}', pains=', '.join(prose(pain) for pain in figures.pains[:3]))}"
    if first:
        yield f"   - {say('To do: {help}', help=sentence(written(first['help'], prose)))}"


def _weight(friction: FrictionScore) -> str:
    return say("{word}, score {score} of 100", word=say(WORDS[friction.word]), score=number(friction.score, 0))


def _costs(friction: FrictionScore) -> str:
    return say("No completions are associated with it.") if gains_nothing(friction) else impact_words(friction)


def _message(finding: dict[str, Any], title: str, name: str) -> str:
    message = written(finding["message"], partial(prose, inner=True))
    return message.removeprefix(f"{prose(f'{title} ({name})', inner=True)}: ")
