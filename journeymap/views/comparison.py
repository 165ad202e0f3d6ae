"""A comparison for people: the verdict, what is worse and better, the rest folded; and for programs."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count as running

from pydantic_core import to_json

from journeymap.comparison import Comparison, Contrast, Seen, Side
from journeymap.markup import clean, prose
from journeymap.words import NONE, TOO_FEW, count, number, percent, signed, span, times

MOST = 10
"""So many measures that are worse or better stand at the top; the others are folded with the rest."""
MOST_TOLD = 5
"""So many of each kind are told on a terminal."""
MARKS = {"worse": "❌", "better": "✅", "no proof": "", "too few": ""}
_NAMES = {
    "completion": "completion",
    "time": "median time to the goal",
    "contacts": "contacts to the goal",
    "csat": "CSAT",
    "ces": "CES",
    "nps": "NPS",
    "funnel": "customers who get through",
    "drop_off": "drop-off",
    "failure": "failed contacts",
    "error": "signals of trouble",
    "repeat": "repeats",
    "return": "returns",
    "visits": "visits per case that gets there",
}
_HEAD = "| | Where | Measure | {base} | {here} | Difference | Could have seen |\n|:-:|---|---|--:|--:|--:|--:|"


def markdown(found: Comparison) -> str:
    """Markdown; the same bytes for the same comparison."""
    parts = (_head(found), _changed(found), _folded(found), _notes(found))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def text(found: Comparison) -> str:
    """A few lines for a terminal, to be read aloud."""
    return "\n".join(_lines(found)) + "\n"


def json(found: Comparison) -> str:
    """As `schemas/compare.schema.json` describes it; the same bytes for the same comparison."""
    return to_json(found.model_dump(mode="json"), indent=2).decode() + "\n"


COMPARED: dict[str, Callable[[Comparison], str]] = {"markdown": markdown, "json": json, "text": text}
"""From a format's name to what writes it."""


def _sides(found: Comparison, told: Callable[[str], str]) -> str:
    """`After against before`; names of users stay as they are."""
    here = found.looked_at.name
    return f"{here.capitalize() if found.kind == 'periods' else told(here)} against {told(found.base.name)}"


def _head(found: Comparison) -> Iterator[str]:
    yield f"# {prose(found.title)}"
    yield ""
    yield f"**{_sides(found, prose)}: {_small(found.verdict)}**"
    yield ""
    if found.whom:
        yield f"Only {prose(found.whom)}."
    for side in (found.base, found.looked_at):
        yield f"- {_side(side)}"
    yield f"- Data closed at {found.looked_at.as_of or 'no time'}; {found.privacy}."
    for sentence in _goal(found):
        yield ""
        yield sentence


def _side(side: Side) -> str:
    told = f" ({prose(side.told)})" if side.told not in ("", side.name) else ""
    return (
        f"{prose(side.name)}{told}: {times(side.customers, 'customer')}, {times(side.cases, 'case')}: {count(side.won)} won, {count(side.lost)} lost, "
        f"{count(side.left)} left, {count(side.open)} still open"
    )


def _top(found: Comparison) -> tuple[list[Contrast], list[Contrast]]:
    """What is told at once, and what is folded."""
    changed = [one for one in found.contrasts if MARKS[one.verdict]]
    rest = [one for one in found.contrasts if not MARKS[one.verdict]]
    return changed[:MOST], [*changed[MOST:], *rest]


def _changed(found: Comparison) -> Iterator[str]:
    shown, _ = _top(found)
    if shown:
        yield "## What changed" if found.kind == "periods" else "## What differs"
        yield ""
        yield from _table(found, shown)


def _table(found: Comparison, rows: Sequence[Contrast]) -> Iterator[str]:
    yield _HEAD.format(base=prose(found.base.name, cell=True), here=prose(found.looked_at.name, cell=True))
    for one in rows:
        where = _where(one, lambda title: prose(title, cell=True))
        values = f"{_seen(one, one.base)} | {_seen(one, one.looked_at)} | {_difference(one)} | {_visible(one)}"
        yield f"| {MARKS[one.verdict]} | {where} | {_measure(one, lambda name: prose(name, cell=True))} | {values} |"


def _folded(found: Comparison) -> Iterator[str]:
    shown, rest = _top(found)
    if not rest:
        return
    kinds = [(kind, sum(one.verdict == kind for one in rest)) for kind in MARKS]
    named = {"no proof": "no proof of a difference", "too few": "too few customers"}
    told = ", ".join(f"{count(size)} {named.get(kind, kind)}" for kind, size in kinds if size)
    yield f"<details><summary>{times(len(rest), 'more measure' if shown else 'measure')}: {told}</summary>"
    yield ""
    yield from _table(found, rest)
    yield ""
    yield "</details>"


def _notes(found: Comparison) -> Iterator[str]:
    yield "## How to read it"
    yield ""
    points, tests = _plain(found.points), times(found.family, "test")
    least = f"differs by {points} points or more ({points} % of a scale, a time, a count)"
    if found.family:
        yield f"- Worse or better is what is proven with {tests} in mind (Benjamini-Hochberg, 5 %) and {least}."
        yield "- Intervals are 95 %, for one measure each. They are of customers: several visits of one are not taken for those of several."
        yield (
            "- *Could have seen*: the smallest difference that would have shown with 80 % chance, were it the only one. "
            "No proof of a smaller one is no proof of none."
        )
    for note in found.notes:
        yield f"- {prose(note)}"


def _lines(found: Comparison) -> Iterator[str]:
    # Not at the beginning of a line: what runs in CI may take `::` there for a command.
    yield f"Journey: {clean(found.title)}"
    if found.whom:
        yield f"Only {clean(found.whom)}"
    if not found.min_group:
        yield f"Privacy: {found.privacy}."
    yield f"{_sides(found, clean)}: {_small(found.verdict)}"
    for verdict in ("worse", "better"):
        changed = [one for one in found.contrasts if one.verdict == verdict]
        for place, one in zip(running(1), changed[:MOST_TOLD], strict=False):
            yield f"{verdict.capitalize()} {place}. {_sentence(one)}"
        if len(changed) > MOST_TOLD:
            yield f"{times(len(changed) - MOST_TOLD, 'more measure')} {verdict}, in the whole comparison."
    yield from _goal(found)
    yield found.notes[0] if found.notes else ""


def _goal(found: Comparison) -> Iterator[str]:
    """What is to be known of completion where nothing is proven of it; nobody's words are in it."""
    first = next((one for one in found.contrasts if one.measure == "completion"), None)
    if first and first.verdict == "no proof" and first.visible is not None:
        yield f"{_sentence(first)} That proves nothing: only a difference of {_amount(first, first.visible)} or more was likely to show."


def _sentence(one: Contrast) -> str:
    """`Pay: drop-off 8.1 % to 19.5 %, +11.4 points (+8.2 to +14.6).`"""
    where = f"{_where(one, clean)}: "
    if one.base is None or one.looked_at is None:
        return f"{where}{_measure(one, clean)}, {TOO_FEW}."
    values = f"{_value(one, one.base.value)} to {_value(one, one.looked_at.value)}"
    return f"{where}{_measure(one, clean)} {values}, {_difference(one)}."


def _where(one: Contrast, told: Callable[[str], str]) -> str:
    name = told(one.title) if one.title else "The journey"
    return f"Funnel {name}" if one.measure == "funnel" else name


def _measure(one: Contrast, told: Callable[[str], str]) -> str:
    """What is measured; of a survey that is not called after its metric, its name."""
    name = _NAMES[one.measure]
    if one.measure == "ces":
        name = f"CES ({'more' if one.better == 'more' else 'less'} is easier)"
    return name if one.survey in (None, one.measure) else f"{name}, {told(one.survey or '')}"


def _seen(one: Contrast, seen: Seen | None) -> str:
    if seen is None:
        return TOO_FEW if one.base is None and one.looked_at is None else NONE
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
    return f"{_signed(one, one.difference)} ({_signed(one, one.low)} to {_signed(one, one.high)})"


def _signed(one: Contrast, value: float) -> str:
    if one.unit == "seconds":
        return f"{'-' if value < 0 else '+'}{span(abs(value))}"
    if one.unit == "share":
        return f"{signed(100 * value, 1)} points" if value == one.difference else signed(100 * value, 1)
    if one.unit == "points":
        return f"{signed(value, 1)} points" if value == one.difference else signed(value, 1)
    return signed(value, 2)


def _visible(one: Contrast) -> str:
    return NONE if one.visible is None else _amount(one, one.visible)


def _amount(one: Contrast, value: float) -> str:
    """How much, whichever way: `4.1 points`, `3 min`, `0.12`."""
    if one.unit == "seconds":
        return span(value)
    if one.unit in ("share", "points"):
        return f"{number(100 * value if one.unit == 'share' else value)} points"
    return number(value, 2)


def _plain(value: float) -> str:
    return f"{value:g}"


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
