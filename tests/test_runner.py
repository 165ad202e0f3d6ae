"""What CI runners, terminals and Markdown make of all that commands print, whatever stands in journeys, logs and names of files.

GitHub's runner reads every line that a step prints: `commands` is what it would do, as its `ActionCommand.cs` parses lines. The gate prints
one text that has everything in it; with `JOURNEYMAP_HOSTILE_RUNS` each of `HOSTILE` is printed, and that many are rendered as Markdown.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from journeymap.cells import written
from journeymap.cli.common import _RUNNERS
from journeymap.lint import placed
from journeymap.markup import clean, inert, is_obeyed, json_text, prose
from tests.test_hostile import active

HOSTILE = (
    "::error::x",
    " \u00a0::stop-commands::x",
    "##[error]x",
    "a ###[add-mask]e",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[buildStatus status='SUCCESS']",
    "a\n::error::x",
    "a\r::error file=x,line=1::x",
    "a\u2028::error::x",
    "\x1b]8;;http://evil.example\x07press\x1b]8;;\x07",
    "\u202e::x::",
    "::warning title=##[error]x::y",
)


def lines(text: str) -> list[str]:
    return re.split("\r\n|\r|\n", text)


def commands(text: str) -> Iterator[str]:
    """The commands in a text, also of words that no runner knows yet."""
    for line in lines(text):
        trimmed = line.lstrip()
        if trimmed.startswith("::") and "::" in trimmed[2:]:
            yield trimmed
        if found := re.search(r"##(?:vso|teamcity)?\[[^\]]*\]", line):
            yield found[0]


def test_the_commands_of_a_runner_are_seen() -> None:
    assert [bool(list(commands(text))) for text in HOSTILE] == [True] * 8 + [False, False, False, True]
    assert list(commands("a::error::b\n: :error::\n## [error]\n##[error")) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_command_once_it_is_cleaned(text: str) -> None:
    for told in (
        f"- {clean(text)}",
        placed(Path(text)),
        inert(text),
        json_text([text]),
        json_text({text: text}),
        prose(text),
    ):
        assert not list(commands(told)), told
        assert not is_obeyed(told), told
        assert not active(told), told
    assert json.loads(json_text([text])) == [text]


def test_a_cell_that_begins_a_line_like_a_command_is_quoted() -> None:
    assert written([["::error::x", "::y"]]) == '"::error::x","::y"\n'


# --- everything that is printed ----------------------------------------------------------------------------------------


def journey(text: str) -> str:
    """A journey with a text at every place that takes one."""
    # A key with a control character in it is no key; one with a command in it is.
    key = "".join(char for char in text if char.isprintable())
    touchpoint = dict.fromkeys(
        ("does", "thinks", "expects", "says", "owner", "sees", "frontstage", "backstage", "support", "evidence"), text
    )
    touchpoint |= {"pains": [{"text": text, "severity": "high"}], "ideas": [text], "tags": [text], "feels": -1}
    whole = {
        "title": text,
        "events": {"timezone": "UTC"},
        "leaves_after": "1d",
        "goal": text,
        "scenario": text,
        "expects": text,
        "owner": text,
        "state": "draft",
        "personas": {"anna": {"is": text, "demographic": text}},
        "channels": {"web": {"title": text}},
        "surveys": {"csat": {"answer": "score", "scale": "1..5", "good": "4..5"}},
        "budget": {"completion": "90%"},
        "ignore": [f"{text}!"],
        "stages": {
            "one": {
                "title": text,
                "goal": text,
                "owner": text,
                "touchpoints": {
                    "look": {
                        "title": text,
                        **touchpoint,
                        "channel": "web",
                        "match": ["look", text],
                        "targets": {"drop_off": "1%"},
                        "next": {"buy": {"share": "99%", "when": text}},
                    },
                    "buy": {"title": text, **touchpoint, "match": "buy", "ask": ["csat"]},
                },
            }
        },
        "funnels": {key: {"steps": ["look", "buy"]}},
    }
    return json.dumps(whole)


def log(text: str) -> str:
    rows = ["customer,time,event,channel,score,kind"]
    rows += [
        f"c{number},2026-01-0{1 + number % 7}T0{step}:00:00Z,{event},web,{1 + number % 5},a"
        for number in range(40)
        for step, event in enumerate(("look", "buy")[: 1 + number % 2])
    ]
    said = text.replace('"', '""')
    rows += [
        f'c{number},2026-01-08T00:00:00Z,"{name}",web,9,"{said}"' for number in range(40) for name in (said, f"{said}!")
    ]
    return "\n".join(rows) + "\n"


BROKEN = """title: {0}
stages:
  one:
    touchpoints:
      look: {{does: {0}, next: {0}, {0}: 1, takes: {0}, optional: yes}}
      {0}: {{does: x}}
"""
DATA = ("--events", "log.csv", "--min-group", "5")
PRINTED: tuple[tuple[str, ...], ...] = (
    ("check", "shop.yaml", "-v"),
    ("check", "shop.yaml", *DATA),
    *(("check", "broken.yaml", "--format", form) for form in ("text", "json", "gitlab", "sarif", "junit", "rdjson")),
    *(("map", "shop.yaml", "--format", form) for form in ("svg", "gv", "md")),
    ("map", "shop.yaml", *DATA, "--style", "grid"),
    *(("report", "shop.yaml", *DATA, "--format", form) for form in ("json", "text", "html")),
    ("report", "shop.yaml", *DATA, "--by", "kind", "--lang", "vi"),
    ("report", "shop.yaml", *DATA, "--trace", "c1"),
    ("data", "shop.yaml", *DATA),
    *(
        (
            "compare",
            "shop.yaml",
            *DATA,
            "--before",
            "2026-01-01..2026-01-04",
            "--after",
            "2026-01-04..2026-01-08",
            "--format",
            form,
        )
        for form in ("json", "text")
    ),
    ("whatif", "shop.yaml", "--no-data", "--fix", "look:drop=50%"),
    ("whatif", "shop.yaml", "--no-data", "--fix", "look:drop=50%", "--format", "json"),
    *(("diff", "before/", "after/", "--events", "log.csv", "--format", form) for form in ("html", "json")),
    ("export", "shop.yaml", "--format", "mermaid"),
    ("export", "shop.yaml", "--format", "flowchart"),
    ("simulate", "shop.yaml", "-o", " ::debug::made", "--customers", "5"),
    ("fix", "broken.yaml", "--check"),
    ("check", " ::error::x.yaml"),
    ("check", " ::error::x.yaml", *DATA),
)
REFUSED: tuple[tuple[str, ...], ...] = (
    ("report", "::error::x.yaml"),
    ("check", "a\n::error::x.yaml"),
    ("map", "shop.yaml", "--focus", "##[error]x"),
    ("::error::x",),
    ("check", "--::error::x", "shop.yaml"),
    ("map", "shop.yaml", "-o", "##[error]x"),
    ("import", "::error::x"),
)
EXACT: tuple[tuple[str, ...], ...] = (
    ("export", "shop.yaml", "--format", "csv"),
    ("fix", "broken.yaml", "--diff"),
    ("import", "shop.csv"),
)
"""What is printed to the byte, for other programs."""


MANY = os.environ.get("JOURNEYMAP_HOSTILE_RUNS")
ALL = "::warning title=##[error]x::y\n::error::z\r ##vso[task.setvariable variable=x]y ##teamcity[a]\u2028::b::\x1b]8;;http://evil.example\x07c\u202e"


@pytest.fixture(params=HOSTILE if MANY else [ALL], ids=repr)
def hostile(request: pytest.FixtureRequest, here: Path) -> str:
    """A folder of hostile files."""
    text: str = request.param
    (here / "shop.yaml").write_text(journey(text), encoding="utf-8")
    (here / " ::error::x.yaml").write_text(journey(text), encoding="utf-8")
    for name, said in (("before", "old"), ("after", text)):
        (here / name).mkdir()
        (here / name / "shop.yaml").write_text(
            journey(said).replace('"match": ["look"', f'"match": ["look", "{name}"'), encoding="utf-8"
        )
    (here / "shop.csv").write_text(f'stage,touchpoint,does\n"{clean(text)}",look,"a ##[error]x"\n', encoding="utf-8")
    (here / "log.csv").write_text(log(text), encoding="utf-8", newline="")
    (here / "broken.yaml").write_text(BROKEN.format(json.dumps(text)), encoding="utf-8")
    return text


def test_nothing_that_is_printed_is_a_command_or_acts_on_a_terminal(hostile: str, run: Callable[..., Any]) -> None:
    bad, codes = {}, {}
    for command in (*PRINTED, *REFUSED):
        said = run(*command)
        codes[command] = said.code
        for stream in said[1:]:
            if found := [*commands(stream), *active(stream)]:
                bad[command] = found[:3]
    assert bad == {}
    allowed = {command: (1, 2) if command in REFUSED else (int("broken.yaml" in command),) for command in codes}
    told = {command: code for command, code in codes.items() if code not in allowed[command]}
    assert told == {}  # else it was an error that was printed, and not what was meant to be


@pytest.mark.parametrize("runner", [*sorted(_RUNNERS), None])
@pytest.mark.parametrize("command", EXACT, ids=lambda command: command[0])
def test_what_is_exact_is_not_printed_where_a_runner_would_obey(
    command: tuple[str, ...], runner: str | None, here: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in _RUNNERS:
        monkeypatch.delenv(name, raising=False)
    if runner:
        monkeypatch.setenv(runner, "true")
    (here / "shop.yaml").write_text(
        "title: 'a ##[error]x'\nstages: {s: {touchpoints: {look: {does: 'a ##[error]x'}}}}\n", encoding="utf-8"
    )
    (here / "shop.csv").write_text("stage,touchpoint,does\ns,look,a ##[error]x\n", encoding="utf-8")
    (here / "broken.yaml").write_text(
        "title: 'a ##[error]x'\nstages:\n  s:\n    touchpoints: {look: {optional: yes}}\n", encoding="utf-8"
    )
    said = run(*command)
    if runner is None:
        assert said.code == 0
        assert "##[error]" in said.out
    else:
        assert (said.code, said.out) == (2, "")
        assert said.err.splitlines()[-2:] == [
            "error[JM809]: the CI runner would take words of this for its commands",
            "    = help: write it to a file: -o FILE",
        ]


def test_annotations_are_for_the_runner(here: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (here / "broken.yaml").write_text(BROKEN.format(json.dumps("::error::x\n##[error]y")), encoding="utf-8")
    said = run("check", "broken.yaml", "--format", "github")
    assert said.code == 1
    assert all(line.startswith("::error file=broken.yaml,line=") for line in said.out.splitlines())
    assert len(said.out.splitlines()) == len(run("check", "broken.yaml", "--format", "json").out.split('"code"')) - 1


def test_a_bug_of_ours_prints_no_command(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise ValueError("a\n::error::b\n##[error]c \x1b[31m")

    monkeypatch.setattr("journeymap.cli.explain.put", failing)
    said = run("explain", "JM102")
    assert said.code == 70
    assert not [*commands(said.err), *active(said.err)]
    assert said.err.endswith("ValueError: a\n| ::error::b\n# #[error]c [31m\n")
