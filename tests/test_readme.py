"""What the README tells people to type works, in the order in which it stands there."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap.cli import cli
from journeymap.load import loads

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    lines = [line for block in blocks("sh") for line in block.replace("\\\n", " ").splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("journeymap ")]


def test_the_readme_has_commands() -> None:
    assert [words[0] for words in commands()][:2] == ["check", "map"]
    assert {words[0] for words in commands()} >= {"check", "map", "report", "simulate"}


def test_the_commands_of_the_readme_run(here: Path, run: Callable[..., Any]) -> None:
    (here / "first.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    for words in commands():
        result = run(*words)
        assert result.code == 0, (words, result.err)
        if words[0] == "check":
            assert (result.out, result.err) == ("", "1 journey checked: nothing to say\n")
        if words[0] == "report":
            assert "500 customers" in result.out
    assert sorted(str(path.relative_to(here)) for path in here.rglob("*") if path.is_file()) == [
        "data/answers.csv",
        "data/events.csv",
        "first.svg",
        "first.yaml",
    ]


def test_the_first_journey_is_as_short_as_it_says(here: Path) -> None:
    assert "in ten lines" in README
    assert len(blocks("yaml")[0].splitlines()) <= 10


def test_the_other_examples_are_parts_of_a_journey() -> None:
    whole = blocks("yaml")[0]
    for part in blocks("yaml")[1:]:
        assert loads(part.encode() + b"\n" + whole.encode(), "readme.yaml").journey.title == "Renew a library card"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_links_to_is_there(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


def test_paths_in_the_readme_are_there() -> None:
    named = re.findall(r"`((?:journeys|schemas|docs|tests)/[\w./-]+)`", README)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    "code",
    sorted(set(re.findall(r"journeymap explain (JM\d+)", "".join(path.read_text(encoding="utf-8") for path in DOCS)))),
)
def test_codes_in_the_docs_have_a_page(code: str, run: Callable[..., Any]) -> None:
    assert run("explain", code).code == 0


@pytest.mark.parametrize("command", sorted(cli.list_commands(None)))  # type: ignore[arg-type]  # no context is needed
def test_every_command_is_told_of(command: str) -> None:
    assert any(f"journeymap {command}" in path.read_text(encoding="utf-8") for path in DOCS)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_told_of_exists(path: Path) -> None:
    told = set(re.findall(r"(?:^|`)journeymap ([a-z]+)\b", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert told <= set(cli.list_commands(None))  # type: ignore[arg-type]  # no context is needed
