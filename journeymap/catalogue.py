"""What the tool says, in the language that is spoken: sentences from gettext catalogues, numbers and dates as CLDR (by Babel) writes them.

English is the source, and is spoken if nothing else is. What is said is a `Saying`: English text wherever it goes (JSON, fingerprints, order),
which a view can say `again` in the language that it tells in. To add a language: see CONTRIBUTING.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache, partial, wraps
from gettext import GNUTranslations
from typing import Any, ParamSpec, Self

P = ParamSpec("P")
DOMAIN = "journeymap"
SOURCE = "en"
_NAME = re.compile(r"[a-z]{2,3}")
_WHOLE = re.compile(r"[#,0]+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Language:
    """A language other than English."""

    sentences: GNUTranslations
    locale: Any
    """Babel's, which knows how numbers and dates are written."""


_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


class Saying(str):
    """Text that can be said again in another language."""

    __slots__ = ("anew", "spoken")
    anew: Callable[[], str]
    spoken: object
    """The language in which it is said: what `_spoken` held."""

    def __new__(cls, text: str, anew: Callable[[], str], *elsewhere: str) -> Self:
        """A text, and what says it in the language that is spoken then; `elsewhere` is any word for a copy, which may be made in another language."""
        saying = super().__new__(cls, text)
        saying.anew = anew
        saying.spoken = elsewhere or _spoken.get()
        return saying

    def __getnewargs__(self) -> tuple[str, Callable[[], str], str]:  # type: ignore[override]  # a copy needs them
        return str(self), self.anew, "copy"

    def __getstate__(self) -> None:
        """Nothing beside what `__new__` gets: a language is not to be copied."""


def languages() -> list[str]:
    """The languages that there are catalogues of, sorted; English is none of them."""
    return sorted(one.name for one in _folder().iterdir() if one.is_dir() and _NAME.fullmatch(one.name))


def language_of(lang: str) -> str | None:
    """The language that the tool speaks where `lang` is asked for: `vi` for `vi-VN`; None where it speaks none of that name."""
    base = lang.partition("-")[0]
    return base if base == SOURCE or base in languages() else None


@contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """Everything said inside is said in a language; in English where the tool does not speak it."""
    base = language_of(lang) if lang is not None else None
    token = _spoken.set(None if base in (None, SOURCE) else _language(str(base)))
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def _language(name: str) -> Language:
    from babel import Locale  # noqa: PLC0415 - whoever speaks English does not wait for it

    with (_folder() / name / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as compiled:
        return Language(GNUTranslations(compiled), Locale.parse(name))


def _folder() -> Any:
    from importlib import resources  # noqa: PLC0415 - as above

    return resources.files("journeymap") / "locales"


def mark(message: str) -> str:
    """The message itself: it is said later, by way of a table, and belongs into the catalogues."""
    return message


def say(message: str, /, **values: object) -> str:
    """A message with its values put into the places that it names in braces."""
    return Saying(worded(message, **values), partial(say, message, **values))


def worded(message: str, /, **values: object) -> str:
    """As `say` has it, as plain text: for what nobody says again, like the words of a map."""
    spoken = _spoken.get()
    said = spoken.sentences.gettext(message) if spoken and message else message
    if not values:
        return said
    # Thousands of times for a map: a plain text is not looked at again.
    return said.format_map({name: value if type(value) is str else again(value) for name, value in values.items()})


def again(text: object) -> str:
    """Text said again in the language that is spoken now; what is no saying stays as it is."""
    return str(text.anew()) if isinstance(text, Saying) and text.spoken is not _spoken.get() else str(text)


def written(text: object, name: Callable[[str], str]) -> str:
    """Text said again, in which whatever may be of users is as `name` writes it: the values of a message that are no sayings, and all that is no message."""
    if not isinstance(text, Saying):
        return name(str(text))
    anew = text.anew
    if isinstance(anew, partial) and anew.func is say:
        return say(*anew.args, **{key: written(value, name) for key, value in anew.keywords.items()})
    if isinstance(anew, partial) and anew.func is joined:
        parts, between = anew.args
        return str(between.join(written(part, name) for part in parts))
    return name(again(text))


def sayable(words: Callable[P, str]) -> Callable[P, str]:
    """A function of words whose result can be said again."""

    @wraps(words)
    def saying(*arguments: P.args, **options: P.kwargs) -> str:
        return Saying(words(*arguments, **options), partial(saying, *arguments, **options))

    return saying


def joined(sayings: Iterable[str], between: str = "; ") -> str:
    """Several sayings as one."""
    parts = tuple(sayings)
    return Saying(between.join(map(again, parts)), partial(joined, parts, between))


def plural(one: str, many: str, value: int) -> str:
    """The form of a noun that goes with a number."""
    spoken = _spoken.get()
    return spoken.sentences.ngettext(one, many, value) if spoken else one if value == 1 else many


def numeral(text: str) -> str:
    """A number that is written in English, `+4,209.5`: with the same digits, as the language writes it."""
    spoken = _spoken.get()
    return text if spoken is None else _numeral(text, spoken.locale)


@lru_cache(maxsize=4096)
def _numeral(text: str, locale: Any) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415 - whoever speaks English does not wait for it

    sign = "+" if text.startswith("+") else ""
    digits = len(text.partition(".")[2])
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return sign + str(format_decimal(Decimal(text.replace(",", "")), format=pattern, locale=locale))


def with_percent(text: str) -> str:
    """Numerals with the sign for percent: `14 %`, `11-18 %`."""
    spoken = _spoken.get()
    return _WHOLE.sub(lambda _: text, spoken.locale.percent_formats[None].pattern, count=1) if spoken else f"{text} %"


@sayable
def day(iso: str) -> str:
    """A day of ISO 8601, with a time or without."""
    spoken = _spoken.get()
    if spoken is None:
        return iso[:10]
    from babel.dates import format_skeleton  # noqa: PLC0415 - whoever speaks English does not wait for it

    return str(format_skeleton("yMd", date.fromisoformat(iso[:10]), locale=spoken.locale))


def date_words(when: date) -> str:
    """A day as pictures have it: `31 Jul 2026`; in other languages as `day` writes it."""
    return day(when.isoformat()) if _spoken.get() else f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


@sayable
def moment(iso: str) -> str:
    """A time of ISO 8601 in UTC."""
    spoken = _spoken.get()
    if spoken is None:
        return iso
    from babel.dates import format_time  # noqa: PLC0415 - whoever speaks English does not wait for it

    clock = format_time(datetime.fromisoformat(iso), "medium", locale=spoken.locale)
    return say("{time} on {day} (UTC)", time=clock, day=day(iso))
