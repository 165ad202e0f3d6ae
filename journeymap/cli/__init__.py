"""Arguments in, text out, exit code. One command a file, imported only when it is called, so that `--help` is fast.

To add one: write a module here with a click command of the same name and a line in `_COMMANDS`. Where the name is a keyword of
Python, the module's ends in `_`: `import_`.
"""

import gc
import importlib
import keyword
import os
import sys
import traceback
from collections.abc import Mapping
from io import StringIO

import click

from journeymap import __version__

# The library below numpy would start a thread for each processor, and round sums of products otherwise for each number of them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# What else is installed must not change how files are read, and to look for it costs a tenth of the time that `check` takes.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

_COMMANDS: Mapping[str, str] = {
    "init": "Begin a project that works: a journey, editor settings, CI and made-up data.",
    "check": "Judge a journey's declaration.",
    "fix": "Correct in a journey's text what is certainly meant otherwise.",
    "map": "Draw a journey as a map.",
    "preview": "Show journeys on a live page that redraws when you save.",
    "report": "Measure a journey and tell what was found.",
    "snapshot": "Keep what may be told of a journey's data in a small file that can be committed.",
    "whatif": "Tell how many completions fixing a drop-off is associated with.",
    "diff": "Compare the journeys of two git revisions, or of two folders, on the same data.",
    "compare": "Compare a journey on two sides of its data: periods, segments, personas, variants.",
    "data": "Tell what of a log binds to a journey, what does not, and what looks wrong.",
    "simulate": "Make up events and answers that follow a journey's plan.",
    "import": "Make a journey file from a Mermaid journey or a table of touchpoints.",
    "export": "Write a journey as a Mermaid journey, a Mermaid flowchart or a table of touchpoints.",
    "comment": "Write a report on a pull request as a comment, or update the one that is there.",
    "schema": "Print the JSON Schema of journey files or of reports.",
    "lsp": "Serve an editor: what check says while you type.",
    "explain": "Print the manual page of a finding's code.",
}
FINE, FOUND, COULD_NOT_RUN, OUR_FAULT, INTERRUPTED = 0, 1, 2, 70, 130
"""Exit codes: fine; something found; could not run; a bug of ours; Ctrl-C."""

_SELDOM = 100_000
"""After so many new objects garbage is looked for: modules and models are none, and looking through them all again and again took a tenth of a start."""


class _Lazy(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if cmd_name not in _COMMANDS:
            return None
        module = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"journeymap.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="journeymap", message="%(prog)s %(version)s")
def cli() -> None:
    """Customer journeys as code: declare them in YAML, draw them, measure them, review them."""


def main(arguments: list[str] | None = None) -> None:
    """The command line. Always ends by `SystemExit`: 0 fine, 1 something found, 2 could not run, 70 a bug of ours, 130 Ctrl-C."""
    gc.set_threshold(_SELDOM)
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    from journeymap.finding import JourneymapError

    try:
        result = cli.main(arguments, prog_name="journeymap", standalone_mode=False)
    except JourneymapError as error:
        from journeymap.cli.common import show

        show(error.findings)
        return exit_code(error)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        _show(error)
        return COULD_NOT_RUN
    except (
        BrokenPipeError,
        SystemExit,
    ):  # nobody reads any more; click ends by 1 then, which is our word for a finding
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception:  # noqa: BLE001  # the last line of defence: a bug must never look like a success
        click.echo(
            f"This is a bug in journeymap {__version__}, not in your files. Please report it with what follows.\n",
            err=True,
        )
        from journeymap.markup import inert

        click.echo(inert(traceback.format_exc()), err=True, nl=False)
        return OUR_FAULT
    return result if isinstance(result, int) else FINE


def _show(error: click.ClickException) -> None:
    """Click's own words, with what somebody has written on the command line in them."""
    from journeymap.markup import inert

    said = StringIO()
    error.show(said)
    click.echo(inert(said.getvalue()), err=True, nl=False)


_NOT_RUN = ("JM009", "JM152", "JM153", "JM155")
"""No file, and no such language, persona or touchpoint as an option names: nothing of the declaration is at fault."""


def exit_code(error: Exception) -> int:
    """1 where the declaration is at fault, 2 where the run could not be: what an option names is not there, say."""
    codes = [finding.code for finding in getattr(error, "findings", ())]
    return (
        FOUND
        if codes and all(code[:3] in ("JM0", "JM1", "JM2") and code not in _NOT_RUN for code in codes)
        else COULD_NOT_RUN
    )
