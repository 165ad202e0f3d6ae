"""Brings the catalogues in `journeymap/locales/` up to date with what the code says, and compiles them: `make catalogues`.

A new language needs a catalogue of its own first: `python -m docs.catalogues fr` makes it. What a catalogue does not know yet is said in English;
a test counts it. Nothing is guessed: a message whose English changed has to be translated again.
"""

import ast
import io
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from journeymap.catalogue import DOMAIN, languages

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "journeymap" / "locales"
_NO_CLOCK = datetime(2026, 1, 1, tzinfo=UTC)
_FIRST = {"say": (0,), "worded": (0,), "mark": (0,), "signal": (2, 3)}
"""By the name of a function: which of its arguments are messages."""

Message = str | tuple[str, str]
"""A sentence, or a noun as it is for one and for many."""


@cache
def messages() -> dict[Message, list[str]]:
    """All that the code says, with the files in which it does."""
    found: dict[Message, list[str]] = {}
    for file in sorted((ROOT / "journeymap").rglob("*.py")):
        code = file.read_text(encoding="utf-8")
        # Most files say nothing, and are not worth being parsed.
        for message in _of(ast.parse(code)) if any(f"{name}(" in code for name in (*_FIRST, "times")) else ():
            places = found.setdefault(message, [])
            name = file.relative_to(ROOT).as_posix()
            if name not in places:
                places.append(name)
    return found


def _of(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func)
        for place in _FIRST.get(name, ()):
            yield from _texts(node.args[place : place + 1])
        if name == "times":
            many = list(_texts(node.args[2:3]))
            yield from ((one, many[0] if many else f"{one}s") for one in _texts(node.args[1:2]))


def _called(function: ast.expr) -> str:
    """The name of a function; of methods that of a rule's `signal` alone, whose arguments are messages."""
    if isinstance(function, ast.Name):
        return function.id
    return "signal" if isinstance(function, ast.Attribute) and function.attr == "signal" else ""


def _texts(arguments: Iterable[ast.expr]) -> Iterator[str]:
    """The text of an argument; of a choice, both."""
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
        elif isinstance(argument, ast.IfExp):
            yield from _texts((argument.body, argument.orelse))


class _Ours(Catalog):
    """A catalogue that does not say which version of Babel wrote it: another one would change every file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the header."""
        *others, (name, value) = [line for line in super().mime_headers if line[0] != "Generated-By"]
        return [*others, (name, f"{value}\n")]

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        self._set_mime_headers(headers)


def template() -> Catalog:
    """A catalogue of all messages, without a translation."""
    made = Catalog(project=DOMAIN, creation_date=_NO_CLOCK, charset="utf-8", fuzzy=False)
    for message, files in messages().items():
        made.add(message, locations=[(file, 1) for file in files])
    return made


def read(lang: str) -> Catalog:
    """The catalogue of a language, with every message of the code in it."""
    file = LOCALES / lang / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not file.is_file():
        return _named(_Ours(locale=lang, fuzzy=False), lang)
    ours = _Ours(locale=lang, fuzzy=False)
    with file.open("rb") as stream:
        for message in read_po(stream, locale=lang):
            if message.id:
                ours[message.id] = message
    return ours


def _named(catalogue: Catalog, lang: str) -> Catalog:
    name = Locale.parse(lang).get_display_name("en")
    catalogue.header_comment = f"# {name}. The English is in the code; `make catalogues` brings this up to date."
    catalogue.project, catalogue.version = DOMAIN, "1"
    catalogue.creation_date = catalogue.revision_date = _NO_CLOCK
    catalogue.fuzzy = False
    return catalogue


def updated(lang: str) -> tuple[bytes, bytes]:
    """What `.po` and `.mo` of a language have to be."""
    catalogue = read(lang)
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    _named(catalogue, lang)
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def main(langs: list[str]) -> None:
    """Rewrites the catalogues of the languages, of all that there are if none is named."""
    for lang in langs or languages():
        folder = LOCALES / lang / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        po, mo = updated(lang)
        (folder / f"{DOMAIN}.po").write_bytes(po)
        (folder / f"{DOMAIN}.mo").write_bytes(mo)


if __name__ == "__main__":
    main(sys.argv[1:])
