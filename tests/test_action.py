"""The GitHub action: its steps are read from action.yml and run by bash, with the environment that GitHub's runner gives them.

`JOURNEYMAP_INSTALL=1` also installs journeymap as the action does, which takes a minute and the package index.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from journeymap.cli import cli
from journeymap.formats.markdown import LIMIT
from markdown_it import MarkdownIt
from tests.recorded import FORBIDDEN, Recording, Said, bot, page, playing

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
STARTER = ROOT / "journeymap" / "starter" / "github.yml"
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a"
COMMENTS = "/repos/octo/shop/issues/5/comments"
LIST = f"{COMMENTS}?per_page=100&page=1"

GOOD = """\
title: Shop
goal: Have it today
owner: team-shop
ends_at: {won: pay}
stages:
  buy:
    touchpoints:
      look: {does: Looks, feels: 1, evidence: "interview:1", match: look, next: pay, targets: {drop_off: 25%}}
      pay: {does: Pays, feels: 1, evidence: "interview:1", match: pay}
"""
BAD = GOOD.replace("owner:", "ownr:").replace("does: Pays", 'does: "Pays ::error::%0A | <b>`x`"')
WORSE = GOOD.replace("drop_off: 25%", "drop_off: 30%").replace("does: Pays", 'does: "Pays ::error::%0A | <b>`x`"')


# --- a runner ----------------------------------------------------------------------------------------------------------


@dataclass
class Runner:
    """What GitHub's runner does for a composite action, as far as action.yml needs it."""

    workspace: Path
    temp: Path
    event: dict[str, Any]
    environment: dict[str, str]
    inputs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    failed: bool = False

    def run(self, **inputs: str) -> "Runner":
        """All steps, with what is said for some inputs."""
        self.inputs = {name: str(self.value(spec.get("default", ""))) for name, spec in ACTION["inputs"].items()} | {
            name.replace("_", "-"): value for name, value in inputs.items()
        }
        for step in STEPS:
            self.steps[step.get("id", step["name"].lower())] = self.step(step)
        return self

    def step(self, step: dict[str, Any]) -> dict[str, Any]:
        wanted = self.value(step["if"]) if "if" in step else not self.failed
        if not wanted:
            return {"outcome": "skipped", "outputs": {}, "log": "", "summary": "", "err": ""}
        if "uses" in step:
            return {"outcome": "success", "outputs": {"python-path": str(self.temp / "python")}}
        number = len(self.steps)
        output, summary = (self.temp / f"{kind}_{number}" for kind in ("set_output", "step_summary"))
        output.write_text("")
        summary.write_text("")
        given = {name: str(self.value(value)) for name, value in step.get("env", {}).items()}
        script = self.temp / f"step_{number}.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            capture_output=True, text=True, check=False, cwd=self.workspace / str(self.value(step.get("working-directory", "."))),
            env=self.environment | given | {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)},
        )  # fmt: skip
        self.failed = self.failed or done.returncode != 0
        return {
            "outcome": "failure" if done.returncode else "success",
            "code": done.returncode,
            "outputs": dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines()),
            "log": done.stdout,
            "err": done.stderr,
            "summary": summary.read_text(encoding="utf-8"),
        }

    def value(self, text: Any) -> Any:
        """An expression's value, or a text with expressions in it."""
        whole = re.fullmatch(r"\$\{\{(.*)\}\}", str(text).strip(), re.DOTALL)
        if whole and "${{" not in whole[1]:
            return self.evaluated(whole[1])
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(self.evaluated(found[1])), str(text))

    def evaluated(self, expression: str) -> Any:
        known = {"inputs": self.inputs, "steps": self.steps, "github": {"event": self.event, "token": TOKEN}}

        def looked_up(found: re.Match[str]) -> str:
            value: Any = known
            for part in found[0].split("."):
                value = value.get(part) if isinstance(value, dict) else None
            return repr("" if value is None else value)

        python = expression.replace("cancelled()", "False").replace("&&", " and ").replace("||", " or ")
        python = re.sub(r"!(?!=)", " not ", python)
        return eval(re.sub(r"\b(?:inputs|steps|github)(?:\.[\w-]+)+", looked_up, python).strip())


COMMANDS = cli.list_commands(None)  # type: ignore[arg-type]  # no context is needed
STAND_IN = """
import json, sys
words = sys.argv[1:]
text = f"<!-- journeymap key=journeys head={words[-1][:7]} -->\\n## stand-in\\n"
for at, word in enumerate(words):
    if word == "-o":
        with open(words[at + 1], "w") as stream:
            stream.write(json.dumps({"changed": True}) if words[at + 1].endswith("json") else text)
"""


def git(folder: Path, *arguments: str) -> str:
    names = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    quiet = os.environ | names | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=quiet, capture_output=True, text=True, check=True
    ).stdout.strip()


def repository(folder: Path, before: str, after: str) -> dict[str, Any]:
    """A repository as the checkout of a pull request leaves it, and the event."""
    (folder / "journeys").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for branch, text in (("main", before), ("change", after)):
        if branch == "change":
            git(folder, "checkout", "-q", "-b", branch)
        (folder / "journeys" / "shop.yaml").write_text(text, encoding="utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "--allow-empty", "-m", branch)
    head = git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "-q", "--detach", "main")
    base = git(folder, "rev-parse", "HEAD")
    git(folder, "merge", "-q", "--no-ff", "--no-edit", "change") if before != after else None
    return {
        "action": "synchronize",
        "number": 5,
        "pull_request": {"number": 5, "base": {"sha": base}, "head": {"sha": head}},
    }


@pytest.fixture
def host() -> Iterator[Recording]:
    with playing() as recording:
        yield recording


@pytest.fixture
def runner(tmp_path: Path, host: Recording) -> Callable[..., Runner]:
    """A runner for a pull request that changes a journey; `said` is a script in the place of journeymap."""

    def make(after: str = WORSE, *, event: bool = True, said: str | None = None) -> Runner:
        workspace, temp = tmp_path / "shop", tmp_path / "temp"
        payload = repository(workspace, GOOD, after)
        temp.mkdir()
        real = f'[ "$1" != diff ] || exec "{sys.executable}" "{temp}/diff.py" "$@"\n' if "diff" not in COMMANDS else ""
        real += f'exec "{sys.executable}" -m journeymap "$@"\n'
        (temp / "command").write_text(f"#!/bin/sh\n{real if said is None else said}")
        (temp / "diff.py").write_text(STAND_IN)
        (temp / "pip").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{temp}/installed"\n')
        (temp / "python").write_text(
            f'#!/bin/sh\n[ "$2" = venv ] || exec "{sys.executable}" "$@"\nmkdir -p "$3/bin"\n'
            f'cp "{temp}/pip" "$3/bin/python"\ncp "{temp}/command" "$3/bin/journeymap"\n'
        )
        for name in ("command", "pip", "python"):
            (temp / name).chmod(0o755)
        path = temp / "event.json"
        path.write_text(json.dumps(payload if event else {"ref": "refs/heads/main"}))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": host.url,
            "GITHUB_EVENT_NAME": "pull_request" if event else "push",
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_REPOSITORY": "octo/shop",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(temp),
        }
        return Runner(workspace, temp, json.loads(path.read_text()), environment)

    return make


def outcomes(runner: Runner) -> dict[str, str]:
    return {name: step["outcome"] for name, step in runner.steps.items()}


FINE = {"python": "success", "install": "success", "check": "success", "compare": "success", "comment": "success"}

# --- what it does ------------------------------------------------------------------------------------------------------


def test_a_comment_is_written_once_and_then_changed(runner: Callable[..., Runner], host: Recording) -> None:
    host.on("GET", LIST, page(1, [], last=1))
    host.on("POST", COMMENTS, Said(201, bot(77, "")))
    job = runner().run()
    assert outcomes(job) == FINE, job.steps
    assert host.lines == [f"GET {LIST}", f"POST {COMMENTS}"]
    text = host.asked[1].body["body"]
    head = job.event["pull_request"]["head"]["sha"][:7]
    assert re.match(rf"<!-- journeymap key=\S+ head={head} -->\n", text)
    assert "JM" not in job.steps["check"]["log"]
    assert job.steps["check"]["summary"] == "## ✅ 1 file checked: nothing to say\n"
    assert job.steps["compare"]["summary"] == text
    assert job.steps["compare"]["outputs"]["changed"] == "true"
    assert job.steps["comment"]["log"] == "wrote comment 77 on pull request 5 of octo/shop\n"
    assert TOKEN not in repr(job.steps)

    host.on("GET", LIST, page(1, [bot(77, text.replace(head, "0000000"))], last=1))
    host.on("GET", "/user", Said(403, FORBIDDEN))
    host.on("PATCH", "/repos/octo/shop/issues/comments/77", Said(200, bot(77, "")))
    again = job.step(STEPS[-1])
    assert again["log"] == "changed comment 77 on pull request 5 of octo/shop\n"
    assert host.asked[-1].body == {"body": text}

    host.on("GET", LIST, page(1, [], last=1))
    host.on("POST", COMMENTS, Said(403, FORBIDDEN))
    fork = job.step(STEPS[-1])
    assert fork["outcome"] == "success"
    assert fork["log"].startswith("no comment was written on pull request 5 of octo/shop: GitHub does not allow it (")


@pytest.mark.parametrize(("code", "outcome"), [(0, "success"), (2, "success"), (70, "failure"), (1, "failure")])
def test_a_host_that_is_down_fails_nobody_and_a_bug_does(
    code: int, outcome: str, runner: Callable[..., Runner]
) -> None:
    job = runner(said=f'[ "$1" = comment ] && exit {code}\nexec "{sys.executable}" "$RUNNER_TEMP/diff.py" "$@"\n').run()
    assert job.steps["comment"]["outcome"] == outcome
    warning = "::warning title=journeymap::the comment could not be written: the step's log says why, the summary has the report\n"
    assert job.steps["comment"]["log"] == (warning if code == 2 else "")


def test_what_is_wrong_stands_beside_its_line_and_fails(runner: Callable[..., Runner]) -> None:
    said = f'[ "$1" = check ] || exec "{sys.executable}" "$RUNNER_TEMP/diff.py" "$@"\nexec "{sys.executable}" -m journeymap "$@"\n'
    job = runner(BAD, said=said).run(working_directory="journeys", paths="shop.yaml\n")
    assert job.failed
    assert outcomes(job) == FINE | {"check": "failure"}, job.steps
    assert job.steps["check"]["code"] == 1
    said = "unknown field 'ownr'; did you mean 'owner'?"
    assert (
        job.steps["check"]["log"] == f"::error file=journeys/shop.yaml,line=3,col=1,endColumn=5,title=JM102::{said}\n"
    )
    assert job.steps["check"]["summary"] == (
        "## ❌ 1 file checked: 1 error\n\n| | Where | What, and what to do |\n|:-:|---|---|\n"
        f"| ❌ | `shop.yaml:3:1` | {said} (JM102) |\n"
    )
    assert "::error" not in job.steps["compare"]["log"]


def test_a_comment_that_is_too_long_is_told_again_shorter(runner: Callable[..., Runner]) -> None:
    said = f'printf "<%s>" "$@"\n[ "$1" = comment ] || exec "{sys.executable}" "$RUNNER_TEMP/diff.py" "$@"\n'
    job = runner(said=said).run(comment="always", max_chars="10", key="shop", data="true")
    calls = [re.findall("<(.*?)>", call) for call in job.steps["compare"]["log"].split("<diff>")[1:]]
    sides = calls[0][-3:]
    common = ["--min-group", "10", "--path", "journeys", "--key", "shop", "--max-chars"]
    files = [f"{job.temp}/journeymap-{name}" for name in ("summary.md", "changes.json", "comment.md")]
    assert calls == [
        [*common, "150000", "-o", files[0], "-o", files[1], *sides],
        [*common, "10", "-o", files[2], *sides],
    ]
    assert job.steps["compare"]["outputs"] == {"report": files[2], "changes": files[1], "changed": "true"}
    assert re.findall("<(.*?)>", job.steps["comment"]["log"]) == [
        "comment", files[2], "--host", "github", "--repository", "octo/shop", "--pull-request", "5",
    ]  # fmt: skip


ECHO = 'printf "<%s>" "$@"\n'


def test_a_push_is_only_checked(runner: Callable[..., Runner], host: Recording) -> None:
    job = runner(GOOD, event=False, said=ECHO).run(
        fail_on="hint", paths="a b\n\nc", events="x\ny", data="true", version="0.1.0"
    )
    assert outcomes(job) == FINE | {"compare": "skipped", "comment": "skipped"}
    assert re.findall("<(.*?)>", job.steps["check"]["log"]) == [
        "check", "--format", "github", "--also", f"markdown={job.temp}/step_summary_2", "--fail-on", "hint",
        "--min-group", "10", "--events", "x", "--events", "y", "--data", "--", "a b", "c",
    ]  # fmt: skip
    assert (job.temp / "installed").read_text().splitlines()[-2:] == ["--", "journeymap==0.1.0"]
    assert host.asked == []


def test_it_installs_the_commit_that_it_is_of(runner: Callable[..., Runner]) -> None:
    job = runner(GOOD, event=False, said=ECHO).run(base="main", comment="never")
    assert (job.temp / "installed").read_text().splitlines() == [
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--", str(ROOT),
    ]  # fmt: skip
    assert re.findall("<(.*?)>", job.steps["compare"]["log"]) == [
        "diff", "--min-group", "10", "--no-data", "--path", "journeys", "--max-chars", "150000",
        "-o", f"{job.temp}/journeymap-summary.md", "-o", f"{job.temp}/journeymap-changes.json", "--", "main",
    ]  # fmt: skip


def test_a_pull_request_is_compared_with_where_it_branched_off(runner: Callable[..., Runner]) -> None:
    job = runner(said=ECHO)
    head = job.event["pull_request"]["head"]["sha"]
    git(job.workspace, "checkout", "-q", "main")
    branched = git(job.workspace, "rev-parse", "--short", "HEAD")
    git(job.workspace, "commit", "-q", "--allow-empty", "-m", "main goes on")
    job.event["pull_request"]["base"]["sha"] = git(job.workspace, "rev-parse", "HEAD")
    job.run()
    assert re.findall("<(.*?)>", job.steps["compare"]["log"])[-3:] == ["--", branched, head]

    unknown = "0" * 40
    job.event["pull_request"]["base"]["sha"] = unknown
    job.steps, job.failed = {}, False
    job.run()
    assert re.findall("<(.*?)>", job.steps["compare"]["log"])[-3:] == ["--", unknown, head]


def test_it_really_installs(runner: Callable[..., Runner]) -> None:
    if not os.environ.get("JOURNEYMAP_INSTALL"):
        pytest.skip("the real pip is run by make test-slow")
    job = runner(event=False)
    (job.temp / "python").unlink()
    (job.temp / "python").symlink_to(sys.executable)
    del job.environment["PYTHONPATH"]
    job.run()
    assert outcomes(job) == FINE | {"compare": "skipped", "comment": "skipped"}, job.steps
    assert job.steps["check"]["summary"] == "## ✅ 1 file checked: nothing to say\n"


def test_an_input_that_means_nothing_is_told(runner: Callable[..., Runner]) -> None:
    job = runner(GOOD, event=False, said=ECHO).run(comment="sometimes")
    assert job.steps["install"]["log"] == "::error title=journeymap::the input comment is auto, always or never\n"
    assert outcomes(job) == FINE | {
        "install": "failure",
        "check": "skipped",
        "compare": "skipped",
        "comment": "skipped",
    }


def test_it_does_not_run_where_a_fork_would_get_a_token(runner: Callable[..., Runner]) -> None:
    job = runner(GOOD, said=ECHO)
    job.environment["GITHUB_EVENT_NAME"] = "pull_request_target"
    job.run()
    assert job.steps["install"]["log"].startswith("::error title=journeymap::run it on pull_request: ")
    assert outcomes(job) == FINE | {
        "install": "failure",
        "check": "skipped",
        "compare": "skipped",
        "comment": "skipped",
    }


HOSTILE = (
    '"; touch evil; "',
    "$(touch evil)",
    "`touch evil`",
    "--help",
    "-o evil",
    "a\n--output=evil\n",
    "x' && touch evil '",
)


def test_no_input_is_ever_a_command(runner: Callable[..., Runner]) -> None:
    job = runner(said='printf "<%s>\\n" "$@" >> "$RUNNER_TEMP/called"\nexit 3\n')
    for text in HOSTILE:
        hostile = dict.fromkeys(
            ("paths", "events", "answers", "base", "fail_on", "min_group", "key", "max_chars"), text
        )
        job.failed, job.steps = False, {}
        job.run(data="true", **hostile)
        assert not list(job.workspace.rglob("evil"))
    called = (job.temp / "called").read_text(encoding="utf-8")
    assert not list(job.temp.rglob("evil"))
    for text in HOSTILE:
        for line in text.split("\n"):
            assert not line or f"<{line}>" in called or f"<{line}" in called


# --- how it is written -------------------------------------------------------------------------------------------------


def test_both_parts_of_the_summary_are_shown_together() -> None:
    (most,) = re.findall(r"--max-chars (\d+)", (ROOT / "action.yml").read_text(encoding="utf-8"))
    assert 4 * (int(most) + LIMIT + 1_000) < 2**20  # four bytes a character, and beyond 1 MiB nothing is shown


def test_what_is_run_for_a_fork_fetches_and_reads(tmp_path: Path) -> None:
    step = yaml.safe_load(workflows()["journeymap-comment"])["jobs"]["comment"]["steps"][-1]
    for name in ("gh", "git", "journeymap"):
        answer = {"gh": '[ "$HEAD_SHA" != abc ] || echo 5', "git": '[ "$1" != merge-base ] || echo def'}.get(name, "")
        (tmp_path / name).write_text(f'#!/bin/sh\necho {name} "$@" >> "{tmp_path}/called"\n{answer}\n')
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_TOKEN": TOKEN}
    for sha in ("abc", "gone"):
        subprocess.run(["bash", "-e", "-c", step["run"]], check=True, env=environment | {"HEAD_SHA": sha})
    calls = (tmp_path / "called").read_text(encoding="utf-8").splitlines()
    assert [call.split()[:2] for call in calls if call.startswith("gh")] == [["gh", "pr"]] * 2
    assert [call for call in calls if not call.startswith("gh")] == [
        "git fetch --quiet --no-tags origin refs/pull/5/head",
        "git merge-base HEAD abc",
        "journeymap diff --no-data --path journeys -o diff.md -o diff.json -- def abc",
        "journeymap comment diff.md --changes diff.json --pull-request 5",
    ]


def test_every_input_is_told_of_and_comes_by_the_environment() -> None:
    assert all(spec["description"].rstrip().endswith(".") and "default" in spec for spec in ACTION["inputs"].values())
    rows = re.findall(r"^\| `([\w-]+)` \|", GUIDE.partition("| input |")[2].partition("\n\n")[0], re.MULTILINE)
    assert rows == list(ACTION["inputs"])
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(ACTION["inputs"])
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)


def workflows() -> dict[str, str]:
    """Every workflow that people copy."""
    blocks = [token.content for token in MarkdownIt().parse(GUIDE) if token.type == "fence" and token.info == "yml"]
    found = {text.partition("\n")[0].removeprefix("name: "): text for text in blocks if "\njobs:\n" in text}
    return found | {"starter": STARTER.read_text(encoding="utf-8").replace("@VERSION@", "0.1.0")}


def test_actions_are_pinned_and_everywhere_to_the_same_commit() -> None:
    everything = "\n".join([*workflows().values(), (ROOT / "action.yml").read_text(encoding="utf-8")])
    used = re.findall(r"uses: (\S+?)@(.*)", everything)
    pins: dict[str, set[str]] = {}
    for name, pin in used:
        if not name.startswith(("OWNER/", "./")):
            assert re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", pin), (name, pin)
            pins.setdefault(name, set()).add(pin)
    assert set(pins) == {"actions/checkout", "actions/setup-python"}
    assert all(len(each) == 1 for each in pins.values())


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], Path]:
    """A repository with the action, the hooks, and every workflow that people copy, which use the action by some name."""

    def make(action: str) -> Path:
        folder = tmp_path / "copied"
        (folder / ".github" / "workflows").mkdir(parents=True)
        for name in ("action.yml", ".pre-commit-hooks.yaml"):
            shutil.copy(ROOT / name, folder / name)
        for name, text in workflows().items():
            path = folder / ".github" / "workflows" / f"{name}.yml"
            path.write_text(text.replace("uses: OWNER/journeymap@COMMIT", f"uses: {action}"), encoding="utf-8")
        return folder

    return make


def test_zizmor_finds_nothing(copied: Callable[[str], Path]) -> None:
    folder = copied(f"OWNER/journeymap@{40 * 'a'} # v0.1.0")
    zizmor = shutil.which("zizmor", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert zizmor, "zizmor is one of the packages for development"
    command = [
        zizmor,
        "--offline",
        "--no-progress",
        "--persona",
        "auditor",
        "--strict-collection",
        "--collect=all",
        ".",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout
    assert len(re.findall("completed", done.stderr)) == 5
    (folder / "action.yml").write_text(
        (folder / "action.yml").read_text(encoding="utf-8").replace('"$FAIL_ON"', '"${{ inputs.fail-on }}"')
    )
    assert (
        "template-injection" in subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    )


def test_actionlint_finds_nothing(copied: Callable[[str], Path]) -> None:
    folder = copied("./")
    found = shutil.which("actionlint", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if not found:
        pytest.skip("actionlint is not installed: make test-slow installs it where it can be had")
    git(folder, "init", "-q")
    done = subprocess.run([found, "-no-color"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
    path = folder / ".github" / "workflows" / "journeymap.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("paths: journeys", "pahts: journeys"), encoding="utf-8")
    done = subprocess.run([found, "-no-color"], cwd=folder, capture_output=True, text=True, check=False)
    assert 'input "pahts" is not defined' in done.stdout
