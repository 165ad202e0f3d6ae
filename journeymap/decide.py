"""A journey, and what was measured of it -> its `Map`: every number becomes a word here, every judgement a tone."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from journeymap.amounts import count, number, percent, percents, short, signed, span, times
from journeymap.catalogue import date_words, worded
from journeymap.closeup import fewest
from journeymap.language.observation import Metric
from journeymap.mapping import Arrow, Card, Column, Friction, Headline, Map
from journeymap.marks import Flow
from journeymap.model import Journey, humanise
from journeymap.outlook import Outlook, outlook_of
from journeymap.passages import passages
from journeymap.plan import Plan
from journeymap.portray import MOST_FRICTION, portray, verdicts_of
from journeymap.preface import facts, planned_funnels, unplanned_funnels
from journeymap.quantities import middle
from journeymap.report import Report, Transition
from journeymap.spoken import and_more, from_to, sentences, target_words
from journeymap.words import HIDDEN_WAYS, SIGNAL_WORDS, ces_words, fix_words, interval_words
from journeymap.worst import worst_first

_LISTED = 6
"""Names of touchpoints that a note lists."""


def decide(
    journey: Journey,
    plan: Plan,
    report: Report | None = None,
    *,
    persona: str = "",
    language: str = "",
    every_way: bool = False,
) -> Map:
    """The map of a journey; without a report that of its declaration.

    `persona` is the id of the persona as whom the journey is looked at, `language` the language it was translated to: the head says so.
    `every_way` leaves out no way that was walked: `journeymap.closeup` chooses then.
    """
    places = {name: place for place, name in enumerate(worst_first(journey, report), 1)}
    cards = {name: replace(portray(journey, plan, report, name), worst=places[name]) for name in plan.ids}
    decided = Map(
        title=journey.title,
        subtitle=_subtitle(journey, report, persona),
        headlines=tuple(_headlines(report)) if report else tuple(_planned(outlook_of(journey, plan))),
        columns=tuple(_columns(journey, report, cards)),
        arrows=_walked(journey, plan, report) if report else _declared(journey, plan),
        friction=tuple(_friction(report)) if report else (),
        notes=tuple(_hidden(journey, report)),
        measured=report is not None,
        lang=journey.lang,
        state=journey.state if journey.state != "current" else "",
        facts=tuple(
            facts(journey, persona, report.segment if report and not persona else "", verdicts_of(report, "journey"))
        ),
        persona=journey.personas[persona].is_ if persona in journey.personas else persona,
        language=language,
        funnels=tuple(planned_funnels(journey, plan)) if report is None else (),
        ways_left_out=tuple(_hidden_ways(report)),
        passages=passages(journey, plan, report),
        designed=frozenset((plan.ids[source], plan.ids[target]) for source, target in plan.edges),
    )
    return decided if every_way else fewest(decided)


def _subtitle(journey: Journey, report: Report | None, persona: str) -> str:
    if report is None:
        # A map for one persona says so elsewhere.
        return "" if persona else " · ".join(each.is_ for each in list(journey.personas.values())[:2])
    data = report.data
    days = [date_words(date.fromisoformat(moment[:10])) for moment in (data.first, data.last) if moment]
    period = [_period(*dict.fromkeys(days))] if days else []
    name = data.files[0].name.rsplit("/", 1)[-1]
    if len(data.files) > 1:
        name = worded("{name} and {n} more", name=name, n=count(len(data.files) - 1))
    return " · ".join([*period, times(data.customers, "customer"), times(data.cases, "case"), name])


def _period(first: str, last: str = "") -> str:
    return worded("{first} to {last}", first=first, last=last) if last else first


def _headlines(report: Report) -> Iterator[Headline]:
    if report.completion:
        rate = report.completion
        yield Headline(
            percent(rate.value, 1), worded("completion"), f"{percents(rate.low, rate.high, 1)}, n={count(rate.of)}"
        )
    if report.cases.time:
        time = report.cases.time
        yield Headline(span(time.median_seconds), worded("median time to the goal"), f"n={count(time.n)}")
    if report.nps:
        score = report.nps
        told = filter(None, (interval_words(score), f"n={count(score.n)}"))
        yield Headline(signed(score.value), "NPS", ", ".join(told))


def _planned(outlook: Outlook) -> Iterator[Headline]:
    """What the plan adds up to: promises, not measurements."""
    worst = ""
    if outlook.at_worst < outlook.completion:
        worst = worded("{share} if all targets are used up", share=percent(outlook.at_worst, 1))
    yield Headline(percent(outlook.completion, 1), worded("planned completion"), worst)
    yield Headline(number(outlook.contacts), worded("planned contacts a case"))
    if outlook.seconds is not None:
        yield Headline(span(outlook.seconds), worded("planned time"))


def _columns(journey: Journey, report: Report | None, cards: dict[str, Card]) -> Iterator[Column]:
    for place, (stage_id, stage) in enumerate(journey.stages.items(), 1):
        title = stage.title or humanise(stage_id)
        subtitle = _counted(report, stage_id, stage.touchpoints) if report else ""
        targets = target_words(stage.targets, verdicts=verdicts_of(report, "stage", stage_id))
        told = [worded("Stage {n}: {title}", n=place, title=title), stage.goal or ""]
        told += [f"{worded('Owner')}: {stage.owner}"] if stage.owner else []
        told += [f"{worded('Targets')}: {targets}" if targets else "", subtitle]
        yield Column(
            stage_id,
            place,
            title,
            subtitle,
            tuple(cards[name] for name in stage.touchpoints),
            stage.goal or "",
            worded("target: {targets}", targets=targets) if targets else "",
            sentences(told),
        )


def _counted(report: Report, stage_id: str, touchpoints: Iterable[str]) -> str:
    """What was counted in a stage: `394 visits · CSAT 71 %, n=140 · ease 4.2 of 5, n=98`."""
    found = [report.touchpoints[name] for name in touchpoints]
    visits = [figures.visits for figures in found if figures.visits is not None]
    more = any("visits" in figures.hidden for figures in found)
    seen = worded("visits not measured")
    if visits or more:
        seen = worded("{n} visits or more" if more else "{n} visits", n=short(sum(visits)))
    return " · ".join([seen, *_scores(report, stage_id)])


def _scores(report: Report, stage_id: str) -> Iterator[str]:
    """CSAT and CES of a stage: of each metric the survey with the most answers there."""
    parts = [answers.stages[stage_id].score for answers in report.answers.values() if stage_id in answers.stages]
    for metric in (Metric.CSAT, Metric.CES):
        found = [score for score in parts if score is not None and score.metric == metric]
        if found:
            score = max(found, key=lambda score: score.n)
            word = f"CSAT {percent(score.value)}" if metric is Metric.CSAT else ces_words(score)
            yield f"{word}, n={short(score.n)}"


def _walked(journey: Journey, plan: Plan, report: Report) -> tuple[Arrow, ...]:
    """Every way that may be told of, in the order of the design."""
    counts = [middle(walked.count) for walked in report.transitions]
    total, most = sum(counts), max(counts, default=1)
    return tuple(
        _arrow(journey, plan, walked, most, total)
        for walked in sorted(report.transitions, key=lambda walked: (plan.number[walked.from_], plan.number[walked.to]))
    )


def _arrow(journey: Journey, plan: Plan, walked: Transition, most: float, total: float) -> Arrow:
    source, target = plan.number[walked.from_], plan.number[walked.to]
    flow = Flow.LOOP if target <= source else Flow.PLANNED if walked.planned else Flow.UNPLANNED
    told = [
        worded(
            "{times} by {customers}", times=times(walked.count, "time"), customers=times(walked.customers, "customer")
        ),
        worded("planned" if walked.planned else "not planned"),
    ]
    if walked.median_seconds is not None:
        told.append(worded("median {time}", time=span(walked.median_seconds)))
    return Arrow(
        walked.from_,
        walked.to,
        flow,
        middle(walked.count) / most,
        short(walked.count),
        from_to(journey.name(walked.from_), journey.name(walked.to), ", ".join(told)),
        round(middle(walked.count)),
        middle(walked.count) / total,
    )


def _declared(journey: Journey, plan: Plan) -> tuple[Arrow, ...]:
    arrows = []
    for (source, target), way in sorted(plan.edges.items()):
        label = percent(way.share) if way.share is not None else ""
        promises = [worded("{share} promised", share=label)] if label else []
        promises += [worded("within {time}", time=span(way.within.total_seconds()))] if way.within else []
        promises += [worded("when {condition}", condition=way.when)] if way.when else []
        told = ", ".join(promises) or worded("designed")
        flow = Flow.LOOP if target <= source else Flow.PLANNED
        arrows.append(
            Arrow(
                plan.ids[source],
                plan.ids[target],
                flow,
                way.share or 0.0,
                label,
                from_to(journey.name(plan.ids[source]), journey.name(plan.ids[target]), told),
                share=way.share,
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
            f"{percent(signal.share.value)} {worded(SIGNAL_WORDS[signal.signal])} ({percents(signal.share.low, signal.share.high)}), "
            f"n={short(signal.share.of)}"
            for signal in signals
            if signal.contribution > 0
        ]
        told = filter(None, (*lines[:2], fix_words(figures.friction)))
        yield Friction(rank, figures.title, tuple(told), next(iter(figures.pains), ""))


def _hidden(journey: Journey, report: Report | None) -> Iterator[str]:
    if report is None:
        yield from unplanned_funnels(journey)
        return
    hidden = [found.title for found in report.touchpoints.values() if found.hidden]
    if hidden:
        yield worded("Too few to show: {names}.", names=and_more(hidden, _LISTED))


def _hidden_ways(report: Report | None) -> Iterator[str]:
    if report and report.transitions_hidden:
        yield worded(HIDDEN_WAYS)
