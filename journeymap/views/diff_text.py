"""A difference in a few lines for a terminal, to be read aloud; and for programs."""

from collections.abc import Iterable, Iterator

from journeymap.amounts import times
from journeymap.difference import Difference
from journeymap.markup import clean, json_text
from journeymap.number_words import Links, budget, called, change, sample, seen
from journeymap.reviewed import MOST, all_lines, errors, findings, first, heading, notes, rows, sentences, sides

_WORDS = {"broken": "Broken", "undecided": "Undecided", "accepted": "Broken, and accepted"}


def text(found: Difference) -> str:
    """A few lines; the same for the same difference."""
    return "\n".join(_lines(found)) + "\n"


def json(found: Difference) -> str:
    """As `schemas/diff.schema.json` describes it; the same bytes for the same difference."""
    return json_text(found.model_dump(mode="json"))


def _lines(found: Difference) -> Iterator[str]:
    _, words = heading(found)
    yield f"{_plain(words)}."
    yield from [" ".join(sentences(found))] if any(sentences(found)) else []
    yield f"Compared: {_plain(sides(found))}"
    yield from (f"Note: {_plain(words)}" for words in notes(found))
    if not found.changed:
        return
    top = rows(found)
    for journey, one in top[:MOST]:
        where = " ".join(filter(None, (clean(journey.id), clean(one.of))))
        values = f"{seen(one, one.base)} to {seen(one, one.here, interval=True)}"
        yield f"{_WORDS.get(one.status, 'Changed')}: {where}, {called(one)} {values}, n={sample(one)}, change {change(one)}, promised {budget(one)}."
    if len(top) > MOST:
        yield f"{times(len(top) - MOST, 'more row')}, in the Markdown and the JSON."
    told = all_lines(found)
    yield from (f"Map {line.sign} {'look twice: ' if line.called else ''}{_plain(line.words)}" for line in first(told))
    if len(told) > MOST:
        yield f"{times(len(told) - MOST, 'more change')} of the map."
    for state, listed in (
        ("error", errors(found)),
        ("new", findings(found, "new")),
        ("fixed", findings(found, "fixed")),
    ):
        for _, said in listed[:MOST]:
            place = f" at {clean(Links().at(said.place, found)[0])}" if said.place else ""
            level = "" if state == said.level else f"{said.level} "
            yield f"{state.capitalize()} {level}{said.code}{place}: {clean(said.message)}"
        if len(listed) > MOST:
            yield f"{times(len(listed) - MOST, 'more finding')} {state}."


def _plain(words: Iterable[str]) -> str:
    return "".join(map(clean, words))
