"""The manual: a page for every code, what it means, why it matters, before and after.

The page of a rule, and of what silences rules, is its own docstring; those of all other codes stand in the modules here, a module a
family, a table from code to page.

To add one: write the page into the `PAGES` of its family. A code of another level goes to another family: `LEVEL` holds for all of it.
"""

import inspect
import re
from types import ModuleType

from journeymap import rules
from journeymap.finding import Level
from journeymap.manual import data, declaration, exchange, running, text

FAMILIES: tuple[ModuleType, ...] = (text, declaration, data, running, exchange)
_LEVEL = re.compile(r"(?<! is )(?<! is not )\bLevel\.([A-Z]+)\b")
"""A level that is given to a finding; not one that is compared with."""
_FAMILY: dict[str, ModuleType] = {code: family for family in FAMILIES for code in family.PAGES}
_PAGES: dict[str, str] = {code: rules.manual(code) or "" for code in rules.codes()} | {
    code: f"{code}: {family.PAGES[code].strip()}" for code, family in _FAMILY.items()
}


def codes() -> list[str]:
    """Every code that a finding can have, sorted."""
    return sorted(_PAGES)


def page(code: str) -> str | None:
    """The manual page of a code, its head first: `JM301: customers leave here.` None where there is no such code."""
    return _PAGES.get(code)


def title(code: str) -> str:
    """What a code means, in one sentence without its last stop. `KeyError` where there is no such code."""
    head = _PAGES[code].partition("\n")[0]
    return head.partition(f"{code}: ")[2].partition(" JM")[0].rstrip(".")  # one page may be of two codes


def levels(code: str) -> tuple[Level, ...]:
    """The levels that findings of a code can have, the worst first: those that its rule gives. A sign of friction is a warning.

    A rule of two codes with two levels gives the first level to the first code.
    """
    if code in _FAMILY:
        level: Level = _FAMILY[code].LEVEL
        return (level,)
    given = {
        Level[word]
        for rule in (*rules.DECLARATION, *rules.SILENCERS, *rules.MEASURES)
        if (rule.__doc__ or "").strip() == _PAGES[code]
        for word in _LEVEL.findall(inspect.getsource(rule))
    }
    found = tuple(level for level in Level if level in given) or (Level.WARNING,)
    told = [other for other in _PAGES if _PAGES[other] == _PAGES[code]]
    return (found[told.index(code)],) if 1 < len(told) == len(found) else found
