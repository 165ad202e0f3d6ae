"""How findings are told: to people, to code hosts, to review tools. Each is imported only when it is asked for, so that `check` is fast.

To add one: write a module here with `view(findings, files) -> str` and name it in `FORMATS`, under the module's own name.
"""

import importlib
from collections.abc import Callable, Sequence

from journeymap.finding import Finding

FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit", "rdjson", "markdown")
"""The names of all formats, the default first."""

View = Callable[[Sequence[Finding], Sequence[str]], str]
"""What a format does: findings, and the names of all files that were checked, to text."""


def format_of(name: str) -> View:
    """What writes a format of `FORMATS`."""
    view: View = importlib.import_module(f"journeymap.formats.{name}").view
    return view
