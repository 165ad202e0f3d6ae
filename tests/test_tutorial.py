"""Every command of the tutorial runs, in its order, on the files as the page changes them, and says what the page shows."""

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[1] / "docs" / "tutorial.md").read_text(encoding="utf-8")
JOURNEY = Path("journeys/first.yaml")
GIT = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-11-26T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2026-11-26T12:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def blocks() -> Iterator[tuple[str, str]]:
    """The language and the text of every block of the page, in order."""
    yield from re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def edited(text: str, change: str) -> str:
    """The file after a change: the lines of it that stay or go have to be there, once, one after the other."""
    lines = change.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] in kinds) for kinds in (" -", " +"))
    assert text.count(before) == 1, change
    return text.replace(before, after)


def test_everything_that_the_tutorial_shows_happens(
    here: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    said, ran = "", []
    for language, text in blocks():
        if language == "diff":
            JOURNEY.write_text(edited(JOURNEY.read_text(encoding="utf-8"), text), encoding="utf-8")
        elif language == "text":
            shown, _, cut = text.partition("...\n")
            assert said.startswith(shown), (said, shown)
            assert cut == ""
        else:
            assert language == "sh"
            for line in text.splitlines():
                words = shlex.split(line, comments=True)
                ran.append(words[0:2])
                if words[0] == "cd":
                    monkeypatch.chdir(words[1])
                elif words[0] == "git":
                    subprocess.run(words, check=True, capture_output=True)
                else:
                    result = run(*words[1:])
                    said = result.out
                    assert result.code == (1 if "# exit code 1" in line else 0), (line, result)
    assert ["journeymap", "diff"] in ran
    assert (here / "shop" / "out" / "diff.md").read_text(encoding="utf-8").startswith("<!-- journeymap key=")
