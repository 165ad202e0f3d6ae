"""A map as Markdown tables, in the order of reading: all that the picture says, for who reads instead of looking."""

import re
from collections.abc import Iterator, Sequence

from journeymap.amounts import percents, signed, times
from journeymap.catalogue import mark, worded
from journeymap.mapping import Arrow, Bar, Card, Column, Map
from journeymap.marks import Basis, Change, Flow, Kind
from journeymap.markup import prose
from journeymap.pieces.frame import DECLARED
from journeymap.pieces.notes import end_words
from journeymap.spoken import from_to

_CLAIMS = {
    Basis.GUESSED: mark("guessed"),
    Basis.EVIDENCED: mark("claimed, with evidence"),
    Basis.MEASURED: mark("measured"),
}
_FEELINGS = {-2: mark("awful"), -1: mark("bad"), 0: mark("neutral"), 1: mark("good"), 2: mark("delighted")}
_STATES = {"future": mark("how it shall be, not how it is"), "draft": mark("a draft, not agreed yet")}
_KINDS = {Flow.PLANNED: mark("planned"), Flow.UNPLANNED: mark("unplanned"), Flow.LOOP: mark("loop")}
_CHANGES = {
    Change.ADDED: mark("new"),
    Change.REMOVED: mark("removed"),
    Change.CHANGED: mark("changed"),
    Change.NONE: "",
}

_LISTED = re.compile(r"\d+[.)]|[+-]")
"""How a list begins."""


def view(map: Map) -> str:
    """Markdown; the same bytes for the same map."""
    parts = (_head(map), _stages(map), _touchpoints(map), _ways(map), _friction(map), _funnels(map), _notes(map))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _head(map: Map) -> Iterator[str]:
    yield f"# {prose(map.title)}"
    yield ""
    told = [worded("Measured" if map.measured else DECLARED)]
    told += [worded("Seen by {persona}", persona=prose(map.persona))] if map.persona else []
    told += [worded("Language: {language}", language=prose(map.language))] if map.language else []
    state = worded(_STATES[map.state]) if map.state in _STATES else prose(map.state)
    told += [worded("State: {state}", state=state)] if map.state else []
    yield " ".join(f"{each}." for each in told)
    lines = [prose(map.focus) if map.focus else "", prose(map.base) if map.base else ""]
    # It begins a line: `1. Anna` would be a list there.
    lines += [prose(map.subtitle, inner=not _LISTED.match(map.subtitle)) if map.subtitle else ""]
    for line in filter(None, lines):
        yield ""
        yield line
    yield from _list([(each.label, _joined(each.value, each.note)) for each in map.headlines])
    yield from _list([(each.label, each.text) for each in map.facts])


def _list(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    if pairs:
        yield ""
    for label, text in pairs:
        yield f"- {prose(label)}: {_word(text)}"


def _joined(value: str, note: str) -> str:
    return f"{value} ({note})" if note else value


def _stages(map: Map) -> Iterator[str]:
    yield f"## {worded('Stages')}"
    yield ""
    promised = worded("target: {targets}", targets="")
    yield from _table(
        ("", mark("Stage"), mark("Goal"), mark("Seen"), mark("Promised"), mark("Touchpoints")),
        [
            (
                str(column.number),
                column.title,
                column.goal,
                column.subtitle,
                column.targets.removeprefix(promised),
                str(sum(card.folded or 1 for card in column.cards)),
            )
            for column in map.columns
        ],
    )


def _touchpoints(map: Map) -> Iterator[str]:
    rows = [(column, card) for column in map.columns for card in column.cards]
    metrics = [
        name for name in ("CSAT", "CES", "NPS") if any(bar.metric == name for _, card in rows for bar in card.bars)
    ]
    yield f"## {worded('Touchpoints')}"
    yield ""
    headings = ("", mark("Stage"), mark("Touchpoint"), *((mark("Change"),) if map.base else ()), mark("Channel"))
    more = (mark("Feeling"), mark("Promises"), mark("Pains"), mark("Ideas"), mark("More"))
    headings = (*headings, mark("Owner"), mark("Visits"), mark("Drop-off"), *metrics, *more)
    yield from _table(headings, [_row(map, column, card, metrics) for column, card in rows])
    ranked = worded("The number in front is the friction rank.") if any(card.rank for _, card in rows) else ""
    told = " ".join(filter(None, [ranked, *_directions(rows)]))
    if told:
        yield ""
        yield told


def _directions(rows: Sequence[tuple[Column, Card]]) -> Iterator[str]:
    found = {bar.easy_is_high for _, card in rows for bar in card.bars if bar.value is not None}
    if True in found:
        yield worded("Ease: a higher number is better.")
    if False in found:
        yield worded("Effort: a lower number is better.")


def _row(map: Map, column: Column, card: Card, metrics: Sequence[str]) -> tuple[str, ...]:
    notes = {kind: "; ".join(note.text for note in card.notes if note.kind is kind) for kind in Kind}
    change = (": ".join(filter(None, [worded(_CHANGES[card.change]), ", ".join(card.changes)])),) if map.base else ()
    scores = ("; ".join(_score(bar) for bar in card.bars if bar.metric == metric) for metric in metrics)
    promises = [f"{each.text}: {worded(each.verdict)}" for each in card.promised]
    promises += [notes[Kind.PROMISE]] if notes[Kind.PROMISE] and not card.promised else []
    return (
        str(card.rank or ""),
        column.title,
        card.title,
        *change,
        card.place or card.channel if not card.folded else "",
        card.owner,
        card.visits,
        _joined(card.drop_off, ", ".join(filter(None, _leaving(card)))),
        *scores,
        _feeling(card),
        "; ".join(promises),
        "; ".join(f"{pain.text} ({worded(_CLAIMS[pain.basis])})" for pain in card.pains),
        notes[Kind.IDEA],
        "; ".join(_more(card, notes)),
    )


def _leaving(card: Card) -> Iterator[str]:
    """The interval of who leaves, and of how many."""
    found = card.leaving
    if found and found.low is not None and found.high is not None:
        yield percents(found.low, found.high)
        yield found.sample


def _score(bar: Bar) -> str:
    """The word of a score with its sample and its interval."""
    details = [bar.interval, bar.sample]
    return _joined(bar.word, ", ".join(filter(None, details)))


def _feeling(card: Card) -> str:
    if card.face is None:
        return ""
    word = worded(_FEELINGS[max(-2, min(2, card.face.feels))])
    told = worded("{feels} of -2 to +2, {word}", feels=signed(card.face.feels), word=word)
    return f"{told} ({worded(_CLAIMS[card.face.basis])})"


def _more(card: Card, notes: dict[Kind, str]) -> Iterator[str]:
    yield from [worded("starts here")] if card.start else []
    yield from [end_words(card)] if card.end else []
    yield from [worded("moment of truth")] if card.moment_of_truth else []
    yield from [worded("optional")] if card.optional else []
    yield from [worded("{touchpoints} inside", touchpoints=times(card.inside, "touchpoint"))] if card.inside else []
    yield from [card.text] if card.folded else []
    yield from filter(None, (notes[Kind.ONLY_FOR], notes[Kind.TAGS]))
    yield from [worded("expects: {text}", text=notes[Kind.EXPECTS])] if notes[Kind.EXPECTS] else []


def _ways(map: Map) -> Iterator[str]:
    if not map.arrows:
        return
    titles = {card.id: card.title for column in map.columns for card in column.cards}
    headings = (
        mark("From"),
        mark("To"),
        mark("Kind"),
        mark("Times" if map.measured else "Promised share"),
        *((mark("Change"),) if map.base else ()),
        mark("In words"),
    )
    yield f"## {worded('Ways')}"
    yield ""
    yield from _table(
        headings,
        [_way(map, arrow, titles) for arrow in map.arrows],
    )


def _way(map: Map, arrow: Arrow, titles: dict[str, str]) -> tuple[str, ...]:
    source, target = titles.get(arrow.source, arrow.source), titles.get(arrow.target, arrow.target)
    told = arrow.text.removeprefix(from_to(source, target, ""))
    change = (worded(_CHANGES[arrow.change]),) if map.base else ()
    return source, target, worded(_KINDS[arrow.flow]), arrow.label, *change, told


def _friction(map: Map) -> Iterator[str]:
    if not map.friction:
        return
    yield f"## {worded('Top friction')}"
    yield ""
    for each in map.friction:
        yield f"{each.rank}. **{prose(each.title)}**: {'; '.join(_word(text) for text in (*each.lines, each.pain) if text)}"


def _funnels(map: Map) -> Iterator[str]:
    if not map.funnels:
        return
    yield f"## {worded('Planned funnels')}"
    yield ""
    for funnel in map.funnels:
        steps = ", ".join(f"{prose(step.title)} {_word(step.word)}" for step in funnel.steps)
        yield f"- {prose(funnel.title)}: {steps}"


def _notes(map: Map) -> Iterator[str]:
    said = (*map.notes, *map.ways_left_out)
    if not said:
        return
    yield f"## {worded('Notes')}"
    yield ""
    for note in said:
        yield f"- {prose(note)}"


_NUMBERS = frozenset({"", "Touchpoints", "Visits", "Drop-off", "CSAT", "CES", "NPS", "Times", "Promised share"})
"""The headings of columns that are read from the right."""


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table without the columns that are empty all the way down."""
    used = [place for place, _ in enumerate(headings) if any(row[place] for row in rows)]
    yield f"| {' | '.join(worded(headings[place]) for place in used)} |"
    yield f"|{'|'.join('--:' if headings[place] in _NUMBERS else '---' for place in used)}|"
    for row in rows:
        yield f"| {' | '.join(_word(row[place], cell=True) for place in used)} |"


def _word(text: str, *, cell: bool = False) -> str:
    """A text that stands in a cell, or behind something else in its line."""
    return prose(text, cell=cell, inner=True) if text else ""
