"""What a command imports before it has anything to do. Times are not measured; what takes the time is."""

import subprocess
import sys
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
)
SCRIPT = """
import sys
from journeymap.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
    sys.exit(ended.code)
"""


def imported(*arguments: str) -> set[str]:
    """The packages that a command has imported by its end."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return set(done.stderr.splitlines()[-1].split())


def test_what_a_command_imports_is_seen() -> None:
    assert {"click", "journeymap"} <= imported("--version")
    assert {"pydantic", "yaml"} <= imported("check", "journeys/click-and-collect.yaml")
    assert {"duckdb", "numpy"} <= imported("report", "journeys/click-and-collect.yaml", "--events", "none.csv")


def test_a_picture_in_words_needs_no_other() -> None:
    assert {"graphviz"} <= imported("map", "journeys/click-and-collect.yaml", "-o", "/dev/null/x.svg")
    assert imported("map", "journeys/click-and-collect.yaml", "--format", "gv") & {"resvg_py", "typst"} == set()


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_imports_next_to_nothing(arguments: tuple[str, ...]) -> None:
    assert imported(*arguments) & {*HEAVY, "pydantic", "yaml", "defusedxml"} == set()


@pytest.mark.parametrize(
    "command", ["check", "map", "report", "compare", "data", "simulate", "schema", "explain", "fix", "init", "lsp"]
)
def test_the_help_of_a_command_does_neither(command: str) -> None:
    assert imported(command, "--help") & {*HEAVY, "defusedxml"} == set()


@pytest.mark.parametrize("arguments", [("check", "journeys"), ("fix", "journeys", "--check")])
def test_check_and_fix_need_no_engine(arguments: tuple[str, ...]) -> None:
    found = imported(*arguments)
    assert found & set(HEAVY) <= {"networkx"}
    assert found & {"duckdb", "numpy", "graphviz", "pygraphviz"} == set()
