"""`journeymap init` begins a project that works, and touches nothing that is there."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap import __version__
from journeymap.document import parse
from journeymap.load import load
from journeymap.pipeline.declared import check
from journeymap.pipeline.started import CI, DATA, JOURNEY
from journeymap.schema import schema_text
from jsonschema import Draft7Validator

Run = Callable[..., Any]
ALL = [
    ".github/workflows/journeymap.yml",
    ".gitignore",
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "README.md",
    "data/answers.csv",
    "data/events.csv",
    "journeys/first.yaml",
    "schemas/journey.schema.json",
]
COMMANDS = [
    "journeymap check journeys",
    "journeymap map journeys/first.yaml --events data/events.csv --answers data/answers.csv -o out/map.svg",
    "journeymap report journeys/first.yaml --events data/events.csv --answers data/answers.csv -o out/report.md",
]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def next_commands(out: str) -> list[str]:
    return [line.strip() for line in out.partition("\nNext:\n")[2].splitlines()]


def test_a_project_is_written_and_told_of(here: Path, run: Run) -> None:
    result = run("init", "shop-returns")
    assert (result.code, result.err) == (0, "")
    told = [f"shop-returns/{name}" for name in ALL]
    assert sorted(re.findall(r"^wrote (\S+)$", result.out, re.MULTILINE)) == told
    assert sorted(files(here)) == told
    assert next_commands(result.out) == ["cd -- shop-returns", *COMMANDS]


def test_the_next_commands_work_word_for_word(here: Path, run: Run) -> None:
    result = run("init", "my shop")
    script = "\n".join(["set -e", f'journeymap() {{ {shlex.quote(sys.executable)} -m journeymap "$@"; }}'])
    done = subprocess.run(
        ["bash", "-c", "\n".join([script, *next_commands(result.out)])], capture_output=True, text=True, check=True
    )
    assert done.stderr == "1 journey checked: nothing to say\n"
    assert done.stdout.startswith("wrote out/map.svg\nJourney: My shop\n")
    assert (here / "my shop" / "out" / "map.svg").read_text(encoding="utf-8").startswith("<svg ")
    report = (here / "my shop" / "out" / "report.md").read_text(encoding="utf-8")
    assert report.startswith("# My shop\n")
    assert re.search(r"^\| ❌ \| Pay \| drop-off \| 10.0 % \|", report, re.MULTILINE)
    assert re.search(r"^1\. \*\*Pay\*\*", report, re.MULTILINE)


def test_the_journey_has_no_finding_and_needs_no_mending(here: Path, run: Run) -> None:
    assert run("init").code == 0
    loaded, findings = check(JOURNEY)
    assert findings == []
    assert loaded.journey.title == load(JOURNEY).journey.title
    assert run("fix", "journeys", "--check") == (0, "", "1 file looked at, nothing to correct\n")
    assert JOURNEY.read_text(encoding="utf-8").count("#") > 15


def test_the_editor_is_told_of_the_schema(here: Path, run: Run) -> None:
    run("init")
    schema = Path("schemas/journey.schema.json")
    assert schema.read_text(encoding="utf-8") == schema_text("journey")
    document = parse(JOURNEY.read_bytes(), "first.yaml")
    assert list(Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).iter_errors(document.value)) == []
    first = document.text.partition("\n")[0]
    assert first == "# yaml-language-server: $schema=../schemas/journey.schema.json"
    assert (JOURNEY.parent / first.partition("=")[2]).resolve() == schema.resolve()
    assert json.loads(Path(".vscode/settings.json").read_text(encoding="utf-8")) == {
        "yaml.schemas": {"./schemas/journey.schema.json": ["journeys/*.yaml"]}
    }
    assert json.loads(Path(".vscode/extensions.json").read_text(encoding="utf-8")) == {
        "recommendations": ["redhat.vscode-yaml"]
    }


def test_ci_is_pinned_and_may_do_little(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    path = CI["github"]
    value = parse(path.read_bytes(), str(path)).value
    steps = value["jobs"]["check"]["steps"]
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary")
    assert (value["on"], value["permissions"]) == ({"pull_request": None}, {"contents": "read"})
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step)
    assert steps[0]["with"] == {"persist-credentials": False}
    install, judge = (step["run"] for step in steps if "run" in step)
    assert install == f'python -m pip install "journeymap=={__version__}"'
    judge = os.path.expandvars(judge)
    assert run(*shlex.split(judge)[1:]) == (0, "", "")
    assert Path("summary").read_text(encoding="utf-8") == "## ✅ 1 file checked: nothing to say\n"
    bad = JOURNEY.read_text(encoding="utf-8").replace("next: {basket: 85%}", "next: {baskte: 85%}")
    JOURNEY.write_text(bad, encoding="utf-8")
    result = run(*shlex.split(judge)[1:])
    assert result.code == 1
    assert result.out.startswith("::error file=journeys/first.yaml,line=")


def test_ci_of_gitlab(here: Path, run: Run) -> None:
    assert run("init", "--ci", "gitlab").code == 0
    assert not (here / ".github").exists()
    job = parse(CI["gitlab"].read_bytes(), "ci").value["journeymap"]
    install, judge = job["script"]
    assert install == f'python -m pip install "journeymap=={__version__}"'
    assert run(*shlex.split(judge)[1:]) == (0, "", "1 journey checked: nothing to say\n")
    reports = job["artifacts"]["reports"]
    assert json.loads(Path(reports["codequality"]).read_text(encoding="utf-8")) == []
    assert 'name="nothing to say"' in Path(reports["junit"]).read_text(encoding="utf-8")


def test_without_ci(here: Path, run: Run) -> None:
    assert run("init", "--ci", "none").code == 0
    assert sorted(files(here)) == [name for name in ALL if not name.startswith(".github")]


def test_the_same_every_time(here: Path, run: Run) -> None:
    run("init", "one", "--title", "Buy")
    run("init", "two", "--title", "Buy")
    assert files(here / "one") == files(here / "two")


def test_data_and_results_are_not_committed(here: Path, run: Run) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    run("init")
    done = subprocess.run(["git", "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True)
    told = sorted(line.removeprefix("?? ") for line in done.stdout.splitlines())
    assert told == [name for name in ALL if not name.startswith("data/")]


# --- what is there stays -----------------------------------------------------------------------------------------------


def test_what_is_there_is_kept_and_named(here: Path, run: Run) -> None:
    own = {name: f"mine {name}" for name in ALL if name != "journeys/first.yaml"}
    for name, text in own.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text)
    result = run("init")
    assert (result.code, result.err) == (0, "")
    assert sorted(re.findall(r"^kept (\S+), which was there already$", result.out, re.MULTILINE)) == sorted(own)
    assert re.findall(r"^wrote (\S+)$", result.out, re.MULTILINE) == ["journeys/first.yaml"]
    assert {name: text.decode() for name, text in files(here).items() if name in own} == own


def test_one_file_of_data_is_enough_to_leave_the_data_alone(here: Path, run: Run) -> None:
    (here / "data").mkdir()
    (here / DATA[1]).symlink_to("nowhere.csv")
    result = run("init")
    assert result.code == 0
    assert "kept data/answers.csv, which was there already\n" in result.out
    assert not (here / DATA[0]).exists()
    assert not (here / "data" / "nowhere.csv").exists()


def test_a_first_journey_is_not_begun_twice(here: Path, run: Run) -> None:
    (here / "journeys").mkdir()
    (here / JOURNEY).write_text("mine")
    said = (
        "journeys/first.yaml:1:1: error[JM830]: there is a first journey already\n"
        "    = help: go on with it, or name another folder; nothing was written\n"
    )
    assert run("init") == (2, "", said)
    assert files(here) == {"journeys/first.yaml": b"mine"}


def test_a_project_with_journeys_gets_only_what_it_lacks(here: Path, run: Run) -> None:
    (here / "journeys").mkdir()
    (here / "journeys" / "shop.yml").write_text("title: Shop\nstages: {a: {touchpoints: {b: {}}}}\n")
    result = run("init")
    assert (result.code, next_commands(result.out)) == (0, ["journeymap check journeys"])
    assert sorted(files(here)) == [
        ".github/workflows/journeymap.yml",
        ".vscode/extensions.json",
        ".vscode/settings.json",
        "journeys/shop.yml",
        "schemas/journey.schema.json",
    ]
    said = (
        ".:1:1: error[JM831]: there is nothing to add: all files are there already\n"
        "    = help: go on with: journeymap check journeys\n"
    )
    assert run("init") == (2, "", said)


def test_ci_belongs_to_the_top_of_a_repository(here: Path, run: Run) -> None:
    (here / ".git").mkdir()
    result = run("init", "teams/returns")
    assert result.code == 0
    assert f"no file for CI: its place is the top of the repository, {here.resolve()}\n" in result.out
    assert [name for name in files(here / "teams/returns") if name.startswith(".github")] == []


def test_a_file_is_no_folder(here: Path, run: Run) -> None:
    (here / "taken").write_text("mine")
    result = run("init", "taken")
    assert (result.code, result.out, files(here)) == (2, "", {"taken": b"mine"})
    assert "Directory 'taken' is a file." in result.err


def test_a_folder_that_cannot_be_made(here: Path, run: Run) -> None:
    (here / "taken").write_text("mine")
    result = run("init", "taken/shop")
    assert (result.code, result.out, files(here)) == (2, "", {"taken": b"mine"})
    assert "error[JM802]: the file cannot be written: " in result.err


def test_what_failed_half_way_goes_on(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:

        def full(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        patched.setattr("journeymap.pipeline.started.make_up", full)
        assert run("init").code == 130
    assert not (here / JOURNEY).exists()
    assert run("init").code == 0
    assert sorted(files(here)) == ALL


# --- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("shop-returns", "Shop returns"),
        ("a: b #c", "A: b #c"),
        ("- [x]", "[x]"),
        ("'\"\\", "My first journey"),
        ("<b>*x*`|", "<b>*x*`|"),
        ("$(touch evil); x", "$(touch evil); x"),
        ("--help me", "Help me"),
        ("\x1b[31mred\u202e", "[31mred"),
        ("two\nlines", "Two lines"),
        ("true", "True"),
        ("2026", "2026"),
        ("@HEADING@ @VERSION@", "@HEADING@ @VERSION@"),
        ("旅" * 70, "旅" * 60),
        ("\udcff", "My first journey"),
    ],
)
def test_names_of_folders_stay_names(
    name: str, title: str, here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journeymap.pipeline.started.make_up", lambda *_, **__: None)  # the data know no names
    result = run("init", "--ci", "none", "--", name)
    assert (result.code, result.err) == (0, "")
    assert "\x1b" not in result.out
    assert check(here / name / JOURNEY)[1] == []
    assert load(here / name / JOURNEY).journey.title == title
    assert not (here / "evil").exists()
    readme = (here / name / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) == 11
    assert readme.startswith("# ")
    (cd, *_) = next_commands(result.out)
    if name.isprintable():
        assert shlex.split(cd) == ["cd", "--", name]


@pytest.mark.parametrize(
    ("title", "shown"), [("Return: a #parcel", "Return: a #parcel"), ("  two\n words ", "two words"), (" ", "Shop")]
)
def test_a_title_of_ones_own(title: str, shown: str, here: Path, run: Run) -> None:
    assert run("init", "shop", "--title", title).code == 0
    assert load(here / "shop" / JOURNEY).journey.title == shown


def test_the_root_of_all_has_a_title_too(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "resolve", lambda self, **_: Path("/"))
    assert run("init", "--ci", "none").code == 0
    assert "title: My first journey\n" in (here / JOURNEY).read_text(encoding="utf-8")


def test_a_folder_for_which_there_is_no_leave(here: Path, run: Run) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (here / "locked").mkdir(mode=0o500)
    assert run("init", "locked").code == 2
