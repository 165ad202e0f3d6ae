"""Durations, shares, scales and dates as people write them in a journey file.

Every `parse_...` takes what the file says and raises `Misfit`, a `ValueError`, that says what is wrong and what to write instead.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_SHORT = re.compile(r"([0-9]+(?:\.[0-9]+)?)([smhdw])")
_WORDY = re.compile(
    r"([0-9]+(?:\.[0-9]+)?) *(s|m|h|d|w)(?:ec(?:ond)?s?|in(?:ute)?s?|rs?|ours?|ays?|eeks?)?", re.IGNORECASE
)
_ISO = re.compile(
    r"P(?=.)(?:([0-9]+)W)?(?:([0-9]+)D)?(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)
_PERCENT = re.compile(r"(?<![0-9._])([0-9]+(?:\.[0-9]*)?) *%")
_SIGNED = re.compile(rf"[<>=≤≥]+ *{_PERCENT.pattern}")
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_SCALE = re.compile(rf"({_NUMBER}) *\.\. *({_NUMBER})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = timedelta(days=36_500)


class Misfit(ValueError):  # noqa: N818  # it is a value that does not fit
    """A value that means nothing where it stands: `what` is wrong with it, and the `cure`; `at` is where inside the value.

    `instead` is what certainly was meant, as it would stand in the file, with `{}` for what stands there now; empty if nobody knows.
    """

    def __init__(self, what: str, cure: str, at: tuple[str | int, ...] = (), *, instead: str = "") -> None:
        super().__init__(f"{what}; {cure}")
        self.what, self.cure, self.at, self.instead = what, cure, at, instead


@dataclass(frozen=True, slots=True)
class Scale:
    """A closed range of numbers, `1..5`: a survey's scale, or the answers on it that count as good."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low:g}..{self.high:g}"


def parse_duration(value: object) -> timedelta:
    """A time span from `90s`, `5m`, `2h`, `3d`, `2w` or ISO 8601 (`PT5M`, `P1DT2H`)."""
    if isinstance(value, timedelta):
        return value
    cure, instead = "write one like 90s, 5m, 2h, 3d, 2w or PT5M", ""
    if isinstance(value, str):
        if short := _SHORT.fullmatch(value):
            return _bounded(float(short[1]) * _SECONDS[short[2]])
        if iso := _ISO.fullmatch(value):
            return _bounded(
                sum(float(part) * _SECONDS[unit] for part, unit in zip(iso.groups(), "wdhms", strict=True) if part)
            )
        if wordy := _WORDY.fullmatch(value.strip()):
            instead = f"{wordy[1]}{wordy[2].lower()}"
            cure = f"did you mean {instead}?"
    elif type(value) in (int, float):
        cure = f"it needs a unit: {value}s, {value}m, {value}h or {value}d"
    raise Misfit(f"{shown(value)} is not a duration", cure, instead=instead)


def _bounded(seconds: float) -> timedelta:
    if seconds > _LONGEST.total_seconds():
        raise Misfit("a duration of more than 100 years", "write a shorter one")
    return timedelta(seconds=seconds)


def format_duration(value: timedelta) -> str:
    """The shortest exact way to write a time span: `90s`, `5m`, `1d`."""
    seconds = value.total_seconds()
    for unit in "wdhm":
        if seconds and seconds % _SECONDS[unit] == 0:
            return f"{seconds / _SECONDS[unit]:g}{unit}"
    return f"{seconds:g}s"


def parse_share(value: object) -> float:
    """A share (0-1) from `25%` or `0.25`."""
    cure, instead = "write 25% or 0.25", ""
    number = -1.0
    if isinstance(value, str):
        if percent := _PERCENT.fullmatch(value):
            number = float(percent[1]) / 100
        elif found := _PERCENT.search(value):
            cure = f"write {found[0]} without a sign or a word; the measure knows which way is good"
            instead = found[0] if _SIGNED.fullmatch(value) else ""
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        if 1 < number <= 100:
            cure, instead = f"did you mean {value}%?", "{}%"
    if 0 <= number <= 1:
        return number
    raise Misfit(f"{shown(value)} is not a share", cure, instead=instead)


def parse_scale(value: object) -> Scale:
    """A closed range from `1..5`, or `[4, 5]`."""
    if isinstance(value, Scale):
        return value
    if isinstance(value, str) and (match := _SCALE.fullmatch(value)):
        scale = Scale(float(match[1]), float(match[2]))
    elif isinstance(value, list) and len(value) == 2 and all(type(end) in (int, float) for end in value):
        scale = Scale(float(value[0]), float(value[1]))
    else:
        dashed = re.fullmatch(r"([0-9]+) *(?:-|\u2013|to|\.{3}) *([0-9]+)", value) if isinstance(value, str) else None
        instead = f"{dashed[1]}..{dashed[2]}" if dashed else ""
        cure = f"did you mean {instead}?" if dashed else "write one like 1..5"
        raise Misfit(f"{shown(value)} is not a scale", cure, instead=instead)
    if scale.low >= scale.high:
        raise Misfit(f"the scale {scale} runs backwards or is empty", "write the smaller end first, like 1..5")
    return scale


def parse_date(value: object) -> date:
    """A day from `2026-07-31`."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Misfit(f"{shown(value)} is not a date", "write one like 2026-07-31")


def shown(value: object) -> str:
    """A value as a message quotes it: short, on one line, without control characters."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return str(value).lower()
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(value))
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"
