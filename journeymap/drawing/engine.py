"""The only place where Graphviz runs: a `dot` on PATH, else the one in pygraphviz's wheel; always with a time limit."""

import importlib.util
import shutil
import subprocess
import sys
from enum import StrEnum

from graphviz.backend import CalledProcessError, ExecutableNotFound, dot_command, execute

SECONDS = 30.0
"""The time limit of one drawing; a map of 200 touchpoints takes about a third of a second."""

_WHEEL = """
import sys, warnings
import pygraphviz
warnings.simplefilter("ignore")
graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
sys.stdout.buffer.write(graph.draw(format="svg", prog="nop2"))
"""


class Engine(StrEnum):
    """The two ways to Graphviz."""

    PATH = "path"
    """A `dot` on PATH, through the `graphviz` package."""
    WHEEL = "wheel"
    """The Graphviz that the `pygraphviz` wheel carries."""


class GraphvizMissing(RuntimeError):  # noqa: N818 - the name says what is wrong
    """Neither way to Graphviz is open; the message says how to open one."""

    def __init__(self, engine: Engine | None = None) -> None:
        """Name the engine that was asked for, if one was."""
        what = {
            None: "Graphviz was not found",
            Engine.PATH: "no `dot` on PATH",
            Engine.WHEEL: "pygraphviz is not installed",
        }
        super().__init__(
            f"{what[engine]}: install Graphviz (https://graphviz.org/download/) so that `dot` is on PATH, "
            "or `pip install pygraphviz`, which brings its own"
        )


class GraphvizFailed(RuntimeError):  # noqa: N818 - as above
    """Graphviz ran and did not draw: it took too long, or it rejected the drawing."""


def available() -> tuple[Engine, ...]:
    """The engines of this machine, the one that is taken by default first."""
    found = []
    if shutil.which("dot"):
        found.append(Engine.PATH)
    if importlib.util.find_spec("pygraphviz"):
        found.append(Engine.WHEEL)
    return tuple(found)


def run(dot: str, *, engine: Engine | str | None = None, seconds: float = SECONDS) -> bytes:
    """The SVG that Graphviz draws of DOT text with pinned positions.

    `engine` chooses one, by default the first of `available()`; `seconds` is the time limit.
    Raises `GraphvizMissing` and `GraphvizFailed`; `ValueError` for an engine that does not exist.
    """
    wanted = Engine(engine) if engine is not None else None
    here = available()
    chosen = wanted or next(iter(here), None)
    if chosen is None or chosen not in here:
        raise GraphvizMissing(wanted)
    try:
        return _on_path(dot, seconds) if chosen is Engine.PATH else _in_wheel(dot, seconds)
    except subprocess.TimeoutExpired:
        raise GraphvizFailed(f"Graphviz did not finish within {seconds:g} seconds") from None
    except ExecutableNotFound:
        raise GraphvizMissing(chosen) from None
    except (CalledProcessError, subprocess.CalledProcessError) as error:
        raise GraphvizFailed(f"Graphviz could not draw the map: {_last_line(error.stderr)}") from error


def _on_path(dot: str, seconds: float) -> bytes:
    # graphviz.pipe() would do, but has no time limit; what it calls hands further arguments to subprocess.run().
    command = dot_command.command("neato", "svg", neato_no_op=2)
    done = execute.run_check(command, input=dot.encode(), capture_output=True, quiet=True, timeout=seconds)
    return bytes(done.stdout)


def _in_wheel(dot: str, seconds: float) -> bytes:
    # A process of its own, because C code cannot be interrupted; -P keeps a pygraphviz.py of the current folder out.
    command = [sys.executable, "-P", "-c", _WHEEL]
    done = subprocess.run(command, input=dot.encode(), capture_output=True, timeout=seconds, check=True)  # noqa: S603 - our own words
    return done.stdout


def _last_line(stderr: bytes | None) -> str:
    lines = (stderr or b"").decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return said[-1] if said else "it gave no reason"
