"""A journey, and what was measured of it -> its `Map`: every number becomes a word here, every judgement a tone."""

from collections.abc import Iterator

from journeymap.mapping import Arrow, Bar, Card, Column, Face, Flow, Friction, Headline, Map, Tone
from journeymap.model import Journey, Metric, Touchpoint, humanise, metric_of
from journeymap.plan import Plan
from journeymap.report import Report, Score, TouchpointFigures, Transition
from journeymap.units import Scale, parse_scale
from journeymap.words import ces_words, count, percent, percents, score_words, short, signed, span, times

ENOUGH = 30
"""Fewer answers or visits are shown, but never judged."""
SHARE_DRAWN = 0.9
"""The fewest arrows are drawn that carry this share of all steps."""
TOO_FEW = "too few"
MOST_FRICTION = 5


def decide(journey: Journey, plan: Plan, report: Report | None = None) -> Map:
    """The map of a journey; without a report that of its declaration."""
    arrows, notes = _walked(journey, plan, report) if report else (_declared(journey, plan), [])
    cards = {touchpoint_id: _card(journey, plan, report, touchpoint_id) for touchpoint_id in plan.ids}
    return Map(
        title=journey.title,
        subtitle=_subtitle(journey, report),
        headlines=tuple(_headlines(report)) if report else (),
        columns=tuple(_columns(journey, report, cards)),
        arrows=arrows,
        friction=tuple(_friction(report)) if report else (),
        notes=(*_hidden(report), *notes),
        measured=report is not None,
        lang=journey.lang,
    )


def _subtitle(journey: Journey, report: Report | None) -> str:
    parts = [f"{persona.is_}" for persona in list(journey.personas.values())[:2]]
    if report is None:
        return " · ".join([*([journey.goal] if journey.goal else []), *parts, "as designed, not measured"])
    data = report.data
    period = [f"{_day(data.first)} to {_day(data.last)}"] if data.first and data.last else []
    names = [
        data.files[0].name.rsplit("/", 1)[-1] + (f" and {len(data.files) - 1} more" if len(data.files) > 1 else "")
    ]
    return " · ".join([*period, times(data.customers, "customer"), times(data.cases, "case"), *names])


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(moment: str) -> str:
    """`2026-07-31T...` as `31 Jul 2026`."""
    year, month, day = moment[:10].split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def _headlines(report: Report) -> Iterator[Headline]:
    if report.completion:
        rate = report.completion
        yield Headline(percent(rate.value, 1), "completion", f"{percents(rate.low, rate.high, 1)}, n={count(rate.of)}")
    if report.cases.time:
        time = report.cases.time
        yield Headline(span(time.median_seconds), "median time to the goal", f"n={count(time.n)}")
    if report.nps:
        score = report.nps
        interval = (
            f"{signed(score.low)} to {signed(score.high)}, " if score.low is not None and score.high is not None else ""
        )
        yield Headline(signed(score.value), "NPS", f"{interval}n={count(score.n)}")


def _columns(journey: Journey, report: Report | None, cards: dict[str, Card]) -> Iterator[Column]:
    for number, (stage_id, stage) in enumerate(journey.stages.items(), 1):
        subtitle = stage.goal or ""
        if report:
            found = [report.touchpoints[name] for name in stage.touchpoints]
            visits = [figures.visits for figures in found if figures.visits is not None]
            subtitle = (
                f"{short(sum(visits))} visits"
                + (" or more" if any("visits" in figures.hidden for figures in found) else "")
                + _stage_csat(found)
            )
        yield Column(
            stage_id,
            number,
            stage.title or humanise(stage_id),
            subtitle,
            tuple(cards[name] for name in stage.touchpoints),
        )


def _stage_csat(found: list[TouchpointFigures]) -> str:
    scores = [figures.csat for figures in found if figures.csat and figures.csat.effective_n is None]
    n = sum(score.n for score in scores)
    good = sum(score.counts["good"] for score in scores)
    return f" · CSAT {percent(good / n)}, n={short(n)}" if n >= ENOUGH else ""


def _card(journey: Journey, plan: Plan, report: Report | None, touchpoint_id: str) -> Card:
    touchpoint = journey.touchpoints[touchpoint_id]
    number = plan.number[touchpoint_id]
    found = report.touchpoints[touchpoint_id] if report else None
    drop_off, tone = _drop_off(touchpoint, found)
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
        pain=touchpoint.pains[0].text if touchpoint.pains else "",
        rank=found.friction.rank
        if found and found.friction and (found.friction.rank or MOST_FRICTION + 1) <= MOST_FRICTION
        else None,
        moment_of_truth=touchpoint.moment_of_truth,
        start=number in plan.starts,
        end=end,
        optional=touchpoint.optional,
        text=_text(journey, touchpoint_id, touchpoint, found, bars, end),
    )


def _visits(found: TouchpointFigures) -> str:
    if found.visits is None:
        return TOO_FEW if "visits" in found.hidden else ""
    return short(found.visits)


def _face(touchpoint: Touchpoint, found: TouchpointFigures | None) -> Face | None:
    """What answers say counts as measured; without them the face is the designer's claim."""
    csat = found.csat if found else None
    if csat and csat.n >= ENOUGH:
        return Face(sum(csat.value >= limit for limit in (0.4, 0.55, 0.7, 0.85)) - 2, True)
    if touchpoint.feels is None:
        return None
    claims = (
        [touchpoint.feels.everyone]
        if touchpoint.feels.everyone is not None
        else list(touchpoint.feels.personas.values())
    )
    return Face(round(sum(claims) / len(claims)), False) if claims else None


def _drop_off(touchpoint: Touchpoint, found: TouchpointFigures | None) -> tuple[str, Tone]:
    target = touchpoint.targets.drop_off
    if found is None:
        return (f"max {percent(target)}" if target is not None else "", Tone.PLAIN)
    if "drop_off" in found.hidden:
        return TOO_FEW, Tone.HIDDEN
    rate = found.drop_off
    if rate is None:
        return "", Tone.PLAIN
    limit = target if target is not None else 0.05
    judged = rate.of >= ENOUGH
    tone = Tone.POOR if judged and rate.low > limit else Tone.GOOD if judged and rate.high <= limit else Tone.PLAIN
    return percent(rate.value), tone


def _bars(journey: Journey, touchpoint: Touchpoint, found: TouchpointFigures | None) -> Iterator[Bar]:
    """A bar for each metric that is asked here."""
    for metric in Metric:
        surveys = [
            survey
            for name, survey in journey.surveys.items()
            if name in touchpoint.ask and metric_of(name, survey) is metric
        ]
        if surveys:
            target = getattr(touchpoint.targets, metric)
            place = None if target is None else _place(metric, surveys[0].scale, target)
            score: Score | None = getattr(found, metric) if found else None
            yield _bar(metric, score, place, target, found)


def _bar(
    metric: Metric, score: Score | None, place: float | None, target: float | None, found: TouchpointFigures | None
) -> Bar:
    name = metric.upper()
    if score is None:
        if found is None:
            return Bar(
                name,
                f"target {_target(metric, target)}" if target is not None else "asked here",
                "",
                Tone.PLAIN,
                target=place,
            )
        few = metric.value in found.hidden
        return Bar(name, TOO_FEW if few else "nobody answered", "", Tone.HIDDEN, target=place)
    scale = parse_scale(score.scale)
    value = _place(metric, scale, score.value)
    low, high = (None if bound is None else _place(metric, scale, bound) for bound in (score.low, score.high))
    easy_is_high = metric is not Metric.CES or score.direction == f"{scale.high:g} = easy"
    word = {Metric.CSAT: percent(score.value), Metric.CES: ces_words(score), Metric.NPS: signed(score.value)}[metric]
    return Bar(
        name,
        word,
        f"n={short(score.n) if score.n > 9999 else count(score.n)}",
        _tone(score, value, easy_is_high=easy_is_high),
        value,
        low,
        high,
        place,
    )


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
    return percent(target) if metric is Metric.CSAT else signed(target) if metric is Metric.NPS else f"{target:g}"


def _text(
    journey: Journey,
    touchpoint_id: str,
    touchpoint: Touchpoint,
    found: TouchpointFigures | None,
    bars: tuple[Bar, ...],
    end: str,
) -> str:
    """The card in words."""
    parts = [journey.name(touchpoint_id)]
    parts += [touchpoint.does] if touchpoint.does else []
    parts += [f"Channel {touchpoint.channel}"] if touchpoint.channel else []
    parts += ["A moment of truth"] if touchpoint.moment_of_truth else []
    parts += [{"won": "The journey is won here", "lost": "The journey is lost here"}[end]] if end else []
    if touchpoint.feels and touchpoint.feels.everyone is not None:
        parts.append(f"Declared feeling {touchpoint.feels.everyone:+d} of -2 to +2")
    if found:
        unseen = "Too few customers to show counts" if "visits" in found.hidden else "Visits are not measured"
        parts.append(unseen if found.visits is None else times(found.visits, "visit"))
        parts += (
            [f"{percent(found.drop_off.value, 1)} leave here ({percents(found.drop_off.low, found.drop_off.high, 1)})"]
            if found.drop_off
            else []
        )
        parts += [
            f"{metric.upper()} {score_words(score)}, n={count(score.n)}"
            for metric in Metric
            if (score := getattr(found, metric))
        ]
    else:
        parts += [f"{bar.metric} {bar.word}" for bar in bars]
    parts += [f"Pain: {pain.text}" for pain in touchpoint.pains]
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _walked(journey: Journey, plan: Plan, report: Report) -> tuple[tuple[Arrow, ...], list[str]]:
    """The fewest arrows that carry most steps, and what is said about the others."""
    total = sum(walked.count for walked in report.transitions)
    drawn: list[Transition] = []
    for walked in sorted(
        report.transitions, key=lambda walked: (-walked.count, plan.number[walked.from_], plan.number[walked.to])
    ):
        if sum(found.count for found in drawn) >= SHARE_DRAWN * total:
            break
        drawn.append(walked)
    drawn += _ways_in(report, drawn)
    rest = total - sum(walked.count for walked in drawn)
    most = max((walked.count for walked in drawn), default=1)
    arrows = tuple(
        _arrow(journey, plan, walked, most)
        for walked in sorted(drawn, key=lambda walked: (plan.number[walked.from_], plan.number[walked.to]))
    )
    missing = len(report.transitions) - len(drawn)
    return arrows, [
        f"{times(missing, 'more way')} with {percent(rest / total)} of all steps not drawn."
    ] if missing else []


def _ways_in(report: Report, drawn: list[Transition]) -> list[Transition]:
    """For each card that no drawn arrow leads to, the way that most customers took to it: nothing seen hangs in the air."""
    reached = {walked.to for walked in drawn}
    ways: dict[str, Transition] = {}
    for walked in report.transitions:
        if walked.to not in reached and walked.from_ != walked.to:
            best = ways.get(walked.to)
            ways[walked.to] = walked if best is None or walked.count > best.count else best
    return list(ways.values())


def _arrow(journey: Journey, plan: Plan, walked: Transition, most: int) -> Arrow:
    source, target = plan.number[walked.from_], plan.number[walked.to]
    flow = Flow.LOOP if target <= source else Flow.PLANNED if walked.planned else Flow.UNPLANNED
    time = f", median {span(walked.median_seconds)}" if walked.median_seconds is not None else ""
    told = f"{times(walked.count, 'time')} by {times(walked.customers, 'customer')}, {'planned' if walked.planned else 'not planned'}{time}"
    return Arrow(
        walked.from_,
        walked.to,
        flow,
        walked.count / most,
        short(walked.count),
        f"{journey.name(walked.from_)} to {journey.name(walked.to)}: {told}",
    )


def _declared(journey: Journey, plan: Plan) -> tuple[Arrow, ...]:
    arrows = []
    for (source, target), way in sorted(plan.edges.items()):
        label = percent(way.share) if way.share is not None else ""
        names = f"{journey.name(plan.ids[source])} to {journey.name(plan.ids[target])}"
        promises = [f"{label} promised"] if label else []
        promises += [f"within {span(way.within.total_seconds())}"] if way.within else []
        promises += [f"when {way.when}"] if way.when else []
        flow = Flow.LOOP if target <= source else Flow.PLANNED
        arrows.append(
            Arrow(
                plan.ids[source],
                plan.ids[target],
                flow,
                way.share or 0.0,
                label,
                f"{names}: {', '.join(promises) or 'designed'}",
            )
        )
    return tuple(arrows)


def _friction(report: Report) -> Iterator[Friction]:
    ranked = sorted(
        (found.friction.rank, name)
        for name, found in report.touchpoints.items()
        if found.friction and found.friction.rank
    )
    for rank, name in ranked[:MOST_FRICTION]:
        figures = report.touchpoints[name]
        signals = sorted(figures.friction.signals if figures.friction else (), key=lambda signal: -signal.contribution)
        lines = [
            f"{percent(signal.share.value)} {_SIGNALS[signal.signal]}, n={short(signal.share.of)}"
            for signal in signals
            if signal.contribution > 0
        ]
        yield Friction(rank, figures.title, (*lines[:2], *figures.pains[:1]))


_SIGNALS = {
    "drop-off": "leave",
    "slow": "wait longer than promised",
    "repeat": "have to do it again",
    "return": "come back",
    "unplanned": "go on elsewhere",
    "hand-off": "need a person",
    "failure": "of contacts fail",
    "low CSAT": "not satisfied",
    "high effort": "find it hard",
}


def _hidden(report: Report | None) -> Iterator[str]:
    if report is None:
        yield "Hollow faces are the designers' claims; nothing here is measured."
        return
    hidden = [found.title for found in report.touchpoints.values() if found.hidden]
    if hidden:
        yield f"Too few to show: {', '.join(hidden[:6])}{f' and {len(hidden) - 6} more' if len(hidden) > 6 else ''}."
    if report.transitions_hidden:
        yield f"{times(report.transitions_hidden, 'way')} with too few customers not shown."
