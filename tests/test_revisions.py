"""A file as it was: what git says, and that what somebody typed never becomes an option of git."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap import revisions
from journeymap.finding import JourneymapError
from journeymap.revisions import read_at

BEFORE = "title: Shop\nowner: o\nstages: {buy: {touchpoints: {look: {}, pay-now: {match: paid}}}}\n"
AFTER = "title: Shop\nowner: o\nstages: {buy: {touchpoints: {look: {}, pay: {match: paid}}}}\n"
NAME = "sh op;$(touch x) :(glob)*.yaml"
"""A name that a shell, or git's own language of paths, would take for something else."""


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *author, "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(here: Path) -> Path:
    """Two commits: the file `plans/NAME` as it was, and as it is; `new.yaml` is there in the second only."""
    git(here, "init")
    (here / "plans").mkdir()
    (here / "plans" / NAME).write_text(BEFORE)
    git(here, "add", "-A")
    git(here, "commit", "-m", "before")
    git(here, "tag", "v1")
    (here / "plans" / NAME).write_text(AFTER)
    (here / "new.yaml").write_text(AFTER)
    git(here, "add", "-A")
    git(here, "commit", "-m", "after")
    return here


def refused(path: Path, revision: str) -> tuple[str, str, str]:
    with pytest.raises(JourneymapError) as raised:
        read_at(path, revision)
    (finding,) = raised.value.findings
    assert finding.location is None
    return finding.code, finding.message, finding.help


@pytest.mark.parametrize(
    ("revision", "text"), [("v1", BEFORE), ("HEAD~1", BEFORE), ("HEAD", AFTER), ("main", AFTER), ("main@{0}", AFTER)]
)
def test_a_file_at_a_revision(revision: str, text: str, repository: Path) -> None:
    assert read_at(repository / "plans" / NAME, revision) == text.encode()


def test_from_wherever_it_is_run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "plans")
    assert read_at(Path(NAME), "v1") == BEFORE.encode()
    monkeypatch.chdir("/")
    assert read_at(repository / "plans" / NAME, "v1") == BEFORE.encode()


def test_inside_of_a_hook(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setenv("GIT_PREFIX", "")
    assert read_at(repository / "plans" / NAME, "v1") == BEFORE.encode()


def test_a_file_that_was_not_there(repository: Path) -> None:
    assert read_at(repository / "new.yaml", "HEAD") == AFTER.encode()
    assert read_at(repository / "new.yaml", "v1") is None


def test_what_a_link_points_to_is_read(repository: Path) -> None:
    (repository / "link.yaml").symlink_to(Path("plans") / NAME)
    assert read_at(repository / "link.yaml", "v1") == BEFORE.encode()


@pytest.mark.parametrize(
    "revision",
    [
        "--output=stolen",
        "-h",
        "--all",
        "",
        "v1..main",
        "v1:plans",
        "no/such",
        "a\nb",
        "a\0b",
        "$(touch stolen)",
        "HEAD; touch stolen",
        "@{-1000000}",
        "\u202e",
        "x" * 5000,
    ],
)
def test_what_is_no_revision(revision: str, repository: Path) -> None:
    code, message, cure = refused(repository / "plans" / NAME, revision)
    assert code == "JM820"
    assert message.startswith("there is no revision '")
    assert message.endswith("' here")
    assert message.isprintable()
    assert len(message) < 100
    assert cure == "name a commit, a branch or a tag, like origin/main; fetch it first if it is elsewhere"
    assert sorted(path.name for path in repository.iterdir()) == [".git", "new.yaml", "plans"]


def test_a_shallow_clone_says_what_to_do(repository: Path) -> None:
    clone = repository.parent / "clone"
    subprocess.run(
        ["git", "clone", "--depth", "1", f"file://{repository}", str(clone)], check=True, capture_output=True
    )
    assert read_at(clone / "new.yaml", "HEAD") == AFTER.encode()
    assert refused(clone / "new.yaml", "HEAD~1") == (
        "JM820",
        "there is no revision 'HEAD~1' here",
        "this is a shallow clone, without its history: fetch all of it (fetch-depth: 0 in the checkout step)",
    )


def test_outside_of_a_repository(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(here.parent))
    (here / "shop.yaml").write_text(AFTER)
    assert refused(here / "shop.yaml", "HEAD") == (
        "JM821",
        "this file is in no git repository",
        "run git init in its project, and commit it",
    )


def test_a_git_that_refuses(repository: Path) -> None:
    (repository / ".git" / "config").write_text("[core\n\u202e")
    code, message, cure = refused(repository / "new.yaml", "HEAD")
    assert (code, cure) == ("JM821", "mend that; git status in the folder of the file says the same")
    assert message.startswith("git refuses: 'bad config line 1 in file ")


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert refused(repository / "new.yaml", "HEAD") == (
        "JM821",
        "git is not installed",
        "install git; it knows what the file was before",
    )


def test_a_git_that_does_not_answer(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = ("JM821", "git cannot be run, or does not answer", "try git status in the folder of the file")
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(slow))
    monkeypatch.setattr(revisions, "_SECONDS", 0.05)
    assert refused(repository / "new.yaml", "HEAD") == said
    monkeypatch.setattr(shutil, "which", lambda _: os.devnull)
    assert refused(repository / "new.yaml", "HEAD") == said


# --- check --base ------------------------------------------------------------------------------------------------------


def test_check_tells_of_a_renamed_id(repository: Path, run: Callable[..., Any]) -> None:
    result = run("check", f"plans/{NAME}", "new.yaml", "--base", "v1", "--format", "json")
    assert result.code == 0
    assert result.out.count('"code": "JM160"') == 1
    assert "'pay' is new, 'pay-now' is gone, and the new one has the same events: was it renamed?" in result.out
    assert run("check", f"plans/{NAME}", "--base", "HEAD").out == ""
    assert run("check", f"plans/{NAME}").out == ""


def test_a_revision_that_is_not_there_is_told_once(repository: Path, run: Callable[..., Any]) -> None:
    result = run("check", "plans", "new.yaml", "--base", "v2")
    assert (result.code, result.out, result.err) == (
        2,
        (
            "error[JM820]: there is no revision 'v2' here\n"
            "    = help: name a commit, a branch or a tag, like origin/main; fetch it first if it is elsewhere\n"
        ),
        "2 journeys checked: 1 error\n",
    )


def test_a_base_that_was_no_yaml_is_nothing_to_compare_with(repository: Path, run: Callable[..., Any]) -> None:
    (repository / "new.yaml").write_text("a: [")
    git(repository, "commit", "-am", "broken")
    (repository / "new.yaml").write_text(AFTER)
    assert run("check", "new.yaml", "--base", "HEAD") == (0, "", "1 journey checked: nothing to say\n")
