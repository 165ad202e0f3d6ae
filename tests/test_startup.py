"""What a command imports before it has anything to do. Times are not measured; what takes the time is."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = (
    "duckdb",
    "numpy",
    "graphviz",
    "pygraphviz",
    "networkx",
    "pandas",
    "pyarrow",
    "pygls",
    "lsprotocol",
    "resvg_py",
    "typst",
    "babel",
    "starlette",
    "uvicorn",
    "watchfiles",
    "jinja2",
    "markdown_it",
)
SCRIPT = """
import sys
from journeymap.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(*sorted(sys.modules), file=sys.stderr)
    sys.exit(ended.code)
"""
BUILT = """
from journeymap.model import Journey
from journeymap.report import Report
print(Journey.__pydantic_complete__, Report.__pydantic_complete__)
"""


@cache
def modules(*arguments: str) -> set[str]:
    """The modules that a command has imported by its end."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return set(done.stderr.splitlines()[-1].split())


def imported(*arguments: str) -> set[str]:
    """The packages that a command has imported by its end."""
    return {name.partition(".")[0] for name in modules(*arguments)}


def test_what_a_command_imports_is_seen() -> None:
    assert {"click", "journeymap"} <= imported("--version")
    assert {"pydantic", "yaml"} <= imported("check", "journeys/click-and-collect.yaml")
    assert {"duckdb", "numpy"} <= imported("report", "journeys/click-and-collect.yaml", "--events", "none.csv")


def test_a_picture_in_words_needs_no_other() -> None:
    assert {"graphviz"} <= imported("map", "journeys/click-and-collect.yaml", "-o", "/dev/null/x.svg")
    assert imported("map", "journeys/click-and-collect.yaml", "--format", "gv") & {"resvg_py", "typst"} == set()


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_imports_next_to_nothing(arguments: tuple[str, ...]) -> None:
    assert imported(*arguments) & {*HEAVY, "pydantic", "yaml"} == set()


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "comment",
        "map",
        "report",
        "compare",
        "diff",
        "data",
        "simulate",
        "schema",
        "explain",
        "fix",
        "init",
        "lsp",
        "preview",
    ],
)
def test_the_help_of_a_command_does_neither(command: str) -> None:
    assert imported(command, "--help") & set(HEAVY) == set()


@pytest.mark.parametrize("arguments", [("check", "journeys"), ("fix", "journeys", "--check")])
def test_check_and_fix_need_no_engine(arguments: tuple[str, ...]) -> None:
    assert imported(*arguments) & set(HEAVY) == set()


@pytest.mark.parametrize(
    ("arguments", "most"),
    [
        (("--help",), 5),
        (("check", "--help"), 15),
        (("check", "journeys/airport.yaml"), 110),
        (("map", "journeys/click-and-collect.yaml", "-o", os.devnull), 215),
        (("report", "journeys/click-and-collect.yaml", "--events", "none.csv"), 235),
    ],
)
def test_a_command_imports_few_modules_of_ours(arguments: tuple[str, ...], most: int) -> None:
    found = {name for name in modules(*arguments) if name.partition(".")[0] == "journeymap"}
    assert 0 < len(found) <= most


def test_who_speaks_english_does_not_wait_for_other_languages() -> None:
    plan = ("whatif", "journeys/click-and-collect.yaml", "--fix", "pay:drop=50%", "--no-data")
    assert "babel" not in imported(*plan)
    assert "babel" in imported(*plan, "--lang", "vi")


def test_check_sums_up_only_if_asked() -> None:
    summing = {"journeymap.summing", "journeymap.mapping"}
    assert modules("check", "journeys/airport.yaml") & summing == set()
    assert modules("check", "-v", "journeys/airport.yaml") & summing == summing


def test_sums_of_products_are_rounded_alike_on_any_number_of_processors() -> None:
    script = "import os, journeymap.cli; print(os.environ['OPENBLAS_NUM_THREADS'])"
    clean = {key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT, env=clean
    )
    assert done.stdout == "1\n"


def test_models_are_built_when_they_are_needed() -> None:
    done = subprocess.run([sys.executable, "-c", BUILT], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False", "False"]
