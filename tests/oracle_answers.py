"""What is told of answers a second time: slow, from the definitions of `docs/measures.md`, by lists of them."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from hashlib import md5

from tests import oracle
from tests.oracle_retention import day_of, first_day, is_over, label_of, unit_of, zone_of

QUOTES = 2
"""Comments of each survey at each touchpoint."""


def answers_of(seen: "oracle.Seen", begin: int | None, as_of: int | None) -> "dict[str, oracle.Figures]":
    """By survey, where it has answers and a metric."""
    return {
        name: _survey(seen, name, found.answers, begin, as_of)
        for name, found in seen.surveys.items()
        if found.answers and oracle.metric_of(name, seen.journey.surveys[name]) is not None
    }


def _survey(
    seen: "oracle.Seen", name: str, answers: "Sequence[oracle.Answer]", begin: int | None, as_of: int | None
) -> "oracle.Figures":
    survey, design = seen.journey.surveys[name], seen.design
    metric = str(oracle.metric_of(name, survey))
    visits = {id(one): step for case in seen.cases for step in case.steps for one in (step, *step.inner)}

    def score(some: "Sequence[oracle.Answer]") -> "oracle.Figures | None":
        return oracle.score(name, metric, survey, some, 0)

    def parts(key: "Callable[[oracle.Answer], str]") -> "dict[str, oracle.Figures]":
        return {one: {"score": score(some)} for one, some in oracle.grouped(answers, key).items()}

    def channel(answer: "oracle.Answer") -> str:
        visit = visits[id(answer.visit)] if answer.visit is not None else None
        if visit is None:
            return design.touchpoints[answer.touchpoint].channel or "(none)"
        return oracle.channel_of(seen.journey, design, visit) or "(none)"

    def stage(answer: "oracle.Answer") -> str:
        return next(key for key, one in seen.journey.stages.items() if answer.touchpoint in one.touchpoints)

    def response(touchpoints: Sequence[str]) -> "oracle.Figures | None":
        given = {
            id(visits[id(one.visit)]) for one in answers if one.touchpoint in touchpoints and one.visit is not None
        }
        return oracle.rate(len(given), sum(len(seen.at(one)) for one in touchpoints))

    def day(answer: "oracle.Answer") -> date | None:
        usual = visits[id(answer.visit)].time if answer.visit is not None else None
        return day_of(usual if answer.time is None else answer.time, zone_of(seen.journey))

    points = {key: one for key, one in design.touchpoints.items() if name in one.ask}
    asking = [key for key, one in points.items() if not one.ask[name] and one.match is not None]
    channels = parts(channel)
    unit = unit_of(begin, as_of)
    dated = [(found, answer) for answer in answers if (found := day(answer)) is not None]
    return {
        "score": score(answers),
        "response": response(asking) if asking else None,
        "distribution": _distribution(survey.scale.low, survey.scale.high, [answer.value for answer in answers]),
        "touchpoints": {
            key: {
                "score": score([answer for answer in answers if answer.touchpoint == key]),
                "response": response([key]) if key in asking else None,
                "quotes": quotes_of([answer.comment for answer in answers if answer.touchpoint == key]),
            }
            for key in points
            if key in asking or any(answer.touchpoint == key for answer in answers)
        },
        "stages": parts(stage),
        "channels": channels if set(channels) - {"(none)"} else {},
        "trend": {
            label_of(first, unit): {
                "first_day": first.isoformat(),
                "complete": is_over(first, unit, zone_of(seen.journey), as_of),
                "score": score([answer for _, answer in some]),
            }
            for first, some in oracle.grouped(dated, lambda pair: first_day(pair[0], unit)).items()
        },
        "undated": len(answers) - len(dated),
    }


def quotes_of(comments: Sequence[str]) -> list[str]:
    """The comments with the least hash: of the last eight bytes of MD5, least byte first, without the lowest bit."""
    codes = {
        int.from_bytes(md5(text.encode(), usedforsecurity=False).digest()[8:], "little") >> 1: text
        for text in comments
        if text
    }
    return [" ".join(codes[code].split()) for code in sorted(codes)[:QUOTES]]


def _distribution(low: float, high: float, values: Sequence[Fraction]) -> dict[str, int]:
    if low != int(low) or high - low > 20:
        return {}
    found = {str(value): values.count(Fraction(value)) for value in range(int(low), int(high) + 1)}
    between = sum(value.denominator != 1 for value in values)
    return found | ({"(between)": between} if between else {})
