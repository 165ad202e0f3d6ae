"""Hostile strings in every field of a journey and a log: all Markdown that is written is built as it is of plain words.

`JOURNEYMAP_HOSTILE_RUNS=10000 pytest tests/test_markdown_fields.py` tries so many strings; the gate tries one journey full of them.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from journeymap.markup import clean
from tests.test_markdown import RENDERER, hostile
from tests.test_runner import DATA, journey, log

MANY = int(os.environ.get("JOURNEYMAP_HOSTILE_RUNS", "0"))
TEMPLATE = json.loads(journey("@"))
FIELDS = journey("@").count('"@')
"""How many strings one journey takes; with the two sides of a review it is three times as many."""
JOURNEYS = max(1, MANY // (3 * FIELDS))
PERIODS = ("--before", "2026-01-01..2026-01-04", "--after", "2026-01-04..2026-01-08")
WRITTEN: tuple[tuple[str, ...], ...] = (
    ("report", "shop.yaml", *DATA, "--format", "markdown"),
    ("report", "shop.yaml", *DATA, "--by", "kind", "--lang", "vi"),
    ("compare", "shop.yaml", *DATA, *PERIODS, "--format", "markdown"),
    ("whatif", "shop.yaml", "--no-data", "--fix", "look:drop=50%", "--format", "markdown"),
    ("map", "shop.yaml", *DATA, "--format", "md"),
    ("map", "shop.yaml", "--no-data", "--format", "md"),
    ("diff", "before/", "after/", *DATA),
)


def strings(first: int) -> Iterator[str]:
    """Hostile strings in which something can be seen, each another one, from a number on."""
    seen = {""}
    for seed in count(first * 1_000):
        text = hostile(seed).replace("\ud800", "")
        words = clean(text).strip()
        if words not in seen:
            seen.add(words)
            yield text


def plain_words() -> Iterator[str]:
    return (f"word {number}" for number in count())


def filled(value: Any, texts: Iterator[str]) -> Any:
    """The template with another string at every place that takes one; names of keys are made of what can be seen."""
    if isinstance(value, dict):
        return {_key(key, texts): filled(inner, texts) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, texts) for inner in value]
    return next(texts) + value[1:] if isinstance(value, str) and value.startswith("@") else value


def _key(key: str, texts: Iterator[str]) -> str:
    return "".join(char for char in f"k {next(texts)} k" if char.isprintable()) if key == "@" else key


def as_yaml(value: Any) -> str:
    """JSON, but that YAML writes characters beyond the first plane by one escape."""
    pairs = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")
    return pairs.sub(
        lambda found: f"\\U{0x10000 + (int(found[1], 16) - 0xD800) * 0x400 + int(found[2], 16) - 0xDC00:08x}",
        json.dumps(value),
    )


def write(folder: Path, texts: Iterator[str]) -> None:
    """A journey, its log, and the two sides of a review, full of these strings."""
    whole = filled(TEMPLATE, texts)
    (folder / "shop.yaml").write_text(as_yaml(whole), encoding="utf-8")
    for name in ("before", "after"):
        (folder / name).mkdir(exist_ok=True)
        side = filled(TEMPLATE, texts)
        (folder / name / "shop.yaml").write_text(as_yaml(side), encoding="utf-8")
    (folder / "log.csv").write_text(
        log(whole["stages"]["one"]["touchpoints"]["look"]["match"][1]), encoding="utf-8", newline=""
    )


def built(markdown: str) -> list[str]:
    """How a text is built: its blocks, and inside of them all but the words."""
    found: list[str] = []
    for block in RENDERER.parse(markdown):
        found.append(f"{block.type} {block.tag} {block.level} {tags(block)}")
        for token in block.children or ():
            kind = "words" if token.type in ("text", "code_inline") else f"{token.type} {tags(token)}"
            if kind != "words" or found[-1] != "words":
                found.append(kind)
    return found


def tags(token: Any) -> list[str]:
    """The tags of HTML, but those of code: words in which something could be meant stand between them."""
    return re.findall(r"<(?!/?code>)/?\w+", token.content) if token.type.startswith("html") else []


def test_how_a_text_is_built_is_seen() -> None:
    assert built("# a `b` c\n") == built("# d\n") != built("# *d*\n")
    assert built("<details><summary>a</summary>\n") != built("<details><summary>a<b></summary>\n")
    assert built("| a |\n|---|\n| b |\n") != built("| a |\n|---|\n| b | c |\n| d |\n")


QUICK = [WRITTEN[place] for place in (0, 5, 6)]


@pytest.mark.parametrize("number", range(JOURNEYS))
def test_markdown_is_built_of_hostile_strings_as_it_is_of_words(
    number: int, here: Path, run: Callable[..., Any]
) -> None:
    wanted, said = WRITTEN if MANY else QUICK, []
    for texts in (plain_words(), strings(number)):
        write(here, texts)
        said.append([run(*command) for command in wanted])
    assert [each.code for each in said[1]] == [each.code for each in said[0]] == [0] * len(wanted), [
        each.err for each in said[1]
    ]
    for command, words, strange in zip(wanted, *said, strict=True):
        assert built(strange.out) == built(words.out), command
    assert FIELDS > 30
