"""What several tests share: the command line, and reports of small logs, in a folder of their own."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings
from journeymap.cli import main
from journeymap.load import load
from journeymap.pipeline.measured import measure
from journeymap.report import Report

# How long a run takes is a matter of the machine: no test is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


class Said(NamedTuple):
    """What a command said."""

    code: int
    out: str
    err: str


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """The command line, in this process."""

    def call(*arguments: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, said.out, said.err)

    return call


@pytest.fixture
def reported(here: Path) -> Callable[..., Report]:
    """The report of a journey's text on files of the working directory; nothing is hidden unless asked for."""

    def call(
        journey: str, *events: str, answers: Sequence[str] = (), min_group: int = 0, by: str | None = None
    ) -> Report:
        (here / "journey.yaml").write_text(journey, encoding="utf-8")
        return measure(load(Path("journey.yaml")), events=events, answers=answers, min_group=min_group, by=by)

    return call


@pytest.fixture
def table(here: Path) -> Callable[..., str]:
    """Writes rows of cells as CSV, the header first; a row is a text with `|` between its cells, or a sequence of cells."""

    def write(name: str, *rows: str | Sequence[str]) -> str:
        with (here / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(row.split("|") if isinstance(row, str) else row for row in rows)
        return name

    return write
