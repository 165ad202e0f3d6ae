"""Every file is there whole or not at all, whatever ends the run that writes it; one door writes them all.

`JOURNEYMAP_KILL_RUNS=1000 pytest tests/test_outputs.py` ends a thousand runs by `kill -9`.
"""

import ast
import os
import random
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap import outputs
from journeymap.finding import JourneymapError

ROOT = Path(__file__).parents[1]
RUNS = int(os.environ.get("JOURNEYMAP_KILL_RUNS", "15"))
SIZE = 1 << 20
WRITER = f"""
import sys
from pathlib import Path
from journeymap.outputs import write, write_all, write_over
report, left, right, journey = map(Path, ("report.md", "maps/left.svg", "maps/right.svg", "journey.yaml"))
print("begins", flush=True)
number = 0
while True:
    number += 1
    data = bytes([number % 26 + 97]) * {SIZE}
    write(report, data)
    write_all({{left: data, right: data}})
    write_over(journey, data)
"""
posix = pytest.mark.skipif(os.name != "posix", reason="no permissions, owners and signals of this kind on this system")


def strays(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.journeymap-tmp"))


@posix
def test_a_run_that_is_killed_leaves_whole_files_and_the_next_sweeps(here: Path) -> None:
    rng, environment = random.Random(1), {**os.environ, "PYTHONPATH": str(ROOT)}
    (here / "journey.yaml").write_bytes(b"0" * SIZE)
    (here / "journey.yaml").chmod(0o640)
    found, torn = 0, list[str]()
    for _ in range(RUNS):
        command = [sys.executable, "-S", "-c", WRITER]
        with subprocess.Popen(command, cwd=here, env=environment, stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                writer.wait(rng.uniform(0, 0.03))
            writer.kill()
        for name in ("report.md", "maps/left.svg", "maps/right.svg", "journey.yaml"):
            if (here / name).exists():
                data = (here / name).read_bytes()
                if len(data) != SIZE or len(set(data)) != 1:
                    torn.append(name)
        found += len(strays(here))
    assert torn == []
    assert found > 0  # else nothing was killed while it wrote
    outputs.write(here / "report.md", b"new")
    outputs.write(here / "maps" / "new.svg", b"new")
    assert strays(here) == []
    assert stat.S_IMODE((here / "journey.yaml").stat().st_mode) == 0o640


@posix
def test_only_strays_of_ours_are_swept_and_only_of_runs_that_are_over(here: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as over:
        over.wait()
    living, gone = f".{os.getppid()}-0.journeymap-tmp", f".{over.pid}-3.journeymap-tmp"
    others = [
        ".1-x.journeymap-tmp",
        f"{over.pid}-0.journeymap-tmp",
        f".a.{over.pid}.tmp",
        ".99999999999999999999999-0.journeymap-tmp",
    ]
    for name in (living, gone, *others):
        (here / name).write_text("", encoding="utf-8")
    outputs.write(here / "a.md", b"a")
    assert sorted(path.name for path in here.iterdir()) == sorted([living, *others, "a.md"])


@posix
def test_what_is_there_keeps_its_permissions_its_owner_and_its_labels(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = here / "report.md"
    report.write_text("old", encoding="utf-8")
    report.chmod(0o600)
    before = report.stat()
    labels = has_labels(report)
    outputs.write(report, b"new")
    after = report.stat()
    assert report.read_bytes() == b"new"
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert not labels or os.getxattr(report, "user.journeymap") == b"kept"
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "chown", lambda _, owner, group: asked.append((owner, group)))
    real = Path.stat
    monkeypatch.setattr(
        Path, "stat", lambda path, **more: owned(real(path, **more)) if path.name == "report.md" else real(path, **more)
    )
    outputs.write(report, b"newer")
    assert asked == [(-1, 4322), (4321, -1)]


def has_labels(path: Path) -> bool:
    try:
        os.setxattr(path, "user.journeymap", b"kept")
    except (AttributeError, OSError):
        return False
    return True


def owned(state: os.stat_result) -> os.stat_result:
    """The state of a file of somebody else."""
    return os.stat_result((*state[:4], 4321, 4322, *state[6:]))


@posix
def test_a_new_file_is_as_others_are_or_as_is_said(here: Path) -> None:
    before = os.umask(0o027)
    try:
        outputs.write(here / "usual", b"")
        outputs.write(here / "own", b"", mode=0o600)
    finally:
        os.umask(before)
    assert [stat.S_IMODE((here / name).stat().st_mode) for name in ("usual", "own")] == [0o640, 0o600]


@posix
def test_a_link_stays_a_link(here: Path) -> None:
    (here / "reports").mkdir()
    (here / "latest.md").symlink_to("reports/1.md")
    for data in (b"first", b"second"):
        outputs.write(here / "latest.md", data)
        assert (here / "latest.md").is_symlink()
        assert (here / "reports" / "1.md").read_bytes() == data
    assert strays(here) == []


def as_folder(path: Path) -> None:
    path.mkdir()


def as_read_only(path: Path) -> None:
    path.write_text("old", encoding="utf-8")
    path.chmod(0o444)


def as_loop(path: Path) -> None:
    path.symlink_to(path.name)


def as_pipe(path: Path) -> None:
    os.mkfifo(path)


@posix
@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (as_folder, "Is a directory"),
        (as_read_only, "it is read-only"),
        (as_loop, "Too many levels of symbolic links"),
        (as_pipe, "it is no regular file"),
    ],
)
def test_where_nothing_may_be_written_nothing_is(made: Callable[[Path], None], reason: str, here: Path) -> None:
    made(here / "a.md")
    before = (here / "a.md").lstat()
    with pytest.raises(JourneymapError) as raised:
        outputs.write_all({here / "b.md": b"b", here / "a.md": b"a"})
    (finding,) = raised.value.findings
    assert (finding.code, finding.message) == ("JM802", f"the file cannot be written: {reason}")
    assert (here / "a.md").lstat() == before
    assert sorted(path.name for path in here.iterdir()) == ["a.md"]


def test_a_name_that_no_file_can_have_is_said(here: Path) -> None:
    for name in ("a\x00b", "a" * 300):
        with pytest.raises(JourneymapError, match="JM802 the file cannot be written: "):
            outputs.write(here / name, b"")
    longest = here / ("a" * 255)
    outputs.write(longest, b"whole")
    assert [path.name for path in here.iterdir()] == [longest.name]


# --- the one door ------------------------------------------------------------------------------------------------------

ELSEWHERE = {
    "drawing/pdf.py": "a folder of its own that is deleted again",
    "engine.py": "a folder of its own that is deleted again",
    "pipeline/marked.py": "a folder of its own that is deleted again",
    "pipeline/revised.py": "a folder of its own that is deleted again",
}
"""Where else something is written, and why that is no output."""


MAY_WRITE = re.compile(r"open\(|write_|rename|savez|Temp|mkstemp|copyfile|move\(")
"""What stands in every module that does; parsing the others would take its time."""


def writes(tree: ast.AST) -> list[str]:
    """What in a module writes to files."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        modes = [
            part.value
            for part in (*node.args, *(each.value for each in node.keywords))
            if isinstance(part, ast.Constant)
        ]
        opens = name in ("open", "fdopen") and any(
            isinstance(mode, str) and set(mode) & set("wax+") and len(mode) < 4 for mode in modes
        )
        if opens or name in (
            "write_text",
            "write_bytes",
            "rename",
            "renames",
            "savez",
            "NamedTemporaryFile",
            "TemporaryDirectory",
            "mkstemp",
            "copyfile",
            "move",
        ):
            found.append(name)
    return found


def test_nothing_else_writes_files() -> None:
    found = {}
    for path in sorted((ROOT / "journeymap").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if MAY_WRITE.search(text) and (calls := writes(ast.parse(text))):
            found[path.relative_to(ROOT / "journeymap").as_posix()] = calls
    assert found.pop("outputs.py") == ["fdopen"]
    assert found.pop("pipeline/remembered.py") == ["savez"]  # into memory
    assert set(found) == set(ELSEWHERE)
    assert all("TemporaryDirectory" in calls for calls in found.values())


SHOP = "title: Shop\nstages: {s: {touchpoints: {look: {match: look, next: {buy: 50%}}, buy: {match: buy}}}}\n"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check", "shop.yaml", "-o", "out/check.txt"),
    ("map", "shop.yaml", "-o", "out/map.svg", "-o", "out/map.md"),
    ("report", "shop.yaml", "--events", "log.csv", "-o", "out/report.md", "-o", "out/report.json"),
    ("whatif", "shop.yaml", "--fix", "look:drop=50%", "-o", "out/whatif.md"),
    ("export", "shop.yaml", "--format", "csv", "-o", "out/shop.csv"),
    ("simulate", "shop.yaml", "-o", "out/made", "--customers", "20"),
    ("init", "out/new"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_writes_through_it(
    command: tuple[str, ...], here: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (here / "log.csv").write_text(
        "customer,time,event\na,2026-01-01T00:00:00Z,look\na,2026-01-02T00:00:00Z,buy\n", encoding="utf-8"
    )
    written: list[str] = []
    real = outputs._write_beside
    monkeypatch.setattr(outputs, "_write_beside", lambda place, *rest: written.append(place.name) or real(place, *rest))
    run(*command)
    assert sorted(path.name for path in (here / "out").rglob("*") if path.is_file()) == sorted(written) != []
