"""A touchpoint in words, for who listens instead of looking: everything that the file says to people, then what was seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from journeymap.language.observation import Metric
from journeymap.language.people import Pain, Quote
from journeymap.language.promise import Sla, Targets
from journeymap.language.touchpoint import Touchpoint
from journeymap.mapping import Bar, Promised
from journeymap.model import Journey, humanise
from journeymap.report import TouchpointFigures
from journeymap.words import count, measure_words, percent, percents, score_words, signed, span, times

_BY = {"customer": "customer", "staff": "our staff", "system": "a system", "partner": "a partner"}


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


def _told(journey: Journey, touchpoint: Touchpoint, end: str, promised: Sequence[Promised]) -> Iterator[str]:
    """What the customer does and feels here, and what was promised."""
    if touchpoint.does:
        yield touchpoint.does
    yield from _labelled(("Thinks", touchpoint.thinks), ("Expects", touchpoint.expects))
    yield from [_quote(journey, touchpoint.says)] if touchpoint.says else []
    if touchpoint.channel:
        yield f"Channel {channel_name(journey, touchpoint.channel)}"
    yield from _labelled(("Acts", _BY[touchpoint.by] if touchpoint.by else None), ("Owner", touchpoint.owner))
    yield from ["A moment of truth"] if touchpoint.moment_of_truth else []
    yield from ["May come several times in a row by design"] if touchpoint.repeatable else []
    yield from [{"won": "The journey is won here", "lost": "The journey is lost here"}[end]] if end else []
    yield from [f"Only for {personas(journey, touchpoint)}"] if touchpoint.only_for else []
    yield from _feelings(journey, touchpoint)
    if touchpoint.takes:
        yield f"Takes {span(touchpoint.takes.total_seconds())} as promised"
    became = {each.measure: f"{each.text} ({each.verdict})" for each in promised}
    if touchpoint.sla:
        yield f"Service level: {became.pop('sla', sla_words(touchpoint.sla))}"
    # Without data the bars' words tell the targets of scores.
    others = ", ".join(became.values()) or target_words(touchpoint.targets, without=tuple(Metric))
    yield from [f"Targets: {others}"] if others else []


def _feelings(journey: Journey, touchpoint: Touchpoint) -> Iterator[str]:
    if touchpoint.feels and touchpoint.feels.everyone is not None:
        yield f"Declared feeling {touchpoint.feels.everyone:+d} of -2 to +2"
    for name, feels in touchpoint.feels.personas.items() if touchpoint.feels else ():
        yield f"Declared feeling of {persona_name(journey, name)} {feels:+d} of -2 to +2"


def _quote(journey: Journey, quote: Quote) -> str:
    by = f", says {persona_name(journey, quote.by)}" if quote.by else ""
    source = f" ({quote.source})" if quote.source else ""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{quote.quote}\N{RIGHT DOUBLE QUOTATION MARK}{by}{source}"


def _seen(found: TouchpointFigures) -> Iterator[str]:
    unseen = "Too few customers to show counts" if "visits" in found.hidden else "Visits are not measured"
    yield unseen if found.visits is None else times(found.visits, "visit")
    if found.drop_off:
        rate = found.drop_off
        yield f"{percent(rate.value, 1)} leave here ({percents(rate.low, rate.high, 1)})"
    for metric in Metric:
        if score := getattr(found, metric):
            yield f"{metric.upper()} {score_words(score)}, n={count(score.n)}"


def _pain(pain: Pain) -> str:
    severity = f" ({pain.severity})" if pain.severity else ""
    evidence = f"; evidence: {', '.join(pain.evidence)}" if pain.evidence else ""
    return f"Pain{severity}: {pain.text.rstrip('.')}{evidence}"


def _offstage(journey: Journey, touchpoint: Touchpoint) -> Iterator[str]:
    """The lanes of the blueprint, ideas, and where more is known."""
    for idea in touchpoint.ideas:
        fixes = f"; would mend {', '.join(map(measure_words, idea.fixes))}" if idea.fixes else ""
        owner = f"; owner {idea.owner}" if idea.owner else ""
        evidence = f"; evidence: {', '.join(idea.evidence)}" if idea.evidence else ""
        yield f"Idea: {idea.text.rstrip('.')}{fixes}{owner}{evidence}"
    actors = [f"{name} ({kind})" for name, kind in actors_of(journey, touchpoint)]
    yield from _labelled(
        ("The customer sees", "; ".join(touchpoint.sees)),
        ("With", ", ".join(actors)),
        ("Frontstage", "; ".join(touchpoint.frontstage)),
        ("Backstage", "; ".join(touchpoint.backstage)),
        ("Support", "; ".join(touchpoint.support)),
        ("Signals of trouble", ", ".join(pattern.event for pattern in touchpoint.signals)),
        ("Inside", ", ".join(inner.title or humanise(name) for name, inner in touchpoint.touchpoints.items())),
        ("Tags", ", ".join(touchpoint.tags)),
        ("Evidence", ", ".join(touchpoint.evidence)),
        ("Links", ", ".join(touchpoint.links)),
        ("Renamed from", touchpoint.renamed_from),
    )


def _labelled(*pairs: tuple[str, str | None]) -> Iterator[str]:
    return (f"{label}: {text}" for label, text in pairs if text)


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
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def actors_of(journey: Journey, touchpoint: Touchpoint) -> list[tuple[str, str]]:
    """Who takes part on the company's side, as (name, kind); an id that nobody declares is taken for staff."""
    found = [(name, journey.actors.get(name)) for name in touchpoint.with_]
    return [(actor.is_, actor.kind) if actor else (humanise(name), "staff") for name, actor in found]


def sla_words(sla: Sla) -> str:
    """`within 5 min, 90 %`."""
    return f"within {span(sla.within.total_seconds())}, {percent(sla.share)}"


_AT_LEAST = frozenset({"completion", "csat", "nps"})
_FIRST = ("completion", "time")
"""Of a budget's measures those that are told first."""


def target_words(targets: Targets, without: tuple[str, ...] = (), verdicts: Mapping[str, str] | None = None) -> str:
    """All that was promised: `drop-off max 20 %, CSAT min 85 %`; empty where nothing was.

    `without` leaves measures out, by field; `verdicts` are said behind the measures that they are of: `NPS min +35 (ok)`.
    """
    became = {measure: f" ({verdict})" for measure, verdict in (verdicts or {}).items()}
    return ", ".join(
        f"{text}{became.get(measure, '')}" for measure, text in promises_of(targets).items() if measure not in without
    )


def promises_of(targets: Targets) -> dict[str, str]:
    """Each promise in words by its measure, as `Judgement.measure` names it: `{"drop_off": "drop-off max 20 %"}`."""
    told = {}
    fields = type(targets).model_fields
    for field in sorted(fields, key=lambda field: _FIRST.index(field) if field in _FIRST else len(_FIRST)):
        value = getattr(targets, field)
        if value is not None:
            # Which way effort is good depends on its scale: the survey says so, not the target.
            bound = "" if field == "ces" else "min " if field in _AT_LEAST else "max "
            name = "time" if field == "time" else measure_words(field.rstrip("_"))
            told[fields[field].alias or field] = f"{name} {bound}{_amount(field, value)}"
    return told


def _amount(field: str, value: Any) -> str:
    if field == "time":
        return span(value.total_seconds())
    if field == "nps":
        return signed(value)
    return f"{value:g}" if field in ("ces", "contacts", "channel_switches") else percent(value)
