"""A touchpoint in words, for who listens instead of looking: everything that the file says to people, then what was seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from journeymap.amounts import count, percent, percents, signed, span, times
from journeymap.catalogue import mark, worded
from journeymap.language.observation import Metric
from journeymap.language.people import Pain, Quote
from journeymap.language.promise import Sla, Targets
from journeymap.language.touchpoint import Touchpoint
from journeymap.mapping import Bar, Promised
from journeymap.model import Journey, humanise
from journeymap.report import TouchpointFigures
from journeymap.words import measure_words, plain, score_words

_BY = {
    "customer": "customer",
    "staff": mark("our staff"),
    "system": mark("a system"),
    "partner": mark("a partner"),
}
ACTORS = {"staff": mark("staff"), "system": mark("system"), "partner": mark("partner")}
"""The kinds of actors in words."""
_MENDED = (mark("hand off"), mark("failure"), mark("low csat"), "error")
"""Signs of friction that `measure_words` knows by no other name."""
_SEVERITIES = {
    "high": mark("Pain (high): {pain}"),
    "medium": mark("Pain (medium): {pain}"),
    "low": mark("Pain (low): {pain}"),
    None: mark("Pain: {pain}"),
}


def spoken(
    journey: Journey,
    touchpoint_id: str,
    found: TouchpointFigures | None = None,
    bars: Iterable[Bar] = (),
    end: str = "",
    promised: Sequence[Promised] = (),
) -> str:
    """The touchpoint as one paragraph. `bars` are its targets' words without data, `end` is `won`, `lost` or empty.

    `promised` are its promises with what became of them.
    """
    touchpoint = journey.touchpoints[touchpoint_id]
    parts = [journey.name(touchpoint_id), *_told(journey, touchpoint, end, promised)]
    parts += _seen(found) if found else [f"{bar.metric} {bar.word}" for bar in bars]
    parts += [_pain(pain) for pain in touchpoint.pains]
    parts += _offstage(journey, touchpoint)
    return sentences(parts)


def sentences(parts: Iterable[str]) -> str:
    """Each part as a sentence of its own; nothing of empty ones."""
    return " ".join(part if part[-1] in "?!" else f"{part.rstrip('.')}." for part in parts if part)


def from_to(source: str, target: str, told: str) -> str:
    """What is told of a way, after where it leads from and to."""
    return worded("{source} to {target}: {told}", source=source, target=target, told=told)


def _told(journey: Journey, touchpoint: Touchpoint, end: str, promised: Sequence[Promised]) -> Iterator[str]:
    """What the customer does and feels here, and what was promised."""
    if touchpoint.does:
        yield touchpoint.does
    yield from _labelled((mark("Thinks"), touchpoint.thinks), (mark("Expects"), touchpoint.expects))
    yield from [_quote(journey, touchpoint.says)] if touchpoint.says else []
    if touchpoint.channel:
        yield worded("Channel {name}", name=channel_name(journey, touchpoint.channel))
    by = worded(_BY[touchpoint.by]) if touchpoint.by else None
    yield from _labelled((mark("Acts"), by), (mark("Owner"), touchpoint.owner))
    yield from [worded("A moment of truth")] if touchpoint.moment_of_truth else []
    yield from [worded("May come several times in a row by design")] if touchpoint.repeatable else []
    if end:
        yield worded("The journey is won here" if end == "won" else "The journey is lost here")
    if touchpoint.only_for:
        yield worded("Only for {personas}", personas=personas(journey, touchpoint))
    yield from _feelings(journey, touchpoint)
    if touchpoint.takes:
        yield worded("Takes {time} as promised", time=span(touchpoint.takes.total_seconds()))
    became = {each.measure: f"{each.text} ({worded(each.verdict)})" for each in promised}
    if touchpoint.sla:
        yield f"{worded('Service level')}: {became.pop('sla', '') or sla_words(touchpoint.sla)}"
    # Without data the bars' words tell the targets of scores.
    others = ", ".join(became.values()) or target_words(touchpoint.targets, without=tuple(Metric))
    yield from _labelled((mark("Targets"), others))


def _feelings(journey: Journey, touchpoint: Touchpoint) -> Iterator[str]:
    if touchpoint.feels and touchpoint.feels.everyone is not None:
        yield worded("Declared feeling {feels} of -2 to +2", feels=f"{touchpoint.feels.everyone:+d}")
    for name, feels in touchpoint.feels.personas.items() if touchpoint.feels else ():
        persona = persona_name(journey, name)
        yield worded("Declared feeling of {persona} {feels} of -2 to +2", persona=persona, feels=f"{feels:+d}")


def _quote(journey: Journey, quote: Quote) -> str:
    said = f"\N{LEFT DOUBLE QUOTATION MARK}{quote.quote}\N{RIGHT DOUBLE QUOTATION MARK}"
    if quote.by:
        said = worded("{quote}, says {persona}", quote=said, persona=persona_name(journey, quote.by))
    return f"{said} ({quote.source})" if quote.source else said


def _seen(found: TouchpointFigures) -> Iterator[str]:
    few = "visits" in found.hidden
    unseen = worded("Too few customers to show counts" if few else "Visits are not measured")
    yield unseen if found.visits is None else times(found.visits, "visit")
    if found.drop_off:
        rate = found.drop_off
        interval = percents(rate.low, rate.high, 1)
        yield worded("{share} leave here ({interval})", share=percent(rate.value, 1), interval=interval)
    for metric in Metric:
        if score := getattr(found, metric):
            yield f"{metric.upper()} {score_words(score)}, n={count(score.n)}"


def _pain(pain: Pain) -> str:
    told = worded(_SEVERITIES[pain.severity], pain=pain.text.rstrip("."))
    return "; ".join([told, *_labelled((mark("evidence"), ", ".join(pain.evidence)))])


def _offstage(journey: Journey, touchpoint: Touchpoint) -> Iterator[str]:
    """The lanes of the blueprint, ideas, and where more is known."""
    for idea in touchpoint.ideas:
        told = [f"{worded('Idea')}: {idea.text.rstrip('.')}"]
        told += [worded("would mend {signs}", signs=", ".join(map(measure_words, idea.fixes)))] if idea.fixes else []
        told += [worded("owner {owner}", owner=idea.owner)] if idea.owner else []
        yield "; ".join([*told, *_labelled((mark("evidence"), ", ".join(idea.evidence)))])
    actors = [f"{name} ({worded(ACTORS[kind])})" for name, kind in actors_of(journey, touchpoint)]
    inside = [inner.title or humanise(name) for name, inner in touchpoint.touchpoints.items()]
    yield from _labelled(
        (mark("The customer sees"), "; ".join(touchpoint.sees)),
        (mark("With"), ", ".join(actors)),
        (mark("Frontstage"), "; ".join(touchpoint.frontstage)),
        (mark("Backstage"), "; ".join(touchpoint.backstage)),
        (mark("Support"), "; ".join(touchpoint.support)),
        (mark("Signals of trouble"), ", ".join(pattern.event for pattern in touchpoint.signals)),
        (mark("Inside"), ", ".join(inside)),
        (mark("Tags"), ", ".join(touchpoint.tags)),
        (mark("Evidence"), ", ".join(touchpoint.evidence)),
        (mark("Links"), ", ".join(touchpoint.links)),
        (mark("Renamed from"), touchpoint.renamed_from),
    )


def _labelled(*pairs: tuple[str, str | None]) -> Iterator[str]:
    return (f"{worded(label)}: {text}" for label, text in pairs if text)


def and_more(names: Sequence[str], most: int) -> str:
    """The first few names of a list, and how many more there are: `A, B and 3 more`."""
    told = ", ".join(names[:most])
    more = len(names) - most
    return worded("{names} and {n} more", names=told, n=count(more)) if more > 0 else told


def channel_name(journey: Journey, name: str | None) -> str:
    """The channel as people call it: its title, else its name; empty for none."""
    channel = journey.channels.get(name or "")
    return (channel and channel.title) or name or ""


def persona_name(journey: Journey, name: str) -> str:
    """How a persona is called in short: the part before the first comma of who it is; its id if nobody declares it."""
    persona = journey.personas.get(name)
    return persona.is_.partition(",")[0].strip() if persona else name


def personas(journey: Journey, touchpoint: Touchpoint) -> str:
    """The names of those who come here: `Linh`, `Linh and Minh`."""
    names = [persona_name(journey, name) for name in touchpoint.only_for]
    *others, last = names
    return worded("{names} and {last}", names=", ".join(others), last=last) if others else last


def actors_of(journey: Journey, touchpoint: Touchpoint) -> list[tuple[str, str]]:
    """Who takes part on the company's side, as (name, kind); an id that nobody declares is taken for staff."""
    found = [(name, journey.actors.get(name)) for name in touchpoint.with_]
    return [(actor.is_, actor.kind) if actor else (humanise(name), "staff") for name, actor in found]


def sla_words(sla: Sla) -> str:
    """`within 5 min, 90 %`."""
    return f"{worded('within {time}', time=span(sla.within.total_seconds()))}, {percent(sla.share)}"


AT_LEAST, AT_MOST = mark("{measure} min {value}"), mark("{measure} max {value}")
_BOUNDS = {
    **dict.fromkeys(("completion", "csat", "nps"), AT_LEAST),
    "time": mark("time max {value}"),
    # Which way effort is good depends on its scale: the survey says so, not the target.
    "ces": mark("{measure} {value}"),
}
"""By measure how its target is said, if not as the most there may be."""
_FIRST = ("completion", "time")
"""Of a budget's measures those that are told first."""


def target_words(targets: Targets, without: tuple[str, ...] = (), verdicts: Mapping[str, str] | None = None) -> str:
    """All that was promised: `drop-off max 20 %, CSAT min 85 %`; empty where nothing was.

    `without` leaves measures out, by field; `verdicts` are said behind the measures that they are of: `NPS min +35 (ok)`.
    """
    became = {measure: f" ({worded(verdict)})" for measure, verdict in (verdicts or {}).items()}
    return ", ".join(
        f"{text}{became.get(measure, '')}" for measure, text in promises_of(targets).items() if measure not in without
    )


def promises_of(targets: Targets) -> dict[str, str]:
    """Each promise in words by its measure, as `Judgement.measure` names it: `{"drop_off": "drop-off max 20 %"}`."""
    told = {}
    for field, measure in _measures(type(targets)):
        value = getattr(targets, field)
        if value is not None:
            bound = _BOUNDS.get(field, AT_MOST)
            told[measure] = worded(bound, measure=measure_words(field.rstrip("_")), value=_amount(field, value))
    return told


@cache
def _measures(kind: type[Targets]) -> tuple[tuple[str, str], ...]:
    """The fields of targets with the measures that they are of, in the order in which they are told."""
    fields = kind.model_fields
    order = sorted(fields, key=lambda field: _FIRST.index(field) if field in _FIRST else len(_FIRST))
    return tuple((field, fields[field].alias or field) for field in order)


def _amount(field: str, value: Any) -> str:
    if field == "time":
        return span(value.total_seconds())
    if field == "nps":
        return signed(value)
    return plain(value) if field in ("ces", "contacts", "channel_switches") else percent(value)
