"""A touchpoint, and what was measured of it -> its `Card`."""

from collections.abc import Iterator
from dataclasses import replace

from journeymap.amounts import TOO_FEW, count, percent, short, signed, span
from journeymap.catalogue import worded
from journeymap.language.observation import Metric, Survey, metric_of
from journeymap.language.touchpoint import Touchpoint
from journeymap.mapping import Act, Bar, Card, Face, Leaving, Note, Pain, Promised
from journeymap.marks import Basis, Kind, Lane, Tone, Verdict
from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.quantities import Score
from journeymap.report import Report, TouchpointFigures
from journeymap.spoken import AT_LEAST, AT_MOST, actors_of, channel_name, personas, promises_of, sla_words, spoken
from journeymap.units import Scale, parse_scale
from journeymap.words import ces_words, figure_words, interval_words, plain

ENOUGH = 30
"""Fewer answers or visits are shown, but never judged."""
MOST_FRICTION = 5
"""How many ranks of friction are shown as badges and explained at the foot."""


def portray(journey: Journey, plan: Plan, report: Report | None, touchpoint_id: str) -> Card:
    """The card of a touchpoint: its declaration, and with a report what was seen there."""
    touchpoint = journey.touchpoints[touchpoint_id]
    number = plan.number[touchpoint_id]
    found = report.touchpoints[touchpoint_id] if report else None
    verdicts = verdicts_of(report, "touchpoint", touchpoint_id)
    promised = tuple(_promised(journey, touchpoint, verdicts))
    drop_off, tone = _drop_off(touchpoint, found, verdicts.get("drop_off"))
    bars = tuple(_bars(journey, touchpoint, found))
    visits = "" if found is None else _visits(found)
    end = "won" if number in plan.won else "lost" if number in plan.lost else ""
    return Card(
        id=touchpoint_id,
        title=journey.name(touchpoint_id),
        channel=touchpoint.channel or "",
        owner=touchpoint.owner or journey.stages[journey.stage_of(touchpoint_id)].owner or "",
        voice=touchpoint.does or "",
        face=_face(touchpoint, found),
        bars=bars,
        visits=visits,
        drop_off=drop_off,
        drop_off_tone=tone,
        pains=tuple(Pain(pain.text, _basis((*pain.evidence, *touchpoint.evidence))) for pain in touchpoint.pains),
        rank=found.friction.rank
        if found and found.friction and (found.friction.rank or MOST_FRICTION + 1) <= MOST_FRICTION
        else None,
        moment_of_truth=touchpoint.moment_of_truth,
        start=number in plan.starts,
        end=end,
        optional=touchpoint.optional,
        text=spoken(journey, touchpoint_id, found, bars, end, promised),
        notes=tuple(_notes(journey, touchpoint, measured=found is not None)),
        acts=tuple(_acts(journey, touchpoint)),
        inside=len(touchpoint.touchpoints),
        place=channel_name(journey, touchpoint.channel),
        promised=promised,
        leaving=_leaving(touchpoint, found),
        number=number + 1,
    )


def verdicts_of(report: Report | None, about: str, of: str = "") -> dict[str, Verdict]:
    """What became of the promises of a `touchpoint`, a `stage` or the `journey`, by measure; nothing without data."""
    found = report.judgements if report else ()
    return {each.measure: Verdict(each.verdict) for each in found if (each.about, each.of) == (about, of)}


def _asked(journey: Journey, touchpoint: Touchpoint, metric: Metric) -> list[Survey]:
    """The surveys of a metric that a touchpoint names."""
    return [
        survey
        for name, survey in journey.surveys.items()
        if name in touchpoint.ask and metric_of(name, survey) is metric
    ]


def _promised(journey: Journey, touchpoint: Touchpoint, verdicts: dict[str, Verdict]) -> Iterator[Promised]:
    if not verdicts:
        return
    told = promises_of(touchpoint.targets) | ({"sla": sla_words(touchpoint.sla)} if touchpoint.sla else {})
    for survey in _asked(journey, touchpoint, Metric.CES) if "ces" in told else ():
        bound = AT_LEAST if survey.easy == survey.scale.high else AT_MOST
        told["ces"] = worded(bound, measure="CES", value=plain(touchpoint.targets.ces or 0.0))
    yield from (Promised(measure, told[measure], verdict) for measure, verdict in verdicts.items())


def _visits(found: TouchpointFigures) -> str:
    if found.visits is None:
        return worded(TOO_FEW) if "visits" in found.hidden else ""
    return short(found.visits)


def _basis(evidence: tuple[str, ...]) -> Basis:
    return Basis.EVIDENCED if evidence else Basis.GUESSED


def _face(touchpoint: Touchpoint, found: TouchpointFigures | None) -> Face | None:
    """What answers say counts as measured; without them the face is the designer's claim."""
    csat = found.csat if found else None
    if csat and csat.n >= ENOUGH:
        return Face(sum(csat.value >= limit for limit in (0.4, 0.55, 0.7, 0.85)) - 2, Basis.MEASURED)
    if touchpoint.feels is None:
        return None
    everyone = touchpoint.feels.everyone
    claims = list(touchpoint.feels.personas.values()) if everyone is None else [everyone]
    return Face(round(sum(claims) / len(claims)), _basis(touchpoint.evidence)) if claims else None


def _notes(journey: Journey, touchpoint: Touchpoint, *, measured: bool) -> Iterator[Note]:
    """What else a card may say, the more important first."""
    if touchpoint.only_for:
        yield Note(Kind.ONLY_FOR, worded("only {personas}", personas=personas(journey, touchpoint)))
    if touchpoint.sla:
        yield Note(Kind.PROMISE, sla_words(touchpoint.sla))
    if touchpoint.takes and not measured:
        yield Note(Kind.PROMISE, worded("takes {time}", time=span(touchpoint.takes.total_seconds())))
    if touchpoint.expects:
        yield Note(Kind.EXPECTS, touchpoint.expects)
    for idea in touchpoint.ideas:
        yield Note(Kind.IDEA, idea.text)
    if touchpoint.tags:
        yield Note(Kind.TAGS, " ".join(f"#{tag}" for tag in touchpoint.tags))


def _acts(journey: Journey, touchpoint: Touchpoint) -> Iterator[Act]:
    """The lanes of the blueprint: name tags before what is done."""
    for name, kind in actors_of(journey, touchpoint):
        yield Act(Lane.FRONTSTAGE if kind == "staff" else Lane.SUPPORT, name, kind)
    for lane in Lane:
        for text in getattr(touchpoint, lane):
            yield Act(lane, text)


_TONES = {Verdict.OK: Tone.GOOD, Verdict.BROKEN: Tone.POOR, Verdict.UNDECIDED: Tone.FAIR, Verdict.TOO_FEW: Tone.PLAIN}
_USUAL = 0.05
"""The share that may leave where no target says so."""


def _drop_off(touchpoint: Touchpoint, found: TouchpointFigures | None, verdict: Verdict | None) -> tuple[str, Tone]:
    target = touchpoint.targets.drop_off
    if found is None:
        return _at_most(target), Tone.PLAIN
    if "drop_off" in found.hidden:
        return worded(TOO_FEW), Tone.HIDDEN
    rate = found.drop_off
    if rate is None:
        return "", Tone.PLAIN
    if verdict is not None:
        return percent(rate.value), _TONES[verdict]
    judged = rate.of >= ENOUGH
    tone = Tone.POOR if judged and rate.low > _USUAL else Tone.GOOD if judged and rate.high <= _USUAL else Tone.PLAIN
    return percent(rate.value), tone


def _at_most(target: float | None) -> str:
    return "" if target is None else worded("max {share}", share=percent(target))


def _leaving(touchpoint: Touchpoint, found: TouchpointFigures | None) -> Leaving | None:
    target = touchpoint.targets.drop_off
    rate = found.drop_off if found else None
    if rate is None and target is None:
        return None
    aim = _at_most(target)
    if rate is None:
        return Leaving(most=target, aim=aim)
    return Leaving(rate.value, rate.low, rate.high, f"n={short(rate.of)}", target, aim)


def _bars(journey: Journey, touchpoint: Touchpoint, found: TouchpointFigures | None) -> Iterator[Bar]:
    """A bar for each metric that is asked here."""
    for metric in Metric:
        if surveys := _asked(journey, touchpoint, metric):
            target = getattr(touchpoint.targets, metric)
            place = None if target is None else _place(metric, surveys[0].scale, target)
            score: Score | None = getattr(found, metric) if found else None
            bar = _bar(metric, score, place, target, found)
            answered = journey.surveys[score.survey] if score else surveys[0]
            yield _directed(bar, answered) if metric is Metric.CES else bar


def _bar(
    metric: Metric, score: Score | None, place: float | None, target: float | None, found: TouchpointFigures | None
) -> Bar:
    name = metric.upper()
    aim = "" if target is None else _target(metric, target)
    if score is None:
        if found is None:
            return Bar(
                name,
                worded("target {value}", value=aim) if aim else worded("asked here"),
                "",
                Tone.PLAIN,
                target=place,
                aim=aim,
            )
        few = metric.value in found.hidden
        return Bar(name, worded(TOO_FEW if few else "nobody answered"), "", Tone.HIDDEN, target=place, aim=aim)
    scale = parse_scale(score.scale)
    value = _place(metric, scale, score.value)
    low, high = (None if bound is None else _place(metric, scale, bound) for bound in (score.low, score.high))
    easy_is_high = metric is not Metric.CES or score.direction == f"{scale.high:g} = easy"
    return Bar(
        name,
        ces_words(score) if metric is Metric.CES else figure_words(score),
        f"n={short(score.n) if score.n > 9999 else count(score.n)}",
        _tone(score, value, easy_is_high=easy_is_high),
        value,
        low,
        high,
        place,
        interval_words(score),
        figure_words(score),
        aim=aim,
    )


def _directed(bar: Bar, survey: Survey) -> Bar:
    """A bar of CES with its unit, whose word says which way is good."""
    easy_is_high = survey.easy == survey.scale.high
    unit = worded("ease of {top}" if easy_is_high else "effort of {top}", top=plain(survey.scale.high))
    return replace(bar, unit=unit, easy_is_high=easy_is_high)


def _tone(score: Score, place: float, *, easy_is_high: bool) -> Tone:
    if score.n < ENOUGH:
        return Tone.PLAIN
    good = place if easy_is_high else 1 - place
    return Tone.GOOD if good >= 0.7 else Tone.FAIR if good >= 0.55 else Tone.POOR


def _place(metric: Metric, scale: Scale, value: float) -> float:
    """A score as a share of its bar's length."""
    if metric is Metric.CSAT:
        return value
    return (value + 100) / 200 if metric is Metric.NPS else (value - scale.low) / (scale.high - scale.low)


def _target(metric: Metric, target: float) -> str:
    return percent(target) if metric is Metric.CSAT else signed(target) if metric is Metric.NPS else plain(target)
