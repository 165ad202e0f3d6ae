"""`docs/journey-file.md`: the language, from its models."""

import re
from collections.abc import Iterator

from journeymap.handbook.opening import OPENING
from journeymap.handbook.outline import SECTIONS, Section
from journeymap.keys import WIDTH, Key, braced, keys_of
from journeymap.language.part import Part
from journeymap.language.touchpoint import Touchpoint
from journeymap.yaml_text import yaml_text

_BOTH_WAYS = ("feels", "says", "pains", "sla", "next", "ask", "match")
"""Keys of a touchpoint at which the page shows the plain word and the fuller form."""


def page() -> str:
    """The whole page as Markdown."""
    return OPENING.replace("FORMS", _forms()) + "\n".join(map(_told, SECTIONS))


def example(section: Section) -> str:
    """The YAML of a section: each of its keys once, and in comments the other forms that may stand there."""
    if section.whole:
        return section.whole
    lines = section.first.splitlines()
    for key in _keys(section):
        lines += _lines(key)
    for name in reversed(section.under):
        lines = [f"{name}:", *(f"  {line}" for line in lines)]
    return "".join(f"{line}\n" for line in lines)


def _lines(key: Key) -> list[str]:
    """A key's examples as lines: the first, and in comments those that have another form."""
    first, *others = key.texts()
    lines = first.splitlines()
    for text in _other_forms(key, others):
        beside = f"{lines[-1]} # or {text.removeprefix(f'{key.name}: ')}"
        if len(lines) == 1 and len(beside) <= WIDTH:
            lines = [beside]
        else:
            lines.append(f"# or {text}")
    return lines


def _forms() -> str:
    keys = {key.name: key for key in keys_of(Touchpoint)}
    rows = [f"| `{texts[0]}` | `{texts[-1]}` |" for texts in (_on_one_line(keys[name]) for name in _BOTH_WAYS)]
    return "\n".join(["| the plain word | says more |", "|---|---|", *rows])


def _told(section: Section) -> str:
    words = [f"{'##' if section.chapter else '###'} {section.title}", ""]
    if section.intro:
        words += [section.intro, ""]
    keys = _keys(section)
    if not keys:
        return "\n".join(words)
    rows = [f"| {name} | {key.meaning} | {key.written} | {key.default} |" for name, key in _rows(keys)]
    table = ["| key | what it means | what to write | if not said |", "|---|---|---|---|", *rows, ""]
    return "\n".join([*words, *table, f"```yaml\n{example(section)}```", ""])


def _keys(section: Section) -> list[Key]:
    if section.model is None:
        return []
    keys = {key.name: key for key in keys_of(section.model, _linked)}
    return [keys[name] for name in (keys if section.keys is None else section.keys)]


def _rows(keys: list[Key]) -> Iterator[tuple[str, Key]]:
    """Each key, and below it those of its fuller form where that has no section of its own; once, where several have the same."""
    told = {section.model for section in SECTIONS}
    for key in keys:
        yield f"`{key.name}`", key
        if key.inside is not None and key.inside not in told:
            told.add(key.inside)
            yield from ((f"`{key.name}` … `{inner.name}`", inner) for inner in keys_of(key.inside, _linked))


def _linked(model: type[Part]) -> str:
    """A mapping as a link to where it is told of: by its keys if they are few, else by its heading."""
    title = next((section.title for section in SECTIONS if section.model is model), None)
    if title is None:
        return f"`{braced(model)}`"
    words = f"`{braced(model)}`" if len(model.model_fields) <= 4 else title[:1].lower() + title[1:]
    return f"[{words}](#{re.sub(r'[^a-z0-9 -]', '', title.lower()).replace(' ', '-')})"


def _on_one_line(key: Key) -> list[str]:
    return [yaml_text({key.name: value}, width=10 * WIDTH).rstrip("\n") for value in key.examples]


def _other_forms(key: Key, others: list[str]) -> list[str]:
    """The further examples that have another form than those before, on one line each."""
    seen = [_form(key.examples[0])]
    kept = []
    for value, text in zip(key.examples[1:], others, strict=True):
        if _form(value) not in seen and "\n" not in text:
            kept.append(text)
        seen.append(_form(value))
    return kept


def _form(value: object) -> object:
    """What kind of thing an example is: a text, a list of texts, a mapping to mappings, ..."""
    if isinstance(value, dict):
        return ("mapping", *sorted({str(_form(inner)) for inner in value.values()}))
    if isinstance(value, list):
        return ("list", *sorted({str(_form(inner)) for inner in value}))
    return "value"
