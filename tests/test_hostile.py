"""Whatever is in a file, `check` says what and where, in every format; it ends as documented and opens nothing outside of the project.

`tests/cases/hostile/expected.txt` has for each file of that folder, and for each that `tests/large_files.py` makes, a line for each error or
warning: `line:column CODE`, after the name of the file where it stands in another one. To add one: put the file there, run
`JOURNEYMAP_ACCEPT=1 pytest tests/test_hostile.py`, and read what the table got.
"""

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from journeymap.cli import main
from journeymap.finding import Finding, JourneymapError, Level
from journeymap.formats import FORMATS, format_of
from journeymap.pipeline.declared import judged
from tests.large_files import BESIDE, LARGE

FOLDER = Path(__file__).parent / "cases" / "hostile"
TABLE = FOLDER / "expected.txt"
NAMES = sorted([*(path.stem for path in FOLDER.glob("*.yaml")), *LARGE])
MOST = 5
"""How many findings of one file stand in the table; then how many more there are, and the last of them."""


class Opened:
    """What this process opens while it is asked. An audit hook stays for good, so there is one, and it listens only now and then."""

    def __init__(self) -> None:
        self.names: list[str] | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, details: tuple[Any, ...]) -> None:
        if self.names is not None and event in ("open", "os.listdir", "os.scandir", "subprocess.Popen", "os.system"):
            self.names.append(f"{event} {details[0]}")

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        self.names = heard = []
        try:
            yield heard
        finally:
            self.names = None


OPENED = Opened()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with all hostile files, and files outside of it that some of them ask for."""
    around = tmp_path_factory.mktemp("hostile")
    folder = around / "project"
    shutil.copytree(FOLDER, folder)
    (folder / ".git").mkdir()
    for name, data in BESIDE.items() | {f"{name}.yaml": text.encode() for name, text in LARGE.items()}.items():
        (folder / name).write_bytes(data)
    outside = around / "outside"
    outside.mkdir()
    (outside / "shared.yaml").write_text("touchpoints: {wallet: {match: secret}}\n", encoding="utf-8")
    (outside / "journey.yaml").write_text("title: a\nstages: {s: {touchpoints: {t: {match: a}}}}\n", encoding="utf-8")
    (outside / "log.csv").write_text("customer,time,event\n", encoding="utf-8")
    (folder / "link.yaml").symlink_to(outside / "shared.yaml")
    return folder


@pytest.fixture(scope="module")
def warm(project: Path) -> None:
    """Imports open files of their own: all of them, before anybody listens."""
    for form in FORMATS:
        with pytest.raises(SystemExit):
            main(["check", str(project / "near-touchpoint.yaml"), "--format", form])


@pytest.fixture
def told(project: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[Finding]]:
    """All findings of a file, which it is named by alone."""
    monkeypatch.chdir(project)

    def call(name: str) -> list[Finding]:
        try:
            return judged(Path(f"{name}.yaml")).findings
        except JourneymapError as error:
            return list(error.findings)

    return call


def row(name: str, findings: list[Finding]) -> list[str]:
    """What the table says of a file. Hints are about the plan, not about the input."""
    places = [
        f"{str(finding.location).removeprefix(f'{name}.yaml:')} {finding.code}"
        for finding in findings
        if finding.level is not Level.HINT
    ]
    if len(places) > MOST + 1:
        return [*places[:MOST], f"and {len(places) - MOST - 1} more, then", places[-1]]
    return places


@cache
def table() -> dict[str, list[str]]:
    """The rows by name."""
    rows: dict[str, list[str]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            rows[next(reversed(rows))].append(line.strip())
        else:
            rows[line] = []
    return rows


def test_the_table_has_a_row_for_each_file(told: Callable[[str], list[Finding]]) -> None:
    if os.environ.get("JOURNEYMAP_ACCEPT"):
        rows = {name: row(name, told(name)) for name in NAMES}
        lines = [line for name, said in rows.items() for line in (name, *(f"  {place}" for place in said))]
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert list(table()) == NAMES
    assert len(NAMES) > 300


@pytest.mark.parametrize(("number", "name"), list(enumerate(NAMES)), ids=NAMES)
def test_a_hostile_file_is_told_of_where_it_should_be(
    number: int, name: str, told: Callable[[str], list[Finding]], capsys: pytest.CaptureFixture[str]
) -> None:
    file, form = f"{name}.yaml", FORMATS[number % len(FORMATS)]
    with OPENED.listening() as heard:
        findings = told(name)
        code, text = said(file, form, capsys)
    assert row(name, findings) == table()[name]
    assert code == int(any(finding.level is Level.ERROR for finding in findings))
    assert format_of(form)(findings, [file]) in text
    for other in FORMATS:
        assert not active(format_of(other)(findings, [file])), other
    assert not active(text)
    for finding in findings:
        assert finding.location is not None
        assert not active(finding.message + finding.help), finding
    assert not [what for what in heard if not harmless(what)]


def said(file: str, form: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code, and all that was printed."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["check", file, "--format", form])
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out + err


def active(text: str) -> set[str]:
    """The characters of a text that act on a terminal, or change the direction of what follows."""
    return {
        f"U+{ord(char):04X}"
        for char in set(text) - {"\n"}
        if unicodedata.category(char) in ("Cc", "Cs") or unicodedata.bidirectional(char) in BIDIRECTIONAL
    }


BIDIRECTIONAL = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def harmless(what: str) -> bool:
    """Whether something that was done stayed inside of the project, which is the working directory."""
    event, _, name = what.partition(" ")
    return event in ("open", "os.listdir", "os.scandir") and Path(name).resolve().is_relative_to(Path.cwd())
