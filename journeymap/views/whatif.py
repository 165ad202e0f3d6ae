"""The answer to a what-if: in a few lines for a terminal, as Markdown, or as JSON."""

from collections.abc import Callable, Iterator

from pydantic_core import to_json

from journeymap.markup import clean, code, prose
from journeymap.supposing import Change, Fixed, WhatIf
from journeymap.words import NONE, count, more, number, percent, rate_words, signed, span

_HEAD = ("", "Now", "Then", "Difference", "95 % interval")
_CAVEAT = {
    True: "Fixed exits go on by the designed ways, as those did who went on. It is what the fix is associated with, in a chain that remembers one step; "
    "who stays because of it may be other than who went on by themselves.",
    False: "There are no data in it: it is what the plan adds up to, where all lose as many as it says, and else as their target allows.",
}


def markdown(found: WhatIf) -> str:
    """The same bytes for the same answer."""
    lines = [f"# What if: {prose(found.title)}", ""]
    lines += [f"{_whom(found, code, prose)}", ""] if found.persona is not None or found.segment else []
    lines += [f"Intervals are 95 %; {found.privacy}.", ""] if found.privacy else []
    lines += [f"- {_fixed(fix, prose)}" for fix in found.fixes]
    lines += ["", f"**{_answer(found)}**", "", f"| {' | '.join(_HEAD)} |", "|---|--:|--:|--:|--:|"]
    lines += [f"| {' | '.join(row)} |" for row in _rows(found)]
    return "\n".join([*lines, "", _CAVEAT[found.measured]]) + "\n"


def text(found: WhatIf) -> str:
    """The answer first, then its numbers."""
    rows = [_HEAD, *_rows(found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [f"What if: {clean(found.title)}"]
    lines += [_whom(found, clean, clean)] if found.persona is not None or found.segment else []
    lines += [f"Intervals are 95 %; {found.privacy}."] if found.privacy else []
    lines += [*(f"- {_fixed(fix, clean)}" for fix in found.fixes), _answer(found), ""]
    for row in rows:
        cells = [
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([*lines, "", _CAVEAT[found.measured]]) + "\n"


def json(found: WhatIf) -> str:
    """As `schemas/whatif.schema.json` describes it."""
    return to_json(found.model_dump(mode="json"), indent=2).decode() + "\n"


WHATIFS: dict[str, Callable[[WhatIf], str]] = {"text": text, "markdown": markdown, "json": json}
"""From a format's name to what writes it."""


def _whom(found: WhatIf, name: Callable[[str], str], words: Callable[[str], str]) -> str:
    who = f"persona {name(found.persona)}" if found.persona is not None else ""
    return f"Only {': '.join(filter(None, (who, words(found.segment))))}"


def _fixed(fix: Fixed, words: Callable[[str], str]) -> str:
    """`50 % of the drop-off beyond 5 % at Pay (pay): 802 of 4,147 visits leave, 19.3 % (18.2-20.6 %)`."""
    seen = (
        f"{count(fix.left.count)} of {count(fix.left.of)} visits of finished cases leave, {rate_words(fix.left)}"
        if fix.left
        else f"by the plan {percent(fix.leave, 1)} leave"
    )
    beyond = f" beyond {percent(fix.tolerance)}" if fix.tolerance else ""
    what = f"{percent(fix.share)} of the drop-off{beyond}"
    return f"Fixed: {what} at {words(fix.title)} ({words(fix.touchpoint)}); {seen}"


def _answer(found: WhatIf) -> str:
    change = found.completion
    now, then = percent(change.now, 1), percent(change.then, 1)
    if found.completions is None:
        return f"By the plan {now} complete now, {then} then: {_points(change.difference)}."
    cases = f"of {count(found.cases or 0)} finished cases"
    interval = _interval(found.completions, more, "-")
    gained = f"{more(found.completions.difference)} more completions{f' ({interval})' if interval else ''} {cases}"
    return f"The fix is associated with {gained}: {now} complete now, {then} then."


def _rows(found: WhatIf) -> Iterator[tuple[str, ...]]:
    yield _row("Completion", found.completion, lambda share: percent(share, 1), _points)
    if found.completions:
        yield _row("Completions", found.completions, more, lambda cases: _signed(cases, more))
    if found.contacts:
        yield _row("Contacts a case", found.contacts, lambda mean: number(mean, 2), lambda mean: signed(mean, 2))
    if found.seconds:
        yield _row("Time to completion" if found.measured else "Time", found.seconds, span, lambda s: _signed(s, span))


def _row(
    name: str, change: Change, value: Callable[[float], str], difference: Callable[[float], str]
) -> tuple[str, ...]:
    interval = _interval(change, difference, " to ")
    return name, value(change.now), value(change.then), difference(change.difference), interval or NONE


def _interval(change: Change, words: Callable[[float], str], between: str) -> str:
    if change.low is None or change.high is None:
        return ""
    return f"{words(change.low).removesuffix(' points')}{between}{words(change.high)}"


def _points(share: float) -> str:
    return f"{signed(100 * share, 1)} points"


def _signed(value: float, words: Callable[[float], str]) -> str:
    told = words(abs(value))
    return told if told.strip("0. smin") == "" else f"{'-' if value < 0 else '+'}{told}"
