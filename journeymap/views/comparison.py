"""A comparison for people: the verdict, what is worse and better, the rest folded; and for programs."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count as running

from pydantic_core import to_json

from journeymap.amounts import NONE, TOO_FEW, count, number, percent, signed, span, times
from journeymap.catalogue import again, mark, moment, numeral, say, with_percent, written
from journeymap.comparison import Comparison, Contrast, Seen, Side
from journeymap.folds import Fold, row
from journeymap.markup import clean, inert_json, prose

MOST = 10
"""So many measures that are worse or better stand at the top; the others are folded with the rest."""
MOST_TOLD = 5
"""So many of each kind are told on a terminal."""
_cell, _inner = partial(prose, cell=True), partial(prose, inner=True)
MARKS = {"worse": "❌", "better": "✅", "no proof": "", "too few": ""}
_SUMS = {
    "worse": mark("{n} worse"),
    "better": mark("{n} better"),
    "no proof": mark("{n} no proof of a difference"),
    "too few": mark("{n} too few customers"),
}
_CHANGES = (
    ("worse", mark("Worse {place}. {sentence}"), mark("{measures} worse, in the whole comparison.")),
    ("better", mark("Better {place}. {sentence}"), mark("{measures} better, in the whole comparison.")),
)
_NAMES = {
    "completion": mark("completion"),
    "time": mark("median time to the goal"),
    "contacts": mark("contacts to the goal"),
    "csat": "CSAT",
    "ces": "CES",
    "nps": "NPS",
    "funnel": mark("customers who get through"),
    "drop_off": mark("drop-off"),
    "failure": mark("failed contacts"),
    "error": mark("signals of trouble"),
    "repeat": mark("repeats"),
    "return": mark("returns"),
    "visits": mark("visits per case that gets there"),
}


def markdown(found: Comparison) -> str:
    """Markdown; the same bytes for the same comparison."""
    parts = (_head(found), _changed(found), _folded(found), _notes(found))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def text(found: Comparison) -> str:
    """A few lines for a terminal, to be read aloud."""
    return "\n".join(_lines(found)) + "\n"


def json(found: Comparison) -> str:
    """As `schemas/compare.schema.json` describes it; the same bytes for the same comparison."""
    return inert_json(to_json(found.model_dump(mode="json"), indent=2).decode()) + "\n"


COMPARED: dict[str, Callable[[Comparison], str]] = {"markdown": markdown, "json": json, "text": text}
"""From a format's name to what writes it."""


def _sides(found: Comparison, told: Callable[[str], str]) -> str:
    """`After against before`; names of users stay as they are."""
    if found.kind == "periods":
        return say("After against before")
    return say("{here} against {base}", here=told(found.looked_at.name), base=told(found.base.name))


def _name(found: Comparison, side: Side) -> str:
    """What a table calls a side."""
    if found.kind == "periods":
        return say("before") if side is found.base else say("after")
    return prose(side.name, cell=True)


def _head(found: Comparison) -> Iterator[str]:
    yield f"# {prose(found.title)}"
    yield ""
    yield f"**{_sides(found, prose)}: {_small(again(found.verdict))}**"
    yield ""
    if found.whom:
        yield say("Only {whom}.", whom=written(found.whom, prose))
    for side in (found.base, found.looked_at):
        yield f"- {_side(found, side)}"
    at = found.looked_at.as_of
    closed = say("Data closed at {time}", time=moment(at)) if at else say("Data closed at no time")
    yield f"- {closed}; {again(found.privacy)}."
    for sentence in _goal(found):
        yield ""
        yield sentence


def _side(found: Comparison, side: Side) -> str:
    told = f" ({written(side.told, prose)})" if side.told not in ("", side.name) else ""
    numbers = say(
        "{customers}, {cases}: {won} won, {lost} lost, {left} left, {open} still open",
        customers=times(side.customers, "customer"),
        cases=times(side.cases, "case"),
        won=count(side.won),
        lost=count(side.lost),
        left=count(side.left),
        open=count(side.open),
    )
    return f"{_name(found, side)}{told}: {numbers}"


def _top(found: Comparison) -> tuple[list[Contrast], list[Contrast]]:
    """What is told at once, and what is folded."""
    changed = [one for one in found.contrasts if MARKS[one.verdict]]
    rest = [one for one in found.contrasts if not MARKS[one.verdict]]
    return changed[:MOST], [*changed[MOST:], *rest]


def _changed(found: Comparison) -> Iterator[str]:
    shown, _ = _top(found)
    if shown:
        yield f"## {say('What changed') if found.kind == 'periods' else say('What differs')}"
        yield ""
        yield from _table(found, shown)


def _table(found: Comparison, rows: Sequence[Contrast]) -> Iterator[str]:
    sides = (_name(found, found.base), _name(found, found.looked_at))
    heads = ("", say("Where"), say("Measure"), *sides, say("Difference"), say("Could have seen"))
    yield f"{row(*heads)}\n|:-:|---|---|--:|--:|--:|--:|"
    for one in rows:
        where, measure = _where(one, _cell), _measure(one, _cell)
        yield row(
            MARKS[one.verdict],
            where,
            measure,
            _seen(one, one.base),
            _seen(one, one.looked_at),
            _difference(one),
            _visible(one),
        )


def _folded(found: Comparison) -> Iterator[str]:
    shown, rest = _top(found)
    if not rest:
        return
    kinds = [(kind, sum(one.verdict == kind for one in rest)) for kind in MARKS]
    told = ", ".join(say(_SUMS[kind], n=count(size)) for kind, size in kinds if size)
    measures = times(len(rest), "more measure") if shown else times(len(rest), "measure")
    yield Fold(measures, told, tuple(_table(found, rest))).markdown()


def _notes(found: Comparison) -> Iterator[str]:
    yield f"## {say('How to read it')}"
    yield ""
    if found.family:
        points = numeral(_plain(found.points))
        yield "- " + say(
            "Worse or better is what is proven with {tests} in mind (Benjamini-Hochberg, {level}) and differs by {points} points or more "
            "({share} of a scale, a time, a count).",
            tests=times(found.family, "test"),
            level=percent(0.05),
            points=points,
            share=with_percent(points),
        )
        yield "- " + say(
            "Intervals are {level}, for one measure each. They are of customers: several visits of one are not taken for those of several.",
            level=percent(0.95),
        )
        yield "- " + say(
            "*Could have seen*: the smallest difference that would have shown with {chance} chance, were it the only one. "
            "No proof of a smaller one is no proof of none.",
            chance=percent(0.8),
        )
    for note in found.notes:
        yield f"- {written(note, _inner)}"


def _lines(found: Comparison) -> Iterator[str]:
    # Not at the beginning of a line: what runs in CI may take `::` there for a command.
    yield say("Journey: {title}", title=clean(found.title))
    if found.whom:
        yield say("Only {whom}", whom=clean(again(found.whom)))
    if not found.min_group:
        yield say("Privacy: {privacy}.", privacy=found.privacy)
    yield f"{_sides(found, clean)}: {_small(again(found.verdict))}"
    for verdict, told, rest in _CHANGES:
        changed = [one for one in found.contrasts if one.verdict == verdict]
        for place, one in zip(running(1), changed[:MOST_TOLD], strict=False):
            yield say(told, place=count(place), sentence=_sentence(one))
        if len(changed) > MOST_TOLD:
            yield say(rest, measures=times(len(changed) - MOST_TOLD, "more measure"))
    yield from _goal(found)
    yield again(found.notes[0]) if found.notes else ""


def _goal(found: Comparison) -> Iterator[str]:
    """What is to be known of completion where nothing is proven of it; nobody's words are in it."""
    first = next((one for one in found.contrasts if one.measure == "completion"), None)
    if first and first.verdict == "no proof" and first.visible is not None:
        yield (
            _sentence(first)
            + " "
            + say(
                "That proves nothing: only a difference of {amount} or more was likely to show.",
                amount=_amount(first, first.visible),
            )
        )


def _sentence(one: Contrast) -> str:
    """`Pay: drop-off 8.1 % to 19.5 %, +11.4 points (+8.2 to +14.6).`"""
    where = f"{_where(one, clean)}: "
    if one.base is None or one.looked_at is None:
        return f"{where}{_measure(one, clean)}, {say(TOO_FEW)}."
    return where + say(
        "{measure} {base} to {here}, {difference}.",
        measure=_measure(one, clean),
        base=_value(one, one.base.value),
        here=_value(one, one.looked_at.value),
        difference=_difference(one),
    )


def _where(one: Contrast, told: Callable[[str], str]) -> str:
    name = told(one.title) if one.title else say("The journey")
    return say("Funnel {name}", name=name) if one.measure == "funnel" else name


def _measure(one: Contrast, told: Callable[[str], str]) -> str:
    """What is measured; of a survey that is not called after its metric, its name."""
    name = say(_NAMES[one.measure])
    if one.measure == "ces":
        name = say("CES (more is easier)") if one.better == "more" else say("CES (less is easier)")
    return name if one.survey in (None, one.measure) else f"{name}, {told(one.survey or '')}"


def _seen(one: Contrast, seen: Seen | None) -> str:
    if seen is None:
        return say(TOO_FEW) if one.base is None and one.looked_at is None else NONE
    return f"{_value(one, seen.value)} (n={count(seen.n)})"


def _value(one: Contrast, value: float) -> str:
    if one.unit == "share":
        return percent(value, 1)
    if one.unit == "seconds":
        return span(value)
    return signed(value, 1) if one.unit == "points" else number(value, 2)


def _difference(one: Contrast) -> str:
    """`+11.4 points (+8.2 to +14.6)`, `-3 min (-5 min to -1 min)`."""
    if one.difference is None or one.low is None or one.high is None:
        return NONE
    interval = say("{low} to {high}", low=_bound(one, one.low), high=_bound(one, one.high))
    return f"{_signed(one, one.difference)} ({interval})"


def _signed(one: Contrast, value: float) -> str:
    told = _bound(one, value)
    return say("{n} points", n=told) if one.unit in ("share", "points") else told


def _bound(one: Contrast, value: float) -> str:
    """A difference without its unit, where that is points: the number before it names it."""
    if one.unit == "seconds":
        return f"{'-' if value < 0 else '+'}{span(abs(value))}"
    if one.unit in ("share", "points"):
        return signed(100 * value if one.unit == "share" else value, 1)
    return signed(value, 2)


def _visible(one: Contrast) -> str:
    return NONE if one.visible is None else _amount(one, one.visible)


def _amount(one: Contrast, value: float) -> str:
    """How much, whichever way: `4.1 points`, `3 min`, `0.12`."""
    if one.unit == "seconds":
        return span(value)
    if one.unit in ("share", "points"):
        return say("{n} points", n=number(100 * value if one.unit == "share" else value))
    return number(value, 2)


def _plain(value: float) -> str:
    return f"{value:g}"


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
