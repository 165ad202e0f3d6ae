"""The hooks for pre-commit: what they run, on which files; and, where it is asked for, pre-commit itself.

`JOURNEYMAP_PRE_COMMIT=1` lets the real pre-commit install and run them, which takes minutes and the package index.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
WRONG = "title: Shop\nstages: {buy: {touchpoints: {pay: {takes: 5 min}}}}\n"
NOTES = "a: 5 min\n"


def ran(run: Callable[..., Any], name: str, staged: list[str]) -> Any:
    """What a hook says when these files are to be committed, as pre-commit calls it; None where it is not called."""
    hook = HOOKS[name]
    files = [file for file in staged if re.search(hook["files"], file)]
    command = hook["entry"].split()
    assert command[0] == "journeymap"
    named = files if hook.get("pass_filenames", True) else []
    return run(*command[1:], *hook.get("args", []), *named) if files else None


@pytest.fixture
def project(here: Path) -> Path:
    (here / "journeys" / "deep").mkdir(parents=True)
    (here / "journeys" / "deep" / "shop.yml").write_text(WRONG)
    (here / "notes.yaml").write_text(NOTES)
    return here


def test_all_journeys_are_checked_once_one_is_to_be_committed(project: Path, run: Callable[..., Any]) -> None:
    assert ran(run, "journeymap", ["notes.yaml", "src/journeys/x.yaml", "journeys/x.json"]) is None
    (project / "journeys" / "other.yaml").write_text(WRONG)
    said = ran(run, "journeymap", ["journeys/other.yaml"])
    assert said.code == 1
    assert re.findall(r"^(\S+): error\[JM106\]", said.out, re.MULTILINE) == [
        "journeys/deep/shop.yml:2:43",
        "journeys/other.yaml:2:43",
    ]


def test_only_what_is_to_be_committed_is_corrected(project: Path, run: Callable[..., Any]) -> None:
    (project / "journeys" / "other.yaml").write_text(WRONG)
    assert ran(run, "journeymap-fix", ["notes.yaml"]) is None
    assert ran(run, "journeymap-fix", ["notes.yaml", "journeys/other.yaml"]).code == 0
    texts = {
        path: (project / path).read_text() for path in ("journeys/other.yaml", "journeys/deep/shop.yml", "notes.yaml")
    }
    assert texts == {
        "journeys/other.yaml": WRONG.replace("5 min", "5m"),
        "journeys/deep/shop.yml": WRONG,
        "notes.yaml": NOTES,
    }


def test_the_guide_names_every_hook() -> None:
    guide = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^      - id: (\S+)$", guide, re.MULTILINE)) == set(HOOKS)
    assert all(f"| `{name}` |" in guide for name in HOOKS)
    assert all(hook["language"] == "python" and hook["description"].endswith(".") for hook in HOOKS.values())


def test_the_real_pre_commit(project: Path) -> None:
    if not os.environ.get("JOURNEYMAP_PRE_COMMIT"):
        pytest.skip("the real pre-commit is run by make test-slow")
    found = shutil.which("pre-commit", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert found, "pre-commit is not installed: pip install pre-commit"

    def call() -> subprocess.CompletedProcess[str]:
        subprocess.run(["git", "add", "-A"], check=True)
        command = [found, "try-repo", str(ROOT), "--all-files"]
        home = os.environ | {"PRE_COMMIT_HOME": str(project.parent / "pre-commit")}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=home)

    subprocess.run(["git", "init", "-q"], check=True)
    first = call()
    assert first.returncode == 1, first.stderr
    assert "journeys/deep/shop.yml:2:43: fixed[JM106]: " in first.stdout
    assert "files were modified by this hook" in first.stdout
    assert (project / "journeys" / "deep" / "shop.yml").read_text() == WRONG.replace("5 min", "5m")
    assert (project / "notes.yaml").read_text() == NOTES
    second = call()
    assert second.returncode == 0, second.stdout + second.stderr
    assert re.findall(r"^(journeymap \w+)\.+(\w+)$", second.stdout, re.MULTILINE) == [
        ("journeymap check", "Passed"),
        ("journeymap fix", "Passed"),
    ]
