"""What stands around friction: what customers do instead, what they say, which ideas of the file would mend it; and who comes later than promised."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import numpy as np

from journeymap.answered import quoted
from journeymap.figures import Figures
from journeymap.friction import key_of
from journeymap.language.observation import metric_of
from journeymap.model import Journey
from journeymap.quantities import FrictionScore, Rate, exact, rate
from journeymap.report import LEFT, Instead, Mending, TouchpointFigures, Transition

MOST = 3
"""So many things that customers do instead are told."""


def tell(
    figures: Figures, touchpoints: Mapping[str, TouchpointFigures], words: Mapping[int, str]
) -> dict[str, TouchpointFigures]:
    """Every touchpoint; those that show friction with what stands around it. `words` are the comments that may be quoted, by their codes."""
    elsewhere = _elsewhere(figures)
    return {
        name: found.model_copy(
            update={
                "instead": tuple(_instead(figures, name, found, elsewhere.get(figures.plan.number[name], {}))),
                "ideas": tuple(ideas_of(figures.journey, name, found.friction)),
                "quotes": tuple(_quotes(figures, figures.plan.number[name], words)),
            }
        )
        if found.friction and found.friction.rank
        else found
        for name, found in touchpoints.items()
    }


def _elsewhere(figures: Figures) -> dict[int, dict[str, int]]:
    """Ways that are told exactly and not designed: by where they begin, how many go where."""
    plan, found = figures.plan, dict[int, dict[str, int]]()
    for (start, to), told in figures.ways.ways.items():
        if (start, to) not in plan.edges and (count := exact(told)) is not None:
            found.setdefault(start, {})[plan.ids[to]] = count
    return found


def _instead(figures: Figures, name: str, found: TouchpointFigures, ways: Mapping[str, int]) -> Iterator[Instead]:
    """What most did who did not go on as designed, some of them on `ways`; nothing that fewer customers than may be shown did."""
    plan, number = figures.plan, figures.plan.number[name]
    elsewhere = exact(found.elsewhere)
    if number in plan.ends or elsewhere is None or found.left is None:
        return
    if found.left >= max(1, figures.min_group):
        ways = {**ways, LEFT: found.left}
    for to, count in sorted(ways.items(), key=lambda way: -way[1])[:MOST]:
        share = rate(count, elsewhere + found.left)
        if share is not None:
            yield Instead(to=to, share=share)


def ideas_of(journey: Journey, name: str, friction: FrictionScore | None) -> Iterator[Mending]:
    """The ideas of the file, those that claim to fix what is seen before the others."""
    shown = (
        [key_of(signal.signal).rstrip("_") for signal in friction.signals if signal.contribution > 0]
        if friction
        else []
    )
    ideas = journey.touchpoints[name].ideas
    for idea in sorted(ideas, key=lambda idea: not set(idea.fixes) & set(shown)):
        seen = tuple(sign for sign in shown if sign in idea.fixes)
        yield Mending(text=idea.text, fixes=idea.fixes, seen=seen, owner=idea.owner)


def _quotes(figures: Figures, number: int, words: Mapping[int, str]) -> Iterator[str]:
    """Comments of those who were not content, of surveys where enough were that nobody is alone."""
    scores = figures.measured.scores
    for place, (name, survey) in enumerate(figures.journey.surveys.items()):
        score = figures.score(place, [number]) if metric_of(name, survey) is not None else None
        if score is None or _discontent(score.counts) < max(1, figures.min_group):
            continue
        for code in scores.complaints.of(place * len(figures.plan.ids) + number):
            if code in words:
                yield quoted(words[code])


def _discontent(counts: Mapping[str, int]) -> int:
    return sum(counts.get(group, 0) for group in ("other", "hard", "detractors"))


def with_late(figures: Figures, transitions: Iterable[Transition]) -> tuple[Transition, ...]:
    """The transitions, those that are promised within a time with how many of them took longer."""
    told = ((walked, _late(figures, walked)) for walked in transitions)
    return tuple(walked if late is None else walked.model_copy(update={"late": late}) for walked, late in told)


def _late(figures: Figures, walked: Transition) -> Rate | None:
    plan = figures.plan
    pair = plan.number[walked.from_], plan.number[walked.to]
    within: timedelta | None = plan.edges[pair].within if pair in plan.edges else None
    # Of a way that is told as a range it would tell how many there were.
    if within is None or exact(walked.count) is None:
        return None
    seconds = figures.measured.transitions.durations.seconds(pair[0] * len(plan.ids) + pair[1])
    enough = len(seconds) >= max(1, figures.min_group)
    return rate(int(np.count_nonzero(seconds > within.total_seconds())), len(seconds)) if enough else None
