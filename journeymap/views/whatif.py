"""The answer to a what-if: in a few lines for a terminal, as Markdown, or as JSON."""

from collections.abc import Callable, Iterator

from pydantic_core import to_json

from journeymap.amounts import NONE, count, number, percent, signed, span
from journeymap.catalogue import again, mark, say
from journeymap.folds import head, row
from journeymap.markup import clean, code, inert_json, prose
from journeymap.supposing import Change, Fixed, WhatIf
from journeymap.words import more, rate_words

_CAVEAT = {
    True: mark(
        "Fixed exits go on by the designed ways, as those did who went on. It is what the fix is associated with, in a chain that remembers one step; "
        "who stays because of it may be other than who went on by themselves."
    ),
    False: mark(
        "There are no data in it: it is what the plan adds up to, where all lose as many as it says, and else as their target allows."
    ),
}


def markdown(found: WhatIf) -> str:
    """The same bytes for the same answer."""
    lines = [f"# {say('What if: {title}', title=prose(found.title))}", ""]
    lines += [f"{_whom(found, code, prose)}", ""] if found.persona is not None or found.segment else []
    lines += [_privacy(found), ""] if found.privacy else []
    lines += [f"- {_fixed(fix, prose)}" for fix in found.fixes]
    lines += ["", f"**{_answer(found)}**", "", head(*_heads())]
    lines += [row(*cells) for cells in _rows(found)]
    return "\n".join([*lines, "", say(_CAVEAT[found.measured])]) + "\n"


def text(found: WhatIf) -> str:
    """The answer first, then its numbers."""
    rows = [_heads(), *_rows(found)]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(rows[0]))]
    lines = [say("What if: {title}", title=clean(found.title))]
    lines += [_whom(found, clean, clean)] if found.persona is not None or found.segment else []
    lines += [_privacy(found)] if found.privacy else []
    lines += [*(f"- {_fixed(fix, clean)}" for fix in found.fixes), _answer(found), ""]
    for cells in rows:
        padded = [
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join([*lines, "", say(_CAVEAT[found.measured])]) + "\n"


def json(found: WhatIf) -> str:
    """As `schemas/whatif.schema.json` describes it."""
    return inert_json(to_json(found.model_dump(mode="json"), indent=2).decode()) + "\n"


WHATIFS: dict[str, Callable[[WhatIf], str]] = {"text": text, "markdown": markdown, "json": json}
"""From a format's name to what writes it."""


def _heads() -> tuple[str, ...]:
    level = say("{level} interval", level=percent(0.95))
    return "", say("Now"), say("Then"), say("Difference"), level


def _privacy(found: WhatIf) -> str:
    return say("Intervals are {level}; {privacy}.", level=percent(0.95), privacy=found.privacy)


def _whom(found: WhatIf, name: Callable[[str], str], words: Callable[[str], str]) -> str:
    who = say("persona {id}", id=name(found.persona)) if found.persona is not None else ""
    return say("Only {whom}", whom=": ".join(filter(None, (who, words(again(found.segment))))))


def _fixed(fix: Fixed, words: Callable[[str], str]) -> str:
    """`50 % of the drop-off beyond 5 % at Pay (pay): 802 of 4,147 visits leave, 19.3 % (18.2-20.6 %)`."""
    if fix.left:
        seen = say(
            "{n} of {of} visits of finished cases leave, {share}",
            n=count(fix.left.count),
            of=count(fix.left.of),
            share=rate_words(fix.left),
        )
    else:
        seen = say("by the plan {share} leave", share=percent(fix.leave, 1))
    values = {"share": percent(fix.share), "name": words(fix.title), "id": words(fix.touchpoint), "seen": seen}
    if not fix.tolerance:
        return say("Fixed: {share} of the drop-off at {name} ({id}); {seen}", **values)
    normal = percent(fix.tolerance)
    return say("Fixed: {share} of the drop-off beyond {normal} at {name} ({id}); {seen}", normal=normal, **values)


def _answer(found: WhatIf) -> str:
    change = found.completion
    now, then = percent(change.now, 1), percent(change.then, 1)
    if found.completions is None:
        difference = _points(change.difference)
        return say(
            "By the plan {now} complete now, {then} then: {difference}.", now=now, then=then, difference=difference
        )
    gain, interval = more(found.completions.difference), _interval(found.completions, more, "-")
    return say(
        "The fix is associated with {gain} of {cases} finished cases: {now} complete now, {then} then.",
        gain=say("{n} more completions ({interval})", n=gain, interval=interval)
        if interval
        else say("{n} more completions", n=gain),
        cases=count(found.cases or 0),
        now=now,
        then=then,
    )


def _rows(found: WhatIf) -> Iterator[tuple[str, ...]]:
    yield _row(say("Completion"), found.completion, lambda share: percent(share, 1), _points, _digits)
    if found.completions:
        yield _row(say("Completions"), found.completions, more, lambda cases: _signed(cases, more))
    if found.contacts:
        yield _row(say("Contacts a case"), found.contacts, lambda mean: number(mean, 2), lambda mean: signed(mean, 2))
    if found.seconds:
        name = say("Time to completion") if found.measured else say("Time")
        yield _row(name, found.seconds, span, lambda seconds: _signed(seconds, span))


def _row(
    name: str,
    change: Change,
    value: Callable[[float], str],
    difference: Callable[[float], str],
    low: Callable[[float], str] | None = None,
) -> tuple[str, ...]:
    interval = NONE
    if change.low is not None and change.high is not None:
        interval = say("{low} to {high}", low=(low or difference)(change.low), high=difference(change.high))
    return name, value(change.now), value(change.then), difference(change.difference), interval


def _interval(change: Change, words: Callable[[float], str], between: str) -> str:
    if change.low is None or change.high is None:
        return ""
    return f"{words(change.low)}{between}{words(change.high)}"


def _points(share: float) -> str:
    return say("{n} points", n=_digits(share))


def _digits(share: float) -> str:
    return signed(100 * share, 1)


def _signed(value: float, words: Callable[[float], str]) -> str:
    told = words(abs(value))
    return f"{'-' if value < 0 else '+'}{told}" if any(digit in told for digit in "123456789") else told
