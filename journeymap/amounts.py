"""How much, as people read it, in the language that is spoken (English, if nothing else is said). Fixed rounding: the same digits everywhere."""

from journeymap.catalogue import mark, numeral, plural, say, sayable, with_percent, worded
from journeymap.quantities import Count, Range, middle

TOO_FEW = mark("too few")


NONE = "-"


@sayable
def percent(share: float, digits: int = 0) -> str:
    """A share (0-1) as `14 %`, with more digits `14.2 %`; never 0 or 100 where it is not."""
    text = f"{100 * share:.{digits}f}"
    if digits == 0 and text in ("0", "100") and share not in (0, 1):
        return (
            say("under {share}", share=with_percent("1"))
            if text == "0"
            else say("over {share}", share=with_percent("99"))
        )
    return with_percent(numeral(text))


@sayable
def percents(low: float, high: float, digits: int = 0) -> str:
    """An interval of shares as `11-18 %`."""
    bounds = 100 * low, 100 * high
    digits = apart(*bounds, digits)
    return with_percent("-".join(numeral(f"{bound:.{digits}f}") for bound in bounds))


def apart(low: float, high: float, digits: int) -> int:
    """With how many digits the ends of an interval do not look like one number: so many, or up to two more."""
    most = digits + 2
    while digits < most and low < high and float(f"{low:.{digits}f}") == float(f"{high:.{digits}f}"):
        digits += 1
    return digits


@sayable
def number(value: float, digits: int = 1) -> str:
    """`2.6`, `1,240`."""
    return numeral(f"{value:,.{digits}f}" if digits else f"{round(value):,}")


@sayable
def count(value: Count) -> str:
    """`12,345`; of what is told as a range `4,035-4,043`."""
    ends = (value.low, value.high) if isinstance(value, Range) else (value,)
    return "-".join(numeral(f"{end:,}") for end in ends)


def counted(value: Count | None, unknown: str = TOO_FEW) -> str:
    """A count, or what is said where there is none."""
    return say(unknown) if value is None else count(value)


@sayable
def short(value: float | Range) -> str:
    """A count in at most four characters where it can be: `870`, `13.6k`, `1.2M`; of what is told as a range `about 4.0k`."""
    if isinstance(value, Range):
        return say("about {n}", n=short(middle(value)))
    for unit, size in _SIZES:
        if value >= 0.9995 * size:
            scaled = value / size
            return worded(unit, n=numeral(f"{scaled:.1f}" if scaled < 99.95 else f"{scaled:.0f}"))
    return f"{value:.0f}"


_SIZES = ((mark("{n}M"), 1_000_000), (mark("{n}k"), 1_000))


_SPANS = ((mark("{n} s"), 1, 90), (mark("{n} min"), 60, 90), (mark("{n} h"), 3_600, 48))


@sayable
def span(seconds: float) -> str:
    """A time span in the unit that fits: `45 s`, `4 min`, `1.5 h`, `3.2 days`."""
    for unit, size, limit in _SPANS:
        if seconds < limit * size:
            return say(unit, n=_trim(seconds / size))
    return say("{n} days", n=_trim(seconds / 86_400))


def _trim(value: float) -> str:
    return numeral(f"{value:.0f}" if value >= 10 or value == round(value) else f"{value:.1f}")


@sayable
def signed(value: float, digits: int = 0) -> str:
    """A number with its sign: `+42`, `-7`, `0`."""
    text = f"{value:+.{digits}f}"
    return numeral(text.lstrip("+-") if float(text) == 0 else text)


@sayable
def times(value: Count, one: str, many: str = "") -> str:
    """`1 visit`, `2 visits`."""
    return f"{count(value)} {plural(one, many or f'{one}s', value.high if isinstance(value, Range) else value)}"
