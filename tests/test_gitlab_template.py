"""The template for GitLab: its script is read from docs/ci/gitlab.yml and run by the shells that a job may have."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

JOB = yaml.safe_load((Path(__file__).parents[1] / "docs" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))[
    "journeymap"
]
CHECK = "check --also gitlab=gl-code-quality-report.json --also junit=journeymap.junit.xml --fail-on {} --min-group 10"
BASE, HEAD = "a" * 40, "b" * 40


def ran(folder: Path, shell: str, answers: str, **variables: str) -> tuple[int, list[str], str]:
    """The exit code of the job, what it called journeymap with, and what it printed. `answers` is a script with exit codes."""
    (folder / "journeymap").write_text(
        f'#!/bin/sh\nprintf "<%s>" "$@" >> "{folder}/called"\necho >> "{folder}/called"\n{answers}\n'
    )
    (folder / "journeymap").chmod(0o755)
    surroundings = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "CI_COMMIT_SHA": "c" * 40,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": BASE,
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD,
    }
    done = subprocess.run(
        [shell, "-e", "-c", "\n".join(JOB["script"])],
        capture_output=True, text=True, check=False, cwd=folder, env=surroundings | JOB["variables"] | variables,
    )  # fmt: skip
    called = (folder / "called").read_text(encoding="utf-8").splitlines()
    return done.returncode, [" ".join(re.findall("<(.*?)>", line)) for line in called], done.stdout + done.stderr


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_it_checks_compares_and_comments(shell: str, tmp_path: Path) -> None:
    code, called, said = ran(tmp_path, shell, "")
    assert (code, said) == (0, "")
    assert called == [
        f"{CHECK.format('error')} -- journeys",
        f"diff --min-group 10 --no-data --path journeys -o journeymap.md -o journeymap.json -- {BASE} {HEAD}",
        "comment journeymap.md --changes journeymap.json",
    ]


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_what_fails_fails_after_all_is_told(shell: str, tmp_path: Path) -> None:
    code, called, said = ran(tmp_path, shell, '[ "$1" != check ] || exit 1; [ "$1" != comment ] || exit 2')
    assert (code, len(called)) == (1, 3)
    assert said == "the note could not be written; the report is in journeymap.md\n"
    code, called, _ = ran(tmp_path, shell, '[ "$1" != diff ] || exit 2')
    assert (code, called[-1].split()[0]) == (2, "diff")


def test_lists_have_an_entry_a_line_and_no_entry_is_a_command(tmp_path: Path) -> None:
    lists = {
        "JOURNEYMAP_PATHS": "shop\nmy maps/*.yaml",
        "JOURNEYMAP_EVENTS": "a b.csv\n$(touch evil)",
        "JOURNEYMAP_ANSWERS": "; touch evil",
        "JOURNEYMAP_FAIL_ON": "hint",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "",
    }
    code, called, _ = ran(tmp_path, "sh", "", **lists)
    data = "--events a b.csv --events $(touch evil) --answers ; touch evil"
    assert code == 0
    assert called[0] == f"{CHECK.format('hint')} {data} -- shop my maps/*.yaml"
    assert called[1] == (
        f"diff --min-group 10 {data} --path shop --path my maps/*.yaml -o journeymap.md -o journeymap.json -- {BASE} {'c' * 40}"
    )
    assert not (tmp_path / "evil").exists()


def test_what_it_writes_is_what_gitlab_is_told() -> None:
    artifacts: dict[str, Any] = JOB["artifacts"]
    written = re.findall(r"(?:-o |=)([\w.-]+\.(?:json|xml|md))", JOB["script"][0])
    assert {*artifacts["paths"], *artifacts["reports"].values()} == {*written} - {"journeymap.json"}
    assert artifacts["when"] == "always"
    assert JOB["variables"]["GIT_DEPTH"] == "0"
    assert "${{" not in str(JOB)
