"""The command line: exit codes, what goes where, and silence where nobody looks."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from journeymap import __version__
from journeymap.cli import cli, common
from journeymap.cli import main as entry

GOOD = "title: Shop\nevents: {timezone: UTC}\nstages:\n  buy:\n    touchpoints:\n      look: {match: look}\n      pay: {match: pay}\nowner: shop-team\n"
WARNED = GOOD.replace("match: look}", "match: look, next: [look]}")
WRONG = GOOD.replace("match: look}", "match: look, nxt: pay}")
LOG = "customer,time,event\nc1,2026-05-13 08:00,look\nc1,2026-05-13 09:00,pay\n"
WARNING = """\
journey.yaml:6:7: warning[JM203]: from 'look' no designed path leads to an end of the journey
  5 |     touchpoints:
  6 |       look: {match: look, next: [look]}
    |       ^^^^
    = help: add a way on under next:, or name it under ends_at:
journey.yaml:7:7: warning[JM202]: no designed path leads to 'pay'
  6 |       look: {match: look, next: [look]}
  7 |       pay: {match: pay}
    |       ^^^
    = help: name it under next: of a touchpoint, or under starts_at:
"""
ERROR = """\
journey.yaml:6:27: error[JM102]: unknown field 'nxt'
  5 |     touchpoints:
  6 |       look: {match: look, nxt: pay}
    |                           ^^^
    = help: did you mean 'next'?
"""
Run = Callable[..., Any]


def outside(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "journeymap", *arguments], capture_output=True, text=True, check=False, **options
    )


@pytest.fixture
def shop(here: Path) -> Path:
    (here / "journey.yaml").write_text(GOOD)
    (here / "log.csv").write_text(LOG)
    return here


# --- exit codes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "code", "told"),
    [
        (GOOD, (), 0, "1 journey checked: nothing to say\n"),
        (WARNED, (), 0, "1 journey checked: 2 warnings\n"),
        (WARNED, ("--fail-on", "warning"), 1, "1 journey checked: 2 warnings\n"),
        (WARNED, ("--fail-on", "hint"), 1, "1 journey checked: 2 warnings\n"),
        (WRONG, (), 1, "1 journey checked: 1 error\n"),
        (WRONG, ("--fail-on", "hint"), 1, "1 journey checked: 1 error\n"),
    ],
)
def test_check(text: str, options: tuple[str, ...], code: int, told: str, here: Path, run: Run) -> None:
    (here / "journey.yaml").write_text(text)
    out = {GOOD: "", WARNED: WARNING, WRONG: ERROR}[text]
    assert run("check", "journey.yaml", *options) == (code, out, told)


def test_check_takes_folders_and_tells_all(here: Path, run: Run) -> None:
    (here / "plans" / "deep").mkdir(parents=True)
    (here / "plans" / ".hidden").mkdir()
    for name, text in (
        ("b.yml", WRONG),
        ("deep/a.yaml", WRONG),
        (".hidden/c.yaml", WRONG),
        ("d.yaml", GOOD),
        ("e.txt", WRONG),
    ):
        (here / "plans" / name).write_text(text)
    result = run("check", "plans")
    assert re.findall(r"^(\S+): error\[(JM\d+)\]", result.out, re.MULTILINE) == [
        ("plans/b.yml:6:27", "JM102"),
        ("plans/deep/a.yaml:6:27", "JM102"),
    ]
    assert (result.code, result.err) == (1, "3 journeys checked: 2 errors\n")


@pytest.mark.parametrize(
    ("arguments", "err"),
    [
        (("report", "none.yaml"), "none.yaml:1:1: error[JM009]: there is no such file\n    = help: check the path\n"),
        (
            ("check", "empty"),
            "empty:1:1: error[JM009]: there is no .yaml file in this folder\n    = help: name a journey file\n",
        ),
        (
            ("report", "empty"),
            "empty:1:1: error[JM009]: this is a directory, not a file\n    = help: name a file in it\n",
        ),
    ],
)
def test_what_cannot_be_read_is_no_verdict(arguments: tuple[str, ...], err: str, here: Path, run: Run) -> None:
    (here / "empty").mkdir()
    assert run(*arguments) == (2, "", err)


def test_a_file_name_is_no_command_for_ci(here: Path, run: Run) -> None:
    (here / "::error::x.yaml").write_text("title: 1\n")
    assert run("check", "::error::x.yaml").out.startswith("./::error::x.yaml:1:")


def test_a_missing_file_does_not_silence_the_others(here: Path, run: Run) -> None:
    (here / "wrong.yaml").write_text("titel: T\nstages: {s: {touchpoints: {a: {}}}}\n")
    said = run("check", "none.yaml", "wrong.yaml")
    assert said.code == 2
    assert [line for line in said.out.splitlines() if "error[" in line] == [
        "none.yaml:1:1: error[JM009]: there is no such file",
        "wrong.yaml:1:1: error[JM102]: unknown field 'titel'",
    ]
    assert said.err == "2 journeys checked: 2 errors\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Usage: journeymap [OPTIONS] COMMAND [ARGS]..."),
        (("no-such-command",), "No such command 'no-such-command'."),
        (("report",), "Missing argument 'JOURNEY'."),
        (("report", "journey.yaml", "--evnets", "log.csv"), "No such option '--evnets'. Did you mean '--events'?"),
        (
            ("report", "journey.yaml", "--min-group", "4"),
            "Invalid value for '--min-group': 4 is not in the range x>=5.",
        ),
        (("report", "journey.yaml", "--format", "pdf"), "Invalid value for '--format': 'pdf' is not one of "),
        (("check", "journey.yaml", "--fail-on", "never"), "Invalid value for '--fail-on': 'never' is not one of "),
        (("simulate", "journey.yaml"), "Missing option '-o' / '--output'."),
        (("explain", "JM310x"), "there is no manual page for 'JM310x'; did you mean JM310?"),
        (("explain", "???"), "there is no manual page for '???'; journeymap explain, without a word, lists all codes"),
        (("schema", "map"), "Invalid value for "),
    ],
)
def test_a_bad_option_is_2_and_on_standard_error(arguments: tuple[str, ...], told: str, shop: Path, run: Run) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert told in result.err


def test_a_bug_is_70_and_says_what_to_send(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nobody")

    monkeypatch.setattr("journeymap.pipeline.measured.take", broken)
    result = run("report", "journey.yaml", "--events", "log.csv", "-o", "out.md")
    assert (result.code, result.out) == (70, "")
    first, *_, last = result.err.strip().splitlines()
    assert first == f"This is a bug in journeymap {__version__}, not in your files. Please report it with what follows."
    assert last == "ZeroDivisionError: by nobody"
    assert not (shop / "out.md").exists()


@pytest.mark.parametrize("where", ["journeymap.pipeline.measured.take", "journeymap.cli.common.write_all"])
def test_ctrl_c_is_130(where: str, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(where, pressed)
    result = run("report", "journey.yaml", "--events", "log.csv", "-o", "out.md")
    assert (result.code, result.out, result.err.strip()) == (130, "", "interrupted")
    assert not (shop / "out.md").exists()


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), *((name, "--help") for name in cli.commands or ("check", "map", "report"))]
)
def test_help_is_0(arguments: tuple[str, ...], run: Run) -> None:
    result = run(*arguments)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Usage: journeymap ")


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"journeymap {__version__}\n", "")


def test_main_ends_by_exit_always() -> None:
    with pytest.raises(SystemExit) as ended:
        entry(["schema"])
    assert ended.value.code == 0


def test_a_reader_that_goes_away_is_no_fault(shop: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "journeymap", "schema"], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


# --- what goes where ---------------------------------------------------------------------------------------------------


def test_findings_as_json(here: Path, run: Run) -> None:
    (here / "journey.yaml").write_text(WRONG)
    result = run("check", "journey.yaml", "--format", "json")
    assert (result.code, result.err) == (1, "")
    assert json.loads(result.out) == [
        {
            "code": "JM102",
            "level": "error",
            "file": "journey.yaml",
            "line": 6,
            "column": 27,
            "ref": ["stages", "buy", "touchpoints", "look", "nxt"],
            "message": "unknown field 'nxt'",
            "help": "did you mean 'next'?",
            "evidence": [],
        }
    ]


def test_nothing_found_is_an_empty_list(shop: Path, run: Run) -> None:
    assert run("check", "journey.yaml", "--format", "json") == (0, "[]\n", "")


def test_a_report_in_several_forms_at_once(shop: Path, run: Run) -> None:
    result = run(
        "report", "journey.yaml", "--events", "log.csv", "-o", "out.md", "-o", "deep/out.json", "-o", "out.txt"
    )
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[-3:] == ["wrote out.md", "wrote deep/out.json", "wrote out.txt"]
    alone = {
        form: run("report", "journey.yaml", "--events", "log.csv", "--format", form).out
        for form in ("markdown", "json", "text")
    }
    assert (shop / "out.md").read_text() == alone["markdown"]
    assert (shop / "deep/out.json").read_text() == alone["json"]
    assert (shop / "out.txt").read_text() == alone["text"]
    assert run("report", "journey.yaml", "--events", "log.csv").out == alone["markdown"]
    assert json.loads(alone["json"])["cases"]["won"] == 1
    assert alone["markdown"].startswith("# Nothing is promised: Shop\n")
    assert result.out.startswith(alone["text"])


def test_a_map_in_both_forms(shop: Path, run: Run) -> None:
    assert run("map", "journey.yaml", "-o", "out.svg") == (0, "wrote out.svg\n", "")
    assert run("map", "journey.yaml", "-o", "out.gv") == (0, "wrote out.gv\n", "")
    assert (shop / "out.svg").read_text() == run("map", "journey.yaml").out
    assert (shop / "out.gv").read_text() == run("map", "journey.yaml", "--format", "gv").out
    assert (shop / "out.svg").read_text().startswith("<svg ")
    assert (shop / "out.gv").read_text().startswith("digraph")


def test_privacy_is_said(shop: Path, run: Run) -> None:
    def privacy(*options: str) -> str:
        said: str = json.loads(run("report", "journey.yaml", "--events", "log.csv", "--format", "json", *options).out)[
            "privacy"
        ]
        return said

    assert privacy() == "groups of fewer than 10 are hidden"
    assert privacy("--min-group", "5") == "groups of fewer than 5 are hidden"
    assert privacy("--no-privacy") == "nothing is hidden: for the analyst's own use"
    assert privacy("--quotes", "3") == ("groups of fewer than 10 are hidden; there is no comment that could be quoted")
    assert run("report", "journey.yaml", "--events", "log.csv", "--quotes", "0").code == 2
    assert privacy("--no-privacy", "--min-group", "50") == "nothing is hidden: for the analyst's own use"


def test_no_customer_stands_in_a_report(shop: Path, run: Run) -> None:
    (shop / "log.csv").write_text(LOG.replace("c1", "ann.miller@example.org"))
    for form in ("markdown", "json", "text"):
        result = run("report", "journey.yaml", "--events", "log.csv", "--no-privacy", "--format", form)
        assert result.code == 0
        assert "miller" not in result.out


def test_the_schemas_are_those_of_the_repository(run: Run) -> None:
    schemas = Path(__file__).parents[1] / "schemas"
    for name in ("journey", "shared", "report", "whatif"):
        assert run("schema", name).out == (schemas / f"{name}.schema.json").read_text(encoding="utf-8")


def test_simulate_says_what_it_wrote_and_writes_the_same_again(shop: Path, run: Run) -> None:
    assert run("simulate", "journey.yaml", "-o", "one", "--customers", "30") == (
        0,
        "one/events.csv\none/answers.csv\n",
        "",
    )
    assert run("simulate", "journey.yaml", "-o", "two", "--customers", "30").code == 0
    assert run("simulate", "journey.yaml", "-o", "three", "--customers", "30", "--seed", "2").code == 0
    events = [(shop / folder / "events.csv").read_bytes() for folder in ("one", "two", "three")]
    assert events[0] == events[1]
    assert events[0] != events[2]
    assert run("report", "journey.yaml", "--events", "one/events.csv").code == 0


# --- terminals and pipes -----------------------------------------------------------------------------------------------


def on_a_terminal(*arguments: str, **environment: str) -> tuple[int, str]:
    """What a command writes to a terminal, both streams together."""
    leader, follower = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM", "FORCE_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-m", "journeymap", *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**clean, "TERM": "xterm", **environment},
    ) as process:
        os.close(follower)
        said = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            said += part
    os.close(leader)
    return process.returncode, said.decode().replace("\r\n", "\n")


def test_colours_on_a_terminal(here: Path) -> None:
    (here / "journey.yaml").write_text(WRONG)
    code, said = on_a_terminal("check", "journey.yaml")
    assert code == 1
    assert said == ERROR.replace("error[JM102]", "\x1b[1;31merror[JM102]\x1b[0m") + "1 journey checked: 1 error\n"


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_nobody_wants_them(environment: dict[str, str], shop: Path) -> None:
    (shop / "wrong.yaml").write_text(WRONG)
    assert on_a_terminal("check", "wrong.yaml", **environment) == (
        1,
        ERROR.replace("journey.yaml", "wrong.yaml") + "1 journey checked: 1 error\n",
    )
    code, said = on_a_terminal("report", "journey.yaml", "--events", "log.csv", "--format", "text", **environment)
    assert code == 0
    assert said.startswith("Journey: ")
    assert "\x1b" not in said


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_long_work_is_told_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common.Watching, "PATIENCE", 0.0)
    monkeypatch.setattr(common.Watching, "EVERY", 0.01)
    terminal, drawn = Terminal(), Event()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(common.click, "echo", lambda text, **_: (terminal.write(text), drawn.set()))
    with common.Watching() as watch:
        watch("binding events to touchpoints", 0.25)
        assert drawn.wait(5)
    assert "[######..................]  25% binding events to touchpoints" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_short_work_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        with common.Watching() as watch:
            watch("reading the log", 0.0)
        assert stream.getvalue() == ""


def test_silence_in_a_pipe(shop: Path) -> None:
    done = outside("report", "journey.yaml", "--events", "log.csv", "-o", "out.md")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("wrote out.md\n")
    drawn = outside("map", "journey.yaml")
    assert (drawn.returncode, drawn.stderr) == (0, "")


def test_no_escape_code_of_a_file_reaches_a_terminal(here: Path, run: Run) -> None:
    evil = "\x1b]0;owned\x07\u202e\u2066::error::\r\nx\x9b31m"
    (here / "journey.yaml").write_text(GOOD.replace("title: Shop", f"title: {json.dumps('Shop' + evil)}"))
    (here / "log.csv").write_bytes((LOG + f'c2,2026-05-13 08:00,"look{evil}"\nc3,2026-05-13 08:00,"{evil}"\n').encode())
    for form in ("markdown", "text"):
        result = run("report", "journey.yaml", "--events", "log.csv", "--no-privacy", "--format", form)
        assert result.code in (0, 1)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", result.out + result.err)
        assert not re.search(r"^\s*::", result.out, re.MULTILINE)


def test_a_map_of_some_says_of_whom(here: Path, run: Run) -> None:
    (here / "journey.yaml").write_text(
        GOOD.replace("stages:", "personas: {linh: {is: Linh from Hanoi, segment: {device: mobile}}}\nstages:")
    )
    rows = [
        f"c{n},2026-05-13T0{n % 9}:00,{event},{'mobile' if n % 2 else 'desk'}"
        for n in range(80)
        for event in ("look", "pay")
    ]
    (here / "log.csv").write_text("customer,time,event,device\n" + "\n".join(rows) + "\n")
    some = run("map", "journey.yaml", "--events", "log.csv", "--segment", "device=mobile").out
    hers = run("map", "journey.yaml", "--events", "log.csv", "--persona", "linh").out
    everybody = run("map", "journey.yaml", "--events", "log.csv").out
    for drawn, customers in ((some, 40), (hers, 40), (everybody, 80)):
        assert f"{customers} customers" in drawn
    assert "device = mobile" in some
    assert "Seen by Linh" in hers
    assert "Seen by" not in everybody + some


def test_the_example_of_the_language_adds_up(run: Run) -> None:
    folder = Path(__file__).parent / "cases" / "language"
    code, out, told = run("check", "-v", str(folder), "--today", "2026-08-01")
    assert code == 0
    assert told == "1 journey checked: 1 hint\n"
    assert [line.strip() for line in out.splitlines() if " planned " in line] == [
        (
            "planned completion  83.3 % (66.6 % if every touchpoint only just meets its drop_off target;"
            " 61.6 % if they use up their targets, whatever next promises; budget 60.0 %)"
        ),
        "planned contacts    5.0 a case",
        "planned time        not all touchpoints say how long they take (budget 24 h)",
    ]
    assert "JM141" not in out
    assert "JM141" in run("check", str(folder), "--today", "2026-10-01").out
