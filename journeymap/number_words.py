"""The words of a number on both sides of a change, and of where something stands. Fixed rounding: 0.1 points, 0.1 of a score."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from journeymap.amounts import NONE, apart, count, number, percent, percents, signed, span
from journeymap.difference import Difference, Number, Place, Seen
from journeymap.rejudged import COUNTS
from journeymap.words import SHARES, measured_words

HIDDEN = "hidden"
MARKS = {"broken": "❌", "undecided": "⚠️", "changed": "Δ", "accepted": "☑️", "ok": "✅", "too few": NONE, "gone": NONE}
"""By the status of a number its sign; its verdict stands in words beside it, or below."""
LINKED = re.compile(r"https?://[A-Za-z0-9._~:/-]+")
"""What permalinks may begin with."""


class Name(str):
    """A text of users or of data: a view marks it, so that it stays text."""

    __slots__ = ()


class Sentence(Name):
    """Words of ours with a text of users in them: it is marked only where it needs to be."""

    __slots__ = ()


Phrase = tuple[str, ...]
"""Our own words, and among them `Name`s."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where places lead to: permalinks, where there is an address to begin them with and a commit to lead to."""

    base: str = ""

    def at(self, place: Place, found: Difference) -> tuple[str, str]:
        """The words for a place, and the address behind them; empty where there is none."""
        side = found.base if place.base else found.here
        if self.base and side.commit:
            path = quote(place.file.encode(errors="surrogateescape"))
            return f"L{place.line}", f"{self.base.rstrip('/')}/{side.commit}/{path}#L{place.line}"
        line = f"{place.file}:{place.line}"
        return (f"{side.name}:{line}" if place.base else line), ""


def amount(measure: str, value: float, digits: int = 1) -> str:
    """A value in the unit of its measure."""
    if measure in SHARES:
        return percent(value, digits)
    if measure in COUNTS:
        return count(round(value))
    if measure == "time":
        return span(value)
    return signed(value, digits) if measure == "nps" else number(value, digits)


def promise(measure: str, value: float) -> str:
    """What is promised, without needless decimals: `25 %`, `2 min`, `2.9`."""
    if measure in SHARES:
        return f"{100 * value:.10g} %"
    return span(value) if measure == "time" else f"{value:+g}" if measure == "nps" else f"{value:g}"


def called(found: Number) -> str:
    """What is measured; of effort also which way is easy."""
    name = measured_words(found.measure, found.about)
    return f"{name}, {found.better} is easier" if found.measure == "ces" and found.better else name


def seen(found: Number, side: Seen | None, *, interval: bool = False) -> str:
    """A value with its interval: `27.9 % (26.3-29.6)`; `hidden`, `too few` or `-` where there is none to tell."""
    if side is None:
        return NONE
    if side.value is None:
        return HIDDEN
    told = amount(found.measure, side.value)
    if not interval or side.low is None or side.high is None:
        return told
    return f"{told} ({between(found.measure, side.low, side.high)})"


def between(measure: str, low: float, high: float) -> str:
    """An interval in short: the unit stands before it."""
    if measure in SHARES:
        return percents(low, high, 1).removesuffix(" %")
    if measure == "time":
        return f"{span(low)}-{span(high)}"
    digits = apart(low, high, 1)
    if measure == "nps":
        return f"{signed(low, digits)} to {signed(high, digits)}"
    return f"{low:.{digits}f}-{high:.{digits}f}"


def change(found: Number) -> str:
    """How much here differs from the base."""
    if found.close:
        return "few people"
    if found.change is None:
        return NONE
    if found.measure in SHARES:
        return _pointed(100 * found.change, 1, " pt")
    if found.measure == "time":
        return f"{'+' if found.change > 0 else '-'}{span(abs(found.change))}" if round(found.change) else "0"
    if found.measure in COUNTS:
        return f"{round(found.change):+,}" if round(found.change) else "0"
    return _pointed(found.change, 1, " pt" if found.measure == "nps" else "")


def _pointed(value: float, digits: int, unit: str) -> str:
    told = signed(value, digits)
    return told if float(told) == 0 else f"{told}{unit}"


def budget(found: Number) -> str:
    """What is promised here, and before it, where that is another promise, what was."""
    before, now = (side.promised if side else None for side in (found.base, found.here))
    told = NONE if now is None else promise(found.measure, now)
    if before == now or found.base is None or (before is None and found.base.verdict is None and now is None):
        return told
    if before is None:
        return f"{told} (new)"
    return f"{promise(found.measure, before)} → {'none' if now is None else told}"


def sample(found: Number) -> str:
    """How many stand behind it here, else at the base."""
    side = found.here or found.base
    return HIDDEN if side is None or side.n is None else count(side.n)
