"""The data sheet on a screen, and as JSON."""

from collections.abc import Callable, Iterator

from journeymap.amounts import count, percent, times
from journeymap.datasheet import DataSheet
from journeymap.markup import clean, json_text
from journeymap.words import quoted

_NAMES, _TOUCHPOINTS = 15, 25
"""How many names and touchpoints fit on a screen; those to which nothing binds are always told."""


def text(sheet: DataSheet) -> str:
    """What binds, what does not, and what looks wrong."""
    return "\n".join(line for part in (_head, _binds, _nothing, _loose, _odd) for line in part(sheet)) + "\n"


def json(sheet: DataSheet) -> str:
    """All of it."""
    return json_text(sheet.model_dump(mode="json"))


def _head(sheet: DataSheet) -> Iterator[str]:
    yield f"Data of: {clean(sheet.title)}"
    if sheet.segment:
        yield f"Only {clean(sheet.segment)}"
    for file in sheet.files:
        # Not at the beginning of a line: what runs in CI may take `::` there for a command.
        yield f"  - {clean(file.name)}: {times(file.rows, 'row')}"
    left = sum(sheet.left_out.values())
    parts = {
        "bind": sheet.bound,
        "are signals": sheet.signals,
        "are ignored on purpose": sheet.ignored,
        "are on no map": sheet.unbound,
        "are left out": left,
    }
    yield f"{times(sheet.rows, 'row')}: " + ", ".join(
        f"{count(rows)}{_share(rows, sheet.rows)} {what}" for what, rows in parts.items() if rows or what == "bind"
    )
    if sheet.first and sheet.last:
        yield f"{times(sheet.customers, 'customer')}, {sheet.first} to {sheet.last}"


def _binds(sheet: DataSheet) -> Iterator[str]:
    bound = [each for each in sheet.touchpoints if each.rows]
    if not bound:
        return
    yield ""
    yield f"Binds ({len(bound)} of {times(len(sheet.touchpoints), 'touchpoint')} with match)"
    width = min(30, max(len(each.id) for each in bound))
    for each in bound[:_TOUCHPOINTS]:
        yield f"  {each.id:{width}} {count(each.rows):>12}{_share(each.rows, sheet.rows):>9}  {_listed(each.names, 4)}"
    if len(bound) > _TOUCHPOINTS:
        yield f"  and {times(len(bound) - _TOUCHPOINTS, 'more touchpoint')}"


def _nothing(sheet: DataSheet) -> Iterator[str]:
    for title, told in (
        ("Nothing binds to", [each for each in sheet.touchpoints if not each.rows]),
        ("Under match, and not in the log", [each for each in sheet.touchpoints if each.rows and each.why]),
    ):
        if told:
            yield ""
            yield title
            yield from (f"  {each.id}: {clean(each.why)}" for each in told)


def _loose(sheet: DataSheet) -> Iterator[str]:
    if sheet.unbound_names:
        yield ""
        yield f"On no map: {_listed(sheet.unbound_names, _NAMES)}"
    if sheet.left_out:
        yield ""
        like = f", like {', '.join(map(quoted, sheet.bad_times))}" if sheet.bad_times else ""
        yield "Left out: " + ", ".join(
            f"{count(rows)} {reason}{like if reason == 'bad time' else ''}" for reason, rows in sheet.left_out.items()
        )
    yield from [""] * bool(sheet.answers)
    for name, found in sheet.answers.items():
        left = "".join(f", {count(rows)} {reason}" for reason, rows in found.left_out.items())
        yield f"Survey {clean(name)}: {times(found.rows, 'row')}, {count(found.counted)} counted, {count(found.unattached)} belong to no visit{left}"


def _odd(sheet: DataSheet) -> Iterator[str]:
    yield ""
    if not sheet.oddities:
        yield "Nothing looks wrong." if not sheet.stopped else "Not measured: see below."
        return
    yield "Looks wrong"
    for each in sheet.oddities:
        yield f"  - {clean(each.message)}"
        yield f"    {clean(each.help)}"


def _share(rows: int, of: int) -> str:
    return f" ({percent(rows / of, 1)})" if of else ""


def _listed(names: dict[str, int], most: int) -> str:
    """Names with their rows, and how many more there are."""
    told = [
        f"{clean(name if name.startswith('(') else quoted(name))} {count(rows)}"
        for name, rows in list(names.items())[:most]
    ]
    return ", ".join(told) + (f" and {count(len(names) - most)} more" if len(names) > most else "")


SHEETS: dict[str, Callable[[DataSheet], str]] = {"text": text, "json": json}
"""From a format's name to what writes it."""
